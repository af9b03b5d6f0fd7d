"""What somebody changes on an agenda: an item is put there, with what a meeting that was held made
of it, removed, renamed, or put at another place.

What a held meeting decided stays as it is: the case is corrected, not the minutes.
"""

from __future__ import annotations

import re

from sqlalchemy import update

from engine.cases.reading import visible_refs
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.errors import BadInput, NotFound, Reason, Refused
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.trace import REMOVED, trace
from engine.storage.session import Session
from engine.storage.statements import table_of
from engine.typed_text import one_line
from workflows import plans
from workflows.councils.agenda import (
    ITEM,
    OUTCOMES,
    AgendaItem,
    ItemIn,
    Outcome,
    add_item,
    cases_of,
    item_of,
    items,
)
from workflows.councils.decisions import decide
from workflows.councils.meetings import (
    Meeting,
    MeetingState,
    held_fast,
    not_cancelled,
    record,
)
from workflows.councils.outcomes import Recorded, read_outcome
from workflows.councils.reported_cases import leave_agenda, report_of

_item = table_of(AgendaItem)
NOTHING = Recorded()
Which = str | int  # its number, its plan or its case; or the number of its own
_PLAN = re.compile(r"[a-z\d]+(-[a-z\d]+)*-(19|20)\d\d")  # ids of plans end in a year


def put_item(
    session: Session, meeting: Meeting, given: ItemIn, now: Recorded, act: Act
) -> AgendaItem:
    """Put something on the agenda and record what became of it, where that is said: both, or
    neither."""
    with session.begin():
        item = add_item(session, meeting, given, act, decided=bool(now.outcome))
        if any(now):
            decide(session, meeting, item, read_outcome(now.outcome), now.case_number, act)
    return item


def add_typed(
    session: Session,
    meeting: Meeting,
    what: str,
    act: Act,
    *,
    report: bool = False,
    now: Recorded = NOTHING,
) -> AgendaItem:
    """Put on the agenda what somebody typed: the case of that ref or the plan of that id, where she
    may see it, else the words themselves; of a case the `report` of its working group. What is
    written as refs or ids of plans are, and is none that she may see, is a slip and no words.
    Of a held meeting what became of it `now` is said, too. Refused where it stands on the agenda
    already."""
    with session.begin():
        known = {item.id for item in items(session, meeting)}
        given = _typed(session, what.strip(), act, report=report)
        item = put_item(session, meeting, given, now, act)
        if item.id in known:
            sentence = _("{what} is item {item} already.", what=what.strip(), item=item.number)
            raise Refused([Reason("already", sentence)])
    return item


def _typed(session: Session, what: str, act: Act, *, report: bool) -> ItemIn:
    day = local_day(act.at)
    if visible_refs(session, [what], act.by, day):
        return ItemIn(ref=what, report=report)
    if what.lower() in [owned.plan.id for owned in plans.every(session, act.by, day)]:
        return ItemIn(plan_id=what.lower(), report=report)
    if _looks_like_refs(session, what):
        raise NotFound(_("There is no case {ref} that you may see.", ref=what))
    if _PLAN.fullmatch(what):
        raise NotFound(_("There is no plan {plan} that you may see.", plan=what))
    return ItemIn(title=what, report=report)


def _looks_like_refs(session: Session, what: str) -> bool:
    """Whether nothing but refs of workflows that there are was typed, one or several."""
    begins = "|".join(sorted({re.escape(each.prefix) for _n, each in versions.every(session)}))
    return re.fullmatch(rf"(?:(?:{begins})-\d[\d.-]*[,;\s]*)+", what.upper()) is not None


def remove_item(session: Session, meeting: Meeting, which: Which, act: Act) -> AgendaItem:
    """Take an item off an agenda; those after it move up. Returns it as it was."""
    with session.begin():
        meeting, item = _held_fast(session, meeting, which, act)
        told = {"number": item.number, "title": item.title}
        leave_agenda(session, item.id, act)
        trace(session, ITEM, item, REMOVED, act)
        session.orm.delete(item)
        record(session, meeting, "item_removed", act, **told)
        _number(session, meeting, items(session, meeting), act)
    return item


def rename_item(
    session: Session, meeting: Meeting, which: Which, title: str, act: Act
) -> AgendaItem:
    """Give an item other words on the agenda; the case keeps its own title."""
    title = one_line(title, "title")
    if not title:
        raise BadInput(_("Give the words on the agenda."))
    with session.begin():
        meeting, item = _held_fast(session, meeting, which, act)
        item.title = title
        trace(session, ITEM, item, "renamed", act)
        record(session, meeting, "item_renamed", act, number=item.number, title=item.title)
    return item


def move_item(session: Session, meeting: Meeting, which: Which, place: int, act: Act) -> AgendaItem:
    """Put an item at another place of the agenda, from 1; the others keep their order."""
    with session.begin():
        meeting, item = _held_fast(session, meeting, which, act)
        others = [each for each in items(session, meeting) if each.id != item.id]
        if not 1 <= place <= len(others) + 1:
            sentence = _(
                "The agenda of meeting {number} has {places} places.",
                number=meeting.id,
                places=len(others) + 1,
            )
            raise BadInput(sentence)
        before = item.number
        _number(session, meeting, [*others[: place - 1], item, *others[place - 1 :]], act)
        record(session, meeting, "item_moved", act, number=before, place=place)
    return item


def _held_fast(
    session: Session, meeting: Meeting, which: Which, act: Act
) -> tuple[Meeting, AgendaItem]:
    """The meeting and an item of it for a change that is allowed; NotFound where the agenda has no
    such item."""
    meeting = held_fast(session, meeting, act)
    not_cancelled(meeting)
    item = _found(session, meeting, which, act)
    if meeting.state == MeetingState.HELD and report_of(session, item.id):
        sentence = _("Item {item} is a report, and its meeting was held.", item=item.number)
        raise Refused([Reason("item", sentence)])
    if item.outcome and meeting.state == MeetingState.HELD:
        sentence = _(
            "Item {item} was decided in a held meeting ({outcome}); correct the case instead.",
            item=item.number,
            outcome=OUTCOMES[Outcome(item.outcome)],
        )
        raise Refused([Reason("item", sentence)])
    return meeting, item


def _found(session: Session, meeting: Meeting, which: Which, act: Act) -> AgendaItem:
    if isinstance(which, int):
        return item_of(session, meeting, which)
    listed = items(session, meeting)
    cases = cases_of(session, listed)
    seen = visible_refs(session, [which], act.by, local_day(act.at))
    for item in listed:
        case = cases.get(item.case_id) if item.case_id is not None else None
        named = {str(item.number), item.plan_id}
        if case and case.ref in seen:
            named.add(case.ref)
        if which in named or which.upper() in named:
            return item
    raise NotFound(_("Meeting {number} has no item {item}.", number=meeting.id, item=which))


def _number(session: Session, meeting: Meeting, agenda: list[AgendaItem], act: Act) -> None:
    """Number the items in this order. A number is one item's, so all of them give theirs up
    first; what a held meeting decided keeps it."""
    session.orm.flush()
    moved = [(place, item) for place, item in enumerate(agenda, start=1) if item.number != place]
    if meeting.state == MeetingState.HELD and any(item.outcome for _place, item in moved):
        sentence = _("What a held meeting decided keeps its number on the agenda.")
        raise Refused([Reason("item", sentence)])
    numbers = [item.id for _place, item in moved]
    session.execute(update(_item).where(_item.c.id.in_(numbers)).values(number=-_item.c.id))
    for place, item in moved:
        item.number = place
        trace(session, ITEM, item, "moved", act)
