"""A unit hears of the question that was put to it, once, and where it gives its part."""

from __future__ import annotations

import pytest

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
