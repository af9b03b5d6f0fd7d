"""Commands for what people are told: the clock, the forecast, the digest, the proof."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from commands.face import Face
from commands.mailers import mailer_from
from commands.options import TypedDay, command
from engine.days.calendar import local
from engine.language.sentences import _, n_
from engine.people import registry, rights
from engine.people.actors import find_actor
from notifications import coverage
from notifications import forecast as playing
from notifications.coverage import NoticeWithMail
from notifications.letters.mime import Letterhead
from notifications.notices.notices import REASONS, CancelReason, NoticeState
from notifications.sending.tick import TickPart, TickReport
from notifications.sending.tick import tick as do_tick
from workflows.councils import meetings


@click.command()
@command("json", "at")
def tick(face: Face) -> None:
    """Do now what is due: anchor the history, plan, bundle, send.

    Any number of times; nothing is told twice.
    """
    face.require_database()
    report = _ticked(face, face.now)
    face.answer(_report(report), lambda: _said(face, report))
    if report.failures:
        raise SystemExit(1)


def _ticked(face: Face, now: datetime) -> TickReport:
    mailer = mailer_from(face.settings)
    try:
        with _watching(face) as watch:
            return do_tick(
                face.database,
                now,
                mailer=mailer,
                letterhead=Letterhead.of(face.settings),
                watch=watch,
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
        **asdict(report.sent),
        "failures": report.failures,
    }


def _said(face: Face, report: TickReport) -> Iterator[str]:
    sent = report.sent
    yield face.say(n_("{n} mail was sent.", "{n} mails were sent.", sent.sent))
    if sent.cancelled:
        yield face.say(
            n_("{n} mail had become pointless.", "{n} mails had become pointless.", sent.cancelled)
        )
    if sent.again or sent.doubt:
        yield face.say(
            n_(
                "{n} mail is tried again later.",
                "{n} mails are tried again later.",
                sent.again + sent.doubt,
            )
        )
    if sent.failed:
        yield face.say(
            n_(
                "{n} mail was refused: see `samsak notices --state planned`.",
                "{n} mails were refused: see `samsak notices --state planned`.",
                sent.failed,
            )
        )
    for part, error in report.failures.items():
        yield face.say(
            _(
                "The part “{part}” failed ({error}); the others did their work.",
                part=part,
                error=error,
            )
        )


@click.command()
@click.option("--until", type=TypedDay(), required=True, metavar="DATE")
@click.option("--person", metavar="EMAIL", help="Only what goes to this address.")
@command("json", "as", "at")
def forecast(face: Face, until: date, person: str | None) -> None:
    """Every mail that will be sent if nothing changes: when, to whom, why."""
    found = [
        each
        for each in playing.forecast(face.session, face.now, until, face.actor)
        if not person or each.address == person.lower()
    ]
    data = [
        {
            "at": each.at.isoformat(),
            "name": each.name,
            "address": each.address,
            "kind": str(each.kind),
            "why": face.say(each.why),
            "refs": list(each.refs),
            "meeting": each.meeting,
        }
        for each in found
    ]
    rows = [
        (_when(each.at), each.name, each.address, each.why, ", ".join(each.refs[:4]))
        for each in found
    ]
    heads = (_("When"), _("To"), _("Address"), _("Why"), _("Cases"))
    face.answer(
        data,
        lambda: (
            face.table(heads, rows) if rows else [face.say(_("Nothing will be sent until then."))]
        ),
    )


def _when(moment: datetime | None) -> str:
    return local(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


@click.command()
@click.argument("email")
@click.option("--html", is_flag=True, help="The page instead of the text.")
@command("json", "as", "at")
def digest(face: Face, email: str, html: bool) -> None:
    """A person's digest as it would be now. Nothing is sent, nothing is noted."""
    from notifications.digest.runs import digest_for
    from notifications.letters.rendering import render

    whose = find_actor(face.session, email)
    letters = list(digest_for(face.session, whose.person_id or 0, face.now, face.actor))
    data = [_digest(face, letter) for letter in letters]

    def words() -> Iterable[str]:
        for letter in letters:
            if letter.empty:
                yield face.say(
                    _(
                        "{partnership}: nothing to tell; no digest would be sent.",
                        partnership=letter.partnership.name,
                    )
                )
                continue
            rendered = render(letter, face.settings.base_url)
            yield rendered.html if html else f"{rendered.subject}\n\n{rendered.text}"

    face.answer(data, words)


def _digest(face: Face, letter: Any) -> dict[str, Any]:
    def case(line: Any) -> dict[str, Any]:
        return {
            "ref": line.ref,
            "title": face.say(line.title),
            "state": face.say(line.state),
            "due_on": line.due_on,
            "reasons": [face.say(reason) for reason in line.reasons],
        }

    def happened(line: Any) -> dict[str, Any]:
        return {
            "ref": line.ref,
            "title": face.say(line.title),
            "count": line.count,
            "last": face.say(line.last),
        }

    return {
        "partnership": letter.partnership.key,
        "period": letter.period,
        "empty": letter.empty,
        "waits": [case(line) for line in letter.waits],
        "late": [case(line) for line in letter.late],
        "happened": [happened(line) for line in letter.happened],
        "meetings": [
            {"id": m.id, "bodies": list(m.bodies), "day": m.day, "time": m.clock}
            for m in letter.meetings
        ],
    }


@click.command()
@click.option("--state", type=click.Choice([state.value for state in NoticeState]))
@click.option("--partnership", metavar="ID")
@command("json", "as", "at")
def notices(face: Face, state: str | None, partnership: str | None) -> None:
    """What people were told, will be told, or need not be told any more and why."""
    session, reader, on = face.session, face.actor, face.today
    one = [registry.partnership(session, partnership)] if partnership else None
    chosen = [each.number for each in one or registry.partnerships(session)]
    numbers = sorted(rights.kept_by(reader, rights.PEOPLE, chosen, on))
    found = [
        each for number in numbers for each in coverage.notices(session, number, state, reader, on)
    ]
    data = [coverage.answer(each) for each in found]
    heads = (_("Kind"), _("State"), _("To"), _("Case"), _("Planned for"), _("Sent"), _("Reason"))
    face.answer(data, lambda: face.table(heads, [_notice_row(each) for each in found]))


def _notice_row(told: NoticeWithMail) -> tuple[object, ...]:
    return (
        told.kind,
        told.state,
        told.email or "–",
        told.ref or "",
        _when(told.send_at),
        _when(told.sent_at),
        _why(told),
    )


def _why(told: NoticeWithMail) -> object:
    if told.reason in set(CancelReason):
        return REASONS[CancelReason(told.reason)]
    return told.reply if told.mail == "failed" and told.reply else ""


@click.command("coverage")
@click.argument("number", type=int, metavar="M")
@command("json", "as", "at")
def show_coverage(face: Face, number: int) -> None:
    """Who should have been told of a meeting, who was, and the proof."""
    meeting = meetings.get(face.session, number, face.actor, face.today)
    found = coverage.coverage(face.session, meeting, face.actor, face.today)
    data = [
        {
            "name": each.name,
            "email": each.email,
            "wants_mail": each.wants_mail,
            "told": each.told,
            "proof": [coverage.answer(proof) for proof in each.proofs],
            "coming": [coverage.answer(notice) for notice in each.coming],
        }
        for each in found
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for each in found:
            newest = each.proofs[-1] if each.proofs else None
            coming = _when(each.coming[0].send_at) if each.coming else ""
            yield (
                each.name,
                each.email,
                _("yes") if newest else _("no"),
                _when(newest.sent_at) if newest else "",
                (newest.message_id or "") if newest else "",
                coming,
            )

    heads = (_("Name"), _("Address"), _("Told"), _("When"), _("Message-ID"), _("Next"))
    face.answer(data, lambda: face.table(heads, list(rows())))


@click.command()
@click.option(
    "--every", type=click.IntRange(1, 3600), default=30, show_default=True, metavar="SECONDS"
)
@command()
def run(face: Face, every: int) -> None:
    """Run the clock and the sender until stopped."""
    from commands.running import keep_running

    face.require_database()
    click.echo(face.say(_said_at_start(face)), err=True)
    keep_running(
        face.database, face.settings, every=every, tell=lambda line: click.echo(line, err=True)
    )


def _said_at_start(face: Face) -> object:
    from engine.urls import Maildir

    mail = face.settings.mail
    where = str(mail.path) if isinstance(mail, Maildir) else f"{mail.host}:{mail.port}"
    return _("Samsak is running; mail goes to {where}. Stop it with Ctrl-C.", where=where)
