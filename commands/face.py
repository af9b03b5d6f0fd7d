"""The command line as one command sees it: who acts, what time it is, where the database is, how
answers are said."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

# what a spreadsheet reckons instead of showing it
FORMULA = re.compile(r"[=+@]|-\S")

if TYPE_CHECKING:
    from engine.people.actors import Actor
    from engine.people.acts import Act
    from engine.settings import Settings
    from engine.storage.database import Database
    from engine.storage.session import Session


class Face:
    """What the options that commands share were given, and what follows from them."""

    def __init__(
        self,
        *,
        as_json: bool = False,
        acts_as: str | None = None,
        at: datetime | None = None,
        dry_run: bool = False,
        limit: int | None = None,
    ) -> None:
        self.as_json, self.email, self.at, self.dry_run = as_json, acts_as, at, dry_run
        self.limit = limit
        self.options: Mapping[str, str] = {}
        self._language: str | None = None
        self._chosen: str | None = None
        self._held_back: list[str] | None = None

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
    def session(self) -> Session:
        """A session on a database that is there and up to date; else a refusal that says what to
        do."""
        self.require_database()
        return self.database.session()

    def require_database(self) -> None:
        """Refuse a database that is not there or not up to date, before anything is tried."""
        from engine.storage.migrate import require_current

        require_current(self.settings.database_url)

    def read_definitions(self) -> None:
        """Have the definitions in use ready."""
        from engine.definitions import versions

        versions.in_use(self.session)

    @cached_property
    def clock(self) -> datetime:
        """The clock's own time; read here and nowhere else in a command."""
        return datetime.now(UTC)

    @cached_property
    def rehearsal(self) -> bool:
        """Whether the database was made for rehearsal, and may be told what time it is."""
        from engine.storage.installation import is_rehearsal

        return is_rehearsal(self.session)

    @cached_property
    def now(self) -> datetime:
        """The time that counts: in a rehearsal what `--at` gave, else the clock's."""
        return self.at if self.at is not None and self.rehearsal else self.clock

    @property
    def today(self) -> date:
        """The local day of `now`."""
        from engine.days.calendar import local_day

        return local_day(self.now)

    @cached_property
    def actor(self) -> Actor:
        """Who acts: the person that `--as` or SAMSAK_AS names, else the operator."""
        from engine.people.actors import OPERATOR, find_actor

        email = self.email or self.settings.actor
        found = find_actor(self.session, email) if email else OPERATOR
        self._language = found.language if email else None
        return found

    def act(self, reason: str = "", key: str | None = None) -> Act:
        """Who acts and when: at the time that was given, recorded by the clock."""
        from engine.people.acts import Act

        recorded_at = None if self.rehearsal else self.clock
        at = self.at or self.now
        return Act(by=self.actor, at=at, recorded_at=recorded_at, reason=reason, key=key)

    @property
    def language(self) -> str:
        """The language that was chosen, else that of whoever acts, else that of the
        installation."""
        if self._language is None:
            self._language = self._spoken()
        return self._chosen or self._language

    def say_in(self, language: str) -> None:
        """Go on in that language, whoever acts: that of somebody who has no account."""
        self._chosen = language

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

    def said(self, values: Iterable[object]) -> list[str]:
        """The same of several."""
        return [self.say(value) for value in values]

    def answer(self, data: Any, words: Callable[[], Iterable[object]]) -> None:
        """Answer with JSON where that was asked for, else with these lines."""
        if self.as_json:
            data = data[: self.limit] if isinstance(data, list) else data
            self._tell(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))
        else:
            for line in words():
                self._tell(self.say(line))

    def _tell(self, said: str) -> None:
        if self._held_back is None:
            click.echo(said)
        else:
            self._held_back.append(said)

    def hold_back(self) -> None:
        """Keep answers back until `tell_held_back`: what changes is said to be done when it is
        kept, and nobody waits for a reader of the answer meanwhile."""
        self._held_back = []

    def tell_held_back(self) -> None:
        """Give the answers that were held back."""
        said, self._held_back = self._held_back or [], None
        for each in said:
            click.echo(each)

    def table(self, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> list[str]:
        """A table as lines: drawn for a terminal's width, tab-separated in a pipe."""
        every = list(rows)
        said = [[self._in_cell(cell) for cell in row] for row in every[: self.limit]]
        self._tell_more(len(every) - len(said))
        names = [self.say(head) for head in heads]
        if not sys.stdout.isatty():
            return ["\t".join(map(_cell, row)) for row in [names, *said]]
        return _drawn(names, said)

    def _in_cell(self, cell: object) -> str:
        """A cell as it is shown: a day as it is typed, 2026-03-02, in every table."""
        if isinstance(cell, date) and not isinstance(cell, datetime):
            return cell.isoformat()
        return "" if cell is None else self.say(cell)

    def _tell_more(self, left: int) -> None:
        """That a limit left rows out, beside the table: it may be read by a program."""
        if left:
            from engine.language.sentences import n_

            said = n_("{n} row was left out.", "{n} rows were left out.", left)
            click.echo(self.say(said), err=True)

    def close(self) -> None:
        """Give back what was opened."""
        if "session" in self.__dict__:
            self.session.close()
        if "database" in self.__dict__:
            self.database.close()


def _cell(text: str) -> str:
    """A cell of a list that may be opened as a spreadsheet, which would take this for a formula."""
    plain = " ".join(text.split())
    return f"'{plain}" if FORMULA.match(plain) else plain


def _drawn(names: list[str], rows: list[list[str]]) -> list[str]:
    from rich.console import Console
    from rich.table import Table

    table = Table(*names, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False, markup=False)
    with console.capture() as captured:
        console.print(table)
    return captured.get().splitlines()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an answer")
