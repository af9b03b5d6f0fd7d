"""The code of a receipt while its holder reads the report: in the browser alone, hidden from
scripts, and in no address that a log, a page before or a title could repeat."""

from __future__ import annotations

from datetime import timedelta

from fastapi.responses import Response

from web.page import Page

RECEIPT = "samsak_receipt"
LASTS = int(timedelta(minutes=30).total_seconds())


def keep_receipt(page: Page, answer: Response, code: str) -> None:
    """Keep the code in the browser for a while."""
    page.keep(answer, RECEIPT, code, LASTS)


def kept_receipt(page: Page) -> str:
    """The code that this browser keeps; nothing where it keeps none."""
    return page.request.cookies.get(RECEIPT, "")


def drop_receipt(answer: Response) -> None:
    """Forget the code in this browser."""
    answer.delete_cookie(RECEIPT)
