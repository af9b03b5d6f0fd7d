"""The API holds what it describes: calls of every kind, made from its own description, find no
failure of ours."""

from __future__ import annotations

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings

from engine.people.tokens import Scope
from tests.every_page import council_report
from tests.imported import fjord_plan
from tests.web.api.test_case_calls import BASE, caller
from web.api import case_calls, council_report_calls, deviation_calls, plan_calls, receipt_calls

ROUTED = (case_calls, council_report_calls, deviation_calls, plan_calls, receipt_calls)

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
    assert len(tried) == sum(map(len, schema.raw_schema["paths"].values()))


def test_the_description_is_no_secret_and_says_how_to_come_in(pages):
    described = pages.browser().client.get(f"{BASE}/openapi.json").json()

    assert described["components"]["securitySchemes"]
    assert all(
        "422" in each["responses"] for path in described["paths"].values() for each in path.values()
    )


def test_every_call_that_writes_takes_a_key_but_those_that_are_the_same_again(pages):
    described = pages.browser().client.get(f"{BASE}/openapi.json").json()["paths"]
    keyed = {
        path.removeprefix(BASE): any(each["name"] == "Idempotency-Key" for each in told)
        for path, calls in described.items()
        if (told := calls.get("post", {}).get("parameters", [])) or "post" in calls
    }

    # what stands behind a receipt is only read, and a report stands on its agenda once
    assert {path for path, takes in keyed.items() if not takes} == {"/receipts", "/reports"}


READ, ACT, REPORT = Scope.READ, Scope.ACT, Scope.REPORT
IN_FJORD = ("secretary", "owner", "gp")
SEATED = (*IN_FJORD, "neighbour")
ANYONE = (*SEATED, "stranger")
# The scope that a call wants, and who gets it answered by a token with it.
CALLS: dict[tuple[str, str], tuple[Scope, tuple[str, ...]]] = {
    ("GET", "/cases"): (READ, ANYONE),
    ("GET", "/cases/{ref}"): (READ, IN_FJORD),
    ("GET", "/cases/{ref}/as-of/{day}"): (READ, IN_FJORD),
    ("GET", "/cases/{ref}/similar"): (READ, ()),
    ("GET", "/cases/{ref}/proposal"): (READ, ("secretary",)),
    ("POST", "/cases/{ref}/measures"): (ACT, ()),
    ("PUT", "/cases/{ref}/address"): (ACT, ("secretary",)),
    ("POST", "/cases/{ref}/steps"): (ACT, ("secretary", "owner")),
    ("POST", "/cases/{workflow}"): (ACT, IN_FJORD),
    ("POST", "/deviations"): (REPORT, ANYONE),
    ("GET", "/deviations/forms"): (REPORT, ANYONE),
    ("GET", "/cases/{ref}/conversation"): (READ, IN_FJORD),
    ("GET", "/cases/{ref}/readings"): (READ, ("secretary",)),
    ("POST", "/receipts"): (REPORT, ANYONE),
    ("POST", "/receipts/steps"): (REPORT, ANYONE),
    ("PUT", "/receipts/address"): (REPORT, ANYONE),
    ("GET", "/reports"): (READ, ANYONE),
    ("GET", "/reports/draft/{partnership}"): (READ, ("secretary",)),
    ("GET", "/reports/{number}"): (READ, ("secretary",)),
    ("GET", "/reports/{number}/file/{kind}"): (READ, ("secretary",)),
    ("POST", "/reports"): (ACT, ("secretary",)),
    ("GET", "/plans"): (READ, ANYONE),
    ("GET", "/plans/{plan}"): (READ, IN_FJORD),
    ("GET", "/meetings"): (READ, ANYONE),
    ("GET", "/meetings/{number}"): (READ, IN_FJORD),
    ("GET", "/bodies"): (READ, ANYONE),
}
ASKED = {"/cases": "?workflow=measure"}
GIVEN = {
    "/receipts": {},
    "/receipts/steps": {"action": "add", "inputs": {"addendum": "Det gjaldt to."}},
    "/receipts/address": {"email": "ny@example.no"},
    "/cases/{ref}/address": {"email": "ny@example.no"},
    "/cases/{ref}/steps": {"action": "report_progress", "inputs": {"light": "late"}},
    "/cases/{workflow}": {"partnership": "fjord", "inputs": {"title": "Lage felles rutine"}},
    "/deviations": {"partnership": "fjord", "unit": "mottak", "inputs": {"what": "Noe"}},
}


def test_every_call_says_what_it_wants_and_who_gets_it():
    routes = [r for each in ROUTED for r in each.router.routes]

    walked = {(method, r.path) for r in routes if isinstance(r, APIRoute) for method in r.methods}
    assert walked == set(CALLS)


@pytest.mark.parametrize("who", [*ANYONE, "nobody"])
def test_a_call_is_answered_by_the_rights_of_whoever_the_token_stands_for(pages, world, who):
    wrong = {}
    for (method, path), (scope, answered) in CALLS.items():
        address = BASE + _address(world, path) + ASKED.get(path, "")
        given = _given(world, method, path)
        if who == "nobody":
            status = pages.browser().client.request(method, address, **given).status_code
            found = status == 401
        else:
            others = [each for each in Scope if each is not scope]
            refused = caller(pages, who, *others).request(method, address, **given)
            status = caller(pages, who, scope).request(method, address, **given).status_code
            found = refused.status_code == 403 and (status < 300) == (who in answered)
        if not found or status >= 500:
            wrong[method, path] = status

    assert wrong == {}


def _given(world, method, path):
    if (method, path) == ("POST", "/reports"):
        return {"json": {"meeting": council_report(world).meeting.id}}
    own = {"receipt": world.report().code} if "/receipts" in path else {}
    key = {"Idempotency-Key": path.strip("/{}").ljust(32, "k")}
    return {"json": GIVEN[path] | own, "headers": key} if path in GIVEN else {}


def _address(world, path):
    values = {"{workflow}": "measure", "{day}": "2026-03-02", "{partnership}": "fjord"}
    values["{kind}"] = "json"
    if "address" in path:
        values["{ref}"] = world.report(email="feil@example.no").case.ref
    elif "proposal" in path:
        values["{ref}"] = world.report().case.ref
    elif "{ref}" in path:
        values["{ref}"] = world.ongoing().ref
    if "{plan}" in path:
        values["{plan}"] = fjord_plan(world)
    if "/reports" in path:
        values["{number}"] = str(council_report(world).report.id)
    elif "{number}" in path:
        values["{number}"] = str(world.meeting("asu").id)
    for name, value in values.items():
        path = path.replace(name, value)
    return path
