"""What a mail in doubt said, which may have arrived: it goes again only as long as all of it is so.

It is not written anew, for a mailbox that has it would take the new one for the same. Where
something is not so any more, newer words may have been read meanwhile, and it would be read after
them: what still applies goes in another mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from notifications.notices import store
from notifications.notices.notices import MAYBE, CancelReason, Planned
from notifications.sending.composed import Note
from notifications.sending.still_applies import BatchFacts
from notifications.sending.to_write import ToWrite


def as_told(told: Iterable[Planned], facts: BatchFacts) -> Note:
    """What is about to be told of each meeting and each case, to be kept with its notice where it
    is not yet: only what comes later is news then."""
    kept = {notice.id: (notice.data, notice.data | facts.told_as(notice)) for notice in told}
    changed = {number: now for number, (before, now) in kept.items() if now != before}
    return partial(store.remember, changed=changed)


def pointless(delivery: ToWrite, notice: Planned, facts: BatchFacts) -> CancelReason | None:
    """Why a notice no longer applies."""
    if delivery.doubtful and facts.names_other_day(notice):
        return CancelReason.MEETING_MOVED
    return facts.pointless(notice)


def still_stands(
    told: Iterable[Planned], dropped: Mapping[int, CancelReason], facts: BatchFacts
) -> bool:
    """Whether all that a mail said is so."""
    return not any(each.id in dropped or facts.names_other_state(each) for each in told)


def notes(
    doubtful: Sequence[list[Planned]], dropped: Mapping[int, CancelReason], facts: BatchFacts
) -> tuple[Note, ...]:
    """What no longer applies is cancelled. Of a mail in doubt it may have been told; where such a
    mail does not go again, the rest of it goes in another, and may have been told as well."""
    perhaps = {n.id: dropped[n.id] for told in doubtful for n in told if n.id in dropped}
    gone = [told for told in doubtful if not still_stands(told, dropped, facts)]
    rest = {n.id: n.data | {MAYBE: True} for told in gone for n in told if n.id not in perhaps}
    anew = (partial(store.release, ids=rest), partial(store.remember, changed=rest))
    return (
        partial(store.drop_perhaps, why=perhaps),
        partial(store.drop, why={n: why for n, why in dropped.items() if n not in perhaps}),
        *(anew if rest else ()),
    )
