"""Guards are registered where `workflows` says that they stand."""

from __future__ import annotations

from engine.cases import guards
from engine.cases.guards import registered


def test_every_guard_is_registered_in_the_module_that_is_named_for_it():
    stand = {name: guards._guards[name].__module__ for name in registered()}

    assert stand == guards._places
