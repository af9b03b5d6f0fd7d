"""What a mail says, before it is in any language or any format: frozen letters that the renderer
turns into text and HTML.

`sending.compose.letters_for` makes them at the moment of sending, for a batch in a fixed number of
queries, and answers for each delivery a letter or `Pointless`; `sending.compose.settle` is called
in the commit that records `sent`. No free text of a deviation and no name from one can enter: a
case without a title is called by its workflow's label.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from engine.language.sentences import Label, Sentence
from notifications.notices.notices import CancelReason, NoticeKind

SHOWN = 20  # lines of one list in a mail; the rest is counted
Words = Sentence | Label | str  # what `engine.languages.say` says in the reader's language


@dataclass(frozen=True)
class Recipient:
    """Whom the mail is to, as it stands now.

    `person_id` is None for a reporter without an account, whose `name` is empty.
    """

    name: str
    address: str
    language: str
    person_id: int | None = None


@dataclass(frozen=True)
class SendingPartnership:
    """On whose behalf the mail is sent."""

    id: int
    key: str
    name: str


class OtherStep(NamedTuple):
    """A step that can be taken beside the one that leads on: what it is called, and its action."""

    label: Label
    action: str


@dataclass(frozen=True)
class CaseLine:
    """A case in a mail: one line, however many reasons there are.

    `link_path` comes after the base address, and is empty where the reader may not see the case.
    `due` says the deadline, where no reason does; `next_step` is the action that leads on and
    `next_label` its name, `others` are those that can be taken meanwhile; `opened` tells cases
    without titles apart, on pages. `gone` is a case in which the reader has no role any more, as
    far as is told.
    """

    ref: str
    title: Words
    state: Label
    due_on: date | None
    overdue: bool
    reasons: tuple[Sentence, ...]
    link_path: str
    due: Sentence | None = None
    next_step: str = ""
    next_label: Label | None = None
    others: tuple[OtherStep, ...] = ()
    opened: Sentence | None = None
    written: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    gone: bool = False

    @property
    def step_path(self) -> str:
        """Where the form of the next step is found; the case itself where none leads on."""
        return self.path_of(self.next_step) if self.next_step else self.link_path

    def path_of(self, action: str) -> str:
        """Where the form of a step is found, after the base address."""
        return f"{self.link_path}/do/{action}"


@dataclass(frozen=True)
class HappenedLine:
    """What happened to one case since the last digest: the last step, how many there were, and what
    was done before the last."""

    ref: str
    title: Words
    count: int
    last: Sentence
    at: datetime
    link_path: str
    before: tuple[Words, ...] = ()


@dataclass(frozen=True)
class MeetingLine:
    """A meeting: the names of its bodies, its local day and time, its place where one is known, and
    what a calendar file needs.

    `state` is planned, held or cancelled; `sequence` rises when the meeting is moved or cancelled.
    """

    id: int
    bodies: tuple[str, ...]
    day: date
    clock: str
    sequence: int
    state: str
    link_path: str
    uid: str = ""
    place: str = ""


@dataclass(frozen=True)
class NoticesLetter:
    """What waits in some cases; reasons of one case are joined in its line.

    Lines are in the order of their due day. `why` says once why the reader hears of them all,
    where several lines have the same reasons; then the lines do not say it.
    """

    recipient: Recipient
    partnership: SendingPartnership
    lines: tuple[CaseLine, ...]
    why: tuple[Words, ...] = ()

    @property
    def has_role(self) -> bool:
        """Whether the reader has a role in one of the cases."""
        return any(not line.gone for line in self.lines)

    @property
    def has_gone(self) -> bool:
        """Whether there is a case in which the reader has none any more."""
        return any(line.gone for line in self.lines)

    @property
    def shown(self) -> tuple[CaseLine, ...]:
        """The lines that the mail shows; so many people read, and so large a mail may be."""
        return self.lines[:SHOWN]

    @property
    def left_out(self) -> int:
        """How many cases are counted and not shown."""
        return len(self.lines[SHOWN:])


@dataclass(frozen=True)
class MeetingLetter:
    """One meeting: the weightiest of what is to be said of it, and all reasons.

    `what` is one of the MEETING_… kinds. `moved_from` is the day the recipient was told before,
    with MEETING_MOVED alone, `moved_clock` the hour, where it is known. `items` are the agenda,
    without what the recipient may not see. `why` says by which seat the recipient hears of it.
    """

    recipient: Recipient
    partnership: SendingPartnership
    what: NoticeKind
    meeting: MeetingLine
    moved_from: date | None
    items: tuple[Words, ...]
    reasons: tuple[Sentence, ...]
    why: Sentence
    moved_clock: str = ""


@dataclass(frozen=True)
class ReporterLetter:
    """To someone who reported without an account: that a report came in (RECEIVED), that
    something to read is waiting behind the receipt's code (ANSWERED), that the report moved on
    (STEP), or that something told was taken back (CORRECTED). `asks` where what is waiting is a
    question, `news` says what was done last, and when, or what is to be done, `also` what else was
    done that she reads nowhere else in it, `due` what else is to be done by when; `reported_as` is
    what the report was called before it came over from another partnership."""

    recipient: Recipient
    partnership: SendingPartnership
    what: NoticeKind
    ref: str
    workflow: Label
    link_path: str
    asks: bool = False
    news: Sentence | None = None
    also: tuple[Sentence, ...] = ()
    due: tuple[Sentence, ...] = ()
    reported_as: str = ""


@dataclass(frozen=True)
class DigestLetter:
    """The weekly digest of one person in one partnership.

    `unrecorded` are meetings of days that have passed of which nobody recorded that they were held.
    `…_more` counts what did not fit into the lines.
    """

    recipient: Recipient
    partnership: SendingPartnership
    period: str
    waits: tuple[CaseLine, ...]
    late: tuple[CaseLine, ...]
    happened: tuple[HappenedLine, ...]
    meetings: tuple[MeetingLine, ...]
    unrecorded: tuple[MeetingLine, ...] = ()
    waits_more: int = 0
    late_more: int = 0
    happened_more: int = 0
    until: int = 0  # the last event that was looked at

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say; such a digest is not sent."""
        return not (self.waits or self.late or self.happened or self.meetings or self.unrecorded)


@dataclass(frozen=True)
class LoginLetter:
    """A link to log in with, for somebody who asked for one; it works once, for so many minutes."""

    recipient: Recipient
    partnership: SendingPartnership
    link_path: str
    minutes: int


Letter = NoticesLetter | MeetingLetter | ReporterLetter | DigestLetter | LoginLetter


@dataclass(frozen=True)
class Pointless:
    """There is nothing left to send.

    The notices are cancelled already; the delivery is for the sender to cancel.
    """

    reason: CancelReason
