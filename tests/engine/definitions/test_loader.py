"""What a definition file may say, and how it is refused: always with file, line and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definitions import machine
from engine.definitions.diagram import dot, mermaid
from engine.definitions.field_types import TYPES
from engine.definitions.lengths import Length, Unit
from engine.definitions.loader import load, load_folders
from engine.definitions.model import CommentRule, Definition
from engine.definitions.own_lists import OwnList
from engine.definitions.references import GuardUse
from engine.definitions.roles import RoleKind
from engine.errors import DefinitionRefused
from engine.language.sentences import LANGUAGES, Label
from tests.conftest import ROOT

DOCS = ROOT / "docs"
GUARDS = {
    "decided": ("outcome",),
    "complete": (),
    "time_over": ("deadline",),
    "within_time": ("after", "days"),
}

SMALL = """\
id: errand
version: 3
prefix: E
label: {nb: Ærend, nn: Ærend, en: Errand}
title: title
visible_to: [everyone]
roles:
  everyone: {everyone: true, label: {nb: Alle, nn: Alle, en: Everyone}}
  office: {kind: secretariat, label: {nb: Kontoret, nn: Kontoret, en: The office}}
  owner: {link: responsible, not_as: sender, label: {nb: Eieren, nn: Eigaren, en: The owner}}
  sender: {person: sender, label: {nb: Senderen, nn: Sendaren, en: The sender}}
states:
  new:
    label: {nb: Nytt, nn: Nytt, en: New}
    meaning: {nb: Det er nytt., nn: Det er nytt., en: It is new.}
    initial: true
  resting:
    label: {nb: Hviler, nn: Kviler, en: Resting}
    meaning: {nb: Det hviler., nn: Det kviler., en: It rests.}
  done:
    label: {nb: Ferdig, nn: Ferdig, en: Done}
    meaning: {nb: Det er ferdig., nn: Det er ferdig., en: It is done.}
    final: true
fields:
  title: {type: line, max_length: 80, label: {nb: Tittel, nn: Tittel, en: Title}}
  bodies: {type: bodies, link: responsible, label: {nb: Hvem, nn: Kven, en: Who}}
  years: {type: years, label: {nb: Når, nn: Når, en: When}}
  day: {type: date, label: {nb: Dag, nn: Dag, en: Day}}
  secret:
    type: text
    visible_to: [office]
    label: {nb: Notat, nn: Notat, en: Note}
  choice:
    type: choice
    label: {nb: Svar, nn: Svar, en: Answer}
    options:
      no: {nb: Nei, nn: Nei, en: No}
      yes: {nb: Ja, nn: Ja, en: Yes}
opening:
  who: [office]
  needs: [title]
  takes: [bodies, years, day]
  person: sender
actions:
  - action: finish
    from: [new]
    to: done
    who: [office, owner]
    label: {nb: Fullfør, nn: Fullfør, en: Finish}
    needs: [choice]
    guards:
      - complete
      - {name: decided, outcome: no}
    tells: [sender]
  - action: rest
    from: [new]
    to: resting
    who: [office]
    label: {nb: La hvile, nn: La kvile, en: Let rest}
    comment: required
  - action: wake
    from: [resting]
    to: new
    who: [office]
    label: {nb: Vekk, nn: Vekk, en: Wake}
  - action: note
    from: [new, resting]
    to: same
    who: [office]
    label: {nb: Noter, nn: Noter, en: Note}
    takes: [secret]
correcting:
  who: [office]
deadlines:
  soon:
    label: {nb: Frist, nn: Frist, en: Due}
    starts: [new]
    stops_in: [resting]
    length: {working_days: 10}
    to: [owner]
    warn: [{days: 2}]
    escalate:
      - {days: 1, to: [office]}
  planned:
    label: {nb: Plan, nn: Plan, en: Planned}
    length: {end_of_year: years}
    to: [owner]
"""


def small(old: str = "", new: str = "") -> str:
    """The small definition with one thing changed."""
    assert not old or SMALL.count(old) == 1, f"{old!r} stands {SMALL.count(old)} times"
    return SMALL.replace(old, new)


def read(text: str) -> Definition:
    return load(text, "errand.yaml", guards=GUARDS)


def refused(text: str) -> list[tuple[int, str, str]]:
    """Line, key and English sentence of every problem."""
    with pytest.raises(DefinitionRefused) as refusal:
        read(text)
    assert {problem.file for problem in refusal.value.problems} == {"errand.yaml"}
    return [
        (problem.line, problem.key, problem.sentence.msgid) for problem in refusal.value.problems
    ]


@pytest.fixture(scope="module")
def errand() -> Definition:
    return read(SMALL)


def test_a_definition_knows_where_a_case_begins_and_ends(errand: Definition) -> None:
    assert (errand.initial, errand.final, errand.version, errand.prefix) == (
        "new",
        {"done"},
        3,
        "E",
    )
    assert errand.label == Label("Ærend", "Ærend", "Errand")
    assert errand.source == SMALL


def test_an_action_is_found_by_state_and_name(errand: Definition) -> None:
    finish = machine.action(errand, "new", "finish")
    assert finish is not None
    assert (finish.target_from("new"), finish.who, finish.tells) == (
        "done",
        ("office", "owner"),
        ("sender",),
    )
    assert finish.guards == (GuardUse("complete"), GuardUse("decided", {"outcome": "no"}))
    assert machine.action(errand, "resting", "finish") is None
    assert machine.action(errand, "nowhere", "finish") is None


def test_the_possible_actions_stand_in_the_order_of_the_file(errand: Definition) -> None:
    assert [action.name for action in machine.possible(errand, "new")] == ["finish", "rest", "note"]
    assert machine.possible(errand, "done") == machine.possible(errand, "nowhere") == ()
    assert errand.names == {"finish", "rest", "wake", "note"}


def test_an_action_to_the_same_state_has_no_target(errand: Definition) -> None:
    note = machine.action(errand, "resting", "note")
    assert note is not None
    assert (note.target, note.target_from("resting"), note.comment) == (
        None,
        "resting",
        CommentRule.NONE,
    )


def test_a_role_says_how_its_people_are_found(errand: Definition) -> None:
    found = {role.name: (role.found_by, role.value, role.not_as) for role in errand.roles.values()}
    assert found == {
        "everyone": (RoleKind.EVERYONE, "", None),
        "office": (RoleKind.KIND, "secretariat", None),
        "owner": (RoleKind.LINK, "responsible", "sender"),
        "sender": (RoleKind.PERSON, "sender", None),
    }


def test_a_field_is_seen_by_everyone_who_sees_the_case_unless_it_says_otherwise(
    errand: Definition,
) -> None:
    assert errand.fields["day"].visible_to == ("everyone",)
    assert errand.fields["secret"].visible_to == ("office",)
    assert (errand.fields["title"].max_length, errand.fields["secret"].max_length) == (80, 4000)


def test_words_that_yaml_takes_for_booleans_stay_words(errand: Definition) -> None:
    assert list(errand.fields["choice"].options) == ["no", "yes"]
    assert errand.fields["choice"].type is TYPES["choice"]


def test_opening_is_called_as_the_workflow_unless_it_has_a_label_of_its_own(
    errand: Definition,
) -> None:
    assert errand.opening.label == errand.label
    named = read(
        small("  person: sender\n", "  person: sender\n  label: {nb: Nytt, nn: Nytt, en: Begin}\n")
    )
    assert named.opening.label.en == "Begin"


def test_a_guard_waits_for_a_deadline_of_its_workflow() -> None:
    finish = small("      - complete\n", "      - {name: time_over, deadline: soon}\n")
    assert read(finish).actions[0].guards[0] == GuardUse("time_over", {"deadline": "soon"})

    without = finish[: finish.index("deadlines:\n")]
    ((_line, key, words),) = refused(without)
    assert (key, "names none" in words) == ("actions[0].guards[0].deadline", True)


def test_a_deadline_carries_its_lengths(errand: Definition) -> None:
    soon, planned = errand.deadlines.values()
    assert (soon.length, soon.warn) == (Length(Unit.WORKING_DAYS, 10), (Length(Unit.DAYS, 2),))
    assert (soon.escalate[0].after, soon.escalate[0].to) == (Length(Unit.DAYS, 1), ("office",))
    assert planned.length == Length(Unit.END_OF_YEAR, field="years")


def test_a_title_may_be_null_but_not_forgotten() -> None:
    assert read(small("title: title\n", "title: null\n")).title is None
    assert refused(small("title: title\n", ""))[0][1] == "title"


def test_equal_texts_make_equal_definitions_that_can_be_keys(errand: Definition) -> None:
    assert {errand: 1}[read(SMALL)] == 1
    assert errand != read(small("version: 3", "version: 4"))


def test_a_warning_on_the_day_itself_is_possible() -> None:
    assert read(small("warn: [{days: 2}]", "warn: [{days: 0}]")).deadlines["soon"].warn == (
        Length(Unit.DAYS, 0),
    )


def test_a_deadline_may_begin_with_a_state_and_be_moved_by_a_date() -> None:
    text = small(
        "    starts: [new]\n", "    starts: [new]\n    field: day\n    ends_with: choice\n"
    )
    soon = read(text).deadlines["soon"]
    assert (soon.starts, soon.field, soon.ends_with) == (("new",), "day", "choice")


# What is changed, into what, on which line of the changed text the problem stands, at which key,
# and what it says.
WRONG = {
    # the text
    "not YAML": ("version: 3", "version: [3", "version:", "file", "is not closed"),
    "a number of somebody": (
        "en: Errand}",
        "en: Errand 13097248022}",
        "label:",
        "label.en",
        "national identity number",
    ),
    "no text": ("en: Errand}", 'en: "Errand\\u202e"}', "label:", "label.en", "invalid character"),
    "a key twice": (
        "version: 3",
        "version: 3\nprefix: F",
        "prefix: E",
        "prefix",
        "appears twice here",
    ),
    "an anchor": ("version: 3", "version: &three 3", "version:", "version", "Anchors and aliases"),
    "an alias": (
        "version: 3\nprefix: E",
        "version: &x E\nprefix: *x",
        "prefix:",
        "prefix",
        "Anchors and aliases",
    ),
    "a tag": ("version: 3", "version: !!int 3", "version:", "version", "Tags"),
    "a tag on a list": (
        "needs: [title]",
        "needs: !!set [title]",
        "needs: !!set",
        "opening.needs",
        "Tags",
    ),
    "a merge": ("version: 3", "version: 3\n<<: {a: b}", "<<:", "<<", "not known here"),
    "a list as a key": ("version: 3", "version: 3\n? [a]\n: b", "? [a]", "file", "must be a word"),
    "a second document": ("id: errand", "a: b\n---\nid: errand", "---", "file", "one document"),
    "too deep": (
        "version: 3",
        "version: " + "[" * 12 + "]" * 12,
        "version:",
        "version" + "[0]" * 9,
        "deep",
    ),
    # shapes
    "an unknown key": (
        "version: 3",
        "version: 3\ncolour: red",
        "colour:",
        "colour",
        "not known here",
    ),
    "no id": ("id: errand\n", "", "version:", "id", "missing or empty"),
    "an empty id": ("id: errand", "id:", "id:", "id", "missing or empty"),
    "an id in quotes with nothing in it": ("id: errand", 'id: ""', "id:", "id", "cannot be a name"),
    "an id that is no name": ("id: errand", "id: Errand 2", "id:", "id", "a letter first"),
    "a version that is no number": (
        "version: 3",
        "version: three",
        "version:",
        "version",
        "whole number",
    ),
    "a version of nothing": ("version: 3", "version: 0", "version:", "version", "too small"),
    "a prefix in small letters": (
        "prefix: E",
        "prefix: e",
        "prefix:",
        "prefix",
        "one to four capital letters",
    ),
    "a list for a value": ("prefix: E", "prefix: [E]", "prefix:", "prefix", "single value"),
    "a value for a list": (
        "visible_to: [everyone]",
        "visible_to: everyone",
        "visible_to:",
        "visible_to",
        "A list",
    ),
    "a list of nothing": (
        "visible_to: [everyone]",
        "visible_to: []",
        "visible_to:",
        "visible_to",
        "cannot be empty",
    ),
    "a list with a hole": (
        "needs: [title]",
        "needs: [title, ~]",
        "needs: [ti",
        "opening.needs[1]",
        "cannot be empty",
    ),
    "a name twice": (
        "needs: [title]",
        "needs: [title, title]",
        "needs: [ti",
        "opening.needs[1]",
        "twice",
    ),
    "a value for names": (
        "correcting:\n  who: [office]",
        "correcting: office",
        "correcting:",
        "correcting",
        "Named",
    ),
    "no states": (
        SMALL[SMALL.index("  new:") : SMALL.index("fields:")],
        "",
        "states:",
        "states",
        "missing",
    ),
    "a list for states": ("deadlines:", "x: []\ndeadlines:", "x: []", "x", "not known"),
    "an action that is a word": (
        "  - action: wake\n",
        "  - word\n  - action: wake\n",
        "- word",
        "actions[2]",
        "Named",
    ),
    "a flag that is neither": (
        "initial: true",
        "initial: ja",
        "initial:",
        "states.new.initial",
        "true or false",
    ),
    "a comment rule": (
        "comment: required",
        "comment: always",
        "comment:",
        "actions[1].comment",
        "not known here",
    ),
    # labels
    "no nynorsk": (
        "nn: Kviler, ",
        "",
        "nb: Hviler,",
        "states.resting.label.nn",
        "missing or empty",
    ),
    "an empty label": (
        "nn: Kviler, ",
        "nn: , ",
        "nb: Hviler,",
        "states.resting.label.nn",
        "missing or empty",
    ),
    "an unfinished label": (
        "en: Wake}",
        "en: TODO}",
        "nb: Vekk",
        "actions[2].label.en",
        "that people can read",
    ),
    "dots for a label": (
        "en: Wake}",
        "en: ...}",
        "nb: Vekk",
        "actions[2].label.en",
        "that people can read",
    ),
    "spaces for a label": (
        "en: Wake}",
        'en: "  "}',
        "nb: Vekk",
        "actions[2].label.en",
        "that people can read",
    ),
    "a fourth language": (
        "en: Wake}",
        "en: Wake, se: X}",
        "nb: Vekk",
        "actions[2].label.se",
        "not known here",
    ),
    "one word for a label": (
        "label: {nb: Ærend, nn: Ærend, en: Errand}",
        "label: Errand",
        "label: Err",
        "label",
        "Named",
    ),
    "no meaning": (
        "    meaning: {nb: Det hviler., nn: Det kviler., en: It rests.}\n",
        "",
        "  resting:",
        "states.resting.meaning",
        "missing",
    ),
    "an option without words": (
        "yes: {nb: Ja, nn: Ja, en: Yes}",
        "yes: Ja",
        "yes: Ja",
        "fields.choice.options.yes",
        "Named",
    ),
    # names that are not there
    "a role in visible_to": (
        "visible_to: [everyone]",
        "visible_to: [all]",
        "visible_to:",
        "visible_to[0]",
        "no role",
    ),
    "a role of a field": (
        "    visible_to: [office]",
        "    visible_to: [nobody]",
        "[nobody]",
        "fields.secret.visible_to[0]",
        "no role",
    ),
    "a role that opens": (
        "opening:\n  who: [office]",
        "opening:\n  who: [offic]",
        "[offic]",
        "opening.who[0]",
        "no role",
    ),
    "a role that is told of opening": (
        "  person: sender",
        "  person: sender\n  tells: [x]",
        "tells: [x]",
        "opening.tells[0]",
        "no role",
    ),
    "a role that acts": (
        "who: [office, owner]",
        "who: [office, owners]",
        "owners]",
        "actions[0].who[1]",
        "no role",
    ),
    "a role that is told": (
        "tells: [sender]",
        "tells: [x]",
        "tells: [x]",
        "actions[0].tells[0]",
        "no role",
    ),
    "a role that corrects": (
        "correcting:\n  who: [office]",
        "correcting:\n  who: [x]",
        "who: [x]",
        "correcting.who[0]",
        "no role",
    ),
    "a role of a deadline": (
        "    to: [owner]\n    warn",
        "    to: [x]\n    warn",
        "to: [x]",
        "deadlines.soon.to[0]",
        "no role",
    ),
    "a role of an escalation": (
        "to: [office]}",
        "to: [x]}",
        "to: [x]}",
        "deadlines.soon.escalate[0].to[0]",
        "no role",
    ),
    "a role in not_as": (
        "not_as: sender",
        "not_as: x",
        "not_as: x",
        "roles.owner.not_as",
        "no role",
    ),
    "a state to come from": (
        "from: [new, resting]",
        "from: [new, rest]",
        "rest]",
        "actions[3].from[1]",
        "no status",
    ),
    "a state to go to": ("to: done", "to: dun", "to: dun", "actions[0].to", "no status"),
    "a state that starts": (
        "starts: [new]",
        "starts: [x]",
        "starts:",
        "deadlines.soon.starts[0]",
        "no status",
    ),
    "a state that stops": (
        "stops_in: [resting]",
        "stops_in: [x]",
        "stops_in:",
        "deadlines.soon.stops_in",
        "no status",
    ),
    "a state that ends": (
        "stops_in: [resting]",
        "ends: [x]",
        "ends:",
        "deadlines.soon.ends",
        "no status",
    ),
    "a field as title": ("title: title\n", "title: name\n", "title: name", "title", "no field"),
    "a field to open": (
        "takes: [bodies, years, day]",
        "takes: [bodies, years, day, x]",
        "day, x]",
        "opening.takes[3]",
        "no field",
    ),
    "a field to act": (
        "needs: [choice]",
        "needs: [choise]",
        "needs: [choise]",
        "actions[0].needs[0]",
        "no field",
    ),
    "a field to take": (
        "takes: [secret]",
        "takes: [secret, x]",
        "secret, x",
        "actions[3].takes[1]",
        "no field",
    ),
    "a field that starts": (
        "starts: [new]",
        "field: x",
        "field: x",
        "deadlines.soon.field",
        "no field",
    ),
    "a field that ends": (
        "starts: [new]",
        "starts: [new]\n    ends_with: x",
        "ends_with:",
        "deadlines.soon.ends_with",
        "no field",
    ),
    "a field of years": (
        "end_of_year: years",
        "end_of_year: x",
        "end_of_year",
        "deadlines.planned.length.end_of_year",
        "no field",
    ),
    "a guard": (
        "      - complete",
        "      - compleet",
        "- compleet",
        "actions[0].guards[0]",
        "no guard",
    ),
    "a guard with parameters": (
        "{name: decided, outcome: no}",
        "{name: x, outcome: no}",
        "name: x",
        "actions[0].guards[1]",
        "no guard",
    ),
    "a parameter of a guard": (
        "{name: decided, outcome: no}",
        "{name: decided, result: no}",
        "result:",
        "actions[0].guards[1].result",
        "The guard",
    ),
    "a deadline that a guard waits for": (
        "      - complete\n",
        "      - {name: time_over, deadline: son}\n",
        "deadline: son",
        "actions[0].guards[0].deadline",
        "no deadline",
    ),
    "a deadline that a state holds by": (
        "    initial: true\n",
        "    initial: true\n    holds: [{name: time_over, deadline: day}]\n",
        "holds:",
        "states.new.holds[0].deadline",
        "no deadline",
    ),
    "an action that a guard counts from": (
        "      - complete\n",
        "      - {name: within_time, after: finished}\n",
        "after: finished",
        "actions[0].guards[0].after",
        "no action",
    ),
    "a guard that is not told its deadline": (
        "      - complete\n",
        "      - time_over\n",
        "time_over",
        "actions[0].guards[0]",
        "needs",
    ),
    "a guard without a name": (
        "{name: decided, outcome: no}",
        "{outcome: no}",
        "{outcome",
        "actions[0].guards[1].name",
        "missing",
    ),
    "a type": ("{type: date,", "{type: day,", "{type: day,", "fields.day.type", "not known here"),
    "a unit of time": (
        "{working_days: 10}",
        "{hours: 10}",
        "hours",
        "deadlines.soon.length.hours",
        "not known here",
    ),
    # names that cannot be
    "a state with a capital": (
        "  resting:",
        "  Resting:",
        "  Resting:",
        "states.Resting",
        "cannot be a name",
    ),
    "a state called same": (
        "  resting:",
        "  same:",
        "  same:",
        "states.same",
        "No state may be called",
    ),
    "a role with a hyphen": (
        "  office: {",
        "  of-fice: {",
        "of-fice",
        "roles.of-fice",
        "cannot be a name",
    ),
    "a field with a space": ("  day: {", "  a day: {", "a day", "fields.a day", "cannot be a name"),
    "an action with a dot": (
        "action: wake",
        "action: wake.up",
        "wake.up",
        "actions[2].action",
        "cannot be a name",
    ),
    "an option with a letter of Norwegian": (
        "      no: {",
        "      nå: {",
        "nå: {",
        "fields.choice.options.nå",
        "cannot be a name",
    ),
    "a deadline with a digit first": (
        "  soon:",
        "  1soon:",
        "  1soon:",
        "deadlines.1soon",
        "cannot be a name",
    ),
    # roles
    "a role found in two ways": (
        "{kind: secretariat,",
        "{kind: secretariat, everyone: true,",
        "  office: {",
        "roles.office",
        "exactly one way",
    ),
    "a role found in no way": (
        "{kind: secretariat, label",
        "{label",
        "  office: {label",
        "roles.office",
        "exactly one way",
    ),
    "everyone: false": (
        "everyone: true",
        "everyone: false",
        "everyone: false",
        "roles.everyone.everyone",
        "everyone: true",
    ),
    "a link that nothing makes": (
        "link: responsible, not_as",
        "link: helper, not_as",
        "link: helper",
        "roles.owner.link",
        "No field",
    ),
    "a person that nothing links": (
        "  person: sender\n",
        "",
        "{person: sender",
        "roles.sender.person",
        "links no person",
    ),
    "a role that takes itself away": (
        "not_as: sender",
        "not_as: owner",
        "not_as",
        "roles.owner.not_as",
        "itself away",
    ),
    "roles that take each other away": (
        "{person: sender,",
        "{person: sender, not_as: owner,",
        "not_as: owner",
        "roles.sender.not_as",
        "itself away",
    ),
    "a role to see that can be taken away": (
        "visible_to: [everyone]",
        "visible_to: [everyone, owner]",
        "not_as",
        "roles.owner.not_as",
        "who may see a case",
    ),
    "a seat that nobody has": (
        "owner: {link: responsible,",
        "owner: {link: responsible, seat: king,",
        "owner: {link",
        "roles.owner.seat",
        "not known here",
    ),
    "a seat of one person": (
        "sender: {person: sender,",
        "sender: {person: sender, seat: leader,",
        "sender: {person",
        "roles.sender.seat",
        "role in a body",
    ),
    "a seat that sees": (
        "everyone: {everyone: true,",
        "everyone: {kind: secretariat, seat: leader,",
        "everyone: {kind",
        "roles.everyone.seat",
        "seat alone",
    ),
    # fields
    "a choice without options": (
        "{type: date,",
        "{type: choice,",
        "{type: choice",
        "fields.day.options",
        "at least",
    ),
    "a choice of one": (
        "      yes: {nb: Ja, nn: Ja, en: Yes}\n",
        "",
        "    options:",
        "fields.choice.options",
        "at least",
    ),
    "an option of no day": (
        "yes: {nb: Ja, nn: Ja, en: Yes}",
        "yes: {nb: Ja, nn: Ja, en: Yes, valid_to: i fjor}",
        "yes: {nb",
        "fields.choice.options.yes.valid_to",
        "not a day",
    ),
    "an option that ends before it begins": (
        "yes: {nb: Ja, nn: Ja, en: Yes}",
        "yes: {nb: Ja, nn: Ja, en: Yes, valid_from: 2021-01-02, valid_to: 2021-01-01}",
        "yes: {nb",
        "fields.choice.options.yes.valid_to",
        "before it begins",
    ),
    "an option that leads nowhere": (
        "yes: {nb: Ja, nn: Ja, en: Yes}",
        "yes: {nb: Ja, nn: Ja, en: Yes, newer: perhaps}",
        "yes: {nb",
        "fields.choice.options.yes.newer",
        "no option",
    ),
    "an option in its own place": (
        "yes: {nb: Ja, nn: Ja, en: Yes}",
        "yes: {nb: Ja, nn: Ja, en: Yes, newer: yes}",
        "yes: {nb",
        "fields.choice.options.yes.newer",
        "its own place",
    ),
    "an option that leaves out what is needed": (
        "yes: {nb: Ja, nn: Ja, en: Yes}",
        "yes: {nb: Ja, nn: Ja, en: Yes, leaves_out: [title]}",
        "yes: {nb",
        "fields.choice.options.yes.leaves_out[0]",
        "cannot be left out",
    ),
    "an option that asks for what it leaves out": (
        "yes: {nb: Ja, nn: Ja, en: Yes}",
        "yes: {nb: J, nn: J, en: Y, leaves_out: [day], asks: {day: {label: {nb: A,nn: A,en: A}}}}",
        "yes: {nb",
        "fields.choice.options.yes.asks.day",
        "is left out here",
    ),
    "an option that asks for what is no field": (
        "yes: {nb: Ja, nn: Ja, en: Yes}",
        "yes: {nb: Ja, nn: Ja, en: Yes, asks: {colour: {label: {nb: A, nn: A, en: A}}}}",
        "yes: {nb",
        "fields.choice.options.yes.asks.colour",
        "no field",
    ),
    "an option whose words tell what not everybody sees": (
        """\
    label: {nb: Svar, nn: Svar, en: Answer}
    options:
      no: {nb: Nei, nn: Nei, en: No}
      yes: {nb: Ja, nn: Ja, en: Yes}
""",
        """\
    label: {nb: Svar, nn: Svar, en: Answer}
    visible_to: [office]
    options:
      no: {nb: Nei, nn: Nei, en: No}
      yes: {nb: Ja, nn: Ja, en: Yes, asks: {day: {label: {nb: A, nn: A, en: A}}}}
""",
        "yes: {nb",
        "fields.choice.options.yes.asks.day",
        "its words tell the choice",
    ),
    "an option that asks without words": (
        "yes: {nb: Ja, nn: Ja, en: Yes}",
        "yes: {nb: Ja, nn: Ja, en: Yes, asks: {title: {help: {nb: A, nn: A, en: A}}}}",
        "yes: {nb",
        "fields.choice.options.yes.asks.title.label",
        "is missing",
    ),
    "an option that leaves out what is no field": (
        "yes: {nb: Ja, nn: Ja, en: Yes}",
        "yes: {nb: Ja, nn: Ja, en: Yes, leaves_out: [colour]}",
        "yes: {nb",
        "fields.choice.options.yes.leaves_out[0]",
        "no field",
    ),
    "options by what is no day": (
        "    type: choice\n",
        "    type: choice\n    day: years\n",
        "day: years",
        "fields.choice.day",
        "of another type",
    ),
    "options for a date": (
        "    type: choice",
        "    type: date",
        "    options:",
        "fields.choice.options",
        "cannot have",
    ),
    "a link for a date": (
        "{type: date,",
        "{type: date, link: x,",
        "link: x",
        "fields.day.link",
        "cannot have",
    ),
    "a case for a date": (
        "{type: date,",
        "{type: date, to: {workflow: errand},",
        "to: {workflow",
        "fields.day.to",
        "cannot have",
    ),
    "a case of no workflow": (
        "{type: date,",
        "{type: case, to: {ring: false},",
        "to: {ring",
        "fields.day.to.workflow",
        "missing or empty",
    ),
    "a length for a date": (
        "{type: date,",
        "{type: date, max_length: 3,",
        "max_length: 3",
        "fields.day.max_length",
        "cannot have",
    ),
    "a length of nothing": (
        "max_length: 80",
        "max_length: 0",
        "max_length",
        "fields.title.max_length",
        "too small",
    ),
    "a field that nothing sets": (
        "    takes: [secret]\n",
        "",
        "  secret:",
        "fields.secret",
        "Nothing sets",
    ),
    "a field needed and taken": (
        "needs: [choice]",
        "needs: [choice]\n    takes: [choice]",
        "takes: [choice]",
        "actions[0].takes[0]",
        "in both lists",
    ),
    "a field needed and taken to open": (
        "takes: [bodies,",
        "takes: [title, bodies,",
        "takes: [title",
        "opening.takes[0]",
        "in both lists",
    ),
    "a title that is no line": (
        "title: title\n",
        "title: day\n",
        "title: day",
        "title",
        "type line",
    ),
    "a title that is not needed": (
        "  needs: [title]\n",
        "",
        "opening:",
        "opening.needs",
        "must have a title",
    ),
    "a title that is hidden": (
        "{type: line, ",
        "{type: line, visible_to: [office], ",
        "type: line",
        "fields.title.visible_to",
        "kept from some",
    ),
    # states and actions
    "no first state": ("    initial: true\n", "", "states:", "states", "No state is the first"),
    "two first states": (
        "en: It rests.}",
        "en: It rests.}\n    initial: true # final: true",
        "final: true",
        "states.resting.initial",
        "already the first",
    ),
    "a first state that is final": (
        "    initial: true\n",
        "    initial: true\n    final: true\n",
        "    final: true",
        "states.new.final",
        "begins",
    ),
    "a state that nothing leads to": (
        "to: resting",
        "to: same",
        "  resting:",
        "states.resting",
        "No action leads",
    ),
    "a dead end": (
        "from: [resting]\n    to: new",
        "from: [resting]\n    to: same",
        "  resting:",
        "states.resting",
        "no final state",
    ),
    "no end at all": ("    final: true\n", "", "  done:", "states.done", "no final state"),
    "an action from a final state": (
        "from: [new, resting]",
        "from: [new, done]",
        "new, done",
        "actions[3].from[1]",
        "is final",
    ),
    "an action twice from one state": (
        "action: note",
        "action: rest  # again",
        "# again",
        "actions[3]",
        "already an action",
    ),
    # deadlines
    "an action that is none starts it": (
        "    starts: [new]\n",
        "    starts_with: [fly]\n",
        "    starts_with",
        "deadlines.soon.starts_with",
        "There is no action",
    ),
    "an action that is none starts it again": (
        "    starts: [new]\n",
        "    starts: [new]\n    starts_again_with: [fly]\n",
        "    starts_again_with",
        "deadlines.soon.starts_again_with",
        "There is no action",
    ),
    "a deadline that never begins": (
        "    starts: [new]\n",
        "",
        "  soon:",
        "deadlines.soon",
        "either begins",
    ),
    "a year that begins with a state": (
        "length: {end_of_year: years}",
        "length: {end_of_year: years}\n    starts: [new]",
        "  planned:",
        "deadlines.planned",
        "either begins",
    ),
    "a deadline that ends where it begins": (
        "stops_in: [resting]",
        "ends: [new]",
        "starts:",
        "deadlines.soon.starts[0]",
        "end where",
    ),
    "a deadline that begins at the end": (
        "starts: [new]",
        "starts: [done]",
        "starts:",
        "deadlines.soon.starts[0]",
        "end where",
    ),
    "a state that stops and ends": (
        "stops_in: [resting]",
        "stops_in: [resting]\n    ends: [resting]",
        "stops_in:",
        "deadlines.soon.stops_in",
        "stand still",
    ),
    "a final state that stops": (
        "stops_in: [resting]",
        "stops_in: [done]",
        "stops_in:",
        "deadlines.soon.stops_in",
        "stand still",
    ),
    "no length": (
        "    length: {working_days: 10}\n",
        "",
        "  soon:",
        "deadlines.soon.length",
        "missing",
    ),
    "a length of none": (
        "{working_days: 10}",
        "{working_days: 0}",
        "working_days",
        "deadlines.soon.length.working_days",
        "too small",
    ),
    "a negative length": (
        "{working_days: 10}",
        "{working_days: -3}",
        "working_days",
        "deadlines.soon.length.working_days",
        "too small",
    ),
    "two lengths": (
        "{working_days: 10}",
        "{working_days: 10, days: 3}",
        "days: 3",
        "deadlines.soon.length",
        "exactly one way",
    ),
    "a warning before the beginning": (
        "warn: [{days: 2}]",
        "warn: [{weeks: 3}]",
        "warn:",
        "deadlines.soon.warn[0]",
        "would come before",
    ),
    "a warning of nothing": (
        "warn: [{days: 2}]",
        "warn: [{}]",
        "warn:",
        "deadlines.soon.warn[0]",
        "exactly one way",
    ),
    "a warning by the year": (
        "warn: [{days: 2}]",
        "warn: [{end_of_year: years}]",
        "warn:",
        "deadlines.soon.warn[0].end_of_year",
        "not known",
    ),
    "an escalation on the day": (
        "{days: 1, to",
        "{days: 0, to",
        "{days: 0",
        "deadlines.soon.escalate[0].days",
        "too small",
    ),
    "an escalation to nobody": (
        "{days: 1, to: [office]}",
        "{days: 1}",
        "- {days: 1}",
        "deadlines.soon.escalate[0].to",
        "missing",
    ),
    "a start that is no date": (
        "starts: [new]",
        "field: choice",
        "field: choice",
        "deadlines.soon.field",
        "of type",
    ),
    "the end of no years": (
        "end_of_year: years",
        "end_of_year: day",
        "end_of_year",
        "deadlines.planned.length.end_of_year",
        "of type",
    ),
    "one field to begin and end": (
        "starts: [new]",
        "field: day\n    ends_with: day",
        "ends_with:",
        "deadlines.soon.ends_with",
        "begin and end",
    ),
}


@pytest.mark.parametrize(("old", "new", "at", "key", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_refused_with_line_and_key(
    old: str, new: str, at: str, key: str, words: str
) -> None:
    text = small(old, new)
    line = next(number for number, written in enumerate(text.splitlines(), 1) if at in written)

    assert (line, key) in [
        (line, key) for line, key, sentence in refused(text) if words in sentence
    ], refused(text)


def test_all_problems_are_named_at_once_in_the_order_of_the_file() -> None:
    text = (
        SMALL.replace("version: 3", "version: 0")
        .replace("to: done", "to: dun")
        .replace("- complete", "- compleet")
    )
    named = [(line, key) for line, key, _sentence in refused(text)]

    assert named == sorted(named)
    assert [key for _line, key in named] == ["version", "actions[0].to", "actions[0].guards[0]"]


def test_one_mistake_is_one_problem() -> None:
    assert len(refused(small("needs: [choice]", "needs: [choise]\n    takes: [choice]"))) == 1
    assert len(refused(small("{type: date,", "{type: day,"))) == 1


def test_a_refusal_can_be_read() -> None:
    with pytest.raises(DefinitionRefused) as refusal:
        read(small("version: 3", "version: 0"))
    values = refusal.value.sentences[0].values
    assert (values["file"], values["line"], values["key"]) == ("errand.yaml", 2, "version")


@pytest.mark.parametrize("text", ["", "null", "[]", "errand", "- a\n- b", "42"])
def test_a_file_that_is_no_definition_is_refused(text: str) -> None:
    assert refused(text)[0][:2] == (1, "file")


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    assert refused(SMALL + "#" * 256 * 1024) == [(1, "file", "The file is larger than {limit} kB.")]


def test_a_file_that_would_grow_is_refused_at_once() -> None:
    pairs = zip("abcdefgh", "bcdefghi", strict=True)
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}, *{old}]\n" for old, new in pairs
    )
    assert {sentence for _line, key, sentence in refused(bomb) if key == "i"} >= {
        "Anchors and aliases (& and *) are not allowed; write it out."
    }


BROKEN = ["a: \x00", "a: \ud800", "a: \x07", "[" * 5000, "{" * 5000, "? " * 5000, "a: %", "\t- x"]


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_text_is_refused_and_nothing_else(text: str) -> None:
    assert refused(text)


def test_a_line_is_right_after_norwegian_letters() -> None:
    assert refused(small("version: 3", "# æøåæøåæøå\n# æøå\nversion: \x07"))[0][:2] == (4, "file")


@given(st.text(alphabet=st.sampled_from("abæ:{}[]-,&*!|>#%@`'\"?~ \n\t01"), max_size=60))
def test_any_text_is_refused_in_order(text: str) -> None:
    assert refused(text)


def test_folders_are_read_together_and_a_later_one_replaces(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for each in (ours, theirs):
        each.mkdir()
    (ours / "errand.yaml").write_text(SMALL)
    (theirs / "errand.yaml").write_text(small("version: 3", "version: 9"))
    (theirs / "more.yml").write_text(
        SMALL.replace("id: errand", "id: more").replace("prefix: E", "prefix: M")
    )
    (theirs / "notes.txt").write_text("not ours to read")

    found = load_folders([ours, theirs], GUARDS)

    assert {name: definition.version for name, definition in found.items()} == {
        "errand": 9,
        "more": 3,
    }


def test_the_problems_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(small("version: 3", "version: 0"))
    (tmp_path / "b.yaml").write_bytes(b"id: b\nlabel: \xff\n")
    (tmp_path / "c.yaml").write_text("#" * 300_000)
    (tmp_path / "d.yaml").mkdir()

    with pytest.raises(DefinitionRefused) as refusal:
        load_folders([tmp_path, tmp_path / "missing"], GUARDS)

    named = [
        (Path(problem.file).name, problem.line, problem.key) for problem in refusal.value.problems
    ]
    assert named == [
        ("a.yaml", 2, "version"),
        ("b.yaml", 2, "file"),
        ("c.yaml", 1, "file"),
        ("d.yaml", 1, "file"),
        ("missing", 1, "file"),
    ]


def test_an_id_stands_once_in_a_folder_and_a_prefix_once_in_all(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SMALL)
    (tmp_path / "b.yaml").write_text(SMALL)
    (tmp_path / "c.yaml").write_text(small("id: errand", "id: other"))

    with pytest.raises(DefinitionRefused) as refusal:
        load_folders([tmp_path], GUARDS)

    named = [
        (Path(problem.file).name, problem.line, problem.key) for problem in refusal.value.problems
    ]
    assert named == [("b.yaml", 1, "id"), ("c.yaml", 3, "prefix")]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("version: 3", "version: 3\nsource: x", "source"),
        ("  new:\n", "  new:\n    name: x\n", "states.new.name"),
        ("to: done", "to: done\n    target: done", "actions[0].target"),
    ],
)
def test_what_a_part_gets_from_its_place_is_no_key_of_it(old: str, new: str, key: str) -> None:
    found = {key: sentence for _line, key, sentence in refused(small(old, new))}

    assert "not known here" in found[key]


def test_a_diagram_speaks_one_language(errand: Definition) -> None:
    assert mermaid(errand, "nn").splitlines() == [
        "stateDiagram-v2",
        '    state "Nytt" as s_new',
        '    state "Kviler" as s_resting',
        '    state "Ferdig" as s_done',
        "    [*] --> s_new",
        "    s_new --> s_done: Fullfør",
        "    s_new --> s_resting: La kvile",
        "    s_new --> s_new: Noter",
        "    s_resting --> s_new: Vekk",
        "    s_resting --> s_resting: Noter",
        "    s_done --> [*]",
    ]
    assert '    s_resting [label="Resting"];' in dot(errand, "en").splitlines()
    assert '    s_done [label="Done", peripheries=2];' in dot(errand, "en").splitlines()
    assert '    s_new -> s_resting [label="Let rest"];' in dot(errand, "en").splitlines()


def test_a_label_cannot_break_out_of_a_diagram() -> None:
    nasty = read(small("en: Resting}", """en: 'a "b"; \\ --> {c}: <d> #e %%f'}"""))
    escaped = "a #34;b#34;#59; #92; --#62; #123;c#125;#58; #60;d#62; #35;e #37;#37;f"
    assert f'"{escaped}" as s_resting' in mermaid(nasty, "en")
    assert r's_resting [label="a \"b\"; \\ --> {c}: <d> #e %%f"];' in dot(nasty, "en")


def test_a_field_points_to_a_workflow_that_some_file_describes(tmp_path: Path) -> None:
    text = small("  day: {type: date,", "  day: {type: case, to: {workflow: missing},")
    (tmp_path / "a.yaml").write_text(text)

    with pytest.raises(DefinitionRefused) as refusal:
        load_folders([tmp_path], GUARDS)

    (problem,) = refusal.value.problems
    line = text[: text.index("workflow: missing")].count("\n") + 1
    assert (problem.line, problem.key) == (line, "fields.day.to.workflow")
    assert "Choose from: errand" in str(refusal.value)


def test_who_is_nobody_cannot_be_spoken_to() -> None:
    told = "    for_reporter: {label: {nb: Gi, nn: Gje, en: Give}}\n    tells: [sender]\n"
    text = small("    tells: [sender]\n", told).replace("  person: sender\nactions", "actions")

    found = {(key, sentence) for _line, key, sentence in refused(text)}

    sentence = "Nobody would read this: opening a case links no person who reported it."
    assert ("actions[0].for_reporter", sentence) in found


def test_an_address_is_kept_only_where_one_is_left_and_not_for_less_than_it_is_kept() -> None:
    kept = "contact_kept: {months: 6, at_most: 3}\n"

    found = {key: sentence for _line, key, sentence in refused(small() + kept)}
    assert found == {"contact_kept.at_most": "This must be at least as many as “{key}” ({months})."}

    nobody = (small() + kept).replace("  person: sender\nactions", "actions")
    found = {key: sentence for _line, key, sentence in refused(nobody)}
    sentence = "No address is kept: opening a case links no person who reported it."
    assert found["contact_kept"] == sentence


@pytest.mark.parametrize(
    ("linked", "key"),
    [
        ("type: case, to: {workflow: errand, shares: [missing]},", "fields.day.to.shares"),
        ("type: case, link: other,", "actions[0].tells_linked[0].link"),
        ("type: case, link: near,", "actions[0].tells_linked[0].after"),
        ("type: case, link: near,", "actions[0].tells_linked[0].roles"),
    ],
)
def test_what_is_said_of_linked_cases_is_what_some_file_describes(
    tmp_path: Path, linked: str, key: str
) -> None:
    text = small("  day: {type: date,", f"  day: {{{linked}")
    if "shares" not in linked:
        telling = "tells_linked: [{link: near, roles: [missing], after: far}]"
        text = text.replace("  - action: ", f"  - {telling}\n    action: ", 1)
    (tmp_path / "a.yaml").write_text(text)

    with pytest.raises(DefinitionRefused) as refusal:
        load_folders([tmp_path], GUARDS)

    assert key in [problem.key for problem in refusal.value.problems]


def test_every_key_and_type_is_documented() -> None:
    text = (DOCS / "definitions.md").read_text()
    documented, mentioned = (
        set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)),
        set(re.findall(r"`(\w+)`", text)),
    )
    whole = [each.model_json_schema() for each in (Definition, OwnList)]
    shapes = [part for each in whole for part in (each, *each["$defs"].values())]
    known = {key for part in shapes for key in part.get("properties", ())}
    known -= {*LANGUAGES, "name"}
    types, units = {*TYPES}, {unit.value for unit in Unit}

    assert known - units <= documented
    assert types <= documented
    assert units | {*CommentRule} <= mentioned
    assert documented <= known | types, "docs/definitions.md explains what does not exist"
