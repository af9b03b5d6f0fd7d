"""Several mails are taken in the order of their numbers: of two nodes that meet one waits for the
other, whoever they are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine.cases import due_index, ties
from engine.cases.records import Case
from engine.people.acts import Act
from engine.storage.database import Database
from engine.storage.session import Session
from notifications.notices import planner, store
from notifications.notices.notices import CancelReason
from notifications.outbox import deliveries, leases
from notifications.outbox.deliveries import DeliveryKind, NewDelivery
from notifications.outbox.new_address import change_address
from notifications.sending.clock_check import believe_clock
from tests.mailbox import Mailroom
from tests.world import MONDAY

# SQLite has one writer at a time.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
Take = Callable[[Session], object]


@pytest.fixture
def rivals(database: Database) -> Iterator[tuple[Session, Session]]:
    """Two nodes beside the test's own session."""
    with database.session() as one, database.session() as other:
        yield one, other


def three(world: Mailroom) -> list[int]:
    """Three mails to one person; the first lies last in its table, and on its page."""
    new = [
        NewDelivery(DeliveryKind.NOTICES, key, world.partnership.number, world.id("member"))
        for key in "abc"
    ]
    numbers = list(deliveries.queue(world.session, new, MONDAY).values())
    with world.session.begin():
        for change in ("reply = 'x'", "next_at = next_at"):
            world.session.execute(
                text(f"UPDATE delivery SET {change} WHERE id = :id"), {"id": numbers[0]}
            )
    return numbers


def change(session: Session, what: str) -> None:
    with session.begin():
        session.execute(text(f"UPDATE delivery SET {what}"))


def is_free(session: Session, table: str, number: int) -> bool:
    """Whether nobody holds that row."""
    held = f"SELECT id FROM {table} WHERE id = :id FOR NO KEY UPDATE NOWAIT"
    with session.begin():
        session.driver.execute("SAVEPOINT asked")
        try:
            session.execute(text(held), {"id": number})
        except OperationalError:
            session.driver.execute("ROLLBACK TO SAVEPOINT asked")
            return False
    return True


def begun(watching: Session, do: Callable[[], object]) -> Callable[[], None]:
    """Another begins to do it, and waits for a lock; what is answered waits until it is done, and
    says that nothing came in between."""
    failures: list[Exception] = []

    def doing() -> None:
        try:
            do()
        except Exception as error:  # noqa: BLE001 - it is looked at below
            failures.append(error)

    worker = threading.Thread(target=doing)
    worker.start()
    waits = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    while worker.is_alive() and not watching.execute(waits).scalar():
        pass
    assert worker.is_alive(), failures or "it waited for nobody"

    def finish() -> None:
        worker.join()
        assert failures == []

    return finish


def hold(session: Session, table: str, number: int) -> None:
    """In the transaction of that session."""
    session.execute(text(f"SELECT id FROM {table} WHERE id = :id FOR UPDATE"), {"id": number})


def renewing(world: Mailroom) -> Take:
    claimed = leases.claim(world.session, "one", MONDAY)
    return lambda session: leases.renew(session, claimed, MONDAY)


def giving_back(world: Mailroom) -> Take:
    claimed = leases.claim(world.session, "one", MONDAY)[::-1]
    return lambda session: leases.give_back(session, claimed, MONDAY, None)


def leaving(world: Mailroom) -> Take:
    claimed = leases.claim(world.session, "one", MONDAY)[::-1]
    return lambda session: leases.leave(session, claimed, MONDAY)


def trying_again(world: Mailroom) -> Take:
    change(world.session, "state = 'failed'")
    return lambda session: deliveries.requeue_failed(session, world.id("member"), MONDAY)


def changing_address(world: Mailroom) -> Take:
    act = Act(world.secretary, MONDAY)
    return lambda session: change_address(session, "member@example.no", "arne@example.no", act)


def believing(world: Mailroom) -> Take:
    change(world.session, "next_at = next_at + interval '1 year'")
    return lambda session: believe_clock(session, MONDAY)


@pytest.mark.parametrize(
    "take", [renewing, giving_back, leaving, trying_again, changing_address, believing]
)
def test_who_takes_several_mails_waits_at_the_first_that_another_has(world, rivals, take):
    one, other = rivals
    first, second, third = three(world)
    do = take(world)

    with one.begin():
        hold(one, "delivery", second)
        finish = begun(world.session, lambda: do(other))
        held = [not is_free(world.session, "delivery", each) for each in (first, third)]
    finish()
    assert held == [True, False]


def test_who_cancels_waits_for_no_mail_that_another_has(world, rivals):
    one, other = rivals
    world.measure()
    world.tick(MONDAY, deliver=lambda _letter: False)
    waiting = world.notices(state="planned")
    assert waiting != []
    assert all(each.delivery_id for each in waiting)

    with one.begin():
        hold(one, "delivery", waiting[0].delivery_id)
        with other.begin():
            left = store.cancel(other, [each.id for each in waiting], CancelReason.LEFT, MONDAY)
    there = sum(each.delivery_id != waiting[0].delivery_id for each in waiting)
    assert left == there


def meet(world: Mailroom, one: Session, cases: list[Case], do: Callable[[], object]) -> None:
    """A step holds the later case and then the earlier one, while another does what needs both."""
    with one.begin():
        one.share_event_order()
        hold(one, '"case"', cases[1].id)
        finish = begun(world.session, do)
        hold(one, '"case"', cases[0].id)
    finish()


def test_who_plans_for_two_cases_and_who_steps_in_both_wait_one_way_round(world, rivals):
    one, other = rivals
    cases = [world.measure(), world.measure()]
    planner.plan(world.session, MONDAY)
    known = store.of_steps(world.session, [case.id for case in cases], ["1"])
    more = [notice._replace(id=0, key=f"again {notice.key}") for notice in known]
    assert {notice.case_id for notice in more} == {case.id for case in cases}

    def plan() -> None:
        with store.planning(other):
            assert store.add(other, more) == len(more)

    meet(world, one, cases, plan)


def test_who_reckons_days_and_who_steps_in_two_cases_wait_one_way_round(world, rivals):
    one, other = rivals
    cases = [world.measure(), world.measure()]
    with world.session.begin():
        due_index.reckon_again(world.session, world.partnership.number)

    meet(world, one, cases, lambda: due_index.go_on_in_all(other))


def test_whose_body_changes_and_who_steps_in_two_cases_wait_one_way_round(world, rivals):
    one, other = rivals

    def follow() -> None:
        with other.begin():
            ties.follow_again(other, [world.world.body("fagrad-1").number])

    meet(world, one, [world.ongoing(), world.ongoing()], follow)


def test_of_two_who_plan_one_waits_for_the_other(world, rivals):
    one, other = rivals
    world.measure()

    with store.planning(one):
        finish = begun(world.session, lambda: planner.plan(other, MONDAY))
    finish()
    assert world.notices(state="planned") != []
