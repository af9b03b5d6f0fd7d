"""Programs that watch an installation are told how it is, at little cost, without a login."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.storage.database import Database
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending.tick import tick
from tests.browsing import Browsing
from tests.notifications.relay import Outbox
from tests.queries import counted


def told(pages: Browsing, path: str):
    answer = pages.browser().client.get(path)
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()


def test_where_all_is_well(pages):
    status, said = told(pages, "/readyz")

    assert status == 200
    assert said["ready"] is True
    assert said["checks"]["mail_failed"] == {"well": True}


def test_a_mail_that_was_refused_is_told_by_its_code_alone(pages, world, database):
    world.meeting("asu", day=date(2026, 3, 16))
    tick(database, pages.at, mailer=Outbox(always=Reply(ReplyKind.REFUSED, "550 kari@x.no")))

    status, said = told(pages, "/readyz")

    assert status == 503
    assert [code for code, check in said["checks"].items() if not check["well"]] == ["mail_failed"]
    assert "kari" not in str(said)
    assert told(pages, "/readyz/pages")[0] == 200  # pages can be answered all the same


@pytest.mark.parametrize(
    ("path", "status"), [("/healthz", 200), ("/readyz", 503), ("/readyz/pages", 503)]
)
def test_a_process_lives_without_its_database(pages, sqlite_url, path, status):
    pages.database = Database(sqlite_url)
    Path(pages.database.url.database).unlink()

    assert told(pages, path)[0] == status


def test_asking_again_and_again_costs_little(pages, sqlite_url):
    pages.database = Database(sqlite_url)
    browser = pages.browser()
    browser.get("/readyz")

    with counted() as asked:
        browser.get("/readyz")
    assert len(asked) <= 13
    with counted() as asked:
        browser.get("/healthz")
    assert asked == []
