"""What must have become of every mail, by what the mail server took and nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tests.soak.relay import Taken

AFTER_ACCEPT = 5.0  # seconds within which a worker that was killed had not said that it went
ON_THE_WAY = 5.0  # seconds that its last mail lay with a busy server before that took it


class Verdict(NamedTuple):
    """How many mails were taken; what is lost; what came more than once, with the account of it;
    of the latter what no interruption between the final dot and the commit explains."""

    mails: int
    lost: list[str]
    doubled: list[str]
    unexplained: list[str]


def judge(
    taken: Sequence[Taken],
    due: Mapping[str, int],
    interrupted: Mapping[int, Sequence[float]],
) -> Verdict:
    """Each member hears of each meeting once: `due` says of how many. `interrupted` says when each
    worker was killed or frozen."""
    copies = _copies(taken)
    heard = Counter(to for (to, _mark), mails in copies.items() if mails[0].meeting)
    doubled = {
        f"{key}: {_account(mails, interrupted)}": mails
        for key, mails in copies.items()
        if len(mails) > 1
    }
    return Verdict(
        mails=len({mail.message_id for mail in taken}),
        lost=[f"{to}: {heard[to]} of {n}" for to, n in due.items() if heard[to] != n],
        doubled=[*doubled],
        unexplained=[
            account for account, mails in doubled.items() if not _explained(mails, interrupted)
        ],
    )


def _copies(taken: Iterable[Taken]) -> dict[tuple[str, str], list[Taken]]:
    """The mails that told each thing to each reader."""
    found: dict[tuple[str, str], list[Taken]] = defaultdict(list)
    for mail in taken:
        for mark in mail.marks:
            found[mail.to, mark].append(mail)
    return found


def _explained(mails: Sequence[Taken], interrupted: Mapping[int, Sequence[float]]) -> bool:
    """Whether each copy but the last was taken by somebody who could not say so: one copy only, the
    same bytes' Message-ID."""
    same = len({mail.message_id for mail in mails}) == 1
    return same and all(
        mail.dropped
        or any(-ON_THE_WAY < at - mail.at < AFTER_ACCEPT for at in interrupted.get(mail.worker, ()))
        for mail in mails[:-1]
    )


def _account(mails: Sequence[Taken], interrupted: Mapping[int, Sequence[float]]) -> str:
    """Who had each copy, when, and how long after it that worker was interrupted."""
    said = []
    for mail in mails:
        waits = [round(at - mail.at, 2) for at in interrupted.get(mail.worker, ())]
        ended = min(waits, key=abs, default=None)
        said.append(
            f"{mail.message_id} by {mail.worker} after {mail.at - mails[0].at:.1f} s"
            f" (dropped: {mail.dropped}, interrupted in: {ended})"
        )
    return "; ".join(said)
