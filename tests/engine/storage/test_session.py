from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy.exc
from sqlalchemy import bindparam, literal, make_url, select, text, update

from engine.cases.records import Counter
from engine.people.closed_days import ClosedDay
from engine.people.tables import Partnership, Person
from engine.storage.columns import UTCDateTime, any_of
from engine.storage.database import Database
from engine.storage.session import Session
from engine.storage.statements import Statement
from tests.world import MONDAY, World, at_once

counter = Counter.__table__
person = Person.__table__
ADD = Statement(lambda insert: insert(counter).values(series=bindparam("series"), last=0))
SET = Statement(
    update(counter).where(counter.c.series == bindparam("name")).values(last=bindparam("to"))
)
READ = Statement(
    select(counter.c.last).where(counter.c.series == bindparam("name")).with_for_update()
)
ALL = Statement(select(counter.c.series).order_by(counter.c.series))


def series(session: Session) -> list[str]:
    return [row[0] for row in session.rows(ALL)]


def kari(**values: object) -> Person:
    return Person(email="kari@example.no", name="Kari", added_at=MONDAY, **values)


# Moments


@pytest.mark.parametrize("stored", [datetime(2026, 3, 2, 9), datetime(2026, 3, 2)])  # noqa: DTZ001
def test_a_moment_without_a_zone_is_refused(session, stored):
    session.orm.add(Person(email="a@example.no", name="A", added_at=stored))

    with pytest.raises((ValueError, sqlalchemy.exc.StatementError), match="without a time zone"):
        session.orm.flush()
    session.orm.rollback()


def test_a_statement_refuses_it_too(session):
    naive = Statement(
        select(person.c.id).where(person.c.added_at == bindparam("at", type_=UTCDateTime()))
    )

    with pytest.raises(ValueError, match="without a time zone"):
        session.rows(naive, {"at": datetime(2026, 3, 2, 9)})  # noqa: DTZ001


def test_a_moment_comes_back_aware_and_in_utc(session):
    oslo = datetime(2026, 7, 1, 0, 30, 0, 123, tzinfo=timezone(timedelta(hours=2)))
    with session.begin():
        session.orm.add(Person(email="a@example.no", name="A", added_at=oslo))

    (found,) = session.row(Statement(select(person.c.added_at)))

    assert (found, found.tzinfo) == (oslo, UTC)


def test_the_address_does_not_say_in_which_zone_moments_are_read(postgresql_empty):
    url = make_url(postgresql_empty()).update_query_dict({"options": "-c TimeZone=Europe/Oslo"})
    now = Statement(select(literal(MONDAY, UTCDateTime())))

    with closing(Database(str(url.render_as_string(False)))) as database, database.session() as one:
        ((found,),) = one.rows(now)

    assert (found, found.tzinfo) == (MONDAY, UTC)


def test_moments_sort_as_time_does(session):
    with session.begin():
        for number, fraction in enumerate((5, 0, 999_999)):
            session.orm.add(
                Person(
                    email=f"{number}@example.no",
                    name="A",
                    added_at=MONDAY.replace(microsecond=fraction),
                )
            )

    found = session.rows(Statement(select(person.c.email).order_by(person.c.added_at)))

    assert [row[0][0] for row in found] == ["1", "0", "2"]


# Transactions


def test_what_is_written_stays(session, database):
    with session.begin():
        session.run(ADD, {"series": "a"})

    with database.session() as other:
        assert series(other) == ["a"]


def test_an_error_takes_everything_back(session):
    with pytest.raises(ZeroDivisionError), session.begin():  # noqa: PT012
        session.run(ADD, {"series": "a"})
        session.orm.add(kari())
        raise ZeroDivisionError

    assert series(session) == []
    assert session.rows(Statement(select(person.c.id))) == []


def test_a_nested_transaction_joins_the_one_around_it(session, database):
    with session.begin():
        with session.begin():
            session.run(ADD, {"series": "a"})
        with database.session() as other:
            assert series(other) == []

    assert series(session) == ["a"]


def test_an_error_after_a_nested_transaction_takes_that_back_too(session):
    with pytest.raises(ZeroDivisionError), session.begin():  # noqa: PT012
        with session.begin():
            session.run(ADD, {"series": "a"})
        raise ZeroDivisionError

    assert series(session) == []


def test_a_part_can_fail_alone(session):
    with session.begin():
        session.run(ADD, {"series": "a"})
        with pytest.raises(ZeroDivisionError), session.savepoint():  # noqa: PT012
            session.run(ADD, {"series": "b"})
            raise ZeroDivisionError
        session.run(ADD, {"series": "c"})

    assert series(session) == ["a", "c"]


def test_a_rehearsal_leaves_nothing(session):
    with session.savepoint(keep=False):
        session.run(ADD, {"series": "a"})
        session.orm.add(kari())
        session.orm.flush()
        assert series(session) == ["a"]

    assert series(session) == []
    assert session.rows(Statement(select(person.c.id))) == []


def test_a_rehearsal_inside_a_transaction_leaves_the_rest(session):
    with session.begin():
        session.run(ADD, {"series": "a"})
        with session.savepoint(keep=False):
            session.run(ADD, {"series": "b"})

    assert series(session) == ["a"]


@pytest.mark.parametrize("pipelined", [False, True])
def test_the_session_works_on_after_the_database_refused_something(session, pipelined):
    with pytest.raises(Exception, match=r"(?i)unique"), session.begin(pipelined=pipelined):  # noqa: PT012
        session.send(ADD, {"series": "a"})
        session.send(ADD, {"series": "a"})

    with session.begin(pipelined=pipelined):
        session.run(ADD, {"series": "b"})
    assert session.run(SET, {"name": "b", "to": 2}) == 1
    assert series(session) == ["b"]


def test_the_session_works_on_after_a_refused_flush(session):
    with pytest.raises(sqlalchemy.exc.IntegrityError), session.begin():  # noqa: PT012
        session.run(ADD, {"series": "a"})
        session.orm.add(kari())
        session.orm.flush()
        session.orm.add(kari())
        session.orm.flush()

    with session.begin():
        session.orm.add(kari())
    assert series(session) == []
    assert len(session.rows(Statement(select(person.c.id)))) == 1


def test_a_part_whose_flush_is_refused_fails_alone(session):
    with session.begin():
        session.orm.add(kari())
        session.orm.flush()
        with pytest.raises(sqlalchemy.exc.IntegrityError), session.savepoint():  # noqa: PT012
            session.orm.add(kari(language="nn"))
            session.orm.flush()
        session.run(ADD, {"series": "a"})

    assert series(session) == ["a"]
    assert len(session.rows(Statement(select(person.c.id)))) == 1


def test_rows_that_point_to_nothing_are_refused(session):
    with pytest.raises(sqlalchemy.exc.IntegrityError), session.begin():  # noqa: PT012
        session.orm.add(
            ClosedDay(partnership_id=99, first=MONDAY.date(), last=MONDAY.date(), name="")
        )
        session.orm.flush()


def test_no_increment_is_lost(world, database):
    with world.session.begin():
        world.session.run(ADD, {"series": "a"})

    def increase(here: World, _number: int) -> None:
        for _each in range(25):
            with here.session.begin():
                last = here.session.value(READ, {"name": "a"})
                here.session.run(SET, {"name": "a", "to": last + 1})

    assert at_once(database, world, increase, times=3) == [None] * 3
    assert world.session.value(READ, {"name": "a"}) == 75


def test_a_snapshot_sees_one_moment(session, database):
    with session.snapshot():
        before = series(session)
        with database.session() as other, other.begin():
            other.run(ADD, {"series": "a"})
        during = series(session)

    assert (before, during, series(session)) == ([], [], ["a"])


# Lists of values


def test_any_of_takes_numbers_and_words(session):
    with session.begin():
        for key in ("b", "a", "c"):
            session.orm.add(Partnership(key=key, name=key))
    table = Partnership.__table__
    by_key = Statement(select(table.c.key).where(any_of(table.c.key, "keys")).order_by(table.c.key))
    by_id = Statement(select(table.c.key).where(any_of(table.c.id, "ids")))

    assert session.rows(by_key, {"keys": ["a", "c", "x"]}) == [("a",), ("c",)]
    assert session.rows(by_id, {"ids": []}) == []


# SQLite


def test_sqlite_folds_norwegian_letters(sqlite_url):
    database = Database(sqlite_url)

    with database.session() as session:
        assert session.execute(text("SELECT casefold('ÆØÅ')")).scalar() == "æøå"
    database.close()


def test_sqlite_is_fully_durable_unless_a_test_says_otherwise(sqlite_url):
    database = Database(sqlite_url)

    with database.session() as session:
        assert session.execute(text("PRAGMA synchronous")).scalar() == 2
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.close()
