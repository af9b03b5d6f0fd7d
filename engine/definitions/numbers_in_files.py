"""No national identity number may be in a file that is kept: not in a value, a key or a comment."""

from __future__ import annotations

from engine.definitions.yaml_text import Problems, Value, texts_of
from engine.errors import WHOLE_FILE
from engine.identity_numbers import hidden, holds_identity_number
from engine.language.sentences import _

NUMBER = _(
    "This looks like a national identity number. Remove it from the file: Samsak stores none."
)


def refuse_numbers(text: str, value: Value, problems: Problems) -> None:
    """Raise DefinitionRefused where numbers are in the text, with line and key of each; nothing
    else that is wrong is told then, as it could repeat them."""
    found = {
        problems.lines.get(key, 1): key
        for key, said in texts_of(value)
        if holds_identity_number(said)
    }
    key_of = {line: key for key, line in problems.lines.items()}
    for line, said in enumerate(text.splitlines(), start=1):  # a comment, or a key
        if line not in found and holds_identity_number(said):
            found[line] = key_of.get(line, WHOLE_FILE)
    if found:
        told = Problems(problems.file)
        for line, key in found.items():
            told.add(hidden(key), NUMBER, line)
        told.refuse()
