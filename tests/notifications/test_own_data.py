"""What is kept about a person is handed out to her: all of it, and nothing of others."""

from __future__ import annotations

import json
from datetime import date
from importlib import import_module

import pytest
from sqlmodel import SQLModel

from engine.definitions import versions
from engine.errors import BadInput, NotFound
from engine.people import logins
from engine.people.actors import reporter
from engine.people.acts import Act
from engine.people.registry import PERSON
from engine.people.tokens import Scope, TokenIn, give_token
from engine.people.trace import broken_traces, trace_of
from notifications.notices import bundles, planner
from notifications.own_data import ABOUT, KEPT, hand_out, told_with_reasons
from notifications.still_kept import STAYING
from tests import house
from tests.world import SETTING_UP, found
from workflows.deviations.readings import note_reading, read_by

for path in house.written_by_hand():
    if "table=True" in house.text(path):
        import_module(house.dotted(path))

# What names a person and is not handed out as such, each with why.
NOT_HANDED_OUT = {
    "event.behalf_of": "the step is of the deputy who took it",
    "membership.deputy_for": "the seat is of the deputy who sits there",
    "edition.by": "handed out as a change: the trace of an edition says the same",
    "digest_entry.person_id": "handed out as the mail that the digest was",
    "login_link.address": "may be nobody's, and is gone after a day",
    "login.address": "handed out as the person's own",
    "delivery.address": "handed out as the person's own",
    "notice.contact_id": "of a report without an account, where the receipt alone leads",
    "delivery.contact_id": "of a report without an account, where the receipt alone leads",
}
# What names a person and is not told as staying when she is removed, each with why.
NOT_STAYING = {
    "person.email": "removed",
    "contact.email": "removed",
    "login.address": "removed with the login",
    "login.person_id": "removed with the login",
    "login_link.address": "removed",
    "delivery.address": "removed",
    "token.person_id": "ended; its name is the system's",
    "notice.person_id": "cancelled, or told as the mail it became",
    "digest_entry.person_id": "told as the mail that the digest was",
    "edition.by": "told as a change: the trace of an edition says the same",
    "event.behalf_of": "the step is of the deputy who took it",
    "membership.deputy_for": "the seat is of the deputy who sits there",
    "notice.contact_id": "the contact is removed",
    "delivery.contact_id": "the contact is removed",
}


@pytest.fixture
def world(world):
    """The people without their mailboxes."""
    return world.world


def handed_out(world, email, by=None, reason="Ba om det 2. mars"):
    return hand_out(world.session, email, Act(by or world.secretary, world.at, reason=reason))


def test_it_holds_what_she_did_and_was_told_and_nothing_that_others_wrote(world):
    case = world.report("En hemmelig fortelling", by=world.gp, email="gp@example.no").case
    world.step(case, "route", handler="mottak")
    world.step(case, "ask_part", world.handler, part_question="Når?", awaited=["sengepost"])
    world.step(case, "stop_asking", world.handler, awaited="")
    world.step(case, "answer", world.handler, answer="Vi beklager.")

    data = handed_out(world, "gp@example.no")

    assert data["cases"] == [{"case": case.ref, "link": "reporter"}]
    assert [each["email"] for each in data["contacts"]] == ["gp@example.no"]
    assert [each["action"] for each in data["steps"]] == ["open"]
    text = json.dumps(told_with_reasons(data, "nn"), ensure_ascii=False)
    assert not [word for word in ("Når?", "Hans Handler") if word in text]
    assert [(each["case"], each["by"], each["text"]) for each in data["written"]] == [
        (case.ref, "reporter", "En hemmelig fortelling"),
        (case.ref, "handler", "Vi beklager."),
    ]
    assert [each.name for each in read_by(world.session, case.id)] == [world.secretary.name]
    assert set(data) == set(ABOUT)
    assert handed_out(world, "gp@example.no", by=world.gp)["written"] == data["written"]
    assert handed_out(world, "handler@example.no")["contacts"] == []


def test_of_a_report_with_her_address_alone_it_holds_what_she_wrote_and_was_told(world):
    receipt, original = world.report("Uten konto", email="gp@example.no"), world.report()
    case, herself = receipt.case, reporter(receipt.case.id)
    world.report("En annens", email="other@example.no")
    world.step(case, "route", handler="mottak")
    world.step(case, "write", world.handler, message="Til en annen")
    world.correct(case)
    world.step(case, "ask_part", world.handler, part_question="Når?", awaited=["sengepost"])
    world.step(case, "stop_asking", world.handler, awaited="")
    world.step(case, "ask", world.handler, question="Hvilken dag?")
    world.step(case, "reply", herself, reply="Fredag")
    world.step(case, "mark_duplicate", original=original.case.ref)
    world.step(original.case, "route", handler="mottak")
    world.step(original.case, "answer", world.handler, answer="Beklager")

    (told,) = handed_out(world, "gp@example.no")["reports"]

    assert (told["case"], told["opened_at"]) == (case.ref, world.at.isoformat())
    assert [(each["by"], each["field"], each["text"]) for each in told["written"]] == [
        ("reporter", "what", "Uten konto"),
        ("handler", "question", "Hvilken dag?"),
        ("reporter", "reply", "Fredag"),
        ("handler", "answer", "Beklager"),
    ]
    assert [each.name for each in read_by(world.session, case.id)] == [world.secretary.name]
    assert original.case.ref not in json.dumps(told)


def test_whoever_fetches_it_herself_has_the_receipt_for_what_was_written(world):
    case = world.report("Uten konto", email="gp@example.no").case

    (told,) = handed_out(world, "gp@example.no", by=world.gp)["reports"]

    assert (told["case"], "written" in told) == (case.ref, False)
    assert list(read_by(world.session, case.id)) == []


def test_whoever_keeps_people_here_reads_nothing_of_reports_elsewhere(session, peopled):
    world = found(session)
    world.share_mottak()
    world.sent_over(world.report("Uten konto", email="gp@example.no").case)
    here = world.report("Med konto", by=world.gp).case
    there = world.sent_over(here)
    assert there.ref != here.ref

    told = handed_out(world, "gp@example.no")

    assert told["reports"] == []
    assert {each["case"] for each in told["written"]} == {here.ref}


def test_the_trace_holds_who_got_it_and_why(world):
    handed_out(world, "gp@example.no")

    last = trace_of(world.session, PERSON, world.gp.person_id)[-1]
    assert (last.kind, last.by, last.parts) == (
        "exported",
        world.secretary.person_id,
        {"reason": "Ba om det 2. mars"},
    )
    assert list(broken_traces(world.session)) == []


def test_it_is_for_whoever_keeps_people_wherever_she_sits(world):
    both = world.person("Begge Steder", ("mottak", "member"))
    with pytest.raises(NotFound):
        handed_out(world, both.email, world.neighbour)
    with pytest.raises(NotFound):
        handed_out(world, "neighbour@example.no")
    with pytest.raises(BadInput):
        handed_out(world, both.email, reason=" ")
    assert handed_out(world, both.email, both)["person"][0]["name"] == "Begge Steder"


def columns_of_persons():
    """Every column that names a person: it points to one or to where she is reached, or is called
    as an address is."""
    return {
        str(column)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if {key.column.table.name for key in column.foreign_keys} & {"person", "contact"}
        or {"email", "address", "person"} & set(column.name.split("_"))
    }


@pytest.mark.parametrize(
    ("known", "reasons"),
    [
        (
            {
                *map(str, (whose for _query, whose in KEPT.values())),
                "person.email",
                "contact.email",
            },
            NOT_HANDED_OUT,
        ),
        ({f"{table.name}.{column}" for table, column, _said in STAYING}, NOT_STAYING),
    ],
    ids=["handed out", "removed"],
)
def test_no_table_that_names_a_person_is_forgotten(known, reasons):
    assert columns_of_persons() - known == set(reasons)
    assert not known & set(reasons)


def lived(world, who, email, answer):
    """She reported with her account, handled another's report and read it, logged in, gave a
    token, and was told."""
    own = world.report(f"Fortelling fra {who.name}", by=who, email=email).case
    world.report("Uten konto", email=email)
    case = world.report("En annens").case
    world.step(case, "route", handler="mottak")
    world.step(case, "answer", who, answer=answer)
    definition = versions.by_id(world.session, case.definition_id)
    note_reading(world.session, world.now(case), definition, who, world.at)
    logins.begin_login(world.session, email, f"Nettleser til {who.name}", world.at)
    given = TokenIn(f"System til {who.name}", [Scope.READ], date(2027, 1, 1))
    give_token(world.session, email, given, SETTING_UP)
    return own, case


def test_each_part_is_full_of_hers_and_empty_of_others(world):
    """Two who did the same: what each is handed out is as long, and in none is the other."""
    one = world.person("Berit Bakvakt", ("mottak", "member"))
    two = world.person("Kari Kveldsvakt", ("mottak", "member"))
    lives = {each.email: lived(world, each, each.email, "Beklager") for each in (one, two)}
    planner.plan(world.session, world.at)
    bundles.bundle(world.session, world.at)

    data = {each.email: handed_out(world, each.email) for each in (one, two)}

    for her, other in ((one, two), (two, one)):
        own, case = lives[her.email]
        hers = data[her.email]
        assert [each for each in hers if not hers[each]] == []
        assert [each["case"] for each in hers["cases"]] == [own.ref]
        assert [(each["case"], each["email"]) for each in hers["contacts"]] == [
            (own.ref, her.email)
        ]
        assert [(each["case"], each["action"]) for each in hers["steps"]] == [
            (own.ref, "open"),
            (case.ref, "answer"),
        ]
        assert [each["case"] for each in hers["readings"]] == [case.ref]
        assert [each["browser"] for each in hers["logins"]] == [f"Nettleser til {her.name}"]
        assert [each["name"] for each in hers["tokens"]] == [f"System til {her.name}"]
        said = json.dumps(hers, ensure_ascii=False)
        foreign = (other.name, other.email, *(each.ref for each in lives[other.email]))
        assert not [word for word in foreign if f'"{word}"' in said or other.name in said]
