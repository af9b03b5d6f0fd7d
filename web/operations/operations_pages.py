"""Mails that did not go and the acts that settle them, all mail held or let go, the last and next
tick of each part, what is not well, the last backup, the version."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import Response

from engine.errors import BadInput, NotFound, Refused, SamsakError
from engine.language.sentences import _
from engine.storage.installation import last_backup
from notifications import checks, mails
from notifications.outbox.deliveries import DeliveryState
from notifications.sending import hold, tick_parts
from notifications.sending.marks_ahead import marks_ahead
from web.page import Known, Number, Page
from web.refusals import status_of
from workflows import backups, health

router = APIRouter()
STATES = {
    DeliveryState.FAILED: _("refused"),
    DeliveryState.IN_DOUBT: _("perhaps arrived"),
    DeliveryState.QUEUED: _("waiting"),
}
ACTS = {
    "again": (mails.send_again, _("Send again")),
    "give-up": (mails.drop, _("Give up")),
    "delivered": (mails.mark_arrived, _("It has arrived")),
}
HOLDING = {"hold": hold.hold, "release": hold.release}

PARTS = {
    "anchor": _("Anchoring the history"),
    "restored": _("Looking back after a restoration"),
    "plan": _("Planning who must hear what"),
    "digest": _("Preparing digests"),
    "bundle": _("Putting notices into emails"),
    "logins": _("Preparing links to log in"),
    "bounces": _("Looking for emails that came back"),
    "days": _("Checking who is open today"),
    "send": _("Sending emails"),
    "addresses": _("Removing addresses that are no longer needed"),
    "search": _("Making cases easy to find"),
}


@router.get("/operations")
def operations(page: Known) -> Response:
    """What must be seen, for whoever looks after the mails of a partnership."""
    return _shown(page)


@router.post("/operations/mails/{number}/{act}")
def settle(page: Known, number: Number, act: str) -> Response:
    """Settle a mail: send it again, give it up, or mark that it has arrived."""
    if act not in ACTS:
        raise NotFound
    try:
        ACTS[act][0](page.session, number, page.act())
    except (BadInput, Refused) as refusal:
        return _shown(page, refusal)
    page.site.wake()
    return page.go("/operations")


@router.post("/operations/{act}")
def hold_or_release(page: Known, act: str) -> Response:
    """Hold all mail of the installation, or let it go."""
    if act not in HOLDING:
        raise NotFound
    try:
        HOLDING[act](page.session, page.act())
    except Refused as refusal:
        return _shown(page, refusal)
    page.site.wake()
    return page.go("/operations")


def _shown(page: Page, refusal: SamsakError | None = None) -> Response:
    session, reader = page.session, page.reader
    found = mails.mails(session, list(STATES), reader, page.today)
    values = {
        "mails": found,
        "states": STATES,
        "acts": {name: words for name, (_verb, words) in ACTS.items()},
        "faults": [
            *health.faults(session, reader, page.today),
            *checks.faults(session, reader, page.now),
            *health.findings_read(marks_ahead(session, page.now)),
            *backups.faults(session, page.now),
        ],
        "held_mail": hold.held(session),
        "may_hold": hold.may_hold(session, reader, page.today),
        "last_backup": last_backup(session),
        "parts": PARTS,
        "runs": (runs := tick_parts.parts_kept(session, reader, page.now)),
        "mail_server": runs.get(tick_parts.MAIL_SERVER),
        "archive": runs.get(tick_parts.ARCHIVE),
        "next_tick": tick_parts.next_tick(session),
        "version": version("samsak"),
        "refusal": refusal,
    }
    return page.show("operations/operations.html", values, status_of(refusal) if refusal else 200)
