"""A table for each measure, with its headers at the side, is one row of a plan."""

from __future__ import annotations

from tests.workflows.conftest import found

LABELS = ["Nr.", "Tiltak", "Ansvarlig", "Når"]


def card(*values, labels=LABELS):
    return [[label, value] for label, value in zip(labels, values, strict=True)]


def test_cards_are_read_as_the_rows_of_one_table(word, read):
    path = word(
        "1 Samspill",
        card("1.1", "Øve", "FR", "2031"),
        card("1.2", "Lese", "Sekretariat", "2032"),
        "2 Ledelse",
        card("2.1", "Lede", "FR", "2031"),
    )
    draft = read(path)
    assert [(m.key, m.area, m.text, m.years) for m in draft.measures] == [
        ("1.1", "1", "Øve", (2031,)),
        ("1.2", "1", "Lese", (2032,)),
        ("2.1", "2", "Lede", (2031,)),
    ]
    assert [area.title for area in draft.areas] == ["Samspill", "Ledelse"]
    assert [row for _level, row, _key in found(draft, "card_read")] == [0, 0]


def test_a_card_that_says_other_things_stands_alone(word, read):
    path = word(
        card("1.1", "Øve", "FR", "2031"),
        card("2032", "1.2", "Lese", "FR", labels=["Når", "Nr.", "Tiltak", "Ansvarlig"]),
    )
    assert [(m.key, m.years) for m in read(path).measures] == [("1.1", (2031,)), ("1.2", (2032,))]


def test_a_bad_card_is_told_by_its_number(word, read):
    path = word(card("1.1", "Øve", "FR", "2031"), card("1.2", "Lese", "Hvem?", "2031"))
    assert found(read(path), "unknown_body") == [("error", 2, "1.2")]


def test_a_table_with_its_headers_above_is_no_card(word, read):
    path = word([LABELS, ["1", "Øve", "FR", "2031"], ["2", "Lese", "FR", "2032"]])
    draft = read(path)
    assert [m.key for m in draft.measures] == ["1", "2"]
    assert found(draft, "card_read") == []


def test_a_table_on_its_side_is_read_turned_and_told(xlsx, read):
    numbers, texts = ["Nr.", "1.1", "1.2", "1.3"], ["Tiltak", "Øve", "Lese", "Lede"]
    owners, times = ["Ansvarlig", "FR", "Sekretariat", "FR"], ["Når", "2031", "", "2032"]
    draft = read(xlsx([numbers, texts, owners, times]))
    assert [(m.key, m.text, m.years) for m in draft.measures] == [
        ("1.1", "Øve", (2031,)),
        ("1.2", "Lese", ()),
        ("1.3", "Lede", (2032,)),
    ]
    assert found(draft, "table_turned") == [("warning", 0, "")]
    assert found(draft, "card_read") == []
