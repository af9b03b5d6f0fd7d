"""Days of a plan that some read with the month first."""

from __future__ import annotations

from tests.workflows.conftest import found

HEAD = ["No.", "Measure", "Responsible", "Due date"]


def test_a_day_that_may_have_the_month_first_is_a_warning(xlsx, read):
    draft = read(xlsx([HEAD, ["1.1", "Øve", "FR", "03/02/2030"], ["1.2", "Se", "FR", "2030"]]))
    assert found(draft, "day_doubtful") == [("warning", 0, "")]
    assert draft.measures[0].due == "2030-02-03"


def test_nothing_is_told_where_another_day_shows_the_order(xlsx, read):
    rows = [["1.1", "Øve", "FR", "03/02/2030"], ["1.2", "Se", "FR", "13/02/2030"]]
    assert not found(read(xlsx([HEAD, *rows])), "day_doubtful")


def test_a_day_with_the_month_first_is_an_error_that_says_how_to_write_it(xlsx, read):
    draft = read(xlsx([HEAD, ["1.1", "Øve", "FR", "02/13/2030"]]))
    assert str(draft.errors[0].sentence) == "“02/13/2030” has the month first: write 2030-02-13."
