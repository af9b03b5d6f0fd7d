"""Commands for the tokens of other systems."""

from __future__ import annotations

from datetime import date

import click

from commands.face import Face
from commands.options import command
from commands.typed_values import TypedDay
from engine.language.sentences import Sentence, _
from engine.people import tokens
from engine.people.actors import Actor, find_actor
from engine.people.systems import Token
from engine.people.tokens import Scope, TokenIn
from workflows.views.emptied_body import emptied_by_token, emptied_words


@click.group()
def token() -> None:
    """Tokens by which other systems use the API."""


@token.command("give")
@click.argument("email")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([each.value for each in Scope]),
    help="What it may be used for; may be repeated.",
)
@click.option("--until", required=True, type=TypedDay(), metavar="DATE", help="Its last day.")
@command("json", "as", "at", "dry_run")
def give(face: Face, email: str, name: str, scopes: tuple[str, ...], until: date) -> None:
    """Give a system a token that acts as the person with that address.

    Says what waits for nobody then, for whoever has a token counts as a system.
    """
    given = TokenIn(name, [Scope(each) for each in scopes], until)
    who = find_actor(face.session, email)
    left = emptied_by_token(face.session, who, face.today, face.actor)
    made, code = tokens.give_token(face.session, email, given, face.act())
    data = {**_answer(made), "token": code}
    said = _("Token {number}: {code}. It is shown this once.", number=made.id, code=code)
    counts = [_counts(who)] if who.acting(face.today) else []
    waiting = [case.ref for each in left for case in each.cases]
    alone = [words for each in left for words in emptied_words(each)]
    face.answer({**data, "waits_for_nobody": waiting}, lambda: [said, *counts, *alone])


def _counts(who: Actor) -> Sentence:
    return _(
        "Until the token is ended {name} counts as another system: no work is left to {name}"
        " alone.",
        name=who.name,
    )


@token.command("list")
@click.argument("email")
@command("json", "as", "at")
def list_tokens(face: Face, email: str) -> None:
    """The tokens that act as a person."""
    found = tokens.tokens_of(face.session, email, face.act())
    heads = (_("Token"), _("System"), _("For"), _("Until"), _("Ended"))
    face.answer(
        [_answer(each) for each in found],
        lambda: face.table(heads, [_row(each) for each in found]),
    )


@token.command("end")
@click.argument("number", type=int)
@command("json", "as", "at", "dry_run")
def end(face: Face, number: int) -> None:
    """End a token at once."""
    ended = tokens.end_token(face.session, number, face.act())
    face.answer(_answer(ended), lambda: [_("Token {number} has ended.", number=number)])


def _answer(found: Token) -> dict[str, object]:
    return {
        "id": found.id,
        "name": found.name,
        "scopes": found.scopes,
        "until": found.until,
        "ended": found.ended_at,
    }


def _row(found: Token) -> tuple[object, ...]:
    ended = found.ended_at.date().isoformat() if found.ended_at else ""
    return str(found.id), found.name, ", ".join(found.scopes), found.until.isoformat(), ended
