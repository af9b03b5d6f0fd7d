"""The definition files that come with Samsak, and what happens to them when somebody's hand
slips."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definitions import lengths, machine, model, options, references, yaml_text
from engine.definitions.field_types import TYPES
from engine.definitions.lengths import Length, Unit
from engine.definitions.loader import load, load_folders, load_values
from engine.definitions.model import Definition
from engine.definitions.parts import keys
from engine.definitions.yaml_text import Problems
from engine.errors import DefinitionRefused, Problem
from engine.language.sentences import LANGUAGES, say
from tests.conftest import ROOT

FOLDER = ROOT / "workflows" / "definitions"
FILES = sorted(FOLDER.glob("*.yaml"))
GUARDS = {
    "decided": ("outcome", "mandate", "kind"),
    "has_members": (),
    "has_years": (),
    "not_blocked": (),
    "keeps_linked": (),
    "group_has_reported": (),
    "routed": (),
    "not_routed": (),
    "unit_has_members": (),
    "clock_after_report": (),
    "answered": (),
    "answer_sent": (),
    "answer_arrived": (),
    "once": (),
    "units_to_ask": (),
    "parts_in": (),
    "asks_no_more": (),
    "within_time": ("after", "days"),
    "time_over": ("deadline",),
    "classified": (),
    "learning_or_reason": (),
    "both_parties": (),
    "analysed_after": (),
    "names_no_one": (),
    "in_other_partnership": (),
    "may_go_over": (),
    "goes_over_whole": (),
    "item_in_held_meeting": ("kind",),
}
PARTS = {
    "definition": Definition,
    "role": model.Role,
    "state": model.State,
    "field": model.Field,
    "option": options.WrittenOption,
    "asked": options.AskedAs,
    "to": references.Pointing,
    "opening": model.Opening,
    "action": model.Action,
    "told": references.TellsLinked,
    "correcting": model.Correcting,
    "deadline": model.Deadline,
    "length": lengths.WholeLength,
    "warning": lengths.LengthBefore,
    "escalation": lengths.Escalation,
}
REQUIRED = {
    name: {key for key, field in keys(part).items() if field.is_required()}
    for name, part in PARTS.items()
}
CHOSEN = ("roles", "states", "fields", "deadlines", "options")

Path_ = tuple[str | int, ...]


@pytest.fixture(scope="module")
def definitions() -> dict[str, Definition]:
    return load_folders([FOLDER], GUARDS)


@pytest.fixture(scope="module")
def measure(definitions: dict[str, Definition]) -> Definition:
    return definitions["measure"]


@pytest.fixture(scope="module")
def deviation(definitions: dict[str, Definition]) -> Definition:
    return definitions["deviation"]


def follow(definition: Definition, *names: str) -> str:
    """The state after these actions, from the first state on."""
    state = definition.initial
    for name in names:
        action = machine.action(definition, state, name)
        assert action is not None, f"no {name} from {state}"
        state = action.target_from(state)
    return state


def test_a_measure_goes_its_main_line(measure: Definition) -> None:
    assert list(measure.states)[:5] == ["proposed", "approved", "assigned", "ongoing", "evaluated"]
    assert (
        follow(measure, "approve", "assign", "start", "report_progress", "evaluate") == "evaluated"
    )


def test_a_measure_may_leave_the_main_line(measure: Definition) -> None:
    assert measure.final == {"evaluated", "declined", "withdrawn", "superseded"}
    assert (
        follow(measure, "approve", "assign", "start", "defer", "resume", "assign", "start")
        == "ongoing"
    )
    for state in measure.states.keys() - measure.final:
        assert {"withdraw", "supersede", "change"} <= {
            action.name for action in machine.possible(measure, state)
        }


@pytest.mark.parametrize("action", ["approve", "resume"])
def test_no_way_leads_to_approved_without_a_decision(measure: Definition, action: str) -> None:
    steps = [step for step in measure.actions if step.target == "approved"]
    assert {step.name for step in steps} == {"approve", "resume"}
    for step in steps:
        assert ("decided", "approved") in [
            (use.name, use.params.get("outcome")) for use in step.guards
        ]


def test_a_measure_is_due_when_its_last_year_ends(measure: Definition) -> None:
    planned = measure.deadlines["planned"]
    assert (planned.length, planned.to) == (Length(Unit.END_OF_YEAR, field="years"), ("owner",))
    assert [length.count for length in planned.warn] == [30, 5]


def test_a_deviation_goes_its_main_line(deviation: Definition) -> None:
    main = [
        state
        for state in deviation.states
        if state in ("reported", "handled", "learning", "reported_to_asu")
    ]
    assert main == ["reported", "handled", "learning", "reported_to_asu"]
    assert (
        follow(deviation, "route", "ask", "reply", "answer", "handle", "learn", "report")
        == "reported_to_asu"
    )


def test_a_deviation_is_answered_within_four_weeks_and_waits_for_its_reporter(
    deviation: Definition,
) -> None:
    answer = deviation.deadlines["answer"]
    assert (answer.length, answer.field, answer.stops_in) == (
        Length(Unit.DAYS, 28),
        "clock_started_on",
        {"asked"},
    )
    assert deviation.deadlines["routing"].ends_with == "handler"


def test_a_deviation_waits_for_its_reporter_only_where_she_was_asked(
    deviation: Definition,
) -> None:
    waited_for = {state: machine.waited_for(deviation, state) for state in deviation.states}

    assert {state: role for state, role in waited_for.items() if role} == {
        "reported": "handler",
        "asked": "reporter",
        "handled": "handler",
        "learning": "secretariat",
    }


def test_nothing_a_reporter_writes_becomes_a_title(deviation: Definition) -> None:
    assert deviation.title is None


def test_only_those_with_a_part_in_a_deviation_see_it(deviation: Definition) -> None:
    with_a_part = {"reporter", "router", "handler", "secretariat", "contributor"}
    assert set(deviation.visible_to) == with_a_part
    assert all(set(field.visible_to) <= with_a_part for field in deviation.fields.values())


def test_what_was_reported_is_changed_by_no_step(deviation: Definition) -> None:
    reported = {*deviation.opening.needs, *deviation.opening.takes}
    for action in deviation.actions:
        assert reported.isdisjoint((*action.needs, *action.takes, *action.clears)), action.name


CLASSIFYING = ("event_type", "factors", "harm", "clause")


@pytest.mark.parametrize("name", CLASSIFYING)
def test_a_deviation_is_classified_by_those_who_handle_it_alone(
    deviation: Definition, name: str
) -> None:
    opening = deviation.opening
    taking = {each.name: set(each.who) for each in deviation.actions if name in each.takes}

    assert name not in (*opening.needs, *opening.takes)
    assert "reporter" not in deviation.fields[name].visible_to
    assert taking.keys() == {"answer", "handle", "learn"}
    assert set.union(*taking.values()) == {"handler", "secretariat"}


@pytest.mark.parametrize("name", ["event_type", "factors"])
def test_every_type_and_factor_says_what_it_means(deviation: Definition, name: str) -> None:
    known = deviation.fields[name].options

    assert all(option.meaning for option in known.values())
    assert "other" in known


def test_the_older_agreements_lead_to_the_newer(deviation: Definition) -> None:
    clauses = deviation.fields["clause"].options
    older = {name: each for name, each in clauses.items() if each.valid_to}

    assert (len(older), len(clauses)) == (12, 18)
    assert [name for name, each in older.items() if each.newer is None] == ["agreement_12"]
    assert {each.newer for each in older.values() if each.newer} == clauses.keys() - older.keys()


def test_no_one_writes_freely_in_a_deviation_outside_its_fields(deviation: Definition) -> None:
    assert {action.comment.value for action in deviation.actions} == {"none"}


@pytest.mark.parametrize("name", ["measure", "deviation"])
def test_whoever_must_act_is_told(definitions: dict[str, Definition], name: str) -> None:
    definition = definitions[name]
    assert definition.opening.tells
    assert all(
        deadline.to and deadline.warn and deadline.escalate
        for deadline in definition.deadlines.values()
    )


@pytest.mark.parametrize("name", ["measure", "deviation"])
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_day_and_who_did_it_can_follow_what_was_done(
    definitions: dict[str, Definition], name: str, language: str
) -> None:
    said = {say(action.done, language) for action in definitions[name].actions if action.done}

    assert said
    assert [each for each in said if not re.search(r"\b(er|har fått)\b", each)] == []


def test_the_text_of_a_file_is_kept(measure: Definition) -> None:
    assert measure.source == (FOLDER / "measure.yaml").read_text()


def test_states_fields_and_actions_are_called_differently_from_each_other(
    definitions: dict[str, Definition],
) -> None:
    for definition in definitions.values():
        for language in LANGUAGES:
            labels = [state.label.said(language) for state in definition.states.values()]
            assert len(labels) == len(set(labels))
            for state in definition.states:
                buttons = [
                    action.label.said(language) for action in machine.possible(definition, state)
                ]
                assert len(buttons) == len(set(buttons))


def test_every_text_has_a_bound_that_fits_it(definitions: dict[str, Definition]) -> None:
    for definition in definitions.values():
        lines = [field for field in definition.fields.values() if field.type is TYPES["line"]]
        assert all(field.max_length <= 500 for field in lines)


# A hand slips: one key is removed, renamed or gets a value that does not belong there.


def values_of(file: Path) -> Any:
    return yaml_text.read(file.read_text(), Problems(str(file)))


def paths(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of every key and every entry of a list."""
    entries = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, entry in entries:
        yield (*path, key)
        yield from paths(entry, (*path, key))


VALUES = {file.name: values_of(file) for file in FILES}
WHOLE = {name: load(json.dumps(value), name, guards=GUARDS) for name, value in VALUES.items()}
ALIKE = ("event_type", "factors", "clause")  # of long lists the first option stands for all


def stands_for_others(value: Any, path: Path_) -> bool:
    match path:
        case ["fields", field, "options", option, *_] if field in ALIKE:
            return bool(option == next(iter(value["fields"][field]["options"])))
        case [*around, "nb" | "nn" | "en" as language]:  # one for all three of a label, by turns
            return LANGUAGES.index(language) == sum(len(str(key)) for key in around) % 3
    return True


KEYS_OF_ALL = [
    (name, path)
    for name, value in VALUES.items()
    for path in paths(value)
    if isinstance(path[-1], str) and stands_for_others(value, path)
]
PLACES = [(name, path) for name, value in VALUES.items() for path in paths(value)]


def at(value: Any, path: Path_) -> Any:
    for key in path:
        value = value[key]
    return value


def part_of(path: Path_) -> str:
    """Which kind of part the last key of a path stands in."""
    *around, _key = path
    match around:
        case []:
            return "definition"
        case ["actions", int()]:
            return "action"
        case ["roles" | "states" | "fields" | "deadlines" as kind, str()]:
            return kind[:-1]
        case ["deadlines", _, "length"]:
            return "length"
        case ["deadlines", _, "warn", _]:
            return "warning"
        case ["deadlines", _, "escalate", _]:
            return "escalation"
        case ["fields", _, "to"]:
            return "to"
        case ["actions", _, "tells_linked", _]:
            return "told"
        case ["opening" | "correcting" as kind]:
            return kind
        case ["actions", _, "guards", _]:
            return "guard"
        case [*_, "label" | "meaning" | "help"]:
            return "label"
        case ["fields", _, "options", _]:
            return "option"
        case [*_, "asks", _]:
            return "asked"
        case _:
            return "names"


def attempt(name: str, text: str, value: Any = None) -> Definition | tuple[Problem, ...]:
    try:
        if value is not None:  # reading the text takes four times as long as all else
            return load_values(value, text, Problems(name), GUARDS)
        return load(text, name, guards=GUARDS)
    except DefinitionRefused as refusal:
        return refusal.problems


def loaded(name: str, text: str, value: Any = None) -> Definition | None:
    """The definition of a text, or of the values that stand in one; None where it is refused with
    file, line and key.

    Nothing else may come of it.
    """
    got = attempt(name, text, value)
    if isinstance(got, Definition):
        return got
    assert got
    for problem in got:
        assert problem.file == name
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.key
    return None


def same_but_for_names(name: str, definition: Definition) -> bool:
    """Whether only the name of an option or of a deadline differs, which nothing else in a file
    speaks of."""
    whole = WHOLE[name]
    return (
        definition.states == whole.states
        and definition.actions == whole.actions
        and [f.options and [*f.options.values()] for f in definition.fields.values()]
        == [f.options and [*f.options.values()] for f in whole.fields.values()]
        and [d.length for d in definition.deadlines.values()]
        == [d.length for d in whole.deadlines.values()]
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_renamed_key_is_refused_unless_it_is_a_name_that_nothing_speaks_of(file: Path) -> None:
    for name, path in (place for place in KEYS_OF_ALL if place[0] == file.name):
        value = copy.deepcopy(VALUES[name])
        around = at(value, path[:-1])
        renamed = {f"{key}_x" if key == path[-1] else key: entry for key, entry in around.items()}
        around.clear()
        around.update(renamed)

        definition = loaded(name, "", value)

        if definition is not None:
            assert part_of(path) == "names", path
            assert path[-2] in ("options", "deadlines"), path
            assert same_but_for_names(name, definition), path


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_removed_key_is_refused_where_it_must_stand(file: Path) -> None:
    for name, path in (place for place in KEYS_OF_ALL if place[0] == file.name):
        value = copy.deepcopy(VALUES[name])
        del at(value, path[:-1])[path[-1]]

        definition = loaded(name, "", value)

        if definition is not None:
            part = part_of(path)
            assert part != "label", path
            assert path[-1] not in REQUIRED.get(part, ()), path
            assert path[-1] not in (
                "title",
                "name",
                "initial",
                "final",
                "type",
                "options",
                "length",
            ), path
            assert part != "names" or path[-2] in (*CHOSEN, "for_reporter", "asks"), path


@given(
    st.sampled_from(PLACES),
    st.sampled_from(
        [
            None,
            "",
            "no",
            "true",
            "-1",
            "0",
            "x y",
            "same",
            "TODO",
            [],
            ["x"],
            [None],
            [[]],
            {},
            {"x": "y"},
            {"x": []},
        ]
    ),
)
def test_a_value_that_does_not_belong_there_is_refused_or_loads_and_nothing_else(
    place: tuple[str, Path_], wrong: Any
) -> None:
    name, path = place
    value = copy.deepcopy(VALUES[name])
    at(value, path[:-1])[path[-1]] = wrong

    definition = loaded(name, json.dumps(value))

    assert definition is None or definition.final


@given(st.sampled_from(sorted(VALUES)), st.data())
def test_a_file_with_a_line_lost_is_refused_or_loads_and_nothing_else(
    name: str, data: st.DataObject
) -> None:
    lines = (FOLDER / name).read_text().splitlines()
    lost = data.draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[:lost] + lines[lost + 1 :])

    definition = loaded(name, text)

    assert definition is None or definition.initial == WHOLE[name].initial
