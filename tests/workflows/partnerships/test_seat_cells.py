"""Seats as people write them in one cell."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import BadInput, NotFound
from engine.people.actors import find_actor
from engine.people.tables import Partnership
from workflows.partnerships.seat_cells import SeatReader, names_a_member

ROW = {"seats": "", "role": "", "deputy for": ""}
NEW_YEAR, LAST = date(2026, 1, 1), date(2027, 12, 31)


@pytest.fixture
def seats(world):
    partnership = world.session.orm.get_one(Partnership, world.partnership)
    world.another_body("au")

    def read(text, **row):
        given = {**ROW, "seats": text, **row}
        found = SeatReader(world.session, partnership).read(given, (NEW_YEAR, None))
        return [(seat.body.key, seat.role, seat.since, seat.until) for seat in found]

    return read


def always(body, role):
    return (body, role, NEW_YEAR, None)


@pytest.mark.parametrize(
    "text",
    [
        "asu:member au:leader",
        "asu au:leader",
        "ASU; au: leder",
        "asu, au (leiar)",
        "asu\nleder i au",
        "medlem av ASU; au – leder",
        "asu:medlem;chair of au",
    ],
)
def test_several_seats_in_one_cell(seats, text):
    assert seats(text) == [always("asu", "member"), always("au", "leader")]


@pytest.mark.parametrize(
    "text", ["Fagråd 1 og 2", "Fagråd 1 og 2 (medlem)", "medlem i Fagråd 1 og 2"]
)
def test_seats_in_two_bodies_with_one_name(seats, text):
    assert seats(text) == [always("fagrad-1", "member"), always("fagrad-2", "member")]


def test_the_role_of_its_own_column_is_that_of_seats_without_one(seats):
    assert seats("asu", role="nestleder") == [always("asu", "deputy_leader")]
    assert seats("asu:leader", role="vara") == [always("asu", "leader")]


@pytest.mark.parametrize("roles", ["leder; medlem", "leder, medlem", "leder og medlem"])
def test_several_roles_in_their_column_are_those_of_the_bodies_in_order(seats, roles):
    assert seats("asu; au", role=roles) == [always("asu", "leader"), always("au", "member")]
    assert seats("asu", role=roles) == [always("asu", "leader"), always("asu", "member")]


def test_roles_that_do_not_fit_the_bodies_are_refused(seats):
    with pytest.raises(BadInput, match="3 roles, and the row names 2 bodies"):
        seats("asu; au", role="leder; medlem; vara")
    with pytest.raises(BadInput, match="2 roles"):
        seats("asu:leader au", role="leder; medlem")


@pytest.mark.parametrize(
    ("days", "since", "until"),
    [
        ("fra 1.3.2026", date(2026, 3, 1), None),
        ("Fra 2026-03-01 til 31.12.2027", date(2026, 3, 1), LAST),
        ("1.3.2026–31.12.2027", date(2026, 3, 1), LAST),
        ("til 31.12.2027", NEW_YEAR, LAST),
    ],
)
def test_a_seat_may_have_days_of_its_own(seats, days, since, until):
    assert seats(f"asu (leder, {days}); au") == [
        ("asu", "leader", since, until),
        always("au", "member"),
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"text": "asu:deputy", "deputy for": "member@example.no"},
        {"text": "asu", "deputy for": "member@example.no"},
        {"text": "vara i asu for member@example.no"},
        {"text": "asu (vara for Arne Asumedlem)"},
    ],
)
def test_a_deputy_has_a_member_to_act_for(world, given):
    partnership = world.session.orm.get_one(Partnership, world.partnership)
    row = ROW | {"seats": given["text"], "deputy for": given.get("deputy for", "")}
    [seat] = SeatReader(world.session, partnership).read(row, (None, None))
    member = find_actor(world.session, "member@example.no").person_id
    assert (seat.role, seat.deputy_for) == ("deputy", member)
    assert names_a_member(row)


def test_a_member_that_nobody_is_called_is_told(seats):
    with pytest.raises(BadInput, match="“Ingen Slik” is not the name of one member"):
        seats("asu (vara for Ingen Slik)")


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("asu:tull", BadInput, "“tull” is not a seat"),
        ("nowhere", NotFound, "There is no body “nowhere”"),
        ("asu (av og til)", BadInput, "“av og til” is neither a seat nor days of one"),
        ("asu (fra 31.2.2026)", BadInput, "“31.2.2026” is not a day"),
    ],
)
def test_what_is_not_understood_is_told(seats, text, error, said):
    with pytest.raises(error, match=said):
        seats(text)


def test_a_body_for_something_has_no_deputy(seats):
    row = {**ROW, "seats": "Faggruppe for sykepleie"}
    assert not names_a_member(row)
    with pytest.raises(NotFound, match="“Faggruppe for sykepleie”"):
        seats("Faggruppe for sykepleie (leder)")
