"""A second import finds each measure again, whatever number it has now; no case changes its
subject."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cases.chain import verify_chains
from engine.cases.events import events_of
from engine.errors import BadInput, Refused
from tests.conftest import SHARED
from tests.workflows.plan_import.office import Office, codes
from tests.world import World
from workflows import plans
from workflows.plan_import.asked import RowsAsked
from workflows.plan_import.importing import Imported
from workflows.plan_import.matching import Answers

HEADS = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
FIRST = [
    ["1.1", "Etablere felles rutine for utskrivning", "Fagråd 1", "2026"],
    ["1.2", "Prøve ut e-konsultasjon i hjemmetjenesten", "Fagråd 2", "2026"],
    ["1.3", "Opplæring i legevakt for nyansatte", "Fagråd 1", "2027"],
    ["1.4", "Revidere samarbeidsavtalen", "ASU", "2027"],
]
TITLES = [row[1] for row in FIRST]
Told = list[tuple[str, str, str, str]]


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    """An office in which the first edition has been taken and adopted."""
    office = Office(world, tmp_path)
    office.take([HEADS, *FIRST], adopted=world.day(-14).date())
    return office


def told(imported: Imported) -> Told:
    return [(str(each.became), each.was, each.number, each.ref) for each in imported.told]


def subjects(office: Office) -> dict[str, str]:
    return {case.ref: case.title for case in office.every_case()}


def numbered(*titles: str, first: int = 1) -> list[list[str]]:
    """Rows that are numbered in this order."""
    known = {row[1]: row[2:] for row in FIRST}
    return [
        [f"1.{n}", title, *known.get(title, ["Fagråd 2", "2027"])]
        for n, title in enumerate(titles, start=first)
    ]


def test_rows_that_moved_up_keep_their_cases(office):
    imported = office.take([HEADS, *numbered(TITLES[0], TITLES[2], TITLES[3])])

    assert told(imported) == [
        ("same", "1.1", "1.1", "T-1.1"),
        ("moved", "1.3", "1.2", "T-1.3"),
        ("moved", "1.4", "1.3", "T-1.4"),
        ("gone", "1.2", "", "T-1.2"),
    ]
    assert ("row_missing", "1.2") in codes(imported)
    assert subjects(office) == dict(zip(["T-1.1", "T-1.2", "T-1.3", "T-1.4"], TITLES, strict=True))
    assert {case.ref: case.number for case in office.every_case()} == {
        "T-1.1": "1.1",
        "T-1.2": "1.2",
        "T-1.3": "1.2",
        "T-1.4": "1.3",
    }
    assert verify_chains(office.world.session) == []


def test_a_new_row_on_top_is_a_new_case_that_nobody_has_adopted(office):
    new = "Helt nytt tiltak om barn og unge"
    imported = office.take([HEADS, *numbered(new, *TITLES)])

    assert told(imported)[0] == ("new", "", "1.1", "T2026-1.1")
    assert [each[0] for each in told(imported)[1:]] == ["moved"] * 4
    cases = {case.ref: case for case in office.every_case()}
    assert (cases["T2026-1.1"].title, cases["T2026-1.1"].state) == (new, "proposed")
    assert {case.state for ref, case in cases.items() if ref != "T2026-1.1"} == {"assigned"}
    assert [cases[f"T-1.{n}"].title for n in range(1, 5)] == TITLES


def test_a_file_without_numbers_is_the_same_plan(office):
    before = office.counts()
    imported = office.take([HEADS[1:], *(row[1:] for row in FIRST)])

    assert [each[0] for each in told(imported)] == ["same"] * 4
    assert office.counts() == before


def test_a_new_row_on_top_of_a_file_without_numbers_is_one_new_case(office):
    rows = numbered("Helt nytt tiltak om barn og unge", *TITLES)
    imported = office.take([HEADS[1:], *(row[1:] for row in rows)])
    again = office.take([HEADS[1:], *(row[1:] for row in rows)])

    assert [each[:3] for each in told(imported)] == [
        ("new", "", "1"),
        *(("same", f"1.{n}", f"1.{n}") for n in range(1, 5)),
    ]
    assert [each[0] for each in told(again)] == ["same"] * 5


def test_a_plan_that_never_had_numbers_gets_a_new_row_on_top(world, tmp_path):
    office = Office(world, tmp_path)
    office.take([HEADS[1:], *(row[1:] for row in FIRST)])
    rows = numbered("Helt nytt tiltak om barn og unge", *TITLES)
    imported = office.take([HEADS[1:], *(row[1:] for row in rows)])

    assert [each[:3] for each in told(imported)] == [
        ("new", "", "5"),
        *(("same", str(n), str(n)) for n in range(1, 5)),
    ]


def test_numbers_with_the_letter_of_a_ref_are_the_numbers(office):
    before = office.counts()
    imported = office.take([HEADS, *([f"T{row[0]}", *row[1:]] for row in FIRST)])

    assert [each[:3] for each in told(imported)] == [
        ("same", f"1.{n}", f"1.{n}") for n in range(1, 5)
    ]
    assert office.counts() == before


def test_what_changed_is_said_and_nothing_else_is_changed(office):
    case = next(case for case in office.every_case() if case.ref == "T-1.3")
    office.world.step(case, "change", title="Legevaktkurs", comment="Kortere")
    rows = numbered(TITLES[0], TITLES[2])
    rows[1][3] = "2026-2027"

    imported = office.take([HEADS, *rows])

    (moved,) = [each for each in imported.told if each.ref == "T-1.3"]
    assert (str(moved.became), moved.parts) == ("moved", ("years",))
    last = events_of(office.world.session, case.id)[-1]
    assert last.parts["changes"] == {"years": [[2027], [2026, 2027]]}
    assert last.parts["number"] == ["1.3", "1.2"]
    assert subjects(office)["T-1.3"] == "Legevaktkurs"


def test_a_measure_that_comes_back_is_the_one_it_was(office):
    office.take([HEADS, *numbered(TITLES[0], TITLES[2], TITLES[3])])
    imported = office.take([HEADS, *FIRST])

    assert [each[2:] for each in told(imported)] == [(f"1.{n}", f"T-1.{n}") for n in range(1, 5)]
    assert len(office.every_case()) == len(FIRST)


def test_a_measure_that_is_gone_ends_with_its_reason_in_the_same_act(office):
    office.take([HEADS, *numbered(TITLES[0], TITLES[2])], end_gone="Strøket av ASU")

    ended = {case.ref: case for case in office.every_case() if case.state == "withdrawn"}
    assert sorted(ended) == ["T-1.2", "T-1.4"]
    assert {case.fields["reason"] for case in ended.values()} == {"Strøket av ASU"}
    again = office.take([HEADS, *numbered(TITLES[0], TITLES[2])])
    assert "row_missing" not in [code for code, _key in codes(again)]


def test_a_measure_that_is_gone_is_no_part_of_what_a_council_decides(office):
    office.take([HEADS, *numbered(TITLES[0])])

    decided_on = plans.cases_of(office.world.session, "plan-2026")
    assert [case.ref for case in office.every_case() if case.id in decided_on] == ["T-1.1"]


# Asked


def test_other_words_under_a_known_number_are_asked_and_nothing_is_written(office):
    before = office.counts()

    with pytest.raises(RowsAsked) as asked:
        office.take([HEADS, *FIRST[:3], ["1.4", "Evaluere avtalen i to møter", "ASU", "2027"]])

    (reason,) = asked.value.reasons
    assert str(reason.sentence) == (
        "Is “Evaluere avtalen i to møter” (1.4 in the file) the measure"
        " 1.4 “Revidere samarbeidsavtalen”, or a new one?"
    )
    assert reason.remedy.values == {"row": "1.4", "measures": ["1.4"]}
    assert office.counts() == before


def test_of_a_long_text_the_question_shows_what_differs(office):
    before = "Samarbeide om felles rutiner for utskriving av pasienter til kommunene " * 3
    office.take(
        [HEADS, *FIRST[:3], ["1.4", f"{before}i 2026", "ASU", "2027"]], "lang", separate=True
    )

    with pytest.raises(RowsAsked) as asked:
        office.take(
            [HEADS, *FIRST[:3], ["1.4", f"{before}i 2027", "ASU", "2027"]], "lang", separate=True
        )

    question = str(asked.value.reasons[0].sentence)
    assert "i 2027” (1.4 in the file)" in question
    assert "i 2026”, or a new one?" in question
    assert len(question) < 400


def test_an_answer_makes_it_the_measure_in_other_words(office):
    rows = [*FIRST[:3], ["1.4", "Evaluere avtalen i to møter", "ASU", "2027"]]
    imported = office.take([HEADS, *rows], answers=Answers({"1.4": "1.4"}))

    assert told(imported)[3] == ("changed", "1.4", "1.4", "T-1.4")
    assert imported.told[3].parts == ("words",)
    assert [each[0] for each in told(office.take([HEADS, *rows]))] == ["same"] * 4


def test_an_answer_makes_it_a_new_measure(office):
    rows = [*FIRST[:3], ["1.4", "Evaluere avtalen i to møter", "ASU", "2027"]]
    imported = office.take([HEADS, *rows], answers=Answers(new=frozenset({"1.4"})))

    assert told(imported)[3:] == [("new", "", "1.4", "T2026-1.4"), ("gone", "1.4", "", "T-1.4")]
    assert [each[0] for each in told(office.take([HEADS, *rows]))] == ["same"] * 4


@pytest.mark.parametrize(
    "said",
    [
        Answers({"9.9": "1.1"}),
        Answers(new=frozenset({"9.9"})),
        Answers({"1.1": "9.9"}),
        Answers({"1.1": "1.2", "1.2": "1.2"}),
        Answers({"1.1": "1.1"}, frozenset({"1.1"})),
    ],
)
def test_an_answer_about_what_is_not_there_is_refused(office, said):
    with pytest.raises(BadInput):
        office.take([HEADS, *FIRST], answers=said)


def test_a_known_measure_may_be_called_by_its_ref(office):
    office.take([HEADS, *numbered(TITLES[0], TITLES[2], TITLES[3])])
    imported = office.take(
        [HEADS, ["1.1", "Noe annet", "ASU", "2026"]], answers=Answers({"1.1": "t-1.2"})
    )

    assert told(imported)[0][3] == "T-1.2"


# The same plan under another id


def test_the_same_rows_under_another_id_are_recognised(office):
    before = office.counts()

    with pytest.raises(Refused, match="4 of 4 rows are in plan-2026 already"):
        office.take([HEADS, *FIRST], plan="v2-endelig")
    assert office.counts() == before


def test_a_copy_with_a_row_more_is_recognised_too(office):
    rows = numbered("Helt nytt tiltak om barn og unge", *TITLES)

    with pytest.raises(Refused, match="4 of 5 rows"):
        office.take([HEADS, *rows], plan="v2-endelig")


def test_a_plan_with_few_known_rows_is_its_own(office):
    others = [["2.1", "Kurse ansatte", "ASU", "2026"], ["2.2", "Hospitere", "ASU", "2026"]]
    imported = office.take([HEADS, *FIRST[:2], *others], plan="plan-2027")

    assert imported.created == 4


# The files of roll/


ROLLED = (
    {"id": "hnt", "name": "Helse Nord-Trøndelag", "abbreviation": "HNT", "kind": "trust"},
    {"id": "fagrad-10", "name": "Fagråd 10", "kind": "expert_council"},
)


def taken(world: World, folder: Path, *names: str) -> Imported:
    """The last of the files, after the others, each into the same plan."""
    office = Office(world, folder)
    world.with_bodies(ROLLED)
    for name in names:
        (file,) = (SHARED / "data" / "failing" / "roll").glob(f"{name}*.csv")
        imported = office.take_file(file, "p-2018-2021", period=(2018, 2021))
    return imported


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "became"),
    [
        ("b", ["same 1.1 1.1", "moved 1.3 1.2", "moved 1.4 1.3", "gone 1.2 "]),
        ("c", ["new  1.1", *(f"moved 1.{n} 1.{n + 1}" for n in range(1, 5))]),
        ("d", [f"same 1.{n} 1.{n}" for n in range(1, 5)]),
        ("f", [f"same 1.{n} 1.{n}" for n in range(1, 5)]),
    ],
)
def test_the_files_of_the_next_edition(world, tmp_path, name, became):
    imported = taken(world, tmp_path, "a", name)

    assert [" ".join(each[:3]) for each in told(imported)] == became
    known = [each for each in told(imported) if each[0] != "new"]
    assert [each[3] for each in known] == [f"T-{each[1]}" for each in known]


@pytest.mark.shared
def test_a_copy_of_the_file_is_recognised(world, tmp_path):
    office = Office(world, tmp_path)
    taken(world, tmp_path, "a")
    (copy,) = (SHARED / "data" / "failing" / "roll").glob("Hand*.csv")

    with pytest.raises(Refused, match="4 of 4 rows are in p-2018-2021 already, word for word"):
        office.take_file(copy, "handlingsplan-v2-endelig-1", period=(2018, 2021))


def test_an_import_that_takes_every_measure_out_of_its_area_says_so(world, tmp_path):
    office = Office(world, tmp_path)
    office.take([HEADS, ["1", "Rutiner"], *FIRST])
    imported = office.take([["Sortert etter ansvarlig"], HEADS, *FIRST])
    said = [str(each.sentence) for each in imported.findings if each.code == "area_doubtful"]
    assert any(
        text.startswith("The file takes all 4 measures out of their areas, such as “Rutiner”")
        for text in said
    )
    again = office.take([["Sortert etter ansvarlig"], HEADS, *FIRST, ["1.5", "Ny", "ASU", "2027"]])
    assert not any("out of their areas" in str(each.sentence) for each in again.findings)
