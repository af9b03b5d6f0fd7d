from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.errors import BadInput, IdentityNumber
from engine.people import registry
from tests.world import IDENTITY_NUMBER, STRUCTURE
from workflows.councils import mandates
from workflows.partnerships.structure import load_structure, read_structure


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
    partnership, changed = load_structure(session, read_structure(written(tmp_path, STRUCTURE)))

    assert (partnership.key, partnership.language, changed) == ("fjord", "nb", 10)
    assert registry.body(session, "fagradene").parts == ["fagrad-1", "fagrad-2"]
    assert registry.body(session, "asu").abbreviation == "ASU"


def test_loading_again_changes_nothing(session):
    load_structure(session, STRUCTURE)

    partnership, changed = load_structure(session, STRUCTURE)

    assert changed == 0
    assert len(registry.bodies(session, partnership.id)) == 10
    assert len(mandates.of_partnership(session, partnership.id)) == 1


def test_a_changed_name_changes_that_body_alone(session):
    load_structure(session, STRUCTURE)
    structure = copy.deepcopy(STRUCTURE)
    structure["bodies"][3]["name"] = "Fagråd for rus"

    assert load_structure(session, structure)[1] == 1
    assert registry.body(session, "fagrad-1").name == "Fagråd for rus"


def test_a_body_that_the_file_no_longer_names_is_kept(session):
    load_structure(session, STRUCTURE)

    partnership, changed = load_structure(
        session, without("bodies", bodies=STRUCTURE["bodies"][:2])
    )

    assert (changed, len(registry.bodies(session, partnership.id))) == (0, 10)


def test_the_day_of_a_mandate_outlives_a_new_loading(session):
    partnership, _changed = load_structure(session, STRUCTURE)
    (mandate, _adopts, _recommends) = mandates.of_partnership(session, partnership.id)[0]
    mandates.set_days(session, mandate.id, since=mandate_day(), until=None)

    load_structure(session, STRUCTURE)

    assert mandates.get(session, mandate.id).valid_from == mandate_day()


def mandate_day() -> Any:
    from datetime import date

    return date(2025, 1, 1)


BAD = [
    ("schema: [", r"is not YAML \(line 1\)"),
    ("- en\n- to\n", "is not a structure file: its first key should be `schema: structure/1`"),
    ({"schema": "plan/1"}, "is not a structure file"),
    (without("id"), "the key “id” is missing"),
    (without("bodies"), "the key “bodies” is missing"),
    (without("language", language="sv"), "“sv” is not one of the languages"),
    (
        without("bodies", bodies=[{"id": "asu", "name": "ASU"}]),
        "body number 1 needs an id, a name and a kind",
    ),
    (without("bodies", bodies=["asu"]), "body number 1 needs"),
    (
        without("bodies", bodies=[STRUCTURE["bodies"][0]] * 2),
        "the body “sekretariat” stands there twice",
    ),
    ("#" * 1_000_001, "is too large"),
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

    with pytest.raises(BadInput, match="is not YAML"):
        read_structure(file)


def test_an_identity_number_in_a_file_is_refused(tmp_path):
    with pytest.raises(IdentityNumber) as refused:
        read_structure(written(tmp_path, without("name", name=f"Fjord {IDENTITY_NUMBER}")))
    assert IDENTITY_NUMBER not in str(refused.value)
