"""A person is removed at her own request: nothing of her name and address is left, the
record holds, and what stays is told."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import SQLModel, col, select

from engine.cases.chain import verify_chains
from engine.days.calendar import local_day
from engine.errors import BadInput, NotFound, Refused, Remedy, WayOut
from engine.people import logins
from engine.people.actors import ANYONE, OPERATOR
from engine.people.acts import Act
from engine.people.forgotten import is_forgotten
from engine.people.registry import PERSON, PersonIn
from engine.people.tables import Partnership, Person
from engine.people.tokens import Scope, Token, TokenIn, give_token
from engine.people.trace import broken_traces, trace_of
from engine.storage.session import Session
from notifications import checks
from notifications.forgotten_people import after_words, forget_person, forgotten_words
from notifications.notices.notices import Notice, NoticeState
from notifications.outbox import new_address
from notifications.outbox.deliveries import Delivery, DeliveryState
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.own_data import hand_out
from notifications.sending.tick import tick
from notifications.still_kept import still_kept_of
from tests.mailbox import DAY, MONDAY, Mailroom
from tests.world import SETTING_UP, found, unmet
from workflows import health
from workflows.deviations import reports
from workflows.deviations.contacts import AnswerTo
from workflows.partnerships.leaving import leave_body
from workflows.partnerships.seating import register_with_seats
from workflows.views import registry_history

NAME, EMAIL = "Grete Grundigsen", "grete.grundigsen@example.no"
LATER = MONDAY + 3 * DAY
REASON = "Ba om det 26. november"


class Mailer:
    """A mail server with one answer."""

    def __init__(self, kind: ReplyKind = ReplyKind.ACCEPTED) -> None:
        self.kind, self.addresses = kind, []

    def send(self, address, _message_id, _body, still_mine, _slow):
        assert still_mine()
        self.addresses.append(address)
        return Reply(self.kind, f"<{address}> is known")

    def close(self):
        pass


def seated(world: Mailroom, *, until: date | None = None) -> Any:
    seats = (("fagrad-1", "member"),)
    return world.world.person(NAME, *seats, until=until, at=world.world.at)


def forget(world: Mailroom, *, by: str = "secretary", email: str = EMAIL, **given: Any):
    act = Act(getattr(world, by), LATER, reason=given.pop("reason", REASON))
    return forget_person(world.session, email, act, **given)


def said_in(value: object) -> str:
    if not isinstance(value, bytes | memoryview):
        return str(value)
    parts = message_from_bytes(bytes(value), policy=default).walk()
    texts = [part.get_content() for part in parts if part.get_content_maintype() == "text"]
    return "\n".join([bytes(value).decode("utf-8", "replace"), *texts])


def whole_database(session: Session) -> str:
    """Every value of every row of every table, mails as they are read."""
    tables = SQLModel.metadata.sorted_tables
    rows = (row for table in tables for row in session.execute(table.select()))
    return "\n".join(said_in(value) for row in rows for value in row).casefold()


def holds(session: Session) -> list[str]:
    """What of her is found in the database."""
    everything = whole_database(session)
    return [each for each in (NAME, EMAIL) if each.casefold() in everything]


def lived(world: Mailroom, database) -> Any:
    """She sat, worked, logged in, had a token, reported with her account and with her address, and
    others were mailed what she did."""
    her = seated(world)
    world.deviation(by=her, email=EMAIL, wants_answer=False)
    other = world.deviation(email=EMAIL)
    world.do(other, "reject", rejection="not_enough")
    case = world.ongoing()
    world.world.step(case, "report_progress", her, at=MONDAY, light="late", progress="Vi venter.")
    logins.ask_for_link(world.session, EMAIL, "/", MONDAY)
    logins.begin_login(world.session, EMAIL, "Firefox", MONDAY)
    given = TokenIn("EPJ", [Scope.READ], date(2027, 1, 1))
    give_token(world.session, EMAIL, given, SETTING_UP)
    tick(database, MONDAY, mailer=Mailer())
    tick(database, MONDAY + DAY, mailer=Mailer())
    act = Act(world.secretary, LATER)
    leave_body(world.session, her, world.bodies["fagrad-1"], (LATER - DAY).date(), act)
    return her


def test_of_a_report_that_went_over_nothing_is_left_in_the_mails_from_before(
    database, session, peopled
):
    world = found(session)
    world.share_mottak()
    world.person(NAME, ("fagrad-1", "member"), until=world.day(10).date())
    receipt = world.report(email=EMAIL)
    tick(database, world.at, mailer=Mailer())
    world.sent_over(receipt.case, at=world.day(1))
    tick(database, world.day(2), mailer=Mailer())
    assert holds(session) == [NAME, EMAIL]

    act = Act(world.secretary, world.day(20), reason=REASON)
    gone = forget_person(session, EMAIL, act, anyway=True)

    assert (holds(session), gone.reports) == ([], 0)  # it is in the other partnership, whose it is
    assert verify_chains(session) == []


def test_nothing_of_her_name_and_address_is_left(database, world):
    her = lived(world, database)
    assert holds(world.session) == [NAME, EMAIL]

    gone = forget(world)

    assert holds(world.session) == []
    assert gone.name == f"Person {her.person_id}"
    assert verify_chains(world.session) == []
    assert list(broken_traces(world.session)) == []
    mailer = Mailer()
    for days in range(9):
        tick(database, LATER + days * DAY, mailer=mailer)
    assert [each for each in mailer.addresses if each == EMAIL or is_forgotten(each)] == []


def test_the_trace_tells_who_did_it_and_why(database, world):
    her = lived(world, database)
    forget(world)

    last = trace_of(world.session, PERSON, her.person_id)[-1]
    assert (last.kind, last.by) == ("forgotten", world.secretary.person_id)
    assert last.parts["reason"] == REASON
    told = registry_history.of_person(world.session, her.person_id, world.secretary, LATER.date())
    assert str(told[0].said) == f"Removed: name and address are gone. {REASON}"


def test_tokens_and_logins_end(database, world):
    her = lived(world, database)
    forget(world)

    tokens = select(Token).where(col(Token.person_id) == her.person_id)
    assert [each.ended_at for each in world.session.orm.exec(tokens)] == [LATER]
    assert logins.logins_of(world.session, her.person_id, LATER) == []


def test_the_second_time_says_that_it_was_done(database, world):
    her = lived(world, database)
    first = forget(world)
    length = len(trace_of(world.session, PERSON, her.person_id))

    second = forget(world, email=f"person-{her.person_id}@removed.invalid")

    assert first.before is None
    assert second.before == local_day(LATER)
    assert "was removed on" in str(forgotten_words(second))
    assert len(trace_of(world.session, PERSON, her.person_id)) == length
    with pytest.raises(NotFound) as unknown:
        forget(world)
    assert unknown.value.reasons[-1].remedy == Remedy(WayOut.LIST_FORGOTTEN)


def test_reports_with_her_address_alone_are_counted(world):
    her = seated(world, until=MONDAY.date())
    world.deviation(by=her, email=EMAIL, wants_answer=False)
    world.deviation(email=EMAIL)
    neighbours = world.session.orm.get_one(Partnership, world.world.neighbours)
    what, told = {"what": "Epikrisa mangla."}, AnswerTo(EMAIL)
    reports.report(world.session, neighbours, what, Act(ANYONE, MONDAY), told)

    gone = forget(world, anyway=True)

    assert str(after_words(gone)[0]).startswith("1 report was made with this address")
    assert len(after_words(gone)) == 2


def left_with_refused_mail(database, world):
    """Somebody whose seat is over, and whose mail the server refused."""
    her = seated(world)
    world.meeting(date(2026, 12, 15), "fagrad-1")
    tick(database, MONDAY, mailer=Mailer(ReplyKind.REFUSED))
    leave_body(
        world.session, her, world.bodies["fagrad-1"], MONDAY.date(), Act(world.secretary, LATER)
    )
    return her


def test_her_own_mail_that_a_sender_has_in_hand_is_waited_for(database, world):
    her = left_with_refused_mail(database, world)
    hers = update(Delivery).where(col(Delivery.person_id) == her.person_id)
    world.session.execute(hers.values(lease_by="sender", lease_until=LATER + DAY))

    assert unmet(lambda: forget(world)).keys() == {"mails"}
    world.session.execute(hers.values(lease_by=None, lease_until=None))
    forget(world)


def test_what_stays_is_told_with_why(database, world):
    her = lived(world, database)
    gone = forget(world)

    said = [str(each) for each in gone.stays]
    assert [each.split(",")[0].split(" ", 1)[0] for each in said[:2]] == ["1", "2"]
    assert any("who could decide" in each for each in said)
    assert said == [str(each) for each in still_kept_of(world.session, her.person_id)]
    assert still_kept_of(world.session, world.secretary.person_id) == []
    act = Act(world.secretary, LATER, reason="Kontroll")
    data = hand_out(world.session, f"person-{her.person_id}@removed.invalid", act)
    assert data["person"][0]["name"] == gone.name
    assert data["logins"] == []
    assert [each["email"] for each in data["contacts"]] == [None]


def test_whoever_sits_somewhere_leaves_first(world):
    seated(world)

    assert unmet(lambda: forget(world)).keys() == {"seat"}
    assert holds(world.session) == [NAME, EMAIL]


def test_a_seat_that_ends_today_is_left(world):
    seated(world, until=LATER.date())

    forget(world)

    assert holds(world.session) == []


def test_whoever_acts_for_her_leaves_first(world):
    her = seated(world)
    since, until = MONDAY.date(), date(2026, 12, 24)
    world.world.stand_in("other", her, "fagrad-1", since, until)
    leave_body(
        world.session, her, world.bodies["fagrad-1"], MONDAY.date(), Act(world.secretary, LATER)
    )

    assert unmet(lambda: forget(world)).keys() == {"deputy_for"}


@pytest.mark.parametrize("account", [True, False])
def test_an_answer_that_is_still_to_come_is_told_first(world, account):
    her = seated(world, until=MONDAY.date())
    case = world.deviation(by=her) if account else world.deviation(email=EMAIL)

    with pytest.raises(Refused) as refused:
        forget(world)

    assert refused.value.unmet == ["answer"]
    assert case.ref not in str(refused.value)  # who reported what is told to those who route alone
    forget(world, anyway=True)
    assert holds(world.session) == []


def test_a_report_in_another_partnership_is_not_told_of(world):
    seated(world, until=MONDAY.date())
    neighbours = world.world.session.orm.get_one(Partnership, world.world.neighbours)
    what, told = {"what": "Epikrisa mangla."}, AnswerTo(EMAIL)
    reports.report(world.session, neighbours, what, Act(ANYONE, MONDAY), told)

    forget(world)

    assert holds(world.session) == []


def test_a_report_that_was_answered_stands_not_in_the_way(world):
    seated(world, until=MONDAY.date())
    case = world.deviation(email=EMAIL)
    world.do(case, "route", handler="mottak")
    world.do(case, "answer", by="handler", answer="Vi beklager.")

    forget(world)

    assert holds(world.session) == []


def test_a_mail_that_names_her_and_perhaps_went_is_waited_for(database, world):
    her = seated(world, until=MONDAY.date())
    case = world.ongoing()
    world.world.step(case, "report_progress", her, at=MONDAY, light="late", progress="Vi venter.")
    tick(database, MONDAY, mailer=Mailer(ReplyKind.UNKNOWN))

    assert unmet(lambda: forget(world)).keys() == {"mails"}


def test_her_own_mails_that_wait_or_failed_are_given_up(database, world):
    her = left_with_refused_mail(database, world)
    forget(world)

    mails = select(Delivery).where(col(Delivery.person_id) == her.person_id)
    assert {each.state for each in world.session.orm.exec(mails)} <= {DeliveryState.CANCELLED}
    notices = select(Notice).where(col(Notice.person_id) == her.person_id)
    found = {each.state for each in world.session.orm.exec(notices)}
    assert NoticeState.PLANNED not in found


@pytest.mark.parametrize(
    "reason",
    ["", "  ", f"{NAME} ba om det", f"Fra {EMAIL.upper()}", "Grete ba", "Ringte: grundigsen."],
)
def test_it_takes_a_reason_that_names_nobody(world, reason):
    seated(world, until=MONDAY.date())

    with pytest.raises(BadInput):
        forget(world, reason=reason)

    assert holds(world.session) == [NAME, EMAIL]


@pytest.mark.parametrize("who", ["handler", "owner"])
def test_nobody_else_removes_a_person(world, who):
    seated(world, until=MONDAY.date())

    with pytest.raises(NotFound):
        forget(world, by=who)
    with pytest.raises(Refused):
        forget(world, by=who, email=f"{who}@example.no")


def test_whoever_sat_in_two_partnerships_is_removed_by_both(world):
    seats = (("fagrad-1", "member"), ("nabo/naboutval", "member"))
    world.world.person(NAME, *seats, until=MONDAY.date(), at=world.world.at)

    with pytest.raises(Refused):
        forget(world)
    act = Act(OPERATOR, LATER, reason=REASON)
    forget_person(world.session, EMAIL, act)

    assert holds(world.session) == []


def test_whoever_was_removed_gets_neither_seat_nor_address(database, world):
    her = lived(world, database)
    forget(world)
    stands_for = f"person-{her.person_id}@removed.invalid"
    act = Act(world.secretary, LATER)

    with pytest.raises(Refused):
        new_address.change_address(world.session, stands_for, "ny@example.no", act)
    with pytest.raises(BadInput):
        register_with_seats(world.session, PersonIn(stands_for, name="Ny"), [], act)
    assert world.session.orm.get_one(Person, her.person_id).mail is False


def test_nothing_is_found_to_be_wrong_afterwards(database, world):
    lived(world, database)
    before = faults_of(world.session)
    forget(world)

    assert faults_of(world.session) == before


def faults_of(session: Session) -> list[str]:
    found = [each.sentence for each in health.faults(session, OPERATOR, LATER.date())]
    told = [sentence for _kind, sentence in checks.faults(session, OPERATOR, LATER)]
    return [str(each) for each in [*found, *told]]
