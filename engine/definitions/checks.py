"""Whether the parts of a definition belong together: titles, inputs, roles, deadlines that can be.

That every state can be reached and left is asked in `graph`.
"""

from __future__ import annotations

from engine.definitions.chosen_words import wrong_options
from engine.definitions.field_types import TYPES
from engine.definitions.lengths import Length, Unit
from engine.definitions.model import Deadline, Definition, Field
from engine.definitions.references import unknown
from engine.definitions.roles import Role, RoleKind
from engine.definitions.yaml_text import Problems
from engine.language.sentences import AnyOf, _

# To compare lengths: five working days are a week at least; the end of a year is at most a leap
# year away.
DAYS = {Unit.DAYS: 1.0, Unit.WEEKS: 7.0, Unit.WORKING_DAYS: 1.4}
LONGEST_YEAR = 366.0


def check(definition: Definition, problems: Problems) -> None:
    """Note everything that does not belong together."""
    _check_title(definition, problems)
    _check_fields_are_taken(definition, problems)
    for field in definition.fields.values():
        _check_field_serves(definition, f"fields.{field.name}", "day", field.day, problems)
        _check_options(definition, field, problems)
    for role in definition.roles.values():
        _check_role(definition, role, problems)
    for index, action in enumerate(definition.actions):
        _check_inputs(f"actions[{index}]", action.needs, action.takes, problems)
        _check_taken_out(definition, f"actions[{index}].takes_out", action.takes_out, problems)
    _check_inputs("opening", definition.opening.needs, definition.opening.takes, problems)
    for deadline in definition.deadlines.values():
        _check_deadline(definition, deadline, problems)
    if definition.opening.person is None:
        _check_nobody_is_spoken_to(definition, problems)
    _check_contact(definition, problems)


def _check_contact(definition: Definition, problems: Problems) -> None:
    kept = definition.contact_kept
    if kept is None:
        return
    if definition.opening.person is None:
        sentence = _("No address is kept: opening a case links no person who reported it.")
        problems.add("contact_kept", sentence)
    if kept.at_most < kept.months:
        sentence = _(
            "This must be at least as many as “{key}” ({months}).", key="months", months=kept.months
        )
        problems.add("contact_kept.at_most", sentence)


def _check_nobody_is_spoken_to(definition: Definition, problems: Problems) -> None:
    parts = {"opening": definition.opening} | {
        f"actions[{index}]": action for index, action in enumerate(definition.actions)
    }
    for where in ("states", "fields", "deadlines"):
        parts |= {f"{where}.{name}": part for name, part in getattr(definition, where).items()}
    for path, part in parts.items():
        if part.for_reporter is not None:
            problems.add(
                f"{path}.for_reporter",
                _("Nobody would read this: opening a case links no person who reported it."),
            )


def _check_title(definition: Definition, problems: Problems) -> None:
    field = definition.fields.get(definition.title or "")
    if field is None:
        return
    if "title" not in field.type.serves:
        problems.add(
            "title",
            _(
                "A title must be a field of type line; “{field}” is of another type.",
                field=field.name,
            ),
        )
    if field.name not in definition.opening.needs:
        problems.add(
            "opening.needs",
            _("A new case must have a title (the field “{field}”).", field=field.name),
        )
    if set(field.visible_to) != set(definition.visible_to):
        path = f"fields.{field.name}.visible_to"
        problems.add(
            path,
            _("A title is shown to everyone who may see the case; it cannot be kept from some."),
        )


def _taken(definition: Definition) -> set[str]:
    opening = definition.opening
    carried = (opening.comes_from or "", opening.comes_on or "")
    return {*opening.needs, *opening.takes, *carried} | {
        n for act in definition.actions for n in (*act.needs, *act.takes)
    }


def _check_fields_are_taken(definition: Definition, problems: Problems) -> None:
    for name in definition.fields.keys() - _taken(definition):
        problems.add(
            f"fields.{name}",
            _("Nothing sets this field: neither opening nor any action needs or takes it."),
        )


def _check_taken_out(
    definition: Definition, path: str, name: str | None, problems: Problems
) -> None:
    if name and definition.fields[name].type.name != "bodies":
        sentence = _("“{field}” must name several bodies.", field=name)
        problems.add(path, sentence)


def _check_options(definition: Definition, field: Field, problems: Problems) -> None:
    for path, why in wrong_options(definition, field.name, field.options):
        problems.add(f"fields.{field.name}.{path}", why)


def _check_role(definition: Definition, role: Role, problems: Problems) -> None:
    path = f"roles.{role.name}"
    if role.name in _taken_away_by(definition, role):
        problems.add(f"{path}.not_as", _("A role cannot take itself away."))
    if role.not_as and role.name in definition.visible_to:
        problems.add(
            f"{path}.not_as",
            _("A role that says who may see a case cannot be taken away by another."),
        )
    if role.seat and role.name in definition.visible_to:
        problems.add(
            f"{path}.seat",
            _("A role that says who may see a case cannot be that of a seat alone."),
        )
    if role.found_by is RoleKind.LINK and role.value not in _links_given(definition):
        problems.add(
            f"{path}.link", _("No field for bodies links them as “{link}”.", link=role.value)
        )
    if role.found_by is RoleKind.PERSON and role.value != definition.opening.person:
        problems.add(
            f"{path}.person", _("Opening a case links no person as “{person}”.", person=role.value)
        )


def _taken_away_by(definition: Definition, role: Role) -> list[str]:
    """The role that takes this one away, the one that takes that one away, and so on."""
    names: list[str] = []
    name = role.not_as
    while name and name not in names:
        names.append(name)
        name = definition.roles[name].not_as
    return names


def _links_given(definition: Definition) -> set[str | None]:
    return {field.link for field in definition.fields.values() if field.type.links_bodies}


def _check_inputs(
    path: str, needs: tuple[str, ...], takes: tuple[str, ...], problems: Problems
) -> None:
    for index, name in enumerate(takes):
        if name in needs:
            problems.add(
                f"{path}.takes[{index}]",
                _("“{field}” is in both lists; keep it in one.", field=name),
            )


def _check_deadline(definition: Definition, deadline: Deadline, problems: Problems) -> None:
    path = f"deadlines.{deadline.name}"
    _check_start(definition, deadline, path, problems)
    _check_end(definition, deadline, path, problems)
    _check_restart(definition, deadline, path, problems)
    _check_field_serves(definition, path, "field", deadline.field, problems)
    _check_field_serves(definition, path, "day", deadline.day, problems)
    _check_field_serves(
        definition, f"{path}.length", "end_of_year", deadline.length.field, problems
    )
    for index, warning in enumerate(deadline.warn):
        if _days(warning) > _days(deadline.length):
            problems.add(
                f"{path}.warn[{index}]", _("This warning would come before the deadline begins.")
            )


def _check_start(definition: Definition, deadline: Deadline, path: str, problems: Problems) -> None:
    by_steps = (*deadline.starts_with, *deadline.starts_again_with)
    begins = bool(deadline.starts or deadline.field or by_steps)
    if begins == (deadline.length.unit is Unit.END_OF_YEAR):
        problems.add(
            path,
            _(
                "A deadline either begins with a state (starts) or a date (field), or its length "
                "is the end of a year."
            ),
        )
    for index, state in enumerate(deadline.starts):
        if state in deadline.ends | definition.final:
            problems.add(
                f"{path}.starts[{index}]",
                _("The deadline would end where it begins, in “{s}”.", s=state),
            )


def _check_restart(
    definition: Definition, deadline: Deadline, path: str, problems: Problems
) -> None:
    for key in ("starts_with", "starts_again_with"):
        for name in getattr(deadline, key):
            if name not in definition.names:
                problems.add(f"{path}.{key}", unknown("actions", name, definition.names))


def _check_end(definition: Definition, deadline: Deadline, path: str, problems: Problems) -> None:
    for state in sorted(deadline.stops_in & (deadline.ends | definition.final)):
        problems.add(
            f"{path}.stops_in", _("A deadline cannot both stand still and end in “{s}”.", s=state)
        )
    if deadline.ends_with is not None and deadline.ends_with == deadline.field:
        problems.add(f"{path}.ends_with", _("A deadline cannot begin and end with the same field."))


def _check_field_serves(
    definition: Definition, path: str, key: str, name: str | None, problems: Problems
) -> None:
    field = definition.fields.get(name or "")
    if field is not None and key not in field.type.serves:
        problems.add(
            f"{path}.{key}",
            _(
                "A field of type {type} is needed here; “{field}” is of another type.",
                type=AnyOf(kind for kind, each in TYPES.items() if key in each.serves),
                field=field.name,
            ),
        )


def _days(length: Length) -> float:
    return LONGEST_YEAR if length.unit is Unit.END_OF_YEAR else length.count * DAYS[length.unit]
