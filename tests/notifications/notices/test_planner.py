"""Who hears of what, planned once however often the planner runs."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from engine.cases.steps import correct
from engine.people.acts import Act
from notifications.notices import planner
from tests.mailbox import DAY, HOUR, MONDAY, SATURDAY, open_mailroom
from tests.notifications.mailboxes import heard

CHRISTMAS_EVE = date(2026, 12, 24)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


# Steps


def test_the_secretariat_hears_of_a_proposed_measure(world):
    world.measure()

    assert world.plan() == 2
    assert world.told() == [("secretary", "step"), ("stranger", "step")]


def test_the_planner_may_run_any_number_of_times(world):
    world.measure()
    world.plan()

    assert [world.plan(MONDAY + n * HOUR) for n in range(3)] == [0, 0, 0]
    assert len(world.notices()) == 2


def test_trap_13_the_actor_is_left_out(world):
    case = world.ongoing()
    world.plan()
    before = len(world.notices())

    world.do(case, "evaluate", by="owner", result="Godt", outcome="ended")
    world.plan()

    new = world.notices()[before:]
    names = {world.id(name): name for name in ("secretary", "stranger", "other", "owner")}
    assert sorted(names[n.person_id] for n in new) == ["other", "secretary", "stranger"]


def test_an_observer_of_the_owner_is_not_told_of_steps(world):
    world.join("observer", "fagrad-1", role="observer")
    case = world.measure()
    world.approve(case)
    world.plan()

    assert world.notices(person_id=world.id("observer")) == []


def test_who_sat_there_that_day_hears_of_it_also_after_downtime(world):
    case = world.measure()
    world.approve(case)
    world.join("gp", "fagrad-1", since=(MONDAY + 3 * DAY).date())

    world.plan(MONDAY + 3 * DAY)

    assert world.notices(person_id=world.id("gp")) == []
    assert len(world.notices(person_id=world.id("owner"))) == 1


def test_another_address_than_that_of_the_account_hears_as_well(world):
    case = world.deviation(email="vakt@example.no", by=world.gp)
    world.do(case, "route", handler="mottak")
    world.do(case, "answer", by="handler", answer="Takk")
    world.plan()

    assert [n.kind for n in world.notices() if n.contact_id] == ["received", "answered"]
    assert [n.kind for n in world.notices(person_id=world.id("gp"))] == ["step"]


def test_progress_is_told_with_its_light_and_an_evaluation_with_its_conclusion(maildir):
    case = maildir.world.ongoing()
    maildir.tick()
    maildir.later(2 * HOUR)
    maildir.world.do(case, "report_progress", by="owner", at=maildir.now, light="at_risk")
    words = "Framdriften er rapportert 23. november 2026 av Eli Eigar: «Kan bli forsinket». Du"
    assert heard(maildir.tick(), words) == ["secretary", "stranger"]

    maildir.later(2 * HOUR)
    given = {"result": "Godt", "outcome": "continued"}
    maildir.world.do(case, "evaluate", by="owner", at=maildir.now, **given)
    words = "Tiltaket er evaluert 23. november 2026 av Eli Eigar: «Videreføres». Du får"
    assert heard(maildir.tick(), words) == ["other", "secretary", "stranger"]


def test_progress_is_told_with_what_was_written(maildir):
    case = maildir.world.ongoing()
    maildir.tick()
    maildir.later(2 * HOUR)
    given = {"light": "late", "progress": "Venter på IT.\nKommer i mai. " + "Lang " * 99}
    maildir.world.do(case, "report_progress", by="owner", at=maildir.now, **given)

    mails = maildir.tick()

    assert heard(mails, "Venter på IT. Kommer i mai. Lang") == ["secretary", "stranger"]
    assert heard(mails, "Lang …") == ["secretary", "stranger"]


def test_a_mail_of_a_deviation_says_the_role_that_acted_and_no_name(maildir):
    case = maildir.world.deviation(by=maildir.world.gp)
    maildir.tick()
    maildir.later(2 * HOUR)
    maildir.world.do(case, "route", handler="mottak", at=maildir.now)

    mails = maildir.tick()

    assert heard(mails, "av avviksmottaket") == ["handler"]
    assert heard(mails, "Sara Sekretær") == []


def test_a_decision_is_told_with_council_day_and_number(maildir):
    case = maildir.world.measure()
    maildir.world.approve(case)

    words = (
        "Tiltaket er vedtatt av Administrativt samarbeidsutvalg i møtet"
        " 23. november 2026, sak 1/26 i protokollen. Du får dette"
    )
    assert heard(maildir.tick(), words) == ["other"]


def test_nothing_that_was_chosen_in_a_deviation_is_told(maildir):
    case = maildir.world.deviation(by=maildir.world.gp)
    maildir.world.do(case, "route", handler="mottak")
    maildir.world.do(case, "reject", rejection="patient_complaint")

    mails = maildir.tick()
    assert "handler" in heard(mails, "Meldingen er avvist 23. november 2026 av avviksmottaket.")
    assert heard(mails, "klage") == []


def test_who_proposed_a_measure_hears_what_became_of_it(maildir):
    case = maildir.world.measure(by="gp")
    maildir.tick()
    maildir.later(2 * HOUR)
    maildir.world.do(case, "withdraw", at=maildir.now, reason="Dekt fra før")

    words = "Tiltaket er trekt 23. november 2026 av Sara Sekretær. Du får dette fordi du føreslo"
    assert heard(maildir.tick(), words) == ["gp"]


# A reporter without an account


def test_a_reporter_gets_a_receipt_and_hears_when_something_waits(world):
    case = world.deviation(email="fastlege@example.no")
    world.do(case, "route", handler="mottak")
    world.do(case, "ask", by="handler", question="Hvor?")
    world.plan()

    told = [(n.kind, n.contact_id) for n in world.notices() if n.contact_id]
    assert told == [("received", case.id), ("answered", case.id)]


def test_a_reporter_is_asked_where_only_she_can_go_on(world):
    case = world.deviation(email="fastlege@example.no")
    world.do(case, "route", handler="mottak")
    world.do(case, "answer", by="handler", answer="Vi ser på det.")
    world.do(case, "ask", by="handler", question="Hvor?")
    world.plan()

    told = [n.data for n in world.notices(kind="answered")]  # text on SQLite alone
    asked = [(json.loads(data) if isinstance(data, str) else data)["asks"] for data in told]
    assert asked == [False, True]


def test_a_reporter_who_left_no_address_is_told_nothing(world):
    world.deviation()
    world.plan()

    assert world.told() == [("secretary", "step"), ("stranger", "step")]


def test_a_reporter_with_an_account_is_told_there_and_not_twice(world):
    case = world.deviation(email="gp@example.no", by=world.gp)
    world.do(case, "route", handler="mottak")
    world.do(case, "answer", by="handler", answer="Takk")
    world.plan()

    assert [n.kind for n in world.notices() if n.contact_id] == []
    assert [n.kind for n in world.notices(person_id=world.id("gp"))] == ["step"]


def test_a_reporter_is_reminded_of_a_question_and_then_others_hear(maildir):
    case = maildir.world.deviation(email="fastlege@example.no")
    maildir.world.do(case, "route", handler="mottak")
    maildir.world.do(case, "ask", by="handler", question="Hvor?")
    maildir.tick()
    came = {}
    for day in range(1, 18):
        maildir.now = at((MONDAY + day * DAY).date(), 6)
        if mails := heard(maildir.tick(), "Du skal ha svart på spørsmålet innan 7. desember"):
            came[maildir.now.date()] = mails
        late = heard(maildir.box.mails(), "skulle vært besvart innen 7. desember")

    assert came == {date(2026, 12, 2): ["fastlege"]}
    assert late == ["handler", "secretary", "stranger"]


# Corrections


def test_a_corrected_step_is_not_told_when_nobody_was_told_yet(world):
    case = world.measure()
    world.approve(case)
    world.do(case, "assign")
    world.plan()
    correct(world.session, case, Act(world.secretary, MONDAY, reason="feil"))
    world.plan()

    assigned = [
        n
        for n in world.notices()
        if n.event_id and '"action":"assign"' in str(n.data).replace("'", '"').replace(": ", ":")
    ]
    assert {n.state for n in assigned} == {"cancelled"}
    assert {n.reason for n in assigned} == {"corrected"}
    assert world.told("corrected") == []


def test_those_who_were_told_hear_that_it_was_taken_back(world):
    case = world.measure()
    world.approve(case)
    world.do(case, "assign")
    world.tick()
    correct(world.session, case, Act(world.secretary, MONDAY, reason="feil"))
    world.plan()
    world.plan()

    assert world.told("corrected") == [("other", "corrected"), ("owner", "corrected")]


# Deadlines


def test_a_warning_comes_on_its_day_at_the_hour_of_mail(world):
    case = world.deviation()
    world.do(
        case, "route", handler="mottak"
    )  # answer by 21 December; fourteen days before is 7 December
    world.tick()
    assert world.plan(at(date(2026, 12, 6))) == 0

    world.plan(datetime(2026, 12, 7, 4, 0, tzinfo=UTC))

    (warning,) = world.notices(kind="due")
    assert warning.person_id == world.id("handler")
    assert str(warning.send_at)[:16].replace("T", " ") == "2026-12-07 06:00"


def test_trap_4_a_clock_that_was_down_for_three_days_tells_everything_once(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    world.tick()

    world.tick(at(date(2026, 12, 17)))  # the second warning was due on the 14th
    world.tick(at(date(2026, 12, 18)))  # Friday: the last warning, for the Saturday
    world.tick(at(date(2026, 12, 19)))

    assert [n.occurrence for n in world.notices(kind="due")] == [
        "answer:warn-7-days:2026-12-21",
        "answer:warn-2-days:2026-12-21",
    ]


def test_of_what_was_missed_only_the_newest_is_told(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")

    world.tick(at(date(2026, 12, 28)))

    due = world.notices(kind="due")
    assert {n.occurrence for n in due} == {"answer:late-1-working_days:2026-12-21"}
    assert sorted(n.person_id for n in due) == [world.id("secretary"), world.id("stranger")]


def test_the_chair_of_the_unit_hears_that_no_answer_came_and_no_other_member_does(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    world.join("other", "mottak", role="leader")
    world.join("gp", "mottak")

    world.tick(at(date(2026, 12, 22)))

    late = [n for n in world.notices(kind="due") if "late" in n.occurrence]
    assert sorted(n.person_id for n in late) == sorted(
        world.id(name) for name in ("secretary", "stranger", "other")
    )


def heard_late(world):
    late = [n for n in world.notices(kind="due") if "late" in n.occurrence]
    return {n.person_id for n in late} - {world.id("secretary"), world.id("stranger")}


def test_the_deputy_chair_hears_of_it_where_the_unit_has_no_chair(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    world.join("other", "mottak", role="deputy_leader")
    world.join("gp", "mottak", role="leader", since=date(2026, 12, 23))

    mails = [mail for mail in world.tick(at(date(2026, 12, 22))) if mail.kind == "notices"]

    assert heard_late(world) == {world.id("other")}
    assert [c.ref for mail in mails if mail.to == "other" for c in mail.letter.lines] == [case.ref]


def test_where_the_unit_has_a_chair_the_deputy_chair_does_not_hear_of_it(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    world.join("other", "mottak", role="deputy_leader")
    world.join("gp", "mottak", role="leader")

    world.tick(at(date(2026, 12, 22)))

    assert heard_late(world) == {world.id("gp")}


def test_a_case_sleeps_until_its_next_moment(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    world.plan(at(date(2026, 12, 14)))

    assert world.fresh(case).wake_on == date(2026, 12, 18)


# Days without mail


def test_trap_9_a_new_closed_day_moves_a_running_deadline_and_its_warning(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    world.close(date(2026, 12, 7), date(2026, 12, 8))

    world.plan(at(date(2026, 12, 4)))
    warned = world.notices(kind="due")

    assert [n.occurrence for n in warned] == [
        "answer:warn-14-days:2026-12-21"
    ]  # the working day before those that are closed


def test_trap_16_what_arises_on_a_weekend_goes_on_monday_at_seven(world):
    world.measure(at=SATURDAY)
    assert world.tick(SATURDAY) == []
    assert world.tick(SATURDAY + DAY) == []
    assert world.tick(datetime(2026, 11, 30, 5, 59, tzinfo=UTC)) == []

    mails = world.tick(datetime(2026, 11, 30, 6, 0, tzinfo=UTC))

    assert sorted(mail.to for mail in mails if mail.kind == "notices") == ["secretary", "stranger"]


def test_what_arises_at_night_or_is_caught_up_then_goes_in_the_morning(world):
    evening = MONDAY.replace(hour=19)  # eight o'clock in the evening in Oslo
    world.measure(at=evening - HOUR)
    world.measure(at=evening)
    assert world.tick(evening) == []
    assert world.tick(evening + 10 * HOUR) == []

    mails = world.tick(evening + 11 * HOUR)

    assert sorted(mail.to for mail in mails if mail.kind == "notices") == ["secretary", "stranger"]


def test_a_partnership_chooses_its_last_hour(world):
    evening = MONDAY.replace(hour=19)
    with world.session.begin():
        world.session.execute(text("UPDATE partnership SET mail_until = 24"))
    world.measure(at=evening)

    assert [mail for mail in world.tick(evening) if mail.kind == "notices"]


@pytest.mark.parametrize("closed", [CHRISTMAS_EVE, date(2026, 12, 31)])
def test_a_closed_day_that_is_added_late_moves_what_waits(world, closed):
    world.measure(at=SATURDAY)
    world.plan(SATURDAY)
    world.close(date(2026, 11, 30))
    world.plan(SATURDAY + HOUR)

    assert {str(n.send_at)[:10] for n in world.notices()} == {"2026-12-01"}


def test_nothing_goes_on_a_public_holiday(world):
    ascension = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
    world.measure(at=ascension)

    assert world.tick(ascension) == []
    assert world.tick(ascension + DAY) != []


# Several nodes


def test_two_planners_at_once_plan_each_notice_once(database, peopled):
    with database.session() as session:
        world = open_mailroom(session)
        for number in range(40):
            world.measure(f"Tiltak {number}")

    def one() -> int:
        with database.session() as mine:
            return planner.plan(mine, MONDAY)

    with ThreadPoolExecutor(4) as pool:
        planned = sum(pool.map(lambda _n: one(), range(4)))

    with database.session() as session:
        world.session = session
        assert planned == len(world.notices()) == 80


def test_nothing_due_asks_little(world):
    world.ongoing()
    world.tick()
    before, asked = planner.plan(world.session, MONDAY + 2 * HOUR), []
    world.session.driver = _Counting(world.session.driver, asked)

    assert planner.plan(world.session, MONDAY + timedelta(hours=3)) == before == 0
    assert len(asked) < 20


class _Counting:
    """The driver's connection, noting what is run on it."""

    def __init__(self, driver, asked):
        self._driver, self._asked = driver, asked

    def execute(self, sql, *values):
        self._asked.append(sql)
        return self._driver.execute(sql, *values)

    def cursor(self):
        return self._driver.cursor()


def test_a_step_of_a_deputy_is_told_with_the_member_she_stands_in_for(maildir):
    world, seat = maildir.world, ("fjord/fagrad-1", "deputy")
    case, owner = world.ongoing(), world.owner
    vera = world.fjord.person("Vera Vara", seat, deputy_for=owner)
    maildir.tick()
    maildir.later(2 * HOUR)
    world.fjord.step(case, "report_progress", vera, at=maildir.now, light="at_risk")

    words = "rapportert 23. november 2026 av Vera Vara på vegne av Eli Eigar: «Kan bli forsinket»"
    assert heard(maildir.tick(), words) == ["secretary", "stranger"]


def test_what_happened_to_a_report_names_nobody(maildir):
    case = maildir.world.deviation(by=maildir.world.gp)
    maildir.world.do(case, "route", handler="mottak")
    mails = maildir.tick()
    maildir.later(2 * HOUR)
    correct(maildir.world.session, case, Act(maildir.world.secretary, maildir.now, reason="feil"))
    mails += maildir.tick()

    assert heard(mails, case.ref) != []
    assert heard(mails, "Dette er omgjort") != []
    assert heard(mails, "Sekretær") == []
