"""A plan goes out in its own layout, and comes in again without a difference."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from engine.errors import SamsakError
from engine.storage.database import Database
from tests.conftest import SHARED
from tests.workflows.plan_import.examples import EXAMPLES, Example
from workflows import plans
from workflows.documents.writing.plan_files import WRITERS
from workflows.plan_import.importing import Imported
from workflows.plans import Plan
from workflows.views.plan_export import exported

PLANS = {
    "nordre-trondelag": ("plan.csv", (2018, 2021)),
    "sondre-trondelag": ("plan.xlsx", (2022, 2025)),
    "more-og-romsdal": ("plan.docx", (2019, 2022)),
}


def out_and_in(example: Example, folder: Path, suffix: str, *, standing: bool = False) -> Imported:
    """The plan, written to a file and imported again."""
    found = exported(example.session, "plan", example.secretary, example.today(), standing=standing)
    file = folder / f"ut{suffix}"
    file.write_bytes(WRITERS[suffix].write(found.title, found.blocks))
    start, end = found.plan.period_start, found.plan.period_end
    return example.take(file, "plan", (start, end) if start and end else None)


def other(imported: Imported) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.was, each.number, each.parts) for each in imported.told if each.became != "same"]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", PLANS)
def test_a_plan_that_went_out_comes_in_without_a_difference(session, tmp_path, name, suffix):
    file, period = PLANS[name]
    example = Example(session, EXAMPLES / name)
    example.take(EXAMPLES / name / file, "plan", period)

    again = out_and_in(example, tmp_path, suffix)

    assert other(again) == []
    assert (again.created, again.updated) == (0, 0)


FORMS = [
    (plan, form)
    for plan in ("hnt-2018-2021", "st-olav-2022-2025")
    for form in ("xlsx", "docx", "csv")
]
STRUCTURES = {"hnt-2018-2021": "nordre-trondelag", "st-olav-2022-2025": "sondre-trondelag"}


@pytest.mark.shared
@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize(("plan", "form"), FORMS)
def test_every_form_of_the_real_plans_goes_out_and_in(session, tmp_path, plan, form, suffix):
    data = SHARED / "data"
    structure = (data / "structure" / f"{STRUCTURES[plan]}.yaml").read_text("utf-8")
    (tmp_path / "structure.yaml").write_text(structure, "utf-8")
    example = Example(session, tmp_path)
    example.take(data / "forms" / f"{plan}.{form}", "plan")

    again = out_and_in(example, tmp_path, suffix)

    assert (other(again), again.created, again.updated) == ([], 0, 0)


# What people write is put together anew: its years stand beside words that need them, and what a
# goal says of its measures stands there once.
WRITTEN_ANEW = {"30-aar-i-overskriften.xlsx", "18b-sto-maal-gjentatt.xlsx"}


@pytest.mark.shared
@pytest.mark.parametrize("suffix", WRITERS)
def test_plans_of_all_kinds_go_out_and_in(sqlite_template, tmp_path, suffix):
    """Every plan that was read wrong once and is read now."""
    found = {}
    for file in sorted((SHARED / "data" / "failing" / "plan").iterdir()):
        own = "sondre" if file.name.startswith(("18", "45")) else "nordre"
        folder = tmp_path / file.stem
        folder.mkdir()
        structure = SHARED / "data" / "structure" / f"{own}-trondelag.yaml"
        (folder / "structure.yaml").write_text(structure.read_text("utf-8"), "utf-8")
        (folder / "samsak.db").write_bytes(sqlite_template.read_bytes())
        database = Database(f"sqlite:///{folder / 'samsak.db'}", durable=False)
        with database.session() as session:
            example = Example(session, folder)
            with suppress(SamsakError):
                example.take(file, "plan", None if own == "sondre" else (2018, 2021))
                again = out_and_in(example, folder, suffix)
                found[file.name] = (other(again), again.created, again.updated)
        database.close()

    assert len(found) >= FEWEST
    assert {name: each for name, each in found.items() if each != ([], 0, 0)}.keys() <= WRITTEN_ANEW
    assert {tuple(each[0]) for each in found.values()} == {()}


FEWEST = 35  # of about fifty: the others are asked about, or refused


@pytest.fixture
def coast(session) -> Example:
    coast = Example(session, EXAMPLES / "more-og-romsdal")
    file = EXAMPLES / "more-og-romsdal" / "plan.docx"
    coast.take(file, "plan", (2019, 2022), adopted=("osu", date(2019, 3, 1)))
    return coast


def test_the_plan_speaks_its_own_language_and_says_where_measures_stand(coast):
    found = exported(coast.session, "plan", coast.secretary, coast.today(), standing=True)

    (block,) = found.blocks
    assert block.heads == [
        "Innsatsområde",
        "Delavtale",
        "Innhald",
        "Ansvarleg",
        "Status",
        "Trafikklys",
        "Lenkje til sak",
    ]
    assert block.rows[0][0] == "1. Samhandlingsavtale"
    assert block.rows[0][4:] == ["Vedteke", "", "T-1"]


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_plan_with_status_comes_in_as_the_same_measures(coast, tmp_path, suffix):
    again = out_and_in(coast, tmp_path, suffix, standing=True)

    assert [each.parts for each in again.told if each.parts] == []
    assert again.created == 0


def test_a_measure_that_is_gone_is_not_in_the_file(session, tmp_path):
    north = Example(session, EXAMPLES / "nordre-trondelag")
    text = (EXAMPLES / "nordre-trondelag" / "plan.csv").read_text("utf-8-sig")
    (tmp_path / "a.csv").write_text(text, "utf-8")
    north.take(tmp_path / "a.csv", "plan", (2018, 2021))
    fewer = [line for line in text.splitlines() if not line.startswith("1;Ta brukerorg")]
    (tmp_path / "b.csv").write_text("\n".join(fewer), "utf-8")
    north.take(tmp_path / "b.csv", "plan", (2018, 2021))

    assert other(out_and_in(north, tmp_path, ".xlsx")) == []


def test_no_cell_is_a_formula(session, tmp_path):
    north = Example(session, EXAMPLES / "nordre-trondelag")
    rows = ["Nr.;Tiltak;Ansvarlig;Når", "1.1;=HYPERLINK(1) følge opp;ASU;2018"]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    north.take(tmp_path / "a.csv", "plan", (2018, 2021))
    found = exported(session, "plan", north.secretary, north.today(), standing=True)

    book = load_workbook(io.BytesIO(WRITERS[".xlsx"].write("=1+1", found.blocks)))

    kinds = {cell.data_type for row in book.active for cell in row if cell.value is not None}
    assert kinds == {"s"}


@pytest.mark.parametrize("suffix", WRITERS)
def test_goals_that_stand_in_no_section_go_out_with_their_measures(session, tmp_path, suffix):
    north = Example(session, EXAMPLES / "nordre-trondelag")
    rows = [
        "Mål;Nr.;Tiltak;Ansvarlig;2018;2019",
        "1 Bedre flyt;1.1;Lage felles rutine for utskrivning;HNT;x;",
        ";1.2;Øve sammen på mottak;ASU;;x",
        "2 Trygghet;2.1;Kurs for alle nyansatte;HNT;x;x",
    ]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    assert north.take(tmp_path / "a.csv", "plan", (2018, 2019)).created == 3

    again = out_and_in(north, tmp_path, suffix)

    assert (again.rows, other(again)) == (3, [])


GOALS = """Mål;Nr.;Tiltak;Ansvarlig;Når
Bedre flyt;1.1;Lage en felles rutine for utskriving;ASU;innen 1.6.2019
Bedre flyt;1.2;Holde kurs for alle ansatte hvert år;ASU;2019-2020
"""


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_plan_with_goals_keeps_its_days(session, tmp_path, suffix):
    example = Example(session, EXAMPLES / "nordre-trondelag")
    file = tmp_path / "inn.csv"
    file.write_text(GOALS, "utf-8")
    example.take(file, "plan", (2018, 2021))

    again = out_and_in(example, tmp_path, suffix)

    assert other(again) == []
    assert example.measures()["T-1.1"].fields["due"] == "2019-06-01"


def shown(example: Example) -> list[tuple[object, ...]]:
    """The plan as it stands: its parts and rows, with who, when and by which day."""
    _plan, entries = plans.read(example.session, "plan", example.secretary, example.today())
    fields = {ref: case.fields for ref, case in example.measures().items()}
    asked = ("bodies", "supporting", "years", "ongoing", "due")
    return [
        (
            *(each.kind, each.key, each.number, each.parent, each.wording),
            *(fields[each.ref].get(name) for name in asked if each.ref),
        )
        for each in entries
    ]


def of_sheets(file: Path, sheets: dict[str, list[list[str]]]) -> Path:
    """A workbook with these worksheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


ROWS = (["Felles inntaksteam", "HNT", "31.12.2019"], ["Kurs i omsorg", "Kommunene", "Q4 2020"])
HEADS = ["Nr.", "Tiltak", "Ansvarlig", "Frist"]


def numbered(first: str) -> list[list[str]]:
    """Two rows below their headers, with numbers that begin so."""
    return [HEADS, *([f"{first}{n}", *row] for n, row in enumerate(ROWS, start=1))]


AREAS = {
    "headings": {
        "Plan": [
            ["Innsatsområde 1: Barn og unge"],
            *numbered("1."),
            [],
            ["Innsatsområde 2: Eldre"],
            HEADS,
            ["2.1", "Fallforebygging for alle", "ASU", "2019–2020"],
            ["2.2", "Forløp for skrøpelige", "HNT, Kommunene", "Fortløpende"],
        ]
    },
    "numbers": {
        "Plan": [
            ["1. Tiltak for barn"],
            *numbered(""),
            [],
            ["2. Ansvarlig ledelse"],
            HEADS,
            ["1", "Fallforebygging for alle", "ASU", "innen 1.6.2019"],
        ]
    },
    "sheets": {
        "Barn og unge": numbered("1."),
        "Område 2 Eldre": [HEADS, ["2.1", "Fallforebygging for alle", "ASU", "juni 2020"]],
    },
}


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", AREAS)
def test_areas_however_they_are_called_go_out_and_in(session, tmp_path, name, suffix):
    example = Example(session, EXAMPLES / "nordre-trondelag")
    example.take(of_sheets(tmp_path / "inn.xlsx", AREAS[name]), "plan", (2018, 2021))
    before = shown(example)

    again = out_and_in(example, tmp_path, suffix)

    assert len([row for row in before if row[0] == "area"]) == 2
    assert (shown(example), other(again), again.created) == (before, [], 0)


def test_a_worksheet_is_called_as_the_plan(coast):
    found = exported(coast.session, "plan", coast.secretary, coast.today(), standing=True)
    titles = (found.title, "Plan 2018/2021: [utkast]", "")

    books = [load_workbook(io.BytesIO(WRITERS[".xlsx"].write(title, ()))) for title in titles]

    assert [book.sheetnames for book in books] == [
        [found.title[:31].strip()],
        ["Plan 2018 2021 utkast"],
        ["Plan"],
    ]


APART = [
    ("Oppstart", "Frist", "1.3.2018", "1.6.2020"),
    ("Oppstart", "Slutt", "2018", "2020"),
    ("Oppstart", "Slutt", "", "2020"),
    ("Oppstart", "Frist", "", "juni 2020"),
    ("Oppstart", "Frist", "2018", "Løpende"),
    ("Fra", "Til", "2019", ""),
    ("Start (2018)", "Ferdig (2018)", "mars", "juni"),
]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize(("first", "last", "start", "end"), APART)
def test_a_beginning_and_an_end_keep_their_columns(
    session, tmp_path, suffix, first, last, start, end
):
    north = Example(session, EXAMPLES / "nordre-trondelag")
    rows = [
        f"Nr.;Tiltak;Ansvarlig;{first};{last}",
        f"1.1;Lage felles rutine for utskrivning;ASU;{start};{end}",
        "1.2;Holde kurs for alle;HNT;1.2.2018;31.12.2018",
    ]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    north.take(tmp_path / "a.csv", "plan", (2018, 2021))

    again = out_and_in(north, tmp_path, suffix)

    (block,) = exported(session, "plan", north.secretary, north.today(), standing=False).blocks
    assert [row[3:] for row in block.rows][1] == ["1.2.2018", "31.12.2018"]
    assert end != "Løpende" or block.rows[0][3:] == [start, end]
    assert (other(again), again.created) == ([], 0)
    assert again.updated == (1 if "(" in first else 0)  # its year stands beside it now


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize(
    ("heads", "times"),
    [
        ("Frist;Ny frist", ["1.6.2020", "1.6.2019"]),
        ("Sluttdato;Ny sluttdato", ["1.6.2020", "1.6.2019"]),
        ("Frist;Ny frist;Oppstart", ["1.2.2018", "1.6.2020", "1.6.2019"]),
    ],
)
def test_a_deadline_that_was_moved_keeps_the_older_one(session, tmp_path, suffix, heads, times):
    north = Example(session, EXAMPLES / "nordre-trondelag")
    rows = [
        f"Nr.;Tiltak;Ansvarlig;{heads}",
        "1.1;Lage felles rutine for utskrivning;ASU;1.6.2019;1.6.2020;1.2.2018",
        "1.2;Holde kurs for alle;HNT;31.12.2018;;1.2.2018",
    ]
    width = rows[0].count(";")
    rows = [row if row.count(";") == width else row.rpartition(";")[0] for row in rows]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    north.take(tmp_path / "a.csv", "plan", (2018, 2021))

    again = out_and_in(north, tmp_path, suffix)

    (block,) = exported(session, "plan", north.secretary, north.today(), standing=False).blocks
    assert block.rows[0][3:] == times
    assert (block.rows[1][-2], block.rows[1][-1]) == ("31.12.2018", "")
    assert (other(again), again.created, again.updated) == ([], 0, 0)


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("title", ["Handlingsplan for fjorden", "Samhandling ved fjorden"])
def test_a_measure_above_the_first_area_stands_in_none_again(session, tmp_path, suffix, title):
    north = Example(session, EXAMPLES / "nordre-trondelag")
    rows = [
        *("Nr.;Tiltak;Ansvarlig;Når", "0.1;Lage felles rutine for utskrivning;ASU;2018"),
        *("1 Barn;;;", "1.1;Holde kurs for alle;HNT;2018"),
    ]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    north.take(tmp_path / "a.csv", "plan", (2018, 2021))
    plan = session.orm.get_one(Plan, "plan")
    plan.title = title
    session.orm.flush()

    again = out_and_in(north, tmp_path, suffix)

    _plan, entries = plans.read(session, "plan", north.secretary, north.today())
    assert [(e.key, e.parent) for e in entries] == [("0.1", None), ("1", None), ("1.1", "1")]
    assert (other(again), [f.code for f in again.findings if "area" in f.code]) == ([], [])


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("heads", ["Vår 2018;Høst 2018;2019", "Q1 2018;Q3 2018;15.6.2019"])
def test_parts_of_years_keep_their_days(session, tmp_path, suffix, heads):
    north = Example(session, EXAMPLES / "nordre-trondelag")
    rows = [
        f"Nr.;Tiltak;Ansvarlig;{heads}",
        "1.1;Lage felles rutine for utskrivning;ASU;x;;",
        "1.2;Holde kurs for alle;HNT;x;x;",
        "1.3;Evaluere legevakt;HNT;;;x",
    ]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    north.take(tmp_path / "a.csv", "plan", (2018, 2021))

    again = out_and_in(north, tmp_path, suffix)

    assert (other(again), again.created, again.updated) == ([], 0, 0)
