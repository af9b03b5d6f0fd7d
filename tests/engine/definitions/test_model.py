"""What editors check while one writes is what Samsak checks afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from engine.definitions.model import Definition
from tests.conftest import ROOT

FILES = sorted((ROOT / "workflows" / "definitions").glob("*.yaml"))
SCHEMA = Draft202012Validator(Definition.model_json_schema())


class Core(yaml.CSafeLoader):
    """YAML 1.2, as editors read it: only true and false are flags, and a day is a word."""

    yaml_implicit_resolvers = {
        first: [
            (tag, found)
            for tag, found in resolvers
            if tag.endswith((":int", ":null")) or (tag.endswith(":bool") and first in "tTfF")
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def values(file: Path) -> Any:
    return yaml.load(file.read_text(), Loader=Core)


def places(value: Any) -> list[str]:
    return [error.json_path for error in SCHEMA.iter_errors(value)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_comes_with_samsak_fits_the_schema(file: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)

    assert places(values(file)) == []


WRONG = {
    "a missing key": (lambda found: found.pop("prefix"), "$"),
    "an unknown key": (lambda found: found.update(colour="red"), "$"),
    "a missing language": (lambda found: found["label"].pop("nn"), "$.label"),
    "a version of nothing": (lambda found: found.update(version=0), "$.version"),
    "a type": (lambda found: found["fields"]["title"].update(type="x"), "$.fields.title.type"),
    "nobody": (lambda found: found["correcting"].update(who=[]), "$.correcting.who"),
    "no states": (lambda found: found.update(states={}), "$.states"),
}


@pytest.mark.parametrize(("spoil", "at"), WRONG.values(), ids=WRONG)
def test_what_an_editor_sees_is_where_it_stands(spoil: Any, at: str) -> None:
    found = values(next(file for file in FILES if file.stem == "measure"))
    spoil(found)

    assert places(found) == [at]


def test_a_guard_stands_alone_or_with_what_it_is_told() -> None:
    found = values(next(file for file in FILES if file.stem == "measure"))
    found["actions"][0]["guards"] = ["has_years", {"name": "decided", "outcome": "approved"}]
    assert places(found) == []
    found["actions"][0]["guards"] = [{"outcome": "approved"}]
    assert places(found) == ["$.actions[0].guards[0]"]


def test_what_a_part_gets_from_its_place_is_no_key_of_it() -> None:
    parts = [SCHEMA.schema, *SCHEMA.schema["$defs"].values()]
    keys = [key for part in parts for key in part.get("properties", ())]

    assert not {"source", "found_by", "params"} & set(keys)
    assert keys.count("name") == 1  # of a guard
