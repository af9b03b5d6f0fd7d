"""The kinds of notices, one row each: in which letter it is told, how heavy it weighs there,
whether it still applies when the mail is sent, and its words.

A new kind is a name in `NoticeKind`, a row here, its words in the templates, and its tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from engine.days.calendar import local_day
from engine.definitions import wording
from engine.definitions.model import Definition
from engine.language.sentences import Label, Sentence, _, n_
from notifications.notices import applies, council_words, milestones
from notifications.notices.council_words import with_chosen
from notifications.notices.notices import CancelReason, NoticeKind, Planned
from notifications.outbox.deliveries import DeliveryKind

# The words: of a case, why somebody hears of it; of a meeting, what is told

CaseWords = Callable[[Definition, Planned, int], Sentence]
MeetingWords = Callable[[NoticeKind, list[str], date], Sentence]


def _done(definition: Definition, notice: Planned, times: int) -> Sentence:
    return _because(definition, notice, done(definition, notice, times))


def done(definition: Definition, notice: Planned, times: int = 1) -> Sentence:
    """What was done, when last and by whom; with what was chosen, and which council decided."""
    clause, on = _clause(definition, notice), notice.data.get("on")
    day = date.fromisoformat(on) if on else local_day(notice.planned_at)
    council = notice.data.get("council")
    if council and times == 1 and council["day"] == day.isoformat():
        return with_chosen(council_words.decided_same_day(clause, council), notice)
    by = None if council else notice.data.get("by")
    what = with_chosen(_on(clause, day, times, by), notice)
    return council_words.decided(what, council) if council else what


def _on(
    clause: wording.Clause, day: date, times: int, by: str | Sentence | Label | None
) -> Sentence:
    if not by:
        return n_("{done} on {day}", "{done} {n} times, last on {day}", times, done=clause, day=day)
    return n_(
        "{done} on {day} by {person}",
        "{done} {n} times, last on {day} by {person}",
        times,
        done=clause,
        day=day,
        person=by,
    )


def _made(definition: Definition, notice: Planned, _times: int) -> Sentence:
    said = council_words.outcome_words(notice.data["made"], notice.data["council"])
    if notice.data.get("mended"):
        said = _("What was recorded before was put right: {what}", what=said)
    return _because(definition, notice, said)


def _moved_on(definition: Definition, notice: Planned, _times: int) -> Sentence:
    what = done(definition, notice)
    return _("{what}. You no longer have this case.", what=what)


def _taken_back(definition: Definition, notice: Planned, _times: int) -> Sentence:
    what, data = _clause(definition, notice), notice.data
    return _("{what}.", what=wording.taken_back(what, data.get("by"), data.get("on")))


def _due(definition: Definition, notice: Planned, _times: int) -> Sentence:
    return _because(definition, notice, due(definition, notice))


def due(definition: Definition, notice: Planned) -> Sentence:
    """What is to be done by when, or was; and who hears of it next."""
    name, day = notice.data["deadline"], date.fromisoformat(notice.data["due"])
    said = wording.due(definition, name, day, late=notice.data["late"])
    return council_words.counts(said) if notice.data.get("last") else said


def news(definition: Definition, notice: Planned) -> Sentence:
    """What whoever reported hears: what was done, or is to be done."""
    told = due if notice.kind == NoticeKind.DUE else done
    return told(definition, notice)


def _clause(definition: Definition, notice: Planned) -> wording.Clause:
    if said := notice.data.get("done"):
        return _in_the_other_case(Label(*said), notice.data.get("there"))
    return wording.done(definition, notice.data.get("from"), notice.data["action"])


def _in_the_other_case(done: Label, ref: str | None) -> wording.Clause:
    return _("In {ref}: {done}", ref=ref, done=done) if ref else done


def _because(definition: Definition, notice: Planned, what: Sentence) -> Sentence:
    reasons = wording.because(definition, notice.data.get("roles", ()))
    if not reasons:
        return _("{what}.", what=what)
    return _("{what}. You get this because {reasons}.", what=what, reasons=reasons)


def _moved(_kind: NoticeKind, bodies: list[str], day: date) -> Sentence:
    return _("The meeting of {bodies} was moved to {day}.", bodies=bodies, day=day)


def _revived(_kind: NoticeKind, bodies: list[str], day: date) -> Sentence:
    return _("The meeting of {bodies} on {day} will be held after all.", bodies=bodies, day=day)


def _cancelled(_kind: NoticeKind, bodies: list[str], day: date) -> Sentence:
    return _("The meeting of {bodies} on {day} was cancelled.", bodies=bodies, day=day)


def _milestone(kind: NoticeKind, bodies: list[str], day: date) -> Sentence:
    return _(
        "{milestone}: the meeting of {bodies} on {day}.",
        milestone=milestones.label(kind),
        bodies=bodies,
        day=day,
    )


@dataclass(frozen=True)
class KindOfNotice:
    """What a kind of notice is.

    `letter` is the one to a person; an address left with a report always gets the reporter's. Of
    several notices in a letter about one meeting, or to one reporter, the one with the highest
    `weight` gives it its name. `asks` are asked in turn, and the first reason counts.
    """

    letter: DeliveryKind
    weight: int
    asks: tuple[applies.Asks, ...] = ()
    case_words: CaseWords = _done
    meeting_words: MeetingWords = _cancelled

    def pointless(self, facts: applies.Facts, notice: Planned) -> CancelReason | None:
        """Why a notice of this kind no longer applies, or None when it does."""
        return next((why for ask in self.asks if (why := ask(facts, notice))), None)


_MILESTONE = KindOfNotice(
    DeliveryKind.MEETING,
    8,
    asks=(applies.still_to_come, applies.still_in_the_seat),
    meeting_words=_milestone,
)
KINDS: dict[NoticeKind, KindOfNotice] = {
    NoticeKind.STEP: KindOfNotice(
        DeliveryKind.NOTICES,
        3,
        asks=(applies.not_taken_back, applies.still_concerned),
        case_words=_done,
    ),
    NoticeKind.DUE: KindOfNotice(
        DeliveryKind.NOTICES,
        2,
        asks=(applies.deadline_runs, applies.still_concerned),
        case_words=_due,
    ),
    NoticeKind.MOVED_ON: KindOfNotice(
        DeliveryKind.NOTICES,
        5,
        asks=(applies.not_taken_back, applies.not_given_back),
        case_words=_moved_on,
    ),
    NoticeKind.CORRECTED: KindOfNotice(DeliveryKind.NOTICES, 6, case_words=_taken_back),
    NoticeKind.OUTCOME: KindOfNotice(
        DeliveryKind.NOTICES,
        4,
        asks=(applies.still_recorded, applies.still_concerned),
        case_words=_made,
    ),
    NoticeKind.ANSWERED: KindOfNotice(DeliveryKind.REPORTER, 7, asks=(applies.not_taken_back,)),
    NoticeKind.RECEIVED: KindOfNotice(DeliveryKind.REPORTER, 1, asks=(applies.not_taken_back,)),
    NoticeKind.MEETING_ITEMS: _MILESTONE,
    NoticeKind.MEETING_PAPERS: replace(_MILESTONE, weight=9),
    NoticeKind.MEETING_REMINDER: replace(_MILESTONE, weight=10),
    NoticeKind.MEETING_MOVED: KindOfNotice(
        DeliveryKind.MEETING,
        11,
        asks=(applies.still_to_come, applies.not_moved_again, applies.still_in_a_seat),
        meeting_words=_moved,
    ),
    NoticeKind.MEETING_REVIVED: KindOfNotice(
        DeliveryKind.MEETING,
        12,
        asks=(applies.still_to_come, applies.still_in_a_seat),
        meeting_words=_revived,
    ),
    NoticeKind.MEETING_CANCELLED: KindOfNotice(
        DeliveryKind.MEETING,
        13,
        asks=(applies.still_cancelled,),
        meeting_words=_cancelled,
    ),
}

# What is told before a meeting and means nothing once it was held or cancelled.
BEFORE_A_MEETING = tuple(kind for kind, row in KINDS.items() if applies.still_to_come in row.asks)


def kind_of(notice: Planned) -> KindOfNotice:
    """The row of a notice's kind."""
    return KINDS[NoticeKind(notice.kind)]


def letter_of(notice: Planned) -> DeliveryKind:
    """In which letter the notice is told."""
    return DeliveryKind.REPORTER if notice.contact_id is not None else kind_of(notice).letter


def by_weight(notices: Iterable[Planned]) -> list[NoticeKind]:
    """The kinds of these notices, the weightiest first."""
    kinds = {NoticeKind(notice.kind) for notice in notices}
    return sorted(kinds, key=lambda kind: -KINDS[kind].weight)
