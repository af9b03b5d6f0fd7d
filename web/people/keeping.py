"""What the pages for people and bodies share: whose people the reader keeps, and what is typed of a
seat."""

from __future__ import annotations

from datetime import date

from starlette.datastructures import FormData

from engine.days.dates import read_asked_day
from engine.errors import BadInput, Reason
from engine.language.sentences import _
from engine.people import registry, rights
from engine.people.seats import SeatIn
from engine.people.tables import Body, Partnership
from web.form_values import line, typed_number
from web.page import Page
from workflows.partnerships.kind_labels import kind_label
from workflows.views import people_view


def keeping(page: Page, right: str = rights.PEOPLE) -> list[Partnership]:
    """The partnerships that the reader has this right in; refuses where there is none."""
    numbers = [each.number for each in page.partnerships]
    kept = rights.kept_by(page.reader, right, numbers, page.today)
    return [each for each in page.partnerships if each.number in kept]


def body_choices(page: Page) -> list[tuple[str, str]]:
    """The bodies that live in the reader's partnerships: what the form sends, and the name."""
    return [
        (f"{each['partnership']}/{each['id']}", str(each["name"]))
        for each in people_view.bodies(page.session, keeping(page))
        if each["to"] is None
    ]


def body_kinds(page: Page) -> dict[str, str]:
    """The kinds of bodies that there are, each as it is called."""
    found = {each["kind"] for each in people_view.bodies(page.session, keeping(page))}
    named = {kind: page.say(kind_label(kind)) for kind in found}
    return dict(sorted(named.items(), key=lambda each: each[1]))


def typed_day(form: FormData, name: str) -> date | None:
    """The day that was typed; None where none was. BadInput for what is no day."""
    return read_asked_day(line(form, name), name)


def typed_body(page: Page, form: FormData) -> Body:
    """The body that was chosen; BadInput where none was."""
    name = line(form, "body")
    if not name:
        raise BadInput(Reason("body", _("Choose the body.")))
    return registry.body(page.session, name, prefer=page.reader)


def typed_seat(page: Page, form: FormData) -> SeatIn:
    """The seat that was typed."""
    return SeatIn(
        body=typed_body(page, form),
        role=line(form, "role"),
        since=typed_day(form, "since"),
        until=typed_day(form, "until"),
        deputy_for=typed_number(form, "deputy_for"),
    )
