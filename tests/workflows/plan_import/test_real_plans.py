"""The real office files, against the plans as they were read by hand.

The plans' own words stay where they are.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import SHARED
from tests.spent import peak_of
from workflows.documents.refusals import FileRefused
from workflows.plan_import.cells.bodies import BodyIndex, fold, known_bodies
from workflows.plan_import.reading.drafts import (
    CrossRef,
    Kind,
    Level,
    MeasureDraft,
    PlanDraft,
    Responsible,
)
from workflows.plan_import.reading.read_plan import read_plan

DATA = SHARED / "data"
FORMS = DATA / "forms"
SUFFIXES = ("xlsx", "csv", "docx")
HNT = "hnt-2018-2021"
ST_OLAV = "st-olav-2022-2025"
MORE = "more-og-romsdal-2019-2022"
INHERITED = "inherited_responsible"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not DATA.is_dir(), reason="the real plans (shared/data) are not beside this checkout"
    ),
]


@lru_cache
def plan_of(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((DATA / "plans" / f"{name}.yaml").read_text(encoding="utf-8")))


@lru_cache
def bodies_of(name: str) -> BodyIndex:
    structure = plan_of(name)["partnership"]
    return BodyIndex(
        known_bodies(
            yaml.safe_load((DATA / "structure" / f"{structure}.yaml").read_text(encoding="utf-8"))
        )
    )


@lru_cache
def draft_of(name: str, suffix: str) -> PlanDraft:
    return read_plan(FORMS / f"{name}.{suffix}", bodies_of(name))


def odd(file: str) -> PlanDraft:
    return read_plan(FORMS / "odd" / file, bodies_of(HNT), period=(2018, 2021))


def printed_measures(name: str) -> list[dict[str, Any]]:
    plan = plan_of(name)
    if name == HNT:
        return [measure for area in plan["areas"] for measure in area["measures"]]
    return [
        measure
        for section in plan["sections"]
        for goal in section["goals"]
        for measure in goal["measures"]
    ]


def owners(measure: dict[str, Any]) -> list[tuple[str, str]]:
    return [(body["body"], body["role"]) for body in measure["responsible"]["bodies"]]


def drafted_owners(responsible: tuple[Responsible, ...]) -> list[tuple[str, str]]:
    return [(body.body_id, body.role) for body in responsible]


def bullets(entry: dict[str, Any]) -> list[tuple[int, str]]:
    return [(bullet["level"], bullet["text"]) for bullet in entry.get("bullets", [])]


def counts(draft: PlanDraft) -> Counter[str]:
    return Counter(finding.code for finding in draft.findings)


def errors(draft: PlanDraft) -> list[tuple[int, str]]:
    return [(finding.where.row, finding.code) for finding in draft.errors]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", [HNT, ST_OLAV])
def test_each_measure_has_its_key_text_and_points(name: str, suffix: str) -> None:
    drafted = [
        (m.key, m.text, [(b.level, b.text) for b in m.bullets], m.text_after)
        for m in draft_of(name, suffix).measures
    ]
    printed = [
        (m["key"], m["text"], bullets(m), m.get("text_after", "")) for m in printed_measures(name)
    ]
    assert drafted == printed


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", [HNT, ST_OLAV])
def test_each_measure_has_its_owners_with_roles(name: str, suffix: str) -> None:
    drafted = [
        (m.key, drafted_owners(m.responsible), m.inherited, m.inherited_from)
        for m in draft_of(name, suffix).measures
    ]
    printed = [
        (
            m["key"],
            owners(m),
            m["responsible"]["inherited"],
            m["responsible"].get("inherited_from", ""),
        )
        for m in printed_measures(name)
    ]
    assert drafted == printed


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", [HNT, ST_OLAV])
def test_each_owner_is_printed_as_it_is(name: str, suffix: str) -> None:
    drafted = [
        fold(body.as_printed).text
        for m in draft_of(name, suffix).measures
        for body in m.responsible
    ]
    printed = [
        fold(body["as_printed"]).text
        for m in printed_measures(name)
        for body in m["responsible"]["bodies"]
    ]
    assert drafted == printed


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_years_of_the_northern_plan(suffix: str) -> None:
    drafted = [(m.key, list(m.years), m.ongoing) for m in draft_of(HNT, suffix).measures]
    assert drafted == [
        (m["key"], m["when"]["years"], m["when"]["ongoing"]) for m in printed_measures(HNT)
    ]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_areas_of_the_northern_plan(suffix: str) -> None:
    printed = [
        (str(area["number"]), area["table_heading"].partition(". ")[2])
        for area in plan_of(HNT)["areas"]
    ]
    assert [(area.number, area.title) for area in draft_of(HNT, suffix).areas] == printed


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_marks_of_the_southern_plan(suffix: str) -> None:
    drafted = [
        (m.key, list(m.years), [(k.year, k.mark, k.timing) for k in m.marks])
        for m in draft_of(ST_OLAV, suffix).measures
    ]
    printed = [
        (m["key"], m["years"], [(k["year"], k["mark"], k.get("timing", "")) for k in m["marks"]])
        for m in printed_measures(ST_OLAV)
    ]
    assert drafted == printed


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_references_of_the_southern_plan(suffix: str) -> None:
    drafted = [(m.key, set(m.cross_refs)) for m in draft_of(ST_OLAV, suffix).measures]
    printed = [
        (
            m["key"],
            {
                CrossRef(r["type"], r["to"], r["as_printed"], r["where"])
                for r in m.get("cross_refs", [])
            },
        )
        for m in printed_measures(ST_OLAV)
    ]
    assert drafted == printed
    assert sum(len(refs) for _key, refs in drafted) == plan_of(ST_OLAV)["counts"]["cross_refs"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_sections_and_goals_of_the_southern_plan(suffix: str) -> None:
    draft, plan = draft_of(ST_OLAV, suffix), plan_of(ST_OLAV)
    assert [(area.number, area.title) for area in draft.areas] == [
        (s["number"], s["title"]) for s in plan["sections"]
    ]
    printed = [
        (
            goal["number"],
            section["number"],
            goal["text"],
            goal.get("intro", ""),
            bullets(goal),
            goal.get("notes", []),
        )
        for section in plan["sections"]
        for goal in section["goals"]
    ]
    drafted = [
        (
            g.number,
            g.section,
            g.text,
            g.intro,
            [(b.level, b.text) for b in g.bullets],
            list(g.notes),
        )
        for g in draft.goals
    ]
    assert drafted == printed
    parents = [
        (m["key"], goal["number"], section["number"])
        for section in plan["sections"]
        for goal in section["goals"]
        for m in goal["measures"]
    ]
    assert [(m.key, m.goal, m.area) for m in draft.measures] == parents


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_rows_that_are_other_names_and_what_they_contradict(suffix: str) -> None:
    draft = draft_of(ST_OLAV, suffix)
    aliases = {m.key: m.alias_of for m in draft.measures if m.kind is Kind.ALIAS}
    assert aliases == {"2.1.2A": "1.6.1", "2.1.3A": "1.2.1", "2.1.3B": "1.4.1"}
    contradictions = {
        f.key: str(f.sentence) for f in draft.findings if f.code == "alias_contradicts"
    }
    assert contradictions.keys() == aliases.keys()
    assert "owner differs" in contradictions["2.1.2A"]
    assert "owner and years" in contradictions["2.1.3A"]
    assert "years differ" in contradictions["2.1.3B"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_measure_that_waits_and_the_reference_that_leads_nowhere(suffix: str) -> None:
    draft = draft_of(ST_OLAV, suffix)
    waiting = [(m.key, m.schedule_note.depends_on) for m in draft.measures if m.schedule_note]
    assert waiting == [("3.3.1", ("3.1.1", "3.1.2"))]
    lost = [
        (f.key, f.sentence.values["target"])
        for f in draft.findings
        if f.code == "reference_unknown"
    ]
    assert lost == [("3.3.1", "3.1.2")]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_measures_that_have_begun(suffix: str) -> None:
    assert [m.key for m in draft_of(ST_OLAV, suffix).measures if m.started] == [
        "1.3.3",
        "1.8.1",
        "5.1.1",
    ]


def test_the_title_of_the_southern_plan_and_its_columns_disagree() -> None:
    draft = draft_of(ST_OLAV, "docx")
    assert (draft.title_period, draft.period) == ((2022, 2024), (2022, 2025))
    assert counts(draft)["period_title_differs"] == 1
    assert draft.title == plan_of(ST_OLAV)["title"]


def without_place(measure: MeasureDraft) -> dict[str, object]:
    return {name: value for name, value in vars(measure).items() if name != "where"}


@pytest.mark.parametrize("suffix", ["csv", "docx"])
@pytest.mark.parametrize("name", [HNT, ST_OLAV])
def test_the_forms_of_a_plan_give_the_same_plan(name: str, suffix: str) -> None:
    one, other = draft_of(name, "xlsx"), draft_of(name, suffix)
    assert [without_place(m) for m in other.measures] == [without_place(m) for m in one.measures]
    assert (other.areas, other.goals) == (one.areas, one.goals)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", [HNT, ST_OLAV])
def test_the_good_files_have_no_errors(name: str, suffix: str) -> None:
    draft = draft_of(name, suffix)
    assert errors(draft) == []
    assert draft.rejected == ()
    found = counts(draft)
    if name == HNT:
        assert (found["no_responsible"], found["no_years"], found["number_gap"]) == (1, 4, 2)
    else:
        assert (found[INHERITED], found["alias"], found["deferred"]) == (10, 3, 1)


def test_like_numbers() -> None:
    draft = odd("02-like-nummer.xlsx")
    assert errors(draft) == [(10, "number_repeated")]
    assert [f.where.row for f in draft.findings if f.code == "row_repeated"] == [12]
    assert (len(draft.measures), len(draft.rejected)) == (36, 1)


def test_unknown_owners() -> None:
    draft = odd("03-ukjent-ansvarlig.csv")
    assert errors(draft) == [(24, "unknown_body"), (29, "unknown_body"), (37, "unknown_body")]
    assert [drafted_owners(m.responsible) for m in draft.rejected] == [
        [("asu", "responsible")],
        [],
        [],
    ]
    suggestions = {f.where.row: f.sentence.values.get("near", "") for f in draft.errors}
    assert suggestions == {24: "", 29: "", 37: "Personalnettverket"}
    assert len(draft.measures) == 33


def test_years_outside_the_period() -> None:
    draft = odd("04-aar-utenfor-perioden.xlsx")
    assert errors(draft) == [
        (24, "year_outside_period"),
        (29, "year_outside_period"),
        (35, "not_a_year"),
        (37, "unknown_time_word"),
        (44, "span_reversed"),
    ]
    assert len(draft.measures) + len(draft.rejected) == 36


def test_empty_rows_neither_end_an_area_nor_become_measures() -> None:
    assert [without_place(m) for m in odd("05-tomme-rader.xlsx").measures] == [
        without_place(m) for m in draft_of(HNT, "xlsx").measures
    ]
    assert counts(odd("05-tomme-rader.xlsx")) == counts(draft_of(HNT, "xlsx"))


def test_utf8_with_a_byte_order_mark() -> None:
    assert [without_place(m) for m in odd("07-utf8-med-bom.csv").measures] == [
        without_place(m) for m in draft_of(HNT, "csv").measures
    ]


def test_a_zip_bomb_is_refused_at_once() -> None:
    def refused() -> None:
        with pytest.raises(FileRefused, match="too large unpacked") as refusal:
            odd("11-zipbombe.xlsx")
        assert refusal.value.code == "too_large"

    assert peak_of(refused) < 10_000_000


def cell_of(area: dict[str, Any]) -> str:
    """The content cell of an area as the printed table holds it."""
    points = [
        f"{bullet.get('marker', ('•', '○', '▪')[bullet['level'] - 1])} {bullet['text']}"
        for bullet in area.get("bullets", [])
    ]
    return "\n".join(filter(None, [area["text"], *points, area.get("text_after", "")]))


def more_rows(*, number_column: bool) -> list[list[str]]:
    rows = [[*(["Nr."] if number_column else []), *plan_of(MORE)["table_header"]]]
    for area in plan_of(MORE)["areas"]:
        title = area.get("title_printed", area["title"])
        first = [area["number"], title] if number_column else [f"{area['number']}. {title}"]
        rows.append(
            [
                *first,
                area["agreements"]["as_printed"],
                cell_of(area),
                area["responsible"]["as_printed"],
            ]
        )
    return rows


@pytest.mark.parametrize("number_column", [True, False])
def test_the_single_table_of_the_western_strategy(tmp_path: Path, number_column: bool) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in more_rows(number_column=number_column):
        book.active.append(row)
    book.save(tmp_path / "strategy.xlsx")

    draft = read_plan(tmp_path / "strategy.xlsx", bodies_of(MORE))

    assert errors(draft) == []
    printed = plan_of(MORE)["areas"]
    assert [
        (
            m.key,
            m.number,
            m.parent,
            m.title,
            m.text,
            [b.text for b in m.bullets],
            m.text_after,
            m.agreements.scope,
            list(m.agreements.refs),
        )
        for m in draft.measures
    ] == [
        (
            area["key"],
            area["number"],
            area.get("parent", ""),
            area["title"],
            area["text"],
            [text for _level, text in bullets(area)],
            area.get("text_after", ""),
            area["agreements"]["scope"],
            area["agreements"]["refs"],
        )
        for area in printed
    ]
    assert [(drafted_owners(m.responsible), m.remark) for m in draft.measures] == [
        (owners(area), area["responsible"].get("remark", "")) for area in printed
    ]
    assert all(m.kind is Kind.AREA for m in draft.measures)
    assert [(f.code, f.level) for f in draft.findings if f.code == "number_repeated"] == [
        ("number_repeated", Level.WARNING)
    ]


def test_an_annex_that_prints_everything_again_changes_nothing(tmp_path: Path) -> None:
    """The printed document holds its tables twice; two texts differ in the annex."""
    import docx

    document = docx.Document()
    areas = plan_of(HNT)["areas"]
    for area, text in [
        *((area, "text") for area in areas),
        *((area, "annex_text") for area in areas),
    ]:
        table = document.add_table(rows=0, cols=4)
        lines = [area["table_header"]]
        for m in area["measures"]:
            names = "\n".join(m["responsible"].get("lines", [m["responsible"]["as_printed"]]))
            lines.append([str(m["number"]), m.get(text, m["text"]), names, m["when"]["as_printed"]])
        for line in lines:
            for cell, value in zip(table.add_row().cells, line, strict=True):
                cell.text = value
        document.add_paragraph("")
    document.save(str(tmp_path / "twice.docx"))

    draft = read_plan(tmp_path / "twice.docx", bodies_of(HNT))

    assert errors(draft) == []
    assert [without_place(m) for m in draft.measures] == [
        without_place(m) for m in draft_of(HNT, "docx").measures
    ]
    assert [f.key for f in draft.findings if f.code == "annex_differs"] == ["7.8", "7.9"]
    assert sum(f.sentence.n for f in draft.findings if f.code == "printed_twice") == 34
