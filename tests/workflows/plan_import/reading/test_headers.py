"""The columns of a table, by what they are called and by what stands in them."""

from __future__ import annotations

import openpyxl
import pytest

from tests.workflows.conftest import found
from workflows.documents.refusals import FileRefused
from workflows.plan_import.cells.header_words import role_of_phrase, role_of_stems
from workflows.plan_import.reading.answers import ReadingAnswers, typed_columns
from workflows.plan_import.reading.drafts import PlanDraft
from workflows.plan_import.reading.questions import FileQuestion
from workflows.plan_import.reading.read_plan import read_plan

ROW = ["1.1", "Øve sammen før vinteren kommer", "FR", "2031"]
NAMES = ["Nr.", "Tiltak", "Ansvarlig", "Når"]


def texts(draft: PlanDraft) -> list[str]:
    return [measure.text for measure in draft.measures]


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Ansv.", "responsible"),
        ("Ansvarlig part", "responsible"),
        ("Hovedansvarlig for tiltaket", "responsible"),
        ("Tiltaksansvarlig", "responsible"),
        ("Kven?", "responsible"),
        ("Responsible party", "responsible"),
        ("Medansvarlig", "supporting"),
        ("Samarbeidspartnere", "supporting"),
        ("Kven er med", "supporting"),
        ("Hvem deltar?", "supporting"),
        ("Kven har ansvar", "responsible"),
        ("Kva tid", "when"),
        ("Gjennomføres innen", "when"),
        ("Når?", "when"),
        ("Due date", "when"),
        ("Timeline", "when"),
        ("Frist (2031)", "when"),
        ("Oppstartsdato", "start"),
        ("Ferdigstilt", "end"),
        ("Planlagt start", "start"),
        ("Delansvarlig", "supporting"),
        ("Gjennomfører(e)", "responsible"),
        ("% ferdig", "status"),
        ("Frist for ferdigstilling", "when"),
        ("Når starter vi?", "start"),
        ("Igangsettes", "start"),
        ("Planlagt slutt", "end"),
        ("Planlagt ferdig", "end"),
        ("Konkrete tiltak", "measure"),
        ("Tiltak 2030-2033", "measure"),
        ("Kva skal gjerast?", "measure"),
        ("Beskrivelse av tiltaket", "measure"),
        ("Tiltaksbeskrivelse", "measure"),
        ("Tiltaksnummer", "number"),
        ("Bakgrunn for tiltaket", "ignored"),
        ("Målgruppe", "ignored"),
        ("Kategori", "ignored"),
        ("Status per april", "status"),
        ("Trafikklys", "light"),
        ("Fagområde", "area"),
        ("Delmål", "goal"),
        ("Øve sammen før vinteren kommer til fjorden", None),
    ],
)
def test_a_header_is_known_by_the_first_of_its_words_that_has_a_role(header, role):
    assert (role_of_phrase(header) or role_of_stems(header)) == role


def test_a_text_below_a_header_is_no_header_though_it_holds_such_words(xlsx, read):
    row = ["1.2", "Ansvar for frist og tiltak", "FR", "2031"]
    assert texts(read(xlsx([NAMES, ROW, row]))) == [ROW[1], row[1]]


def test_an_unknown_column_of_bodies_is_taken_and_told(xlsx, read):
    draft = read(xlsx([["Nr.", "Tiltak", "Xyz", "Når"], ROW]))
    assert [body.body_id for body in draft.measures[0].responsible] == ["council"]
    assert found(draft, "column_by_content") == [("warning", 1, "")]


def test_an_unknown_column_of_times_is_taken_and_told(xlsx, read):
    draft = read(xlsx([["Nr.", "Tiltak", "Ansvarlig", "Xyz"], ROW]))
    assert draft.measures[0].years == (2031,)
    assert found(draft, "column_by_content") == [("warning", 1, "")]


def test_an_unknown_column_that_is_not_read_is_told_with_its_rows(xlsx, read):
    draft = read(xlsx([[*NAMES, "Xyz"], [*ROW, "FR"], ["1.2", "Mer", "FR", "2031", ""]]))
    (warning,) = [each for each in draft.findings if each.code == "column_unread"]
    assert (warning.level, warning.sentence.n) == ("warning", 1)


def test_where_none_is_found_for_a_part_somebody_is_asked_with_the_headers(xlsx, read):
    with pytest.raises(FileQuestion) as asked:
        read(xlsx([["Nr.", "Tiltak", "Hvor", "Når"], ["1.1", ROW[1], "på kontoret", "2031"]]))
    assert (asked.value.part, asked.value.headers) == ("owners", ("Nr.", "Tiltak", "Hvor", "Når"))


def test_an_answer_names_the_column_or_says_that_there_is_none(xlsx, read):
    rows = [["Nr.", "Tiltak", "Hvor", "Når"], ["1.1", ROW[1], "FR", "2031"]]
    named = ReadingAnswers({"owners": ("Hvor",)})
    assert [b.body_id for b in read(xlsx(rows), answers=named).measures[0].responsible] == [
        "council"
    ]
    rows[1][2] = "på kontoret"
    none = read(xlsx(rows), answers=ReadingAnswers({"owners": ("-",)}))
    assert (texts(none), none.measures[0].responsible) == ([ROW[1]], ())


def test_a_column_whose_content_says_otherwise_is_asked_about(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "Når"]]
    rows += [[f"1.{n}", f"{ROW[1]} {n}", "2031", "FR"] for n in (1, 2, 3)]
    with pytest.raises(FileQuestion) as asked:
        read(xlsx(rows))
    assert asked.value.part == "owners"


def test_two_columns_of_times_are_asked_about(xlsx, read):
    with pytest.raises(FileQuestion) as asked:
        read(xlsx([["Nr.", "Tiltak", "Ansvarlig", "Frist", "Tid"], [*ROW, "2032"]]))
    assert (asked.value.part, asked.value.headers) == ("times", ("Frist", "Tid"))
    answers = ReadingAnswers({"times": ("Tid",), "nothing": ("Frist",)})
    rows = [["Nr.", "Tiltak", "Ansvarlig", "Frist", "Tid"], [*ROW, "2032"]]
    assert read(xlsx(rows), answers=answers).measures[0].years == (2032,)


@pytest.mark.parametrize(
    ("names", "start", "end", "read_as"),
    [
        (("Oppstart", "Frist"), "2030", "31.12.2032", ((2030, 2031, 2032), False, "2032-12-31")),
        (
            ("Startdato", "Forfallsdato"),
            "2030",
            "01.06.2032",
            ((2030, 2031, 2032), 0, "2032-06-01"),
        ),
        (("Når starter vi", "Når er vi ferdig"), "mars", "juni 2031", ((2031,), 0, "2031-06-30")),
        (("Start", "Ny frist"), "2030", "Desember 2030", ((2030,), False, "2030-12-31")),
        (("Oppstart", "Frist"), "1.1.2030", "1.7.2030", ((2030,), False, "2030-07-01")),
        (("Oppstart", "Frist"), "h2030", "v2032", ((2030, 2031, 2032), False, "2032-06-30")),
        (("Oppstart", "Frist"), "2030", "Løpende", ((2030,), True, "")),
        (("Oppstart", "Frist"), "Igangsatt", "2031", ((2031,), False, "")),
        (("Oppstart", "Frist"), "-", "Mars 2031", ((2031,), False, "2031-03-31")),
        (("Oppstart", "Frist"), "", "2031", ((2031,), False, "")),
        (("Fra", "Planlagt slutt"), "2030", "2032", ((2030, 2031, 2032), False, "")),
    ],
)
def test_a_beginning_beside_another_time_is_a_span(xlsx, read, names, start, end, read_as):
    draft = read(xlsx([["Nr.", "Tiltak", "Ansvarlig", *names], ["1.1", "Øve", "FR", start, end]]))
    (measure,) = draft.measures
    assert (measure.years, measure.ongoing, measure.due) == read_as
    assert not [each for each in draft.findings if each.code in ("open_ended", "unknown_time_word")]


def test_a_beginning_without_an_end_is_told(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "Oppstart", "Frist"], ["1.1", "Øve", "FR", "2031", ""]]
    draft = read(xlsx(rows), (2030, 2033))
    assert draft.measures[0].years == (2031, 2032, 2033)
    assert found(draft, "open_ended") == [("warning", 2, "1.1")]


def test_a_file_without_measures_shows_the_headers_it_has(xlsx, read):
    with pytest.raises(FileQuestion) as asked:
        read(xlsx([["Nr.", "Xyz", "Abc", "Def"], ["1.1", ROW[1], "FR", "2031"]]))
    assert (asked.value.part, asked.value.headers) == ("measures", ("Nr.", "Xyz", "Abc", "Def"))


def test_two_tables_side_by_side_are_two_tables(xlsx, read):
    rows = [
        [*NAMES, "", *NAMES],
        ["1.1", "Øve", "FR", "2031", "", "2.1", "Lese", "kommunene", "2032"],
        ["1.2", "Se", "FR", "2031"],
    ]
    draft = read(xlsx(rows))
    assert sorted((m.key, m.text, m.years) for m in draft.measures) == [
        ("1.1", "Øve", (2031,)),
        ("1.2", "Se", (2031,)),
        ("2.1", "Lese", (2032,)),
    ]


def test_years_in_a_second_header_row(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "Når", ""], ["", "", "", "2031", "2032"]]
    draft = read(xlsx([*rows, ["1.1", "Øve", "FR", "", "x"]]))
    assert draft.measures[0].years == (2032,)


def test_beginning_and_end_in_a_second_header_row(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "Tid", ""], ["", "", "", "Oppstart", "Slutt"]]
    draft = read(xlsx([*rows, ["1.1", "Øve", "FR", "2030", "2032"]]))
    assert draft.measures[0].years == (2030, 2031, 2032)


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        (("År 2031", "År 2032"), (2032,)),
        (("31", "32"), (2032,)),
        (("Vår 2031", "Høst 2031"), (2031,)),
        (("2030/31", "2031/32"), (2031, 2032)),
        (("Q1 2031", "Q2 2031"), (2031,)),
    ],
)
def test_years_over_columns_in_other_spellings(xlsx, read, years, expected):
    draft = read(xlsx([["Nr.", "Tiltak", "Ansvarlig", *years], ["1.1", "Øve", "FR", "", "x"]]))
    assert draft.measures[0].years == expected


def test_an_answer_is_followed_though_another_column_has_such_a_name(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "Når", "When"], [*ROW, "2032"]]
    draft = read(xlsx(rows), answers=ReadingAnswers({"times": ("When",)}))
    assert draft.measures[0].years == (2032,)
    assert ("warning", 1, "") in found(draft, "column_unread")


def test_a_deadline_beside_a_beginning_and_an_end_is_asked_about(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "Frist", "Startdato", "Sluttdato"]]
    rows += [[*ROW, "1.1.2030", "30.6.2032"]]
    with pytest.raises(FileQuestion) as asked:
        read(xlsx(rows))
    assert asked.value.headers == ("Frist", "Sluttdato")
    draft = read(xlsx(rows), answers=ReadingAnswers({"times": ("Frist",)}))
    assert draft.measures[0].years == (2031,)


def test_an_answer_may_be_copied_with_its_quotation_marks():
    assert typed_columns(["times=«Når»", 'owners="Hvem"']) == {
        "times": ("Når",),
        "owners": ("Hvem",),
    }


def test_a_hidden_column_of_owners_gives_way_to_one_that_is_shown(tmp_path, read):
    book = openpyxl.Workbook()
    for row in (
        ["Nr.", "Tiltak", "Ansvarlig", "Ansvarlig ny", "Når"],
        ["1", "Øve", "Utvalg 2", "FR", 2031],
    ):
        book.active.append(row)
    book.active.column_dimensions["C"].hidden = True
    book.save(tmp_path / "hidden.xlsx")
    draft = read(tmp_path / "hidden.xlsx")
    assert [body.body_id for body in draft.measures[0].responsible] == ["council"]
    assert found(draft, "column_unread") == [("warning", 1, "")]


def test_headers_with_nothing_below_them_are_no_plan(xlsx, read):
    with pytest.raises(FileRefused) as refusal:
        read(xlsx([["Nr.", "Tiltak", "Ansvarlig", "Når"]]))
    assert refusal.value.code == "no_rows"


@pytest.mark.parametrize(
    ("heads", "marks", "years", "due"),
    [
        (["Vår 2030", "Høst 2030"], ["x", ""], (2030,), "2030-06-30"),
        (["Vår 2030", "Høst 2030"], ["x", "x"], (2030,), ""),
        (["Vår 2030", "Vår 2031"], ["x", "x"], (2030, 2031), "2031-06-30"),
        (["uke 12 2030", "uke 20 2030"], ["", "x"], (2030,), "2030-05-19"),
        (["Q1 2030", "Q2 2030"], ["x", ""], (2030,), "2030-03-31"),
        (["2030-2031", "2032-2033"], ["", "x"], (2032, 2033), ""),
        (["2030", "2031"], ["", "vår"], (2031,), "2031-06-30"),
        (["mai 30", "jun 30"], ["x", ""], (2030,), "2030-05-31"),
    ],
)
def test_marks_under_a_part_of_a_year_are_due_when_it_ends(xlsx, read, heads, marks, years, due):
    (measure,) = read(xlsx([[*NAMES[:3], *heads], [*ROW[:3], *marks]])).measures
    assert (measure.years, measure.due) == (years, due)


def test_owners_and_years_names_actor_in_a_second_header_row(xlsx, read):
    rows = [
        ["Nr.", "Tiltak", "Ansvar", "", "Gjennomføring", ""],
        ["", "", "Hovedansvar", "Støtte", "2030", "2031"],
        ["1.1", "Øve", "FR", "kommunene", "", "x"],
        ["1.2", "Se", "kommunene", "", "x", "x"],
    ]
    draft = read(xlsx(rows))
    said = [[(each.body_id, each.role) for each in m.responsible] for m in draft.measures]
    assert said == [[("council", "responsible"), ("towns", "support")], [("towns", "responsible")]]
    assert [m.years for m in draft.measures] == [(2031,), (2030, 2031)]
    only_owners = [row[:4] for row in rows[:2]] + [[*row[:4], "2031"] for row in rows[2:]]
    only_owners[0].append("Når")
    first, _second = read(xlsx(only_owners)).measures
    assert ([each.role for each in first.responsible], first.years) == (
        ["responsible", "support"],
        (2031,),
    )


MARKED = [["Nr.", "Tiltak", "FR", "Kommunane", "Når"], ["1.1", "Øve", "x", "", "2031"]]


def test_a_column_for_each_body_with_marks_says_who_is_responsible(xlsx, read):
    draft = read(xlsx([*MARKED, ["1.2", "Se", "X", "✓", "2031"]]))
    owners = [[each.body_id for each in m.responsible] for m in draft.measures]
    assert owners == [["council"], ["council", "towns"]]
    assert found(draft, "column_by_content") == [("warning", 1, "")]


def test_other_signs_than_crosses_below_bodies_are_asked_about(xlsx, read):
    rows = [*MARKED[:1], ["1.1", "Øve", "A", "D", "2031"], ["1.2", "Se", "D", "A", "2031"]]
    with pytest.raises(FileQuestion, match="put x under those who are responsible") as asked:
        read(xlsx(rows))
    assert (asked.value.part, asked.value.headers) == ("owners", ("FR", "Kommunane"))


def test_a_second_plan_in_the_file_is_asked_about(xlsx, read):
    first = [NAMES, ["1.1", "Øve", "FR", 2030], ["1.2", "Se", "FR", 2030]]
    second = [NAMES, ["1.1", "Bygge nytt hus", "FR", 2030], ["1.2", "Lese mer", "FR", 2031]]
    path = xlsx(first, Neste=second)
    with pytest.raises(FileQuestion, match="“Neste” has other measures under the numbers") as asked:
        read(path)
    assert (asked.value.part, asked.value.headers) == ("table", ("Neste",))
    left = read(path, answers=ReadingAnswers(left_out=("Neste",)))
    assert texts(left) == ["Øve", "Se"]
    taken = read(path, answers=ReadingAnswers(taken=("Neste",)))
    assert [row for _level, row, _key in found(taken, "number_repeated")] == [2, 3]


@pytest.mark.parametrize("across", [True, False])
def test_parts_of_years_may_stand_below_the_years(xlsx, read, across):
    rows = [
        [*NAMES[:3], "2030", "", "2031", ""],
        ["", "", "", "Q1", "Q2", "Vår", "Høst"],
        [*ROW[:3], "", "x", "", ""],
        ["1.2", "Se", "FR", "", "x", "x", ""],
        ["1.3", "Gå", "FR", "", "", "", "x"],
    ]
    path = xlsx(rows)
    if across:
        book = openpyxl.load_workbook(path)
        for cells in ("D1:E1", "F1:G1", "A1:A2"):
            book.active.merge_cells(cells)
        book.save(path)
    draft = read(path)
    assert [(m.key, m.years, m.due) for m in draft.measures] == [
        ("1.1", (2030,), "2030-06-30"),
        ("1.2", (2030, 2031), "2031-06-30"),
        ("1.3", (2031,), ""),
    ]


def test_money_under_years_marks_none_where_another_column_says_when(xlsx, read):
    rows = [[*NAMES, "2031", "2032"], [*ROW, "100 000", "50 000 kr"], [*ROW, "", "1,5 mill."]]
    draft = read(xlsx([rows[0], rows[1], ["1.2", "Se", "FR", "2031", *rows[2][4:]]]))
    assert [m.years for m in draft.measures] == [(2031,), (2031,)]
    assert len(found(draft, "column_unread")) == 2


def test_marks_in_a_column_without_a_header_are_told(xlsx, read):
    rows = [[*NAMES[:3], "2030", ""], [*ROW[:3], "x", ""], ["1.2", "Se", "FR", "", "x"]]
    assert found(read(xlsx(rows)), "column_unread") == [("warning", 1, "")]


def test_a_second_header_row_may_look_like_a_header(xlsx, read):
    rows = [
        ["Handlingsplan"],
        ["Nr.", "Tiltak", "Ansvar", "", "Tid", ""],
        ["", "", "Hovedansvarlig", "Medansvarlig", "Start", "Slutt"],
        ["1.1", "Øve", "FR", "kommunene", "2030", "2031"],
    ]
    draft = read(xlsx(rows))
    (measure,) = draft.measures
    assert [each.role for each in measure.responsible] == ["responsible", "support"]
    assert (measure.years, draft.findings) == ((2030, 2031), ())


def test_a_plan_without_a_column_of_owners_or_times_is_told(xlsx, read):
    path = xlsx([["Nr.", "Tiltak", "Når"], ["FR"], ["1.1", "Øve", "2030"], ["1.2", "Se", "2031"]])
    assert found(read(path), "no_owner_column") == [("warning", 1, "")]
    said = ReadingAnswers(columns={"owners": ("-",)})
    assert found(read(path, answers=said), "no_owner_column") == []

    path = xlsx([NAMES[:3], ["1.1", "Øve", "FR"]], **{"2031": [NAMES[:3], ["2.1", "Se", "FR"]]})
    assert found(read(path), "no_time_column") == [("warning", 1, "")]
    assert found(read(path), "no_owner_column") == []


def test_figures_to_be_reached_are_no_goals(xlsx, read):
    rows = [[*NAMES, "Mål 2031"], [*ROW, "80 %"], ["1.2", "Se", "FR", "2031", "> 12"]]
    draft = read(xlsx(rows))
    assert (draft.goals, [m.key for m in draft.measures]) == ((), ["1.1", "1.2"])
    assert found(draft, "column_unread") == [("warning", 1, "")]


@pytest.mark.parametrize(
    ("first", "second", "role"),
    [
        ("Hovedansvarlig", "Delansvarlig", "support"),
        ("Pådriver", "Utførende", "support"),
        ("Hovedansvarlig", "Gjennomføres av", "support"),
        ("Pådriver", "Støtte", "support"),
        ("Pådriver", "Ansvarlig", "responsible"),
        ("Ansvarlig", "Utførende", "support"),
        ("Ansvarlig", "Hvem", "support"),
        ("Eier", "Utførende", "responsible"),
    ],
)
def test_who_carries_out_beside_one_who_leads_supports(xlsx, read, first, second, role):
    rows = [["Nr.", "Tiltak", first, second, "Når"], ["1.1", "Øve", "FR", "kommunene", "2031"]]
    (measure,) = read(xlsx(rows)).measures
    assert {body.body_id: body.role for body in measure.responsible} == {
        "council": "responsible",
        "towns": role,
    }


def test_who_carries_out_is_told_beside_one_who_does_not_surely_lead(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "Utførende", "Når"], ["1.1", "Øve", "FR", "", "2031"]]
    assert found(read(xlsx(rows)), "owner_doubtful") == [("warning", 1, "")]
    rows[0][2] = "Pådriver"
    assert found(read(xlsx(rows)), "owner_doubtful") == []


MONTHS = ["Nr", "Aktivitet", "Ansvarlig", "Jan", "Feb", "Jul", "Des"]


def test_months_alone_are_of_the_year_that_the_title_names(xlsx, read):
    rows = [["Årshjul 2031"], MONTHS, [1, "Øve", "FR", "", "x", "x", ""]]
    (measure,) = read(xlsx(rows)).measures
    assert (measure.years, measure.due) == ((2031,), "2031-07-31")


@pytest.mark.parametrize(
    ("name", "period"), [("tiltaksplan-2031.xlsx", None), ("plan.xlsx", (2031, 2031))]
)
def test_months_alone_are_of_the_year_that_the_plan_is_called_by_which_is_told(
    xlsx, bodies, name, period
):
    path = xlsx([MONTHS, [1, "Øve", "FR", "", "x", "", ""]], name)
    draft = read_plan(path, bodies, period)
    assert [(m.years, m.due) for m in draft.measures] == [((2031,), "2031-02-28")]
    assert found(draft, "column_by_content") == [("warning", 1, "")]


def test_months_alone_are_asked_about_where_the_name_has_more_years_than_one(xlsx, bodies):
    path = xlsx([MONTHS, [1, "Øve", "FR", "", "x", "", ""]], "plan-2031-2032.xlsx")
    with pytest.raises(FileQuestion):
        read_plan(path, bodies)


def test_quarters_are_of_the_year_in_the_row_above_them(xlsx, read):
    above = ["", "", "", "2030", "", "2031", ""]
    names = ["Nr", "Tiltak", "Ansvar", "Q1", "Q2", "Q1", "Q2"]
    rows = [above, names, [1, "Øve", "FR", "x", "x", "", ""], [2, "Se", "FR", "", "", "x", ""]]
    first, second = read(xlsx(rows)).measures
    assert (first.years, first.due) == ((2030,), "2030-06-30")
    assert (second.years, second.due) == ((2031,), "2031-03-31")


def test_the_title_and_the_years_of_a_plan_stand_on_its_cover_sheet(xlsx, read):
    cover = [["Handlingsplan for fjorden 2030-2033"], ["Versjon 1.2"]]
    draft = read(xlsx(cover, Barn=[NAMES, ROW], Eldre=[NAMES, ["2.1", "Se", "FR", "2032"]]))
    assert (draft.title, draft.period) == ("Handlingsplan for fjorden 2030-2033", (2030, 2033))


def test_of_two_title_rows_the_one_that_names_the_plan_is_its_title(xlsx, read):
    draft = read(xlsx([["Fjordfellesskapet"], ["Handlingsplan 2030-2033"], NAMES, ROW]))
    assert (draft.title, draft.areas) == ("Handlingsplan 2030-2033", ())


def test_a_share_in_a_column_of_progress_is_how_far_a_measure_has_come(tmp_path, read):
    book = openpyxl.Workbook()
    book.active.append([*NAMES, "% ferdig"])
    book.active.append([*ROW, 0.5])
    book.active.append(["1.2", "Se", "FR", "2031", 1])
    for row in (2, 3):
        book.active.cell(row, 5).number_format = "0%"
    book.save(tmp_path / "plan.xlsx")
    draft = read(tmp_path / "plan.xlsx")
    assert [measure.status for measure in draft.measures] == ["started", "done"]
    assert not found(draft, "unknown_status")


def test_who_leads_and_years_with_their_parts_may_stand_in_three_rows(xlsx, read):
    rows = [
        ["Nr.", "Tiltak", "Ansvar", "", "Tid", "", "", ""],
        ["", "", "Leder", "Bidrar", "2030", "", "2031", ""],
        ["", "", "", "", "Vår", "Høst", "Vår", "Høst"],
        ["1.1", "Øve", "FR", "kommunene", "x", "", "", ""],
        ["1.2", "Se", "FR", "", "", "x", "x", ""],
    ]
    path = xlsx(rows)
    book = openpyxl.load_workbook(path)
    for cells in ("C1:D1", "E1:H1", "E2:F2", "G2:H2"):
        book.active.merge_cells(cells)
    book.save(path)
    first, second = read(path).measures
    assert [body.role for body in first.responsible] == ["responsible", "support"]
    assert (first.years, first.due) == ((2030,), "2030-06-30")
    assert (second.years, second.due) == ((2030, 2031), "2031-06-30")


def test_how_it_goes_is_a_status(xlsx, read):
    rows = [[*NAMES, "Hvordan går det?"], [*ROW, "Gul"]]
    (measure,) = read(xlsx(rows)).measures
    assert measure.light == "at_risk"


def test_lights_in_a_comment_are_told(xlsx, read):
    draft = read(xlsx([[*NAMES, "Merknad"], [*ROW, "Grønn"]]))
    assert found(draft, "column_unread") == [("warning", 1, "")]
