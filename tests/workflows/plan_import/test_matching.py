"""A row of a plan's next edition is known by its words first, by its number second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.plan_import.matching import SAME, UNLIKE, Answers, Matched, Side, match, same_subject

OLD = {
    "1.1": "Etablere felles rutine for utskrivning",
    "1.2": "Prøve ut e-konsultasjon i hjemmetjenesten",
    "1.3": "Opplæring i legevakt for nyansatte",
    "1.4": "Revidere samarbeidsavtalen",
}


def sides(words: dict[str, str], mark: str = "") -> list[Side]:
    return [Side(mark + number, "measure", number, text) for number, text in words.items()]


def matched(new: dict[str, str], old: dict[str, str] = OLD, **how: object) -> Matched:
    answers = how.pop("answers", Answers())
    return match(sides(new), sides(old, "old "), answers, **how)


def doubts(found: Matched) -> list[tuple[str, list[str]]]:
    return [(doubt.row.key, [each.number for each in doubt.known]) for doubt in found.doubts]


def gone(found: Matched) -> list[str]:
    return [each.number for each in found.gone]


def test_the_same_rows_are_the_same():
    found = matched(OLD)

    assert found.pairs == {number: f"old {number}" for number in OLD}
    assert (found.doubts, found.gone) == ((), ())


def test_rows_that_moved_up_are_known_by_their_words():
    found = matched({"1.1": OLD["1.1"], "1.2": OLD["1.3"], "1.3": OLD["1.4"]})

    assert found.pairs == {"1.1": "old 1.1", "1.2": "old 1.3", "1.3": "old 1.4"}
    assert (doubts(found), gone(found)) == ([], ["1.2"])


def test_a_new_row_on_top_moves_all_others():
    moved = {f"1.{n}": words for n, words in enumerate(OLD.values(), start=2)}
    found = matched({"1.1": "Helt nytt tiltak om barn og unge", **moved})

    assert found.pairs == {f"1.{n}": f"old 1.{n - 1}" for n in range(2, 6)}
    assert (doubts(found), gone(found)) == ([], [])


def test_capitals_signs_and_gaps_are_no_words():
    found = matched({"7": "etablere  felles rutine, for utskrivning."})

    assert found.pairs == {"7": "old 1.1"}


def test_a_word_that_was_mended_leaves_it_the_same():
    found = matched({"1.2": "Prøve ut e-konsultasjon i heimetjenesten"})

    assert found.pairs == {"1.2": "old 1.2"}


def test_one_word_that_counts_is_asked_even_under_the_same_number():
    old = {"1.1": "Arbeidsgruppe for psykisk helse"}

    assert doubts(matched({"1.1": "Arbeidsgruppe for somatisk helse"}, old)) == [("1.1", ["1.1"])]


def test_other_words_under_the_number_of_one_that_is_left_are_asked():
    found = matched({**OLD, "1.2": "Kurse ansatte"})

    assert doubts(found) == [("1.2", ["1.2"])]


def test_in_another_plan_a_number_alone_is_no_reason_to_ask():
    found = matched({**OLD, "1.2": "Kurse ansatte"}, new_numbers=True)

    assert (doubts(found), gone(found)) == ([], ["1.2"])


def test_two_that_are_as_near_are_asked():
    old = {"1": "Opplæring i legevakt for nyansatte", "2": "Opplæring i legevakt for ansatte"}
    found = matched({"3": "Opplæring i legevakta for nyansatte"}, old)

    assert doubts(found) == [("3", ["1", "2"])]


def test_two_rows_that_claim_one_measure_are_both_asked():
    words = "Opplæring i legevakt for nyansatte"
    found = matched({"7": f"{words} A", "8": f"{words} B"}, {"1.3": words})

    assert doubts(found) == [("7", ["1.3"]), ("8", ["1.3"])]


def test_the_same_words_twice_are_told_apart_by_number_then_by_owner():
    def side(key: str, number: str, beside: str = "") -> Side:
        return Side(key, "measure", number, "Holde kurs", beside)

    known = [side("a", "1.1", "ASU"), side("b", "2.1", "PSU")]
    by_number = match([side("x", "2.1"), side("y", "1.1")], known, Answers())
    by_owner = match([side("x", "5", "PSU"), side("y", "6", "ASU")], known, Answers())
    neither = match([side("x", "5"), side("y", "6")], known, Answers())

    assert by_number.pairs == by_owner.pairs == {"x": "b", "y": "a"}
    assert [doubt.row.key for doubt in neither.doubts] == ["x", "y"]


def test_a_copied_row_is_new_where_the_other_keeps_the_number():
    found = matched({**OLD, "2.1": OLD["1.3"]})

    assert found.pairs == {number: f"old {number}" for number in OLD}
    assert doubts(found) == []


def test_a_number_with_the_letter_of_a_ref_is_the_number():
    known = [Side("a", "measure", "1.1", "Kurs"), Side("b", "measure", "1.2", "Kurs")]
    rows = [Side("x", "measure", "T-1.2", "Kurs"), Side("y", "measure", "T1.1", "Kurs")]

    assert match(rows, known, Answers()).pairs == {"x": "b", "y": "a"}


def test_what_people_say_comes_first():
    said = Answers({"1.2": "old 1.4"}, frozenset({"1.3"}))
    found = matched({"1.2": OLD["1.2"], "1.3": OLD["1.3"]}, answers=said)

    assert found.pairs == {"1.2": "old 1.4"}
    assert gone(found) == ["1.1", "1.2", "1.3"]


def test_a_row_of_another_kind_is_another():
    area = Side("1.1", "area", "1.1", OLD["1.1"])

    assert match([area], sides(OLD, "old "), Answers()).pairs == {}


def test_the_bounds_are_where_they_are_said_to_be():
    old = {"1": "a" * 100}

    def likened(same: int) -> Matched:
        return matched({"2": "a" * same + "b" * (100 - same)}, old)

    assert likened(int(SAME)).pairs == {"2": "old 1"}
    assert doubts(likened(int(SAME) - 1)) == [("2", ["1"])]
    assert doubts(likened(int(UNLIKE) + 1)) == [("2", ["1"])]
    assert gone(likened(int(UNLIKE) - 1)) == ["1"]


NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)


@given(st.permutations([*OLD.values()]), NAMES)
def test_whatever_number_a_row_gets_its_words_find_it(words, numbers):
    new = dict(zip(numbers, words, strict=False))
    found = matched(new)

    assert {new[row]: OLD[known.removeprefix("old ")] for row, known in found.pairs.items()} == {
        text: text for text in new.values()
    }
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "Revidere tjenesteavtale 2 om utskriving",
            "Revidere tjenesteavtale 4 om utskriving",
            False,
        ),
        ("Etablere en felles møteplass", "Ikke etablere en felles møteplass", False),
        ("Felles kurs i palliasjon", "Felles kurs i palliasjon 2", False),
        ("Tilbud i psykisk helse for barn", "Tilbud i psykisk helse for voksne", False),
        ("Styrke legerekuttering i distrikt", "Styrke legerekruttering i distrikt", True),
        ("Evaluerer av ordningen", "Evaluering av ordningen", True),
        ("Lage felles rutine", "Lage en felles rutine", True),
    ],
)
def test_a_number_a_denial_or_another_word_is_another_subject(one, other, same):
    assert same_subject(one, other) is same
