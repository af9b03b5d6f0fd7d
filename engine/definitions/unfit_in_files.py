"""No sign that is no text may be in a file that is kept, as none may be in what people type: a
report with such a sign cannot be written, or says another thing than is seen."""

from __future__ import annotations

from engine.definitions.yaml_text import Problems, Value, texts_of
from engine.errors import WHOLE_FILE
from engine.identity_numbers import hidden
from engine.language.sentences import _
from engine.typed_text import place_of_no_text, shown


def refuse_no_text(text: str, value: Value, problems: Problems) -> None:
    """Raise DefinitionRefused where signs that are no text are in a value, a key or a comment, with
    line and key of each; nothing else that is wrong is told then, as it could repeat them."""
    told = Problems(problems.file)
    for key, said in texts_of(value):
        _note(told, key, said, problems.lines.get(key, 1))
    lines = {problem.line for problem in told.found}
    for line, said in enumerate(text.split("\n"), start=1):  # a comment
        if line not in lines:
            _note(told, WHOLE_FILE, said, line)
    told.refuse()


def _note(told: Problems, key: str, said: str, line: int) -> None:
    place = place_of_no_text(said)
    if place is None:
        return
    wrong = _(
        "At place {place} there is an invalid character ({sign}). Remove it.",
        place=place,
        sign=f"U+{ord(said[place - 1]):04X}",
    )
    told.add(hidden(shown(key)), wrong, line)
