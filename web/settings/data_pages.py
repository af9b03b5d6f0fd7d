"""My data: what Samsak keeps about whoever asks, as a file."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from notifications.own_data import own_data
from web.page import Known
from web.people.data_file import as_file

router = APIRouter()


@router.get("/settings/data")
def my_data(page: Known) -> Response:
    """Everything that is kept about the reader herself."""
    return as_file(page, own_data(page.session, page.reader))
