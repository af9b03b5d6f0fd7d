"""Notices: one thing that one person must hear once. What is said, to whom, about what, and why
not after all."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from engine.language.sentences import Sentence, _
from engine.storage.columns import UTCDateTime, index_of_known


class NoticeState(StrEnum):
    """What became of a notice.

    `told` once the mail that carries it was accepted by the mail server. `perhaps`: its mail was in
    doubt when it became pointless, and does not go again; it may have arrived. What was `cancelled`
    is planned again when its reason has gone, unless the reason is one of `FINAL`.
    """

    PLANNED = "planned"
    TOLD = "told"
    PERHAPS = "perhaps"
    CANCELLED = "cancelled"


class NoticeKind(StrEnum):
    """Why somebody must hear something; `kinds.KINDS` says what each one is."""

    STEP = "step"  # an event that the definition says this person hears of
    DUE = "due"  # a deadline's warning or escalation
    MOVED_ON = "moved_on"  # a case of theirs was given to others
    CORRECTED = "corrected"  # something they were told was taken back
    OUTCOME = "outcome"  # what a council made of a case of theirs without moving it
    ANSWERED = "answered"  # a reporter without an account has an answer or a question waiting
    RECEIVED = "received"  # a reporter's receipt
    MEETING_ITEMS = "meeting_items"  # call for items
    MEETING_PAPERS = "meeting_papers"  # papers are due
    MEETING_REMINDER = "meeting_reminder"  # the meeting comes
    MEETING_MOVED = "meeting_moved"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_REVIVED = "meeting_revived"


class CancelReason(StrEnum):
    """Why a notice or a mail is not sent after all; kept with it, said by `REASONS`."""

    CORRECTED = "corrected"
    DEADLINE_OVER = "deadline_over"
    MEETING_HELD = "meeting_held"
    MEETING_BEGUN = "meeting_begun"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_MOVED = "meeting_moved"
    OVERTAKEN = "overtaken"
    LEFT = "left"
    MAIL_OFF = "mail_off"
    STREAM_OFF = "stream_off"
    NOT_VISIBLE = "not_visible"
    NO_ADDRESS = "no_address"
    EMPTY = "empty"
    GIVEN_UP = "given_up"


REASONS: dict[CancelReason, Sentence] = {
    CancelReason.CORRECTED: _("It was undone before anybody was told."),
    CancelReason.DEADLINE_OVER: _("The deadline no longer runs, or runs to another day."),
    CancelReason.MEETING_HELD: _("The meeting has been held."),
    CancelReason.MEETING_BEGUN: _("The meeting has begun."),
    CancelReason.MEETING_CANCELLED: _("The meeting was cancelled."),
    CancelReason.MEETING_MOVED: _("The meeting was moved again."),
    CancelReason.OVERTAKEN: _("A later email takes its place."),
    CancelReason.LEFT: _("The person no longer has the role that this was for."),
    CancelReason.MAIL_OFF: _("The person wants no email."),
    CancelReason.STREAM_OFF: _("The person wants no emails of this kind."),
    CancelReason.NOT_VISIBLE: _("The person may no longer see the case."),
    CancelReason.NO_ADDRESS: _("There is no address any more."),
    CancelReason.EMPTY: _("There was nothing to tell."),
    CancelReason.GIVEN_UP: _("Somebody decided that the email is not sent."),
}


# What does not come back when circumstances change: who wanted no mail is not sent it afterwards,
# an address is gone, a step that was taken back stays so, a meeting that was held has been held.
MAYBE = "perhaps"  # in the data of a notice, that a mail in doubt which does not go again had it
FINAL = frozenset(
    {
        CancelReason.MAIL_OFF,
        CancelReason.STREAM_OFF,
        CancelReason.NO_ADDRESS,
        CancelReason.CORRECTED,
        CancelReason.MEETING_HELD,
        CancelReason.GIVEN_UP,
    }
)


class Notice(SQLModel, table=True):
    """One thing for one recipient: a person, or the contact of a reported case (`contact_id` is
    that case).

    `occurrence` tells repetitions apart: the event's number, the deadline's moment, the meeting's
    milestone.
    """

    __table_args__ = (
        Index("ix_notice_due", "state", "send_at"),
        index_of_known("ix_notice_delivery_id", "delivery_id"),
        Index("ix_notice_case_id", "case_id", "state"),
        index_of_known("ix_notice_meeting_id", "meeting_id", "state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=200)
    kind: str = Field(max_length=30)
    occurrence: str = Field(max_length=80)
    partnership_id: int = Field(foreign_key="partnership.id")
    case_id: int | None = Field(default=None, foreign_key="case.id")
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")
    event_id: int | None = Field(default=None, foreign_key="event.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.case_id")
    state: str = Field(default=NoticeState.PLANNED, max_length=20)
    reason: str = Field(default="", max_length=200)
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    planned_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    send_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id")
    times: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # planned anew


class Cursor(SQLModel, table=True):
    """How far a reader of events has come."""

    name: str = Field(primary_key=True, max_length=40)
    event_id: int


class PlannedWhen(NamedTuple):
    """When a notice was planned, and from when on it may go."""

    planned_at: datetime
    send_at: datetime


class Planned(NamedTuple):
    """A notice as it is read and written. `id` is 0 as long as it is only wanted."""

    key: str
    kind: str
    occurrence: str
    partnership_id: int
    data: dict[str, Any]
    planned_at: datetime
    send_at: datetime
    case_id: int | None = None
    meeting_id: int | None = None
    event_id: int | None = None
    person_id: int | None = None
    contact_id: int | None = None
    state: str = NoticeState.PLANNED
    id: int = 0
    delivery_id: int | None = None
    reason: str = ""
    times: int = 0

    @property
    def told_in(self) -> int | None:
        """The case in which the reader hears of it: its own, or one that is linked to it."""
        return self.data.get("through", self.case_id)

    @property
    def waits(self) -> bool:
        """Whether it is still to be told."""
        return self.state == NoticeState.PLANNED

    @property
    def perhaps(self) -> bool:
        """Whether it may have been told; also where it was then taken out of a mail in doubt, to go
        in another."""
        return self.state == NoticeState.PERHAPS or MAYBE in self.data

    @property
    def heard(self) -> bool:
        """Whether it was told, or may have been."""
        return self.state == NoticeState.TOLD or self.perhaps

    @property
    def settled(self) -> bool:
        """Whether it is not to be told: it was, or may have been, or was cancelled for good."""
        return self.state in (NoticeState.TOLD, NoticeState.PERHAPS) or self.reason in FINAL

    def remembered(self, wanted: Planned) -> Planned:
        """The same notice as it is wanted now, which may have been told already."""
        maybe = {MAYBE: True} if self.perhaps else {}
        return wanted._replace(data=wanted.data | maybe)
