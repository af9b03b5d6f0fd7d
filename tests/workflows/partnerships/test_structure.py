from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import text

from engine.cases.chain import verify_chains
from engine.cases.records import Case
from engine.errors import BadInput
from engine.language.sentences import LANGUAGES, say
from engine.people import registry
from engine.people.actors import OPERATOR
from tests.conftest import ROOT, SHARED
from tests.spent import peak_of
from tests.world import IDENTITY_NUMBER, MONDAY, SETTING_UP, STRUCTURE, World, at_once
from workflows.councils import mandates
from workflows.partnerships.structure import KEPT, load_structure, read_structure


def written(folder: Path, structure: Any) -> Path:
    file = folder / "structure.yaml"
    file.write_text(
        structure if isinstance(structure, str) else yaml.safe_dump(structure, allow_unicode=True),
        encoding="utf-8",
    )
    return file


def without(key: str, **more: Any) -> dict[str, Any]:
    return {
        **{name: value for name, value in copy.deepcopy(STRUCTURE).items() if name != key},
        **more,
    }


def test_a_structure_makes_a_partnership_with_its_bodies(session, tmp_path):
    partnership, changed = load_structure(
        session, read_structure(written(tmp_path, STRUCTURE)), SETTING_UP
    )

    assert (partnership.key, partnership.language, changed) == ("fjord", "nb", 10)
    assert registry.body(session, "fagradene").parts == ["fagrad-1", "fagrad-2"]
    assert registry.body(session, "asu").abbreviation == "ASU"


def test_loading_again_changes_nothing(session):
    load_structure(session, STRUCTURE, SETTING_UP)

    partnership, changed = load_structure(session, STRUCTURE, SETTING_UP)

    assert changed == 0
    assert len(registry.bodies(session, partnership.id)) == 10
    assert len(mandates.of_partnership(session, partnership.id, OPERATOR, MONDAY.date())) == 1


def test_a_changed_name_changes_that_body_alone(session):
    load_structure(session, STRUCTURE, SETTING_UP)
    structure = copy.deepcopy(STRUCTURE)
    structure["bodies"][3]["name"] = "Fagråd for rus"

    assert load_structure(session, structure, SETTING_UP)[1] == 1
    assert registry.body(session, "fagrad-1").name == "Fagråd for rus"


def test_a_body_that_the_file_no_longer_names_is_kept(session):
    load_structure(session, STRUCTURE, SETTING_UP)

    partnership, changed = load_structure(
        session, without("bodies", bodies=STRUCTURE["bodies"][:2]), SETTING_UP
    )

    assert (changed, len(registry.bodies(session, partnership.id))) == (0, 10)


def test_the_day_of_a_mandate_outlives_a_new_loading(session):
    partnership, _changed = load_structure(session, STRUCTURE, SETTING_UP)
    (mandate, _adopts, _recommends) = mandates.of_partnership(
        session, partnership.id, OPERATOR, MONDAY.date()
    )[0]
    mandates.set_days(session, mandate.id, mandate_day(), None, SETTING_UP)

    load_structure(session, STRUCTURE, SETTING_UP)

    assert mandates.get(session, mandate.id, OPERATOR, MONDAY.date()).valid_from == mandate_day()


def mandate_day() -> Any:
    from datetime import date

    return date(2025, 1, 1)


BAD = [
    ("schema: [", r"line 1, column 9: The bracket “\[” that begins here is not closed"),
    ("- en\n- to\n", "is not a structure file: its first key should be `schema: structure/1`"),
    ({"schema": "plan/1"}, "is not a structure file"),
    (without("id"), "line 1, id: The key “id” is missing"),
    (without("bodies"), "bodies: The key “bodies” is missing"),
    (without("language", language="sv"), "language: “sv” is not one of the languages"),
    (
        without("bodies", bodies=[{"id": "asu", "name": "ASU"}]),
        r"bodies\[0\].kind: The key “kind” is missing",
    ),
    (without("bodies", bodies=["asu"]), r"bodies\[0\]: Named values are expected"),
    (
        without("bodies", bodies=[*STRUCTURE["bodies"], {**STRUCTURE["bodies"][0]}]),
        r"bodies\[10\].id: The body “sekretariat” appears twice here",
    ),
    (
        without("bodies", bodies=[{**STRUCTURE["bodies"][0], "colour": "red"}]),
        r"bodies\[0\].colour: The key “colour” is not known here",
    ),
    (
        without("decision_mandates", bodies=STRUCTURE["bodies"][:1]),
        "bodies: No body here is a council",
    ),
    ("#" * 1_000_001, "is larger than 256 kB"),
]


@pytest.mark.parametrize(("structure", "said"), BAD)
def test_a_bad_file_is_refused_in_a_sentence(tmp_path, structure, said):
    with pytest.raises(BadInput, match=said):
        read_structure(written(tmp_path, structure))


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(BadInput, match="There is no file"):
        read_structure(tmp_path / "ingen.yaml")


def test_a_file_in_another_encoding_is_refused_in_a_sentence(tmp_path):
    file = tmp_path / "structure.yaml"
    file.write_bytes("schema: structure/1\nname: Møre".encode("latin-1"))

    with pytest.raises(BadInput, match="line 2: The file is not saved as UTF-8"):
        read_structure(file)


def test_an_identity_number_in_a_file_is_refused(tmp_path):
    with pytest.raises(BadInput, match="line 48, name: This looks like a national") as refused:
        read_structure(written(tmp_path, without("name", name=f"Fjord {IDENTITY_NUMBER}")))
    assert IDENTITY_NUMBER not in str(refused.value)


def test_what_is_no_text_in_a_file_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"line 48, name: At place 6 .* \(U\+202E\)"):
        read_structure(written(tmp_path, without("name", name="Fjord\u202e")))


# What people wrote, cut down: what is changed in a small file, the line and the key it stands at.

SMALL = """\
schema: structure/1
id: prov
name: Prøve
language: nb
bodies:
- {id: asu, name: Administrativt samarbeidsutvalg, kind: administrative_council, aliases: [ASU]}
- {id: sek, name: Sekretariat, kind: secretariat}
- {id: x, name: X, kind: collective, members: [asu]}
"""
SLIPS = {
    "a spelling of two bodies": ("members: [asu]", "aliases: [Asu]", 8, "bodies[2].aliases[0]"),
    "a text for a list": ("members: [asu]", "aliases: Fagråd X", 8, "bodies[2].aliases"),
    "an unknown member": ("members: [asu]", "members: [nowhere]", 8, "bodies[2].members[0]"),
    "a language that YAML takes for false": ("language: nb", "language: no", 4, "language"),
    "a list for an id": ("id: prov", "id: [a]", 2, "id"),
    "an id that no command could take": ("id: x,", "id: x y,", 8, "bodies[2].id"),
    "no secretariat": ("kind: secretariat", "kind: unit", 5, "bodies"),
    "an unknown kind": ("kind: collective", "kind: colective", 8, "bodies[2].kind"),
    "a list for a kind": ("kind: collective", "kind: [network]", 8, "bodies[2].kind"),
    "mandates in a list": ("bodies:", "decision_mandates: [a]\nbodies:", 5, "decision_mandates"),
    "a mandate of nobody": (
        "bodies:",
        "decision_mandates: {items: [{subject: a, adopted_by: [q]}]}\nbodies:",
        5,
        "decision_mandates.items[0].adopted_by[0]",
    ),
    "a council that is a word": ("bodies:", "councils: [asu]\nbodies:", 5, "councils[0]"),
    "a number that is none": (
        "bodies:",
        "recurring_duties: {items: [{per_year: two}]}\nbodies:",
        5,
        "recurring_duties.items[0].per_year",
    ),
    "a key with a slip in it": ("bodies:", "council: []\nbodies:", 5, "council"),
    "a key with a slip in it, further in": (
        "bodies:",
        "decision_mandates: {items: [{subject: a, recomended_by: [x]}]}\nbodies:",
        5,
        "decision_mandates.items[0].recomended_by",
    ),
    "a body that stands for itself": ("members: [asu]", "members: [x]", 8, "bodies[2].members[0]"),
    "anchors": ("bodies:", "x: &a [1]\ny: [*a, *a]\nbodies:", 5, "x"),
}


@pytest.mark.parametrize(("old", "new", "line", "key"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_in_one_sentence_with_line_and_key(tmp_path, old, new, line, key):
    assert read_structure(written(tmp_path, SMALL))["id"] == "prov"

    with pytest.raises(BadInput) as refused:
        read_structure(written(tmp_path, SMALL.replace(old, new)))

    (sentence,) = refused.value.sentences
    assert (sentence.values["line"], sentence.values["key"]) == (line, key)
    assert all(say(sentence, language) for language in LANGUAGES)


def test_all_slips_are_told_at_once(tmp_path):
    text = SMALL.replace("language: nb", "language: no").replace("[asu]", "[p, q]")

    with pytest.raises(BadInput) as refused:
        read_structure(written(tmp_path, text))

    keys = [sentence.values["key"] for sentence in refused.value.sentences]
    assert keys == ["language", "bodies[2].members[0]", "bodies[2].members[1]"]


def test_a_file_that_would_grow_is_refused_at_once(tmp_path):
    pairs = zip("abcdefghij", "bcdefghijk", strict=True)
    bomb = (
        SMALL
        + "a: &a [x, x]\n"
        + "".join(f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in pairs)
    )

    def refused():
        with pytest.raises(BadInput, match="Anchors"):
            read_structure(written(tmp_path, bomb))

    assert peak_of(refused) < 5_000_000


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*/structure.yaml")), ids=str)
def test_an_example_is_read_as_it_stands(file):
    _check_read(file)


def _check_read(file: Path) -> None:
    stands = yaml.safe_load(file.read_text(encoding="utf-8"))
    found = read_structure(file)

    for key in (*KEPT, "id", "name", "language", "bodies", "decision_mandates"):
        assert (found.get(key) or None) == (stands.get(key) or None), key


@pytest.mark.shared
def test_the_real_structures_are_read_as_they_stand():
    files = sorted((SHARED / "data" / "structure").glob("*.yaml"))
    assert len(files) == 3

    for file in files:
        _check_read(file)


# The key and the line of each, as shared/data/failing/EXPECTED.md asks.
FAILING = {
    "s06-dobbelt-alias": (8, "bodies[2].aliases[0]"),
    "s09-alias-streng": (8, "bodies[2].aliases"),
    "s11-members-ukjent": (8, "bodies[2].members[0]"),
    "s15-lang": (4, "language"),
    "s18-id-liste": (2, "id"),
    "s21-uten-sekretariat": (5, "bodies"),
    "s23-mandater-feil": (8, "decision_mandates"),
    "s25-mandater-ukjent-organ": (10, "decision_mandates.items[0].adopted_by[0]"),
    "s26-councils-feil": (8, "councils[0]"),
    "s27-anker-bombe": (8, "x"),
    "s37-kind-liste": (8, "bodies[2].kind"),
}


@pytest.mark.shared
def test_what_people_wrote_wrong_is_refused_with_line_and_key():
    files = sorted((SHARED / "data" / "failing" / "structure").glob("*.yaml"))
    told = {}
    for file in files:
        with pytest.raises(BadInput) as refused:
            read_structure(file)
        first = refused.value.sentences[0].values
        told[file.stem] = (first["line"], first["key"])

    assert told == FAILING


def test_new_members_of_a_collective_body_reach_its_cases(world):
    case = world.measure(bodies=["fagradene"])
    world.step(case, "change", title="Nytt navn", comment="Rettet")
    structure = copy.deepcopy(STRUCTURE)
    structure["bodies"][5]["members"] = ["fagrad-1", "tomt-rad", "fagrad-3"]
    structure["bodies"].append({"id": "fagrad-3", "name": "Fagråd 3", "kind": "expert_council"})
    before = tied(world, case)

    load_structure(world.session, structure, SETTING_UP)

    assert before == {"fagradene", "fagrad-1", "fagrad-2"}
    assert tied(world, case) == {"fagradene", "fagrad-1", "tomt-rad", "fagrad-3"}
    assert verify_chains(world.session) == []


def test_a_member_that_comes_later_than_its_collective_reaches_the_cases(world):
    structure = copy.deepcopy(STRUCTURE)
    structure["bodies"][5]["members"] = ["fagrad-1", "fagrad-3"]
    load_structure(world.session, structure, SETTING_UP)
    case = world.measure(bodies=["fagradene"])
    structure["bodies"].append({"id": "fagrad-3", "name": "Fagråd 3", "kind": "expert_council"})

    load_structure(world.session, structure, SETTING_UP)

    assert tied(world, case) == {"fagradene", "fagrad-1", "fagrad-3"}
    assert verify_chains(world.session) == []


def tied(world: World, case: Case) -> set[str]:
    rows = world.session.execute(
        text(
            "SELECT body.key FROM case_body JOIN body ON body.id = case_body.body_id"
            " WHERE case_id = :case"
        ),
        {"case": case.id},
    )
    return {key for (key,) in rows}


def test_a_partnership_loaded_by_several_at_once_is_one(database, world):
    structure = {**copy.deepcopy(STRUCTURE), "id": "fjell"}

    def load(there: World, _number: int) -> int:
        return load_structure(there.session, structure, SETTING_UP)[1]

    assert sorted(at_once(database, world, load, times=6)) == [0] * 5 + [10]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"to": "mottak"}, "says nothing of which reports it is for"),
        ({"place": ["Levanger"]}, "“to”"),
        ({"place": ["Levanger"], "to": "motak"}, "no body “motak”"),
        ({"unit": ["motak"], "to": "mottak"}, "no body “motak”"),
        ({"plase": ["Levanger"], "unit": ["mottak"], "to": "mottak"}, "“plase”"),
    ],
)
def test_a_rule_of_routing_that_could_not_be_followed_is_refused(tmp_path, rule, said):
    file = written(tmp_path, {**STRUCTURE, "routing": [rule]})

    with pytest.raises(BadInput) as refused:
        read_structure(file)

    assert said in say(refused.value.reasons[0].sentence, "en")


@pytest.mark.parametrize(
    ("also_in", "said"),
    [
        ("legevakt", "“legevakt” names no body of another partnership: write `partnership/body`."),
        ("nabo/", "“nabo/” names no body of another partnership: write `partnership/body`."),
        ("nabo/a b", "“nabo/a b” names no body of another partnership: write `partnership/body`."),
        ("fjord/asu", "“fjord/asu” is of this partnership; name another."),
    ],
)
def test_a_body_that_could_be_in_no_other_partnership_is_refused(tmp_path, also_in, said):
    bodies = [*STRUCTURE["bodies"], {"id": "x", "name": "X", "kind": "unit", "also_in": [also_in]}]
    file = written(tmp_path, {**STRUCTURE, "bodies": bodies})

    with pytest.raises(BadInput) as refused:
        read_structure(file)

    told = say(refused.value.reasons[0].sentence, "en")
    assert said in told
    assert f"line 38, bodies[{len(bodies) - 1}].also_in[0]" in told
