"""Definition files: read, checked, and refused with every problem at once, each with file, line
and key.

A file is data. It names guards and roles that code has registered; it never runs or imports
anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from engine.definitions import checks, graph, parts, yaml_text
from engine.definitions.model import Definition
from engine.definitions.numbers_in_files import refuse_numbers
from engine.definitions.own_lists import SEAM, stored_list, with_lists
from engine.definitions.references import Guards, KnownNames, Pointing, unknown
from engine.definitions.unfit_in_files import refuse_no_text
from engine.definitions.yaml_text import LARGEST, Problems, Value
from engine.errors import WHOLE_FILE, DefinitionRefused, Problem
from engine.language.sentences import _

NO_UTF_8 = _("The file is not saved as UTF-8. Save it with the encoding UTF-8, and give it again.")
ENDINGS = (".yaml", ".yml")


def load(text: str, file: str, *, guards: Guards) -> Definition:
    """The definition in the text.

    `guards` gives each registered guard the names of the parameters it knows.

    Raises DefinitionRefused with all problems; `file` is the name they speak of. Whether the parts
    belong together is asked once each of them is right.
    """
    problems = Problems(file)
    value = yaml_text.read(text, problems)
    refuse_numbers(text, value, problems)
    refuse_no_text(text, value, problems)
    return load_values(value, text, problems, guards)


def load_values(value: Value, text: str, problems: Problems, guards: Guards) -> Definition:
    """The definition that the values of a text make; raises as `load` does."""
    names = KnownNames.of(value, guards)
    definition = parts.read(Definition, value, problems, names).completed(text)
    checks.check(definition, problems)
    graph.check(definition, problems)
    problems.refuse()
    return definition


def load_stored(text: str, file: str) -> Definition:
    """A definition as a case began with it, with the lists of its partnership.

    It was checked then; rules that came later do not judge it again.
    """
    problems = Problems(file)
    own, *lists = text.split(SEAM)
    definition = parts.read(Definition, yaml_text.read(own, problems), problems).completed(own)
    problems.refuse()
    if not lists:
        return definition
    return with_lists(definition, [stored_list(each, file) for each in lists])


def load_folders(folders: Sequence[Path], guards: Guards) -> dict[str, Definition]:
    """All definitions by id. A later folder replaces or adds; within one folder an id stands once.

    Raises DefinitionRefused with the problems of all files together.
    """
    found: dict[str, Definition] = {}
    origin: dict[str, Path] = {}
    refused: list[Problem] = []
    for folder in folders:
        for file, definition in _load_folder(folder, guards, refused):
            earlier = origin.get(definition.id)
            if earlier is not None and earlier.parent == folder:
                refused.append(_twice(file, "id", definition.id, earlier))
            found[definition.id], origin[definition.id] = definition, file
    refused += _same_prefixes(found, origin)
    refused += _unknown_elsewhere(found, origin)
    if refused:
        raise DefinitionRefused(refused)
    return found


def _load_folder(
    folder: Path, guards: Guards, refused: list[Problem]
) -> Iterator[tuple[Path, Definition]]:
    if not folder.is_dir():
        refused.append(Problem(str(folder), 1, WHOLE_FILE, _("There is no such folder.")))
        return
    for file in sorted(
        path for path in folder.iterdir() if path.suffix in ENDINGS and path.name[0] != "."
    ):
        try:
            yield file, load(text_of(file), str(file), guards=guards)
        except DefinitionRefused as error:
            refused.extend(error.problems)


def text_of(file: Path) -> str:
    """The text of a file, of which no more is read than may be in it; DefinitionRefused where it
    cannot be read."""
    try:
        with file.open("rb") as opened:
            return text_in(opened.read(LARGEST + 1), str(file))
    except OSError as error:
        why = _("The file cannot be read: {why}.", why=error.strerror or "")
        raise DefinitionRefused([Problem(str(file), 1, WHOLE_FILE, why)]) from error


def text_in(content: bytes, file: str) -> str:
    """The text of a file of that content and name; DefinitionRefused where it is none."""
    try:
        return content.decode("utf-8-sig") if len(content) <= LARGEST else " " * len(content)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(file, line, WHOLE_FILE, NO_UTF_8)
        raise DefinitionRefused([problem]) from error


def _same_prefixes(
    found: Mapping[str, Definition], origin: Mapping[str, Path]
) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for definition in found.values():
        if first.setdefault(definition.prefix, definition.id) != definition.id:
            earlier = origin[first[definition.prefix]]
            yield _twice(origin[definition.id], "prefix", definition.prefix, earlier)


def _unknown_elsewhere(
    found: Mapping[str, Definition], origin: Mapping[str, Path]
) -> Iterator[Problem]:
    """What definitions say of other workflows, and no file describes."""
    links = {f.link for d in found.values() for f in d.fields.values() if f.type.links_cases}
    roles = {name for definition in found.values() for name in definition.roles}
    for definition in found.values():
        problems = Problems(str(origin[definition.id]))
        yaml_text.read(definition.source, problems)
        for field in definition.fields.values():
            if field.to is not None:
                _check_pointing(f"fields.{field.name}.to", field.to, found, problems)
        for index, action in enumerate(definition.actions):
            for place, tells in enumerate(action.tells_linked):
                path = f"actions[{index}].tells_linked[{place}]"
                _check_names(f"{path}.link", "links", [tells.link], links, problems)
                after = [tells.after] if tells.after else []
                _check_names(f"{path}.after", "links", after, links, problems)
                _check_names(f"{path}.roles", "roles", tells.roles, roles, problems)
        yield from problems.found


def _check_pointing(
    path: str, to: Pointing, found: Mapping[str, Definition], problems: Problems
) -> None:
    _check_names(f"{path}.workflow", "workflows", [to.workflow], found, problems)
    if to.workflow in found:
        fields = found[to.workflow].fields
        _check_names(f"{path}.shares", "fields", to.shares, fields, problems)
        _check_names(f"{path}.lends", "fields", to.lends, fields, problems)


def _check_names(
    path: str, kind: str, names: Iterable[str], known: Collection[str | None], problems: Problems
) -> None:
    for name in names:
        if name not in known:
            problems.add(path, unknown(kind, name, [each for each in known if each]))


def _twice(file: Path, key: str, word: str, earlier: Path) -> Problem:
    lines = enumerate(text_of(file).splitlines(), 1)
    line = next((number for number, text in lines if text.lstrip("\"'").startswith(key)), 1)
    return Problem(
        str(file), line, key, _("“{word}” is in {file} already.", word=word, file=str(earlier))
    )
