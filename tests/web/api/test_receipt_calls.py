"""Whoever holds a receipt follows her report through a program, by the same code and verbs as on
her page."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cli import main
from engine.cases.events import events_of
from engine.people.tokens import Scope
from tests.web.api.test_case_calls import BASE, caller
from workflows.deviations import contacts

PATH = f"{BASE}/receipts"
NUMBER = "01010750160"


@pytest.fixture
def asked(world):
    """A receipt whose holder is asked something."""
    receipt = world.report(email="melder@example.no")
    world.step(receipt.case, "route", world.secretary, handler="mottak")
    world.step(receipt.case, "ask", world.handler, question="Hvilken dag var det?")
    return receipt


def test_a_receipt_opens_what_its_page_shows(pages, asked):
    report = caller(pages, "gp", Scope.REPORT).post(PATH, json={"receipt": asked.code}).json()

    assert (report["ref"], report["status"]) == (asked.case.ref, "Waiting for you")
    assert [each["text"] for each in report["conversation"]] == ["Hvilken dag var det?"]
    assert {"reply", "add"} <= {each["action"] for each in report["actions"]}
    assert report["due"]
    assert "Hans Handler" not in json.dumps(report)
    assert "melder@example.no" not in json.dumps(report)


def test_the_command_answers_the_same(pages, asked, database_url):
    client = caller(pages, "gp")
    client.post(PATH, json={"receipt": asked.code})
    env = {"SAMSAK_DATABASE_URL": database_url, "SAMSAK_LANGUAGE": "nb"}
    typed = ("deviation", "follow", asked.code, "--json", "--at", pages.at.isoformat())

    told = json.loads(CliRunner(env=env).invoke(main, typed).output)

    headers = {"accept-language": "nb"}
    answered = client.post(PATH, json={"receipt": asked.code}, headers=headers).json()
    assert told.keys() == answered.keys()
    assert [told[name] for name in ("status", "actions", "due", "fields")] == [
        answered[name] for name in ("status", "actions", "due", "fields")
    ]


def test_she_replies_once_however_often_it_is_sent(pages, world, asked):
    given = {"receipt": asked.code, "action": "reply", "inputs": {"reply": "Mandag."}}
    client, key = caller(pages, "neighbour"), {"Idempotency-Key": "k" * 32}

    made = [client.post(f"{PATH}/steps", json=given, headers=key) for _twice in range(2)]

    assert [each.status_code for each in made] == [201, 201]
    assert made[0].json() == made[1].json()
    last = events_of(world.session, asked.case.id)[-1]
    assert (last.action, last.parts["role"]) == ("reply", "reporter")
    assert client.get(f"{BASE}/cases/{asked.case.ref}").status_code == 404


@pytest.mark.parametrize(
    ("who", "action", "inputs"),
    [
        ("handler", "write", {"message": "Vi ser på det."}),
        ("secretary", "redirect", {"handler": "sengepost"}),
        ("secretary", "send_over", {"sent_to": "nabo/legevakt"}),
        ("gp", "withdraw", {}),
    ],
)
def test_she_does_nothing_that_is_not_hers_to_do(pages, world, asked, who, action, inputs):
    before = world.now(asked.case).version
    given = {"receipt": asked.code, "action": action, "inputs": inputs}

    answer = caller(pages, who).post(f"{PATH}/steps", json=given)

    assert answer.status_code in (403, 422)
    assert world.now(asked.case).version == before


def test_she_withdraws_until_it_is_routed(pages, world):
    receipt = world.report()

    answer = caller(pages, "gp").post(
        f"{PATH}/steps", json={"receipt": receipt.code, "action": "withdraw", "inputs": {}}
    )

    assert answer.json()["state"] == "withdrawn" == world.now(receipt.case).state


def test_she_says_where_she_is_answered_and_that_she_is_not(pages, world, asked):
    client, reached = caller(pages, "gp"), []

    for email in ("ny@example.no", None):
        answer = client.put(f"{PATH}/address", json={"receipt": asked.code, "email": email})
        assert answer.json() == {"ref": asked.case.ref, "again": 0}
        reached.append(contacts.contact(world.session, asked.case.id))

    assert [each and each.email for each in reached] == ["ny@example.no", None]


def test_the_code_goes_on_opening_a_report_that_was_sent_over(pages, world):
    world.share_mottak()
    receipt = world.report()
    twin = world.sent_over(receipt.case)

    report = caller(pages, "gp").post(PATH, json={"receipt": receipt.code}).json()

    assert (report["ref"], report["partnership"]) == (twin.ref, "Helsefellesskapet Nabo")


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("", {"receipt": NUMBER}),
        ("/steps", {"action": "reply", "inputs": {"reply": NUMBER}}),
        ("/steps", {"action": NUMBER, "inputs": {}}),
        ("/address", {"email": f"{NUMBER}@example.no"}),
    ],
)
def test_an_identity_number_is_refused_and_not_repeated(pages, asked, path, given):
    method = "PUT" if path == "/address" else "POST"
    sent = {"receipt": asked.code, **given}

    answer = caller(pages, "gp").request(method, PATH + path, json=sent)

    assert answer.status_code in (403, 404, 422)
    assert NUMBER not in answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_guesses_too_often_is_told_no_more_and_who_knows_is_not_counted(pages, world):
    case, code = world.report()
    client = caller(pages, "gp")
    ways = [
        ("POST", "", {}),
        ("POST", "/steps", {"action": "withdraw", "inputs": {}}),
        ("PUT", "/address", {"email": None}),
    ]

    def statuses(given: str, times: int) -> set[int]:
        return {
            client.request(how, PATH + path, json={"receipt": given, **more}).status_code
            for _time in range(times)
            for how, path, more in ways
        }

    for _time in range(31):
        assert client.post(PATH, json={"receipt": code}).status_code == 200
    assert statuses("AAAA-BBBB", 10) == {404}
    assert statuses(code, 1) == {429}
    pages.browser().post("/report/receipt", 429, code=code)
    assert world.now(case).state != "withdrawn"
