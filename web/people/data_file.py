"""What is kept about somebody, as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi.responses import Response

from notifications.own_data import told_with_reasons
from web.page import Page


def as_file(page: Page, data: Mapping[str, Any]) -> Response:
    """What is kept about somebody, as JSON that says what each part is; kept by no browser."""
    text = json.dumps(told_with_reasons(data, page.language), ensure_ascii=False, indent=2)
    headers = {
        "Content-Disposition": 'attachment; filename="samsak.json"',
        "Cache-Control": "private, no-store",
    }
    return Response(text, media_type="application/json", headers=headers)
