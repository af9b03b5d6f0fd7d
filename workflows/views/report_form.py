"""The form with which anybody reports a deviation, made from its definition; and the report as it
was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from engine.days.calendar import local_day
from engine.definitions import versions
from engine.errors import Reason
from engine.language.sentences import _
from engine.people.acts import Act
from engine.storage.session import Session
from workflows.deviations import reports
from workflows.deviations.contacts import AnswerTo
from workflows.deviations.reports import WORKFLOW, Receipt
from workflows.deviations.units import find_unit, matching_units, spellings, units
from workflows.views.step_forms import (
    Choice,
    Given,
    Input,
    InputForm,
    Known,
    opening_form,
    read_back,
    with_refusal,
)

UNIT, ADDRESS, WANTS = "unit", "email", "wants_answer"


class TypedReport(NamedTuple):
    """What somebody typed to report in a partnership, and the language to be answered in."""

    partnership_id: int
    typed: Mapping[str, Sequence[str]]
    language: str


def form(
    session: Session,
    partnership_id: int,
    on: date,
    typed: Given | None = None,
    wrong: Iterable[Reason] = (),
) -> InputForm:
    """The form, with what was typed and what is wrong with it."""
    _number, definition = versions.newest(session, WORKFLOW)
    told = list(wrong)
    asked = {each.name: each for each in opening_form(definition, Known(), typed or {})}
    asked[UNIT] = _unit(session, partnership_id, on, asked[UNIT], told)
    if typed is None:  # an answer is wanted where nothing else is said
        asked[WANTS] = replace(asked[WANTS], value=("yes",))
    return with_refusal(InputForm((*asked.values(), _address(typed or {}))), told)


def _unit(
    session: Session, partnership_id: int, on: date, asked: Input, wrong: Sequence[Reason]
) -> Input:
    """A unit is asked for by what it is called; where several could be meant, which of them."""
    several = matching_units(session, asked.text, partnership_id, on)
    if len(several) > 1 and any(reason.code == UNIT for reason in wrong):
        # not empty, for a browser takes an empty choice for none
        other = Choice(" ", _("None of these: I type another name"))
        choices = (*(Choice(body.key, body.name) for body in several), other)
        return replace(asked, asked_with="select", choices=choices)
    known = {each: None for body in units(session, partnership_id, on) for each in spellings(body)}
    suggested = tuple(Choice(name, name) for name in known)
    return replace(asked, asked_with="suggested", choices=suggested)


def _address(typed: Given) -> Input:
    return Input(
        name=ADDRESS,
        label=_("Where should the answer go?"),
        asked_with="email",
        required=False,
        value=tuple(typed.get(ADDRESS, ())),
        help=_(
            "Your email address. Only those who route and handle the report see it. Without it,"
            " the receipt alone leads to the answer."
        ),
        max_length=254,
    )


def report_typed(session: Session, given: TypedReport, act: Act) -> Receipt:
    """Report what was typed. Refuses as `report` does."""
    _number, definition = versions.newest(session, WORKFLOW)
    opening = definition.opening
    unit = find_unit(session, _line(given, UNIT), given.partnership_id, local_day(act.at))
    inputs = {
        name: read_back(definition.fields[name], _lines(given, name))
        for name in (*opening.needs, *opening.takes)
        if name != UNIT and (_lines(given, name) or name in (*opening.needs, WANTS))
    }
    answer_to = AnswerTo(_line(given, ADDRESS) or None, given.language)
    return reports.report(session, unit, inputs, act, answer_to)


def _lines(given: TypedReport, name: str) -> list[str]:
    return [each.strip() for each in given.typed.get(name, ()) if each.strip()]


def _line(given: TypedReport, name: str) -> str:
    return " ".join(_lines(given, name))
