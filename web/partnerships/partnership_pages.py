"""A partnership's own matters: when its emails go, its closed days, its mandates, whether everybody
may see its plans; and who changed it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from engine.days.dates import NEVER
from engine.errors import BadInput, NotFound, Reason, Refused, SamsakError
from engine.language.sentences import _
from engine.people.rights import PARTNERSHIP
from engine.people.tables import Partnership
from web.form_values import line, typed_number
from web.page import Given, Known, Number, Page, named_partnership
from web.people.keeping import keeping, typed_day
from web.refusals import status_of
from workflows.councils import mandates
from workflows.partnerships import closing
from workflows.partnerships.closing import ClosedIn
from workflows.partnerships.kind_labels import subject_label
from workflows.partnerships.partnership_settings import SettingsIn, change_settings
from workflows.views import people_view, registry_history
from workflows.views.column_words import WORKING_DAYS
from workflows.views.routing_view import rules_told

NO_NUMBER = -1
router = APIRouter()


@router.get("/partnership")
def own_partnership(page: Known, partnership: str = "") -> Response:
    """The matters of a partnership that the reader keeps."""
    return _shown(page, _chosen(page, partnership))


@router.post("/partnership/settings")
def settings(page: Known, form: Given) -> Response:
    """Say when emails and digests go, and whether everybody may see the plans."""
    given = SettingsIn(
        digest_day=_number(form, "digest_day"),
        mail_hour=_number(form, "mail_hour"),
        mail_until=_number(form, "mail_until"),
        public=bool(line(form, "public")),
    )
    return _done(page, form, lambda owner: change_settings(page.session, owner, given, page.act()))


@router.post("/partnership/closed")
def close(page: Known, form: Given) -> Response:
    """Close the partnership for some days."""
    return _done(
        page,
        form,
        lambda owner: closing.close(page.session, owner, _stretch(form), page.act()),
    )


@router.post("/partnership/closed/open")
def open_again(page: Known, form: Given) -> Response:
    """Take back closed days."""
    return _done(
        page,
        form,
        lambda owner: closing.open_again(page.session, owner, _stretch(form), page.act()),
    )


@router.post("/partnership/mandates/{number}")
def set_mandate(page: Known, number: Number, form: Given) -> Response:
    """Say from and to which day a mandate counts; without a last day it counts on. Or that it is
    not in force."""

    def change(owner: Partnership) -> None:
        if mandates.get(page.session, number, page.reader, page.today).partnership_id != owner.id:
            raise NotFound(_("There is no mandate {number}.", number=number))
        if line(form, "clear"):
            mandates.take_back_days(page.session, number, page.act())
            return
        since, until = typed_day(form, "since"), typed_day(form, "until")
        mandates.set_days(page.session, number, since, until or NEVER, page.act())

    return _done(page, form, change)


def _number(form: FormData, name: str) -> int | None:
    """What was typed as a number; what is none fits nowhere, and is refused as such a number is."""
    if name not in form:
        return None
    typed = typed_number(form, name)
    return NO_NUMBER if typed is None else typed


def _stretch(form: FormData) -> ClosedIn:
    first = typed_day(form, "first")
    if first is None:
        raise BadInput(Reason("first", _("Choose the first day.")))
    return ClosedIn(first, typed_day(form, "last") or first, line(form, "name"))


def _chosen(page: Page, key: str) -> Partnership:
    """The partnership with that id among those that the reader keeps; the first of them where none
    is named."""
    return named_partnership(keeping(page, PARTNERSHIP), key)


def _done(page: Page, form: FormData, change: Callable[[Partnership], object]) -> Response:
    """The page of the partnership after a change; or with what stood in its way."""
    owner = _chosen(page, line(form, "partnership"))
    try:
        with page.attempt():
            change(owner)
    except (BadInput, NotFound, Refused) as refusal:
        return _shown(page, owner, form, refusal)
    page.site.wake()
    return page.go_kept("/partnership", partnership=owner.key)


def _shown(
    page: Page,
    owner: Partnership,
    form: FormData | None = None,
    refusal: SamsakError | None = None,
) -> Response:
    session = page.session
    values = {
        "owner": owner,
        "kept": keeping(page, PARTNERSHIP),
        "settings": people_view.settings(owner),
        "weekdays": list(enumerate(WORKING_DAYS)),
        "closed": people_view.closed(session, owner),
        "mandates": people_view.mandates_of(session, owner, page.reader, page.today),
        "matter": subject_label,
        "rules": rules_told(session, owner, page.reader, page.today),
        "names": {each["id"]: each["name"] for each in people_view.bodies(session, [owner])},
        "history": registry_history.of_partnership(session, owner, page.reader, page.today),
        "given": {name: line(form, name) for name in form} if form is not None else {},
        "refusal": refusal,
    }
    shown = "partnerships/partnership.html"
    return page.show(shown, values, status_of(refusal) if refusal else 200)
