"""`make messages`: finds every sentence in code and templates, and brings the three catalogues
up to date.

What is new comes in untranslated, what is gone goes out, translations stay. The files hold no dates
and no line numbers, so that the same sentences always give the same bytes. Beside each .po file for
people stands the .mo file that `gettext` reads.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.language.sentences import CATALOGUES, LANGUAGES

if TYPE_CHECKING:
    from babel.messages import Catalog

ROOT = CATALOGUES.parents[2]
# Which arguments hold a sentence; gettext and ngettext are what a {% trans %} block becomes.
KEYWORDS = {"_": (1,), "n_": (1, 2), "gettext": (1,), "ngettext": (1, 2)}

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # gettext wants a date, and nobody does

HEADER = """\
# Samsak's sentences, {language}. `make messages` finds new ones and drops those that are gone.
msgid ""
msgstr ""
"Project-Id-Version: samsak\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def sentences(root: Path = ROOT) -> Catalog:
    """Every sentence that stands in the code and the templates below `root`, as `babel.cfg` maps
    them."""
    from babel.messages import Catalog
    from babel.messages.extract import extract_from_dir
    from babel.messages.frontend import parse_mapping_cfg

    with (root / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(
        root, methods, options, KEYWORDS
    ):
        found.add(message, context=context)
    for text in sorted({*_help_texts(root)}):
        found.add(text)
    return found


def _help_texts(root: Path) -> Iterator[str]:
    """What commands say of themselves: their docstrings, the `help` of their options, and the
    second of a pair that names a command's place."""
    for file in [root / "cli.py", *sorted((root / "commands").rglob("*.py"))]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(map(_makes_command, node.decorator_list)):
                yield _flat(ast.get_docstring(node) or "")
            elif isinstance(node, ast.keyword) and node.arg == "help":
                yield _flat(ast.literal_eval(node.value))
            elif isinstance(node, ast.Tuple) and _is_place(node):
                yield _flat(ast.literal_eval(node)[1])


def _makes_command(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in ("command", "group")


def _is_place(pair: ast.Tuple) -> bool:
    first = pair.elts[0] if len(pair.elts) == 2 else None
    return isinstance(first, ast.Constant) and str(first.value).startswith("commands.")


def _flat(text: str) -> str:
    """As the help looks it up: each paragraph on one line."""
    return "\n\n".join(" ".join(each.split()) for each in text.split("\n\n"))


def catalogue(language: str, folder: Path = CATALOGUES) -> Catalog:
    """The catalogue as it stands in its file, fuzzy and obsolete entries and all."""
    from babel.messages.pofile import read_po

    with (folder / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def update(root: Path = ROOT, folder: Path = CATALOGUES) -> None:
    """Bring every catalogue up to date with the sentences below `root`."""
    from babel.messages.pofile import write_po

    found = sentences(root)
    for language in LANGUAGES:
        # English says its msgids; its catalogue is there for a sentence that reads better
        # otherwise.
        kept = catalogue(language, folder)
        kept.update(found, no_fuzzy_matching=True)
        if language == "en":
            _drop_untranslated(kept)
        with (folder / f"{language}.po").open("wb") as file:
            file.write(HEADER.format(language=language).encode())
            write_po(
                file,
                kept,
                width=120,
                no_location=True,
                omit_header=True,
                sort_output=True,
                ignore_obsolete=True,
            )
        compile_for_gettext(language, folder)


def compile_for_gettext(language: str, folder: Path = CATALOGUES) -> None:
    """Write the catalogue as `gettext` reads it; a fuzzy translation is none."""
    from babel.messages import Catalog
    from babel.messages.mofile import write_mo

    known = Catalog(language, creation_date=LONG_AGO, revision_date=LONG_AGO)
    for message in catalogue(language, folder):
        if message.id:
            known[message.id] = message
    with (folder / f"{language}.mo").open("wb") as file:
        write_mo(file, known)


def _drop_untranslated(kept: Catalog) -> None:
    for message in list(kept):
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not any(said):
            kept.delete(message.id, message.context)


if __name__ == "__main__":
    update()
