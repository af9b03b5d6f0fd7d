"""Files that another act takes are told from plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.remedies import worded
from workflows.plan_import.reading.other_lists import OtherList

EXAMPLES = Path("examples")
HEAD = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
ROW = ["1.1", "Øve sammen", "FR", "2031"]
PERSON = ["a@example.no", "Kari Nordmann", "FR:leder"]


@pytest.mark.parametrize("partnership", ["nordre-trondelag", "sondre-trondelag", "more-og-romsdal"])
@pytest.mark.parametrize(
    ("file", "is_it", "command"),
    [
        ("people.csv", "a list of people", "samsak person import FILE"),
        ("year.csv", "a list of meetings", "samsak meeting import FILE"),
        ("closed.csv", "a list of closed days", "samsak closed import FILE"),
        ("structure.yaml", "the structure of a partnership", "samsak init --partnership FILE"),
    ],
)
def test_the_command_that_takes_the_file_is_named(read, partnership, file, is_it, command):
    with pytest.raises(OtherList) as refused:
        read(EXAMPLES / partnership / file)
    (reason,) = refused.value.reasons
    assert str(reason.sentence) == f"“{file}” is {is_it} and no plan."
    assert command in str(worded(reason.remedy))


@pytest.mark.parametrize(
    "heads",
    [
        ["E-post", "Navn", "Verv"],
        ["Epostadresse", "Fornavn", "Etternavn", "Telefon"],
        ["Organ", "Møtedato", "Kl.", "Sted"],
        ["Fra", "Til", "Hva"],
    ],
)
def test_lists_are_known_below_titles_and_by_other_names(xlsx, read, heads):
    with pytest.raises(OtherList):
        read(xlsx([["Oversikt 2030"], heads, ["x"] * len(heads)]))


def test_a_plan_with_names_and_addresses_is_a_plan(xlsx, read):
    draft = read(xlsx([[*HEAD, "E-post", "Navn"], [*ROW, *PERSON[:2]]]))
    assert [measure.text for measure in draft.measures] == ["Øve sammen"]


def test_a_list_of_people_beside_a_plan_keeps_nobody_from_importing_the_plan(xlsx, read):
    draft = read(xlsx([HEAD, ROW], Deltakere=[["E-post", "Navn", "Verv"], PERSON]))
    assert [measure.text for measure in draft.measures] == ["Øve sammen"]
