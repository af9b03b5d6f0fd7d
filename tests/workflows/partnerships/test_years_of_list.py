"""Days of a list that name no year."""

from __future__ import annotations

import pytest

from workflows.partnerships.years_of_list import with_years


def days(*cells: str, names: tuple[str, ...] = (), column: str = "date") -> list[str]:
    """What the days become, and, last, the years that are told."""
    rows, told = with_years([(n, {column: cell}) for n, cell in enumerate(cells, 2)], names, "f")
    said = [str(year) for each in told for year in each.values["years"]]
    return [*(row[column] for _number, row in rows), *said]


def test_the_year_of_the_other_rows_is_taken_and_told():
    assert days("27.1.2027", "onsdag 3. mars", "7.4.") == [
        *("27.1.2027", "onsdag 3. mars 2027", "7.4.2027"),
        "2027",
    ]
    assert days("27.1.27", "3/3") == ["27.1.27", "3.3.2027", "2027"]


@pytest.mark.parametrize("names", [("Møteplan 2027", "2025"), ("", "Ark1", "asu-2027")])
def test_the_nearest_name_with_a_year_says_which(names):
    assert days("3. mars", names=names) == ["3. mars 2027", "2027"]


def test_of_two_years_the_day_of_the_week_says_which():
    assert days("onsdag 3. mars", "tirsdag 1. desember", names=("2026–2027",)) == [
        *("onsdag 3. mars", "tirsdag 1. desember"),
    ]
    assert days("tirsdag 1. desember", "onsdag 3. mars", names=("2026–2027",)) == [
        *("tirsdag 1. desember 2026", "onsdag 3. mars 2027"),
        *("2026", "2027"),
    ]


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (["3. mars"], ()),  # nothing names a year
        (["3. mars"], ("2026–2027",)),  # two do
        (["2. desember", "3. mars"], ("2026",)),  # from autumn to spring
    ],
)
def test_a_year_that_cannot_be_told_is_asked_for(cells, names):
    assert days(*cells, names=names) == cells


def test_closed_weeks_take_the_year_too():
    assert days("uke 8", names=("Stengt 2027",), column="first") == ["uke 8 2027", "2027"]


def test_the_days_of_each_body_follow_each_other():
    rows = [(2, {"body": "asu", "date": "1. juni"}), (3, {"body": "psu", "date": "3. mars"})]
    filled, told = with_years(rows, ["2027"], "f")
    assert [row["date"] for _number, row in filled] == ["1. juni 2027", "3. mars 2027"]
    assert told[0].n == 2
