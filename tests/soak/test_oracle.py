"""What the soaks call explained: a copy more where the worker that handed the first one over could
not say so, and nothing else."""

from __future__ import annotations

import pytest

from tests.soak.oracle import judge
from tests.soak.relay import Taken


def taken(at, worker, *, message_id="<1@here>", dropped=False):
    return Taken(at, worker, "ola@example.no", message_id, ["told"], True, dropped)


def unexplained(first, second, interrupted):
    verdict = judge([first, second], {"ola@example.no": 1}, interrupted)

    (account,) = verdict.doubled
    assert account.startswith("('ola@example.no', 'told'): ")
    return len(verdict.unexplained)


@pytest.mark.parametrize("killed", [0.1, 4.0, -0.5])
def test_a_worker_that_was_killed_at_the_dot_explains_it(killed):
    assert not unexplained(taken(100, 7), taken(120, 8), {7: [100 + killed]})


def test_a_server_that_hung_up_explains_it():
    assert not unexplained(taken(100, 7, dropped=True), taken(120, 8), {})


@pytest.mark.parametrize("killed", [60.0, -60.0])
def test_a_worker_that_was_killed_another_time_does_not(killed):
    assert unexplained(taken(100, 7), taken(120, 8), {7: [100 + killed]})


def test_somebody_else_who_was_killed_does_not():
    assert unexplained(taken(100, 7), taken(120, 8), {8: [100.1]})


def test_another_mail_of_the_same_news_is_never_explained():
    assert unexplained(taken(100, 7), taken(120, 8, message_id="<2@here>"), {7: [100.1]})


def test_who_was_not_told_of_every_meeting_has_lost_one():
    assert judge([taken(100, 7)], {"ola@example.no": 2}, {}).lost == ["ola@example.no: 1 of 2"]
