"""Other programs read the reports to the council, and put them on its agenda."""

from __future__ import annotations

from hashlib import sha256

from tests.every_page import council_report
from tests.web.api.test_case_calls import BASE, caller
from workflows.deviations import council_reports


def test_a_report_is_read_as_it_was_frozen(pages, world):
    report = council_report(world).report
    client = caller(pages, "member")

    told = client.get(f"{BASE}/reports/{report.id}").json()
    file = client.get(f"{BASE}/reports/{report.id}/file/json")

    world.learnt(learning="Ring etter helg.")
    assert (told["id"], told["digest"]) == (report.id, sha256(file.content).hexdigest())
    assert told["figures"] == file.json()
    assert client.get(f"{BASE}/reports/{report.id}/file/json").content == file.content
    assert client.get(f"{BASE}/reports/{report.id}/file/exe").status_code == 422
    listed = client.get(f"{BASE}/reports").json()["items"]
    assert [(each["id"], "figures" in each) for each in listed] == [(report.id, False)]


def test_a_report_is_unknown_to_the_neighbours_and_to_those_who_do_not_meet(pages, world):
    report = council_report(world).report

    for who in ("neighbour", "handler", "stranger"):
        client = caller(pages, who)
        answers = [
            client.get(f"{BASE}/reports/{report.id}"),
            client.get(f"{BASE}/reports/{report.id}/file/json"),
        ]
        assert [each.status_code for each in answers] == [404, 404], who
        assert client.get(f"{BASE}/reports").json()["items"] == []


def test_a_report_is_frozen_by_the_secretariat_and_once(pages, world):
    world.learnt(learning="Ring før helg.")
    given = {"meeting": world.meeting().id}

    refused = caller(pages, "member").post(f"{BASE}/reports", json=given)
    made = [caller(pages, "secretary").post(f"{BASE}/reports", json=given) for _twice in range(2)]

    assert refused.status_code == 403
    assert [each.status_code for each in made] == [201, 201]
    assert made[0].json() == made[1].json()
    found = council_reports.listed_reports(world.session, world.secretary, world.at.date())
    assert [each.report.id for each in found] == [made[0].json()["id"]]


def test_a_draft_is_for_those_who_prepare_the_report(pages, world):
    world.learnt(learning="Ring før helg.")
    path = f"{BASE}/reports/draft/fjord"

    told = {who: caller(pages, who).get(path) for who in ("secretary", "member", "neighbour")}

    assert [each["text"] for each in told.pop("secretary").json()["learning"]] == ["Ring før helg."]
    assert [each.status_code for each in told.values()] == [403, 403]
