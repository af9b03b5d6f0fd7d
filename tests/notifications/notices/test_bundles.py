"""What is due for one reader becomes one mail, and is asked again when it is sent."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

from sqlalchemy import text

from engine.cases.steps import correct
from engine.language.sentences import Label, say
from engine.people.acts import Act
from notifications.letters.letters import NoticesLetter, Pointless, ReporterLetter
from notifications.letters.rendering import render
from notifications.notices import bundles, planner
from notifications.notices.notices import CancelReason, NoticeKind
from notifications.sending import compose
from tests.mailbox import DAY, HOUR, MONDAY, open_mailroom

SECRETARIAT = ("du sitter i sekretariatet", "du sit i sekretariatet", "you are in the secretariat")


def notices_mails(mails, to=None):
    return [mail for mail in mails if mail.kind == "notices" and to in (None, mail.to)]


def letter_of(world, person):
    (delivery,) = [d for d in world.queued() if d.person_id == world.id(person)]
    return compose.letters_for(world.session, [delivery], MONDAY)[delivery.id]


def planned_and_bundled(world, now=MONDAY):
    planner.plan(world.session, now)
    bundles.bundle(world.session, now)


def test_trap_1_a_person_in_two_roles_gets_one_line_with_both_reasons(world):
    world.join("owner", "sekretariat")
    case = world.ongoing()
    world.tick(MONDAY - DAY * 0)
    world.do(case, "evaluate", by="other", result="Godt", outcome="ended", at=MONDAY + 2 * HOUR)
    (mail,) = notices_mails(world.tick(MONDAY + 2 * HOUR), "owner")

    (line,) = mail.letter.lines
    (reason,) = line.reasons
    assert (
        str(reason)
        == "The measure was evaluated on 23 November 2026 by Anna Annen: “Ended”. You get this "
        "because you are one of those responsible and you are in the secretariat."
    )


def test_several_cases_are_one_mail_with_a_line_each(world):
    first, second = world.measure("En"), world.measure("To")
    (mail,) = notices_mails(world.tick(MONDAY), "secretary")

    assert [line.ref for line in mail.letter.lines] == [first.ref, second.ref]


def test_what_one_reader_hears_is_never_split(world, monkeypatch):
    monkeypatch.setattr(bundles, "PORTION", 2)
    world.join("owner", "sekretariat")
    cases = [world.measure(f"Mål {number}", by="gp") for number in range(5)]

    mails = notices_mails(world.tick(MONDAY))

    assert sorted(mail.to for mail in mails) == ["owner", "secretary", "stranger"]
    assert [[line.ref for line in mail.letter.lines] for mail in mails] == [
        [case.ref for case in cases]
    ] * 3


def test_others_write_between_the_mails_of_two_readers(world, monkeypatch):
    monkeypatch.setattr(bundles, "PORTION", 1)
    world.join("owner", "sekretariat")
    world.measure("En", by="gp")
    planner.plan(world.session, MONDAY)
    held = []
    monkeypatch.setattr(world.session, "give_way", lambda: held.append(world.session.depth))

    bundles.bundle(world.session, MONDAY)

    assert held == [0, 0], "between three readers"


def test_several_cases_with_the_same_reason_say_it_once(world):
    world.measure("En")
    world.measure("To")
    (mail,) = notices_mails(world.tick(MONDAY), "secretary")

    assert mail.letter.why == (Label(*SECRETARIAT),)
    assert {say(r, "nb") for line in mail.letter.lines for r in line.reasons} == {
        "Tiltaket er foreslått 23. november 2026 av Eli Eigar."
    }
    assert f"Du får e-posten fordi {SECRETARIAT[0]}." in render(mail.letter, "").text


def test_several_cases_with_reasons_of_their_own_say_each(world):
    world.join("owner", "sekretariat")
    case = world.ongoing()
    world.tick(MONDAY)
    world.do(case, "change", comment="rettet", text="Ny", at=MONDAY + 2 * HOUR)
    world.measure("To", at=MONDAY + 2 * HOUR, by="member")
    (mail,) = notices_mails(world.tick(MONDAY + 2 * HOUR), "owner")

    assert mail.letter.why == ()
    assert len(mail.letter.lines) == 2
    assert all("You get this because" in str(r) for line in mail.letter.lines for r in line.reasons)


def test_trap_11_two_hundred_edits_in_an_hour_are_two_mails_at_most(world):
    case = world.ongoing()
    world.tick(MONDAY)
    sent = []
    for number in range(60):
        now = MONDAY + HOUR + number * HOUR / 60
        world.do(case, "change", comment="rettet", text=f"Utgave {number}", at=now)
        sent += world.tick(now)
    sent += world.tick(MONDAY + 3 * HOUR)

    mails = notices_mails(sent, "other")
    assert len(mails) == 2
    (line,) = mails[1].letter.lines
    assert (
        str(line.reasons[0]) == "The details were changed 59 times, last on 23 November 2026 "
        "by Sara Sekretær. You get this because you are one of those responsible."
    )


def test_trap_10_each_reader_of_a_case_has_their_own_language(world):
    world.approve(world.measure(by="member"))
    found = {mail.to: mail.letter.recipient.language for mail in notices_mails(world.tick(MONDAY))}

    assert (found["owner"], found["other"]) == ("nn", "nb")


def test_nobody_who_wants_no_mail_gets_any(world):
    world.silence("secretary")
    world.measure()
    world.tick(MONDAY)

    assert [mail.to for mail in notices_mails(world.mails)] == ["stranger"]
    assert [(n.state, n.reason) for n in world.notices(person_id=world.id("secretary"))] == [
        ("cancelled", "mail_off")
    ]


def test_a_reporter_is_written_to_without_a_word_of_the_report(world):
    case = world.deviation(email="fastlege@example.no")
    (mail,) = [mail for mail in world.tick(MONDAY) if mail.kind == "reporter"]

    assert isinstance(mail.letter, ReporterLetter)
    assert (mail.letter.what, mail.letter.ref, mail.letter.recipient.language) == (
        NoticeKind.RECEIVED,
        case.ref,
        "nn",
    )
    assert "hemmelig" not in repr(world.mails)


def test_a_reporter_reads_what_is_to_be_done_by_when(world):
    case = world.deviation(email="fastlege@example.no")
    world.do(case, "route", handler="mottak")
    (routed,) = [mail for mail in world.tick(MONDAY) if mail.kind == "reporter"]
    world.do(case, "ask", by="handler", at=MONDAY, question="Hvor?")
    asked = [mail for mail in world.tick(MONDAY + HOUR) if mail.kind == "reporter"][-1]

    assert [say(each, "en") for each in routed.letter.due] == [
        "The deviation is to be answered by 21 December 2026."
    ]
    assert [say(each, "en") for each in asked.letter.due] == [
        "You are to have answered the question by 7 December 2026."
    ]


def test_a_reporter_is_spoken_to_in_mails_with_an_account_and_without(world):
    for case in (world.deviation(email="fastlege@example.no"), world.deviation(by=world.gp)):
        world.do(case, "route", handler="mottak")
        world.do(case, "ask", by="handler", at=MONDAY, question="Hvor?")
    mails = world.tick(MONDAY)
    hers = [m for m in mails if m.kind == "reporter" or (m.to == "gp" and m.kind == "notices")]
    told = [say(each, "nb") for m in hers for each in spoken(m.letter)]

    assert any("Du er spurt om opplysninger" in each for each in told)
    assert not [each for each in told if re.search("meldaren|melderen", each, re.IGNORECASE)]


def spoken(letter):
    """What a letter says of its cases in the words of a definition."""
    if isinstance(letter, ReporterLetter):
        return [letter.news, *letter.due]
    return [each for line in letter.lines for each in (*line.reasons, line.state, line.due) if each]


def test_a_reporter_who_wanted_no_answer_reads_of_no_day_to_answer(world):
    case = world.deviation(email="fastlege@example.no", wants_answer=False)
    world.do(case, "route", handler="mottak")
    (routed,) = [mail for mail in world.tick(MONDAY) if mail.kind == "reporter"]

    assert routed.letter.due == ()


def test_a_reporter_with_an_account_who_has_an_answer_reads_of_no_day_to_answer(world):
    case = world.deviation(by=world.gp)
    world.do(case, "route", handler="mottak")
    world.do(case, "write", by="handler", message="Vi ser på det.")
    (written,) = notices_mails(world.tick(MONDAY), "gp")
    world.do(case, "answer", by="handler", at=MONDAY + DAY, answer="Takk", event_type="medicines")
    (answered,) = notices_mails(world.tick(MONDAY + DAY), "gp")

    due = [mail.letter.lines[0].due for mail in (written, answered)]
    assert [each and str(each) for each in due] == [
        "The deviation is to be answered by 21 December 2026.",
        None,
    ]


def test_a_reporter_reads_of_no_case_as_late_by_the_deadline_of_others(world):
    asked = {"part_question": "Når?", "awaited": ["fagrad-1"]}
    case, later = world.deviation(by=world.gp), MONDAY + 12 * DAY
    world.do(case, "route", handler="mottak")
    world.do(case, "ask_part", by="handler", **asked)
    world.tick(MONDAY)
    world.do(case, "write", by="handler", at=later, message="Vi ser på det.")
    (written,) = [m for m in notices_mails(world.tick(later + 2 * DAY), "gp") if m.at >= later]

    (line,) = written.letter.lines
    assert (str(line.due), line.overdue) == (
        "The deviation is to be answered by 21 December 2026.",
        False,
    )


def test_a_report_has_no_title_but_what_it_is_about(world):
    world.deviation()
    (mail,) = notices_mails(world.tick(MONDAY), "secretary")

    assert (
        str(mail.letter.lines[0].title) == "Cooperation deviation: Breach of agreement or guideline"
    )


# Asked again at the sending


def test_trap_6_a_warning_of_what_is_finished_is_not_sent(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    world.tick(MONDAY)
    now = datetime(2026, 12, 14, 9, tzinfo=UTC)
    planned_and_bundled(world, now)
    world.do(case, "handle", by="handler", answer="Takk", at=now)

    assert [m for m in world.send(now) if m.to == "handler"] == []
    assert [(n.state, n.reason) for n in world.notices(kind="due")] == [
        ("cancelled", "deadline_over")
    ]


def test_trap_6_a_step_that_is_corrected_in_between_is_not_told(world):
    case = world.ongoing()
    world.tick(MONDAY)
    world.do(case, "change", comment="feil", text="Feil", at=MONDAY + 2 * HOUR)
    planned_and_bundled(world, MONDAY + 2 * HOUR)
    correct(world.session, case, Act(world.secretary, MONDAY + 2 * HOUR, reason="feil"))

    assert notices_mails(world.send(MONDAY + 2 * HOUR)) == []


def test_some_lines_fall_away_and_the_rest_is_sent(world):
    kept = world.measure("Blir")
    gone = world.measure("Går")
    planned_and_bundled(world)
    with world.session.begin():
        world.session.execute(
            text("UPDATE notice SET data = :d WHERE case_id = :c"),
            {"d": '{"roles": ["owner"], "action": "open", "from": null}', "c": gone.id},
        )
    letter = letter_of(world, "secretary")

    assert isinstance(letter, NoticesLetter)
    assert [line.ref for line in letter.lines] == [kept.ref]
    assert {n.reason for n in world.notices(case_id=gone.id, person_id=world.id("secretary"))} == {
        "left"
    }


def test_who_left_the_body_is_not_told_any_more(world):
    world.measure()
    planned_and_bundled(world)
    world.leave("secretary", date(2026, 11, 22))

    assert letter_of(world, "secretary") == Pointless(CancelReason.LEFT)


def test_trap_12_what_the_reader_may_no_longer_see_is_not_shown(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    planned_and_bundled(world)
    world.do(case, "route", handler="sengepost")

    assert letter_of(world, "handler") == Pointless(CancelReason.LEFT)


def test_a_reporter_whose_address_was_removed_is_not_written_to(world):
    world.deviation(email="fastlege@example.no")
    planned_and_bundled(world)
    with world.session.begin():
        world.session.execute(text("UPDATE contact SET email = NULL"))
    (delivery,) = [d for d in world.queued() if d.contact_id]

    assert compose.letters_for(world.session, [delivery], MONDAY) == {
        delivery.id: Pointless(CancelReason.NO_ADDRESS)
    }


def test_a_correction_reaches_who_may_no_longer_see_the_case_and_shows_nothing_of_it(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    world.tick(MONDAY)
    correct(world.session, case, Act(world.secretary, MONDAY + 2 * HOUR, reason="feil enhet"))
    (mail,) = notices_mails(world.tick(MONDAY + 2 * HOUR), "handler")

    (line,) = mail.letter.lines
    assert (line.ref, line.state.en, line.due_on) == (case.ref, "Undone", None)


# Several nodes


def test_two_nodes_bundle_each_notice_into_one_mail(database, peopled):
    with database.session() as session:
        world = open_mailroom(session)
        for number in range(30):
            world.approve(world.measure(f"Tiltak {number}"))
        planner.plan(session, MONDAY)

    def one() -> int:
        with database.session() as mine:
            return bundles.bundle(mine, MONDAY)

    with ThreadPoolExecutor(4) as pool:
        made = sum(pool.map(lambda _n: one(), range(4)))

    with database.session() as session:
        world.session = session
        assert made == len(world.queued()) == 4
        assert {n.delivery_id is not None for n in world.notices()} == {True}


def message_ids(world, now=MONDAY):
    planned_and_bundled(world, now)
    rows = world.session.execute(
        text("SELECT message_id, kind FROM delivery WHERE kind != 'digest'")
    )
    return {row.message_id for row in rows}


def test_a_restored_database_names_the_same_mails_so_again(world):
    world.measure("En")
    world.meeting(date(2026, 12, 8))
    with world.session.savepoint(keep=False):
        first = message_ids(world)

    assert first
    assert message_ids(world, MONDAY + 3 * HOUR) == first


def test_what_happens_after_a_restore_is_another_mail_though_it_has_the_same_number(world):
    with world.session.savepoint(keep=False):
        world.measure("En")
        world.meeting(date(2026, 12, 8))
        first = message_ids(world)
    world.measure("To")
    world.meeting(date(2026, 12, 8))

    second = message_ids(world)

    assert len(second) == len(first)
    assert not first & second


def test_what_is_planned_anew_is_another_mail(world):
    world.meeting(date(2026, 12, 8))
    first = message_ids(world)
    with world.session.begin():
        world.session.execute(
            text("UPDATE notice SET state = 'cancelled', delivery_id = NULL, reason = 'left'")
        )
    planned_and_bundled(world)

    again = message_ids(world) - first

    assert len(again) == len(first)
