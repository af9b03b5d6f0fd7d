"""Commands that show what people were told: every notice, and the proof for a meeting."""

from __future__ import annotations

from typing import Any

import click

from commands.completion import MEETING
from commands.face import Face
from commands.options import command
from commands.typed_values import typed
from engine.language.sentences import _
from engine.people import registry, rights
from notifications import coverage
from notifications.coverage import Coverage, NoticeWithMail
from notifications.notices.notices import REASONS, CancelReason, NoticeState
from workflows.councils import meetings


@click.command()
@click.option(
    "--state", type=click.Choice([state.value for state in NoticeState]), help="Only these."
)
@click.option("--partnership", metavar="ID", help="Only this partnership's.")
@command("json", "as", "at", "limit")
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
    heads = (_("Kind"), _("Status"), _("To"), _("Case"), _("Planned for"), _("Sent"), _("Reason"))
    face.answer(data, lambda: face.table(heads, [_notice_row(each) for each in found]))


def _notice_row(told: NoticeWithMail) -> tuple[object, ...]:
    return (
        told.kind,
        told.state,
        told.email or "–",
        told.ref or "",
        typed(told.send_at),
        typed(told.sent_at),
        _why(told),
    )


def _why(told: NoticeWithMail) -> object:
    if told.reason in set(CancelReason):
        return REASONS[CancelReason(told.reason)]
    return told.reply if told.mail == "failed" and told.reply else ""


@click.command("coverage")
@click.argument("number", type=MEETING, metavar="M")
@command("json", "as", "at")
def show_coverage(face: Face, number: int) -> None:
    """Who should have been told of a meeting, who was, and the proof."""
    meeting = meetings.get(face.session, number, face.actor, face.today)
    found = coverage.coverage(face.session, meeting, face.actor, face.today)
    heads = (_("Name"), _("Address"), _("Told"), _("When"), _("Message-ID"), _("Next"))
    face.answer(
        [_covered(each) for each in found],
        lambda: face.table(heads, [_covered_row(each) for each in found]),
    )


def _covered(reader: Coverage) -> dict[str, Any]:
    return {
        "name": reader.name,
        "email": reader.email,
        "wants_mail": reader.wants_mail,
        "told": reader.told,
        "proof": [coverage.answer(proof) for proof in reader.proofs],
        "perhaps": [coverage.answer(notice) for notice in reader.perhaps],
        "coming": [coverage.answer(notice) for notice in reader.coming],
    }


def _covered_row(reader: Coverage) -> tuple[object, ...]:
    newest = reader.proofs[-1] if reader.proofs else None
    return (
        reader.name,
        reader.email,
        _("yes") if newest else _("perhaps") if reader.perhaps else _("no"),
        typed(newest.sent_at) if newest else "",
        (newest.message_id or "") if newest else "",
        typed(reader.coming[0].send_at) if reader.coming else "",
    )
