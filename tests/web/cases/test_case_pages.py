"""The page of a case: what it shows, and what is done from it."""

from __future__ import annotations

import re

import pytest

from tests.browsing import words
from tests.world import IDENTITY_NUMBER
from web.page import LOGIN


def test_a_case_shows_where_it_stands_and_what_can_be_done(pages, world):
    case = world.ongoing()

    page = words(pages.browser(world.owner).get(f"/cases/{case.ref}"))

    assert "Proposed Approved Assigned Ongoing Evaluated" in page
    assert "Report progress" in page
    assert "Why not the rest? Defer “Defer” may be done by: The secretariat." in page
    assert "The measure was started → Ongoing" in page


def test_the_meeting_that_decided_is_called_by_its_day_and_leads_there(pages, world):
    case = world.approved()
    number = case.fields["meeting"]
    link = f'<a class="ds-link" href="/meetings/{number}">2 March 2026: Administrativt samarb'

    page = pages.browser(world.owner).get(f"/cases/{case.ref}")
    then = pages.browser(world.owner).get(f"/cases/{case.ref}/on?day=2026-03-02")

    assert page.count(link) == 2  # among what the case says, and in what happened
    assert link in then


def test_a_step_is_taken_from_its_form_and_said(pages, world):
    case = world.ongoing()
    browser = pages.browser(world.owner)
    path = f"/cases/{case.ref}/do/report_progress"

    answer = browser.post(
        path, **browser.form(f"/cases/{case.ref}", path), light="late", progress="Venter på IT"
    )
    page = words(browser.get(answer.headers["location"]))

    assert world.now(case).fields["light"] == "late"
    assert "Progress was reported. The status is “Ongoing”." in page
    assert "Progress: – → Late" in page


def test_a_form_that_does_not_say_what_it_saw_has_seen_nothing(pages, world):
    case = world.ongoing()
    browser, path = pages.browser(world.owner), f"/cases/{case.ref}/do/report_progress"

    told = words(browser.post(path, 409, light="late", progress="Venter på IT").text)

    assert world.now(case).version == case.version
    assert "Venter på IT" in told


def test_a_step_has_a_page_of_its_own_with_its_one_form(pages, world):
    case = world.ongoing()
    browser, path = pages.browser(world.owner), f"/cases/{case.ref}/do/report_progress"
    alone = f"/cases/{case.ref}/do/report_progress"

    page = browser.get(alone)
    browser.post(path, **browser.form(alone, path), light="late", progress="Venter på IT")

    assert page.partition("<main")[2].count("<form") == 1
    assert words(page).endswith("The whole case, and what else can be done")
    assert world.now(case).fields["light"] == "late"


def test_the_page_of_a_step_that_cannot_be_taken_says_why(pages, world):
    case = world.ongoing()
    browser = pages.browser(world.gp)

    past = words(pages.browser(world.owner).get(f"/cases/{case.ref}/do/assign"))
    not_hers = words(browser.get(f"/cases/{case.ref}/do/report_progress"))

    assert f"{case.ref} is “Ongoing”; “Assign” is possible from: " in past
    assert "“Report progress” may be done by: " in not_hers
    assert "Ongoing”" not in not_hers
    browser.get(f"/cases/{case.ref}/do/burn", 404)


def test_a_link_of_a_mail_leads_to_the_form_through_the_login(pages, world):
    path = f"/cases/{world.ongoing().ref}/do/evaluate"

    answer = pages.browser().client.get(path)

    assert answer.headers["location"] == f"/login?to={path}"


def test_the_same_form_sent_twice_is_one_step(pages, world):
    case = world.ongoing()
    browser, path = pages.browser(world.owner), f"/cases/{case.ref}/do/report_progress"
    given = {**browser.form(f"/cases/{case.ref}", path), "light": "late"}

    first, second = (browser.post(path, **given) for _time in range(2))

    assert first.headers["location"] == second.headers["location"]
    assert world.now(case).version == case.version + 1


def test_what_is_missing_is_said_at_its_input_and_above_and_nothing_typed_is_lost(pages, world):
    case = world.ongoing()
    browser, path = pages.browser(world.owner), f"/cases/{case.ref}/do/report_progress"
    given = browser.form(path, path)

    page = browser.post(path, 422, **given, progress="Snart ferdig").text

    assert world.now(case).version == case.version
    assert '<a class="ds-link" href="#report_progress-light">' in page
    assert 'id="report_progress-light-wrong"' in page
    assert "Snart ferdig</textarea>" in page


def test_an_identity_number_is_refused_at_its_input_and_told_back_to_nobody_else(pages, world):
    case = world.ongoing()
    browser, path = pages.browser(world.owner), f"/cases/{case.ref}/do/report_progress"
    given, typed = browser.form(path, path), f"Pasient {IDENTITY_NUMBER}"

    page = browser.post(path, 422, **given, light="late", progress=typed).text

    assert 'id="report_progress-progress-wrong"' in page
    assert world.now(case).version == case.version


def test_who_comes_second_is_told_what_happened_and_keeps_what_was_typed(pages, world):
    case = world.ongoing()
    browser, path = pages.browser(world.owner), f"/cases/{case.ref}/do/report_progress"
    given = browser.form(f"/cases/{case.ref}", path)
    world.step(case, "report_progress", world.owner, light="on_track")

    page = browser.post(path, 409, **given, light="late", progress="Min egen tekst").text

    assert "Somebody was before you" in words(page)
    assert "Progress was reported (Eli Eigar)" in words(page)
    assert "Min egen tekst</textarea>" in page
    assert world.now(case).fields["light"] == "on_track"


def test_what_stood_there_and_was_not_touched_is_not_changed(pages, world):
    case = world.measure(text="Fordi det trengs")
    browser, path = pages.browser(world.secretary), f"/cases/{case.ref}/do/change"
    hidden = browser.form(f"/cases/{case.ref}", path)

    browser.post(
        path,
        **hidden,
        title="Et bedre navn",
        text="Fordi det trengs",
        bodies="fagrad-1",
        years="2026",
        comment="Språk",
    )

    event = world.now(case)
    assert event.title == "Et bedre navn"
    assert event.fields["text"] == "Fordi det trengs"
    page = words(browser.get(f"/cases/{case.ref}"))
    assert "Title: Lage felles rutine → Et bedre navn" in page
    assert "Description:" not in page


def test_markup_in_a_title_is_shown_as_it_was_typed(pages, world):
    case = world.measure(title="""<b onload="x">'Fint' & "godt"</b>""")

    page = pages.browser(world.owner).get(f"/cases/{case.ref}")

    assert "<b onload" not in page
    assert "&lt;b onload=&#34;x&#34;&gt;&#39;Fint&#39; &amp; &#34;godt&#34;&lt;/b&gt;" in page


def test_a_case_of_the_neighbour_is_not_there(pages, world):
    case = world.report().case

    there = pages.browser(world.neighbour).get(f"/cases/{case.ref}", 404)
    nowhere = pages.browser(world.neighbour).get("/cases/A-2026-99", 404)

    assert words(there).replace(case.ref, "") == words(nowhere).replace("A-2026-99", "")


def test_a_case_as_it_stood_on_a_day(pages, world):
    case = world.lived()
    pages.later(days=5)
    browser = pages.browser(world.secretary)

    then = words(browser.get(f"/cases/{case.ref}/on?day={world.at.date()}"))

    assert "Proposed" in then
    assert "Lage felles rutine" in then
    assert browser.get(f"/cases/{case.ref}/on?day=2031-01-01", 422)


def test_the_last_step_is_taken_back_with_a_reason(pages, world):
    case = world.ongoing()
    browser = pages.browser(world.secretary)
    path = f"/cases/{case.ref}"

    given = browser.form(path, f"{path}/correct/last")
    browser.post(f"{path}/correct/last", 422, **given)
    browser.post(f"{path}/correct/last", **given, comment="Feil sak")

    assert world.now(case).state == "assigned"


def test_nobody_acts_without_logging_in(pages, world):
    case = world.ongoing()
    browser = pages.browser()

    answer = browser.post(f"/cases/{case.ref}/do/report_progress", 401, light="late")

    assert 'href="/login?to=/login/back"' in answer.text
    assert browser.client.cookies.get(LOGIN) is None
    assert world.now(case).version == case.version


def test_a_deadline_tells_how_it_was_reckoned(pages, world):
    case = world.routed()
    world.step(case, "ask", world.handler, at=world.day(1), question="Hvilken dag?")
    world.step(case, "reply", world.secretary, at=world.day(4), reply="Mandag")
    pages.later(days=5)

    page = words(pages.browser(world.handler).get(f"/cases/{case.ref}"))

    assert "Time limit for the answer 7 April 2026" in page
    assert "Counted from 2 March 2026: 28 days." in page
    assert (
        "The clock stood still from 3 March 2026 to 6 March 2026 (Waiting for the reporter)" in page
    )
    assert "Put off from 2 April 2026, on which nobody works." in page


def test_the_people_of_a_case_stand_by_their_roles_and_the_reporter_does_not(pages, world):
    case = world.routed(by=world.gp)

    page = words(pages.browser(world.handler).get(f"/cases/{case.ref}"))

    assert "Those who handle it Hans Handler" in page
    assert "Intake Sara Sekretær" in page
    assert "Fredrik Fastlege" not in page.partition("People")[2]


def test_whoever_reported_is_called_so_and_not_by_a_dash(pages, world):
    case = world.routed()

    page = words(pages.browser(world.secretary).get(f"/cases/{case.ref}"))

    assert "10:00 · the reporter" in page


def test_linked_cases_are_called_by_their_titles(pages, world):
    before = world.measure("Skaffe utstyr")
    after = world.measure("Lage rutine", depends_on=before.ref)

    page = words(pages.browser(world.owner).get(f"/cases/{after.ref}"))
    back = words(pages.browser(world.owner).get(f"/cases/{before.ref}"))

    assert page.count(f"{before.ref} Skaffe utstyr") == 2  # the field, and the link
    assert f"← {after.ref} Lage rutine" in back


def test_what_can_be_learnt_is_asked_for_where_it_is_missing(pages, world):
    case = world.handled()
    browser, path = pages.browser(world.handler), f"/cases/{case.ref}"

    given = browser.form(path, f"{path}/do/learn")
    browser.post(f"{path}/do/learn", **given, event_type="medicines", learning="Ring i forveien")

    assert world.now(case).state == "learning"


def test_the_last_step_is_undone_at_the_case_with_a_reason(pages, world):
    case = world.report().case
    world.step(case, "reject", rejection="not_cooperation")
    browser, path = pages.browser(world.secretary), f"/cases/{case.ref}"
    given = browser.form(path, f"{path}/correct/last")

    refused = browser.post(f"{path}/correct/last", 422, **given, comment=" ").text
    browser.post(f"{path}/correct/last", **given, comment="Feil sak")

    assert "Give the reason for undoing this" in words(refused)
    assert world.now(case).state == "reported"
    twice = browser.post(f"{path}/correct/last", 409, version=given["version"], comment="Igjen")
    assert "before you" in words(twice.text)


def test_nobody_else_is_offered_to_undo_it(pages, world):
    case = world.routed()

    assert "/correct/last" not in pages.browser(world.handler).get(f"/cases/{case.ref}")
    assert "/correct/last" in pages.browser(world.secretary).get(f"/cases/{case.ref}")


def test_what_a_step_is_about_stands_above_its_form(pages, world):
    case = world.routed()
    world.step(case, "ask", world.handler, question="Hvilken dag?")
    world.step(case, "reply", world.secretary, reply="På mandag")
    measure = world.ongoing()
    world.step(measure, "report_progress", world.owner, light="late", progress="Venter på IT")

    deviation = pages.browser(world.handler).get(f"/cases/{case.ref}/do/answer")
    progress = pages.browser(world.owner).get(f"/cases/{measure.ref}/do/report_progress")

    above = words(deviation.partition('<form method="post" action="/cases')[0])
    for said in (world.now(case).fields["what"], "Hvilken dag?", "På mandag"):
        assert said in above
    above = words(progress.partition('<form method="post" action="/cases')[0])
    assert "Venter på IT" in above
    assert "Late" in above or "Delayed" in above


def test_a_step_shows_nothing_that_the_reader_may_not_see(pages, world):
    case = world.routed()
    pages.browser(world.member).get(f"/cases/{case.ref}/do/answer", 404)


def test_what_was_written_in_several_lines_is_shown_so(pages, world):
    case = world.ongoing()
    for words_given in ("Første\nAndre", "Tredje\nFjerde"):
        world.step(case, "report_progress", light="on_track", progress=words_given)

    page = pages.browser(world.secretary).get(f"/cases/{case.ref}")

    assert "<del>Første\nAndre</del>" in page
    assert "<ins>Tredje\nFjerde</ins>" in page


@pytest.mark.parametrize("ref", ["%00", "%00T-2026-1", "%7F"])
def test_a_number_with_a_sign_that_nobody_prints_is_no_number(pages, world, ref):
    world.ongoing()
    world.measure(title="Uten nummer")

    page = words(pages.browser(world.secretary).get(f"/cases/{ref}", 404))

    assert "There is no case" in page


def test_whoever_reported_and_is_nothing_else_to_a_case_is_spoken_to(pages, world):
    case = world.report(by=world.gp).case
    world.step(case, "route", by=world.secretary, handler="mottak")
    world.step(case, "ask", by=world.handler, question="Når var det?")

    hers, handlers, secretary = (
        words(pages.browser(reader).get(f"/cases/{case.ref}"))
        for reader in (world.gp, world.handler, world.secretary)
    )

    assert "Waiting for you" in hers
    assert "Waiting for the reporter" not in hers
    assert "Waiting for the reporter" in handlers
    assert "Waiting for the reporter" in secretary


def test_what_stands_in_the_way_is_asked_for_and_not_called_optional(pages, world):
    case = world.approved(bodies=[], years=[])

    page = words(pages.browser(world.secretary).get(f"/cases/{case.ref}/do/assign"))
    asked = page.partition("Comment")[0]

    assert "No body is responsible yet." in asked
    assert re.findall(r"(\w+) \(optional\)", asked) == ["Supporting"]


def test_whoever_handles_a_deviation_is_shown_what_is_like_it_on_its_page(pages, world):
    case, other = world.routed(by=world.gp), world.routed(by=world.gp)
    said = (
        f"Similar cases {other.ref} Reported from 2 March 2026 In common: same unit and words: epik"
    )

    assert said in words(pages.browser(world.handler).get(f"/cases/{case.ref}"))
    assert "Similar cases" not in words(pages.browser(world.gp).get(f"/cases/{case.ref}"))
