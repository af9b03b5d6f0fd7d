"""The API holds what it describes: calls of every kind, made from its own description, find no
failure of ours."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from tests.imported import fjord_plan
from tests.web.api.test_case_calls import BASE, caller

EXAMPLES = 20  # of each call


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_call_fails_here(pages, world):
    world.ongoing()
    world.routed()
    world.meeting("asu")
    fjord_plan(world)
    headers = {"authorization": caller(pages, "secretary").headers["authorization"]}
    schema = schemathesis.openapi.from_asgi(f"{BASE}/openapi.json", pages.app())
    tried, failed = set(), []

    for found in schema.get_all_operations():
        operation = found.ok()
        tried.add(operation.label)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def call(case):
            answer = case.call(headers=headers)
            if answer.status_code >= 500:
                failed.append((case.method, case.path, case.query, case.body))

        call()

    assert failed == []
    assert len(tried) == len(schema.raw_schema["paths"])


def test_the_description_is_no_secret_and_says_how_to_come_in(pages):
    described = pages.browser().client.get(f"{BASE}/openapi.json").json()

    assert described["components"]["securitySchemes"]
    assert all(
        "422" in each["responses"] for path in described["paths"].values() for each in path.values()
    )
