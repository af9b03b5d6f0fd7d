"""Cases: listed, read, opened, moved a step."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response

from engine.cases.lists import Wanted
from engine.cases.lists import page as page_of_cases
from engine.cases.opening import open_case
from engine.days.dates import read_day
from engine.definitions import versions
from engine.errors import BadInput, Reason
from engine.language.sentences import _
from engine.people import registry
from web.api.calls import Acting, Key, Reading
from web.api.given import OpeningGiven, StepGiven, Word
from workflows.councils.decisions import advance_as_decided
from workflows.views.case_cursor import cursor_after, read_cursor
from workflows.views.case_lists import all_listed
from workflows.views.case_people import answer_to
from workflows.views.case_step import advance_as_asked
from workflows.views.lost_answers import lost_answer

router = APIRouter()
Seen = Annotated[str | None, Header(alias="If-Match", max_length=20)]
ANY_VERSION = "*"
Most = Annotated[int, Query(ge=1, le=50)]


@router.get("/cases")
def list_cases(
    call: Reading,
    workflow: Word,
    state: Word | None = None,
    body: Word | None = None,
    after: Word | None = None,
    limit: Most = 50,
) -> dict[str, Any]:
    """The cases of a workflow that may be seen, the one that is due next first; `next` is the
    `after` of the next page."""
    _number, definition = versions.newest(call.session, workflow)
    wanted = Wanted(
        workflow=definition.id,
        state=versions.known_state(call.session, workflow, state),
        body_id=registry.body(call.session, body, prefer=call.reader).id if body else None,
        after=read_cursor(after or ""),
        most=limit,
    )
    found = page_of_cases(call.session, wanted, call.reader, call.today)
    items = all_listed(call.session, found, call.reader, call.now, call.language)
    return {"items": items, "next": cursor_after(found, limit)}


@router.get("/cases/{ref}")
def read_case(call: Reading, ref: Word, answer: Response) -> dict[str, Any]:
    """A case with what is possible, why the rest is not, and what happened. `ETag` is its
    version."""
    view = call.case(ref)
    lost = lost_answer(view) is not None
    whole = view.whole() | {"answer_to": answer_to(view), "answer_lost": lost}
    answer.headers["ETag"] = f'"{whole["version"]}"'
    return whole


@router.get("/cases/{ref}/as-of/{day}")
def read_case_as_of(call: Reading, ref: Word, day: Word) -> dict[str, Any]:
    """A case as it stood at the end of a day."""
    on = read_day(day)
    if on is None or on > call.today:
        sentence = _("Choose a day that has been, for example {day}.", day=call.today)
        raise BadInput(Reason("day", sentence))
    return call.case(ref).as_of(on)


@router.post("/cases/{ref}/steps", status_code=201)
def take_step(
    call: Acting, ref: Word, given: StepGiven, key: Key = None, version: Seen = None
) -> dict[str, Any]:
    """Take a case a step. With `If-Match` it is refused where somebody was before; the same
    `Idempotency-Key` again gives the first answer."""
    view = call.case(ref)
    act, expected = call.act(given.reason, key), _version(version)
    if given.meeting is None:
        event = advance_as_asked(
            call.session, view.case, given.action, act, given.inputs, expected_version=expected
        )
    else:
        decided = {**given.inputs, "meeting": given.meeting}
        event = advance_as_decided(
            call.session, view.case, given.action, act, decided, expected_version=expected
        )
    call.site.wake()
    return {"ref": view.case.ref, "state": event.to_state, "version": event.seq}


@router.post("/cases/{workflow}", status_code=201)
def open_one(call: Acting, workflow: Word, given: OpeningGiven, key: Key = None) -> dict[str, Any]:
    """Open a case of a workflow in a partnership."""
    owner = registry.partnership(call.session, given.partnership)
    case = open_case(call.session, workflow, owner.number, call.act(key=key), given.inputs)
    call.site.wake()
    return {"ref": case.ref, "state": case.state, "version": case.version}


def _version(told: str | None) -> int | None:
    """The version that `If-Match` names, as `ETag` told it."""
    if told is None or told.strip() == ANY_VERSION:
        return None
    plain = told.removeprefix("W/").strip('"')
    if not plain.isdecimal() or len(plain) > 9:
        raise BadInput(Reason("If-Match", _("If-Match must be an ETag that a case had.")))
    return int(plain)
