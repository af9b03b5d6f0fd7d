"""Plans as people lay them out: header words, orders of columns, titles, dividers, areas, goals."""

from __future__ import annotations

import openpyxl
import pytest

from tests.workflows.conftest import found
from workflows.documents.refusals import FileRefused
from workflows.plan_import.reading.drafts import Kind, Layout
from workflows.plan_import.reading.questions import quoted

PLAIN = ["Nr.", "Tiltak", "Ansvarlig", "Når"]


def keys(draft):
    return [measure.key for measure in draft.measures]


@pytest.mark.parametrize(
    "header",
    [
        ["Nr.", "Tiltak", "Ansvarlig", "Når"],
        ["Pkt", "Aktuelle tiltak", "Ansvar", "Frist"],
        ["#", "Handling og framdrift", "Ansvarleg", "Tidsrom"],
        ["Nr", "Innhald", "Ansvarleg", "Tid"],
        ["Number", "Action", "Responsible", "When"],
        ["Tiltak nr.", "Beskrivelse", "Ansvarlig for oppfølging", "Tids-\nplan"],
    ],
)
def test_header_words_of_three_languages(xlsx, read, header):
    draft = read(xlsx([header, [1, "Øve sammen", "FR", 2031]]))
    (measure,) = draft.measures
    assert (measure.number, measure.text, measure.years) == ("1", "Øve sammen", (2031,))
    assert [body.body_id for body in measure.responsible] == ["council"]


def test_columns_in_another_order_under_title_rows_and_empty_rows(xlsx, read):
    rows = [
        ["Plan for fjorden 2030–2033"],
        [],
        ["Frist", "Ansvarleg", "Tiltak", "Nr"],
        [2031, "FR", "Øve", "1"],
        [],
        [2032, "FR", "Lære", 2],
    ]
    draft = read(xlsx(rows))
    assert (draft.title, draft.period) == ("Plan for fjorden 2030–2033", (2030, 2033))
    assert [(m.key, m.text, m.where.row) for m in draft.measures] == [
        ("1", "Øve", 4),
        ("2", "Lære", 6),
    ]


def test_an_area_has_its_title_in_the_header_of_its_measures(xlsx, read):
    rows = [
        ["Nr.", "1. Samspill", "Ansvarlig", "Når"],
        [1, "Øve", "FR", 2031],
        [],
        ["Nr", "2. Læring", "Ansvarlig", "Når"],
        [1, "Lese", "FR", 2031],
    ]
    draft = read(xlsx(rows))
    assert draft.layout is Layout.AREAS
    assert [(area.number, area.title) for area in draft.areas] == [
        ("1", "Samspill"),
        ("2", "Læring"),
    ]
    assert keys(draft) == ["1.1", "2.1"]


def test_a_row_across_the_table_divides_it_into_areas(xlsx, read):
    draft = read(
        xlsx(
            [PLAIN, ["1. Samspill"], [1, "Øve", "FR", 2031], ["2. Læring"], [1, "Lese", "FR", 2031]]
        )
    )
    assert keys(draft) == ["1.1", "2.1"]
    assert [measure.area for measure in draft.measures] == ["1", "2"]


def test_a_header_that_is_printed_again_opens_no_new_area(xlsx, read):
    draft = read(
        xlsx([["1. Samspill"], PLAIN, [1, "Øve", "FR", 2031], PLAIN, [2, "Lese", "FR", 2031]])
    )
    assert keys(draft) == ["1.1", "1.2"]


def test_each_worksheet_with_a_table_is_an_area_and_the_others_are_passed_over(xlsx, read):
    path = xlsx(
        [["Om planen"], ["to", "celler"]],
        **{
            "1 Samspill": [PLAIN, [1, "Øve", "FR", 2031]],
            "2 Læring": [PLAIN, [1, "Lese", "FR", 2031]],
        },
    )
    draft = read(path)
    assert [(area.number, area.title) for area in draft.areas] == [
        ("1", "Samspill"),
        ("2", "Læring"),
    ]
    assert [measure.where.table for measure in draft.measures] == ["1 Samspill", "2 Læring"]


def test_a_column_of_areas_groups_the_rows_below(xlsx, read):
    rows = [
        ["Innsatsområde", "Tiltak", "Ansvar", "Når"],
        ["Samspill", "Øve", "FR", 2031],
        ["", "Lese", "FR", 2031],
        ["Læring", "Skrive", "FR", 2031],
    ]
    draft = read(xlsx(rows))
    assert draft.layout is Layout.AREAS
    assert keys(draft) == ["1.1", "1.2", "2.1"]


def test_rows_without_numbers_are_counted_and_a_note_says_so(xlsx, read):
    draft = read(xlsx([["Tiltak", "Ansvar", "Når"], ["Øve", "FR", 2031], ["Lese", "FR", 2031]]))
    assert keys(draft) == ["1", "2"]
    assert found(draft, "number_missing") == [("note", 1, "")]


def test_one_row_without_a_number_among_numbered_ones_is_an_error(xlsx, read):
    draft = read(
        xlsx([PLAIN, [1, "Øve", "FR", 2031], ["", "Lese", "FR", 2031], [2, "Skrive", "FR", 2031]])
    )
    assert [level for level, row, _key in found(draft, "number_missing") if row == 3] == ["error"]
    assert [measure.text for measure in draft.rejected] == ["Lese"]


def test_a_number_may_stand_before_the_text(xlsx, read):
    draft = read(
        xlsx([["Tiltak", "Ansvar", "Når"], ["1.1 Å øve", "FR", 2031], ["1.2 I lag", "FR", 2031]])
    )
    assert [(m.key, m.text) for m in draft.measures] == [("1.1", "Å øve"), ("1.2", "I lag")]


def test_comments_are_noted_as_not_read_and_what_nobody_knows_is_warned_of(tmp_path, read):
    book = openpyxl.Workbook()
    for row in (
        ["Hjelp", "Nr.", "Tiltak", "Ansvar", "Når", "Status", "Kommentar"],
        ["k1", 1, "Øve", "FR", 2031, "ferdig", "fint"],
    ):
        book.active.append(row)
    book.active.column_dimensions["A"].hidden = True
    book.save(tmp_path / "helpers.xlsx")
    draft = read(tmp_path / "helpers.xlsx")
    assert keys(draft) == ["1"]
    (note,) = [f for f in draft.findings if f.code == "column_ignored"]
    assert note.sentence.values["names"] == quoted(["Kommentar"])
    (warning,) = [f for f in draft.findings if f.code == "column_unread"]
    assert (warning.level, warning.sentence.values["column"], warning.sentence.n) == (
        "warning",
        "Hjelp",
        1,
    )
    assert draft.measures[0].status == "done"


SECTIONS = [
    ["4. Samspill"],
    ["", "Mål", "", "Tiltak", "Ansvar", 2030, 2031],
    ["4.1", "Bedre flyt\nJf. vedtak i FR", "4.1.1", "Øve", "FR og Sekretariat", "x", ""],
    ["", "", "4.1.2", "Lese", "", "", "X oppstart haust"],
    ["4.2", "Mer læring", "4.2.1", "Skrive", "", "-", "x\nIgangsatt"],
]


def test_sections_with_goals_and_nameless_number_columns(xlsx, read):
    draft = read(xlsx(SECTIONS))
    assert (draft.layout, draft.period) == (Layout.SECTIONS, (2030, 2031))
    assert [(goal.number, goal.section, goal.text, goal.notes) for goal in draft.goals] == [
        ("4.1", "4", "Bedre flyt", ("Jf. vedtak i FR",)),
        ("4.2", "4", "Mer læring", ()),
    ]
    assert [
        (m.key, m.goal, m.years, [(k.year, k.mark, k.timing) for k in m.marks])
        for m in draft.measures
    ] == [
        ("4.1.1", "4.1", (2030,), [(2030, "x", "")]),
        ("4.1.2", "4.1", (2031,), [(2031, "x", "start_autumn")]),
        ("4.2.1", "4.2", (2031,), [(2030, "-", ""), (2031, "x", "started")]),
    ]


def test_an_empty_owner_is_that_of_the_row_above_within_the_goal_only(xlsx, read):
    draft = read(xlsx(SECTIONS))
    first, second, third = draft.measures
    assert second.inherited_from == first.key
    assert second.responsible == first.responsible
    assert found(draft, "inherited_responsible") == [("note", 4, "4.1.2")]
    assert third.responsible == ()
    assert found(draft, "no_responsible") == [("warning", 5, "4.2.1")]


def test_a_row_that_inherits_an_unknown_owner_is_kept_out_with_it(xlsx, read):
    rows = [
        ["Mål", "Tiltak", "Ansvar", 2030, 2031],
        ["Flyt", "Øve", "Ukjente råd", "x", ""],
        ["", "Lese", "", "x", ""],
    ]
    draft = read(xlsx(rows))
    assert [measure.text for measure in draft.rejected] == ["Øve", "Lese"]


def test_years_may_stand_in_a_second_header_row(xlsx, read):
    draft = read(
        xlsx(
            [
                ["Nr", "Tiltak", "Ansvar", "Tidsplan", ""],
                ["", "", "", 2030, 2031],
                [1, "Øve", "FR", "", "x"],
            ]
        )
    )
    assert draft.measures[0].years == (2031,)


def test_years_in_a_header_may_have_signs_and_words_beside_them(xlsx, read):
    draft = read(
        xlsx([["Nr", "Tiltak", "Ansvar", "2030.", "2031 (plan)"], [1, "Øve", "FR", "x", "x"]])
    )
    assert draft.measures[0].years == (2030, 2031)


def test_merged_owners_are_shared_and_a_bar_covers_its_years(tmp_path, read):
    book = openpyxl.Workbook()
    for row in (
        ["Nr", "Tiltak", "Ansvar", 2030, 2031, 2032],
        [1, "Øve", "FR", "x", "", ""],
        [2, "Lese", "", "", "x", ""],
    ):
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    book.active.merge_cells("D2:F2")
    book.save(tmp_path / "merged.xlsx")
    first, second = read(tmp_path / "merged.xlsx").measures
    assert first.years == (2030, 2031, 2032)
    assert (second.inherited_from, second.years) == ("1", (2031,))


AREAS = [
    ["Innsatsområde", "Delavtale", "Innhald", "Ansvarleg"],
    ["1. Samspel", "2, 3ab og 6", "Satsing:\n• øve\n• lese\nPlan kjem", "FR"],
    ["2. Læring", "Alle", "Kurs", "FR i samarbeid med"],
    ["", "", "og meir kurs", "kommunane"],
    ["2.1 Skule", "", "Bøker", "Sekretariat"],
    ["2. Heilt anna", "", "Noko eige", "Sekretariat"],
]


def test_a_single_table_of_areas_follows_each_row_as_one_measure(xlsx, read):
    draft = read(xlsx(AREAS))
    assert draft.layout is Layout.SINGLE_TABLE
    assert {measure.kind for measure in draft.measures} == {Kind.AREA}
    assert [(m.key, m.title) for m in draft.measures] == [
        ("1", "Samspel"),
        ("2-1", "Læring"),
        ("2.1", "Skule"),
        ("2-2", "Heilt anna"),
    ]
    first = draft.measures[0]
    assert (first.points, first.text_after, first.agreements.refs) == (
        ("øve", "lese"),
        "Plan kjem",
        ("2", "3a", "3b", "6"),
    )
    assert found(draft, "number_repeated") == [("warning", 6, "2-2")]
    assert draft.rejected == ()


def test_a_row_that_a_page_break_has_cut_is_joined(xlsx, read):
    draft = read(xlsx(AREAS))
    learning = draft.measures[1]
    assert learning.text == "Kurs\nog meir kurs"
    assert [(body.body_id, body.role) for body in learning.responsible] == [
        ("council", "responsible"),
        ("towns", "cooperating"),
    ]
    assert [row for _level, row, _key in found(draft, "row_continued")] == [4]


def test_numbers_repeated_and_rows_repeated(xlsx, read):
    draft = read(
        xlsx(
            [
                PLAIN,
                [1, "Øve", "FR", 2031],
                [1, "Lese bøker", "FR", 2031],
                [1, "Øve", "FR", 2031],
                [4, "Skrive", "FR", 2031],
            ]
        )
    )
    assert found(draft, "number_repeated") == [("error", 3, "1")]
    assert found(draft, "row_repeated") == [("note", 4, "1")]
    assert keys(draft) == ["1", "4"]
    assert [row for _level, row, _key in found(draft, "number_gap")] == [5]


@pytest.mark.parametrize(
    ("numbers", "gaps"),
    [
        (["2018/19", "2019/20"], []),
        (["2029/1", "2029/2", "2030/1", "2030/2", "2030/3"], []),
        (["2029/1", "2029/2", "2029/3", "2030/1", "2030/3"], [["2030-2"]]),
        (["A/1", "A/3", "B/1"], [["A-2"]]),
    ],
)
def test_numbers_are_counted_within_the_year_or_letter_before_them(xlsx, read, numbers, gaps):
    draft = read(xlsx([PLAIN, *([n, f"Øve {n}", "FR", 2031] for n in numbers)]))
    said = [f.sentence.values["keys"] for f in draft.findings if f.code == "number_gap"]
    assert said == gaps


def test_an_annex_that_differs_is_told_and_the_first_text_kept(word, read):
    table = [
        ["Nr.", "1. Samspill", "Ansvarlig", "Når"],
        ["1", "Øve på samspill hver uke", "FR", "2031"],
        ["2", "Lese", "FR", "2031"],
    ]
    again = [table[0], ["1", "Øve på samspill hver måned", "FR", "2031"], table[2]]
    draft = read(word(table, "Vedlegg", again))
    assert [m.text for m in draft.measures] == ["Øve på samspill hver uke", "Lese"]
    assert [(level, key) for level, _row, key in found(draft, "annex_differs")] == [
        ("warning", "1.1")
    ]
    assert len(found(draft, "printed_twice")) == 1


def test_other_names_for_a_measure_and_what_they_contradict(xlsx, read):
    rows = [
        ["", "Mål", "", "Tiltak", "Ansvar", 2030, 2031],
        ["1.1", "Flyt", "1.1.1", "Øve", "FR", "x", "x"],
        ["", "", "1.1.2 A\nRef. 1.1.1", "Øve", "FR", "x", "x"],
        ["", "Som 1.1.1", "1.1.3", "Øve", "Sekretariat", "x", ""],
        ["", "", "1.1.4", "Lese, se pkt. 1.1.9\nUtsettes, avhengig av 1.1.1", "FR", "-", "-"],
    ]
    draft = read(xlsx(rows))
    assert [(m.key, m.kind, m.alias_of) for m in draft.measures][1:3] == [
        ("1.1.2A", Kind.ALIAS, "1.1.1"),
        ("1.1.3", Kind.ALIAS, "1.1.1"),
    ]
    assert found(draft, "alias_contradicts") == [("warning", 4, "1.1.3")]
    assert found(draft, "reference_unknown") == [("warning", 5, "1.1.4")]
    assert found(draft, "deferred") == [("note", 5, "1.1.4")]
    assert draft.measures[3].schedule_note.depends_on == ("1.1.1",)


def test_title_and_columns_that_disagree_are_told(xlsx, read):
    draft = read(
        xlsx(
            [["Plan 2030-2033"], ["Nr", "Tiltak", "Ansvar", 2030, 2031], [1, "Øve", "FR", "x", ""]]
        )
    )
    assert (draft.period, draft.title_period) == ((2030, 2031), (2030, 2033))
    assert len(found(draft, "period_title_differs")) == 1
    assert (
        len(
            found(
                read(
                    xlsx([["Nr", "Tiltak", "Ansvar", 2030, 2031], [1, "Øve", "FR", "x", ""]]),
                    (2030, 2032),
                ),
                "period_title_differs",
            )
        )
        == 1
    )


def test_an_identity_number_keeps_its_row_out_and_is_not_repeated(xlsx, read):
    draft = read(xlsx([PLAIN, [1, "Følge opp 130972 48022", "FR", 2031], [2, "Lese", "FR", 2031]]))
    assert found(draft, "identity_number") == [("error", 2, "")]
    assert keys(draft) == ["2"]
    assert "48022" not in repr(draft)


def test_a_file_without_a_table_of_measures_is_refused(xlsx, read):
    with pytest.raises(FileRefused) as refusal:
        read(xlsx([["Dette er en liste"], ["over", "noe"]]))
    assert refusal.value.code == "no_table"


def test_a_row_with_an_end_alone_beside_a_column_of_beginnings_is_told(xlsx, read):
    header = ["Nr.", "Tiltak", "Ansvarlig", "Start", "Slutt"]
    rows = [["1", "Øve", "FR", "2030", "2032"], ["2", "Lære", "FR", "", "2032"]]
    draft = read(xlsx([header, *rows]), (2030, 2033))
    assert draft.measures[1].years == (2030, 2031, 2032)
    assert found(draft, "open_ended")


def test_a_measure_that_bodies_only_support_has_nobody_responsible(xlsx, read):
    draft = read(xlsx([PLAIN, ["1", "Øve", "kommunene (bidrar)", 2031]]))
    assert [body.role for body in draft.measures[0].responsible] == ["support"]
    assert found(draft, "no_responsible") == [("warning", 2, "1")]


def test_owners_of_one_year_and_another_are_told(xlsx, read):
    header = ["Nr.", "Tiltak", "Ansvarlig 2030", "Ansvarlig 2031", "Når"]
    draft = read(xlsx([header, ["1", "Øve", "FR", "kommunene", 2031]]))
    assert found(draft, "owner_doubtful") == [("warning", 1, "")]


@pytest.mark.parametrize(
    "line",
    ["Vedtatt i FR 13.2.2030", "Eksempel:", "(forts.)", "Side 2 av 4", "Dette er viktig å se."],
)
def test_a_line_among_rows_that_is_no_heading_is_left_out_and_told(xlsx, read, line):
    rows = [PLAIN, ["1.1", "Øve", "FR", 2031], [line], ["1.2", "Lære", "FR", 2031]]
    draft = read(xlsx(rows))
    assert ([m.key for m in draft.measures], draft.areas) == (["1.1", "1.2"], ())
    assert found(draft, "row_left_out") == [("warning", 3, "")]


def test_a_line_that_the_numbers_go_on_past_is_told_as_an_area(xlsx, read):
    rows = [PLAIN, ["1.1", "Øve", "FR", 2031], ["Rus"], ["1.2", "Lære", "FR", 2031]]
    assert found(read(xlsx(rows)), "area_doubtful") == [("warning", 3, "")]


def test_headings_that_numbers_begin_again_below_are_taken_without_a_word(xlsx, read):
    rows = [PLAIN, ["Samspill"], ["1", "Øve", "FR", 2031], ["2", "Se", "FR", 2031]]
    rows += [["Læring"], ["1", "Lære", "FR", 2031]]
    draft = read(xlsx(rows))
    assert [area.title for area in draft.areas] == ["Samspill", "Læring"]
    assert not draft.findings


def test_a_line_above_the_one_table_without_numbers_is_told_as_its_area(xlsx, read):
    rows = [["Rus"], PLAIN[1:], ["Øve sammen", "FR", 2031], ["Lære mer", "FR", 2031]]
    assert found(read(xlsx(rows)), "area_doubtful") == [("warning", 2, "")]


def test_a_remark_above_a_table_is_neither_its_area_nor_the_title(xlsx, read):
    rows = [["Vedtatt i FR 13.2.2030"], PLAIN, ["1", "Øve sammen", "FR", 2031]]
    draft = read(xlsx(rows))
    assert (draft.title, draft.areas) == ("", ())


def test_worksheets_that_the_program_named_are_told_as_areas(tmp_path, read):
    book = openpyxl.Workbook()
    for sheet, text in (("Ark1", "Øve"), ("Rus", "Lære")):
        page = book.create_sheet(sheet)
        page.append(PLAIN)
        page.append(["1", text, "FR", 2031])
    del book["Sheet"]
    book.save(tmp_path / "plan.xlsx")
    draft = read(tmp_path / "plan.xlsx")
    assert [area.title for area in draft.areas] == ["Ark1", "Rus"]
    assert found(draft, "area_doubtful") == [("warning", 1, "")]


def test_a_row_without_a_year_below_one_that_has_it_is_warned_of_where_years_come_first(xlsx, read):
    rows = [["År", "Tiltak", "Ansvarlig"], [2031, "Øve", "FR"], ["", "Lære", "FR"]]
    assert [level for level, _row, _key in found(read(xlsx(rows)), "no_years")] == ["warning"]
    assert [
        level
        for level, _row, _key in found(read(xlsx([PLAIN, ["1", "Øve", "FR", ""]])), "no_years")
    ] == ["note"]


@pytest.mark.parametrize(
    ("printed", "keys"),
    [
        (("2019/1", "2019/3"), ["2019-1", "2019-3"]),
        (("1/2031", "1/2032"), ["1-2031", "1-2032"]),
        (("Tiltak A", "Tiltak C"), ["A", "C"]),
        (("B", "D"), ["B", "D"]),
        (("F1.T1", "F2.T1"), ["F1.T1", "F2.T1"]),
        (("i", "iv"), ["1", "4"]),
    ],
)
def test_numbers_are_what_is_printed_and_the_rows_are_not_counted(xlsx, read, printed, keys):
    rows = [[printed[0], "Øve", "FR", 2031], [printed[1], "Se", "FR", 2031]]
    draft = read(xlsx([["Nr.", "Tiltak", "Ansvarlig", "Når"], *rows]))
    assert [m.key for m in draft.measures] == keys
    assert [m.number_printed for m in draft.measures] == list(printed)
    assert not found(draft, "number_missing")


def test_a_number_of_a_year_says_alone_which_measure_it_is(xlsx, read):
    rows = [["1 Samspill"], ["Nr.", "Tiltak", "Ansvarlig", "Når"], ["2031/1", "Øve", "FR", 2031]]
    rows += [["2031/2", "Se", "FR", 2031]]
    assert [m.key for m in read(xlsx(rows)).measures] == ["2031-1", "2031-2"]


def test_years_in_a_column_without_a_name_are_no_numbers(xlsx, read):
    rows = [["2031/1", "Øve", "FR", 2031], ["2031/2", "Se", "FR", 2031]]
    draft = read(xlsx([["", "Tiltak", "Ansvarlig", "Når"], *rows]))
    assert [m.key for m in draft.measures] == ["1", "2"]
    assert found(draft, "number_missing")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["Delmål A", "Øve", "FR", "2031"], ["Delmål B", "Se", "FR", "2031"]], "“Delmål A” in"),
        ([["", "1.1 Øve", "FR", "2031"], ["", "Se", "FR", ""], ["", "Gå", "FR", ""]], "Some rows"),
    ],
)
def test_what_stands_instead_of_numbers_is_told_where_rows_are_counted(xlsx, read, rows, said):
    draft = read(xlsx([["Nr.", "Tiltak", "Ansvarlig", "Når"], *rows]))
    assert found(draft, "number_missing") == [("warning", 1, "")]
    (told,) = [each for each in draft.findings if each.code == "number_missing"]
    assert str(told.sentence).startswith(said)


COUNTED = ["Tiltak", "Ansvarlig", "Når"]


def test_a_table_without_header_and_numbers_goes_on_and_is_told(word, read):
    draft = read(word([COUNTED, ["Øve", "FR", "2031"]], " ", [["Se", "FR", "2032"]]))
    assert [measure.text for measure in draft.measures] == ["Øve", "Se"]
    assert found(draft, "row_continued") == [("warning", 1, "")]


@pytest.mark.parametrize(
    "below",
    [
        ("Budsjett", [["Se", "FR", "2032"]]),
        (" ", [["Se", "", ""], ["Gå", "FR", "2032"]]),
        (" ", [["Se", "FR"]]),
    ],
)
def test_another_table_without_header_does_not_go_on(word, read, below):
    draft = read(word([COUNTED, ["Øve", "FR", "2031"]], *below))
    assert [measure.text for measure in draft.measures] == ["Øve"]
    assert [each.code for each in draft.findings if each.code == "table_ignored"]
