"""Options that commands share, and how a command is run: with a face, in one transaction where it
changes something, which a rehearsal undoes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click

from commands.completion import BODY
from commands.face import Face
from commands.typed_values import TypedMoment

Command = Callable[..., Any]


SHARED: dict[str, Callable[[Command], Command]] = {
    "json": click.option("--json", "as_json", is_flag=True, help="Answer with JSON."),
    "as": click.option("--as", "acts_as", metavar="EMAIL", help="Who acts (or SAMSAK_AS)."),
    "at": click.option("--at", type=TypedMoment(), metavar="TIME", help="As if it were this time."),
    "limit": click.option(
        "--limit", type=click.IntRange(1), metavar="N", help="Show at most so many rows."
    ),
    "dry_run": click.option(
        "--dry-run", is_flag=True, help="Show what would change; change nothing."
    ),
}

responsible = click.option(
    "--body",
    "bodies",
    multiple=True,
    metavar="ID",
    type=BODY,
    help="A responsible body; may be repeated.",
)


def command(
    *options: str, into: Callable[..., Any] | None = None, of_cases: bool = False
) -> Callable[[Command], Command]:
    """Give a command the options it shares with others (json, as, at, dry_run, limit) and a `Face`
    as its first argument.

    One with `dry_run` changes something: all of it in one transaction, nothing when it is refused.
    With `into`, its own options come as one value. One `of_cases` reads the workflow definitions
    before it begins, so that nobody waits for that.
    """

    def decorate(function: Command) -> Command:
        @wraps(function)
        def run(**given: Any) -> Any:
            face = _face(given)
            own = {name: value for name, value in given.items() if name not in TAKEN}
            if of_cases:
                face.read_definitions()
            with _transaction(face, changes="dry_run" in options):
                return function(face, into(**own)) if into else function(face, **own)

        return _with_options(run, options)

    return decorate


def _with_options(function: Command, options: Sequence[str]) -> Command:
    for name in reversed(options):
        function = SHARED[name](function)
    return function


TAKEN = ("as_json", "acts_as", "at", "dry_run", "limit")


def _face(given: dict[str, Any]) -> Face:
    context = click.get_current_context()
    face = Face(**{name: given[name] for name in TAKEN if name in given})
    context.find_root().obj = context.obj = face
    context.find_root().call_on_close(face.close)
    return face


@contextmanager
def _transaction(face: Face, *, changes: bool) -> Iterator[None]:
    """Whatever a command changes is kept whole, or undone when it is refused or rehearsed."""
    from engine.language.sentences import _

    if not changes:
        _refuse_to_be_told_the_time(face)
        yield
        return
    face.hold_back()
    try:
        with face.session.savepoint(keep=not face.dry_run):
            yield
    except SystemExit:  # it was told what is wrong, and nothing is kept
        face.tell_held_back()
        raise
    if face.dry_run and not face.as_json:
        trial = _("This is a trial run: nothing is saved. Without --dry-run, the answer would be:")
        click.echo(face.say(trial))
    face.tell_held_back()


def _refuse_to_be_told_the_time(face: Face) -> None:
    from engine.errors import BadInput
    from engine.language.sentences import _

    if face.at is not None and not face.rehearsal:
        raise BadInput(
            _(
                "Only a database made for rehearsal may be told what time it is; this one goes by"
                " the clock."
            )
        )
