"""A group of commands that imports each one when it is called, and says in words what it
refuses."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from engine.language.sentences import Sentence
from commands.face import complain


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called; their one-line helps stand
    beside their places."""

    def __init__(
        self, *args: Any, places: Mapping[str, tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = dict(places or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of a day's work."""
        return [*self.places, *super().list_commands(ctx)]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of that name; its module is imported now."""
        if name not in self.places:
            return super().get_command(context, name)
        module, _colon, attribute = self.places[name][0].partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_place, short) in self.places.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; say in words what it refuses, and leave with 1."""
        from engine.errors import SamsakError

        try:
            return super().invoke(ctx)
        except SamsakError as refusal:
            complain(ctx, refusal.sentences)
            ctx.exit(1)
        except Exception as error:
            if not _of_the_database(error):
                raise
            complain(ctx, [_database_trouble(error)])
            ctx.exit(1)


def _of_the_database(error: Exception) -> bool:
    """Whether a driver or SQLAlchemy raised it; neither is loaded to find out."""
    modules = (("sqlite3", "Error"), ("psycopg", "Error"), ("sqlalchemy.exc", "DBAPIError"))
    return any(
        isinstance(error, getattr(sys.modules[name], kind))
        for name, kind in modules
        if name in sys.modules
    )


def _database_trouble(error: Exception) -> Sentence:
    from engine.language.sentences import _

    # The kind alone: the driver's own words may repeat what somebody wrote.
    kind = type(getattr(error, "orig", None) or error).__name__
    return _(
        "The database could not do this now ({kind}). Nothing of it was kept; try again.", kind=kind
    )
