"""Prometheus reads how many and how long; this machine alone may ask, and whom settings name."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from engine.settings import Settings
from engine.storage.database import Database
from tests.browsing import Browsing
from tests.queries import counted

HERE = "127.0.0.1"


def asked(pages: Browsing, caller: str = HERE, host: str = "localhost:8080"):
    client = TestClient(pages.app(), base_url=f"http://{host}", client=(caller, 5000))
    return client.get("/metrics")


def figures(answer) -> dict[str, float]:
    return {
        f"{each.name}{sorted(each.labels.values())}": each.value
        for family in text_string_to_metric_families(answer.text)
        for each in family.samples
    }


def test_this_machine_reads_the_figures(pages, world):
    world.measure("Pasienten i rom 12")

    answer = asked(pages)
    found = figures(answer)

    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert found["samsak_cases['measure', 'proposed']"] == 1
    assert found["samsak_mails['queued']"] == found["samsak_mail_held[]"] == 0
    assert not any(name.startswith("samsak_tick_age") for name in found)  # none was yet
    assert "rom 12" not in answer.text


@pytest.mark.parametrize(
    ("caller", "host"),
    [
        ("192.0.2.7", "localhost:8080"),
        ("192.0.2.7", "samsak.example.org"),
        (HERE, "samsak.example.org"),  # through a web server that does not say from whom
        ("testclient", "localhost"),
    ],
)
def test_others_see_a_page_that_is_not_there(pages, caller, host):
    assert asked(pages, caller, host).status_code == 404


def test_who_is_named_reads_them_too(pages):
    pages.settings = Settings(metrics_from="192.0.2.0/24")

    assert asked(pages, "192.0.2.7", "samsak.example.org").status_code == 200
    assert asked(pages, HERE).status_code == 404


def test_the_figures_cost_little_however_many_they_are(pages, world, sqlite_url):
    for number in range(3):
        world.measure(f"Tiltak {number}")
    pages.database = Database(sqlite_url)

    with counted() as queries:
        asked(pages)

    assert len(queries) <= 9


def test_of_a_database_whose_file_is_gone_no_figure_is_told(pages, sqlite_url, peopled):
    pages.database = Database(sqlite_url, pooled=True)
    assert asked(pages).status_code == 200

    Path(pages.database.url.database).unlink()

    assert asked(pages).status_code == 503
