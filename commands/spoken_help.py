"""Help, and what click says of a wrong call, in the language of whoever types.

A command's help is its docstring, in English, and its options' `help`; `make messages` finds them
both. The examples are those of docs/commands.md.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import IO

import click

from commands.examples import EXAMPLES
from commands.reader_language import in_words, reader_language
from engine.language.sentences import Sentence, _, translations

OPTIONS, COMMANDS, EXAMPLE = "Options", "Commands", "\b\n"
HEADINGS = {OPTIONS: _("Options"), COMMANDS: _("Commands"), "Usage": _("Usage")}
# What click says of its own options; looked up like the helps of ours.
HEADINGS |= {"help": _("Show this message and exit."), "version": _("Show the version and exit.")}
REQUIRED = _("required")
EXTRA = re.compile(r"^(.*?)  \[(.*)\]$", re.DOTALL)

# What click says, and how it is said here.
SAID: tuple[tuple[str, Sentence], ...] = (
    (r"No such command '(?P<name>.*?)'\..*", _("There is no command “{name}”.")),
    (r"No such option '(?P<name>.*?)'\..*", _("There is no option “{name}”.")),
    (r"Missing command\.", _("Give a command.")),
    (r"Missing option '(?P<name>.*?)'\..*", _("The option {name} is missing.")),
    (r"Missing argument '(?P<name>.*?)'\..*", _("{name} is missing.")),
    (r"Option '(?P<name>.*?)' requires .*", _("The option {name} wants a value.")),
    (r"Option '(?P<name>.*?)' does not take a value\.", _("The option {name} takes no value.")),
    (r"Got unexpected extra arguments? \((?P<words>.*)\)", _("This is too much: {words}.")),
    (
        r"Invalid value for '(?P<name>.*?)': '(?P<value>.*?)' is not one of (?P<known>.*)\.",
        _("{name}: “{value}” is not one of {known}."),
    ),
    (
        r"Invalid value for '(?P<name>.*?)': '(?P<value>.*?)' is not a valid .*",
        _("{name}: “{value}” is not a whole number."),
    ),
    (
        r"Invalid value for '(?P<name>.*?)': (?P<value>.*?) is not in the range (?P<range>.*)\.",
        _("{name}: {value} is not within {range}."),
    ),
    (
        r"Invalid value for '.*?': .* '(?P<file>.*?)' is not readable\.",
        _("You may not read {file}. Ask whoever owns it, or copy it."),
    ),
    (r"Invalid value for '(?P<name>.*?)': (?P<why>.*)", _("{name}: {why}")),
)


class WrongCall(click.UsageError):
    """A wrong call, as click found it, in the language of whoever typed it."""

    def show(self, file: IO[str] | None = None) -> None:
        """The usage, where help is, and what is wrong."""
        out = file or sys.stderr
        if self.ctx is not None:
            click.echo(f"{self.ctx.get_usage()}\n", file=out)
            help_is = _("Help: {command}", command=f"{self.ctx.command_path} --help")
            click.echo(f"{in_words(help_is)}\n", file=out)
        click.echo(in_words(_("Error: {why}", why=self.format_message())), file=out)


def wrong_call(message: str, context: click.Context | None) -> WrongCall:
    """What click says in English, as it is said here; what is not known stays as it is."""
    for pattern, sentence in SAID:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            said = Sentence(sentence.msgid, found.groupdict())
            return WrongCall(in_words(said), context)
    return WrongCall(message.removeprefix("Invalid value: "), context)


class SpokenFormatter(click.HelpFormatter):
    """Writes help as it is translated; what has no translation stays English."""

    heading = ""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How the command is called."""
        del prefix
        super().write_usage(prog, args, f"{in_words(HEADINGS['Usage'])}: ")

    def write_heading(self, heading: str) -> None:
        """What follows: options, or commands."""
        self.heading = heading
        super().write_heading(in_words(HEADINGS.get(heading, heading)))

    def write_text(self, text: str) -> None:
        """What the command does, and its examples."""
        super().write_text(text if text.startswith(EXAMPLE) else told(text))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Options with what each does, or commands with their first sentences."""
        said = [(name, self._told(help_text)) for name, help_text in rows]
        super().write_dl(said, col_max, col_spacing)

    def _told(self, text: str) -> str:
        extra = EXTRA.match(text)
        if extra:
            more = extra[2].replace("required", in_words(REQUIRED))
            return f"{told(extra[1])}  [{more}]"
        said = told(text)
        return re.split(r"(?<=\.)\s", said)[0] if self.heading == COMMANDS else said


class SpokenContext(click.Context):
    """A call whose help is spoken."""

    formatter_class = SpokenFormatter


def told(text: str) -> str:
    """A help text in the language of whoever types."""
    return translations(reader_language()).gettext(joined_lines(text)) if text else text


def joined_lines(text: str) -> str:
    """A help text as it stands in the catalogues: each paragraph on one line."""
    return "\n\n".join(" ".join(each.split()) for each in re.split(r"\n\s*\n", text.strip()))


def speak(command: click.Command, path: str) -> None:
    """Have a command, and those below it, speak their help."""
    command.context_class = SpokenContext
    command.short_help = command.short_help or command.help
    if path in EXAMPLES:
        command.epilog = f"{EXAMPLE}{EXAMPLES[path]}"
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            speak(below, f"{path} {name}")
