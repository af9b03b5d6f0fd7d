"""The next edition of a plan: what is carried on keeps its case and its history. The yearly roll of
nordre Trøndelag and the four-yearly one of Møre og Romsdal."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import docx
import pytest

from engine.cases.chain import verify_chains
from engine.cases.events import events_of
from engine.cases.steps import advance
from engine.errors import BadInput, Refused
from tests.workflows.plan_import.examples import EXAMPLES, Example
from workflows import plans
from workflows.plan_changes import RowTold
from workflows.plan_import.importing import Imported
from workflows.plan_import.matching import Answers
from workflows.plan_import.rolling import Rolled, roll_plan
from workflows.plan_import.taking_back import take_back_newest
from workflows.plans import Plan
from workflows.views.plan_diff import PlanOn, difference

OLD, NEXT = "hnt-2018-2021", "hnt-2019-2022"


def became(told: tuple[RowTold, ...], kind: str) -> list[tuple[str, str, str]]:
    return [(each.was, each.number, each.ref) for each in told if each.became == kind]


def counts(told: tuple[RowTold, ...]) -> dict[str, int]:
    kinds = [str(each.became) for each in told]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


# Every year


@pytest.fixture
def north(session) -> Example:
    """Nordre Trøndelag with its plan of 2018, adopted; one measure has ended since."""
    north = Example(session, EXAMPLES / "nordre-trondelag")
    file = EXAMPLES / "nordre-trondelag" / "plan.csv"
    north.take(file, OLD, adopted=("asu", date(2018, 2, 13)))
    north.days_on(200)
    ended = north.measures()["T-1.1"]
    advance(session, ended, "withdraw", north.act(), {"reason": "Gjennomført av andre"})
    return north


def roll(north: Example, new: str = NEXT) -> Rolled:
    old = north.session.orm.get_one(Plan, OLD)
    return roll_plan(north.session, old, new, (2019, 2022), north.act())


def test_a_year_later_all_that_has_not_ended_is_carried_on(north):
    before = north.measures()

    rolled = roll(north)

    assert counts(rolled.told) == {"ended": 1, "same": 35}
    assert became(rolled.told, "ended") == [("1.1", "", "T-1.1")]
    assert north.measures() == before
    plan = north.session.orm.get_one(Plan, NEXT)
    assert (plan.follows, plan.period_start, plan.period_end) == (OLD, 2019, 2022)
    assert "2019–2022" in plan.title
    _plan, entries = plans.read(north.session, NEXT, north.secretary, north.today())
    assert len([entry for entry in entries if entry.ref]) == 35
    assert len([entry for entry in entries if entry.kind == "area"]) == 9
    assert verify_chains(north.session) == []


def test_years_that_the_new_plan_has_not_are_told(north):
    (found,) = roll(north).findings

    assert (found.level, found.code) == ("warning", "years_outside")
    assert "outside 2019–2022" in str(found.sentence)


def test_a_change_in_the_old_plan_that_reaches_the_new_one_is_told(north, tmp_path):
    roll(north)
    text = (EXAMPLES / "nordre-trondelag" / "plan.csv").read_text("utf-8-sig")
    line = next(each for each in text.splitlines() if each[:1].isdigit() and each[-4:] == "2018")
    file = tmp_path / "plan.csv"
    file.write_text(text.replace(line, f"{line[:-4]}2019", 1), "utf-8")

    imported = north.take(file, OLD)

    (found,) = (each for each in imported.findings if each.code == "changes_later_plan")
    assert found.level == "warning"
    assert NEXT in str(found.sentence)


def test_the_old_plan_still_says_what_it_said(north):
    roll(north)

    _plan, entries = plans.read(north.session, OLD, north.secretary, north.today())
    assert len([entry for entry in entries if entry.ref]) == 36


def test_the_difference_of_the_two_editions_is_the_one_that_ended(north):
    roll(north)
    today = north.today()

    rows = difference(
        north.session, PlanOn(OLD, today), PlanOn(NEXT, today), north.secretary, today
    )

    assert [(row.became, row.ref) for row in rows if row.became != "same"] == [("gone", "T-1.1")]


def next_year(folder: Path) -> Path:
    """The plan of the next year: one row struck, one new on top of its area, one in other words."""
    text = (EXAMPLES / "nordre-trondelag" / "plan.csv").read_text("utf-8-sig")
    lines = [line.replace("2018–2021", "2019–2022") for line in text.splitlines()]
    first = next(n for n, line in enumerate(lines) if line.startswith("1;Ta brukerorg"))
    lines[first : first + 1] = []
    area = next(n for n, line in enumerate(lines) if line.startswith("Nr.;2."))
    lines.insert(area + 1, "1;Helt nytt tiltak om barn og unge i skolen;ASU;2020")
    for at in range(area + 2, len(lines)):
        number, sign, rest = lines[at].partition(";")
        if number == "":
            break
        lines[at] = f"{int(number) + 1}{sign}{rest}" if number.isdigit() else lines[at]
    file = folder / "plan-2019.csv"
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_the_file_of_the_next_year_is_rolled(north, tmp_path):
    before = {ref: case.title for ref, case in north.measures().items()}

    rolled = north.take(next_year(tmp_path), NEXT, (2018, 2022), follows=OLD)

    assert became(rolled.told, "ended") == [("1.1", "", "T-1.1")]
    (new,) = became(rolled.told, "new")
    assert new[1] == "2.1"
    moved = became(rolled.told, "moved")
    assert ("2.1", "2.2", "T-2.1") in moved
    assert {ref: north.measures()[ref].title for ref in before} == before
    assert north.measures()[new[2]].state == "proposed"
    assert north.measures()["T-2.1"].number == "2.2"
    assert verify_chains(north.session) == []


def test_what_was_carried_on_keeps_its_history_and_changes_in_it(north, tmp_path):
    north.take(next_year(tmp_path), NEXT, (2018, 2022), follows=OLD)

    actions = [event.action for event in events_of(north.session, north.measures()["T-2.1"].id)]

    assert actions[:2] == ["open", "approve"]
    assert actions[-1] == "change"


def test_the_same_file_once_more_changes_nothing(north, tmp_path):
    north.take(next_year(tmp_path), NEXT, (2018, 2022), follows=OLD)

    again = north.take(next_year(tmp_path), NEXT, (2018, 2022))

    assert set(counts(again.told)) == {"same"}


def test_a_measure_that_is_left_behind_is_told_and_can_be_ended(north, tmp_path):
    file = next_year(tmp_path)
    lines = [line for line in file.read_text("utf-8").splitlines() if "brukerrepresent" not in line]
    file.write_text("\n".join(lines), "utf-8")

    rolled = north.take(file, NEXT, (2018, 2022), follows=OLD, end_gone="Ikke videreført")

    assert [each[2] for each in became(rolled.told, "gone")] == ["T-1.3"]
    assert north.measures()["T-1.3"].state == "withdrawn"


def test_a_roll_is_taken_back_as_one(north, tmp_path):
    before = {ref: (case.number, case.fields) for ref, case in north.measures().items()}
    rolled = north.take(next_year(tmp_path), NEXT, (2018, 2022), follows=OLD)

    take_back_newest(north.session, north.session.orm.get_one(Plan, NEXT), north.act("Feil fil"))

    (new,) = became(rolled.told, "new")
    now = {ref: (case.number, case.fields) for ref, case in north.measures().items()}
    assert now.pop(new[2])
    assert now == before
    assert verify_chains(north.session) == []


def test_what_another_plan_carries_on_is_not_taken_back(north):
    roll(north)

    with pytest.raises(Refused) as refusal:
        take_back_newest(north.session, north.session.orm.get_one(Plan, OLD), north.act("Feil"))

    assert "carried_on" in refusal.value.unmet


def test_a_plan_that_is_there_is_not_rolled_onto(north):
    with pytest.raises(Refused, match="is there already"):
        roll(north, OLD)
    with pytest.raises(BadInput, match="cannot follow itself"):
        north.take(EXAMPLES / "nordre-trondelag" / "plan.csv", OLD, follows=OLD)


def test_what_was_decided_on_the_old_plan_counts_in_the_new(north):
    case = north.measures()["T-2.2"]
    advance(north.session, case, "defer", north.act(), {"reason": "Venter"})
    roll(north)

    advance(north.session, north.measures()["T-2.2"], "resume", north.act())

    assert north.measures()["T-2.2"].state == "approved"


# Every four years


def next_period(folder: Path) -> Path:
    """The strategy of 2023–2026: one area is gone, one is new, and all have new numbers."""
    document = docx.Document(str(EXAMPLES / "more-og-romsdal" / "plan.docx"))
    document.paragraphs[0].text = "Strategi for samhandling i Møre og Romsdal 2023–2026"
    table = document.tables[0]
    rows = [row for row in table.rows if row.cells[0].text.startswith("1. Samhandlingsavtale")]
    new = table.add_row()
    for cell, words in zip(new.cells, ["13. Heimesjukehus", "", "Prøve ut", "OSU"], strict=True):
        cell.text = words
    table._tbl.remove(rows[0]._tr)
    file = folder / "strategi-2023-2026.docx"
    document.save(str(file))
    return file


@pytest.fixture
def coast(session) -> Example:
    """Møre og Romsdal with its strategy of 2019, adopted."""
    coast = Example(session, EXAMPLES / "more-og-romsdal")
    file = EXAMPLES / "more-og-romsdal" / "plan.docx"
    coast.take(file, "mr-2019-2022", (2019, 2022), adopted=("osu", date(2019, 3, 1)))
    coast.days_on(300)
    return coast


def rolled_on(coast: Example, folder: Path) -> Imported:
    return coast.take(next_period(folder), "mr-2023-2026", (2023, 2026), follows="mr-2019-2022")


def test_four_years_later_areas_are_carried_on(coast, tmp_path):
    before = coast.measures()

    rolled = rolled_on(coast, tmp_path)

    assert counts(rolled.told)["same"] == len(before) - 1
    assert [each[2] for each in became(rolled.told, "gone")] == ["T-1"]
    assert [each[1] for each in became(rolled.told, "new")] == ["13"]
    assert {ref: case.title for ref, case in coast.measures().items() if ref in before} == {
        ref: case.title for ref, case in before.items()
    }
    assert verify_chains(coast.session) == []


def test_the_difference_of_two_strategies_is_told(coast, tmp_path):
    rolled_on(coast, tmp_path)
    today = coast.today()
    old, new = PlanOn("mr-2019-2022", today), PlanOn("mr-2023-2026", today)

    rows = difference(coast.session, old, new, coast.secretary, today)

    assert [(str(row.became), row.was, row.number) for row in rows if row.became != "same"] == [
        ("new", "", "13"),
        ("gone", "1", ""),
    ]


# What lives, and is gone from the newest edition


def without(folder: Path, words: str, *instead: list[str]) -> Path:
    """The plan of nordre Trøndelag without the row that has these words, with others instead."""
    text = (EXAMPLES / "nordre-trondelag" / "plan.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    place = next(n for n, row in enumerate(rows) if words in " ".join(row))
    rows[place : place + 1] = instead
    with (folder / "plan.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return folder / "plan.csv"


def test_a_living_measure_that_was_gone_is_carried_on_without_a_file(north, tmp_path):
    north.take(without(tmp_path, "brukerrepresent"), OLD)

    rolled = roll(north)

    assert counts(rolled.told) == {"ended": 1, "same": 35}
    assert ("1.3", "1.3", "T-1.3") in became(rolled.told, "same")
    _plan, entries = plans.read(north.session, NEXT, north.secretary, north.today())
    (carried,) = (entry for entry in entries if entry.ref == "T-1.3")
    assert (carried.key, carried.parent, carried.gone) == ("1.3", "1", False)


def test_a_number_that_another_has_by_now_gives_way(north, tmp_path):
    other = ["3", "Et ganske annet arbeid om noe nytt", "ASU", "2020"]
    file = without(tmp_path, "brukerrepresent", other)
    north.take(file, OLD, answers=Answers(new=frozenset({"1.3"})))

    rolled = roll(north)

    (moved,) = became(rolled.told, "moved")
    assert (moved[0], moved[2]) == ("1.3", "T-1.3")
    assert moved[1] not in {each[1] for each in became(rolled.told, "same")}


def test_a_row_is_the_measure_that_was_gone_from_the_old_plan(north, tmp_path):
    north.take(without(tmp_path, "brukerrepresent"), OLD)
    before = set(north.measures())

    rolled = north.take(EXAMPLES / "nordre-trondelag" / "plan.csv", NEXT, follows=OLD)

    assert set(north.measures()) - before == {each[2] for each in became(rolled.told, "new")}
    assert ("1.3", "1.3", "T-1.3") in became(rolled.told, "same")


def test_what_was_gone_and_is_not_in_the_new_file_either_is_told(north, tmp_path):
    file = without(tmp_path, "brukerrepresent")
    north.take(file, OLD)

    rolled = north.take(file, NEXT, follows=OLD)

    assert ("1.3", "", "T-1.3") in became(rolled.told, "gone")
    (told,) = (each for each in rolled.findings if each.code == "row_missing")
    assert told.sentence.values["plan"] == OLD
    assert "1.3 “" in str(told.sentence)
    assert "brukerrepresent" in str(told.sentence)


def test_a_second_plan_from_the_old_one_is_told_from_the_first(north):
    roll(north)

    again = roll(north, "hnt-2019-2022-b")

    first, second = (north.session.orm.get_one(Plan, key) for key in (NEXT, "hnt-2019-2022-b"))
    assert first.title != second.title
    (told,) = (each for each in again.findings if each.code == "carried_elsewhere")
    assert "35 measures are carried on in hnt-2019-2022" in str(told.sentence)
    assert "1.2" in str(told.sentence)


def test_a_second_plan_from_a_file_is_told_from_the_first_too(north, tmp_path):
    roll(north)

    again = north.take(next_year(tmp_path), "hnt-b", (2018, 2022), follows=OLD)

    assert "carried_elsewhere" in {each.code for each in again.findings}


def test_years_that_were_changed_since_are_those_that_are_told(north):
    for ref, case in north.measures().items():
        if ref != "T-1.1" and case.fields.get("years"):
            advance(north.session, case, "change", north.act("Nye år"), {"years": [2020]})

    assert roll(north).findings == ()


@pytest.mark.parametrize(
    ("title", "period", "wanted"),
    [
        ("Plan 2018–2021", (2021, 2024), "Plan 2021–2024"),
        ("Handlingsplan", (2021, 2024), "Handlingsplan 2021–2024"),
        ("Plan 2018–2021", (2018, 2021), "Plan 2018–2021 (neste)"),
    ],
)
def test_a_rolled_plan_has_a_title_of_its_own(north, title, period, wanted):
    old = north.session.orm.get_one(Plan, OLD)
    old.title, old.period_start, old.period_end = title, 2018, 2021

    assert roll_plan(north.session, old, "neste", period, north.act()).plan.title == wanted
