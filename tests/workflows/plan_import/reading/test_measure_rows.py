"""Rows as people write them: parts, headings, owners below each other, errors, colours."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from engine.errors import BadInput
from tests.workflows.conftest import found
from workflows.plan_import.reading.answers import ReadingAnswers
from workflows.plan_import.reading.questions import FileQuestion

NAMES = ["Nr.", "Tiltak", "Ansvarlig", "Når"]


def test_owners_and_years_on_several_rows_are_of_the_measure_above(xlsx, read):
    rows = [
        NAMES,
        ["1.1", "Øve", "FR", 2030],
        ["", "", "kommunene", 2031],
        ["1.2", "Se", "FR", 2030],
    ]
    draft = read(xlsx(rows))
    first, second = draft.measures
    assert [body.body_id for body in first.responsible] == ["council", "towns"]
    assert (first.years, second.key) == ((2030, 2031), "1.2")
    assert found(draft, "row_continued") == [("note", 3, "1.1")]


def test_a_counted_measure_is_counted_once_though_its_owners_take_two_rows(xlsx, read):
    rows = [NAMES[1:], ["Øve", "FR", 2030], ["", "kommunene", ""], ["Se", "FR", 2030]]
    assert [measure.key for measure in read(xlsx(rows)).measures] == ["1", "2"]


def test_the_rest_of_a_sentence_joins_the_row_above(xlsx, read):
    rows = [
        NAMES,
        ["1.1", "Øve sammen", "FR", 2030],
        ["", "og lære", "", ""],
        ["1.2", "Se", "FR", 2030],
    ]
    assert [m.text for m in read(xlsx(rows)).measures] == ["Øve sammen og lære", "Se"]


def test_letters_below_a_number_are_parts_of_it(xlsx, read):
    rows = [NAMES, ["1.1", "Øve", "FR", 2030], ["a)", "Vår", "FR", 2030], ["1.2", "Se", "FR", 2030]]
    rows += [["a)", "Høst", "FR", 2030]]
    draft = read(xlsx(rows))
    assert [(m.key, m.parent) for m in draft.measures] == [
        ("1.1", ""),
        ("1.1a", "1.1"),
        ("1.2", ""),
        ("1.2a", "1.2"),
    ]


def test_a_heading_alone_in_the_column_of_measures_opens_an_area(xlsx, read):
    rows = [NAMES, ["", "1. SAMSPILL"], ["1.1", "Øve", "FR", 2030], ["", "2. LÆRING"]]
    draft = read(xlsx([*rows, ["2.1", "Lese", "FR", 2030]]))
    assert [(area.number, area.title) for area in draft.areas] == [
        ("1", "SAMSPILL"),
        ("2", "LÆRING"),
    ]
    assert draft.rejected == ()


def test_a_cell_in_error_keeps_its_row_out(xlsx, read):
    draft = read(xlsx([NAMES, ["1.1", "#REF!", "FR", 2030], ["1.2", "Se", "FR", 2030]]))
    assert found(draft, "cell_in_error") == [("error", 2, "1.1")]
    assert [measure.text for measure in draft.measures] == ["Se"]


def test_1_10_that_a_spreadsheet_made_1_1_of_is_told(xlsx, read):
    rows = [[f"1.{n}", f"Øve {n} ganger", "FR", 2030] for n in range(1, 10)]
    draft = read(xlsx([NAMES, *rows, ["1.1", "Øve ti ganger", "FR", 2030]]))
    assert found(draft, "number_lost_zero") == [("error", 11, "1.1")]
    assert len(draft.measures) == 9


def test_numbers_that_stand_on_several_rows_number_groups(xlsx, read):
    rows = [["1", "Øve", "FR", 2030], ["1", "Lese", "FR", 2030], ["2", "Se", "FR", 2030]]
    draft = read(xlsx([NAMES, *rows, ["2", "Høre", "FR", 2030]]))
    assert [measure.key for measure in draft.measures] == ["1-1", "1-2", "2-1", "2-2"]
    assert draft.errors == ()


def test_a_table_of_the_process_is_asked_about(xlsx, read):
    sheets = {"Prosess": [["Tiltak", "Ansvar", "Frist"], ["Høring", "FR", 2030]]}
    path = xlsx([NAMES, ["1.1", "Øve", "FR", 2030]], **sheets)
    with pytest.raises(FileQuestion) as asked:
        read(path)
    assert (asked.value.part, asked.value.headers) == ("table", ("Prosess",))
    assert len(read(path, answers=ReadingAnswers(left_out=("prosess",))).measures) == 1
    assert len(read(path, answers=ReadingAnswers(left_out=("2",))).measures) == 1
    assert len(read(path, answers=ReadingAnswers(sheets=("Sheet",))).measures) == 1
    assert len(read(path, answers=ReadingAnswers(taken=("Prosess",))).measures) == 2


def test_a_table_that_is_not_there_is_no_answer(xlsx, read):
    path = xlsx([NAMES, ["1.1", "Øve", "FR", 2030]])
    with pytest.raises(BadInput) as refusal:
        read(path, answers=ReadingAnswers(left_out=("Prosess",)))
    (table,) = refusal.value.sentences[0].values["tables"]
    assert table.values == {"name": "Sheet"}


def test_a_table_without_a_header_goes_on_from_the_one_above(word, read):
    first = [NAMES, ["1.1", "Øve", "FR", "2030"]]
    draft = read(word(first, [["1.2", "Lese", "FR", "2030"]]))
    assert [measure.key for measure in draft.measures] == ["1.1", "1.2"]


def test_another_table_without_a_header_is_not_read_and_told(word, read):
    draft = read(word([NAMES, ["1.1", "Øve", "FR", "2030"]], [["a", "b", "c", "d"]]))
    assert found(draft, "table_ignored") == [("warning", 1, "")]


def coloured(tmp_path, columns):
    book = openpyxl.Workbook()
    for row in (["Nr.", "Tiltak", "Ansvarlig", 2030, 2031], ["1.1", "Øve", "FR"]):
        book.active.append(row)
    for column in columns:
        book.active[f"{column}2"].fill = PatternFill("solid", fgColor="FF00B050")
    book.save(tmp_path / "colours.xlsx")
    return tmp_path / "colours.xlsx"


def test_some_coloured_years_are_marks_and_told(tmp_path, read):
    draft = read(coloured(tmp_path, "E"))
    assert draft.measures[0].years == (2031,)
    assert found(draft, "colours_marked") == [("warning", 1, "")]


def test_a_row_that_is_coloured_whole_marks_nothing_and_is_told(tmp_path, read):
    draft = read(coloured(tmp_path, "DE"))
    assert draft.measures[0].years == ()
    assert found(draft, "colours_marked") == [("warning", 1, "")]


def test_status_and_light_are_read_and_other_words_told(xlsx, read):
    rows = [[*NAMES, "Status", "Trafikklys"], ["1.1", "Øve", "FR", 2030, "Igangsatt", "Gul"]]
    draft = read(xlsx([*rows, ["1.2", "Se", "FR", 2030, "nesten der", ""]]))
    assert [(m.status, m.light) for m in draft.measures] == [("started", "at_risk"), ("", "")]
    assert found(draft, "unknown_status") == [("warning", 3, "1.2")]


def test_two_dashes_and_a_question_mark_name_nobody_and_inherit_nothing(xlsx, read):
    draft = read(xlsx([NAMES, ["1.1", "Øve", "FR", 2030], ["1.2", "Se", "-", 2030]]))
    assert draft.measures[1].responsible == ()
    assert found(draft, "no_responsible") == [("warning", 3, "1.2")]


@pytest.mark.parametrize("words", ["Totalt 4 tiltak", "Kilde: FR 2030", "* FR er Fjordrådet"])
def test_a_sum_a_source_or_a_note_below_a_table_is_left_out_and_told(xlsx, read, words):
    for names, row in ((NAMES, ["1", "Øve", "FR", 2030]), (NAMES[1:], ["Øve", "FR", 2030])):
        last = ["", words] if names is NAMES else [words]
        draft = read(xlsx([names, row, last]))
        assert [measure.text for measure in draft.measures] == ["Øve"]
        assert (found(draft, "row_left_out"), draft.errors) == ([("warning", 3, "")], ())


def test_two_numbers_in_a_cell_are_an_error(xlsx, read):
    draft = read(xlsx([NAMES, ["1.1-1.2", "Øve", "FR", 2030], ["1.3", "Se", "FR", 2030]]))
    assert found(draft, "numbers_many") == [("error", 2, "1.1")]


def test_a_table_with_other_headers_is_asked_about_though_it_counts_cases(xlsx, read):
    sheets = {"Vedtak": [["Saksnr", "Vedtak", "Ansvarlig", "Frist"], ["3/18", "Vedta", "FR", 2030]]}
    with pytest.raises(FileQuestion) as asked:
        read(xlsx([NAMES, ["1.1", "Øve", "FR", 2030]], **sheets))
    assert asked.value.headers == ("Vedtak",)


def test_the_colours_of_a_status_are_told(tmp_path, read):
    book = openpyxl.Workbook()
    for row in ([*NAMES, "Status"], ["1", "Øve", "FR", 2030]):
        book.active.append(row)
    book.active["E2"].fill = PatternFill("solid", fgColor="FF00B050")
    book.save(tmp_path / "status.xlsx")
    assert found(read(tmp_path / "status.xlsx"), "colours_unread") == [("warning", 1, "")]


def test_the_same_words_under_two_numbers_are_two_measures_and_told(xlsx, read):
    rows = [NAMES, ["1.1", "Øve", "FR", 2030], ["1.2", "Se", "FR", 2030], ["1.3", "Øve", "FR", ""]]
    draft = read(xlsx(rows))
    assert [m.key for m in draft.measures] == ["1.1", "1.2", "1.3"]
    assert found(draft, "words_repeated") == [("warning", 4, "1.3")]


def test_a_hidden_column_that_is_read_is_told(xlsx, read):
    path = xlsx([NAMES, ["1.1", "Øve", "FR", 2030], ["1.2", "Se", "FR", ""]])
    book = openpyxl.load_workbook(path)
    book.active.column_dimensions["D"].hidden = True
    book.save(path)
    draft = read(path)
    assert [m.years for m in draft.measures] == [(2030,), ()]
    assert found(draft, "column_hidden") == [("warning", 1, "")]


def test_parts_in_the_column_of_texts_are_parts_of_the_measure_above(xlsx, read):
    rows = [
        NAMES,
        ["1.1", "Øve", "FR", 2030],
        ["", "a) Kartlegge", "kommunene", 2031],
        ["", "b) Bygge", "FR", ""],
        ["1.2", "Se", "FR", 2030],
        ["", "- først", "", ""],
        ["", "- sist", "", ""],
        ["1.3", "Gå", "FR", 2030],
        ["", "a) Ut", "", ""],
        ["", "b) Inn", "", ""],
    ]
    draft = read(xlsx(rows))
    assert [(m.key, m.parent) for m in draft.measures] == [
        ("1.1", ""),
        ("1.1a", "1.1"),
        ("1.1b", "1.1"),
        ("1.2", ""),
        ("1.3", ""),
    ]
    assert [bullet.text for bullet in draft.measures[3].bullets] == ["først", "sist"]
    assert draft.measures[1].text == "Kartlegge"
    assert draft.measures[4].text == "Gå\na) Ut\nb) Inn"
    assert draft.errors == ()


def test_a_legend_below_a_numbered_table_is_left_out_and_told(xlsx, read):
    rows = [
        NAMES,
        ["1.1", "Øve", "FR", 2030],
        ["1.2", "Se", "FR", 2030],
        ["Forklaring:", "Grønn = i rute"],
        ["", "Rød = forsinket"],
        ["", "Sist oppdatert av FR"],
    ]
    draft = read(xlsx(rows))
    assert [m.key for m in draft.measures] == ["1.1", "1.2"]
    assert [row for _level, row, _key in found(draft, "row_left_out")] == [4, 5, 6]
    assert draft.errors == ()


def test_a_row_without_a_number_among_others_is_still_an_error(xlsx, read):
    rows = [NAMES, ["1.1", "Øve", "FR", 2030], ["", "Glemt", "", ""], ["1.2", "Se", "FR", 2030]]
    assert found(read(xlsx(rows)), "number_missing") == [("error", 3, "1")]


def test_a_line_of_text_below_a_table_is_no_area(xlsx, read):
    rows = [NAMES, ["1.1", "Øve", "FR", 2030], ["Merk: planen rulleres av FR"]]
    draft = read(xlsx(rows))
    assert draft.areas == ()
    assert found(draft, "area_empty") == [("warning", 0, "")]


@pytest.mark.parametrize("sign", ['"', "〃", '-"-', "do.", "som over", "Som ovenfor"])
def test_a_sign_that_repeats_the_row_above_is_read_and_told(xlsx, read, sign):
    rows = [NAMES, ["1.1", "Øve", "FR", 2030], ["1.2", "Se", sign, sign], ["1.3", "Gå", sign, 2031]]
    draft = read(xlsx(rows))
    assert [[each.body_id for each in m.responsible] for m in draft.measures] == [["council"]] * 3
    assert [m.years for m in draft.measures] == [(2030,), (2030,), (2031,)]
    assert found(draft, "ditto_read") == [("note", 3, "")]


def test_marks_on_a_row_of_their_own_are_of_the_measure_above(xlsx, read):
    heads = ["Nr.", "Tiltak", "Ansvarlig", "2030", "2031"]
    rows = [
        heads,
        ["1.1", "Øve", "FR", "x", ""],
        ["", "", "", "", "x"],
        ["1.2", "Se", "FR", "", ""],
    ]
    draft = read(xlsx(rows))
    assert [m.years for m in draft.measures] == [(2030, 2031), ()]
    assert found(draft, "row_continued") == [("note", 3, "1.1")]


def test_two_measures_in_one_cell_are_an_error(xlsx, read):
    rows = [
        ["Tiltak", "Ansvarlig", "Når"],
        ["1.1 Øve\n1.2 Se", "FR", 2030],
        ["1.3 Gå\nSe 1.1\n1. Ut\n2. Inn", "FR", 2030],
    ]
    draft = read(xlsx(rows))
    assert found(draft, "numbers_many") == [("error", 2, "1.1")]
    assert [m.key for m in draft.measures] == ["1.3"]


@pytest.mark.parametrize(("first", "second"), [("1", "2"), ("1.", "2."), ("A", "B")])
def test_a_number_and_a_text_alone_above_its_parts_is_a_heading(xlsx, read, first, second):
    dot = "" if first == "A" else "."
    one, two = first.rstrip(".") + dot, second.rstrip(".") + dot
    rows = [
        NAMES,
        [first, "Rus"],
        [f"{one}1", "Øve", "FR", 2030],
        [f"{one}2", "Se", "FR", 2030],
        [second, "Psykiatri"],
        [f"{two}1", "Gå", "FR", 2030],
    ]
    draft = read(xlsx(rows))
    assert [
        area.title.removeprefix(f"{n} ") for n, area in zip("AB", draft.areas, strict=True)
    ] == [
        "Rus",
        "Psykiatri",
    ]
    assert [m.text for m in draft.measures] == ["Øve", "Se", "Gå"]
    assert [m.area for m in draft.measures] == ["1", "1", "2"]


def test_a_measure_with_parts_is_a_measure(xlsx, read):
    rows = [NAMES, ["1", "Øve", "FR", 2030], ["1.1", "Ute", "FR", 2030], ["2", "Se", "FR", 2030]]
    assert [m.key for m in read(xlsx(rows)).measures] == ["1", "1.1", "2"]


def test_bodies_in_a_second_row_below_the_owners_are_columns_of_marks(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "", "Når"], ["", "", "FR", "Kommunene", ""]]
    rows += [["1.1", "Øve", "x", "", 2030], ["1.2", "Se", "x", "x", 2030]]
    first, second = read(xlsx(rows)).measures
    assert [body.body_id for body in first.responsible] == ["council"]
    assert [body.body_id for body in second.responsible] == ["council", "towns"]


def test_bodies_in_a_second_row_above_more_than_marks_are_asked_about(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "", "Når"], ["", "", "FR", "Kommunene", ""]]
    with pytest.raises(FileQuestion, match="hold more than crosses"):
        read(xlsx([*rows, ["1.1", "Øve", "lager plan", "vedtar", 2030]]))


def test_two_columns_of_measures_are_asked_about_once(xlsx, read):
    rows = [["Nr.", "Tiltak", "Aktivitet", "Ansvarlig", "Når"]]
    file = xlsx([*rows, ["1.1", "Øve sammen", "Kurs i april", "FR", 2030]])
    with pytest.raises(FileQuestion) as asked:
        read(file)
    assert (asked.value.part, asked.value.headers) == ("measures", ("Tiltak", "Aktivitet"))
    said = ReadingAnswers({"measures": ("Tiltak",), "details": ("Aktivitet",)})
    (measure,) = read(file, None, said).measures
    assert measure.text == "Øve sammen\nKurs i april"


def test_the_hint_of_a_question_is_no_column_of_numbers(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "Når"], ["1.1", "Øve", "2030", "FR"]]
    with pytest.raises(FileQuestion) as asked:
        read(xlsx([*rows, ["1.2", "Se", "2031", "FR"]]))
    assert (asked.value.part, asked.value.reasons[0].remedy.values["header"]) == ("owners", "Når")


def test_a_goal_that_returns_further_down_is_one(xlsx, read):
    heads = ["Mål", "Nr.", "Tiltak", "Ansvarlig", "2030"]
    rows = [["Bedre flyt", "1.1", "Øve", "FR", "x"], ["Færre feil", "1.2", "Se", "FR", "x"]]
    draft = read(xlsx([heads, *rows, ["Bedre flyt", "1.3", "Lære", "FR", "x"]]))
    assert [goal.text for goal in draft.goals] == ["Bedre flyt", "Færre feil"]
    assert draft.measures[2].goal == draft.measures[0].goal


ABOVE = [["Barn og unge"], ["Mål: tidlig hjelp"], NAMES, ["1", "Øve", "FR", 2030]]
BELOW = [["Eldre"], ["Hovedmål: bo hjemme"], NAMES, ["1", "Se", "FR", 2031]]
GOALS = ["Mål: tidlig hjelp", "Hovedmål: bo hjemme"]
AMONG = [NAMES, *ABOVE[:2], ABOVE[3], *BELOW[:2], ["2", "Se", "FR", 2031]]


@pytest.mark.parametrize("rows", [[*ABOVE, *BELOW], AMONG])
def test_a_goal_below_the_name_of_an_area_takes_nothing_from_it_and_is_told(xlsx, read, rows):
    draft = read(xlsx(rows))
    assert [area.title for area in draft.areas] == ["Barn og unge", "Eldre"]
    assert draft.measures[0].key == "1.1"
    told = [each.sentence for each in draft.findings if each.code == "row_left_out"]
    assert [sentence.values["text"] for sentence in told] == GOALS


def test_a_line_above_the_only_table_is_told_where_no_number_hangs_on_it(xlsx, read):
    line = [["Sortert etter ansvarlig"], NAMES]
    alone = read(xlsx([*line, ["1.1", "Øve", "FR", 2030], ["2.1", "Se", "FR", 2031]]))
    assert found(alone, "area_doubtful") == [("warning", 2, "")]
    counted = read(xlsx([*line, ["1", "Øve", "FR", 2030], ["2", "Se", "FR", 2031]]))
    assert not found(counted, "area_doubtful")


def test_a_sum_or_a_legend_where_a_goal_would_stand_is_none_and_is_told(xlsx, read):
    rows = [
        ["Pkt.", "Mål", "Nr", "Tiltak", "Ansvar", 2030, 2031],
        ["1", "Tidlig hjelp", "1.1", "Øve", "FR", "x", None],
        [None, None, "1.2", "Se", "FR", "x", "x"],
        [None, "Sum tiltak", None, None, None, 2, 1],
        [None, "Per år", None, None, None, 2, 1],
        [None, "x = gjøres dette året"],
    ]
    draft = read(xlsx(rows))
    assert [(goal.number, goal.text) for goal in draft.goals] == [("1", "Tidlig hjelp")]
    assert [row for _level, row, _key in found(draft, "row_left_out")] == [4, 5, 6]


def test_a_sum_where_an_area_would_stand_opens_none(xlsx, read):
    rows = [["Område", *NAMES], ["Barn", 1, "Øve", "FR", 2030], [None, 2, "Se", "FR", 2030]]
    draft = read(xlsx([*rows, ["Sum", None, "2 tiltak"]]))
    assert [area.title for area in draft.areas] == ["Barn"]
    assert [m.text for m in draft.measures] == ["Øve", "Se"]


@pytest.mark.parametrize(
    ("cell", "told"),
    [("Ikke aktuelt", [("warning", 2, "1.1")]), ("nei", [("warning", 2, "1.1")]), ("-", [])],
)
def test_a_word_that_denies_a_year_and_no_mark_beside_it_is_told(xlsx, read, cell, told):
    rows = [["Nr.", "Tiltak", "Ansvarlig", 2030, 2031], ["1.1", "Øve", "FR", "", cell]]
    assert found(read(xlsx(rows)), "no_years") == told
    rows[1][3] = "x"
    assert not found(read(xlsx(rows)), "no_years")


def test_a_month_over_a_column_that_a_spreadsheet_keeps_as_its_first_day_is_the_month(
    tmp_path, read
):
    book = openpyxl.Workbook()
    book.active.append([*NAMES[:3], date(2030, 1, 1), date(2030, 2, 1), date(2030, 3, 1)])
    book.active.append(["1.1", "Øve", "FR", "x", "x", ""])
    for cell in book.active[1][3:]:
        cell.number_format = "mmm yy"
    book.save(tmp_path / "plan.xlsx")
    (measure,) = read(tmp_path / "plan.xlsx").measures
    assert (measure.years, measure.due) == ((2030,), "2030-02-28")


def test_a_measure_that_is_a_list_has_its_first_point_as_its_text(xlsx, read):
    rows = [
        NAMES,
        ["1", "• Kartlegge tilbud\n• Lage plan", "FR", 2030],
        ["2", "- Kurs", "FR", 2031],
    ]
    draft = read(xlsx(rows))
    first, second = draft.measures
    assert (first.text, [point.text for point in first.bullets]) == (
        "Kartlegge tilbud",
        ["Lage plan"],
    )
    assert (second.text, second.bullets) == ("Kurs", ())
    assert found(draft, "list_read") == [("warning", 2, "1")]


@pytest.mark.parametrize("note", ["* Fullt navn står i vedlegget.", "Kilde: årsrapporten."])
def test_a_footnote_below_the_owners_is_no_owner(xlsx, read, note):
    names = ["Ansvarlig", "Nr.", "Tiltak", "Når"]
    rows = [["FR*", "1.1", "Øve", 2030], [note], ["FR", "1.2", "Lære", 2031], ["* Utvalg 2"]]
    draft = read(xlsx([names, *rows]))
    owners = [[body.body_id for body in measure.responsible] for measure in draft.measures]
    assert owners == [["council"], ["council", "group-2"]]
    assert found(draft, "row_left_out") == [("warning", 3, "")]


def test_a_footnote_below_roman_numbers_leaves_them_numbers(xlsx, read):
    rows = [[f"{number}.", "Øve", "FR", 2030] for number in ("I", "II", "III")]
    draft = read(xlsx([NAMES, *rows, ["Kilde: årsrapporten."]]))
    assert [measure.key for measure in draft.measures] == ["1", "2", "3"]
