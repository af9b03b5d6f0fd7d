"""How the lengths of waiting hang together."""

from __future__ import annotations

from datetime import timedelta

from notifications.outbox.waits import (
    ANSWER,
    AT_THE_DOT,
    DOT,
    HOLDS,
    LEASE,
    LONGEST_PAUSE,
    LONGEST_TRY,
    MOST_DOUBTS,
    hold,
    pause,
)


def test_a_lease_outlasts_the_wait_at_the_dot():
    assert timedelta(minutes=10) <= DOT < AT_THE_DOT < LEASE
    assert DOT + ANSWER < AT_THE_DOT


def test_a_server_that_is_slow_at_each_verb_is_noticed_within_half_a_lease():
    assert ANSWER * 3 < LEASE / 2


def test_a_mail_in_doubt_rests_longer_each_time():
    rests = [hold(doubts) for doubts in range(1, MOST_DOUBTS + 3)]

    assert rests[:4] == [timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), rests[3]]
    assert rests == sorted(rests)
    assert rests[3:] == [timedelta(hours=12)] * 4
    assert HOLDS[0] > LEASE, "who crashed holds nothing any more when it is tried again"


def test_pauses_double_until_the_longest():
    waits = [pause(attempts) for attempts in range(30)]

    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert waits[8:] == [LONGEST_PAUSE] * 22
    assert LONGEST_PAUSE < LONGEST_TRY
