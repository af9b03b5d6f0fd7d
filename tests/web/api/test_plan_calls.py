"""Other programs read plans, meetings and bodies."""

from __future__ import annotations

from tests.imported import fjord_plan
from tests.web.api.test_case_calls import BASE, caller


def test_plans_meetings_and_bodies_are_read(pages, world):
    plan = fjord_plan(world)
    meeting = world.meeting("asu")
    client = caller(pages)

    assert client.get(f"{BASE}/plans").json()["items"][0]["plan"] == plan
    assert len(client.get(f"{BASE}/plans/{plan}").json()["entries"]) >= 3
    assert client.get(f"{BASE}/meetings").json()["items"][0]["id"] == meeting.id
    assert client.get(f"{BASE}/meetings/{meeting.id}").json()["bodies"] == ["asu"]
    assert "asu" in [each["id"] for each in client.get(f"{BASE}/bodies").json()["items"]]


def test_the_neighbour_reads_nothing_of_it(pages, world):
    plan, meeting = fjord_plan(world), world.meeting("asu")
    client = caller(pages, "neighbour")

    assert client.get(f"{BASE}/plans").json() == {"items": []}
    assert client.get(f"{BASE}/plans/{plan}").status_code == 404
    assert client.get(f"{BASE}/meetings/{meeting.id}").status_code == 404
