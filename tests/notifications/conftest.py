from __future__ import annotations

import pytest

from engine.storage.session import Session
from tests.notifications.world import World, make_world


@pytest.fixture
def world(session: Session) -> World:
    """A small named world, nothing has happened in it yet."""
    return make_world(session)
