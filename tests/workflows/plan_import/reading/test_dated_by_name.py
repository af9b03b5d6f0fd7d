"""Months that name no year, as the headers of columns and in cells."""

from __future__ import annotations

import pytest

from engine.errors import WayOut
from tests.workflows.conftest import found
from workflows.plan_import.reading.questions import FileQuestion

NAMES = ["Nr.", "Tiltak", "Ansvarlig"]
COLUMNS = [[*NAMES, "Jan", "Feb", "Mar"], ["1.1", "Øve", "FR", "x", "", "x"]]
CELLS = [[*NAMES, "Frist"], ["1.1", "Øve", "FR", "mars"], ["1.2", "Se", "FR", "juni 2031"]]


def years(draft):
    return [measure.years for measure in draft.measures]


@pytest.mark.parametrize("title", [[], [["Plan 2030–2031"]]])
@pytest.mark.parametrize("period", [None, (2030, 2031)])
def test_months_over_columns_of_no_one_year_are_asked_for_the_years_of_the_plan(
    xlsx, read, title, period
):
    with pytest.raises(FileQuestion) as asked:
        read(xlsx([*title, *COLUMNS]), period)
    assert (asked.value.part, asked.value.headers) == ("period", ("Jan", "Feb", "Mar"))
    assert [reason.remedy.way for reason in asked.value.reasons] == [WayOut.GIVE_PERIOD]


def test_the_one_year_of_the_plan_dates_its_columns(xlsx, read):
    draft = read(xlsx(COLUMNS), (2030, 2030))
    assert (years(draft), draft.measures[0].due) == ([(2030,)], "2030-03-31")


@pytest.mark.parametrize(
    ("title", "period"), [([], (2030, 2030)), ([["Plan 2030"]], None), ([["2030"]], (2030, 2033))]
)
def test_the_one_year_of_the_plan_or_its_heading_dates_its_cells(xlsx, read, title, period):
    draft = read(xlsx([*title, *CELLS]), period)
    expected = [(2030,)] if period == (2030, 2030) else [(2030,), (2031,)]
    assert years(draft) == expected
    assert draft.measures[0].due == "2030-03-31"
    assert [level for level, _row, _key in found(draft, "year_by_name")] == ["warning"]


def test_a_month_of_a_plan_of_several_years_is_an_error(xlsx, read):
    draft = read(xlsx(CELLS), (2030, 2033))
    assert [level for level, _row, _key in found(draft, "unknown_time_word")] == ["error"]
    assert not found(draft, "year_by_name")


def test_the_name_of_the_file_counts_only_where_nobody_has_said_the_years(xlsx, read):
    path = xlsx(CELLS)
    named = path.rename(path.with_name("plan-2030.xlsx"))
    assert years(read(named)) == [(2030,), (2031,)]
    assert found(read(named, (2030, 2033)), "unknown_time_word")
