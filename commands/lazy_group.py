"""A group of commands that imports each one when it is called, and says what it refuses."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from commands.face import Face
from commands.spoken_help import COMMANDS, SpokenContext, speak, wrong_call

if TYPE_CHECKING:
    from engine.errors import Refused, SamsakError
    from engine.language.sentences import Sentence


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called; their one-line helps stand
    beside their places."""

    context_class = SpokenContext

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
        found: click.Command = getattr(_imported(module), attribute)
        speak(found, f"samsak {name}")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The list of commands without importing any of them."""
        with formatter.section(COMMANDS):
            formatter.write_dl([(name, short) for name, (_place, short) in self.places.items()])

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read what was typed before the command; say in words what cannot be read."""
        try:
            return super().make_context(*args, **kwargs)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as misuse:
            raise wrong_call(misuse.format_message(), misuse.ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; say in words what it refuses, and leave with 1."""
        from engine.errors import SamsakError
        from engine.identity_numbers import hidden
        from engine.typed_text import shown

        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as misuse:
            raise wrong_call(shown(hidden(misuse.format_message())), misuse.ctx or ctx) from None
        except SamsakError as refusal:
            complain(ctx, refusal)
            ctx.exit(1)
        except Exception as error:
            from engine.storage.faults import is_of_the_database, none_kept, sentence_of

            if not is_of_the_database(error):
                raise
            _echo(ctx, [none_kept(sentence_of(error))])
            ctx.exit(1)


def _imported(module: str) -> ModuleType:
    """The module of a command. What it loads stays, so nobody looks through it for garbage, now or
    at the end: that took a quarter of a short command's time."""
    if module in sys.modules:
        return sys.modules[module]
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


def complain(context: click.Context, refusal: SamsakError) -> None:
    """Say on stderr what stands in the way, a line each with the command that helps, and what is
    possible instead."""
    from commands.remedies import in_words
    from engine.errors import Refused

    options = context.obj.options if isinstance(context.obj, Face) else {}
    for reason in refusal.reasons:
        _echo(context, in_words(reason, options))
    if isinstance(refusal, Refused) and refusal.possible:
        _echo(context, [_instead(refusal)])


def _instead(refusal: Refused) -> Sentence:
    from engine.language.sentences import _

    return _("Possible now: {actions}.", actions=list(refusal.possible))


def _echo(context: click.Context, sentences: Iterable[Sentence]) -> None:
    """One line on stderr, in the language of whoever acts."""
    from engine.identity_numbers import hidden, told_without
    from engine.language.sentences import say
    from engine.typed_text import shown

    face = context.obj if isinstance(context.obj, Face) else None
    language = face.language if face else "en"
    said = " ".join(say(told_without(sentence), language) for sentence in sentences)
    click.echo(shown(hidden(" ".join(said.split()))), err=True)
