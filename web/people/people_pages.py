"""The people whom a secretariat keeps: who sits where from when to when, and who changed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from engine.days.dates import ALWAYS
from engine.errors import BadInput, NotFound, Reason, Refused, SamsakError
from engine.language.sentences import _
from engine.people.actors import find_actor
from engine.people.registry import PersonIn, register_person
from notifications.forgotten_people import forget_person
from notifications.outbox import new_address
from notifications.own_data import hand_out
from notifications.still_kept import still_kept_of
from web.form_values import line
from web.page import Given, Known, Number, Page
from web.people.data_file import as_file
from web.people.keeping import body_choices, keeping, typed_body, typed_day, typed_seat
from web.refusals import status_of
from workflows.partnerships.leaving import leave_body
from workflows.partnerships.seating import register_new, register_with_seats
from workflows.views import people_view, registry_history
from workflows.views.column_words import SPOKEN, WORKING_DAYS
from workflows.views.emptied_body import Emptied, emptied

router = APIRouter()


@router.get("/people")
def people_list(page: Known, body: str = "") -> Response:
    """Everyone whom the reader keeps, or those who sit in one body."""
    return _listed(page, body)


@router.post("/people")
def add(page: Known, form: Given) -> Response:
    """Register a person with her first seat."""
    keeping(page)
    try:
        given = _person(form, line(form, "email"))
        with page.attempt():
            made = register_new(page.session, given, [typed_seat(page, form)], page.act())
    except (BadInput, NotFound, Refused) as refusal:
        return _listed(page, "", form, refusal)
    return page.go(f"/people/{made.id}")


@router.get("/people/{number}")
def person_page(page: Known, number: Number) -> Response:
    """A person: her seats, and who changed what."""
    return _shown(page, number)


@router.post("/people/{number}/seats")
def give_seat(page: Known, number: Number, form: Given) -> Response:
    """Give a person one more seat, or other days to one that she has."""
    return _done(page, number, form, lambda email: _seated(page, form, email))


@router.post("/people/{number}/leave")
def leave(page: Known, number: Number, form: Given) -> Response:
    """End a person's seats in a body; where nobody would be left there, once it is said what
    waits for it."""

    def change(_email: str) -> Emptied | None:
        who, body = find_actor(page.session, person_id=number), typed_body(page, form)
        last = typed_day(form, "last") or page.today
        act, sure = page.act(), bool(line(form, "sure"))
        would = None if sure else emptied(page.session, who, body, last, page.reader)
        leave_body(page.session, who, body, last, act, rehearse=would is not None)
        return would

    return _done(page, number, form, change)


@router.post("/people/{number}/data")
def hand_out_data(page: Known, number: Number, form: Given) -> Response:
    """Everything that is kept about a person, for whoever hands it out to her."""
    email = people_view.person(page.session, number, page.reader, page.today)["email"]
    try:
        with page.attempt():
            data = hand_out(page.session, email, page.act(line(form, "reason")))
    except (BadInput, Refused) as refusal:
        return _shown(page, number, form, refusal)
    return as_file(page, data)


@router.post("/people/{number}/forget")
def forget(page: Known, number: Number, form: Given) -> Response:
    """Remove who a person is, once that is confirmed."""

    def change(email: str) -> None:
        if not line(form, "sure"):
            raise BadInput(Reason("sure", _("Confirm that it cannot be undone.")))
        act = page.act(line(form, "reason"))
        forget_person(page.session, email, act, anyway=bool(line(form, "anyway")))

    return _done(page, number, form, change)


@router.post("/people/{number}/address")
def change_address(page: Known, number: Number, form: Given) -> Response:
    """Give a person another address."""

    def change(email: str) -> None:
        new_address.change_address(page.session, email, line(form, "email"), page.act())

    return _done(page, number, form, change)


@router.post("/people/{number}/settings")
def change_settings(page: Known, number: Number, form: Given) -> Response:
    """Give a person another name, language or day of the digest; emails or none; say until when
    she is away."""

    def change(email: str) -> None:
        away = typed_day(form, "away_until") or ALWAYS  # a day that has been ends it
        given = _person(form, email)._replace(mail=bool(line(form, "mail")), away_until=away)
        register_person(page.session, given, page.act(), [])

    return _done(page, number, form, change)


def _seated(page: Page, form: FormData, email: str) -> None:
    seat = typed_seat(page, form)
    register_with_seats(page.session, PersonIn(email), [seat], page.act())


def _person(form: FormData, email: str) -> PersonIn:
    day = line(form, "digest_day")
    return PersonIn(
        email=email,
        name=line(form, "name"),
        language=line(form, "language") or None,
        digest_day=int(day) if day in ("0", "1", "2", "3", "4") else None,
    )


def _done(
    page: Page, number: int, form: FormData, change: Callable[[str], Emptied | None]
) -> Response:
    """The page of the person after a change to whoever has this address; or with what stood in its
    way, or must be said before."""
    found = people_view.person(page.session, number, page.reader, page.today)
    try:
        with page.attempt():
            would = change(found["email"])
    except (BadInput, NotFound, Refused) as refusal:
        return _shown(page, number, form, refusal)
    if would is not None:
        return _shown(page, number, form, would=would)
    page.site.wake()
    return page.go_kept(f"/people/{number}")


def _listed(
    page: Page, body: str, form: FormData | None = None, refusal: SamsakError | None = None
) -> Response:
    bodies = body_choices(page)
    found = people_view.people(page.session, page.reader, page.today)
    values = {
        **_choices(form),
        "people": [each for each in found if not body or _sits_in(each, body)],
        "chosen": body,
        "bodies": bodies,
        "everyone": [(each["id"], each["name"]) for each in found],
        "refusal": refusal,
    }
    return page.show("people/list.html", values, status_of(refusal) if refusal else 200)


def _sits_in(person: dict[str, Any], body: str) -> bool:
    return any(f"{seat['partnership']}/{seat['body']}" == body for seat in person["bodies"])


def _shown(
    page: Page,
    number: int,
    form: FormData | None = None,
    refusal: SamsakError | None = None,
    would: Emptied | None = None,
) -> Response:
    session = page.session
    person = people_view.person(session, number, page.reader, page.today)
    others = people_view.people(session, page.reader, page.today)
    values = {
        **_choices(form),
        "person": person,
        "own": {f"{seat['partnership']}/{seat['body']}": seat["name"] for seat in person["bodies"]},
        "everyone": [(each["id"], each["name"]) for each in others if each["id"] != number],
        "bodies": body_choices(page),
        "history": registry_history.of_person(session, number, page.reader, page.today),
        "stays": still_kept_of(session, number),
        "refusal": refusal,
        "would": would,
    }
    return page.show("people/person.html", values, status_of(refusal) if refusal else 200)


def _choices(form: FormData | None) -> dict[str, object]:
    """What the forms offer to choose from, and what was typed into them."""
    return {
        "roles": people_view.seat_roles(),
        "languages_spoken": SPOKEN,
        "weekdays": list(enumerate(WORKING_DAYS)),
        "given": {name: line(form, name) for name in form} if form is not None else {},
    }
