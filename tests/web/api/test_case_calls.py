"""Other programs list, read, open and move cases, by the same verbs and rights as people."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from cli import main
from engine.cases.events import events_of
from engine.cases.reading import find_visible
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.tables import Partnership
from engine.people.tokens import Scope, TokenIn, end_token, give_token
from tests.browsing import Browsing
from tests.world import SETTING_UP, World
from workflows.partnerships.own_lists import put_list

BASE = "/api/v1"


def caller(pages: Browsing, who: str = "owner", *scopes: Scope) -> TestClient:
    """A program with a token that stands for somebody."""
    given = TokenIn("EPJ", scopes or list(Scope), date(2026, 12, 31))
    if who in ("secretary", "neighbour"):
        pages.world.second_keepers()
    _token, code = give_token(pages.world.session, f"{who}@example.no", given, SETTING_UP)
    headers = {"authorization": f"Bearer {code}", "accept-language": "en"}
    return TestClient(pages.app(), headers=headers, raise_server_exceptions=False)


def test_cases_are_listed_a_page_at_a_time(pages, world):
    for year in (2026, 2027, 2028):
        world.measure(years=str(year))
    client = caller(pages)

    first = client.get(f"{BASE}/cases?workflow=measure&limit=2").json()
    rest = client.get(f"{BASE}/cases?workflow=measure&limit=2&after={first['next']}").json()

    assert [len(each["items"]) for each in (first, rest)] == [2, 1]
    assert rest["next"] is None
    assert {each["ref"] for page in (first, rest) for each in page["items"]} == {
        "T-2026-1",
        "T-2026-2",
        "T-2026-3",
    }


def test_a_case_is_classified_by_the_list_of_its_partnership(pages, world):
    options = ("none: {nb: Ingen, nn: Ingen, en: Nothing}", "some: {nb: Noe, nn: Noko, en: A bit}")
    owner = world.session.orm.get_one(Partnership, world.partnership)
    own = world.own_list("harm", *options)
    put_list(world.session, owner, own, Act(world.secretary, world.at))
    case = world.routed()
    client = caller(pages, "handler")

    def answer(harm: str) -> Any:
        given = {"action": "answer", "inputs": {"answer": "Beklager", "harm": harm}}
        return client.post(f"{BASE}/cases/{case.ref}/steps", json=given)

    refused, taken = answer("serious"), answer("some")

    assert refused.status_code == 422
    assert "Nothing and A bit" in refused.text
    assert taken.status_code == 201, taken.text


def test_who_stops_asking_units_names_those_who_are_still_asked(pages, world):
    case = world.routed()
    asked = ["fagrad-1", "fagrad-2"]
    world.step(case, "ask_part", world.handler, part_question="Når?", awaited=asked)
    client = caller(pages, "handler")

    def answer(**inputs: Any) -> Any:
        given = {"action": "stop_asking", "inputs": inputs}
        return client.post(f"{BASE}/cases/{case.ref}/steps", json=given)

    for inputs in ({}, {"awaited": asked}):
        assert "Those asked now are: Fagråd 1 and Fagråd 2." in answer(**inputs).text
    assert "plain text" in answer(awaited={"fagrad-1": "x"}).text
    assert "Each value in the field" in answer(awaited=[["fagrad-1"]]).text
    assert answer(awaited=["fagrad-2"]).status_code == 201


def test_a_case_is_read_with_its_version(pages, world):
    case = world.ongoing()

    answer = caller(pages).get(f"{BASE}/cases/{case.ref}")

    assert answer.headers["etag"] == f'"{case.version}"'
    assert answer.json()["state"] == "ongoing"
    then = caller(pages).get(f"{BASE}/cases/{case.ref}/as-of/2026-03-02").json()
    assert then["as_of"] == "2026-03-02"


def test_who_routes_and_who_handles_read_where_the_answer_goes(pages, world, database):
    case = world.report(email="melder@example.org").case
    world.step(case, "route", handler="mottak")
    asked = {"part_question": "Når?", "awaited": ["fagrad-1"]}
    world.step(case, "ask_part", world.handler, **asked)
    environ = {"SAMSAK_DATABASE_URL": database.url.render_as_string(hide_password=False)}
    faces = []
    for who in ("secretary", "handler", "owner"):
        show = ["show", case.ref, "--as", f"{who}@example.no"]
        faces.append(
            [
                caller(pages, who).get(f"{BASE}/cases/{case.ref}").json()["answer_to"],
                json.loads(CliRunner(env=environ).invoke(main, [*show, "--json"]).output)[
                    "answer_to"
                ],
                "melder@example.org" in CliRunner(env=environ).invoke(main, show).output,
                "melder@example.org"
                in pages.browser(getattr(world, who)).get(f"/cases/{case.ref}"),
            ]
        )

    known = ["melder@example.org", "melder@example.org", True, True]
    assert faces == [known, known, [None, None, False, False]]


def test_a_step_is_taken_once_however_often_it_is_sent(pages, world):
    case, client = world.ongoing(), caller(pages)
    given = {"action": "report_progress", "inputs": {"light": "late"}}
    headers = {"Idempotency-Key": "k1", "If-Match": f'"{case.version}"'}

    told = [
        client.post(f"{BASE}/cases/{case.ref}/steps", json=given, headers=headers)
        for _time in range(2)
    ]

    assert [each.status_code for each in told] == [201, 201]
    assert told[0].json() == told[1].json()
    assert world.now(case).version == case.version + 1


def test_who_comes_second_is_told_as_problem_details(pages, world):
    case, client = world.ongoing(), caller(pages)
    given = {"action": "report_progress", "inputs": {"light": "late"}}
    world.step(case, "report_progress", world.owner, light="on_track")

    answer = client.post(
        f"{BASE}/cases/{case.ref}/steps", json=given, headers={"If-Match": f'"{case.version}"'}
    )

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Conflict"
    assert world.now(case).fields["light"] == "on_track"


def test_a_refusal_says_everything_that_stands_in_the_way(pages, world):
    case = world.ongoing()

    answer = caller(pages).post(
        f"{BASE}/cases/{case.ref}/steps", json={"action": "evaluate", "inputs": {}}
    )

    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["reasons"]] == ["result", "outcome"]
    assert answer.json()["reasons"][0]["reason"] == "The field “Result” is missing."


def test_a_case_is_opened_and_a_deviation_reported(pages, world):
    client = caller(pages)

    opened = client.post(
        f"{BASE}/cases/measure", json={"partnership": "fjord", "inputs": {"title": "Lage rutine"}}
    )
    reported = client.post(
        f"{BASE}/deviations",
        json={"partnership": "fjord", "unit": "akuttmott", "inputs": {"what": "Noe gikk galt"}},
        headers={"Idempotency-Key": "k" * 32},
    )

    assert opened.json()["ref"] == "T-2026-1"
    assert reported.json()["ref"] == "A-2026-1"
    assert len(reported.json()["receipt"]) > 10
    deviation = find_visible(world.session, "A-2026-1", OPERATOR, world.at.date())
    assert [each.by for each in events_of(world.session, deviation.id)] == [None]


def test_a_token_is_for_what_it_is_for_and_no_longer(pages, world: World):
    case = world.ongoing()
    reading = caller(pages, "owner", Scope.READ)
    given = {"action": "report_progress", "inputs": {"light": "late"}}

    assert reading.get(f"{BASE}/cases/{case.ref}").status_code == 200
    assert reading.post(f"{BASE}/cases/{case.ref}/steps", json=given).status_code == 403
    end_token(world.session, 1, SETTING_UP)
    assert reading.get(f"{BASE}/cases/{case.ref}").status_code == 401


def test_a_token_ends_with_its_day(pages, world):
    client = caller(pages)
    pages.later(days=310)

    assert client.get(f"{BASE}/plans").status_code == 401


def test_a_token_sees_what_its_person_sees(pages, world):
    deviation = world.report().case

    theirs = caller(pages, "member").get(f"{BASE}/cases/{deviation.ref}")
    nowhere = caller(pages, "member").get(f"{BASE}/cases/A-2026-99")

    assert theirs.status_code == nowhere.status_code == 404
    assert set(theirs.json()) == set(nowhere.json())


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer samsak_x"}])
def test_nobody_is_answered_without_a_token(pages, headers):
    client = TestClient(pages.app(), headers=headers)

    answer = client.get(f"{BASE}/cases?workflow=measure")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_what_does_not_fit_is_refused_and_not_told_back(pages, world):
    case = world.ongoing()

    answer = caller(pages).post(
        f"{BASE}/cases/{case.ref}/steps", json={"action": 7, "hemmelig": "01819000049"}
    )

    assert answer.status_code == 422
    assert "01819000049" not in answer.text


NYNORSK = {"accept-language": "nn-NO,nn;q=0.9"}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/cases?workflow=measure&limit=0", 422, "Kallet er ikkje slik det er skildra."),
        ("/nowhere", 404, "Ingenting svarar på denne adressa."),
        ("/cases/T-2026-9", 404, "T-2026-9"),
    ],
)
def test_what_is_wrong_is_said_in_the_language_that_is_asked_for(pages, world, path, status, said):
    answer = caller(pages).get(f"{BASE}{path}", headers=NYNORSK)

    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_each_place_that_does_not_fit_is_told_in_words(pages, world):
    case, client = world.ongoing(), caller(pages)

    answer = client.post(f"{BASE}/cases/{case.ref}/steps", json={"what": 1}, headers=NYNORSK)

    told = {each["code"]: (each["kind"], each["reason"]) for each in answer.json()["reasons"]}
    assert told["action"] == ("missing", "Dette manglar.")
    assert told["what"] == ("extra_forbidden", "Dette står ikkje i skildringa.")


@pytest.mark.parametrize("asked", [{"accept-language": "de"}, {}])
def test_else_it_is_said_in_the_language_of_whoever_the_token_stands_for(pages, world, asked):
    client = caller(pages)
    del client.headers["accept-language"]

    answer = client.post(f"{BASE}/cases/T-2026-9/steps", json={"action": "evaluate"}, headers=asked)

    assert "finst ikkje" in answer.json()["detail"]


def test_what_fails_is_a_problem_that_tells_nothing_of_it(pages, world, monkeypatch, caplog):
    monkeypatch.setattr("web.api.case_calls.page_of_cases", lambda *_: 1 / 0)

    answer = caller(pages).get(f"{BASE}/cases?workflow=measure", headers=NYNORSK)

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "Noko gjekk gale hos oss"
    assert caplog.messages.count("page failed") == 1


@pytest.mark.parametrize(
    ("how", "path", "given", "told"),
    [
        ("DELETE", "/bodies", {}, (405, "MethodNotAllowed", ["method_not_allowed"])),
        ("GET", "/nowhere", {}, (404, "NotFound", ["not_found"])),
        ("GET", "/cases/T-2026-9", {}, (404, "NotFound", ["not_found"])),
        ("POST", "/deviations", {"content": b"{"}, (422, "BadInput", ["json_invalid"])),
        ("POST", "/deviations", {"content": b"x" * 2**21}, (413, "TooLarge", ["too_large"])),
        ("POST", "/cases/measure", {"json": {"partnership": "fjord"}}, (422, "Refused", ["title"])),
    ],
)
def test_every_problem_says_what_it_is_with_codes_and_its_language(pages, how, path, given, told):
    headers = {**NYNORSK, "content-type": "application/json"}
    answer = caller(pages).request(how, f"{BASE}{path}", **given, headers=headers)

    problem = answer.json()
    codes = [each["code"] for each in problem["reasons"]]
    assert (answer.status_code, problem["title"], codes) == told
    assert problem["type"] == f"urn:samsak:{problem['title']}"
    assert problem["status"] == answer.status_code
    assert answer.headers["content-language"] == "nn"
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.headers.get("allow") is not None) == (answer.status_code == 405)


def test_whoever_has_no_token_is_told_that_before_what_does_not_fit(pages):
    client = pages.browser().client

    for given in ({"content": b"{"}, {"json": {"hva": 1}}):
        headers = {"content-type": "application/json"}
        answer = client.post(f"{BASE}/deviations", **given, headers=headers)

        assert answer.status_code == 401
        assert [each["code"] for each in answer.json()["reasons"]] == ["token"]


@pytest.mark.parametrize("after", ["x", "2026-02-30.1", ".1", "never.", "2026-03-02"])
def test_what_is_no_page_of_a_list_is_refused(pages, world, after):
    world.measure()

    answer = caller(pages).get(f"{BASE}/cases?workflow=measure&after={after}")

    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["reasons"]] == ["after"]


def test_a_state_that_is_none_is_refused_with_those_that_there_are(pages):
    answer = caller(pages).get(f"{BASE}/cases?workflow=measure&state=finished")

    assert answer.status_code == 422
    (reason,) = answer.json()["reasons"]
    assert reason["code"] == "state"
    assert "ongoing" in reason["reason"]


def test_what_is_no_json_has_a_code_that_is_no_place(pages, world):
    path = f"{BASE}/cases/{world.ongoing().ref}/steps"
    headers = {"content-type": "application/json"}

    answer = caller(pages).post(path, content='{"action": }', headers=headers)

    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["reasons"]] == ["json_invalid"]


def test_any_version_is_accepted_where_any_is_named(pages, world):
    case = world.ongoing()
    given = {"action": "report_progress", "inputs": {"light": "late"}}

    answer = caller(pages).post(
        f"{BASE}/cases/{case.ref}/steps", json=given, headers={"If-Match": "*"}
    )

    assert answer.status_code == 201


def test_a_report_is_sent_over_by_a_step_once_however_often_it_is_sent(pages, world):
    world.share_mottak()
    case = world.report().case
    client = caller(pages, "secretary")

    def send(**inputs: str) -> Any:
        given = {"action": "send_over", "inputs": inputs}
        headers = {"Idempotency-Key": "over-1"}
        return client.post(f"{BASE}/cases/{case.ref}/steps", json=given, headers=headers)

    refused = send(sent_to="sengepost")
    first, again = send(sent_to="nabo/legevakt"), send(sent_to="nabo/legevakt")

    assert refused.status_code == 422
    assert first.json() == again.json()
    assert first.json()["state"] == "sent_over"
