"""A partnership's own list as a file: read, and refused with line, key and words that help."""

from __future__ import annotations

import pytest

from engine.definitions import own_lists
from engine.definitions.loader import load_stored
from engine.definitions.own_lists import OwnList, is_list, read_list, with_lists
from engine.errors import DefinitionRefused
from tests.house import ROOT
from tests.world import definitions

EXAMPLE = (ROOT / "examples/lists/clause.yaml").read_text(encoding="utf-8")
ONE = """\
workflow: deviation
list: event_type
options:
  handover: {nb: Overlevering, nn: Overlevering, en: Handover}
  other: {nb: Annet, nn: Anna, en: Other}
"""


def read(text: str) -> OwnList:
    return read_list(text, "list.yaml", definitions())


def refused(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(DefinitionRefused) as why:
        read(text)
    return [(p.line, p.key, str(p.sentence)) for p in why.value.problems]


def test_the_example_fits_the_workflow_that_it_is_for():
    found = read(EXAMPLE)

    assert (found.workflow, found.field) == ("deviation", "clause")
    assert found.options["discharge_2021"].newer == "transfers"
    assert found.options["transfers"].meaning is not None


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "words"),
    [
        ("workflow: deviation", "workflow: deviations", 1, "workflow", "Choose from: deviation"),
        ("list: event_type", "list: event_typ", 2, "list", "Choose from: clause"),
        ("list: event_type", "list: kind", 2, "list", "cannot be another one"),
        ("list: event_type", "list: what", 2, "list", "cannot be another one"),
        ("list: event_type", "lists: event_type", 2, "lists", "is not known here"),
        (", nn: Anna", "", 5, "options.other.nn", "“nn” is missing"),
        ("  other:", "  handover:", 5, "options.handover", "appears twice"),
        ("nn: Anna", "nn: TODO", 5, "options.other.nn", "people can read"),
        ("en: Other", "en: handover", 5, "options.other.en", "called the same in English"),
        ("nb: Annet", "nb: overlevering", 5, "options.other.nb", "called the same in bokmål"),
        ("nn: Anna", "nn: overlevering", 5, "options.other.nn", "called the same in nynorsk"),
        ("en: Other", 'en: "A\\nB"', 5, "options.other.en", "on one line"),
        ("en: Other", f"en: {'o' * 201}", 5, "options.other.en", "at most 200 characters"),
        (
            "en: Other",
            f"en: Other, meaning: {{nb: a, nn: a, en: {'o' * 1001}}}",
            5,
            "options.other.meaning.en",
            "at most 1000 characters; it has 1001",
        ),
        (
            "en: Other",
            f"en: Other, asks: {{harm: {{label: {{nb: {'o' * 201}, nn: a, en: a}}}}}}",
            5,
            "options.other.asks.harm.label.nb",
            "at most 200 characters",
        ),
        ("en: Other", "en: Other, newer: rest", 5, "options.other.newer", "no option “rest”"),
        ("en: Other", "en: Other, newer: other", 5, "options.other.newer", "its own place"),
        ("en: Other", "en: Other, note: x", 5, "options.other.note", "Possible keys: nb"),
        ("en: Other", "en: Other, valid_to: x", 5, "options.other.valid_to", "not a day such as"),
        (
            "en: Other",
            "en: Other, leaves_out: [answers]",
            5,
            "options.other.leaves_out[0]",
            "no field “answers”",
        ),
        (
            "en: Other",
            "en: Other, leaves_out: [harm], asks: {harm: {label: {nb: A, nn: A, en: A}}}",
            5,
            "options.other.asks.harm",
            "is left out here",
        ),
        (
            "en: Other",
            "en: Other, leaves_out: [what]",
            5,
            "options.other.leaves_out[0]",
            "must be filled",
        ),
    ],
)
def test_what_is_wrong_is_told_with_line_and_key(old, new, line, key, words):
    assert old in ONE
    found = {(at, where): said for at, where, said in refused(ONE.replace(old, new, 1))}

    assert words in found[line, key]


def test_a_list_has_an_end():
    more = "".join(f"  o{n}: {{nb: A{n}, nn: A{n}, en: A{n}}}\n" for n in range(198))

    assert len(read(ONE + more).options) == 200
    told = "A list may have at most 200 options; this has 201."
    assert refused(f"{ONE}{more}  last: {{nb: Sist, nn: Sist, en: Last}}\n") == [
        (3, "options", told)
    ]


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ("en: Other", 'en: "a\\0b"', "options.other.en", "U+0000"),
        ("en: Other", 'en: "a\\e[2J"', "options.other.en", "U+001B"),
        ("en: Other", 'en: "\\u202Eb"', "options.other.en", "U+202E"),
        ("en: Other", "en: a\u202eb", "options.other.en", "U+202E"),
        ("en: Other", "en: a\u200bb", "options.other.en", "U+200B"),
        ("en: Other", 'en: Other, "a\\u2066b": x', "options.other.a\ufffdb", "U+2066"),
        ("list:", "# a\u202eb\nlist:", "file", "U+202E"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line_and_sign(old, new, key, code):
    text = ONE.replace(old, new)
    ((line, at, why),) = refused(text)

    assert (line, at) == (text[: text.index(new)].count("\n") + 1, key)
    assert why.endswith(f"there is an invalid character ({code}). Remove it.")


def test_one_option_is_no_choice():
    short = "".join(ONE.splitlines(keepends=True)[:-1])

    assert [(line, key) for line, key, _said in refused(short)] == [(3, "options")]


def test_a_second_document_is_refused():
    assert "a second one begins here" in refused(ONE + "---\n" + ONE)[0][2]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("en: Other", "en: Other 13097248022", "options.other.en"),
        ("en: Other", "en: Other 130972\n     48022", "options.other.en"),
        ("en: Other", "en: Other, 13097248022: x", "options.other.…"),
        ("en: Other", "en: Other, nb: 13097248022", "options.other.nb"),
        ("options:", "# 13097248022\noptions:", "file"),
    ],
)
def test_an_identity_number_is_refused_with_its_line_and_is_not_repeated(old, new, key):
    text = ONE.replace(old, new)
    ((line, at, why),) = refused(text)

    assert (line, at) == (text[: text.index("130972")].count("\n") + 1, key)
    assert why.startswith("This looks like a national identity number.")


def test_a_list_is_told_from_a_whole_workflow():
    assert is_list(EXAMPLE)
    assert not any(is_list(each.source) for each in definitions().values())


def test_a_workflow_and_its_lists_are_kept_as_one_text():
    common = definitions()["deviation"]
    own = with_lists(common, [read(ONE), read(EXAMPLE)])

    again = load_stored(own.source, "deviation.yaml")

    assert again == own
    assert list(again.fields["event_type"].options) == ["handover", "other"]
    assert again.fields["harm"] == common.fields["harm"]
    assert again != common


def test_a_text_that_begins_like_the_seam_is_read_as_one_list():
    mark = own_lists.SEAM.strip()
    own = with_lists(definitions()["deviation"], [read(f"{mark}\n{ONE}")])

    assert list(load_stored(own.source, "x").fields["event_type"].options) == ["handover", "other"]
