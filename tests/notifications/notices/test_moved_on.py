"""Whoever loses a case hears that it went to others; whoever has it still hears nothing of that."""

from __future__ import annotations

from tests.mailbox import DAY, HOUR, MONDAY, Mailroom
from tests.notifications.mailboxes import Office, heard


def losers(world: Mailroom) -> list[str]:
    world.plan()
    return [name for name, _kind in world.told("moved_on")]


def test_the_first_unit_hears_that_the_deviation_went_on(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    world.do(case, "route", handler="sengepost")

    assert losers(world) == ["handler"]


def test_a_case_that_is_not_theirs_any_more_shows_nothing_but_that(maildir: Office):
    case = maildir.world.deviation()
    maildir.world.do(case, "route", handler="mottak")
    maildir.tick()
    maildir.later(2 * HOUR)
    maildir.world.do(case, "route", at=maildir.now, handler="sengepost")
    (mail,) = [mail for mail in maildir.tick() if mail.to == "handler"]

    assert mail.says(f"[{case.ref}] Samhandlingsavvik")
    assert mail.says("Avviket er sendt til ansvarlig enhet 23. november 2026. Du har ikke lenger")
    assert mail.says("Status: Hos andre.")
    assert not mail.says("Brudd")


def test_who_has_it_back_before_the_mail_goes_does_not_read_that_it_went(maildir: Office):
    case = maildir.world.deviation()
    maildir.world.do(case, "route", handler="mottak")
    maildir.tick()
    maildir.later(2 * HOUR)
    for unit in ("sengepost", "mottak"):
        maildir.world.do(case, "route", at=maildir.now, handler=unit)
    mails = {mail.to: mail for mail in maildir.tick()}

    assert mails["handler"].says("Avviket er sendt til ansvarlig enhet")
    assert not mails["handler"].says("Du har ikke lenger")


def test_who_has_a_measure_no_more_that_everybody_sees_reads_that_she_was_involved(
    maildir: Office,
):
    case = maildir.world.measure(by="secretary")
    maildir.tick()
    maildir.later(2 * HOUR)
    maildir.world.do(case, "change", comment="Feil råd", bodies=["asu"], at=maildir.now)
    mails = maildir.tick()

    assert heard(mails, "Du får e-posten fordi du hadde en rolle i denne saken") == ["other"]
    assert heard(mails, "Du får e-posten fordi du har") == ["member"]


def test_who_sits_in_both_bodies_has_it_still(world):
    world.join("other", "asu")
    case = world.measure(by="secretary")
    world.do(case, "change", comment="Feil råd", bodies=["asu"])

    assert losers(world) == ["owner"]


def test_one_of_two_bodies_loses_it(world):
    case = world.measure(by="secretary", bodies=["fagrad-1", "asu"])
    world.do(case, "change", comment="Bare rådet", bodies=["fagrad-1"])

    assert losers(world) == ["member"]


def test_who_only_watches_or_comes_later_loses_nothing(world):
    world.join("observer", "fagrad-1", role="observer")
    world.join("gp", "fagrad-1", since=(MONDAY + 3 * DAY).date())
    case = world.measure(by="secretary")
    world.do(case, "change", comment="Feil råd", bodies=["asu"])

    assert losers(world) == ["other", "owner"]


def test_who_gives_it_away_and_whoever_supports_it_hear_nothing(world):
    world.join("secretary", "fagrad-1")
    case = world.measure(by="owner", supporting=["mottak"])
    world.do(case, "change", comment="Feil råd", bodies=["asu"], supporting=["sengepost"])

    assert losers(world) == ["other", "owner"]


def test_given_back_before_anybody_heard_it_is_not_told(world):
    case = world.measure(by="secretary")
    world.do(case, "change", comment="Feil råd", bodies=["asu"])
    world.plan()
    world.world.correct(case, world.secretary, at=MONDAY)
    world.plan()

    assert losers(world) == []
