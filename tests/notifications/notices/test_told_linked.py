"""Who hears of a step in a case that is linked to the own: whoever reported the same, and whoever
reported what a measure is behind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.cases.events import events_of
from engine.cases.records import Case
from engine.cases.steps import correct
from engine.days.calendar import local_day
from engine.people.acts import Act
from notifications.notices.told_linked import tell_linked
from notifications.notices.told_of import read_happened
from tests.mailbox import DAY, HOUR, MONDAY, Mailroom
from tests.notifications.mailboxes import Office, heard
from workflows.councils.agenda import Outcome
from workflows.deviations.proposals import propose_measure

ORIGINAL, SAME = "lege@example.no", "fastlege@example.no"
REPORTERS = ["fastlege", "lege"]


def routed(world: Mailroom, email: str | None = ORIGINAL, **inputs: Any) -> Case:
    case = world.deviation(email=email, **inputs)
    world.do(case, "route", handler="mottak")
    return case


def duplicate(world: Mailroom, original: Case, email: str | None = SAME, **inputs: Any) -> Case:
    case = world.deviation(email=email, **inputs)
    world.do(case, "mark_duplicate", original=original.ref)
    return case


def measure_behind(world: Mailroom, case: Case) -> Case:
    """A measure that nobody works on yet, because of that deviation."""
    measure = world.measure()
    world.approve(measure)
    world.do(measure, "assign")
    world.do(measure, "link_deviation", behind=[case.ref])
    return measure


def test_a_proposal_ends_in_the_mailboxes_of_those_who_reported(maildir: Office):
    """From two reports of the same, by a measure that the handler proposes, to its evaluation."""
    world = maildir.world
    original = routed(world)
    duplicate(world, original)
    silent = routed(world, "stille@example.no", wants_answer=False)
    for each in (original, silent):
        world.do(each, "answer", by="handler", answer="Beklager.")
    maildir.tick()
    maildir.later(2 * HOUR)
    for each in (original, silent):
        world.do(each, "handle", by="handler", at=maildir.now)
    given = {"title": "Felles mal", "bodies": ["fagrad-1"], "years": "2027"}
    act = Act(world.handler, maildir.now)
    measure = propose_measure(world.session, original, given, [silent.ref], act)
    world.approve(measure, at=maildir.now)
    world.do(measure, "assign", at=maildir.now)
    maildir.tick()

    for action, given, said in (
        ("start", {}, "Tiltaket er sett i gang"),
        ("evaluate", {"result": "Det hjelper.", "outcome": "ended"}, "Tiltaket er evaluert"),
    ):
        maildir.later(2 * HOUR)
        world.do(measure, action, at=maildir.now, **given)
        told = maildir.tick()
        assert [to for to in heard(told, said) if "@" not in to and to in REPORTERS] == REPORTERS
        assert not [mail for mail in told if mail.says("Felles mal") and mail.to in REPORTERS]


def kinds(world: Mailroom, case: Case) -> list[str]:
    """What the address left with that case is told, in order."""
    world.plan()
    return [notice.kind for notice in world.notices(contact_id=case.id)]


def data(notice: Any) -> dict[str, Any]:
    """What a notice carries; text on SQLite alone."""
    return json.loads(notice.data) if isinstance(notice.data, str) else notice.data


def test_both_reporters_read_that_there_is_an_answer(maildir: Office):
    original = routed(maildir.world)
    duplicate(maildir.world, original)
    maildir.tick()
    maildir.later(2 * HOUR)
    maildir.world.do(original, "answer", by="handler", at=maildir.now, answer="Beklager.")

    assert heard(maildir.tick(), "har fått svar") == ["fastlege", "lege"]


def test_an_answer_given_before_is_news_to_the_second_reporter(world):
    original = routed(world)
    world.do(original, "answer", by="handler", answer="Beklager.")
    world.plan()

    assert kinds(world, duplicate(world, original)) == ["received", "answered"]


def test_who_reported_the_same_hears_of_the_measure_behind_the_original(world):
    original = routed(world)
    measure = measure_behind(world, original)
    first = duplicate(world, original)
    second = duplicate(world, original, "tredje@example.no")
    world.plan()
    world.do(measure, "start")

    assert [kinds(world, each)[-1:] for each in (original, first, second)] == [["step"]] * 3
    assert [len(kinds(world, each)) for each in (original, first, second)] == [2, 3, 3]


def test_without_an_answer_yet_the_second_reporter_hears_that_it_was_reported(world):
    assert kinds(world, duplicate(world, routed(world))) == ["received", "step"]


def test_both_reporters_hear_the_outcome(world):
    original = routed(world)
    second = duplicate(world, original)
    world.plan()
    world.do(original, "reject", rejection="not_enough")

    assert kinds(world, original) == ["received", "answered"]  # by which criterion, is to be read
    assert kinds(world, second) == ["received", "step", "step"]


def test_a_duplicate_of_a_duplicate_hears_of_the_last_one(world):
    first = routed(world)
    second = duplicate(world, first, None)
    last = routed(world, "siste@example.no")
    world.do(first, "mark_duplicate", original=last.ref)
    world.do(last, "answer", by="handler", answer="Beklager.")

    assert kinds(world, second) == []
    assert kinds(world, first)[-1] == "answered"
    assert kinds(world, last) == ["received", "answered"]


def test_a_reporter_with_an_account_hears_of_the_original_in_her_own_case(world):
    original = routed(world, None)
    second = duplicate(world, original, None, by=world.gp)
    world.tick()
    world.do(original, "answer", by="handler", at=MONDAY + 2 * HOUR, answer="Beklager.")

    (mail,) = [m for m in world.tick(MONDAY + 2 * HOUR) if m.to == "gp"]
    assert [line.ref for line in mail.letter.lines] == [second.ref]


def test_a_reporter_of_both_hears_of_a_step_once(world):
    original = routed(world, None, by=world.gp)
    duplicate(world, original, None, by=world.gp)
    world.plan()
    before = len(world.notices(person_id=world.id("gp")))
    world.do(original, "answer", by="handler", answer="Beklager.")
    world.plan()

    assert len(world.notices(person_id=world.id("gp"))) == before + 1


def test_who_reported_hears_when_the_measure_starts_and_is_evaluated(maildir: Office):
    world = maildir.world
    case = routed(world, SAME)
    measure = measure_behind(world, case)
    maildir.tick()
    told = []
    for action, given in (("start", {}), ("evaluate", {"result": "Godt", "outcome": "ended"})):
        maildir.later(2 * HOUR)
        world.do(measure, action, by="owner", at=maildir.now, **given)
        told += [mail for mail in maildir.tick() if mail.to == "fastlege"]

    said = (f"meldinga di {case.ref}: Tiltaket er {done} 23. november" for done in DONE)
    assert all(mail.says(words) for mail, words in zip(told, said, strict=True))
    assert [mail.words.count(done) for mail, done in zip(told, DONE, strict=True)] == [1, 1]
    assert not any(mail.says(measure.ref) or mail.says(measure.title) for mail in told)


def test_who_reported_hears_of_the_measure_that_took_the_place_of_another(maildir: Office):
    world = maildir.world
    case = routed(world, SAME)
    duplicate(world, case, ORIGINAL)
    measure, successor = measure_behind(world, case), measure_behind(world, routed(world, None))
    last = measure_behind(world, routed(world, None))
    maildir.tick()
    for each, action, given, said in (
        (
            measure,
            "supersede",
            {"superseded_by": successor.ref},
            "Tiltaket er erstatta av eit anna",
        ),
        (successor, "supersede", {"superseded_by": last.ref}, "Tiltaket er erstatta av eit anna"),
        (last, "start", {}, "Tiltaket er sett i gang"),
        (last, "evaluate", {"result": "Godt", "outcome": "ended"}, "Tiltaket er evaluert"),
    ):
        maildir.later(2 * HOUR)
        world.do(each, action, at=maildir.now, **given)
        told = [mail for mail in maildir.tick() if mail.to in REPORTERS]
        assert sorted(mail.to for mail in told) == REPORTERS
        assert [mail.words.count("Tiltaket er") for mail in told] == [1, 1]
        assert heard(told, said)


def test_what_was_done_in_her_own_case_is_told_beside_what_was_done_there(maildir: Office):
    world = maildir.world
    case = routed(world, SAME)
    measure = measure_behind(world, case)
    maildir.tick()
    maildir.later(2 * HOUR)
    world.do(case, "write", by="handler", message="Vi følger opp.", at=maildir.now)
    world.do(measure, "start", at=maildir.now)

    (mail,) = [mail for mail in maildir.tick() if mail.to == "fastlege"]
    assert mail.says(f"meldinga di {case.ref}: Du har fått ei melding")
    assert mail.says("Tiltaket er sett i gang")


def test_what_was_done_there_is_told_in_its_order(maildir: Office):
    world = maildir.world
    measure, successor = measure_behind(world, routed(world, SAME)), world.measure()
    maildir.tick()
    maildir.later(2 * HOUR)
    world.do(measure, "supersede", superseded_by=successor.ref, at=maildir.now)
    world.do(successor, "withdraw", at=maildir.now, reason="Ikke lenger aktuelt")

    (mail,) = [mail for mail in maildir.tick() if mail.to == "fastlege"]
    assert mail.words.index("erstatta av eit anna") < mail.words.index("Tiltaket er trekt")


@pytest.mark.parametrize(("action", "said"), [("withdraw", "trekt"), ("decline", "avslått")])
def test_who_reported_hears_that_the_measure_will_not_be(maildir: Office, action: str, said: str):
    world = maildir.world
    case, measure = routed(world, SAME), world.measure()
    world.do(measure, "link_deviation", behind=[case.ref])
    maildir.tick()
    maildir.later(2 * HOUR)
    if action == "decline":
        world.approve(measure, at=maildir.now, outcome=Outcome.DECLINED)
    else:
        world.do(measure, action, at=maildir.now, reason="Dekkes")

    (mail,) = [mail for mail in maildir.tick() if mail.to == "fastlege"]
    assert mail.says(f"meldinga di {case.ref}: Tiltaket er {said} 23. november")


def test_what_takes_the_place_of_a_measure_tells_its_own_reporters_of_itself_alone(world):
    case = routed(world)
    measure, successor = world.measure(), measure_behind(world, case)
    before = kinds(world, case)
    world.do(measure, "supersede", superseded_by=successor.ref)

    assert kinds(world, case) == before


DONE = ("sett i gang", "evaluert")
AGAIN = ((), (("evaluate", {"result": "Godt", "outcome": "ended"}),))


@pytest.mark.parametrize("before", AGAIN)
def test_who_reported_hears_of_a_step_there_that_was_taken_back_and_done_again(maildir, before):
    world = maildir.world
    case = routed(world, SAME)
    measure = measure_behind(world, case)
    steps = (("start", {}), *before)
    for action, given in steps:
        world.do(measure, action, by="owner", **given)
    maildir.tick()
    maildir.later(DAY)
    correct(world.session, measure, Act(world.secretary, maildir.now, reason="feil"))
    action, given = steps[-1]
    world.do(measure, action, by="owner", at=maildir.now, **given)

    (mail,) = [mail for mail in maildir.tick() if mail.to == "fastlege"]
    assert mail.says(f"Noko vi har fortalt deg om meldinga di {case.ref}, er retta")
    assert mail.says(f"Tiltaket er {DONE[len(before)]} 24. november 2026.")
    maildir.later(DAY)
    assert [mail for mail in maildir.tick() if mail.to == "fastlege"] == []


def test_who_reported_hears_of_all_that_was_done_there_and_of_the_answer(maildir):
    world = maildir.world
    case = routed(world, SAME)
    measures = [measure_behind(world, case), measure_behind(world, case)]
    maildir.tick()
    maildir.later(DAY)
    for each in measures:
        world.do(each, "start", by="owner", at=maildir.now)
    world.do(measures[0], "evaluate", by="owner", at=maildir.now, result="Godt", outcome="ended")
    world.do(case, "answer", by="handler", at=maildir.now, answer="Beklager.")

    (mail,) = [mail for mail in maildir.tick() if mail.to == "fastlege"]
    assert mail.says(f"Du har fått svar på meldinga di {case.ref}.")
    assert [mail.words.count(f"Tiltaket er {done}") for done in DONE] == [1, 1]


def test_who_reported_with_an_account_reads_what_was_done(maildir: Office):
    case = routed(maildir.world, None, by=maildir.world.gp)
    measure = measure_behind(maildir.world, case)
    maildir.world.do(measure, "start", by="owner")

    words = "Tiltaket er sett i gang 23. november 2026 av Eli Eigar. Du får dette fordi du melde"
    assert heard(maildir.tick(), f"[{case.ref}] Samhandlingsavvik") == ["gp", "handler"]
    assert heard(maildir.box.mails(), words) == ["gp"]


def asked_about(world: Mailroom, case: Case) -> list[int]:
    """The cases that are asked who there is to hear what happened in that case last."""
    (*_before, last) = read_happened(world.session, events_of(world.session, case.id))
    return [told.asked.case_id for told in tell_linked(world.session, [last])]


def test_a_case_that_is_linked_in_two_ways_is_asked_about_once_and_the_own_never(world):
    original = routed(world)
    measure = measure_behind(world, original)
    second = duplicate(world, original)
    world.do(measure, "link_deviation", behind=[original.ref, second.ref])
    world.do(measure, "start")
    world.do(original, "answer", by="handler", answer="Beklager.")

    assert sorted(asked_about(world, measure)) == [original.id, second.id]
    assert asked_about(world, original) == [second.id]


def test_who_wanted_no_answer_is_left_in_peace(world):
    case = routed(world, SAME, wants_answer=False)
    second = duplicate(world, case, "ro@example.no", wants_answer=False)
    measure = measure_behind(world, case)
    world.plan()
    world.do(measure, "start", by="owner")
    world.do(case, "handle", by="handler", answer="Beklager.")

    assert kinds(world, second) == ["received", "step"]
    assert kinds(world, case) == ["received", "answered", "step"]


def test_a_step_there_that_is_taken_back_is_not_told(world):
    case = routed(world, SAME)
    measure = measure_behind(world, case)
    world.do(measure, "start", by="owner")
    world.plan()
    correct(world.session, measure, Act(world.secretary, MONDAY, reason="feil"))
    world.plan()

    assert [n.reason for n in world.notices(contact_id=case.id, kind="step")] == ["corrected"]


def test_who_was_told_of_a_step_there_hears_that_it_was_taken_back(world):
    case = routed(world, SAME)
    second = routed(world, "to@example.no")
    measure = measure_behind(world, case)
    world.do(measure, "link_deviation", behind=[case.ref, second.ref])
    world.do(measure, "start", by="owner")
    world.tick()
    act = Act(world.secretary, MONDAY + 2 * HOUR, reason="feil")
    correct(world.session, measure, act)
    world.tick(MONDAY + 2 * HOUR)

    told = [(n.contact_id, n.state) for n in world.notices(kind="corrected") if n.contact_id]
    assert told == [(case.id, "told"), (second.id, "told")]
    assert {data(n)["through"] for n in world.notices(kind="corrected") if n.contact_id} == {
        case.id,
        second.id,
    }


def waiting(world: Mailroom, on: Case) -> Case:
    """A measure of the council's that depends on another one."""
    return world.measure("Kurs for alle", by="secretary", bodies=["asu"], depends_on=[on.ref])


def test_who_waits_hears_that_a_measure_was_withdrawn(maildir: Office):
    blocker = maildir.world.measure()
    case = waiting(maildir.world, blocker)
    maildir.tick()
    maildir.later(2 * HOUR)
    maildir.world.do(blocker, "withdraw", at=maildir.now, reason="Ikke aktuelt")
    (mail,) = [mail for mail in maildir.tick() if mail.to == "member"]

    assert mail.says(f"[{case.ref}] Kurs for alle")
    assert mail.says(f"I {blocker.ref}: Tiltaket er trukket 23. november 2026 av Sara Sekretær.")


def test_who_went_on_hears_that_the_evaluation_was_taken_back(maildir: Office):
    world = maildir.world
    blocker = world.ongoing()
    waiting(world, blocker)
    world.do(blocker, "evaluate", by="owner", result="Godt", outcome="ended")
    maildir.tick()
    maildir.later(2 * HOUR)
    correct(world.session, blocker, Act(world.secretary, maildir.now, reason="feil"))

    words = f"Gjort om av Sara Sekretær: I {blocker.ref}: Tiltaket er evaluert "
    assert heard(maildir.tick(), words) == ["member"]


def test_what_is_waited_for_hears_nothing_of_who_waits(world):
    blocker = world.measure()
    world.plan()
    case = waiting(world, blocker)
    further = world.measure("Enda et", by="secretary", bodies=["mottak"], depends_on=[case.ref])
    ended = waiting(world, blocker)
    world.do(ended, "withdraw", reason="Ikke aktuelt")
    world.plan()
    before = len(world.notices())
    world.do(case, "withdraw", reason="Ikke aktuelt")
    world.plan()

    told = [n for n in world.notices()[before:] if data(n).get("through")]
    assert [(data(n)["through"], n.person_id) for n in told] == [(further.id, world.id("handler"))]
    before = len(world.notices())
    world.do(blocker, "withdraw", reason="Ikke aktuelt")
    world.plan()
    assert [n for n in world.notices()[before:] if data(n).get("through")] == []


def test_who_may_not_see_the_measure_hears_neither_its_ref_nor_who_acts(maildir: Office):
    world = maildir.world
    case = routed(world, None, by=world.gp)
    measure = measure_behind(world, case)
    maildir.tick()
    world.leave("gp", local_day(maildir.now))
    maildir.later(DAY)
    world.do(measure, "start", by="owner", at=maildir.now)
    (mail,) = [mail for mail in maildir.tick() if mail.to == "gp"]

    assert mail.says("Tiltaket er sett i gang 24. november 2026. Du får dette fordi du melde")
    assert not mail.says(measure.ref)
