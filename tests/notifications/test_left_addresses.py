"""An address is handed out, and removed: of a person, else of the reports it was left with."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from engine.errors import BadInput, NotFound, Refused
from engine.people import registry
from engine.people.acts import Act
from engine.people.trace import broken_traces, trace_of
from notifications.left_addresses import forget_address, hand_out_address
from notifications.outbox.deliveries import delivery_table
from tests.mailbox import MONDAY
from workflows.deviations import contacts
from workflows.deviations.readings import read_by

MAILED = select(delivery_table.c.contact_id, delivery_table.c.address)
ADDRESS = "pasientreise@example.no"


@pytest.fixture
def reported(world):
    """Two reports with the address, one with another; whoever reported was told by mail."""
    own = [world.world.report(f"Fortelling {n}", email=ADDRESS).case for n in (1, 2)]
    world.world.report("En annens", email="other.one@example.no")
    world.tick()
    world.session.execute(update(delivery_table).values(address=ADDRESS))  # as a sender does
    return own


def because(world, by="secretary", reason="Ba om det"):
    return Act(getattr(world, by), MONDAY, reason=reason)


def last_trace(world, subject, case):
    last = trace_of(world.session, subject, case.id)[-1]
    return last.kind, last.parts.get("reason")


def test_what_is_kept_of_it_is_handed_out_and_traced(world, reported):
    data = hand_out_address(world.session, ADDRESS.upper(), because(world))

    assert [each["case"] for each in data["reports"]] == [each.ref for each in reported]
    written = [each["text"] for one in data["reports"] for each in one["written"]]
    assert written == ["Fortelling 1", "Fortelling 2"]
    assert len(data["mails"]) == len(reported)
    assert "En annens" not in json.dumps(data)
    for case in reported:
        assert last_trace(world, contacts.RECEIPT, case) == ("exported", "Ba om det")
        assert [each.name for each in read_by(world.session, case.id)] == [world.secretary.name]
    assert not {each.subject for each in broken_traces(world.session)} & {"contact", "receipt"}


def test_it_is_removed_from_every_report_and_traced(world, reported):
    with pytest.raises(Refused):
        forget_address(world.session, ADDRESS, because(world))
    gone = forget_address(world.session, ADDRESS, because(world), anyway=True)

    assert gone == [each.ref for each in reported]
    for case in reported:
        assert contacts.contact(world.session, case.id) is None
        assert last_trace(world, contacts.CONTACT, case) == ("removed_address", "Ba om det")
    mailed = {each.contact_id: each.address for each in world.session.execute(MAILED)}
    assert [mailed[each.id] for each in reported] == ["", ""]
    assert not {each.subject for each in broken_traces(world.session)} & {"contact", "receipt"}
    with pytest.raises(NotFound):
        hand_out_address(world.session, ADDRESS, because(world))


@pytest.mark.parametrize("verb", [hand_out_address, forget_address])
def test_the_reason_does_not_keep_the_address(world, reported, verb):
    for reason in (" ", f"Fra {ADDRESS}"):
        with pytest.raises(BadInput):
            verb(world.session, ADDRESS, because(world, reason=reason))


@pytest.mark.parametrize("verb", [hand_out_address, forget_address])
def test_elsewhere_and_for_whoever_keeps_nobody_there_is_nothing(world, reported, verb):
    words = set()
    for by, address in (("handler", ADDRESS), ("secretary", "nobody@example.no")):
        with pytest.raises(NotFound) as refused:
            verb(world.session, address, because(world, by))
        words.add(str(refused.value).replace(address, ""))
    assert len(words) == 1
    assert contacts.contact(world.session, reported[0].id) is not None


def test_whoever_is_registered_goes_before_her_reports(world, reported):
    session = world.session
    registry.change_address(session, "member@example.no", ADDRESS, because(world))

    assert "seats" in hand_out_address(session, ADDRESS, because(world))
    with pytest.raises(Refused, match="End those seats first"):
        forget_address(session, ADDRESS, because(world), anyway=True)
