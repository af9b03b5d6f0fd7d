"""What tests of logins may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.browsing import Browsing
from tests.providers import Providers, running


@pytest.fixture(scope="session")
def providers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Providers]:
    """Two real providers, started once. They go by the clock of the machine."""
    with running(tmp_path_factory.mktemp("providers")) as providers:
        yield providers


@pytest.fixture(params=["plain", "strict"])
def trusting(request: pytest.FixtureRequest, pages: Browsing, providers: Providers) -> Browsing:
    """The pages of an installation that trusts one of them, now."""
    pages.settings, pages.at = providers.settings(request.param), datetime.now(UTC)
    return pages
