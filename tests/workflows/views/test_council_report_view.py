"""A report in words, the same wherever it is read."""

from __future__ import annotations

from datetime import date

from engine.language.sentences import say
from engine.people import registry
from workflows.deviations.report_figures import LastReport, make_figures, title_of
from workflows.views.council_report_view import HIDDEN, ReportTable, report_tables


def tables(world, last=None) -> dict[str, ReportTable]:
    fjord = registry.partnership(world.session, "fjord")
    figures = make_figures(world.session, fjord, date(2026, 7, 1), LastReport(last)).figures
    return {table.name: table for table in report_tables(figures)}


def said(table: ReportTable) -> list[list[str]]:
    return [[say(cell, "nn") for cell in row] for row in [table.heads, *table.rows]]


def test_what_is_hidden_is_said_to_be_and_why(world):
    world.with_bodies([{"id": "nes", "name": "Nes", "kind": "municipality"}])
    world.learnt("nes")

    table = tables(world)["unit"]

    assert [row[1] for row in table.rows if row[0].nb == "Nes"] == [HIDDEN]
    assert "er skjulte" in say(table.note, "nn")


def test_a_table_without_anything_hidden_needs_no_word(world):
    world.learnt()

    assert tables(world)["kind"].note is None


def test_the_period_before_has_a_column_where_there_was_one(world):
    world.learnt()
    fjord = registry.partnership(world.session, "fjord")
    last = make_figures(world.session, fjord, date(2026, 6, 1)).figures

    assert [len(row) for row in said(tables(world)["numbers"])] == [2] * 12
    assert said(tables(world, last)["numbers"])[0][-1] == "Perioden før"
    assert {len(row) for t in ("numbers", "kind") for row in said(tables(world, last)[t])} == {3}


def test_what_could_not_be_reckoned_is_a_dash(world):
    assert [row[1] for row in said(tables(world)["numbers"])].count("–") == 3


def test_learning_points_say_whether_a_measure_came_of_them(world):
    world.learnt(learning="Ring før helg.")

    assert said(tables(world)["learning"])[1:] == [["Ring før helg.", "nei"]]


def test_a_title_says_the_period():
    first = {"since": None, "until": "2026-07-01"}
    second = {"since": "2026-01-01", "until": "2026-07-01"}

    assert say(title_of(first), "nb") == "Rapport om avvik, til og med 1. juli 2026"
    assert say(title_of(second), "nn") == "Rapport om avvik, 1. januar 2026 til 1. juli 2026"
