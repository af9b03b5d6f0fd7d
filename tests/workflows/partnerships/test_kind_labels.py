"""Kinds of bodies and matters of mandates have names that people read."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from cli import main
from engine.language.sentences import LANGUAGES, say
from tests.house import ROOT
from workflows.partnerships.kind_labels import BODY_KINDS, SUBJECT_NAMES, kind_label, subject_label
from workflows.partnerships.structure import read_structure


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_kinds_and_no_two_matters_are_called_the_same(language):
    for labels in (BODY_KINDS, SUBJECT_NAMES):
        called = [say(label, language) for label in labels.values()]
        assert len(set(called)) == len(called)
        assert not [each for each in called if "_" in each]


def test_the_matters_of_the_example_are_named():
    structure = read_structure(ROOT / "examples" / "nordre-trondelag" / "structure.yaml")
    given = {each["subject"] for each in structure["decision_mandates"]["items"]}

    assert given <= SUBJECT_NAMES.keys()
    assert subject_label("helikopter") == "helikopter"


def test_lists_say_the_names_and_json_the_codes(sqlite_url, peopled):
    def typed(*words: str) -> str:
        environ = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_LANGUAGE": "nn"}
        return CliRunner(env=environ).invoke(main, list(words)).output

    assert say(kind_label("expert_council"), "nn") == "fagråd"
    assert "\tadministrativt samarbeidsutval\t" in typed("body", "list")
    assert '"administrative_council"' in typed("body", "list", "--json")
    assert "\thandlingsplan\t" in typed("mandate", "list", "fjord")
    assert '"action_plan"' in typed("mandate", "list", "fjord", "--json")
