"""Reading tens of thousands of rows at once."""

import gc

import pytest
from sqlalchemy import bindparam, func, literal, select

from engine.cases.records import Counter
from engine.storage.columns import UTCDateTime
from engine.storage.many_rows import PORTION, many_rows, read_many
from engine.storage.statements import Statement, table_of
from tests.world import MONDAY

counter = table_of(Counter)
EVERY = Statement(
    select(counter.c.series, literal(MONDAY, UTCDateTime()))
    .where(counter.c.last == bindparam("last"))
    .order_by(counter.c.series)
)
COUNT = Statement(select(func.count()).select_from(counter))


def test_python_looks_for_cycles_again_afterwards_also_after_a_fault():
    with pytest.raises(ValueError, match="unreadable"), many_rows():
        _fails()
    assert gc.isenabled()


def _fails():
    assert not gc.isenabled()
    raise ValueError("unreadable")


def test_one_reading_within_another_leaves_it_to_the_outer_one():
    with many_rows():
        with many_rows():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.parametrize("count", [0, 1, PORTION, PORTION + 1])
def test_many_rows_are_the_rows(session, count):
    with session.begin():
        session.orm.add_all(Counter(series=f"{n:04}", last=7) for n in range(count))

    with read_many(session, EVERY, {"last": 7}) as rows:
        found = list(rows)

    assert found == [(f"{n:04}", MONDAY) for n in range(count)]
    assert session.value(COUNT) == count


def test_the_session_works_on_after_a_fault_among_many_rows(session):
    with session.begin():
        session.orm.add_all(Counter(series=f"{n:04}", last=7) for n in range(PORTION * 3))
    with pytest.raises(ValueError, match="unreadable") as met:
        _fail_at_the_first(session)

    assert session.value(COUNT) == PORTION * 3
    assert met.tb is not None  # while it is still to be told what happened


def _fail_at_the_first(session):
    with read_many(session, EVERY, {"last": 7}) as rows:
        for _row in rows:
            _fail()


def _fail():
    raise ValueError("unreadable")
