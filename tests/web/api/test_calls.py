"""What every call is refused for before anything is done."""

from __future__ import annotations

import pytest

from tests.web.api.test_app import CALLS
from tests.web.api.test_case_calls import BASE, caller

SPELT = ("01010750160", "010107 50160", "01.01.07-50160")
ASKED = {"q": "Search", "unit": "Unit", "limit": "limit"}  # and what they are called


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", SPELT)
def test_an_identity_number_that_is_asked_for_is_refused_and_not_repeated(pages, world, number):
    client, wrong = caller(pages, "secretary"), []

    for method, path in CALLS:
        for name, called in ASKED.items():
            answer = client.request(method, BASE + _address(path), params={name: number}, json={})
            refused = answer.status_code == 422 and f"“{called}” contains" in answer.text
            if not refused or _repeats(answer, number):
                wrong.append((method, path, name, answer.status_code))

    assert wrong == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", SPELT)
def test_no_call_repeats_an_identity_number_of_its_address(pages, world, number):
    client = caller(pages, "secretary")

    answers = [
        client.request(method, BASE + _address(path, number), json={}) for method, path in CALLS
    ]

    assert [each.url.path for each in answers if _repeats(each, number)] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", [*SPELT, f"pasient {SPELT[0]}"])
def test_no_call_repeats_an_identity_number_that_stands_as_a_name(pages, world, name):
    client, wrong = caller(pages, "secretary"), []
    case = world.measure()
    writing = [each for each in CALLS if each[0] != "GET"]

    for method, path in writing:
        answer = client.request(method, BASE + _address(path), json={name: 1})
        if answer.status_code != 422 or "The name of a field" not in answer.text:
            wrong.append((method, path, answer.status_code))
        if _repeats(answer, name) or name in answer.text:
            wrong.append((method, path))
    given = {"action": "change", "inputs": {name: 1}}
    inside = client.post(f"{BASE}/cases/{case.ref}/steps", json=given)

    assert wrong == []
    assert (inside.status_code, "The name of a field" in inside.text) == (422, True)
    assert name not in inside.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_has_no_token_is_told_that_before_anything_that_was_asked_for(pages, world):
    answer = pages.browser().client.get(f"{BASE}/cases", params={"q": SPELT[0]})

    assert answer.status_code == 401


def _address(path, number="7"):
    for name in ("ref", "day", "workflow", "partnership", "number", "kind", "plan"):
        path = path.replace("{" + name + "}", number)
    return path


def _repeats(answer, number):
    return number in answer.text or any(number in value for value in answer.headers.values())
