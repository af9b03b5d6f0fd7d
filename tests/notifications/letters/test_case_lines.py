"""How a case stands in a mail: its deadline by name, and once; the form that it leads to."""

from __future__ import annotations

from datetime import date, timedelta

from engine.language.sentences import say
from notifications.letters import case_lines
from notifications.letters.rendering import render
from tests.mailbox import MONDAY
from workflows.known_definitions import load_definitions

DAY = timedelta(days=1)
YEAR_END = date(2027, 12, 31)


def due(case, today, told=()):
    line = case_lines.line(load_definitions()[case.workflow], case, told, today)
    return line.due and say(line.due, "nb")


def test_a_deadline_says_due_sentences_and_afterwards_what_was(world):
    measure = world.measure()
    world.approve(measure)
    measure = world.fresh(measure)

    assert due(measure, YEAR_END) == "Tiltaket skal være ferdig innen 31. desember 2027."
    assert due(measure, YEAR_END + DAY) == "Tiltaket skulle vært ferdig innen 31. desember 2027."


def test_of_several_deadlines_the_day_is_that_of_the_nearest(world):
    reported = world.fresh(world.deviation())

    assert due(reported, MONDAY.date()) == "Nærmeste frist er 26. november 2026."
    assert due(reported, reported.due_on + DAY) == "Nærmeste frist var 26. november 2026."


def test_once_the_unit_is_known_only_the_answer_is_due(world):
    reported = world.deviation()
    world.do(reported, "route", by="secretary", handler="mottak")

    said = due(world.fresh(reported), MONDAY.date())
    assert said == "Avviket skal være besvart innen 21. desember 2026."


def test_what_a_reason_says_already_is_not_said_twice(world):
    reported = world.deviation()
    world.do(reported, "route", by="secretary", handler="mottak")
    (mail,) = [
        m for m in world.tick(MONDAY + 23 * DAY) if m.to == "handler" and m.kind == "notices"
    ]

    (line,) = mail.letter.lines
    assert "innen 21. desember 2026." in " ".join(say(reason, "nb") for reason in line.reasons)
    assert line.due is None


def test_a_mail_of_one_deadline_names_the_other_too(world):
    world.deviation()
    world.tick(MONDAY + 7 * DAY)
    letters = [m.letter for m in world.tick(MONDAY + 30 * DAY) if m.kind == "notices"]

    said = {say(line.due, "nb") for letter in letters for line in letter.lines if line.due}
    assert said == {"Avviket skulle vært sendt til ansvarlig enhet innen 26. november 2026."}


def test_who_may_take_the_next_step_is_led_to_its_form(world):
    reported = world.deviation()
    world.do(reported, "route", by="secretary", handler="mottak")
    (mail,) = [
        m for m in world.tick(MONDAY + 23 * DAY) if m.to == "handler" and m.kind == "notices"
    ]

    (line,) = mail.letter.lines
    assert line.step_path == f"/cases/{reported.ref}/do/handle"


def test_the_intake_is_led_to_sending_a_report_to_its_unit(world):
    reported = world.deviation()

    mails = [m for m in world.tick(MONDAY) if m.kind == "notices"]

    paths = {m.letter.lines[0].step_path for m in mails}
    assert paths == {f"/cases/{reported.ref}/do/route"}


def test_who_only_hears_of_a_case_is_led_to_the_case(world):
    measure = world.measure()
    world.approve(measure)

    mails = [m for m in world.tick(MONDAY + DAY) if m.kind == "notices"]

    paths = {m.to: m.letter.lines[0].step_path for m in mails}
    assert paths["secretary"] == f"/cases/{measure.ref}/do/assign"
    assert paths["owner"] == f"/cases/{measure.ref}"


def test_who_may_not_see_a_case_any_more_is_led_nowhere(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    world.tick(MONDAY)
    world.do(case, "route", at=MONDAY + DAY, handler="sengepost")
    (mail,) = [mail for mail in world.tick(MONDAY + DAY) if mail.to == "handler"]
    told = render(mail.letter, "https://samsak.example.no")

    assert case.ref in told.text
    assert f"/cases/{case.ref}" not in told.text + told.html


def test_what_can_be_told_meanwhile_has_its_own_link(world):
    ongoing = world.ongoing(at=MONDAY - 3 * DAY)

    mails = [m for m in world.tick(MONDAY) if m.to == "owner" and m.kind == "notices"]

    (line,) = mails[0].letter.lines
    assert line.step_path == f"/cases/{ongoing.ref}/do/evaluate"
    assert [line.path_of(s.action) for s in line.others] == [
        f"/cases/{ongoing.ref}/do/report_progress"
    ]


def test_each_link_of_a_mail_in_plain_text_says_what_it_is_for(world):
    ongoing = world.ongoing(at=MONDAY - 3 * DAY)
    mails = [m for m in world.tick(MONDAY) if m.to == "owner" and m.kind == "notices"]
    told = render(mails[0].letter, "https://samsak.example.no").text

    form = f"https://samsak.example.no/cases/{ongoing.ref}/do/"
    assert f"  Rapporter framdrift:\n  {form}report_progress\n" in told
    assert f"  Evaluer:\n  {form}evaluate\n" in told


def test_what_was_undone_is_told_before_what_was_done_since_and_with_its_day(world):
    case, later = world.ongoing(), MONDAY + DAY
    world.do(case, "report_progress", by="owner", light="late", progress="Venter på lokaler")
    world.tick(MONDAY)
    world.world.correct(case, world.secretary, at=later)
    world.do(case, "report_progress", by="owner", at=later, light="on_track", progress="I rute")
    mails = {mail.to: mail for mail in world.tick(later) if mail.kind == "notices"}

    (line,) = mails["stranger"].letter.lines
    undone, done = (say(reason, "nb") for reason in line.reasons)
    assert undone == "Gjort om av Sara Sekretær: Framdriften er rapportert 23. november 2026."
    assert done.startswith("Framdriften er rapportert 24. november 2026 av ")
    assert line.written == ("I rute",)
    told = render(mails["stranger"].letter, "https://samsak.example.no")
    assert "\n- «I rute»\n- Status: " in told.text
    assert "«I rute»" in told.html
