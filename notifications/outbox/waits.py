"""How long anything waits on a mail's way, and how these lengths hang together."""

from __future__ import annotations

from datetime import timedelta

ANSWER = timedelta(seconds=60)  # the longest wait for one answer before the final dot
DOT = timedelta(minutes=10)  # for the answer to the dot itself (RFC 5321, 4.5.3.2.6)
LOOK = timedelta(seconds=20)  # after so long at the dot the rest of the batch is given back
# So much of its lease a mail has when the dot is said: it outlasts the wait for the answer.
AT_THE_DOT = DOT + timedelta(minutes=2)
# A batch is handed over within half of it; in ordinary times no lease need be renewed at a dot.
# What takes longer loses it before the dot, and hands nothing over.
LEASE = AT_THE_DOT + timedelta(minutes=2)

# A mail in doubt rests so long before the same bytes go again, longer each time; after the last
# time a person is asked.
HOLDS = tuple(timedelta(minutes=15) * times for times in (1, 4, 16, 48, 48))
MOST_DOUBTS = len(HOLDS)
ARCHIVE_PAUSE = timedelta(minutes=5)  # until an archive that was away is asked again

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=6)
LONGEST_TRY = timedelta(days=5)  # so long a server may say “later” (RFC 5321, 4.5.4.1)
LEAST_TRIES = 10  # and so often: while we stood still it said nothing
LONGEST_REST = max(*HOLDS, LONGEST_PAUSE)


def hold(doubts: int) -> timedelta:
    """How long a mail rests that has been in doubt so many times."""
    return HOLDS[min(doubts, MOST_DOUBTS) - 1]


def pause(attempts: int) -> timedelta:
    """How long to wait after that many attempts before this one: twice as long each time, six
    hours at most."""
    return min(FIRST_PAUSE * (1 << min(attempts, 10)), LONGEST_PAUSE)
