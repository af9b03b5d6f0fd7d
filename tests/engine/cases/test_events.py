"""What happened is kept, in order, as it was."""

from __future__ import annotations

import pytest
import sqlalchemy.exc
from sqlalchemy import text

from engine.cases.anchors import anchor_chains
from engine.cases.events import as_of, events_after, events_of, last_event_number
from engine.days.calendar import local_day

PROTECTED = ("event", "registry_event", "anchor")


@pytest.mark.parametrize("table", PROTECTED)
@pytest.mark.parametrize("change", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_what_happened(world, table, change):
    world.hold(world.meeting())
    world.measure()
    anchor_chains(world.session, world.at.date())
    columns = {"event": "data = '{}'", "registry_event": "data = '{}'", "anchor": "cases = 0"}

    with pytest.raises(
        sqlalchemy.exc.DBAPIError, match="what happened is never changed or removed"
    ):
        world.session.execute(text(change.format(table, columns[table])))


def test_an_event_is_not_put_in_the_place_of_another(world):
    if not world.session.sqlite:
        return  # knows no REPLACE
    case = world.measure()

    with pytest.raises(sqlalchemy.exc.DBAPIError, match="never changed or removed"):
        world.session.execute(text("REPLACE INTO event SELECT * FROM event"))
    assert len(events_of(world.session, case.id)) == 1


def test_postgresql_refuses_to_empty_the_tables_too(world):
    if world.session.sqlite:
        return  # knows no TRUNCATE

    with pytest.raises(sqlalchemy.exc.DBAPIError, match="never changed or removed"):
        world.session.execute(text("TRUNCATE event, notice, heard"))


def test_any_day_can_be_told_again(world):
    case = world.lived()
    events = events_of(world.session, case.id)

    stood = [as_of(events, local_day(world.day(number))) for number in range(-1, 5)]

    assert stood[0] is None
    assert [each.state for each in stood[1:]] == [
        "proposed",
        "deferred",
        "proposed",
        "proposed",
        "withdrawn",
    ]
    assert [each.version for each in stood[1:]] == [1, 2, 3, 4, 5]
    assert stood[3].fields == stood[1].fields
    assert "years" not in stood[4].fields
    assert (stood[5].state, stood[5].fields) == (case.state, case.fields)


def test_a_day_ends_at_local_midnight(world):
    case = world.measure()
    world.step(case, "defer", at=world.at.replace(hour=22, minute=59), reason="Før midnatt i Oslo")
    world.step(
        case, "withdraw", at=world.at.replace(hour=23, minute=1), reason="Etter midnatt i Oslo"
    )

    assert as_of(events_of(world.session, case.id), world.at.date()).state == "deferred"


def test_no_name_and_no_address_stands_in_an_event(world):
    world.routed(by=world.gp)
    world.report(email="reporter@example.no")
    world.ongoing()

    written = " ".join(row[0] for row in world.session.execute(text("SELECT data FROM event")))
    assert not [word for word in ("example.no", "Fastlege", "Sekretær", "Eigar") if word in written]


def test_events_are_read_in_order_and_in_portions(world):
    world.lived()
    last = last_event_number(world.session)

    first = events_after(world.session, 0, last, most=3)
    rest = events_after(world.session, first[-1].id, last)

    assert [event.seq for event in (*first, *rest)] == [1, 2, 3, 4, 5]
