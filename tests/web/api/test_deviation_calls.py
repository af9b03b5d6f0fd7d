"""Other programs report deviations, and read and compare those that they may see."""

from __future__ import annotations

import pytest

from tests.web.api.test_case_calls import BASE, caller
from workflows.deviations import contacts, reports

WHAT = "Epikrisen manglet medisinliste."


def test_a_report_whose_unit_is_not_known_goes_to_those_who_find_out(pages, world):
    given = {"partnership": "fjord", "inputs": {"what": WHAT}}

    made = caller(pages, "gp").post(f"{BASE}/deviations", json=given).json()

    case = reports.by_receipt(world.session, made["receipt"])
    assert (case.partnership_id, "unit" in case.fields) == (world.partnership, False)


def test_a_report_that_is_sent_twice_is_one_with_one_receipt(pages, world):
    client, key = caller(pages, "gp"), {"Idempotency-Key": "k" * 32}
    given = {"partnership": "fjord", "inputs": {"what": WHAT}, "email": "lege@example.no"}
    others = ({"inputs": {"what": "Noe annet"}}, {"email": "annen@example.no"})

    told = [client.post(f"{BASE}/deviations", json=given, headers=key) for _twice in "12"]
    refused = [client.post(f"{BASE}/deviations", json=given | o, headers=key) for o in others]

    assert [each.status_code for each in told] == [201, 201]
    assert told[0].json() == told[1].json()
    assert [each.json()["reasons"][0]["code"] for each in refused] == ["key", "key"]
    assert len({each.json()["detail"] for each in refused}) == 1
    assert "Use a new key" in refused[0].json()["detail"]
    kept = reports.by_receipt(world.session, told[0].json()["receipt"])
    assert contacts.contact(world.session, kept.id).email == "lege@example.no"


def test_each_kind_of_report_has_a_short_form_of_its_own(pages):
    answer = caller(pages, "gp").get(f"{BASE}/deviations/forms").json()

    asked = {form["kind"]: {each["name"] for each in form["inputs"]} for form in answer["forms"]}
    assert {"what", "consequence", "happened_on"} <= asked["patient"]
    assert {"consequence", "happened_on"}.isdisjoint(asked["improvement"])
    assert all("unit" not in names for names in asked.values())
    required = [each["name"] for each in answer["forms"][0]["inputs"] if each["required"]]
    assert required == ["what"]
    assert {"name", "what", "source", "url"} == set(answer["channels"][0])


def test_each_kind_asks_in_its_own_words(pages):
    forms = caller(pages, "gp").get(f"{BASE}/deviations/forms").json()["forms"]

    asked = {form["kind"]: form["inputs"][0] for form in forms}
    assert {each["name"] for each in asked.values()} == {"what"}
    assert {kind: each["label"] for kind, each in asked.items()} == {
        "patient": "What happened?",
        "breach": "What happened?",
        "user_feedback": "What do you want to tell?",
        "improvement": "What could be better?",
    }
    assert asked["user_feedback"]["help"] == asked["patient"]["help"]
    assert asked["improvement"]["help"].startswith("Write what you propose, and why.")


def test_what_is_missing_is_called_what_that_kind_calls_it(pages, world):
    given = {"partnership": "fjord", "inputs": {"what": "", "kind": "improvement"}}

    answer = caller(pages, "gp").post(f"{BASE}/deviations", json=given)

    assert "“What could be better?” is missing" in answer.text


def test_what_was_written_is_read_by_whoever_may_see_it_alone(pages, world):
    case = world.routed()
    world.step(case, "ask", world.handler, question="Hvilken dag var det?")
    path = f"{BASE}/cases/{case.ref}/conversation"

    told = caller(pages, "handler").get(path).json()["items"]

    assert [(each["role"], each["text"]) for each in told] == [
        ("Those who handle it", "Hvilken dag var det?")
    ]
    assert caller(pages, "neighbour").get(path).status_code == 404


def test_what_a_deviation_is_like_is_told_to_whoever_keeps_the_register(pages, world):
    case, other = world.routed(), world.routed()

    client = caller(pages, "secretary")
    found = client.get(f"{BASE}/cases/{case.ref}/similar").json()["items"]

    assert [(each["ref"], each["same"]) for each in found] == [(other.ref, ["unit"])]


def test_a_measure_is_proposed_because_of_a_deviation_once(pages, world):
    case, client = world.handled(), caller(pages, "secretary")
    given = {"inputs": {"title": "Felles mal", "bodies": ["fagrad-1"]}, "also": []}
    key = {"Idempotency-Key": "k" * 32}

    made = [
        client.post(f"{BASE}/cases/{case.ref}/measures", json=given, headers=key)
        for _twice in range(2)
    ]

    assert [each.status_code for each in made] == [201, 201]
    assert len({each.json()["ref"] for each in made}) == 1
    assert client.get(f"{BASE}/cases/{made[0].json()['ref']}").json()["deviations"] == 1


def test_who_read_a_deviation_is_told_as_its_page_tells_it(pages, world):
    case = world.routed(by=world.gp)
    path = f"{BASE}/cases/{case.ref}/readings"
    caller(pages, "handler").get(f"{BASE}/cases/{case.ref}")

    kept = caller(pages, "secretary").get(path).json()["items"]
    hers = caller(pages, "gp").get(path).json()["items"]

    assert [each["who"] for each in kept] == ["Sara Sekretær", "Hans Handler"]
    assert [each["who"] for each in hers] == ["Intake", "Those who handle it"]


def test_who_read_a_deviation_is_refused_to_others_and_unknown_to_the_neighbour(pages, world):
    path = f"{BASE}/cases/{world.routed().ref}/readings"

    told = {who: caller(pages, who).get(path) for who in ("handler", "neighbour", "owner")}

    assert {who: answer.status_code for who, answer in told.items()} == {
        "handler": 403,
        "neighbour": 404,
        "owner": 404,
    }
    assert all("items" not in answer.text for answer in told.values())


def test_the_secretariat_puts_an_address_right(pages, world):
    case = world.report(email="feil@example.no").case
    path = f"{BASE}/cases/{case.ref}/address"

    answer = caller(pages, "secretary").put(path, json={"email": "Ny@example.no"})

    assert answer.json() == {"ref": case.ref, "again": 0}
    assert contacts.contact(world.session, case.id).email == "ny@example.no"


@pytest.mark.parametrize(
    ("who", "status"), [("handler", 403), ("owner", 404), ("neighbour", 404), ("stranger", 404)]
)
def test_an_address_is_put_right_by_nobody_else(pages, world, who, status):
    case = world.report(email="feil@example.no").case
    world.step(case, "route", world.secretary, handler="mottak")
    path = f"{BASE}/cases/{case.ref}/address"

    answer = caller(pages, who).put(path, json={"email": "ny@example.no"})

    assert answer.status_code == status
    assert contacts.contact(world.session, case.id).email == "feil@example.no"


@pytest.mark.parametrize("email", ["01010750160@example.no", "ingen", ""])
def test_what_is_no_address_is_refused_and_not_repeated(pages, world, email):
    case = world.report(email="feil@example.no").case

    answer = caller(pages, "secretary").put(
        f"{BASE}/cases/{case.ref}/address", json={"email": email}
    )

    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, "email")
    assert "01010750160" not in answer.text
    assert contacts.contact(world.session, case.id).email == "feil@example.no"
