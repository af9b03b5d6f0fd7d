"""A report to the council on its pages: frozen, drafted, put on an agenda, taken along as a
file."""

from __future__ import annotations

import json
from html import escape

from tests.every_page import council_report


def test_who_meets_reads_the_frozen_report_with_its_charts(pages, world):
    report = council_report(world).report

    page = pages.browser(world.member).get(f"/reports/{report.id}")

    assert "Ring før helg." in page
    assert '<p class="lead">Helsefellesskapet Fjord</p>' in page
    assert 'role="img"' in page
    assert report.digest in page
    assert "A-2026-" not in page


def test_the_page_and_the_file_show_the_same_figures(pages, world):
    placed = council_report(world)
    browser = pages.browser(world.member)
    page = browser.get(f"/reports/{placed.report.id}")
    file = browser.client.get(f"/reports/{placed.report.id}/file/json")

    assert json.loads(file.content) == placed.figures
    for table in placed.figures["tables"]:
        for row in table["rows"]:
            assert escape(row["label"]["en"]) in page
    assert "attachment" in file.headers["content-disposition"]
    for kind in ("docx", "pdf"):
        answer = browser.client.get(f"/reports/{placed.report.id}/file/{kind}")
        assert (answer.status_code, len(answer.content) > 1000) == (200, True)
    assert browser.client.get(f"/reports/{placed.report.id}/file/odt").status_code == 404


def test_nobody_else_finds_it_or_learns_of_it(pages, world):
    placed = council_report(world)
    for who in (world.mayor, world.handler, world.gp, world.neighbour):
        browser = pages.browser(who)
        assert browser.client.get(f"/reports/{placed.report.id}").status_code == 404
        assert f"/reports/{placed.report.id}" not in browser.get("/reports")


def test_the_secretariat_puts_it_on_the_agenda(pages, world):
    world.learnt()
    meeting = world.meeting()
    browser = pages.browser(world.secretary)
    assert f'value="{meeting.id}"' in browser.get("/reports")

    answer = browser.post("/reports", meeting=str(meeting.id))

    assert answer.headers["location"] == "/reports/1"
    assert 'href="/reports/1"' in browser.get(f"/meetings/{meeting.id}")
    assert 'href="/reports/1"' in pages.browser(world.member).get(f"/meetings/{meeting.id}")
    assert "/reports/1" not in pages.browser(world.mayor).get(f"/meetings/{meeting.id}")


def test_what_has_gone_from_it_is_told_on_both_pages_and_made_anew_there(pages, world):
    left, placed = world.learnt(), council_report(world)
    meeting = placed.meeting.id
    report = f"/reports/{placed.report.id}"
    browser = pages.browser(world.secretary)
    assert "no longer where the report counted it" not in browser.get(report)
    world.correct(left, world.secretary)
    world.learnt()

    for page in (report, f"/meetings/{meeting}"):
        assert f"{left.ref} is now “Handled”, and no longer where" in browser.get(page)
        assert left.ref not in pages.browser(world.member).get(page)
    made = browser.post("/reports", meeting=str(meeting)).headers["location"]

    assert left.ref not in browser.get(made) + browser.get(f"/meetings/{meeting}")


def test_meetings_of_other_councils_are_not_offered(pages, world):
    other, joint = world.meeting("psu"), world.meeting("psu", "asu")

    page = pages.browser(world.secretary).get("/reports")

    assert f'value="{joint.id}"' in page
    assert f'value="{other.id}"' not in page


def test_what_stands_in_the_way_is_told(pages, world):
    meeting = world.meeting()
    browser = pages.browser(world.secretary)

    refused = browser.post("/reports", status=422, meeting=str(meeting.id))
    empty = browser.post("/reports", status=422)

    assert "Nothing was learnt that was not reported yet." in refused.text
    assert "Choose a meeting." in empty.text


def test_a_draft_is_the_secretariats(pages, world):
    world.learnt(learning="Ring før helg.")

    assert "Ring før helg." in pages.browser(world.secretary).get("/reports/draft/fjord")
    assert pages.browser(world.member).client.get("/reports/draft/fjord").status_code == 403
