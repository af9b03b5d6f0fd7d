"""From a letter to a subject, a text and a page: one folder of templates for each kind of letter.

A template that wants a value nobody gave is an error, never a blank. The style sheet is put into
the HTML templates' tags once, when they are loaded, so that a mail costs no more than filling in
its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from engine.language.sentences import OnDay, say, translations
from notifications.letters.letters import (
    DigestLetter,
    Letter,
    LoginLetter,
    MeetingLetter,
    NoticesLetter,
)
from notifications.outbox.deliveries import DeliveryKind

TEMPLATES = Path(__file__).parent / "templates"
_BLANKS = re.compile(r"[\t\n\r ]+")
_LINE_ENDS = re.compile(r"[\t ]+$", re.MULTILINE)
_GAPS = re.compile(r"\n{3,}")


class Rendered(NamedTuple):
    """The words of a mail."""

    subject: str
    text: str
    html: str


class Templates(FileSystemLoader):
    """The templates, with the style sheet in their tags: mail readers throw style sheets away."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The template's text; the HTML ones with their styles inlined."""
        source, name, fresh = super().get_source(environment, template)
        return (_inlined(source) if template.endswith(".html") else source), name, fresh


def render(letter: Letter, base_url: str, stop_url: str | None = None) -> Rendered:
    """The letter in its recipient's language.

    `stop_url` is where its reader can put an end to such mails.
    """
    environment = _environment(letter.recipient.language, base_url)
    folder = kind_of(letter).value
    values = {"letter": letter, "language": letter.recipient.language, "stop_url": stop_url}
    if isinstance(letter, DigestLetter):
        values["week"] = week_of(letter.period)
    subject = _one_line(environment.get_template(f"{folder}/subject.txt").render(values))
    values["subject"] = subject
    text = environment.get_template(f"{folder}/body.txt").render(values)
    html = environment.get_template(f"{folder}/body.html").render(values)
    return Rendered(subject, _tidy(text), _tidy(html))


def kind_of(letter: Letter) -> DeliveryKind:
    """Which kind of letter it is, which is also its folder."""
    match letter:
        case NoticesLetter():
            return DeliveryKind.NOTICES
        case DigestLetter():
            return DeliveryKind.DIGEST
        case MeetingLetter():
            return DeliveryKind.MEETING
        case LoginLetter():
            return DeliveryKind.LOGIN
        case _:
            return DeliveryKind.REPORTER


def week_of(period: str) -> str:
    """The number of the week in a period such as 2026-W48."""
    return period.rpartition("W")[2].lstrip("0") or period


@lru_cache(maxsize=32)
def _environment(language: str, base_url: str) -> Environment:
    environment = Environment(
        loader=Templates(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters["say"] = lambda value: _one_line(say(value, language))
    environment.filters["weekday"] = lambda day: say(OnDay(day), language)
    environment.filters["clock"] = lambda clock: say(time.fromisoformat(clock), language)
    environment.globals["pages"] = bool(base_url)  # where there are none, no link leads nowhere
    environment.filters["link"] = lambda path: base_url + path
    environment.filters["underlined"] = _underlined
    return environment


@cache
def _inlined(source: str) -> str:
    from css_inline import CSSInliner

    css = (TEMPLATES / "mail.css").read_text(encoding="utf-8")
    inliner = CSSInliner(load_remote_stylesheets=False, extra_css=css)
    return inliner.inline(source) if "<html" in source else inliner.inline_fragment(source, css)


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _underlined(text: str) -> str:
    return f"{text}\n{'-' * len(text)}"


def _tidy(text: str) -> str:
    return _GAPS.sub("\n\n", _LINE_ENDS.sub("", text)).strip() + "\n"
