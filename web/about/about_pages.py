"""The page on privacy and the statement on accessibility: for everybody, linked from every page."""

from __future__ import annotations

from email.utils import parseaddr

from fastapi import APIRouter
from fastapi.responses import Response

from engine.people import attempts, logins
from engine.settings import MAIL_FROM
from web.deviations import receipt_cookie
from web.page import Anyone, Page

router = APIRouter()


@router.get("/privacy")
def privacy(page: Anyone) -> Response:
    """What Samsak keeps of people, why, and for how long."""
    values = {
        "told": _whom_to_tell(page),
        "login_hours": _hours(logins.LOGIN_LASTS.total_seconds()),
        "attempt_hours": _hours(attempts.KEPT.total_seconds()),
        "receipt_minutes": receipt_cookie.LASTS // 60,
    }
    return page.show("about/privacy.html", values)


@router.get("/accessibility")
def accessibility(page: Anyone) -> Response:
    """What is tested and how, which gaps are known, and whom to tell of others."""
    return page.show("about/accessibility.html", {"told": _whom_to_tell(page)})


def _whom_to_tell(page: Page) -> str:
    """The address that somebody reads; none where the installation names none of its own."""
    sender = page.site.settings.mail_from
    return "" if sender == MAIL_FROM else parseaddr(sender)[1]


def _hours(seconds: float) -> int:
    return int(seconds // 3600)
