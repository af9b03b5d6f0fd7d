"""My data: what Samsak keeps about whoever asks, as a file."""

from __future__ import annotations

import json

from fastapi import APIRouter
from fastapi.responses import Response

from notifications.own_data import own_data
from web.page import Known

router = APIRouter()


@router.get("/settings/data")
def my_data(page: Known) -> Response:
    """Everything that is kept about the reader herself."""
    text = json.dumps(own_data(page.session, page.reader), ensure_ascii=False, indent=2)
    headers = {
        "Content-Disposition": 'attachment; filename="samsak.json"',
        "Cache-Control": "private, no-store",
    }
    return Response(text, media_type="application/json", headers=headers)
