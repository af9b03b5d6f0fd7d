"""What tests of pages may ask for."""

from __future__ import annotations

import pytest

from engine.storage.database import Database
from tests.browsing import Browsing
from tests.world import World


@pytest.fixture
def pages(world: World, database: Database) -> Browsing:
    """The pages of Fjord, on the database of this test."""
    return Browsing(world, database)
