"""The index of searches: for each mark, the cases that have it. Ticks take in what happened since
the tick before; no step waits for that.

A mark that a case once had stays, for it does no harm: what is found is decided elsewhere.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, LargeBinary, bindparam, delete, func, insert, select, update
from sqlmodel import Field, SQLModel

from engine.cases.events import event_table, last_event_number
from engine.cases.records import by_ids, case_body, case_person, case_table
from engine.cases.role_matcher import Ties
from engine.cases.search_marks import marks_of
from engine.definitions import versions
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

# Cases whose numbers follow each other stand together in a block, each with its bit; so many that a
# row stays below what PostgreSQL would store elsewhere.
BLOCK = 15_360
PORTION = 200  # cases, or events, that are taken in at once: others wait to write meanwhile
MOST = 40_000  # cases that one tick takes in
FAR = 2_000  # cases that are too many to read for every search
ONLY = 1


class SearchMark(SQLModel, table=True):
    """The cases of a block that have a mark, as bits: see `stored`."""

    __tablename__ = "search_mark"
    __table_args__ = ({"sqlite_with_rowid": False},)
    mark: str = Field(primary_key=True, max_length=160)
    block: int = Field(primary_key=True)
    cases: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SearchReach(SQLModel, table=True):
    """The one row that says how far the index reaches: all events up to one, of all cases up to
    one. Each portion that is taken in has its turn, so that of two who try one goes on."""

    __tablename__ = "search_reach"
    id: int | None = Field(default=ONLY, primary_key=True)
    turn: int
    last_event: int
    last_case: int


class SearchAgain(SQLModel, table=True):
    """A case whose ties changed without an event of its own."""

    __tablename__ = "search_again"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")


class Reach(NamedTuple):
    """How far the index reaches, after so many turns."""

    turn: int = 0
    last_event: int = 0
    last_case: int = 0


class Taken(NamedTuple):
    """What is taken in at once: these cases, and of what is noted as changed these rows."""

    cases: list[int]
    to: Reach
    noted: Sequence[int] = ()


_mark, _reach, _again = (table_of(t) for t in (SearchMark, SearchReach, SearchAgain))
_newest_event = select(func.coalesce(func.max(event_table.c.id), 0)).scalar_subquery()
_newest_case = select(func.coalesce(func.max(case_table.c.id), 0)).scalar_subquery()
_newest_again = select(func.coalesce(func.max(_again.c.id), 0)).scalar_subquery()
_REACH = Statement(select(*(_reach.c[n] for n in Reach._fields)).where(_reach.c.id == ONLY))
_NEWEST = Statement(select(_newest_event, _newest_case, _newest_again))
_BEGIN = Statement(
    lambda insert: (
        insert(_reach)
        .values(id=ONLY, turn=0, last_event=bindparam("last_event"), last_case=0)
        .on_conflict_do_nothing(index_elements=["id"])
    )
)
_GO_ON = Statement(
    update(_reach)
    .where(_reach.c.id == ONLY, _reach.c.turn == bindparam("turn"))
    .values(
        turn=_reach.c.turn + 1,
        last_event=bindparam("last_event"),
        last_case=bindparam("last_case"),
    )
)
_AFTER = Statement(
    select(case_table.c.id)
    .where(case_table.c.id > bindparam("after"))
    .order_by(case_table.c.id)
    .limit(bindparam("most", type_=case_table.c.id.type))
)
_OF_EVENTS = Statement(
    select(event_table.c.case_id).where(
        event_table.c.id > bindparam("after"), event_table.c.id <= bindparam("until")
    )
)
_SINCE = Statement(
    select(event_table.c.case_id)
    .where(event_table.c.id > bindparam("last_event"))
    .union_all(
        select(case_table.c.id).where(case_table.c.id > bindparam("last_case")),
        select(_again.c.case_id),
    )
)
_NOTED = Statement(select(_again.c.id, _again.c.case_id))
_NOTE = Statement(insert(_again).values(case_id=bindparam("case_id")))
_DONE = Statement(delete(_again).where(any_of(_again.c.id, "ids")))
_BODIES = Statement(
    select(case_body.c.case_id, case_body.c.link, case_body.c.body_id).where(
        any_of(case_body.c.case_id, "ids")
    )
)
_PERSONS = Statement(
    select(case_person.c.case_id, case_person.c.link, case_person.c.person_id).where(
        any_of(case_person.c.case_id, "ids")
    )
)
_MARKED = Statement(
    select(_mark.c.mark, _mark.c.block, _mark.c.cases).where(
        any_of(_mark.c.mark, "marks"),
        _mark.c.block >= bindparam("first"),
        _mark.c.block <= bindparam("last"),
    )
)
_KEEP = Statement(
    lambda insert: (
        keep := insert(_mark).values({n: bindparam(n) for n in ("mark", "block", "cases")})
    ).on_conflict_do_update(index_elements=["mark", "block"], set_={"cases": keep.excluded.cases})
)


def reach(session: Session) -> Reach:
    """How far the index reaches; to nothing before the first tick."""
    row = session.row(_REACH)
    return Reach(*row) if row else Reach()


def not_taken_in(session: Session, reached: Reach) -> set[int]:
    """The cases of which an index that reaches so far may not know how they stand."""
    return {row[0] for row in session.rows(_SINCE, reached._asdict())}


def behind(session: Session, far: int = FAR) -> int:
    """How many cases every search has to read, where they are so many that it is slow; else 0."""
    number = len(not_taken_in(session, reach(session)))
    return number if number > far else 0


def note_again(session: Session, case_id: int) -> None:
    """Have a case taken in again whose ties change without an event, in the transaction that
    changes them."""
    session.send(_NOTE, {"case_id": case_id})


def kept_marks(
    session: Session, marks: Sequence[str], first: int, last: int
) -> dict[int, dict[str, bytes]]:
    """The cases that have these marks, in the blocks from first to last: for each block, packed
    for each mark."""
    found: dict[int, dict[str, bytes]] = defaultdict(dict)
    values = {"marks": marks, "first": first, "last": last}
    for mark, block, cases in session.rows(_MARKED, values):
        found[block][mark] = cases
    return found


def stored(bits: int) -> bytes:
    """Bits as they are kept: behind a letter that says whether they were made smaller."""
    plain = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    small = zlib.compress(plain, 1)
    return b"z" + small if len(small) < len(plain) // 2 else b"b" + plain


def unpacked(kept: bytes) -> int:
    """The bits that were packed."""
    body = kept[1:]
    return int.from_bytes(zlib.decompress(body) if kept[:1] == b"z" else body, "little")


def take_in(session: Session, most: int = MOST, at_once: int = PORTION) -> int:
    """Take in what happened since the tick before, in portions with a short transaction each;
    returns how many cases were read: about so many at most. Of two who do it one leaves it to the
    other."""
    taken = 0
    if session.row(_NEWEST) == (*_begun(session)[1:], 0):
        return taken
    with session.begin():
        until = last_event_number(session)
    while taken < most:
        reached = reach(session)
        portion = _next(session, reached, until, at_once)
        if portion is None or not _take(session, reached.turn, portion):
            break
        taken += len(portion.cases)
        session.give_way()
    return taken


def _begun(session: Session) -> Reach:
    """How far the index reaches; one that begins has all cases before it, and no event."""
    if session.row(_REACH) is None:
        with session.begin():
            session.run(_BEGIN, {"last_event": last_event_number(session)})
    return reach(session)


def _next(session: Session, reached: Reach, until: int, most: int) -> Taken | None:
    """What happened to cases that were taken in, and then the cases behind them; None where there
    is nothing."""
    noted: dict[int, int] = {row[0]: row[1] for row in session.rows(_NOTED)}
    if reached.last_event < until or noted:
        last = min(until, reached.last_event + most)
        span = {"after": reached.last_event, "until": last}
        moved = {row[0] for row in session.rows(_OF_EVENTS, span)} | set(noted.values())
        known = sorted(number for number in moved if number <= reached.last_case)
        return Taken(known, reached._replace(last_event=last), list(noted))
    waiting = {"after": reached.last_case, "most": most}
    cases = [row[0] for row in session.rows(_AFTER, waiting)]
    return Taken(cases, reached._replace(last_case=cases[-1])) if cases else None


def _take(session: Session, turn: int, portion: Taken) -> bool:
    """Keep the marks of these cases; False where somebody else did so meanwhile. Everything is
    read and reckoned before the transaction."""
    changed = list(_changed(session, portion.cases))
    with session.begin():
        if session.run(_GO_ON, {**portion.to._asdict(), "turn": turn}) == 0:
            return False
        session.run_many(_KEEP, changed)
        if portion.noted:
            session.run(_DONE, {"ids": portion.noted})
    return True


def _changed(session: Session, cases: list[int]) -> Iterator[dict[str, Any]]:
    """The rows of marks that these cases change."""
    for block, places in _places(session, cases).items():
        known = kept_marks(session, sorted(places), block, block)[block]
        for mark, found in places.items():
            before = unpacked(known[mark]) if mark in known else 0
            after = before | _as_bits(found)
            if after != before:
                yield {"mark": mark, "block": block, "cases": stored(after)}


def _places(session: Session, numbers: list[int]) -> dict[int, dict[str, list[int]]]:
    """For each block and each mark, the places of the cases that have it."""
    found: dict[int, dict[str, list[int]]] = {}
    cases, ties = by_ids(session, numbers), ties_of(session, numbers)
    for case in cases.values():
        block, place = divmod(case.id, BLOCK)
        places = found.setdefault(block, defaultdict(list))
        for mark in marks_of(case, versions.by_id(session, case.definition_id), ties[case.id]):
            places[mark].append(place)
    return found


def ties_of(session: Session, cases: Sequence[int]) -> dict[int, Ties]:
    """What each of these cases is tied to."""
    bodies, persons = (_tied(session.rows(each, {"ids": cases})) for each in (_BODIES, _PERSONS))
    return {n: Ties(frozenset(bodies[n]), frozenset(persons[n])) for n in cases}


def _tied(rows: Iterable[tuple[Any, ...]]) -> dict[int, set[tuple[str, int]]]:
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for case_id, link, other in rows:
        found[case_id].add((link, other))
    return found


def _as_bits(places: Iterable[int]) -> int:
    flags = bytearray(BLOCK // 8)
    for place in places:
        flags[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(flags, "little")
