"""Partnerships from structure files (`structure/1`): their bodies with all spellings, and the
mandates that are written down."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from engine.cases import ties
from engine.definitions import parts, yaml_text
from engine.definitions.loader import text_of
from engine.definitions.numbers_in_files import refuse_numbers
from engine.definitions.unfit_in_files import refuse_no_text
from engine.definitions.yaml_text import Problems
from engine.errors import BadInput, DefinitionRefused
from engine.given_files import check_file
from engine.language.sentences import Sentence, _
from engine.people import registry
from engine.people.acts import Act
from engine.people.rights import PARTNERSHIP, require_in_all
from engine.people.tables import Body, Partnership
from engine.people.trace import trace, traced
from engine.storage.session import Session
from engine.typed_text import one_line
from workflows.councils import mandates
from workflows.councils.mandates import Mandate
from workflows.partnerships.organisations import follow_body
from workflows.partnerships.structure_file import SCHEMA, Structure, body_ids

SETTINGS = traced(
    "partnership",
    Partnership,
    "key",
    "name",
    "language",
    "mail_hour",
    "mail_until",
    "digest_day",
    "public_since",
)
BODY = traced(
    "body",
    Body,
    "partnership_id",
    "key",
    "name",
    "abbreviation",
    "kind",
    "aliases",
    "parts",
    "valid_from",
    "valid_to",
    "successor_id",
)
KEPT = (
    "plans",
    "groups_to_establish",
    "recurring_duties",
    "levels",
    "guidelines",
    "joint_meetings",
    "routing",
)


def read_structure(path: Path) -> dict[str, Any]:
    """A structure file as it stands; BadInput with everything that is wrong in it, each with line
    and key."""
    check_file(path)
    problems = Problems(str(path))
    try:
        text = text_of(path)
        found = yaml_text.read(text, problems)
        refuse_numbers(text, found, problems)
        refuse_no_text(text, found, problems)
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            raise BadInput(
                _(
                    "{file} is not a structure file: its first key should be `schema: {schema}`.",
                    file=path,
                    schema=SCHEMA,
                )
            )
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


def load_structure(
    session: Session, structure: Mapping[str, Any], act: Act
) -> tuple[Partnership, int]:
    """Make the partnership as the structure says, or bring it up to date; returns it and how
    many bodies are new or changed. Only the operator makes one that is not there yet."""
    with session.begin():
        partnership = _partnership(session, structure, act)
        session.take_turns(bodies_kept(partnership.number))
        bodies = {body.key: body for body in registry.bodies(session, partnership.number)}
        before = {key: body.parts for key, body in bodies.items()}
        changed = 0
        for given in structure["bodies"]:
            body = bodies.get(given["id"]) or Body(
                partnership_id=partnership.number, key=given["id"], name="", kind=given["kind"]
            )
            changed += _bring_up_to_date(session, body, given, structure, act)
        _mandates(session, partnership, structure, act)
        _reach_new_parts(session, partnership, before)
    return partnership, changed


def bodies_kept(partnership_id: int) -> str:
    """The key under which those who change a partnership's bodies take turns."""
    return f"bodies of {partnership_id}"


def _reach_new_parts(
    session: Session, partnership: Partnership, before: Mapping[str, list[str]]
) -> None:
    """A collective body has its cases together with those it stands for: where they are others
    now, its cases follow."""
    now = registry.bodies(session, partnership.number)
    new = {body.key for body in now} - before.keys()
    others = [
        body.number
        for body in now
        if body.key in before and (before[body.key] != body.parts or new & set(body.parts))
    ]
    ties.follow_again(session, others)


def _partnership(session: Session, structure: Mapping[str, Any], act: Act) -> Partnership:
    session.take_turns("partnerships")
    wanted = select(Partnership).where(col(Partnership.key) == structure["id"])
    known = session.orm.exec(wanted).first()
    require_in_all(act, PARTNERSHIP, [known.number] if known else [])
    partnership = known or Partnership(key=structure["id"], name="")
    partnership.name = one_line(structure["name"], "name")
    partnership.language = structure["language"]
    partnership.structure = _kept(structure)
    session.orm.add(partnership)
    trace(session, SETTINGS, partnership, "changed" if known else "loaded", act)
    return partnership


def _kept(structure: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a structure beside its bodies and mandates, with the bodies that are in other
    partnerships too."""
    kept = {key: structure[key] for key in KEPT if structure.get(key)}
    also_in = {each["id"]: each["also_in"] for each in structure["bodies"] if each.get("also_in")}
    return kept | ({"also_in": also_in} if also_in else {})


def _bring_up_to_date(
    session: Session,
    body: Body,
    given: Mapping[str, Any],
    structure: Mapping[str, Any],
    act: Act,
) -> bool:
    """Whether anything of the body is new or changed."""
    kind = "loaded" if body.id is None else "changed"
    body.name, body.kind = one_line(given["name"], "name"), given["kind"]
    body.abbreviation, body.aliases = given.get("abbreviation"), list(given.get("aliases") or [])
    body.parts = _parts(given, structure)
    session.orm.add(body)
    changed = bool(trace(session, BODY, body, kind, act))
    follow_body(session, body, kind, act)
    return changed


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


def _mandates(
    session: Session, partnership: Partnership, structure: Mapping[str, Any], act: Act
) -> None:
    """Write down the decision mandates.

    A structure file says no day from which they count, so none is in force yet.
    """
    ids = {body.key: body.number for body in registry.bodies(session, partnership.number)}
    chapter = str((structure.get("decision_mandates") or {}).get("chapter") or "")
    for printed in mandates.subjects(dict(structure)):
        recommends = next((ids.get(key) for key in printed.get("recommended_by") or []), None)
        for adopter in printed.get("adopted_by") or []:
            mandate = Mandate(
                partnership_id=partnership.number,
                subject=printed["subject"],
                body_id=ids[adopter],
                recommended_by=recommends,
                recommendation_required=bool(printed.get("recommendation_required")),
                source=chapter,
            )
            mandates.write_down(session, mandate, act)
