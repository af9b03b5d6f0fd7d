"""Numbers are those that Word draws."""

from __future__ import annotations

import pytest
from lxml import etree

from workflows.documents.word_numbering import WordLists, drawn_number
from workflows.documents.word_text import W

NS = f'xmlns:w="{W.strip("{}")}"'


def level(depth, pattern, kind="decimal", start=1, more=""):
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def num(list_id, abstract="0", more=""):
    return f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'


def override(depth, inside):
    return f'<w:lvlOverride w:ilvl="{depth}">{inside}</w:lvlOverride>'


def lists(levels, nums, styles="", more=""):
    numbering = (
        f'<w:numbering {NS}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{more}'
        f"{nums}</w:numbering>"
    )
    return WordLists(
        etree.fromstring(numbering), etree.fromstring(f"<w:styles {NS}>{styles}</w:styles>")
    )


def paragraph(list_id="", depth="", style=""):
    parts = f'<w:pStyle w:val="{style}"/>' if style else ""
    parts += "<w:numPr>" if list_id or depth else ""
    parts += f'<w:ilvl w:val="{depth}"/>' if depth != "" else ""
    parts += f'<w:numId w:val="{list_id}"/>' if list_id else ""
    parts += "</w:numPr>" if list_id or depth else ""
    return etree.fromstring(f"<w:p {NS}><w:pPr>{parts}</w:pPr></w:p>")


def signs(known, *paragraphs):
    return [known.sign(paragraph(*each)) for each in paragraphs]


TWO = level(0, "%1.") + level(1, "%1.%2")


def test_a_list_begins_where_it_says():
    assert signs(lists(level(0, "%1", start=5), num("1")), ["1"], ["1"]) == ["5", "6"]


def test_another_list_of_the_same_kind_goes_on_unless_it_says_where_to_begin():
    start = override(0, '<w:startOverride w:val="7"/>')
    known = lists(level(0, "%1"), num("1") + num("2") + num("3", more=start))
    assert signs(known, ["1"], ["2"], ["3"], ["3"], ["1"]) == ["1", "2", "7", "8", "9"]


def test_a_level_begins_anew_below_the_next_number_above():
    known = lists(TWO, num("1"))
    shown = signs(known, ["1", 0], ["1", 1], ["1", 1], ["1", 0], ["1", 1])
    assert shown == ["1.", "1.1", "1.2", "2.", "2.1"]


def test_a_level_that_never_begins_anew_counts_on():
    known = lists(level(0, "%1.") + level(1, "%2", more='<w:lvlRestart w:val="0"/>'), num("1"))
    assert signs(known, ["1", 0], ["1", 1], ["1", 0], ["1", 1]) == ["1.", "1", "2.", "2"]


def test_a_level_that_begins_anew_below_the_first_only():
    three = TWO + level(2, "%3", more='<w:lvlRestart w:val="1"/>')
    known = lists(three, num("1"))
    shown = signs(known, ["1", 0], ["1", 1], ["1", 2], ["1", 1], ["1", 2], ["1", 0], ["1", 2])
    assert shown == ["1.", "1.1", "1", "1.2", "2", "2.", "1"]


def test_a_list_may_replace_a_level_of_its_kind():
    known = lists(level(0, "%1"), num("1", more=override(0, level(0, "T%1", start=3))))
    assert signs(known, ["1"], ["1"]) == ["T3", "T4"]


@pytest.mark.parametrize(
    ("kind", "number", "drawn"),
    [
        ("upperRoman", 4, "IV"),
        ("lowerRoman", 1999, "mcmxcix"),
        ("lowerLetter", 3, "c"),
        ("upperLetter", 28, "BB"),
        ("decimalZero", 7, "07"),
        ("decimal", 12, "12"),
    ],
)
def test_numbers_are_drawn_in_their_kind(kind, number, drawn):
    assert drawn_number(number, kind) == drawn


def test_numbers_of_outer_levels_are_drawn_in_their_own_kind_or_as_the_level_says():
    own = level(0, "%1", "upperRoman") + level(1, "%1.%2")
    assert signs(lists(own, num("1")), ["1", 0], ["1", 1]) == ["I", "I.1"]
    plain = level(0, "%1", "upperRoman") + level(1, "%1.%2", more="<w:isLgl/>")
    assert signs(lists(plain, num("1")), ["1", 0], ["1", 1]) == ["I", "1.1"]


def style(style_id, numbering="", based_on="", more=""):
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    inside = f"<w:pPr><w:numPr>{numbering}</w:numPr></w:pPr>" if numbering else ""
    return f'<w:style w:type="paragraph" w:styleId="{style_id}"{more}>{base}{inside}</w:style>'


def test_a_style_numbers_its_paragraphs_and_those_of_styles_based_on_it():
    styles = style("Tiltak", '<w:numId w:val="1"/>') + style("Rad", based_on="Tiltak")
    known = lists(level(0, "%1"), num("1"), styles)
    assert signs(known, ["", "", "Tiltak"], ["", "", "Rad"], ["0", "", "Rad"]) == ["1", "2", ""]


def test_a_style_stands_on_the_level_that_names_it():
    styles = style("Tiltak", '<w:numId w:val="1"/>')
    named = level(0, "%1.") + level(1, "%1.%2", more='<w:pStyle w:val="Tiltak"/>')
    known = lists(named, num("1"), styles)
    assert signs(known, ["1", 0], ["", "", "Tiltak"]) == ["1.", "1.1"]


def test_paragraphs_without_a_style_have_the_usual_one():
    styles = style("Normal", '<w:numId w:val="1"/>', more=' w:default="1"')
    assert signs(lists(level(0, "%1"), num("1"), styles), [""]) == ["1"]


def test_a_list_that_only_names_a_style_is_that_of_the_style():
    styles = style("Liste", '<w:numId w:val="2"/>')
    linked = '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="Liste"/></w:abstractNum>'
    known = lists(level(0, "%1)"), num("1", "9") + num("2"), styles, linked)
    assert signs(known, ["1"], ["2"]) == ["1)", "2)"]


def test_bullets_are_drawn_by_their_level():
    known = lists(level(0, "", "bullet") + level(1, "o", "bullet"), num("1"))
    assert signs(known, ["1", 0], ["1", 1]) == ["•", "○"]
