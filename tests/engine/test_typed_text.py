"""What is typed beside the fields is refused in words too, on both databases alike, and not by
the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.errors import BadInput
from engine.language.sentences import say
from engine.people import closed_days
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.typed_text import one_line, visible
from tests.world import IDENTITY_NUMBER, SETTING_UP, World
from workflows.councils import agenda_changes, decisions
from workflows.councils.agenda import Outcome


def doors(world: World, words: str) -> dict[str, Callable[[], Any]]:
    case, meeting = world.measure(), world.meeting()
    item = world.item(meeting, case)
    by, at, day = world.secretary, world.at, world.at.date()
    return {
        "comment": lambda: world.step(case, "change", title="Nytt", comment=words),
        "reason": lambda: world.correct(case, reason=words),
        "key": lambda: world.step(case, "defer", reason="Venter", key=words),
        "agenda": lambda: world.item(meeting, title=words),
        "case number": lambda: decisions.decide(
            world.session, meeting, item, Outcome.NOTED, case_number=words, act=Act(by, at)
        ),
        "name": lambda: register_person(
            world.session, PersonIn("a@example.no", words, "nb"), Act(OPERATOR, at), []
        ),
        "closed days": lambda: closed_days.close(
            world.session, world.partnership, day, day, words, SETTING_UP
        ),
        "contact": lambda: world.report(email=f"{words}@example.no"),
    }


@pytest.mark.parametrize(
    "words", ["nul\x00tegn", "halvt \ud83d", "x" * 4001], ids=["nul", "half a sign", "too long"]
)
def test_what_no_database_could_keep_is_refused_in_words(world, words):
    for door, enter in doors(world, words).items():
        with pytest.raises(BadInput) as refused:
            enter()
        assert refused.value.sentences, door


STRANGE = {
    "a command to the terminal": "Kari \x1b[31m",
    "a bell": "Kari \x07",
    "turned around": "Kari \u202egpj.exe",
    "isolated": "Kari \u2066x\u2069",
    "a control of the upper half": "Kari \x9b31m",
}


@pytest.mark.parametrize("words", STRANGE.values(), ids=STRANGE)
def test_what_commands_a_terminal_or_turns_the_text_is_no_text(world, words):
    for door, enter in doors(world, words).items():
        with pytest.raises(BadInput) as refused:
            enter()
        assert refused.value.sentences, door
    with pytest.raises(BadInput, match="invalid character"):
        world.measure(title=words)
    with pytest.raises(BadInput, match="invalid character"):
        world.report(what=words)


@pytest.mark.parametrize(
    "name", ["Ka\u200bri", "\ufeffKari", "Kari\u2060", "Kari\U000e0041", "Ka\ufff9ri"]
)
def test_a_name_has_no_signs_that_nobody_sees(world, name):
    with pytest.raises(BadInput, match="invalid character"):
        register_person(
            world.session, PersonIn("a@example.no", name, "nb"), Act(OPERATOR, world.at), []
        )


def test_what_is_pasted_without_being_seen_is_left_out(world):
    case = world.measure(title="\ufeffFelles\u200b ru\xadtine\x0bfor alle")

    assert case.title == "Felles rutine for alle"
    assert "😀 👩\u200d👧" in world.measure(title="😀 👩\u200d👧 smil").title


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x85", "\u2028"])
def test_another_sign_for_a_new_line_is_read_as_one(end):
    assert visible(f"Felles{end}rutine") == "Felles\nrutine"


@pytest.mark.parametrize("words", ["a@b.no\nBcc: c", "a b", "<a>"])
def test_nothing_is_hidden_in_a_reporters_address(world, words):
    with pytest.raises(BadInput, match="is not an email address"):
        world.report(email=f"{words}@example.no")


def test_what_is_typed_on_several_lines_is_kept_on_one(world):
    words, meeting = "Kari\r\n Nordmann\t\nJr. ", world.meeting()
    person = register_person(
        world.session, PersonIn("a@example.no", words, "nb"), Act(OPERATOR, world.at), []
    )
    item, day = world.item(meeting, title=words), world.at.date()
    closed_days.close(world.session, world.partnership, day, day, words, SETTING_UP)
    world.rename("asu", words, world.at)

    kept = closed_days.spans(world.session, world.partnership)[-1].name
    act = Act(world.secretary, world.at)
    renamed = agenda_changes.rename_item(world.session, meeting, "1", words, act)
    names = [person.name, item.title, kept, world.body("asu").name, renamed.title]
    assert names == ["Kari Nordmann Jr."] * 5
    assert world.measure(title=words).title == "Kari Nordmann Jr."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ny\x07 rutine", "The field “Title” contains an invalid character, at place 3."),
        ("x" * 501, "The field “Title” may have at most 500 characters; this has 501."),
        (IDENTITY_NUMBER, "The field “Title” contains what looks like a national identity number."),
    ],
)
def test_a_refusal_names_the_field_by_its_label_and_its_code(text, said):
    with pytest.raises(BadInput) as refused:
        one_line(text, "title")

    (reason,) = refused.value.reasons
    assert reason.code == "title"
    assert say(reason.sentence, "en").startswith(said)
