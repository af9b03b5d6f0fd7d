"""A definition as a drawing in one language: text for Mermaid and for Graphviz, which others
turn into pictures.

Actions between the same two states share an arrow; what stays in its state is an arrow back to it.
"""

from __future__ import annotations

from engine.definitions import machine
from engine.definitions.model import Definition

Arrows = dict[tuple[str, str], list[str]]
MEANT = '"#;:<>{}%\\'


def mermaid(definition: Definition, language: str) -> str:
    """The text of a `stateDiagram-v2`."""
    lines = ["stateDiagram-v2"]
    lines += [
        f'    state "{_mermaid(s.label.said(language))}" as s_{s.name}'
        for s in definition.states.values()
    ]
    lines += [f"    [*] --> s_{definition.initial}"]
    for (source, target), labels in _arrows(definition, language).items():
        lines.append(f"    s_{source} --> s_{target}: {_mermaid(' / '.join(labels))}")
    lines += [f"    s_{name} --> [*]" for name in definition.states if name in definition.final]
    return "\n".join(lines) + "\n"


def dot(definition: Definition, language: str) -> str:
    """The text of a Graphviz digraph; final states have a double line."""
    lines = [
        f"digraph {definition.id} {{",
        f"    label={_dot(definition.label.said(language))};",
        "    node [shape=box, style=rounded];",
        '    begin [shape=point, label=""];',
        f"    begin -> s_{definition.initial};",
    ]
    for state in definition.states.values():
        twice = ", peripheries=2" if state.final else ""
        lines.append(f"    s_{state.name} [label={_dot(state.label.said(language))}{twice}];")
    for (source, target), labels in _arrows(definition, language).items():
        lines.append(f"    s_{source} -> s_{target} [label={_dot(' / '.join(labels))}];")
    return "\n".join([*lines, "}"]) + "\n"


def _arrows(definition: Definition, language: str) -> Arrows:
    arrows: Arrows = {}
    for state in definition.states:
        for action in machine.possible(definition, state):
            arrows.setdefault((state, action.target_from(state)), []).append(
                action.label.said(language)
            )
    return arrows


def _mermaid(words: str) -> str:
    """Words with what has a meaning in Mermaid written by its number."""
    return "".join(
        f"#{ord(letter)};" if letter in MEANT else letter for letter in " ".join(words.split())
    )


def _dot(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{" ".join(escaped.split())}"'
