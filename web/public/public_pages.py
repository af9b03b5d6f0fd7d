"""The plans of a partnership for everybody, where it shows them."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from web.page import Anyone
from workflows.views import public_plans

router = APIRouter()


@router.get("/public/{partnership}")
def public_list(page: Anyone, partnership: str) -> Response:
    """The plans that a partnership shows."""
    owner, plans = public_plans.shown_by(page.session, partnership, page.today)
    return page.show("public/list.html", {"owner": owner, "plans": plans})


@router.get("/public/{partnership}/{plan}")
def public_plan(page: Anyone, partnership: str, plan: str) -> Response:
    """A plan, as a tree with how far it has come."""
    shown = public_plans.shown(page.session, partnership, plan, page.today)
    return page.show("public/plan.html", shown._asdict())
