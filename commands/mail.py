"""The command that sends what is due: one tick."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from commands.face import Face
from commands.logs import write_log
from commands.mailers import archive_from, mailer_from, sent_before
from commands.options import command
from engine.language.sentences import Sentence, _, n_
from engine.people.actors import OPERATOR
from engine.storage.faults import sentence_of_code
from notifications import checks
from notifications.letters.mime import Letterhead
from notifications.sending import clock_check
from notifications.sending.send_with import SendReport
from notifications.sending.tick import TickPart, TickReport, TickWith
from notifications.sending.tick import tick as do_tick
from notifications.stopping import stop_when_told


@click.command()
@click.option(
    "--believe-clock",
    is_flag=True,
    help="The clock is right, however far it is from the last tick.",
)
@command("json", "at")
def tick(face: Face, believe_clock: bool) -> None:
    """Do now what is due: anchor the history, plan, bundle, send.

    Any number of times; nothing is told twice.
    """
    face.require_database()
    write_log(face.settings)
    if believe_clock:
        clock_check.believe_clock(face.session, face.now)
    report = _ticked(face, face.now)
    needs = list(checks.faults(face.session, OPERATOR, face.now))
    data = {**_report(report), "needs": [code for code, _said in needs]}
    face.answer(data, lambda: [*_said(report), *(said for _code, said in needs)])
    if report.failures or needs:
        raise SystemExit(1)


def _ticked(face: Face, now: datetime) -> TickReport:
    mailer, stopped = mailer_from(face.settings), threading.Event()
    try:
        with stop_when_told(stopped.set), _watching(face) as watch:
            return do_tick(
                face.database,
                now,
                mailer=mailer,
                letterhead=Letterhead.of(face.settings),
                given=TickWith(archive_from(face.settings), watch, stopped.is_set),
            )
    finally:
        mailer.close()


@contextmanager
def _watching(face: Face) -> Iterator[Callable[[TickPart], object]]:
    """What the tick is at, on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty() or face.as_json:
        yield lambda _part: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda part: status.update(face.say(part.doing))


def _report(report: TickReport) -> dict[str, Any]:
    return {
        "anchored": report.anchored,
        "planned": report.planned,
        "digests": report.digests,
        "bundled": report.bundled,
        "bounced": report.bounced or 0,
        "sent_before": report.sent_before,
        "forgotten": report.forgotten,
        **{name: n for name, n in asdict(report.sent).items() if not name.endswith("away")},
        "failures": report.failures,
    }


def _said(report: TickReport) -> Iterator[Sentence]:
    yield from _of_mails(report.sent)
    yield from _of_others(report)
    for part, error in report.failures.items():
        if why := sentence_of_code(error):
            yield _("The part “{part}” failed. {why} The other parts are done.", part=part, why=why)
        else:
            yield _(
                "The part “{part}” failed ({error}). The other parts are done.",
                part=part,
                error=error,
            )


def _of_others(report: TickReport) -> Iterator[Sentence]:
    """What became of mails that went before, and of addresses."""
    if report.bounced:
        yield n_(
            "{n} email came back: it did not arrive.",
            "{n} emails came back: they did not arrive.",
            report.bounced,
        )
    if report.sent_before:
        yield sent_before(report.sent_before)
    if report.forgotten:
        yield n_(
            "The address of {n} reporter was no longer needed and is removed.",
            "The addresses of {n} reporters were no longer needed and are removed.",
            report.forgotten,
        )


def _of_mails(sent: SendReport) -> Iterator[Sentence]:
    """How many mails were sent, and what became of the others."""
    yield n_("{n} email was sent.", "{n} emails were sent.", sent.sent)
    if sent.cancelled:
        yield n_(
            "{n} email was no longer needed.", "{n} emails were no longer needed.", sent.cancelled
        )
    later = sent.again + sent.doubt
    if later:
        yield n_("{n} email is tried again later.", "{n} emails are tried again later.", later)
    if sent.failed:
        yield n_(
            "{n} email was refused by the email server.",
            "{n} emails were refused by the email server.",
            sent.failed,
        )
