from __future__ import annotations

import pytest

from engine.cases.guards import registered
from engine.definitions import versions
from engine.definitions.loader import load
from engine.definitions.model import Definition
from engine.errors import Refused
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.installation import found_installation
from tests.world import MONDAY, World, at_once, definitions, tamper


def changed(old: str, new: str, version: int = 2) -> Definition:
    """The measure workflow with other words in it."""
    text = definitions()["measure"].source.replace("version: 1", f"version: {version}", 1)
    assert old in text
    return load(text.replace(old, new, 1), "measure.yaml", guards=registered())


def store(world: World, definition: Definition) -> list[Definition]:
    return versions.store(world.session, [definition], Act(OPERATOR, MONDAY))


def test_a_version_is_stored_once(world):
    assert versions.store(world.session, definitions().values(), Act(OPERATOR, MONDAY)) == []


def test_what_several_make_ready_at_once_is_made_once(database, world):
    tamper(
        world.session,
        "DELETE FROM installation",
        "DELETE FROM registry_event WHERE subject = 'installation'",
    )
    second = changed("Tiltaket er foreslått", "Tiltaket er meldt inn")

    def make_ready(there: World, _number: int) -> int:
        with there.session.begin():
            found_installation(there.session, Act(OPERATOR, MONDAY), rehearsal=True)
            return len(store(there, second))

    assert sorted(at_once(database, world, make_ready, times=6)) == [0] * 5 + [1]


def test_a_changed_text_with_the_same_version_is_refused(world):
    with pytest.raises(Refused, match="in use with another text") as refused:
        store(world, changed("en: Proposed}", "en: Put forward}", version=1))

    assert refused.value.unmet == ["version"]
    assert versions.newest(world.session, "measure")[1].states["proposed"].label.en == "Proposed"


def test_one_refused_text_keeps_all_of_them_out(world):
    texts = [
        changed("en: Ongoing}", "en: Under way}"),
        changed("en: Proposed}", "en: Put forward}", version=1),
    ]

    with pytest.raises(Refused):
        versions.store(world.session, texts, Act(OPERATOR, MONDAY))

    assert versions.newest(world.session, "measure")[1].version == 1


def test_a_case_keeps_the_version_it_began_with(world):
    old = world.measure()
    store(
        world,
        changed(
            "  - action: defer\n    from: [proposed, approved,",
            "  - action: defer\n    from: [approved,",
        ),
    )
    new = world.measure()

    assert world.step(old, "defer", reason="Venter").to_state == "deferred"
    with pytest.raises(Refused, match="is possible from: Approved"):
        world.step(new, "defer", reason="Venter")


def test_the_states_of_a_workflow_are_those_of_all_its_versions(world):
    text = definitions()["measure"].source.replace("version: 1", "version: 2", 1)
    newer = text.replace("deferred", "resting").replace("en: Ongoing}", "en: Under way}")
    store(world, load(newer, "measure.yaml", guards=registered()))

    known = versions.states(world.session, "measure")

    assert (known["deferred"].en, known["ongoing"].en) == ("Deferred", "Under way")
    assert known.keys() == {*definitions()["measure"].states, "resting"}


def test_a_new_version_is_the_one_in_use(world, database):
    store(world, changed("en: Ongoing}", "en: Under way}"))

    with database.session() as other:
        assert [(d.id, d.version) for _number, d in versions.in_use(other)] == [
            ("deviation", 3),
            ("measure", 2),
        ]


def test_a_version_that_a_failed_transaction_stored_is_forgotten(world):
    with pytest.raises(ZeroDivisionError), world.session.begin():  # noqa: PT012
        store(world, changed("en: Ongoing}", "en: Under way}"))
        versions.newest(world.session, "measure")
        raise ZeroDivisionError

    store(world, changed("en: Ongoing}", "en: Running}"))

    assert versions.newest(world.session, "measure")[1].states["ongoing"].label.en == "Running"
