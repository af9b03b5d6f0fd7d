"""A report as its reporter sees it, for programs to read: what her page shows, in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.language.sentences import say
from engine.storage.session import Session
from workflows.deviations import reports
from workflows.views.reporter_view import Reported
from workflows.views.step_forms import StepForm


def told_to_reporter(
    session: Session, code: str, report: Reported, language: str
) -> dict[str, Any]:
    """The report of that receipt with where it stands, what was written, by when and by whom it is
    read, and what she can do now."""
    before = report.answered_before
    return {
        **reports.for_reporter(session, code),
        "version": report.version,
        "partnership": report.partnership,
        "status": say(report.state.label, language),
        "meaning": say(report.state.meaning, language),
        "labels": {each.name: say(each.label, language) for each in report.fields},
        "answered_before": before and say(before, language),
        "due": [say(each, language) for each in report.due],
        "ahead": [say(each.label, language) for each in report.ahead],
        "happened": [{"at": at, "done": say(done, language)} for at, done in report.happened],
        "readings": [{"at": at, "who": say(who, language)} for at, who in report.readings],
        "measures": [{"at": at, "state": say(state, language)} for at, state in report.measures],
        "conversation": [each.told(language) for each in report.conversation],
        "reached": report.reached,
        "anew": report.anew and say(report.anew, language),
        "actions": [_action(form, report.until, language) for form in report.forms],
    }


def _action(form: StepForm, until: Mapping[str, date], language: str) -> dict[str, Any]:
    last = until.get(form.action.name)
    return {
        "action": form.action.name,
        "label": say(form.action.label, language),
        "until": last and last.isoformat(),
        "inputs": [each.told(language) for each in form.inputs],
    }
