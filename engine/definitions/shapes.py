"""From the values of a file to a `Definition`.

Shapes are checked here, references in `definition_checks`.
"""

from __future__ import annotations

import re
from functools import partial

from engine.definitions.model import (
    MAX_LENGTH,
    Action,
    CommentRule,
    Correcting,
    Deadline,
    Definition,
    Escalation,
    Field,
    FieldType,
    GuardUse,
    Length,
    Opening,
    Role,
    RoleKind,
    State,
    Unit,
)
from engine.definitions.parts import Part, label, single
from engine.definitions.yaml_text import Problems, Value
from engine.language.sentences import Label, _

ID = re.compile(r"[a-z][a-z_]{0,39}")
PREFIX = re.compile(r"[A-Z]{1,4}")
SAME = "same"
FEWEST_OPTIONS = 2

UNITS = " ".join(Unit)
CLOCK_UNITS = " ".join(unit for unit in Unit if unit is not Unit.END_OF_YEAR)
# What must stand in each part of a file, and what may.
KEYS = {
    "definition": (
        "id version prefix label visible_to roles states fields opening actions correcting",
        "title deadlines",
    ),
    "role": ("label", " ".join([*RoleKind, "not_as"])),
    "state": ("label meaning", "initial final"),
    "field": ("type label", "visible_to help max_length link options"),
    "opening": ("who", "label needs takes person tells"),
    "action": ("action from to who label", "needs takes guards comment tells"),
    "correcting": ("who", ""),
    "deadline": ("label length to", "starts field ends ends_with stops_in warn escalate"),
    "length": ("", UNITS),
    "warning": ("", CLOCK_UNITS),
    "escalation": ("to", CLOCK_UNITS),
}


def definition(value: Value, source: str, problems: Problems) -> Definition:
    """The definition that stands there, with gaps where problems were noted."""
    part = Part(value, "", problems, *KEYS["definition"])
    _check_title_stands(part)
    called = part.label("label")
    visible_to = _people(part, "visible_to")
    for name in ("roles", "states", "actions"):
        part.filled(name)
    return Definition(
        id=part.identifier("id", ID),
        version=part.number("version", 1, 1),
        prefix=part.identifier("prefix", PREFIX),
        label=called,
        title=part.maybe("title"),
        visible_to=visible_to,
        roles=part.named("roles", _role),
        states=part.named("states", _state),
        fields=part.named("fields", partial(_field, visible_to=visible_to)),
        opening=_opening(part, called),
        actions=tuple(_action(entry, path, problems) for path, entry in part.items("actions")),
        correcting=_correcting(part),
        deadlines=part.named("deadlines", _deadline),
        source=source,
    )


def _check_title_stands(part: Part) -> None:
    """`title` may be null, where no free text may be a title; but then that must be said."""
    if part.readable and "title" not in part.values:
        part.refuse("title", _("The key “{key}” is missing or empty.", key="title"))


def _people(part: Part, name: str) -> tuple[str, ...]:
    """Names of roles, at least one."""
    part.filled(name)
    return part.words(name)


def _role(name: str, value: Value, path: str, problems: Problems) -> Role:
    part = Part(value, path, problems, *KEYS["role"])
    given = [kind for kind in RoleKind if part.has(kind)]
    if part.readable and len(given) != 1:
        problems.add(path, _("A role is found in exactly one way: {ways}.", ways=[*RoleKind]))
    found_by = given[0] if given else RoleKind.EVERYONE
    return Role(
        name, found_by, _role_value(part, found_by), part.label("label"), part.maybe("not_as")
    )


def _role_value(part: Part, found_by: RoleKind) -> str:
    if found_by is not RoleKind.EVERYONE:
        return part.identifier(found_by)
    if part.has(found_by) and not part.flag(found_by):
        part.refuse(found_by, _("Write “everyone: true”, or find the role in another way."))
    return ""


def _state(name: str, value: Value, path: str, problems: Problems) -> State:
    part = Part(value, path, problems, *KEYS["state"])
    if name == SAME:
        problems.add(
            path, _("No state may be called “{name}”: it means staying where one is.", name=SAME)
        )
    return State(
        name, part.label("label"), part.label("meaning"), part.flag("initial"), part.flag("final")
    )


def _field(
    name: str, value: Value, path: str, problems: Problems, visible_to: tuple[str, ...]
) -> Field:
    part = Part(value, path, problems, *KEYS["field"])
    kind = part.one_of("type", FieldType, FieldType.LINE)
    _check_fits_type(part, kind)
    part.filled("visible_to")
    return Field(
        name=name,
        type=kind,
        label=part.label("label"),
        visible_to=part.words("visible_to") or visible_to,
        help=part.maybe_label("help"),
        max_length=part.number("max_length", 1, MAX_LENGTH),
        link=part.maybe("link") or (name if kind.links else None),
        options=part.named("options", label),
    )


def _check_fits_type(part: Part, kind: FieldType) -> None:
    fits = {"options": kind is FieldType.CHOICE, "link": kind.links, "max_length": kind.is_words}
    for name, fitting in fits.items():
        if part.has(name) and not fitting:
            part.refuse(name, _("A field of type {type} has no “{key}”.", type=kind, key=name))
    options = part.values.get("options") or {}
    if kind is FieldType.CHOICE and isinstance(options, dict) and len(options) < FEWEST_OPTIONS:
        part.refuse(
            "options", _("A choice needs at least {fewest} options.", fewest=FEWEST_OPTIONS)
        )


def _opening(around: Part, called: Label) -> Opening:
    part = around.part("opening", *KEYS["opening"])
    return Opening(
        who=_people(part, "who"),
        label=part.maybe_label("label") or called,
        needs=part.words("needs"),
        takes=part.words("takes"),
        person=part.maybe("person"),
        tells=part.words("tells"),
    )


def _action(value: Value, path: str, problems: Problems) -> Action:
    part = Part(value, path, problems, *KEYS["action"])
    target = part.identifier("to")
    return Action(
        name=part.identifier("action"),
        sources=_people(part, "from"),
        target=None if target == SAME else target,
        who=_people(part, "who"),
        label=part.label("label"),
        needs=part.words("needs"),
        takes=part.words("takes"),
        guards=tuple(_guard(entry, path, problems) for path, entry in part.items("guards")),
        comment=part.one_of("comment", CommentRule, CommentRule.NONE),
        tells=part.words("tells"),
    )


def _guard(value: Value, path: str, problems: Problems) -> GuardUse:
    """A guard's name alone, or its name and parameters side by side."""
    if not isinstance(value, dict):
        return GuardUse(single(value, path, problems) or "")
    part = Part(value, path, problems, "name", " ".join(value))
    return GuardUse(
        part.identifier("name"), {key: part.identifier(key) for key in value if key != "name"}
    )


def _correcting(around: Part) -> Correcting:
    return Correcting(_people(around.part("correcting", *KEYS["correcting"]), "who"))


def _deadline(name: str, value: Value, path: str, problems: Problems) -> Deadline:
    part = Part(value, path, problems, *KEYS["deadline"])
    return Deadline(
        name=name,
        label=part.label("label"),
        length=_length(part),
        to=_people(part, "to"),
        starts=part.words("starts"),
        field=part.maybe("field"),
        ends=frozenset(part.words("ends")),
        ends_with=part.maybe("ends_with"),
        stops_in=frozenset(part.words("stops_in")),
        warn=tuple(
            _clock_length(Part(entry, at, problems, *KEYS["warning"]), 0)
            for at, entry in part.items("warn")
        ),
        escalate=tuple(_escalation(entry, at, problems) for at, entry in part.items("escalate")),
    )


def _length(around: Part) -> Length:
    part = around.part("length", *KEYS["length"])
    if part.has(Unit.END_OF_YEAR) and len(part.values) == 1:
        return Length(Unit.END_OF_YEAR, field=part.identifier(Unit.END_OF_YEAR))
    return _clock_length(part, 1)


def _clock_length(part: Part, least: int) -> Length:
    """So many days, weeks or working days; only one of them."""
    given = [unit for unit in Unit if part.has(unit)]
    if part.readable and len(given) != 1:
        part.problems.add(part.path, _("A length of time is given in exactly one way."))
    unit = given[0] if given else Unit.DAYS
    return Length(unit, part.number(unit, least, least))


def _escalation(value: Value, path: str, problems: Problems) -> Escalation:
    part = Part(value, path, problems, *KEYS["escalation"])
    return Escalation(_clock_length(part, 1), _people(part, "to"))
