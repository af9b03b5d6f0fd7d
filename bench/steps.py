"""What is written: a case opened, a step taken, many steps in one transaction, their notices planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench import raw, world
from bench.measure import Figure, pairs, speed
from bench.setting import (
    CHUNK,
    ROUNDS,
    STEPS,
    TITLE,
    Setting,
    assigned,
    two,
    two_on_postgresql,
    walks,
)
from bench.world import NOW, World
from engine.cases.opening import open_case
from engine.cases.records import by_ids
from engine.cases.steps import advance
from engine.people.actors import find_actor
from engine.people.acts import Act
from engine.storage.session import Session


def opening(setting: Setting) -> Iterator[Figure]:
    """Open a case on SQLite, with either durability."""
    for durable in (False, True):
        ours, yardstick, session = two(setting, f"open_{durable}", 0, durable)
        we, they = _openings(ours, session, yardstick)
        name = f"open a case, SQLite {'FULL' if durable else 'NORMAL'}, against raw"
        yield Figure(name, speed(pairs(we, they, ROUNDS)), 0.55, 0.75, more=True)


def opening_on_postgresql(setting: Setting) -> Iterator[Figure]:
    """Open a case on PostgreSQL, against one statement at a time."""
    ours, yardstick, session = two_on_postgresql(setting, "open", 0)
    we, they = _openings(ours, session, yardstick)
    name = "open a case, PostgreSQL, against raw one statement at a time"
    yield Figure(name, speed(pairs(we, they, ROUNDS)), 0.75, 1, more=True)


def stepping(setting: Setting) -> Iterator[Figure]:
    """Advance a step on SQLite, with either durability."""
    for durable, must, aim in ((False, 0.55, 0.75), (True, 0.55, 0.75)):
        ours, yardstick, session = two(setting, f"step_{durable}", 1500, durable)
        we, they = walks(ours, session, yardstick)
        name = f"advance one step, SQLite {'FULL' if durable else 'NORMAL'}, against raw"
        yield Figure(name, speed(pairs(we, they, ROUNDS)), must, aim, more=True)


def stepping_on_postgresql(setting: Setting) -> Iterator[Figure]:
    """Advance a step on PostgreSQL, against one statement at a time."""
    ours, yardstick, session = two_on_postgresql(setting, "step", 1500)
    we, they = walks(ours, session, yardstick)
    name = "advance one step, PostgreSQL, against raw one statement at a time"
    yield Figure(name, speed(pairs(we, they, ROUNDS)), 0.75, 1, more=True)


def stepping_with_notices(setting: Setting) -> Iterator[Figure]:
    """Ten steps and the planning and bundling of their notices, against ten steps by hand, each
    of which writes case, event, as many notices as ours and an outbox row where somebody hears."""
    ours, yardstick, session = two(setting, "told", 1500, durable=True)
    we, they = _told(ours, session, yardstick)
    yield Figure(
        "ten steps and planning of their notices, against raw with as many notices and an outbox row each",
        speed(pairs(we, they, ROUNDS)),
        0.3,
        0.6,
        more=True,
    )


def _told(
    ours: World, session: Session, yardstick: raw.Raw
) -> tuple[Callable[[int], None], Callable[[int], None]]:
    """The same step of ten cases, and then what a tick plans of it; four times a round."""
    from notifications.notices.bundles import bundle
    from notifications.notices.planner import plan

    plan(session, NOW)
    ids, secretary = assigned(session), ours.secretary.person_id
    known = by_ids(session, ids)
    assert secretary is not None
    people = [row[0] for row in session.driver.execute("SELECT id FROM person ORDER BY id")]
    heard: dict[str, tuple[int, ...]] = {}

    def chunk(number: int) -> list[int]:
        return ids[(number + 1) * CHUNK : (number + 2) * CHUNK]  # the first went to the counting

    def we(number: int) -> None:
        for action, _target, inputs in STEPS:
            for case_id in chunk(number):
                act = Act(find_actor(session, ours.secretary.email), NOW)
                advance(session, known[case_id], action, act=act, inputs=inputs)
            told = plan(session, NOW)
            bundle(session, NOW)
            heard.setdefault(action, tuple(people[: told // CHUNK]))
            assert told == len(heard[action]) * CHUNK, "every step tells as many as the first"

    def they(number: int) -> None:
        for action, target, changes in STEPS:
            for case_id in chunk(number):
                yardstick.step(case_id, action, target, changes, secretary, heard[action])

    we(-1)
    return we, they


def importing(setting: Setting) -> Iterator[Figure]:
    """100 steps in a transaction, against our own single steps."""
    ours = world.build(world.fresh(setting.folder, "import_a"), cases=4000)
    single = world.build(world.fresh(setting.folder, "import_b"), cases=4000)
    session, other = (setting.stack.enter_context(w.database.session()) for w in (ours, single))
    together, alone = walks(ours, session, None, 25)[0], walks(single, other, None, 25)[0]

    def we(number: int) -> None:
        with session.begin():
            together(number)

    yield Figure(
        "100 steps a transaction, against own single steps",
        speed(pairs(we, alone, 25)),
        2,
        2.5,
        more=True,
    )


def _openings(
    ours: World, session: Session, yardstick: raw.Raw
) -> tuple[Callable[[int], None], Callable[[int], None]]:
    """Open 25 measures a round; who acts is asked for each time, as a face does."""
    email, secretary = ours.secretary.email, ours.secretary.person_id
    assert secretary is not None

    def we(_round: int) -> None:
        for _n in range(25):
            act = Act(find_actor(session, email), NOW)
            inputs = {"title": TITLE, "bodies": ["fagrad-3"], "years": [2030]}
            open_case(
                session, "measure", partnership_id=ours.partnership_id, act=act, inputs=inputs
            )

    def they(_round: int) -> None:
        for _n in range(25):
            yardstick.open(ours.partnership_id, "fagrad-3", TITLE, secretary)

    return we, they
