"""The domain in a small partnership."""

from __future__ import annotations

import pytest

from engine.storage.session import Session
from tests.world import World, build


@pytest.fixture
def world(session: Session) -> World:
    """Fjord, on the database of this test."""
    return build(session)
