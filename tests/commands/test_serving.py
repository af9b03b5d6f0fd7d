"""Who asks for a page is whom a web server before it names, where that server is one of ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from commands.serving import _server
from engine.settings import Settings
from web.site import Site

SOMEBODY = "192.0.2.7"


@pytest.mark.parametrize(
    ("proxies", "answer"),
    [("127.0.0.0/8", 404), ("127.0.0.0/8,10.20.0.0/16", 200), ("10.20.0.9", 200)],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_web_server_that_is_named_is_believed(database, proxies, answer):
    settings = Settings(proxies=proxies, metrics_from=SOMEBODY)
    config = _server(Site(database, settings, clock=lambda: datetime.now(UTC))).config
    config.load()
    asking = TestClient(config.loaded_app, client=("10.20.0.9", 1))

    found = asking.get("/metrics", headers={"X-Forwarded-For": SOMEBODY})

    assert found.status_code == answer


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_setting_this_machine_alone_is_believed(database):
    site = Site(database, Settings(metrics_from=SOMEBODY), clock=lambda: datetime.now(UTC))
    config = _server(site).config
    config.load()
    codes = [
        TestClient(config.loaded_app, client=(by, 1))
        .get("/metrics", headers={"X-Forwarded-For": SOMEBODY})
        .status_code
        for by in ("127.0.0.1", "10.20.0.9")
    ]

    assert codes == [200, 404]
