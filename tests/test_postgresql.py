"""A copy that a test had is as the template is, or nobody gets it again."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest

from tests.postgresql import USES, Copies

ADDED = """
    INSERT INTO person
    SELECT (jsonb_populate_record(p, '{"id": 99, "email": "a@example.no"}')).* FROM person p LIMIT 1
"""


@pytest.fixture
def copies(postgresql_server, postgresql_world):
    return Copies(postgresql_server, postgresql_world, f"again_{uuid4().hex}")


def everything(copies, copy):
    with psycopg.connect(copies.server.format(copy.name)) as connection:
        return {
            table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}")))
            for table in copies.rows
        }


def change(copies, copy, *statements):
    with psycopg.connect(copies.server.format(copy.name)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_what_was_changed_added_and_deleted_is_put_back(copies):
    mine = copies.take()
    before = everything(copies, mine)
    change(
        copies,
        mine,
        "SET session_replication_role = replica",
        "UPDATE person SET name = 'Another'",
        "DELETE FROM membership",
        ADDED,
    )
    assert everything(copies, mine) != before

    copies.give_back(mine)

    again = copies.take()
    assert again is mine
    assert everything(copies, again) == before


def test_numbers_are_given_out_as_from_the_template(copies):
    mine = copies.take()
    numbered = "SELECT nextval(pg_get_serial_sequence('person', 'id'))"
    with psycopg.connect(copies.server.format(mine.name)) as connection:
        first = connection.execute(numbered).fetchone()

    copies.give_back(mine)

    with psycopg.connect(copies.server.format(copies.take().name)) as connection:
        assert connection.execute(numbered).fetchone() == first


def test_who_still_held_a_row_holds_it_no_more(copies):
    mine = copies.take()
    with psycopg.connect(copies.server.format(mine.name)) as connection:
        connection.execute("UPDATE person SET name = 'Another'")

        copies.give_back(mine)

        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    assert copies.take() is mine


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (id int)",
        "ALTER TABLE person ADD COLUMN more int",
        "ALTER TABLE person ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA more",
        "DROP TABLE search_again",
    ],
)
def test_with_other_tables_it_is_dropped(copies, statement):
    mine = copies.take()
    change(copies, mine, statement)

    copies.give_back(mine)

    assert copies.take() is not mine
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(copies.server.format(mine.name))


def test_after_many_uses_it_is_dropped(copies):
    mine = copies.take()
    mine.uses = USES

    copies.give_back(mine)

    assert copies.take() is not mine
