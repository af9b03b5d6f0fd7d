"""The index of searches narrows what is looked at, and changes nothing of what is found."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, insert

from engine.cases.access import may
from engine.cases.opening import open_case
from engine.cases.reading import about
from engine.cases.records import CASE_COLUMNS, case_table
from engine.cases.search_index import (
    BLOCK,
    FAR,
    Reach,
    behind,
    not_taken_in,
    reach,
    stored,
    take_in,
    unpacked,
)
from engine.cases.search_marks import looked_for
from engine.cases.search_reading import to_look_at
from engine.cases.searching import MOST, found_in, search
from engine.cases.similar import similar
from engine.definitions import versions
from engine.definitions.loader import load_stored
from engine.errors import Refused
from engine.people.actors import ANYONE, OPERATOR, reporter
from engine.people.acts import Act
from engine.storage.columns import compact
from engine.storage.statements import Statement
from tests.queries import counted
from tests.world import SETTING_UP, World, at_once, definitions, found
from workflows.deviations.similar import COMPARED_BY
from workflows.health import faults
from workflows.partnerships.ended_bodies import end_body

READERS = (
    *("secretary", "member", "owner", "handler", "gp", "observer", "deputy", "stranger"),
    *("neighbour", "operator"),
)


def refs(world, words, reader):
    return [found.case.ref for found in search(world.session, words, reader, world.at.date())]


def looked_at(world, words, reader):
    """The numbers of the cases that a search looks at."""
    looked = looked_for(words.split(), reader, world.at.date())
    return list(to_look_at(world.session, looked, reader.case_id))


def plainly(world, words, reader):
    """What is found among all cases, as if there were no index."""
    wanted = words.lower().split()[:5]
    every = [row[0] for row in world.session.driver.execute('SELECT id FROM "case"').fetchall()]
    among = iter(sorted(every, reverse=True))
    return [case.ref for case in found_in(world.session, among, wanted, reader, world.at.date())]


def test_what_was_written_a_moment_ago_is_found(world):
    old = world.measure("Felles øving")
    take_in(world.session)
    new = world.measure("En øving til")

    assert refs(world, "øving", world.member) == [new.ref, old.ref]


def test_a_case_is_found_by_what_it_says_now(world):
    case = world.measure("Felles øving")
    take_in(world.session)
    world.step(case, "change", title="Ny rutine", comment="Rettet")

    for _taken in (False, True):
        assert refs(world, "øving", world.member) == []
        assert refs(world, "rutine", world.member) == [case.ref]
        take_in(world.session)


def test_what_is_taken_back_is_found_no_more(world):
    case = world.measure("Felles øving")
    world.step(case, "change", title="Ny rutine", comment="Rettet")
    take_in(world.session)
    world.correct(case)

    for _taken in (False, True):
        assert refs(world, "øving", world.member) == [case.ref]
        assert refs(world, "rutine", world.member) == []
        take_in(world.session)


def test_who_takes_over_from_a_body_finds_its_cases(world):
    case = world.routed()
    world.seat("other", "sengepost", "member")
    successor = found(world.session).other
    take_in(world.session)
    assert refs(world, "epikrisen", successor) == []

    end_body(
        world.session, world.body("mottak"), world.at.date(), world.body("sengepost"), SETTING_UP
    )

    for _taken in (False, True):
        assert refs(world, "epikrisen", successor) == [case.ref]
        take_in(world.session)
    assert not_taken_in(world.session, reach(world.session)) == set()


def test_who_sees_few_of_many_looks_at_those_alone(world):
    mine = [world.routed() for _number in range(3)]
    for _number in range(7):
        world.report()
    take_in(world.session)

    assert looked_at(world, "epikrisen", world.handler) == [case.id for case in reversed(mine)]
    assert looked_at(world, "epikrisen", world.gp) == []
    assert len(looked_at(world, "epikrisen", world.secretary)) == 10


def test_a_field_that_the_reader_may_not_see_is_not_looked_at(world):
    hidden = "  text:\n    visible_to: [secretariat]\n"
    source = definitions()["measure"].source.replace("  text:\n", hidden)
    newer = load_stored(source.replace("version: 1", "version: 2"), "measure.yaml")
    versions.store(world.session, [newer], Act(OPERATOR, world.at))
    case = world.measure("Felles øving", text="Hemmelig omtale")
    take_in(world.session)

    assert looked_at(world, "hemmelig", world.secretary) == [case.id]
    assert looked_at(world, "hemmelig", world.member) == []
    assert looked_at(world, "øving hemmelig", world.member) == []


def test_whoever_holds_a_receipt_finds_that_report(world):
    receipt = world.report()
    world.report()
    take_in(world.session)

    assert refs(world, receipt.case.ref, reporter(receipt.case.id)) == [receipt.case.ref]
    assert refs(world, "a-2026", ANYONE) == []


def test_where_more_than_fifty_are_found_they_are_the_newest(world):
    cases = [world.measure(f"Felles øving {number}") for number in range(MOST + 5)]
    take_in(world.session)
    world.step(cases[10], "change", at=world.day(1), title="Felles øving", comment="Rettet")

    found = refs(world, "øving", world.member)

    assert set(found) == {case.ref for case in cases[5:]}
    assert found[:2] == [cases[10].ref, cases[-1].ref]


def test_a_word_of_many_cases_is_looked_up_in_the_newest_block_alone(sqlite_url, peopled):
    from engine.storage.database import Database

    with counted() as asked:
        database = Database(sqlite_url, durable=False)
        with database.session() as session:
            world = found(session)
            spread(world, 3)
            asked.clear()
            assert len(refs(world, "felles", OPERATOR)) == MOST
        database.close()

    assert len([sql for sql in asked if "search_mark" in sql]) == 1


def spread(world: World, blocks: int) -> list[int]:
    """As many cases as are shown at once in each of so many blocks, all taken in: their numbers."""
    first = world.measure("Felles øving")
    numbers = [
        block * BLOCK + place for block in range(1, blocks + 1) for place in range(5, 5 + MOST)
    ]
    put_in(world.session, [first._replace(id=n, ref=f"T-{n}") for n in numbers])
    assert take_in(world.session) == len(numbers) + 1
    return [first.id, *numbers]


def put_in(session, cases):
    """Cases with numbers of their own, and without a history."""
    given = {column.name: bindparam(column.name) for column in CASE_COLUMNS}
    with session.begin():
        session.run_many(
            Statement(insert(case_table).values(given)), [case._asdict() for case in cases]
        )


def test_blocks_are_looked_through_from_the_last_one_back(world):
    numbers = spread(world, 6)

    assert looked_at(world, "felles", world.member) == sorted(numbers, reverse=True)
    assert looked_at(world, f"T-{3 * BLOCK + 7}".lower(), world.member) == [3 * BLOCK + 7]
    assert looked_at(world, "finnes ikke", world.member) == []


def test_portions_follow_each_other_until_all_is_taken_in(world):
    cases = [world.measure(f"Felles øving {number}") for number in range(5)]

    assert take_in(world.session, 4, at_once=2) == 4
    assert not_taken_in(world.session, reach(world.session)) == {cases[-1].id}
    assert len(refs(world, "øving", world.member)) == 5
    assert take_in(world.session, 4, at_once=2) == 1
    assert take_in(world.session) == 0


def test_what_happens_to_cases_that_wait_is_taken_in_with_them(world):
    cases = [world.measure(f"Felles øving {number}") for number in range(4)]
    take_in(world.session, 2, at_once=2)
    for case in cases:
        world.step(case, "change", title="Ny rutine", comment="Rettet")
    taken = take_in(world.session, at_once=2)

    assert taken == 4
    assert looked_at(world, "rutine", world.member) == [case.id for case in reversed(cases)]


def test_nothing_is_written_where_nothing_happened(sqlite_url, peopled):
    from engine.storage.database import Database

    with counted() as asked:
        database = Database(sqlite_url, durable=False)
        with database.session() as session:
            found(session).measure()
            take_in(session)
            asked.clear()
            take_in(session)
        database.close()

    assert len(asked) == 3
    assert all(sql.startswith("SELECT") for sql in asked)


def test_two_that_take_in_at_once_lose_nothing(database, world):
    cases = [world.measure(f"Felles øving {number}") for number in range(12)]

    at_once(database, world, lambda mine, _number: take_in(mine.session, at_once=2), times=3)
    take_in(world.session)

    assert looked_at(world, "øving", world.member) == [case.id for case in reversed(cases)]
    assert not_taken_in(world.session, reach(world.session)) == set()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_kept_late_is_not_passed_by(database, world):
    """On PostgreSQL an event may have its number before another one, and be seen after it."""
    take_in(world.session)
    with database.session() as slow, database.session() as mine, ThreadPoolExecutor(1) as threads:
        with slow.begin():
            late = world.on(slow).measure("Felles øving")
            world.report()
            taking = threads.submit(take_in, mine)
            wait([taking], timeout=0.5)
        assert taking.result(timeout=30) >= 1

    assert refs(world, "øving", world.member) == [late.ref]


@given(st.sets(st.integers(0, BLOCK - 1)))
def test_bits_come_back_as_they_were_packed(places):
    bits = sum(1 << place for place in places)

    assert unpacked(stored(bits)) == bits


def test_the_fullest_row_stays_within_a_page_of_postgresql():
    assert len(stored((1 << BLOCK) - 1 - (1 << 77))) < 1_930
    assert BLOCK % 8 == 0


def test_behind_is_told(world):
    for _number in range(3):
        world.measure()

    assert behind(world.session) == 0
    assert behind(world.session, far=2) == 3


def test_doctor_says_that_search_is_slow(world):
    first = world.measure()
    copies = [first._replace(id=n, ref=f"T-{n}") for n in range(100, 100 + FAR)]
    put_in(world.session, copies)

    said = [
        str(said)
        for code, said in faults(world.session, OPERATOR, world.at.date())
        if code == "search_behind"
    ]
    assert len(said) == 1
    assert said[0].startswith(f"Search is slow: {FAR + 1} cases are not in its index yet.")


def test_nothing_of_a_reporters_address_stands_in_the_index(world):
    world.report(email="melder@sted.example.org")
    take_in(world.session)

    marks = [row[0] for row in world.session.driver.execute("SELECT mark FROM search_mark")]

    assert marks
    assert [mark for mark in marks if "@" in mark or mark.endswith(("eld", "ted"))] == []


WORDS = st.sampled_from(
    [
        *("øving", "ØVING", "Ås", "å", "é", "Äö", "100%", "%", "_", "\\", '"', "'", '"øv', "*"),
        *("AND", "øv*", "^øv", "-øving", "NEAR(", "a_b", "a%b", "(", "epikrise", "rise", "T-2026"),
        *("t-2026-1", "A-2026-2", "ß", "ss", "felles", "ing", "x" * 40, "[", '",'),
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def holds(world, case, words, reader):
    """Whether the reader may see the case, and each word in it: said in Python."""
    case = world.now(case)
    definition = versions.by_id(world.session, case.definition_id)
    asked, on = about(world.session, definition, case), world.at.date()
    seen = [
        kept if isinstance(kept, str) else compact(kept)
        for name, kept in case.fields.items()
        if definition.fields[name].type.is_words
        and may(reader, definition.fields[name].visible_to, asked, on, acting=False)
    ]
    texts = [text.lower() for text in (case.ref, case.number, case.title, *seen)]
    return bool(may(reader, definition.visible_to, asked, on, acting=False)) and all(
        any(word in text for text in texts) for word in words.lower().split()[:5]
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lives=st.lists(st.tuples(st.sampled_from("modrcti"), TEXTS, st.integers(0, 9)), max_size=10),
    asked=st.lists(st.tuples(TEXTS, st.sampled_from(READERS)), min_size=1, max_size=9),
)
def test_the_same_is_found_as_without_an_index(world, lives, asked):
    with world.session.savepoint(keep=False):
        cases = []
        for what, text, which in lives:
            live(world, cases, what, text, which)
        for words, who in asked:
            reader = OPERATOR if who == "operator" else getattr(world, who)
            note(f"{lives} {words!r} {who}")
            found_ones = set(refs(world, words, reader))
            assert found_ones == set(plainly(world, words, reader))
            assert found_ones == {case.ref for case in cases if holds(world, case, words, reader)}


def live(world, cases, what, text, which):
    """Something happens: a measure or a deviation is opened, changes, is taken back; the index is
    written."""
    body = ("fagrad-1", "fagrad-2", "asu")[which % 3]
    if what == "m":
        cases.append(world.measure(text, bodies=[body], points=[text, "punkt"]))
    elif what == "o":
        given = {"title": text, "years": "2027"}
        act = Act(world.neighbour, world.at)
        cases.append(open_case(world.session, "measure", world.neighbours, act, given))
    elif what == "d":
        cases.append(world.report(text, by=world.gp, agreement=text).case)
    elif what == "r":
        case = world.report(text, consequence=text).case
        world.step(case, "route", world.secretary, handler="mottak")
        cases.append(case)
    elif what == "i":
        take_in(world.session, at_once=1 + which)
    else:
        change(world, [case for case in cases if case.workflow == "measure"], what, text, which)


def change(world, measures, what, text, which):
    """A measure gets another title and other bodies; the last change is taken back."""
    mine = [case for case in measures if case.partnership_id == world.partnership]
    if not mine:
        return
    case = world.now(mine[which % len(mine)])
    with suppress(Refused):
        if what == "c":
            bodies = [("fagrad-1", "fagrad-2", "asu")[which % 3]]
            world.step(case, "change", title=text, bodies=bodies, comment="Rettet")
        else:
            world.correct(case)


def test_what_is_no_text_is_found_nowhere(world):
    world.measure("Felles øving")

    assert refs(world, "\0", world.member) == refs(world, "øving \0", world.member) == []


def test_the_reach_of_an_index_that_was_never_written_is_nothing(world):
    assert reach(world.session) == Reach()
    assert list(islice(to_look_at(world.session, looked_for(["a"], OPERATOR, None), None), 1)) == []


class Interrupted:
    """A driver before whose second transaction something else happens."""

    def __init__(self, driver, happens):
        self.driver, self.happens, self.begun = driver, happens, 0

    def __getattr__(self, name):
        return getattr(self.driver, name)

    def execute(self, sql, values=()):
        self.begun += sql.startswith("BEGIN")
        if self.begun == 2:
            self.begun += 1
            self.happens()
        return self.driver.execute(sql, values)


def test_of_two_that_read_the_same_the_second_keeps_nothing(database, world):
    first = world.measure("Felles øving")
    take_in(world.session)
    more = [world.measure(f"Felles øving {number}") for number in range(4)]
    with database.session() as other:
        happened = []
        world.session.driver = Interrupted(
            world.session.driver, lambda: happened.append(take_in(other))
        )
        taken = take_in(world.session, at_once=2)
        world.session.driver = world.session.driver.driver

    assert (happened, taken) == ([4], 0)
    assert looked_at(world, "øving", world.member) == [c.id for c in (*reversed(more), first)]


class Heard:
    """A driver that keeps what it is asked, to have each explained."""

    def __init__(self, driver):
        self.driver, self.asked = driver, []

    def __getattr__(self, name):
        return getattr(self.driver, name)

    def execute(self, sql, values=()):
        if "JOIN body" not in sql:  # the bodies of the fifty that are shown
            self.asked.append((sql, values))
        return self.driver.execute(sql, values)


@pytest.mark.parametrize("reader", ["secretary", "handler", "deputy", "operator"])
def test_no_search_scans_or_sorts_what_grows(world, reader):
    """Asked of the database itself: each statement finds its rows by an index."""
    spread(world, 2)
    world.measure("Felles øving", bodies=["fagrad-1"])
    asker = OPERATOR if reader == "operator" else getattr(world, reader)
    asked = [lambda words=words: refs(world, words, asker) for words in ("felles", "å x", "T-1")]
    steps = [step for ask in asked for step in plan_of(world, ask)]

    assert any("search_mark" in step for step in steps)
    assert [step for step in steps if SCANS.search(step) or "ORDER BY" in step] == []
    assert [step for step in steps if re.match(r"(->)? *(Incremental )?Sort", step)] == []


@pytest.mark.parametrize("reader", ["secretary", "handler", "operator"])
def test_what_a_case_is_like_reads_no_table_whole(world, reader):
    case = world.handled()
    take_in(world.session)
    spread(world, 2)
    asker = OPERATOR if reader == "operator" else getattr(world, reader)
    steps = plan_of(
        world, lambda: similar(world.session, case, COMPARED_BY, asker, world.at.date())
    )

    assert any("search_mark" in step for step in steps)
    assert [step for step in steps if SCANS.search(step)] == []


# Of what grows; what is noted to be taken in again, and versions of definitions, are few.
SCANS = re.compile(r'(SCAN|Seq Scan on) "?(case|case_body|case_person|event|search_mark)\b')


def plan_of(world, ask):
    """How the database goes about each statement that is asked."""
    session = world.session
    heard = session.driver = Heard(session.driver)
    ask()
    session.driver = heard.driver
    if session.sqlite:
        rows = [session.driver.execute(f"EXPLAIN QUERY PLAN {sql}", v) for sql, v in heard.asked]
        return [row[3] for cursor in rows for row in cursor.fetchall()]
    # where the tables are small it would read them whole all the same
    session.driver.execute("SET enable_seqscan = off")
    rows = [session.driver.execute(f"EXPLAIN {sql}", v) for sql, v in heard.asked]
    return [row[0].strip() for cursor in rows for row in cursor.fetchall()]
