"""Commands for the mails that did not go: list them, and settle one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from commands.face import Face
from commands.options import command
from commands.typed_values import typed
from engine.language.sentences import Sentence, _
from engine.people.acts import Act
from engine.storage.session import Session
from notifications import mails
from notifications.mails import KINDS, STATES, UNSETTLED, Mail
from notifications.outbox.deliveries import DeliveryState
from notifications.sending import hold

BEFORE = {"again": "retry", "delivered": "arrived"}  # what two commands were called once


class MailGroup(click.Group):
    """Knows its commands by the names that they had before, too."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, BEFORE.get(cmd_name, cmd_name))


@click.group("mail", cls=MailGroup)
def mail() -> None:
    """The emails that did not go, and what to do about them."""


@mail.command("list")
@click.option(
    "--state",
    type=click.Choice([state.value for state in DeliveryState]),
    help="Only these; else those that were refused, are in doubt or wait.",
)
@command("json", "as", "at", "limit")
def list_mails(face: Face, state: str | None) -> None:
    """Emails that have not gone, the newest first: to whom, why, and when they are tried next."""
    states = [DeliveryState(state)] if state else [*UNSETTLED, DeliveryState.QUEUED]
    found = mails.mails(face.session, states, face.actor, face.today)
    heads = (_("No."), _("To"), _("Kind"), _("Status"), _("Tries"), _("Next"), _("Why"))
    face.answer([_json(each) for each in found], lambda: face.table(heads, map(_row, found)))


def _row(mail: Mail) -> tuple[object, ...]:
    next_at = typed(mail.next_at) if mail.goes_again else ""
    state, kind = STATES[mail.state], KINDS[mail.kind]
    return str(mail.id), mail.name, kind, state, str(mail.attempts), next_at, mail.reply


def _json(mail: Mail) -> dict[str, Any]:
    return mail._asdict()


@mail.command()
@click.argument("number", type=int, metavar="N")
@command("json", "as", "at", "dry_run")
def retry(face: Face, number: int) -> None:
    """Send an email anew that was refused or is in doubt; one in doubt may then arrive twice."""
    _settle(face, mails.send_again, number, _("Email {number} is sent again.", number=number))


@mail.command("give-up")
@click.argument("number", type=int, metavar="N")
@command("json", "as", "at", "dry_run")
def drop(face: Face, number: int) -> None:
    """Do not send an email; what it carried counts as not told, or as perhaps told where the email
    was in doubt."""
    said = _(
        "Email {number} is not sent. What it said stands as not told, or as perhaps told where the"
        " email was in doubt.",
        number=number,
    )
    _settle(face, mails.drop, number, said)


@mail.command()
@click.argument("number", type=int, metavar="N")
@command("json", "as", "at", "dry_run")
def arrived(face: Face, number: int) -> None:
    """Record that an email arrived, as you found out; what it carried counts as told."""
    said = _("Email {number} counts as delivered.", number=number)
    _settle(face, mails.mark_arrived, number, said)


@mail.command("hold")
@command("json", "as", "at", "dry_run")
def hold_all(face: Face) -> None:
    """Send nothing from now on: everything is planned, and waits."""
    hold.hold(face.session, face.act())
    face.answer(
        {"held": True}, lambda: [_("All emails are held. None goes until you release them.")]
    )


@mail.command()
@command("json", "as", "at", "dry_run")
def release(face: Face) -> None:
    """Let the emails go that are held; the next tick sends what is due."""
    hold.release(face.session, face.act())
    face.answer({"held": False}, lambda: [_("Emails go again, from the next tick on.")])


def _settle(
    face: Face, verb: Callable[[Session, int, Act], Mail], number: int, said: Sentence
) -> None:
    found = verb(face.session, number, face.act())
    face.answer(_json(found), lambda: [said])
