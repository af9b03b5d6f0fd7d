"""Each kind of notice is one row: its letter, its weight, its words; whether it still applies is
read from real mailboxes in `test_promises`."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.language.sentences import say
from notifications.notices.applies import move_of
from notifications.notices.kinds import (
    BEFORE_A_MEETING,
    KINDS,
    by_weight,
    kind_of,
    letter_of,
)
from notifications.notices.notices import NoticeKind, Planned
from notifications.outbox.deliveries import DeliveryKind
from workflows.known_definitions import load_definitions

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
STEP = {"action": "route", "from": "reported", "to": "reported", "roles": ["handler", "router"]}
DUE = {"deadline": "answer", "due": "2026-12-21", "late": False, "roles": ["handler"]}


@pytest.fixture(scope="module")
def deviation():
    return load_definitions()["deviation"]


def notice(kind: NoticeKind, data: dict | None = None, *, contact: int | None = None) -> Planned:
    return Planned("key", kind, "1", 1, data or {}, NOW, NOW, case_id=1, contact_id=contact)


def words(definition, kind: NoticeKind, data: dict, times: int = 1) -> str:
    said = kind_of(notice(kind, data)).case_words(definition, notice(kind, data), times)
    return say(said, "en")


def test_every_kind_has_a_row_and_a_weight_of_its_own():
    assert set(KINDS) == set(NoticeKind)
    assert sorted(row.weight for row in KINDS.values()) == list(range(1, len(KINDS) + 1))


def test_the_weightiest_kind_gives_a_letter_its_name():
    several = [notice(kind) for kind in (NoticeKind.STEP, NoticeKind.ANSWERED, NoticeKind.RECEIVED)]

    assert by_weight(several) == [NoticeKind.ANSWERED, NoticeKind.STEP, NoticeKind.RECEIVED]


def test_a_meeting_that_moved_outweighs_its_milestones():
    kinds = [kind for kind in NoticeKind if kind.startswith("meeting_")]

    assert by_weight(notice(kind) for kind in kinds) == [
        NoticeKind.MEETING_CANCELLED,
        NoticeKind.MEETING_REVIVED,
        NoticeKind.MEETING_MOVED,
        NoticeKind.MEETING_REMINDER,
        NoticeKind.MEETING_PAPERS,
        NoticeKind.MEETING_ITEMS,
    ]


@pytest.mark.parametrize("kind", NoticeKind)
def test_the_address_left_with_a_report_gets_the_letter_to_reporters(kind):
    assert letter_of(notice(kind, contact=1)) is DeliveryKind.REPORTER


def test_cases_come_in_one_letter_and_meetings_in_their_own():
    letters = {kind: letter_of(notice(kind)) for kind in NoticeKind}

    assert {kind for kind, each in letters.items() if each is DeliveryKind.NOTICES} == {
        NoticeKind.STEP,
        NoticeKind.DUE,
        NoticeKind.MOVED_ON,
        NoticeKind.CORRECTED,
        NoticeKind.OUTCOME,
    }
    assert {kind for kind, each in letters.items() if each is DeliveryKind.REPORTER} == {
        NoticeKind.ANSWERED,
        NoticeKind.RECEIVED,
    }


def test_only_the_news_that_a_meeting_is_cancelled_outlives_it():
    meetings = {kind for kind in NoticeKind if kind.startswith("meeting_")}

    assert set(BEFORE_A_MEETING) == meetings - {NoticeKind.MEETING_CANCELLED}


def test_the_words_of_a_step(deviation):
    assert (
        words(deviation, NoticeKind.STEP, STEP)
        == "The deviation was sent to the responsible unit on 23 November 2026."
        " You get this because you handle the deviation and you are in the intake."
    )
    assert words(deviation, NoticeKind.STEP, STEP, 3).startswith(
        "The deviation was sent to the responsible unit 3 times, last on 23 November"
    )


def test_a_role_that_a_later_version_lost_is_left_out(deviation):
    lost = {**STEP, "roles": ["handler", "gone"]}

    assert words(deviation, NoticeKind.STEP, lost).endswith("because you handle the deviation.")


def test_the_words_of_an_opening_and_of_an_action_that_is_not_known(deviation):
    opened = {"action": "open", "from": None, "roles": ["router"]}
    unknown = {"action": "vanished", "from": "reported", "roles": ["router"]}

    assert words(deviation, NoticeKind.STEP, opened).startswith("The deviation was reported on")
    assert words(deviation, NoticeKind.STEP, unknown).startswith("“vanished” was done on")


def test_the_words_of_a_deadline(deviation):
    late = {**DUE, "late": True}

    assert (
        words(deviation, NoticeKind.DUE, DUE)
        == "The deviation is to be answered by 21 December 2026."
        " You get this because you handle the deviation."
    )
    assert (
        words(deviation, NoticeKind.DUE, late)
        == "The deviation was to be answered by 21 December 2026."
        " You get this because you handle the deviation."
    )
    assert words(deviation, NoticeKind.DUE, {**DUE, "deadline": "gone"}).startswith(
        "The deadline “gone” is 21"
    )


def test_the_words_of_what_was_taken_back(deviation):
    assert (
        words(deviation, NoticeKind.CORRECTED, STEP)
        == "This was undone: The deviation was sent to the responsible unit."
    )
    by_role = {**STEP, "on": "2026-11-23", "by": "the secretariat"}
    assert (
        words(deviation, NoticeKind.CORRECTED, by_role) == "Undone by the secretariat:"
        " The deviation was sent to the responsible unit (23 November 2026)."
    )
    asked = {"action": "ask", "from": "reported"}
    assert words(deviation, NoticeKind.CORRECTED, asked).startswith(
        "This was undone: The reporter was asked"
    )


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (NoticeKind.MEETING_ITEMS, "Call for items: the meeting of ASU and PSU on 3 March 2027."),
        (
            NoticeKind.MEETING_PAPERS,
            "Time to send out the papers: the meeting of ASU and PSU on 3 March 2027.",
        ),
        (
            NoticeKind.MEETING_REMINDER,
            "Meeting reminder: the meeting of ASU and PSU on 3 March 2027.",
        ),
        (NoticeKind.MEETING_MOVED, "The meeting of ASU and PSU was moved to 3 March 2027."),
        (NoticeKind.MEETING_CANCELLED, "The meeting of ASU and PSU on 3 March 2027 was cancelled."),
    ],
)
def test_the_words_of_meetings(kind, said):
    assert say(KINDS[kind].meeting_words(kind, ["ASU", "PSU"], date(2027, 3, 3)), "en") == said


def test_each_move_of_a_meeting_is_an_occurrence_of_its_own():
    assert [move_of(sequence) for sequence in (1, 2)] == ["meeting_moved-1", "meeting_moved-2"]
