"""What is told of the marks under years."""

from __future__ import annotations

from tests.workflows.conftest import found

NAMES = ["Nr.", "Tiltak", "Ansvarlig", "2031", "2032"]


def test_the_same_sign_in_many_cells_is_told_once_a_table(xlsx, read):
    rows = [NAMES, ["1.1", "Øve", "FR", "→", "→"], ["1.2", "Se", "FR", "", "→"]]
    draft = read(xlsx(rows))
    assert [m.years for m in draft.measures] == [(2031, 2032), (2032,)]
    assert found(draft, "unknown_time_word") == [("warning", 2, "")]
    (told,) = [each for each in draft.findings if each.code == "unknown_time_word"]
    assert (told.sentence.n, told.sentence.values["text"]) == (3, "→")


def test_signs_of_other_tables_and_other_signs_are_told_apart(xlsx, read):
    rows = [NAMES, ["1.1", "Øve", "FR", "→", "delvis"], ["1.2", "Se", "FR", "❌", "x"]]
    draft = read(xlsx(rows, Mer=[NAMES, ["2.1", "Gå", "FR", "→", ""]]))
    wanted = ("unknown_time_word", "no_mark")
    assert [each.code for each in draft.findings if each.code in wanted] == [
        *("unknown_time_word", "unknown_time_word", "no_mark", "unknown_time_word"),
    ]


def test_boxes_of_which_none_is_ticked_are_told(xlsx, read):
    rows = [NAMES, ["1.1", "Øve", "FR", "☐", "x"], ["1.2", "Se", "FR", "☐", "☐"]]
    assert found(read(xlsx(rows)), "no_mark") == [("warning", 1, "")]
    rows[1][4] = "☑"
    assert found(read(xlsx(rows)), "no_mark") == []
