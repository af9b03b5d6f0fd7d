"""What is written: a case opened, a step taken, many steps in one transaction, their notices planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench import raw, world
from bench.measure import Figure, pairs, speed
from bench.setting import CHUNK, ROUNDS, STEPS, TITLE, Setting, assigned, two, walks
from bench.world import NOW, World
from engine.cases.steps import open_case
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
    ours, yardstick, session = _two_on_postgresql(setting, "open", 0)
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
    ours, yardstick, session = _two_on_postgresql(setting, "step", 1500)
    we, they = walks(ours, session, yardstick)
    name = "advance one step, PostgreSQL, against raw one statement at a time"
    yield Figure(name, speed(pairs(we, they, ROUNDS)), 0.75, 1, more=True)


def stepping_with_notices(setting: Setting) -> Iterator[Figure]:
    """A step and the planning of its notices, against a step by hand that writes case, event,
    two notices and an outbox row."""
    from notifications.notices.bundles import bundle
    from notifications.notices.planner import plan

    ours, yardstick, session = two(setting, "told", 1500, durable=True)
    walk, _they = walks(ours, session, yardstick)
    plan(session, NOW)
    people = [
        row[0]
        for row in session.driver.execute(
            "SELECT person_id FROM membership WHERE body_id = 1 ORDER BY person_id LIMIT 2"
        )
    ]

    def we(number: int) -> None:
        walk(number)
        plan(session, NOW)
        bundle(session, NOW)

    by, ids = ours.secretary.person_id or 0, assigned(session)

    def they(number: int) -> None:
        for case_id in ids[number * CHUNK : (number + 1) * CHUNK]:
            for action, target, changes in STEPS:
                yardstick.step(case_id, action, target, changes, by, (people[0], people[1]))

    yield Figure(
        "step and planning of its notices, against raw with two notices and an outbox row",
        speed(pairs(we, they, 20)),
        0,
        0,
        more=True,
    )


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


def _two_on_postgresql(setting: Setting, name: str, count: int) -> tuple[World, raw.Raw, Session]:
    """The same on PostgreSQL."""
    ours = world.build(setting.database(f"{name}_ours")[0], cases=count)
    address, plain = setting.database(f"{name}_raw")
    world.build(address, cases=count)
    session = setting.stack.enter_context(ours.database.session())
    return ours, raw.on_postgresql(plain, NOW), session
