"""What every face shows of a deviation is what its definition lets the reader see: each field, in
each state, for everybody, whatever was asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pypdf import PdfReader

from engine.cases import access
from engine.cases.reading import about
from engine.cases.records import Case
from engine.cases.search_index import take_in
from engine.definitions import versions
from engine.language.sentences import say
from engine.people.actors import Actor
from engine.people.acts import Act
from notifications.digest.runs import digest_for
from notifications.forecast import forecast
from notifications.letters.rendering import render
from tests.web.api.test_case_calls import BASE, caller
from tests.world import World
from workflows.deviations.council_reports import propose

READERS = ("secretary", "member", "owner", "handler", "gp", "observer", "stranger", "neighbour")
TOLD = ("what", "consequence", "done_at_once", "agreement", "profession", "region")
# The steps to each state; what they are given is a word of its own for each field.
WAYS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "reported": (
        ("write", "handler", ("message",)),
        ("add", "gp", ("addendum",)),
    ),
    "asked": (("ask", "handler", ("question",)),),
    "handled": (
        ("ask", "handler", ("question",)),
        ("reply", "gp", ("reply",)),
        ("answer", "handler", ("answer",)),
    ),
    "learning": (("answer", "handler", ("answer",)),),
    "rejected": (("reject", "secretary", ("reason",)),),
    "withdrawn": (("withdraw", "gp", ()),),
}


pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def word(field: str) -> str:
    """What stands in a field, and nowhere else."""
    return f"Kvasir{field.replace('_', '')}"


def written(case: Case) -> dict[str, tuple[str, ...]]:
    """The fields in which something stands that can be told from everything else, and how it is
    shown."""
    texts = {name: (word(name),) for name, value in case.fields.items() if value == word(name)}
    harm = {"harm": ("Moderate harm", '"moderate"')} if case.fields.get("harm") else {}
    return texts | harm


def lived(world: World, state: str) -> Case:
    """A deviation that the GP reported, on its way to that state."""
    case = world.report(by=world.gp, **{name: word(name) for name in TOLD}).case
    if state != "withdrawn":
        world.step(case, "route", handler="mottak")
    for action, who, fields in WAYS[state]:
        given = {name: word(name) for name in fields}
        if action == "reject":
            given["rejection"] = "not_enough"
        world.step(case, action, getattr(world, who), **given)
    if state in ("handled", "learning"):
        world.read_answer(case)
        world.step(case, "handle", world.handler, harm="moderate")
    if state == "learning":
        world.step(case, "learn", learning=word("learning"))
    return world.now(case)


def asked_by(who: str, pages, case: Case) -> Iterator[tuple[str, str]]:
    """What somebody is shown, page by page and call by call."""
    browser = pages.browser(getattr(pages.world, who))
    client = caller(pages, who)
    for path in (f"/cases/{case.ref}", "/lists/deviation", "/inbox/deviation", "/work"):
        yield path, browser.client.get(path).text
    for asked in map(word, ("what", "learning")):  # the page says again what was asked for
        yield f"search {asked}", browser.client.get(f"/search?q={asked}").text.replace(asked, "")
    parts = ("", "/conversation", "/readings", "/similar", "/proposal")
    for path in (*(f"/cases/{case.ref}{part}" for part in parts), "/cases?workflow=deviation"):
        yield f"api {path}", client.get(BASE + path).text


def allowed(world: World, case: Case, reader: Actor) -> set[str]:
    """The fields that the reader may see, by the one rule of access."""
    definition, today = versions.by_id(world.session, case.definition_id), world.at.date()
    whole = about(world.session, definition, case)
    return {
        name
        for name, field in definition.fields.items()
        if access.may(reader, field.visible_to or definition.visible_to, whole, today, acting=False)
        and access.may(reader, definition.visible_to, whole, today, acting=False)
    }


@pytest.mark.parametrize("state", WAYS)
def test_nobody_is_shown_a_field_that_is_not_for_them(pages, world, state):
    case = lived(world, state)
    take_in(world.session)
    fields = written(case)
    wrong, missing = [], []

    for who in READERS:
        may = allowed(world, case, getattr(world, who))
        for where, text in asked_by(who, pages, case):
            shown = {name for name, said in fields.items() if any(map(text.__contains__, said))}
            wrong += [(who, where, name) for name in shown - may]
            if where == f"/cases/{case.ref}":
                missing += [(who, name) for name in may & fields.keys() - shown]

    assert case.state == state
    assert len(fields) >= len(TOLD)
    assert wrong == []
    assert missing == []


def mailed(world: World, who: str) -> Iterator[str]:
    """What somebody is mailed, or told that others will be: digests and the forecast, each letter
    as page and as text."""
    reader: Actor = getattr(world, who)
    now = world.day(7)
    for letter in digest_for(world.session, reader.person_id or 0, now, reader):
        rendered = render(letter, "https://samsak.example.no")
        yield f"{rendered.subject}\n{rendered.text}\n{rendered.html}"
    if who not in ("secretary", "neighbour"):  # a forecast is for who keeps people
        return
    for mail in forecast(world.session, now, now.date() + timedelta(days=7), reader):
        yield f"{mail} {say(mail.why, 'nb')}"


@pytest.mark.parametrize("state", WAYS)
def test_no_mail_holds_a_word_of_a_deviation_and_none_tells_of_one_that_may_not_be_seen(
    world, state
):
    case = lived(world, state)
    fields, wrong, told = written(case), [], set()

    for who in READERS:
        for text in mailed(world, who):
            wrong += [(who, name) for name, said in fields.items() if said[0] in text]
            told |= {who} if case.ref in text else set()

    assert wrong == []
    assert told <= {"secretary", "handler", "gp"}
    assert "secretary" in told or state in ("rejected", "withdrawn")


def test_a_report_to_the_council_holds_nothing_of_a_deviation_but_what_was_learnt(pages, world):
    case = lived(world, "learning")
    meeting = world.meeting("asu")
    propose(world.session, meeting, Act(world.secretary, world.at))
    shown: dict[str, set[str]] = {}

    for who in READERS:
        client = pages.browser(getattr(world, who)).client
        texts = [client.get(path).text for path in ("/reports/draft/fjord", "/reports/1")]
        texts += [
            plain(kind, client.get(f"/reports/1/file/{kind}").content)
            for kind in ("json", "docx", "pdf")
        ]
        shown[who] = {name for name in written(case) for text in texts if word(name) in text}

    assert {who for who, names in shown.items() if names} == {"secretary", "member"}
    assert shown["secretary"] == shown["member"] == {"learning"}


def plain(kind: str, content: bytes) -> str:
    """The words of a file."""
    if kind == "docx" and content.startswith(b"PK"):
        return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    if kind == "pdf" and content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode(errors="replace")
