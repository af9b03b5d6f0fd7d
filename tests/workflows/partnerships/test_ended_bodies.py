from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from engine.cases.chain import verify_chains
from engine.errors import BadInput, NotFound
from engine.people.actors import Actor, Post, find_actor
from engine.people.acts import Act
from engine.people.tables import Body, Organisation
from engine.people.trace import trace_of
from tests.world import World, refusal, tamper, unmet
from workflows.councils import mandates, meetings, reviving
from workflows.partnerships.ended_bodies import end_body, revive_body
from workflows.partnerships.leaving import leave_body
from workflows.partnerships.organisations import ORGANISATION
from workflows.partnerships.structure import BODY
from workflows.views.case_view import seen


def ended(world: World, body: str = "mottak", successor: str | None = "sengepost") -> None:
    after = world.body(successor) if successor else None
    act = Act(world.secretary, world.at)
    end_body(world.session, world.body(body), world.at.date(), after, act)


def sees(world: World, who: str, ref: str) -> bool:
    try:
        seen(world.session, ref, find_actor(world.session, f"{who}@example.no"), world.day(1))
    except NotFound:
        return False
    return True


def test_the_successor_has_the_cases_of_a_body_that_ended(world):
    case = world.routed()
    world.person("Siri Post", ("sengepost", "member"))
    assert not sees(world, "siri.post", case.ref)

    ended(world)

    assert sees(world, "siri.post", case.ref)
    assert world.now(case).fields["handler"] == "mottak"
    answered = world.step(
        case,
        "handle",
        find_actor(world.session, "siri.post@example.no"),
        at=world.day(1),
        answer="Beklager",
    )
    assert answered.to_state == "handled"
    assert verify_chains(world.session) == []


def test_its_seats_end_with_it_and_nothing_new_names_it(world):
    deviation = world.report().case
    ended(world)

    (post,) = find_actor(world.session, "handler@example.no").posts
    assert post.valid_to == world.at.date()
    with pytest.raises(BadInput, match="Akuttmottaket ended on 2 March 2026"):
        world.step(deviation, "route", handler="mottak")
    with pytest.raises(BadInput, match="ended on"):
        world.seat("other", "mottak", "member")
    with pytest.raises(BadInput, match="ended on"):
        world.meeting("mottak")
    with pytest.raises(BadInput, match="ended on"):
        world.report()


def test_no_meeting_of_a_body_that_ended_is_revived_or_moved_past_its_end(world):
    act = Act(world.secretary, world.at)
    cancelled, today = world.meeting("mottak", day=date(2026, 3, 9)), world.meeting("mottak")
    meetings.cancel(world.session, cancelled, act)
    meetings.move(world.session, today, world.at.date(), "16:00", act)
    ended(world)

    for change in (
        lambda: reviving.revive(world.session, cancelled, act),
        lambda: meetings.move(world.session, today, date(2026, 3, 9), None, act),
    ):
        assert unmet(change) == {"body": "Akuttmottaket ended on 2 March 2026."}


def test_no_mandate_counts_after_its_body_has_ended(world):
    act, today = Act(world.secretary, world.at), world.at.date()
    ((mandate, adopts, _by),) = mandates.of_partnership(
        world.session, world.partnership, act.by, today
    )
    mandates.set_days(world.session, mandate.id, today, today, act)
    ended(world, adopts, None)

    assert "body" in unmet(
        lambda: mandates.set_days(world.session, mandate.id, None, date(2026, 12, 31), act)
    )


def test_the_end_of_a_body_is_traced_and_can_be_taken_back(world):
    case = world.routed()
    world.person("Siri Post", ("sengepost", "member"))
    ended(world)
    act = Act(world.secretary, world.day(1))

    body = revive_body(world.session, world.body("mottak"), act)

    last, back = trace_of(world.session, BODY, body.id)[-2:]
    assert (last.kind, last.by) == ("ended", world.secretary.person_id)
    assert last.parts["changes"]["valid_to"] == [None, "2026-03-02"]
    assert (back.kind, body.valid_to, body.successor_id) == ("revived", None, None)
    assert not sees(world, "siri.post", case.ref)
    assert verify_chains(world.session) == []
    assert refusal(lambda: revive_body(world.session, body, act)).unmet == ["body"]


def test_everything_that_stands_in_the_way_is_told_at_once(world):
    meeting = world.meeting("psu", day=date(2026, 4, 1))
    act, psu = Act(world.secretary, world.at), world.body("psu")
    written = mandates.of_partnership(world.session, world.partnership, act.by, world.at.date())
    number = written[0].mandate.id
    mandates.set_days(world.session, number, date(2026, 1, 1), None, act)

    refused = refusal(lambda: end_body(world.session, psu, world.at.date(), psu, act))
    assert refused.unmet == ["successor", "meeting", "mandate"]

    meetings.cancel(world.session, meeting, act)
    mandates.end(world.session, number, world.at.date(), act)
    assert end_body(world.session, psu, world.at.date(), None, act).valid_to == world.at.date()


def test_a_body_that_still_has_cases_needs_a_successor(world):
    open_case, over = world.routed(), world.measure(bodies=["mottak"])
    world.step(over, "withdraw", reason="Dobbelt")

    refused = refusal(lambda: ended(world, successor=None))
    assert (refused.unmet, open_case.ref in str(refused), over.ref in str(refused)) == (
        ["successor"],
        True,
        False,
    )
    ended(world)


def test_the_seats_that_ended_with_a_body_go_on_when_it_is_revived(world):
    coming = world.person("Siri Snart", ("mottak", "leader"), since=world.day(30).date())
    gone = world.person("Gro Gangen", ("mottak", "member"), until=world.day(-1).date())
    vara = world.person("Vara Mottak", ("mottak", "deputy"), deputy_for=world.handler)
    people = (world.handler, coming, gone)
    before = [posts(world, each) for each in people]
    now = Act(world.secretary, world.at)
    leave_body(world.session, vara, world.body("mottak"), world.at.date(), now)
    left = posts(world, vara)
    ended(world)
    assert posts(world, coming) == ()

    act = Act(world.secretary, world.day(1))
    revive_body(world.session, world.body("mottak"), act)

    assert [posts(world, each) for each in people] == before
    assert posts(world, vara) == left
    assert verify_chains(world.session) == []
    ended(world)
    revive_body(world.session, world.body("mottak"), act)
    assert posts(world, coming) == before[1]


def posts(world: World, who: Actor) -> tuple[Post, ...]:
    return find_actor(world.session, who.email).posts


def test_an_organisation_ends_with_its_body_and_has_its_successor(world):
    for kind in ("municipality", "hospital_trust"):
        world.another_body(kind)
    act, towns = Act(world.secretary, world.at), world.body("municipality")

    def organisation(key: str) -> Organisation:
        wanted = select(Organisation).where(col(Organisation.key) == key)
        return world.session.orm.exec(wanted).one()

    assert (organisation("municipality").name, organisation("municipality").valid_to) == (
        "MUNICIPALITY",
        None,
    )
    end_body(world.session, towns, world.at.date(), None, act)
    assert organisation("municipality").valid_to == world.at.date()
    revive_body(world.session, towns, act)
    assert organisation("municipality").valid_to is None
    assert organisation("hospital_trust").valid_to is None

    kinds = [
        each.kind for each in trace_of(world.session, ORGANISATION, organisation("municipality").id)
    ]
    assert kinds == ["loaded", "ended", "revived"]
    assert verify_chains(world.session) == []
    tamper(world.session, "UPDATE organisation SET name = 'Bygda' WHERE key = 'municipality'")
    assert [each.what for each in verify_chains(world.session)] == ["row_differs"]


def test_a_body_ends_once_and_not_before_its_day(world):
    ahead = world.at.date() + timedelta(days=1)
    act, body = Act(world.secretary, world.at), world.body("mottak")
    assert refusal(lambda: end_body(world.session, body, ahead, None, act)).unmet == ["day"]

    ended(world)

    assert refusal(lambda: ended(world)).unmet == ["body"]
    assert refusal(lambda: ended(world, "sengepost", "mottak")).unmet == ["successor"]


def test_the_last_secretariat_ends_with_a_successor_in_which_somebody_sits(world):
    assert refusal(lambda: ended(world, "sekretariat", None)).unmet == ["secretariat"]

    world.another_body("secretariat")
    assert refusal(lambda: ended(world, "sekretariat", "secretariat")).unmet == ["secretariat"]

    world.person("Siri Ny", ("secretariat", "secretary"))
    ended(world, "sekretariat", "secretariat")
    assert world.body("sekretariat").successor_id == world.body("secretariat").id


def test_a_successor_is_of_the_same_kind(world):
    refused = refusal(lambda: ended(world, "mottak", "psu"))

    assert refused.unmet == ["successor"]
    assert "of another kind than Akuttmottaket" in str(refused)


def test_a_body_does_not_end_before_its_last_meeting_or_act(world):
    world.hold(world.meeting("psu", day=world.day(4).date()), at=world.day(4))
    case = world.routed()
    world.step(case, "handle", world.handler, at=world.day(4), answer="Beklager")
    act, early = Act(world.secretary, world.day(9)), world.day(3).date()

    def end(key: str, last: date, successor: Body | None = None) -> Body:
        return end_body(world.session, world.body(key), last, successor, act)

    assert refusal(lambda: end("psu", early)).unmet == ["meeting"]
    assert refusal(lambda: end("mottak", early, world.body("sengepost"))).unmet == ["day"]
    assert refusal(lambda: end("tomt-rad", date(2011, 12, 31))).unmet == ["day"]
    assert end("psu", world.day(4).date()).valid_to == world.day(4).date()
    assert end("tomt-rad", early).valid_to == early
