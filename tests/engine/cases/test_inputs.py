from __future__ import annotations

import logging
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.cases.inputs import read_inputs
from engine.errors import BadInput, IdentityNumber
from engine.language.sentences import LANGUAGES, say
from engine.people import closed_days
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.storage.database import Database
from tests.world import IDENTITY_NUMBER, SETTING_UP, World, definitions, found
from workflows.councils import decisions
from workflows.councils.agenda import Outcome

GOOD: list[tuple[str, Any, Any]] = [
    ("title", "  Felles\n rutine ", "Felles rutine"),
    ("text", " Linje 1\nLinje 2 \n", "Linje 1\nLinje 2"),
    ("text", "", None),
    ("text", "   ", None),
    ("text", None, None),
    ("points", ["en", " ", "to"], ["en", "to"]),
    ("points", "en\n\nto", ["en", "to"]),
    ("bodies", "fagrad-1, asu", ["fagrad-1", "asu"]),
    ("bodies", ["asu", "asu"], ["asu"]),
    ("bodies", "fjord/asu", ["asu"]),
    ("bodies", [], None),
    ("years", "2026-2028, 2031", [2026, 2027, 2028, 2031]),
    ("years", [2027, "2026"], [2026, 2027]),
    ("years", "2026–2027;2026", [2026, 2027]),
    ("ongoing", "ja", True),
    ("ongoing", "No", False),
    ("ongoing", True, True),
    ("recurring", " 2 ", 2),
    ("light", "late", "late"),
    ("light", "i rute", "on_track"),
    ("superseded_by", " t-2026-1 ", "T-2026-1"),
    ("depends_on", "t-1; T-2,t-1", ["T-1", "T-2"]),
    ("meeting", 7, 7),
]
BAD: list[tuple[str, Any, str]] = [
    ("title", "x" * 501, "The field “Title” may have at most 500 characters; this has 501."),
    ("title", "nul\x00", "The field “Title” contains an invalid character, at place 4."),
    ("text", "halv\ud83d", "The field “Description” contains an invalid character, at place 5."),
    (
        "bodies",
        "asu, finnes-ikke",
        "The field “Responsible” names a body that does not exist: “finnes-ikke”.",
    ),
    (
        "years",
        "2026-2025",
        "The field “Years” must be years, for example 2026 or 2026-2028, not “2026-2025”.",
    ),
    (
        "years",
        "snart",
        "The field “Years” must be years, for example 2026 or 2026-2028, not “snart”.",
    ),
    ("years", "1989", "The field “Years” must be between 1990 and 2100."),
    ("ongoing", "kanskje", "The field “Continuous” must be yes or no, not “kanskje”."),
    ("recurring", "to", "The field “Times a year” must be a whole number, not “to”."),
    ("recurring", "-2", "The field “Times a year” must be a whole number, not “-2”."),
    ("recurring", "1_0", "The field “Times a year” must be a whole number, not “1_0”."),
    ("meeting", 2**31, "The field “Decided in meeting” must be a whole number, not “2147483648”."),
    ("meeting", True, "The field “Decided in meeting” is written as plain text."),
    (
        "light",
        "grønt",
        (
            "The field “Progress” cannot be “grønt”. Choose from: On track, At risk, Late"
            " and Needs help from the council."
        ),
    ),
    ("colour", "grønt", "There is no field “colour”."),
]
DAYS = [("2026-03-01", "2026-03-01"), ("1.3.2026", "2026-03-01"), (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 12), "2026-03-01")]  # fmt: skip  # noqa: DTZ001
NO_DAYS = ["31.2.2026", "2026-13-01", "i går", "9999-12-31"]


def clean(world: World, name: str, value: Any, workflow: str = "measure") -> Any:
    return read_inputs(world.session, definitions()[workflow], {name: value}, world.partnership)[
        name
    ]


@pytest.fixture
def small(sqlite_url: str, peopled: None) -> Any:
    """The world on SQLite alone, for what no database decides."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        yield found(session)
    database.close()


@pytest.mark.parametrize(("name", "given", "kept"), GOOD)
def test_an_input_is_made_into_what_is_kept(small, name, given, kept):
    assert clean(small, name, given) == kept


@pytest.mark.parametrize(("name", "given", "said"), BAD)
def test_a_wrong_input_is_refused_in_a_sentence(small, name, given, said):
    with pytest.raises(BadInput) as refused:
        clean(small, name, given)

    assert str(refused.value).startswith(said)
    assert all(
        say(sentence, language) for sentence in refused.value.sentences for language in LANGUAGES
    )


@pytest.mark.parametrize(("given", "kept"), DAYS)
def test_a_day_may_be_written_as_people_do(small, given, kept):
    assert clean(small, "clock_started_on", given, "deviation") == kept


@pytest.mark.parametrize("given", NO_DAYS)
def test_what_is_no_day_of_ours_is_refused(small, given):
    with pytest.raises(BadInput, match="The field “The clock started on” must be a day"):
        clean(small, "clock_started_on", given, "deviation")


def test_all_wrong_inputs_are_said_at_once(small):
    given = {"years": "snart", "recurring": "to", "colour": "rød"}

    with pytest.raises(BadInput) as refused:
        read_inputs(small.session, definitions()["measure"], given, small.partnership)

    assert len(refused.value.sentences) == 3


def test_a_body_next_door_is_no_body_here(small):
    with pytest.raises(BadInput, match="does not exist: “naboutval”"):
        clean(small, "bodies", "naboutval")


# Identity numbers

SPELLINGS = [
    IDENTITY_NUMBER,
    f"{IDENTITY_NUMBER[:6]} {IDENTITY_NUMBER[6:]}",
    f"pasienten ({IDENTITY_NUMBER}) ble sendt hjem",
]


@pytest.mark.parametrize("workflow", ["measure", "deviation"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_identity_number_is_refused_in_every_field(small, workflow, spelling):
    for name in definitions()[workflow].fields:
        for value in (spelling, [spelling], {"a": spelling}):
            with pytest.raises(IdentityNumber) as refused:
                read_inputs(
                    small.session, definitions()[workflow], {name: value}, small.partnership
                )
            assert not _shows(str(refused.value) + repr(refused.value))


def _attempts(world: World) -> dict[str, Any]:
    """Every door that words come in by."""
    case, asked, meeting = world.measure(), world.routed(), world.meeting()
    world.step(asked, "ask", world.handler, question="Når?")
    item, number = world.item(meeting, case), IDENTITY_NUMBER
    here, by, at = world.session, world.secretary, world.at
    return {
        "title": lambda: world.measure(number),
        "text": lambda: world.measure(text=f"Gjelder {number}."),
        "report": lambda: world.report(f"Pasient {number}"),
        "reporter's address": lambda: world.report(email=f"{number}@example.no"),
        "reply": lambda: world.step(asked, "reply", reply=number),
        "comment": lambda: world.step(case, "change", title="Nytt", comment=number),
        "reason": lambda: world.correct(case, reason=number),
        "key": lambda: world.step(case, "defer", reason="Venter", key=f"{number}"),
        "key of a new case": lambda: world.measure(key=number),
        "agenda": lambda: world.item(meeting, title=f"Sak om {number}"),
        "case number": lambda: decisions.decide(
            here, meeting, item, Outcome.NOTED, case_number=number, act=Act(by, at)
        ),
        "name": lambda: register_person(
            here, PersonIn("a@example.no", number, "nb"), Act(OPERATOR, at), []
        ),
        "address": lambda: register_person(
            here, PersonIn(f"{number}@example.no", "A", "nb"), Act(OPERATOR, at), []
        ),
        "closed days": lambda: closed_days.close(
            here, world.partnership, at.date(), at.date(), number, SETTING_UP
        ),
    }


def test_an_identity_number_is_refused_at_every_door_and_found_nowhere(
    sqlite_url, peopled, tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        for door, enter in _attempts(found(session)).items():
            with pytest.raises(IdentityNumber) as refused:
                enter()
            assert not _shows(str(refused.value)), door
    database.close()

    assert not [
        file.name
        for file in Path(tmp_path).rglob("*")
        if file.is_file() and _shows(file.read_bytes().decode("latin-1"))
    ]
    assert not _shows(caplog.text)


def _shows(text: str) -> bool:
    return IDENTITY_NUMBER in text or IDENTITY_NUMBER[:6] in text


@pytest.mark.parametrize("name", ["nabo/sekretariat", "nabo/fagrad-1", "ingen/fagrad-1"])
def test_a_prefix_of_another_partnership_is_refused_and_never_dropped(world, name):
    """`nabo/fagrad-1` is nobody's; that Fjord has a `fagrad-1` makes it none of Fjord's."""
    case = world.measure()

    with pytest.raises(BadInput, match=f"a body that does not exist: “{name}”"):
        world.step(case, "change", bodies=[name], comment="Feil")
    with pytest.raises(BadInput, match="a body that does not exist"):
        world.measure(bodies=[name])
    deviation = world.report().case
    with pytest.raises(BadInput, match="a body that does not exist"):
        world.step(deviation, "route", handler=name)


def test_the_own_prefix_is_obeyed(world):
    case = world.measure(bodies=["fjord/fagrad-2"])

    assert case.fields["bodies"] == ["fagrad-2"]


def test_a_day_to_come_is_refused_where_a_past_one_is_meant(world):
    tomorrow = world.day(1).date().isoformat()

    with pytest.raises(BadInput, match="cannot lie ahead"):
        world.report(happened_on=tomorrow)
    case = world.report(happened_on=world.at.date().isoformat()).case
    with pytest.raises(BadInput, match="cannot lie ahead"):
        world.step(case, "route", handler="mottak", clock_started_on=tomorrow)


@pytest.mark.parametrize("day", ["2011-12-31", "31.12.1899", "0001-01-01"])
def test_nothing_happened_before_there_were_partnerships(small, day):
    with pytest.raises(BadInput, match="“The clock started on” cannot be before 1 January 2012"):
        clean(small, "clock_started_on", day, "deviation")

    assert clean(small, "clock_started_on", "2012-01-01", "deviation") == "2012-01-01"


@pytest.mark.parametrize(
    "given",
    [["120390", "10036"], {"12.03.90": "10036"}, [["x"]], {"a": 1}, True, 5, float("inf")],
)
def test_words_are_one_text_and_not_put_together_of_parts(world, given):
    for name in ("what", "profession"):
        with pytest.raises((BadInput, IdentityNumber)):
            read_inputs(world.session, definitions()["deviation"], {name: given}, world.partnership)


@pytest.mark.parametrize("given", [{"x": 1}, [["asu"]], ["asu", {"x": 1}]])
def test_several_are_single_values_each(world, given):
    with pytest.raises(BadInput):
        read_inputs(world.session, definitions()["measure"], {"bodies": given}, world.partnership)
