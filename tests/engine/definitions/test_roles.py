"""A role is found in exactly one way."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from engine.definitions.roles import Role, RoleKind

LABEL = {"nb": "Rolle", "nn": "Rolle", "en": "Role"}


def test_a_role_says_how_its_people_are_found():
    found = Role.model_validate({"label": LABEL, "link": "responsible"})

    assert (found.found_by, found.value) == (RoleKind.LINK, "responsible")


@pytest.mark.parametrize("ways", [{}, {"kind": "secretariat", "link": "responsible"}])
def test_a_role_that_is_found_in_no_way_or_two_is_refused(ways):
    with pytest.raises(ValidationError, match="exactly one way"):
        Role.model_validate({"label": LABEL, **ways})
