"""A unit hears of the question that was put to it, once, and where it gives its part."""

from __future__ import annotations

import pytest

from tests.mailbox import HOUR
from tests.notifications.mailboxes import heard


@pytest.fixture
def case(maildir):
    case = maildir.world.deviation()
    maildir.world.do(case, "route", handler="mottak")
    maildir.tick()
    return case


def ask(maildir, case, *units):
    maildir.world.do(case, "ask_part", by="handler", part_question="Når?", awaited=[*units])


def test_a_unit_that_is_asked_later_hears_of_that_alone(maildir, case):
    ask(maildir, case, "fagrad-1")
    ask(maildir, case, "fagrad-1", "sengepost")
    mails = maildir.tick()

    assert heard(mails, "Andre einingar er spurde om sin del 23. november 2026") == ["gp", "owner"]
    assert heard(mails, "Andre enheter er spurt om sin del 23. november 2026") == ["other"]


def test_the_mail_leads_to_where_the_part_is_given(maildir, case):
    ask(maildir, case, "fagrad-1")

    assert heard(maildir.tick(), f"/cases/{case.ref}/do/contribute") == ["other", "owner"]


def test_who_is_asked_no_more_reads_that_she_was_involved(maildir, case):
    ask(maildir, case, "fagrad-1", "sengepost")
    maildir.tick()
    maildir.later(2 * HOUR)
    stop = {"awaited": ["sengepost"], "at": maildir.now}
    maildir.world.do(case, "stop_asking", by="handler", **stop)
    mails = maildir.tick()

    assert heard(mails, "Du får e-posten fordi du hadde ei rolle i denne saka") == ["owner"]
    assert heard(mails, "Du får e-posten fordi du hadde en rolle i denne saken") == ["other"]
    assert not heard(mails, "fordi du sit") + heard(mails, "fordi du har")


def test_who_is_asked_no_more_of_one_case_and_is_of_another_reads_both(maildir, case):
    ask(maildir, case, "fagrad-1")
    maildir.tick()
    maildir.later(2 * HOUR)
    second = maildir.world.deviation()
    maildir.world.do(second, "route", handler="mottak", at=maildir.now)
    stop, more = {"awaited": None}, {"part_question": "Når?", "awaited": ["fagrad-1"]}
    maildir.world.do(case, "stop_asking", by="handler", at=maildir.now, **stop)
    maildir.world.do(second, "ask_part", by="handler", at=maildir.now, **more)

    assert heard(maildir.tick(), "fordi du har eller hadde en rolle i disse sakene") == ["other"]
