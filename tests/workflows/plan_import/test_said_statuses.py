"""A plan's column of status: the cases of an adopted plan go where it says, the rest is told."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workflows.plan_import.office import Office

ADOPTED = date(2026, 2, 13)
NAMES = ["Nr.", "Tiltak", "Ansvarlig", "Frist", "Status", "Trafikklys"]
ROWS = [
    NAMES,
    ["1", "Lage en rutine for utskriving", "Fagråd 1", "2026", "Igangsatt", "Gul"],
    ["2", "Kurse alle ansatte i legevakt", "Fagråd 1", "2026", "Ferdig", ""],
    ["3", "Prøve ut digital dialog", "Fagråd 1", "2026", "Ikke startet", ""],
    ["4", "Bygge en felles portal", "Fagråd 1", "2026", "Utgår", ""],
    ["5", "Etablere hospitering", "Fagråd 1", "2026", "Utsatt", ""],
]


@pytest.fixture
def office(world, tmp_path) -> Office:
    return Office(world, tmp_path)


def differing(imported) -> list[tuple[str, str]]:
    return [
        (found.key, found.level) for found in imported.findings if found.code == "status_differs"
    ]


def test_the_cases_of_an_adopted_plan_go_where_it_says(office):
    imported = office.take(ROWS, adopted=ADOPTED)

    assert office.states() == {
        "1": "ongoing",
        "2": "ongoing",
        "3": "assigned",
        "4": "withdrawn",
        "5": "deferred",
    }
    assert office.cases()["1"].fields["light"] == "at_risk"
    assert office.cases()["4"].fields["reason"] == "Utgår"
    assert differing(imported) == [("2", "warning")]


def test_a_measure_that_is_ended_is_never_late(office):
    office.take(ROWS, adopted=ADOPTED)
    assert office.cases()["4"].due_on is None


def test_before_a_plan_is_adopted_its_statuses_are_told_and_move_nothing(office):
    imported = office.take(ROWS)

    assert set(office.states().values()) == {"proposed"}
    assert [key for key, _level in differing(imported)] == ["1", "2", "4", "5"]


def test_a_later_edition_moves_no_case_that_stands_elsewhere(office):
    office.take(ROWS, adopted=ADOPTED)
    later = [NAMES, [*ROWS[1][:4], "Ferdig", ""], *ROWS[2:]]

    imported = office.take(later, adopted=ADOPTED)

    assert office.states()["1"] == "ongoing"
    assert differing(imported) == [("1", "warning"), ("2", "warning")]


def test_a_day_that_the_plan_names_is_the_day_of_the_measure(office):
    rows = [NAMES[:4], ["1", "Lage rutine", "Fagråd 1", "innen 1.6.2026"]]
    office.take([*rows, ["2", "Kjøre kurs", "Fagråd 1", "2026"]], adopted=ADOPTED)
    assert office.cases()["1"].due_on == date(2026, 6, 1)
    assert office.cases()["2"].due_on == date(2026, 12, 31)

    office.take([NAMES[:4], [*rows[1][:3], "innen 1.9.2026"]])
    assert office.cases()["1"].due_on == date(2026, 9, 1)


def test_a_measure_that_is_struck_by_a_word_before_it_is_withdrawn_and_told(office):
    rows = [NAMES[:4], ["1", "UTGÅR: Lage rutine", "Fagråd 1", "2026"]]
    imported = office.take(rows, adopted=ADOPTED)

    assert office.states() == {"1": "withdrawn"}
    assert ("1", "warning") in [
        (found.key, found.level) for found in imported.findings if found.code == "status_in_words"
    ]


def test_a_measure_that_was_given_up_and_is_printed_again_is_told(office):
    rows = [NAMES[:4], ["1", "Lage rutine", "Fagråd 1", "2026"]]
    office.take([*rows, ["2", "Kjøre kurs", "Fagråd 1", "2026"]], adopted=ADOPTED)
    office.take(rows, end_gone="Ikke lenger aktuelt")

    imported = office.take([*rows, ["2", "Kjøre kurs", "Fagråd 1", "2026"]])

    assert [found.key for found in imported.findings if found.code == "measure_ended"] == ["2"]


def test_what_would_break_a_running_measure_is_told_and_the_rest_is_taken(office):
    rows = [NAMES[:4], ["1", "Lage rutine", "Fagråd 1", "2026"]]
    office.take([*rows, ["2", "Kjøre kurs", "Fagråd 1", "2026"]], adopted=ADOPTED)

    later = [NAMES[:4], ["1", "Lage rutine", "-", "2026"], ["2", "Kjøre kurs", "Fagråd 1", "2027"]]
    imported = office.take(later)

    assert [found.key for found in imported.findings if found.code == "not_changed"] == ["1"]
    assert office.cases()["1"].fields["bodies"] == ["fagrad-1"]
    assert office.cases()["2"].fields["years"] == [2027]


def test_what_goes_on_without_an_end_is_never_late(office):
    office.take([NAMES[:4], ["1", "Lage rutine", "Fagråd 1", "Årlig fra 2026"]], adopted=ADOPTED)
    assert office.cases()["1"].due_on is None


def test_the_words_of_an_export_are_taken_without_a_word(office):
    imported = office.take(ROWS, adopted=ADOPTED)
    states = {
        "ongoing": "I gang",
        "assigned": "Tildelt",
        "withdrawn": "Trukket",
        "deferred": "Utsatt",
        "approved": "Vedtatt",
    }
    said = [states[office.states()[row[0]]] for row in ROWS[1:]]
    light = ["Kan bli forsinket", "", "", "", ""]
    names = [*NAMES, "Lenke til sak"]
    rows = [[*row[:4], *each, "T-1"] for row, *each in zip(ROWS[1:], said, light, strict=True)]

    again = office.take([names, *rows])

    assert again.findings == ()
    assert {each.became for each in again.told} == {"same"}
    assert str(again.counted[0]) == "plan-2026: 5 rows in the file, 5 measures."
    assert str(imported.counted[0]).endswith("5 rows, 5 measures; 5 new, 0 changed, 0 unchanged.")


def test_what_was_given_up_and_is_printed_as_if_not_is_told(office):
    office.take(ROWS, adopted=ADOPTED)

    again = office.take([*ROWS[:4], [*ROWS[4][:4], "Igangsatt", ""], ROWS[5]])

    assert ("4", "measure_ended") in [(found.key, found.code) for found in again.findings]


def test_measures_of_which_the_plan_says_the_same_are_told_once(office):
    rows = [[*row[:4], "Pågår", ""] for row in ROWS[1:4]]
    imported = office.take([NAMES, *rows])
    (told,) = [each for each in imported.findings if each.code == "status_differs"]
    assert len(told.sentence.values["refs"]) == 3
