"""Plans, meetings and bodies, read."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from web.api.calls import Reading
from web.api.given import Word
from workflows.councils import meeting_lists, meetings
from workflows.councils.meeting_lists import Chosen
from workflows.views import meeting_view, people_view, plan_view

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/plans")
def list_plans(call: Reading) -> dict[str, Any]:
    """The plans that may be seen."""
    return {"items": plan_view.listed(call.session, call.reader, call.today)}


@router.get("/plans/{plan}")
def read_plan(call: Reading, plan: Word) -> dict[str, Any]:
    """A plan with its rows in printed order, and where each measure stands."""
    return plan_view.whole(call.session, plan, call.reader, call.today)


@router.get("/meetings")
def list_meetings(call: Reading) -> dict[str, Any]:
    """The meetings of the partnerships, with their agendas."""
    found = meeting_lists.every(call.session, Chosen(), call.reader, call.today)
    return {"items": meeting_view.shown(call.session, found, call.reader, call.today)}


@router.get("/meetings/{number}")
def read_meeting(call: Reading, number: Number) -> dict[str, Any]:
    """A meeting with its agenda and what became of each item."""
    found = meetings.get(call.session, number, call.reader, call.today)
    return meeting_view.shown(call.session, [found], call.reader, call.today)[0]


@router.get("/bodies")
def list_bodies(call: Reading) -> dict[str, Any]:
    """The bodies of the partnerships."""
    return {"items": people_view.bodies(call.session, call.partnerships)}
