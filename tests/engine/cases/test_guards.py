"""Guards are registered where `workflows` says that they stand, and read what they say."""

from __future__ import annotations

import pytest

from engine.cases import guards
from engine.cases.guards import Question, registered
from engine.definitions import versions
from engine.people.acts import Act


class Noted(dict):
    """Fields that note what is asked of them."""

    def __init__(self, values):
        super().__init__(values)
        self.asked = set()

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)


def test_every_guard_is_registered_in_the_module_that_is_named_for_it():
    stand = {name: guards._guards[name].__module__ for name in registered()}

    assert stand == guards._places


@pytest.mark.parametrize(
    "name",
    [
        "has_members",
        "has_years",
        "not_blocked",
        "keeps_linked",
        "routed",
        "not_routed",
        "answered",
        "answer_arrived",
        "classified",
        "learning_or_reason",
        "both_parties",
        "units_to_ask",
        "asks_no_more",
        "parts_in",
    ],
)
@pytest.mark.parametrize("filled", [True, False])
def test_a_guard_that_says_what_it_reads_reads_nothing_else(world, name, filled):
    registered()
    case = world.approved(depends_on=[world.ongoing().ref])
    definition = versions.by_id(world.session, case.definition_id)
    inputs, own = Noted(case.fields), Noted(case.fields)
    given = Noted(case.fields if filled else {})
    question = Question(
        session=world.session,
        case=case._replace(fields=own),
        definition=definition,
        action=definition.actions[0],
        fields=given,
        inputs=inputs,
        act=Act(world.secretary, world.at),
        on=world.at.date(),
    )

    guards._guards[name](question)

    assert given.asked
    assert given.asked <= guards._fields[name]
    assert inputs.asked == own.asked == set()


def test_every_guard_that_says_what_it_reads_is_asked_above():
    asked = test_a_guard_that_says_what_it_reads_reads_nothing_else.pytestmark

    named = next(mark.args[1] for mark in asked if mark.args[0] == "name")
    registered()
    assert sorted(named) == sorted(name for name, fields in guards._fields.items() if fields)
