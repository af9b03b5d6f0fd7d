"""Partnerships from structure files (`structure/1`): their bodies with all spellings, and the
mandates that are written down."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.definitions import parts, yaml_text
from engine.definitions.yaml_text import Problems
from engine.errors import BadInput, DefinitionRefused
from engine.identity_numbers import refuse_identity_numbers
from engine.language.sentences import Sentence, _
from engine.people.tables import Body, Organisation, Partnership
from engine.storage.session import Session
from engine.storage.statements import table_of
from workflows.councils import mandates
from workflows.councils.mandates import Mandate
from workflows.partnerships.structure_file import SCHEMA, Structure, body_ids

ORGANISATION_KINDS = ("hospital_trust", "municipality")
KEPT = (
    "plans",
    "groups_to_establish",
    "recurring_duties",
    "levels",
    "guidelines",
    "joint_meetings",
)


def read_structure(path: Path) -> dict[str, Any]:
    """A structure file as it stands; BadInput with everything that is wrong in it, each with line
    and key."""
    problems = Problems(str(path))
    try:
        found = yaml_text.read(_text(path), problems)
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            raise BadInput(
                _(
                    "{file} is not a structure file: its first key should be `schema: {schema}`.",
                    file=path,
                    schema=SCHEMA,
                )
            )
        refuse_identity_numbers(found, path.name)
        structure = parts.read(Structure, found, problems, body_ids(found))
        problems.refuse()
    except DefinitionRefused as refused:
        raise BadInput(*_once_each(refused)) from None
    return structure.model_dump(exclude_unset=True)


def _once_each(refused: DefinitionRefused) -> list[Sentence]:
    """What is wrong; of anchors the first, as one is used many times."""
    anchors = [problem.sentence == yaml_text.NO_ANCHORS for problem in refused.problems]
    return [
        sentence
        for index, sentence in enumerate(refused.sentences)
        if not anchors[index] or not any(anchors[:index])
    ]


def _text(path: Path) -> str:
    if not path.is_file():
        raise BadInput(_("There is no file {file}.", file=path))
    if path.stat().st_size > yaml_text.LARGEST:
        raise BadInput(_("{file} is too large for a structure file.", file=path))
    content = path.read_bytes()
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(_("{file} is not YAML (line {line}).", file=path, line=line)) from None


def load_structure(session: Session, structure: Mapping[str, Any]) -> tuple[Partnership, int]:
    """Make the partnership as the structure says, or bring it up to date; returns it and how
    many bodies are new or changed."""
    with session.begin():
        partnership = _partnership(session, structure)
        changed = sum(_body(session, partnership, body, structure) for body in structure["bodies"])
        _mandates(session, partnership, structure)
        session.cache.clear()
    return partnership, changed


def _partnership(session: Session, structure: Mapping[str, Any]) -> Partnership:
    table = table_of(Partnership)
    known = session.execute(select(table.c.id).where(table.c.key == structure["id"])).scalar()
    partnership = (
        session.orm.get_one(Partnership, known)
        if known
        else Partnership(key=structure["id"], name="")
    )
    partnership.name, partnership.language = structure["name"], structure["language"]
    partnership.structure = {key: structure[key] for key in KEPT if structure.get(key)}
    session.orm.add(partnership)
    session.orm.flush()
    return partnership


def _body(
    session: Session,
    partnership: Partnership,
    given: Mapping[str, Any],
    structure: Mapping[str, Any],
) -> bool:
    table = table_of(Body)
    where = (table.c.partnership_id == partnership.id, table.c.key == given["id"])
    known = session.execute(select(table.c.id).where(*where)).scalar()
    assert partnership.id is not None
    body = (
        session.orm.get_one(Body, known)
        if known
        else Body(partnership_id=partnership.id, key=given["id"], name="", kind="")
    )
    before = (body.name, body.abbreviation, body.kind, body.aliases, body.parts)
    body.name, body.kind = given["name"], given["kind"]
    body.abbreviation, body.aliases = given.get("abbreviation"), list(given.get("aliases") or [])
    body.parts = _parts(given, structure)
    session.orm.add(body)
    session.orm.flush()
    if not known and body.kind in ORGANISATION_KINDS:
        session.orm.add(_organisation(body))
    return before != (body.name, body.abbreviation, body.kind, body.aliases, body.parts)


def _organisation(body: Body) -> Organisation:
    return Organisation(
        partnership_id=body.partnership_id, key=body.key, name=body.name, kind=body.kind
    )


def _parts(given: Mapping[str, Any], structure: Mapping[str, Any]) -> list[str]:
    """The bodies that a collective stands for: printed with the body itself or with the council
    of its name."""
    councils = [
        council for council in structure.get("councils") or [] if council.get("body") == given["id"]
    ]
    printed = (
        given.get("members") or next((council.get("members") for council in councils), None) or []
    )
    return [str(part) for part in printed]


def _mandates(session: Session, partnership: Partnership, structure: Mapping[str, Any]) -> None:
    """Write down the decision mandates.

    A structure file says no day from which they count, so none is in force yet.
    """
    assert partnership.id is not None
    ids = {body.key: body.id for body in _bodies(session, partnership) if body.id is not None}
    for printed in mandates.subjects(dict(structure)):
        recommends = next((ids.get(key) for key in printed.get("recommended_by") or []), None)
        for adopter in printed.get("adopted_by") or []:
            if adopter in ids:
                mandate = Mandate(
                    partnership_id=partnership.id,
                    subject=printed["subject"],
                    body_id=ids[adopter],
                    recommended_by=recommends,
                    recommendation_required=bool(printed.get("recommendation_required")),
                    source=str((structure.get("decision_mandates") or {}).get("chapter") or ""),
                )
                mandates.write_down(session, mandate)


def _bodies(session: Session, partnership: Partnership) -> list[Body]:
    table = table_of(Body)
    rows = session.execute(select(table.c.id).where(table.c.partnership_id == partnership.id))
    return [session.orm.get_one(Body, row[0]) for row in rows]
