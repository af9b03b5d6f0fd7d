"""Whoever reported learns in no face that another unit was asked for its part of the answer: what
she is shown is the same before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from cli import main
from engine.cases.records import Case
from engine.cases.search_index import take_in
from engine.people.actors import Actor
from engine.people.tokens import Scope, TokenIn, give_token
from notifications.digest.runs import digest_for
from notifications.letters.rendering import render
from tests.browsing import words
from tests.web.api.test_case_calls import BASE
from tests.world import SETTING_UP, World

PAGES = (
    "/cases/{ref}",
    "/cases/{ref}/steps/add",
    "/lists/deviation",
    "/lists/deviation?body=fagrad-2",
    "/inbox/deviation",
    "/inbox/deviation?body=fagrad-2",
    "/work",
    "/search?q=epikrisen",
    "/search?q=fagråd",
)
CALLS = (
    "/cases/{ref}",
    "/cases/{ref}/conversation",
    "/cases?workflow=deviation",
    "/cases?workflow=deviation&body=fagrad-2",
)
COMMANDS = (
    ("deviation", "list"),
    ("deviation", "list", "--json"),
    ("show", "{ref}"),
    ("show", "{ref}", "--json"),
    ("history", "{ref}"),
)
SAME = [
    (r'"(version|seq)": ?\d+', '"counted"'),  # hidden steps are counted, and sealed
    (r'"hash": ?"\w+"', '"sealed"'),
    (r"(?m)^  \d+\. ", "  - "),
]
DAYS = (0, 12)  # while a part is awaited, and when it alone is late

# to the kind of database it is nothing
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def shown(pages, url: str, reader: Actor, case: Case) -> Iterator[tuple[str, str]]:
    """What somebody is shown of the case, face by face."""
    world, program = pages.world, program_of(pages, reader)
    for day in DAYS:
        pages.at = world.day(day) + timedelta(hours=1)
        client = pages.browser(reader, "nb").client
        for path in PAGES:
            yield f"{day} {path}", words(client.get(path.format(ref=case.ref)).text)
        for path in CALLS:
            yield f"{day} api {path}", program.get(BASE + path.format(ref=case.ref)).text
        for command in COMMANDS if day == 0 else ():
            asked = [word.format(ref=case.ref) for word in command]
            at = ["--at", pages.at.isoformat()[:16], "--as", reader.email]
            said = CliRunner().invoke(main, [*asked, *at], env={"SAMSAK_DATABASE_URL": url})
            assert said.exit_code == 0, said.output
            yield f"{day} {' '.join(command)}", said.output
        for letter in digest_for(world.session, reader.person_id, pages.at, reader):
            yield f"{day} digest", render(letter, "https://samsak.test").text


def program_of(pages, reader: Actor) -> TestClient:
    """A program that reads as somebody."""
    if reader == pages.world.secretary:
        pages.world.second_keepers()
    given = TokenIn("EPJ", [Scope.READ], date(2026, 12, 31))
    _token, code = give_token(pages.world.session, reader.email, given, SETTING_UP)
    return TestClient(pages.app(), headers={"authorization": f"Bearer {code}"})


def alike(found: Iterator[tuple[str, str]], reader: Actor, case: Case) -> dict[str, str]:
    """The same without what counts and seals the steps that are hidden, and whose case it is."""
    own = [
        (re.escape(said), "own")
        for said in (reader.name, reader.name.split()[0], reader.email, case.ref)
    ]
    told = {}
    for where, text in found:
        for pattern, instead in (*SAME, *own):
            text = re.sub(pattern, instead, text)
        told[where] = text
    return told


def handled(world: World, reporter: Actor, *, others: bool, asks: bool = False) -> Case:
    """Somebody's report, and whether she is asked something; two units are asked for their part, of
    which one has given it, or none."""
    case = world.report(by=reporter).case
    world.step(case, "route", handler="mottak")
    if others:
        asked = {"part_question": "Når?", "awaited": ["fagrad-1", "fagrad-2"]}
        world.step(case, "ask_part", world.handler, **asked)
        world.step(case, "contribute", world.owner, part="Tirsdag.")
    if asks:
        world.step(case, "ask", world.handler, question="Når var det?")
    take_in(world.session)
    return case


@pytest.mark.parametrize("asks", [False, True])
def test_whoever_reported_is_shown_the_same_whether_others_are_asked_or_not(
    pages, world, database_url, asks
):
    told = []
    for name, others in (("Grete Lege", False), ("Hanne Lege", True)):
        reporter = world.person(name, ("fastleger", "member"))
        case = handled(world, reporter, others=others, asks=asks)
        told.append(alike(shown(pages, database_url, reporter, case), reporter, case))

    nobody_asked, others_asked = told
    assert {w: t for w, t in others_asked.items() if t != nobody_asked[w]} == {}


def test_those_who_handle_and_who_are_asked_see_who_else_is(pages, world, database_url):
    case = handled(world, world.gp, others=True)
    for who in ("handler", "other", "secretary"):
        told = dict(shown(pages, database_url, getattr(world, who), case))
        assert "Fagråd 2" in told["0 /lists/deviation"], who
        assert "Fagråd 2" in told["0 /lists/deviation?body=fagrad-2"], who
        assert "fagrad-2" in told["0 deviation list --json"], who
        assert "2026-03-12" in told["0 show {ref} --json"], who
        assert "sin del" in told["0 /inbox/deviation"], who
