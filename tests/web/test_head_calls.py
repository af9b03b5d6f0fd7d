"""HEAD is answered where programs look, and opens no page."""

from __future__ import annotations

from datetime import date

import pytest

from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending.tick import tick
from tests.every_page import every_page
from tests.notifications.relay import Outbox


def answered(client, method, path):
    answer = client.request(method, path)
    told = ("content-type", "content-length", "location", "cache-control", "allow")
    return answer.status_code, {name: answer.headers.get(name) for name in told}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_page_is_opened_so(pages, world):
    for path, reader in every_page(world):
        answer = pages.browser(reader).client.head(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET"), path


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_not_sent_was_not_read(pages, world):
    """Whoever handles a deviation opens its page, which is noted; a program that looks is not."""
    case, client = world.routed(), pages.browser(world.handler).client
    noted = "SELECT count(*) FROM reading"

    client.head(f"/cases/{case.ref}")
    before = world.session.driver.execute(noted).fetchone()[0]
    client.get(f"/cases/{case.ref}")
    after = world.session.driver.execute(noted).fetchone()[0]

    assert (before, after) == (0, 1)


@pytest.mark.parametrize("path", ["/readyz", "/readyz/pages", "/healthz", "/metrics"])
def test_so_do_those_that_programs_ask(pages, path):
    client = pages.browser().client

    assert answered(client, "HEAD", path) == answered(client, "GET", path)
    assert client.head(path).text == ""


def test_what_is_not_well_is_told_by_the_status(pages, world, database):
    world.meeting("asu", day=date(2026, 3, 16))
    tick(database, pages.at, mailer=Outbox(always=Reply(ReplyKind.REFUSED, "550 no such user")))

    assert pages.browser().client.head("/readyz").status_code == 503
    assert pages.browser().client.head("/readyz/pages").status_code == 200
