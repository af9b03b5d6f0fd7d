"""The weekly digest: whose, when, what, and nothing twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from engine.definitions import versions
from engine.definitions.loader import load_stored
from engine.language.sentences import say
from engine.people.actors import OPERATOR, find_actor
from notifications.digest import runs
from notifications.digest.collect import DigestWanted
from notifications.letters.addressees import readers
from notifications.letters.letters import DigestLetter
from notifications.notices import planner
from tests.mailbox import DAY, HOUR, MONDAY, PEOPLE
from tests.world import SETTING_UP, definitions
from workflows.views.case_view import view_of

WEEK = timedelta(days=7)
SEVEN = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)  # Monday 07:00 in Oslo


def digests(mails):
    return {mail.to: mail.letter for mail in mails if mail.kind == "digest"}


def refs(lines):
    return [line.ref for line in lines]


@pytest.fixture
def quiet(world):
    """The world after its first digests: nothing that happened before is new."""
    world.tick(MONDAY - DAY * 7)
    return world


# What is in it


def test_it_says_what_waits_for_you_what_is_late_and_what_happened(quiet):
    waiting = quiet.ongoing("Rutine", at=MONDAY - 2 * DAY)
    late = quiet.ongoing("Sein rutine", at=MONDAY - 2 * DAY, years=[2025])

    letter = digests(quiet.tick(MONDAY))["owner"]

    assert (refs(letter.waits), refs(letter.late)) == ([waiting.ref], [late.ref])
    assert sorted(refs(letter.happened)) == sorted([waiting.ref, late.ref])
    assert letter.late[0].overdue


def test_a_case_waits_for_those_tied_to_it_and_else_for_the_kind_that_may_act(quiet):
    proposed, reported = quiet.measure(), quiet.deviation()
    routed = quiet.deviation()
    quiet.do(routed, "route", handler="mottak")
    found = digests(quiet.tick(MONDAY + 9 * HOUR))

    assert sorted(refs(found["secretary"].waits)) == sorted([proposed.ref, reported.ref])
    assert refs(found["handler"].waits) == [routed.ref]


def test_a_case_whose_last_member_has_left_waits_for_the_kind_that_may_act(quiet):
    routed, other = quiet.deviation(), quiet.deviation()
    quiet.do(routed, "route", handler="mottak")
    quiet.do(other, "route", handler="sengepost")
    quiet.leave("handler", MONDAY.date() - DAY)
    found = digests(quiet.tick(MONDAY + 9 * HOUR))

    assert refs(found["secretary"].waits) == [routed.ref]
    assert refs(found["gp"].waits) == [other.ref]


def test_it_waits_for_a_unit_that_is_asked_until_the_unit_has_given_its_part(quiet):
    asked = {"part_question": "Når?", "awaited": ["fagrad-1", "sengepost"]}
    case = quiet.deviation()
    quiet.do(case, "route", handler="mottak")
    quiet.do(case, "ask_part", by="handler", **asked)
    found = digests(quiet.tick(MONDAY + 9 * HOUR))

    waits = {who: [(each.ref, each.next_step) for each in found[who].waits] for who in found}
    part = [(case.ref, "contribute")]
    assert (waits["owner"], waits["gp"], waits["handler"]) == (part, part, [(case.ref, "handle")])
    assert "secretary" not in found or found["secretary"].waits == ()

    quiet.do(case, "ask", by="handler", question="Hvor?", at=MONDAY + DAY)
    quiet.do(case, "contribute", by="owner", part="Tirsdag", at=MONDAY + DAY)
    (shown,) = runs.digest_for(quiet.session, quiet.id("gp"), SEVEN, OPERATOR)
    gone = runs.digest_for(quiet.session, quiet.id("owner"), SEVEN, OPERATOR)
    rest = runs.digest_for(quiet.session, quiet.id("secretary"), SEVEN, OPERATOR)

    assert [(each.ref, each.next_step) for each in shown.waits] == part
    assert all(each.waits == () for each in gone)
    assert [refs(each.waits) for each in rest] == [[case.ref]]  # whoever reported has no account


def test_what_only_its_unit_may_do_is_told_to_others_and_leads_them_to_the_case_alone(quiet):
    case = quiet.deviation()
    quiet.do(case, "route", handler="mottak")
    after = MONDAY + 35 * DAY
    found = digests(quiet.tick(after))
    told, unit = (
        next(each for each in found[who].late if each.ref == case.ref)
        for who in ("secretary", "handler")
    )

    assert say(told.reasons[0], "nb") == "Neste steg: Fullfør behandlingen."
    assert (told.next_step, told.others) == ("", ())
    assert unit.next_step == "handle"
    assert unit.others


def test_what_waits_because_nobody_acts_in_its_unit_leads_to_giving_it_to_another(quiet):
    case = quiet.deviation()
    quiet.do(case, "route", handler="mottak")
    quiet.leave("handler", MONDAY.date() - DAY)
    found = digests(quiet.tick(MONDAY + 9 * HOUR))
    (waits,) = (each for each in found["secretary"].waits if each.ref == case.ref)

    assert waits.next_step == "route"


def test_trap_11_two_hundred_edits_are_one_line(quiet):
    case = quiet.ongoing(at=MONDAY)
    for number in range(200):
        quiet.do(
            case,
            "change",
            comment="rettet",
            text=f"Utgave {number}",
            at=MONDAY + timedelta(seconds=number),
        )
    letter = digests(quiet.tick(SEVEN))["other"]

    assert [(line.ref, line.count) for line in letter.happened] == [(case.ref, 204)]


def test_it_names_who_did_it_for_a_measure_and_the_role_alone_for_a_report(quiet):
    case, report = quiet.ongoing(at=MONDAY), quiet.deviation()
    quiet.do(case, "change", by="secretary", comment="rettet", text="Ny tekst", at=MONDAY)
    quiet.do(report, "route", handler="mottak")
    found = digests(quiet.tick(SEVEN))

    (change,) = [line for line in found["other"].happened if line.ref == case.ref]
    assert change.last.values["person"] == "Sara Sekretær"
    (routing,) = [line for line in found["handler"].happened if line.ref == report.ref]
    assert routing.last.values["person"].en == "intake"


def test_whoever_reported_reads_what_happened_in_the_words_for_her(world):
    """Whoever is more to the case than its reporter reads it as all the others do."""
    hers, also = world.deviation(by=world.owner), world.deviation(by=world.gp)
    world.tick(MONDAY)
    for case in (hers, also):
        world.do(case, "route", handler="mottak")
        world.do(case, "answer", by="handler", answer="Rutinen er endret.")
    world.do(also, "ask_part", by="handler", part_question="Når?", awaited=["sengepost"])
    for case in (hers, also):
        world.do(case, "write", by="handler", message="Vi ser på det.")
    planner.plan(world.session, SEVEN)
    found = together(world, "owner", "stranger", "gp")

    def read(who, case):
        (line,) = [line for line in found[who].happened if line.ref == case.ref]
        return [words.en for words in (*line.before, line.last.values["done"])]

    to_her = ["You were answered", "A message was written to you"]
    to_all = ["The reporter was answered", "A message was written to the reporter"]
    assert read("owner", hers)[-2:] == to_her
    assert read("stranger", hers)[-2:] == to_all
    assert {*to_all} < {*read("gp", also)}


def test_two_who_each_took_another_step_read_what_the_other_did(quiet):
    case = quiet.deviation(by=quiet.owner)
    quiet.do(case, "route", handler="mottak")
    quiet.do(case, "write", by="handler", message="Vi ser på det.")
    planner.plan(quiet.session, SEVEN)
    found = together(quiet, "owner", "secretary")

    before = {who: found[who].happened[0].before[0].en for who in found}
    routed = "The deviation was sent to the responsible unit"
    assert before == {"owner": routed, "secretary": "The deviation was reported"}


def test_trap_13_own_steps_are_left_out(quiet):
    case = quiet.measure(by="owner")
    found = digests(quiet.tick(SEVEN))

    assert "owner" not in found
    assert refs(found["other"].happened) == [case.ref]


def test_trap_12_nobody_hears_of_a_deviation_that_they_may_not_see(quiet):
    case = quiet.deviation()
    quiet.do(case, "route", handler="mottak")
    found = digests(quiet.tick(SEVEN))

    seen = {
        name
        for name, letter in found.items()
        if case.ref in refs((*letter.happened, *letter.waits, *letter.late))
    }
    assert seen == {"secretary", "stranger", "handler"}
    assert "hemmelig" not in repr(found)


def test_a_unit_that_is_asked_for_its_part_reads_no_more_than_the_history_tells_it(quiet):
    case = quiet.deviation()
    quiet.do(case, "route", handler="mottak")
    quiet.do(case, "ask_part", by="handler", part_question="Når?", awaited=["fagrad-1"])
    quiet.do(case, "write", by="handler", message="Vi ser på det.")
    found = digests(quiet.tick(SEVEN))
    (asked,) = (each for each in found["owner"].happened if each.ref == case.ref)
    (whole,) = (each for each in found["secretary"].happened if each.ref == case.ref)

    owner = find_actor(quiet.session, person_id=quiet.id("owner"))
    told = view_of(quiet.session, case.ref, owner, SEVEN, "nb").history()
    assert asked.count == len(told)
    assert say(whole.last, "nb").startswith("Melderen har fått en melding")
    assert say(asked.last, "nb").startswith("Andre enheter er spurt om sin del")


def test_news_go_by_the_version_that_a_case_began_with(quiet):
    older = quiet.ongoing("Rutine fra før")
    narrower = definitions()["measure"].source.replace("version: 1", "version: 2")
    narrower = narrower.replace("visible_to: [partnership]", "visible_to: [secretariat]")
    versions.store(quiet.session, [load_stored(narrower, "measure.yaml")], SETTING_UP)
    newer = quiet.measure("Rutine fra nå", by="owner")

    found = digests(quiet.tick(SEVEN))

    assert refs(found["other"].happened) == [older.ref]
    assert newer.ref in refs(found["secretary"].happened)


def test_that_a_measure_points_to_a_deviation_is_no_news(quiet):
    measure, case = quiet.measure(by="owner"), quiet.deviation()
    quiet.ongoing("Et annet")
    quiet.do(measure, "link_deviation", behind=[case.ref])
    found = digests(quiet.tick(SEVEN))

    assert "T-2026-2" in refs(found["owner"].happened)
    assert measure.ref not in refs(found["owner"].happened)


def test_meetings_that_nobody_recorded_are_told_to_those_who_record_them(quiet):
    quiet.meeting(MONDAY.date() - 3 * DAY)
    quiet.meeting(MONDAY.date() - 400 * DAY)  # given up long ago

    found = digests(quiet.tick(MONDAY))

    assert [each.day for each in found["secretary"].unrecorded] == [MONDAY.date() - 3 * DAY]
    told = {who for who, each in found.items() if each.unrecorded}
    assert told == {"secretary", "stranger"}  # both of the secretariat


def test_meetings_of_the_next_thirty_days_come_to_observers_too(quiet):
    quiet.meeting(SEVEN.date() + 20 * DAY)
    quiet.meeting(SEVEN.date() + 40 * DAY)
    letter = digests(quiet.tick(SEVEN))["observer"]

    assert [meeting.day for meeting in letter.meetings] == [SEVEN.date() + 20 * DAY]


def test_trap_10_two_readers_of_one_case_each_in_their_language(quiet):
    quiet.ongoing(at=MONDAY)
    found = digests(quiet.tick(SEVEN))

    assert (found["owner"].recipient.language, found["other"].recipient.language) == ("nn", "nb")


def test_long_lists_are_cut_and_the_rest_is_counted(quiet):
    with quiet.session.begin():
        for number in range(25):
            quiet.ongoing(f"Tiltak {number}", at=MONDAY)
    letter = digests(quiet.tick(SEVEN))["owner"]

    assert (len(letter.waits), letter.waits_more) == (20, 5)
    assert (len(letter.happened), letter.happened_more) == (20, 5)


def test_whoever_sits_in_two_bodies_has_each_case_once(quiet):
    quiet.join("owner", "asu")
    both = quiet.ongoing("Felles", at=MONDAY, bodies=["fagrad-1", "asu"])
    one = quiet.ongoing("Egen", at=MONDAY)
    letter = digests(quiet.tick(SEVEN))["owner"]

    assert (sorted(refs(letter.waits)), letter.waits_more) == (sorted([both.ref, one.ref]), 0)


def test_trap_14_the_count_is_that_of_the_cases_however_the_bodies_share_them(quiet):
    for body in ("asu", "mottak"):
        quiet.join("owner", body)
    quiet.join("secretary", "fagrad-1")
    shares = [
        ["fagrad-1"],
        ["fagrad-1", "asu"],
        ["fagrad-1", "asu", "mottak"],
        ["asu", "mottak"],
        ["sengepost"],
    ]
    with quiet.session.begin():
        for number in range(40):
            years = [2025 if number % 3 else 2027]
            quiet.ongoing(
                f"Tiltak {number}",
                at=MONDAY,
                starter="secretary",
                bodies=shares[number % 5],
                years=years,
            )
    found = digests(quiet.tick(SEVEN))

    for name, own in {
        "owner": {"fagrad-1", "asu", "mottak"},
        "member": {"asu"},
        "secretary": {"fagrad-1"},
    }.items():
        letter, mine = found[name], [n for n in range(40) if own & set(shares[n % 5])]
        late = range(40) if name == "secretary" else mine  # hers as the secretariat's
        assert len(letter.late) + letter.late_more == len([n for n in late if n % 3])
        assert len(letter.waits) + letter.waits_more == len([n for n in mine if not n % 3])


def test_trap_14_the_command_shows_what_the_mail_shows(quiet):
    quiet.ongoing(at=MONDAY)
    planner.plan(quiet.session, SEVEN)
    (shown,) = runs.digest_for(quiet.session, quiet.id("owner"), SEVEN, OPERATOR)
    mailed = digests(quiet.tick(SEVEN))["owner"]

    assert shown == mailed


# Once, and nothing lost


def test_what_was_told_once_is_not_told_again(quiet):
    quiet.ongoing(at=MONDAY)
    quiet.tick(SEVEN)
    letter = digests(quiet.tick(SEVEN + WEEK))["owner"]

    assert letter.happened == ()
    assert len(letter.waits) == 1


def test_what_was_not_sent_is_told_by_the_next_one(quiet):
    case = quiet.ongoing(at=MONDAY)
    quiet.tick(SEVEN, deliver=lambda letter: not isinstance(letter, DigestLetter))
    found = [
        mail for mail in quiet.tick(SEVEN + WEEK) if mail.kind == "digest" and mail.to == "owner"
    ]

    assert [refs(mail.letter.happened) for mail in found] == [[case.ref]]
    assert overtaken(quiet) >= 1


def test_a_first_digest_that_could_not_be_sent_for_ten_days_is_told_by_the_next_one(world):
    case = world.ongoing(at=SEVEN - 3 * DAY)
    world.tick(SEVEN, deliver=lambda letter: not isinstance(letter, DigestLetter))
    letter = digests(world.tick(SEVEN + WEEK + 3 * DAY))["owner"]

    assert refs(letter.happened) == [case.ref]


def test_after_a_first_digest_that_was_not_sent_nobody_hears_of_what_was_before_they_came(world):
    world.ongoing("Før", at=SEVEN - 3 * DAY)
    world.world.person("Ny", ("fagrad-1", "member"), at=SEVEN - 2 * DAY)
    world.tick(SEVEN, deliver=lambda letter: not isinstance(letter, DigestLetter))
    after = world.ongoing("Etter", at=SEVEN + DAY)

    assert refs(digests(world.tick(SEVEN + WEEK))["ny"].happened) == [after.ref]


def test_a_digest_is_overtaken_by_a_later_week_and_not_by_a_later_run(quiet):
    """The week before is closed whole, so that its digest is made after that of the week."""
    quiet.world.change("owner", digest_day=3)
    quiet.close(SEVEN.date(), SEVEN.date() + 4 * DAY)
    monday, thursday = SEVEN + WEEK, SEVEN + WEEK + 3 * DAY
    quiet.ongoing(at=SEVEN - 3 * DAY)
    assert "owner" in digests(quiet.tick(monday))
    case = quiet.ongoing("Etter", at=monday + DAY)

    assert refs(digests(quiet.tick(thursday))["owner"].happened) == [case.ref]


def overtaken(world):
    return world.session.execute(
        text("SELECT count(*) FROM delivery WHERE reply = 'overtaken'")
    ).scalar()


def test_an_empty_digest_is_recorded_and_not_sent(world):
    world.tick(SEVEN)

    states = world.session.execute(
        text("SELECT DISTINCT state, reply FROM delivery WHERE kind = 'digest'")
    ).all()
    entries = world.session.execute(text("SELECT count(*) FROM digest_entry")).scalar()
    assert [tuple(row) for row in states] == [("cancelled", "empty")]
    assert entries == len(PEOPLE)


def test_it_comes_once_however_often_the_clock_ticks(quiet):
    quiet.ongoing(at=MONDAY)
    sent = [mail for n in range(5) for mail in quiet.tick(SEVEN + n * HOUR)]

    assert [mail.to for mail in sent if mail.kind == "digest" and mail.to == "owner"] == ["owner"]


def test_a_first_digest_reaches_a_week_back(world):
    old = world.ongoing("Gammel", at=SEVEN - 10 * DAY)
    new = world.ongoing("Ny", at=SEVEN - 3 * DAY)
    letter = digests(world.tick(SEVEN))["owner"]

    assert refs(letter.happened) == [new.ref]
    assert sorted(refs(letter.waits)) == sorted([old.ref, new.ref])


def test_whoever_is_registered_later_hears_only_of_what_comes_then(world):
    world.ongoing("Før", at=SEVEN - 3 * DAY)
    world.world.person("Ny", ("fagrad-1", "member"), at=SEVEN - 2 * DAY)
    after = world.ongoing("Etter", at=SEVEN - DAY)

    assert refs(digests(world.tick(SEVEN))["ny"].happened) == [after.ref]


# When


def test_it_comes_on_monday_at_seven_and_not_before(quiet):
    quiet.ongoing(at=MONDAY)

    assert digests(quiet.tick(SEVEN - timedelta(minutes=1))) == {}
    assert "owner" in digests(quiet.tick(SEVEN))


def test_a_person_may_choose_another_day(quiet):
    quiet.ongoing(at=MONDAY)
    quiet.world.change("owner", digest_day=2)

    assert "owner" not in digests(quiet.tick(SEVEN))
    assert "owner" in digests(quiet.tick(SEVEN + 2 * DAY))


def test_trap_4_it_is_caught_up_within_its_week(quiet):
    quiet.ongoing(at=MONDAY)
    thursday = SEVEN + 3 * DAY

    assert "owner" in digests(quiet.tick(thursday))
    assert digests(quiet.tick(thursday + DAY)) == {}


def test_trap_16_a_closed_monday_moves_it_to_tuesday(quiet):
    quiet.ongoing(at=MONDAY)
    quiet.close(SEVEN.date())

    assert digests(quiet.tick(SEVEN + HOUR)) == {}
    assert "owner" in digests(quiet.tick(SEVEN + DAY))


def test_a_week_that_was_closed_to_its_end_is_told_on_the_first_day_after_it_and_once(quiet):
    quiet.ongoing(at=MONDAY)
    with quiet.session.begin():
        quiet.session.execute(
            text("UPDATE person SET digest_day = 4 WHERE id = :id"), {"id": quiet.id("owner")}
        )
    friday = SEVEN.date() + 4 * DAY
    quiet.close(friday)

    assert "owner" not in digests(quiet.tick(SEVEN + 4 * DAY))
    assert "owner" in digests(quiet.tick(SEVEN + WEEK))
    assert "owner" not in digests(quiet.tick(SEVEN + WEEK + DAY))


@pytest.mark.parametrize(
    ("sunday", "hour"),
    [(date(2026, 3, 29), 5), (date(2026, 10, 25), 6)],
    ids=["to summer time", "to winter time"],
)
def test_trap_15_at_the_switch_of_the_clocks_it_comes_once_at_the_local_hour(world, sunday, hour):
    seven = datetime.combine(sunday + DAY, datetime.min.time(), UTC) + hour * HOUR  # 07:00 local
    world.ongoing(at=seven - 3 * DAY)
    ticks = [seven + timedelta(minutes=minutes) for minutes in range(-180, 181, 30)]
    came = [
        mail.at
        for now in ticks
        for mail in world.tick(now)
        if mail.kind == "digest" and mail.to == "owner"
    ]

    assert came == [seven]


def test_nobody_who_wants_no_mail_gets_one(quiet):
    quiet.ongoing(at=MONDAY)
    quiet.silence("owner")

    assert "owner" not in digests(quiet.tick(SEVEN))


# Many people


def test_the_number_of_queries_does_not_grow_with_the_people(quiet):
    quiet.ongoing(at=MONDAY)
    quiet.deviation(email="a@example.no")
    quiet.meeting(SEVEN.date() + 3 * DAY)
    few = asked(quiet, ["owner", "secretary"])
    for number in range(60):
        body = ("fagrad-1", "asu", "sekretariat")[number % 3]
        quiet.world.person(f"P{number}", (body, "member"), at=MONDAY + number * HOUR)
    everyone = [row[0] for row in quiet.session.execute(text("SELECT id FROM person")).all()]

    assert len(everyone) > 60
    assert (
        asked(quiet, everyone) <= few + 2
    )  # who sits in several bodies, who is new: asked once for all


def asked(world, persons):
    counting = world.session.driver = Counting(world.session.driver)
    try:
        together(world, *persons)
    finally:
        world.session.driver = counting.driver
    return counting.asked


def together(world, *persons):
    """The digests of these persons, made in one batch."""
    numbers = {world.id(each) if isinstance(each, str) else each: each for each in persons}
    found = readers(world.session, [*numbers]).persons
    wanted = DigestWanted(world.partnership.id, planner.looked_at(world.session))
    made = runs.collect(world.session, wanted, found, SEVEN)
    return {numbers[number]: letter for number, letter in made.items()}


class Counting:
    """The driver's connection, counting what is run on it."""

    def __init__(self, driver):
        self.driver, self.asked = driver, 0

    def execute(self, sql, *values):
        self.asked += 1
        return self.driver.execute(sql, *values)

    def cursor(self):
        return self.driver.cursor()


def test_every_line_is_of_a_case_that_the_reader_sees(quiet):
    from engine.cases.reading import visible_refs

    cases = [
        quiet.ongoing(at=MONDAY),
        quiet.deviation(),
        quiet.deviation(by=quiet.gp),
        quiet.measure(),
    ]
    quiet.do(cases[1], "route", handler="mottak")

    for name, letter in digests(quiet.tick(SEVEN)).items():
        for ref in refs((*letter.waits, *letter.late, *letter.happened)):
            assert visible_refs(quiet.session, [ref], getattr(quiet, name), SEVEN.date())
