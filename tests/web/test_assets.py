"""Style sheets and pictures are asked for once."""

from __future__ import annotations

import pytest

from web.assets import asset, icon


def test_an_address_bears_the_hash_of_its_content_and_is_kept_for_ever(pages):
    browser = pages.browser()

    answer = browser.client.get(asset("samsak.css"))

    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert ".road" in answer.text


@pytest.mark.parametrize(
    "path", ["/static/0/samsak.css", "/static/0/%2e%2e/page.py", "/static/0/designsystemet.LICENSE"]
)
def test_another_hash_and_another_file_are_not_there(pages, path):
    pages.browser().get(path, 404)


def test_what_is_not_there_fails_when_it_is_named():
    with pytest.raises(LookupError):
        asset("nothing.css")
    with pytest.raises(LookupError):
        icon("Nothing")


def test_a_picture_is_not_read_aloud():
    assert 'aria-hidden="true"' in icon("Calendar")
