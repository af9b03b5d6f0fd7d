"""HEAD is answered on every page as GET is."""

from __future__ import annotations

from datetime import date

import pytest

from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending.tick import tick
from tests.every_page import every_page
from tests.notifications.relay import Outbox
from web.api.app import PATH


def answered(client, method, path):
    answer = client.request(method, path)
    told = ("content-type", "content-length", "location", "cache-control", "allow")
    return answer.status_code, {name: answer.headers.get(name) for name in told}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_page_answers_head_as_get(pages, world):
    for path, reader in every_page(world):
        client = pages.browser(reader).client
        assert answered(client, "HEAD", path) == answered(client, "GET", path), path


@pytest.mark.parametrize("path", ["/readyz", "/readyz/pages", "/healthz", "/metrics", f"{PATH}/me"])
def test_so_do_those_that_programs_ask(pages, path):
    client = pages.browser().client

    assert answered(client, "HEAD", path) == answered(client, "GET", path)
    assert client.head(path).text == ""


def test_what_is_not_well_is_told_by_the_status(pages, world, database):
    world.meeting("asu", day=date(2026, 3, 16))
    tick(database, pages.at, mailer=Outbox(always=Reply(ReplyKind.REFUSED, "550 no such user")))

    assert pages.browser().client.head("/readyz").status_code == 503
    assert pages.browser().client.head("/readyz/pages").status_code == 200
