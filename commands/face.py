"""The command line as one command sees it: who acts, what time it is, where the database is, how
answers are said."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from engine.language.sentences import Sentence
    from engine.people.actors import Actor
    from engine.settings import Settings
    from engine.storage.database import Database
    from engine.storage.session import Session
from commands.options import Moment


def complain(context: click.Context, sentences: Iterable[Sentence]) -> None:
    """Say sentences on stderr, one a line, in the language of whoever acts."""
    from engine.language.sentences import say

    face = context.obj if isinstance(context.obj, Face) else None
    language = face.language if face else "en"
    for sentence in sentences:
        click.echo(" ".join(say(sentence, language).split()), err=True)


class Face:
    """The command line as one command sees it."""

    def __init__(self) -> None:
        self.as_json = False
        self.at: datetime | None = None
        self.email: str | None = None
        self.dry_run = False
        self._language: str | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings, read once."""
        from engine.settings import read_settings

        return read_settings()

    @cached_property
    def database(self) -> Database:
        """The database that the settings name."""
        from engine.storage.database import Database

        return Database(self.settings.database_url)

    @cached_property
    def now(self) -> datetime:
        """The time that `--at` gave, else the clock's; read here and nowhere else in a command."""
        return self.at or datetime.now(UTC)

    @property
    def today(self) -> date:
        """The local day of `now`."""
        from engine.days.calendar import local_day

        return local_day(self.now)

    @cached_property
    def session(self) -> Session:
        """A session on a database that is there and up to date; else a refusal that says what to
        do."""
        from engine.storage.migrate import require_current

        require_current(self.settings.database_url)
        return self.database.session()

    @cached_property
    def actor(self) -> Actor:
        """Who acts: the person that `--as` or SAMSAK_AS names, else the operator."""
        from engine.people.actors import OPERATOR, find_actor

        email = self.email or self.settings.actor
        found = find_actor(self.session, email) if email else OPERATOR
        self._language = found.language if email else None
        return found

    def someone(self) -> Actor:
        """Who acts, where a person must stand behind it."""
        from engine.errors import BadInput
        from engine.language.sentences import _

        if self.actor.operator:
            raise BadInput(
                _(
                    "Say who acts: --as EMAIL, or set SAMSAK_AS. What is decided must have a name"
                    " behind it."
                )
            )
        return self.actor

    @property
    def language(self) -> str:
        """The language of whoever acts, else that of the installation."""
        if self._language is None:
            self._language = self._spoken()
        return self._language

    def _spoken(self) -> str:
        """The language of the person who asks, where that can be found out; else that of the
        installation."""
        from engine.errors import SamsakError

        try:
            if "session" in self.__dict__ and (self.email or self.settings.actor):
                return self.actor.language
        except SamsakError:  # nobody has that address, which is complained of elsewhere
            pass
        try:
            return self.settings.language
        except SamsakError:  # a wrong setting is what is being complained of
            return "en"

    def say(self, value: object) -> str:
        """Anything that can be said, in the language of whoever acts."""
        from engine.language.sentences import say

        return say(value, self.language)

    def answer(self, data: Any, words: Callable[[], Iterable[str]]) -> None:
        """Answer with JSON where that was asked for, else with these lines."""
        if self.as_json:
            click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))
        else:
            for line in words():
                click.echo(line)

    def table(self, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> list[str]:
        """A table as lines: drawn for a terminal's width, tab-separated in a pipe."""
        said = [[self.say(cell) if cell is not None else "" for cell in row] for row in rows]
        names = [self.say(head) for head in heads]
        if not sys.stdout.isatty():
            return ["\t".join(" ".join(cell.split()) for cell in row) for row in [names, *said]]
        from rich.console import Console
        from rich.table import Table

        table = Table(*names, box=None, pad_edge=False, header_style="bold")
        for row in said:
            table.add_row(*row)
        console = Console(highlight=False, markup=False)
        with console.capture() as captured:
            console.print(table)
        return captured.get().splitlines()

    def close(self) -> None:
        """Give back what was opened."""
        if "session" in self.__dict__:
            self.session.close()
        if "database" in self.__dict__:
            self.database.close()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def command(*options: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options it shares with others (json, as, at, dry_run) and a `Face` as
    its first argument."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(**given: Any) -> Any:
            context = click.get_current_context()
            face = Face()
            context.find_root().obj = context.obj = face
            face.as_json = given.pop("as_json", False)
            face.email = given.pop("acts_as", None)
            face.at = given.pop("at", None)
            face.dry_run = given.pop("dry_run", False)
            context.find_root().call_on_close(face.close)
            return (
                _rehearsed(face, lambda: function(face, **given))
                if face.dry_run
                else function(face, **given)
            )

        wrapped: Callable[..., Any] = run
        for name in reversed(options):
            wrapped = SHARED[name](wrapped)
        return wrapped

    return decorate


def _rehearsed(face: Face, play: Callable[[], Any]) -> Any:
    """Run a command whose every change is undone at its end."""
    from engine.language.sentences import _

    with face.session.savepoint(keep=False):
        answer = play()
    if not face.as_json:
        click.echo(face.say(_("This was a rehearsal: nothing was written.")))
    return answer


SHARED: dict[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    "json": click.option("--json", "as_json", is_flag=True, help="Answer with JSON."),
    "as": click.option("--as", "acts_as", metavar="EMAIL", help="Who acts (or SAMSAK_AS)."),
    "at": click.option("--at", type=Moment(), metavar="TIME", help="As if it were this time."),
    "dry_run": click.option(
        "--dry-run", is_flag=True, help="Show what would change; change nothing."
    ),
}
