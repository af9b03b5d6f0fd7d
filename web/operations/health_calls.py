"""Whether the installation lives, can answer and does its work, for the programs that watch it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from notifications.checks import Check, all_checks, all_well, bare_checks
from web.page import Anyone

router = APIRouter()


@router.get("/healthz")
async def alive() -> Response:
    """That the process answers, whatever became of its database and of what it is busy with."""
    return _answer({"alive": True}, well=True)


@router.get("/readyz")
def ready(page: Anyone) -> Response:
    """Whether everything goes as it should: a monitor asks, and tells somebody where it does
    not."""
    return _told(all_checks(page.site.database, page.now))


@router.get("/readyz/pages")
def ready_for_pages(page: Anyone) -> Response:
    """Whether pages can be answered: what stands before several processes asks."""
    return _told(bare_checks(page.site.database))


def _told(found: Sequence[Check]) -> Response:
    well = all_well(found)
    return _answer({"ready": well, "checks": {each.code: _shown(each) for each in found}}, well)


def _shown(check: Check) -> dict[str, Any]:
    since = {"since": check.since.isoformat()} if check.since else {}
    return {"well": check.well, **since}


def _answer(said: dict[str, Any], well: bool) -> Response:
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(said, 200 if well else 503, headers)
