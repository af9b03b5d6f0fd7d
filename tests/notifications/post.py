"""A small world of letters: readers, a case of each kind, a meeting, and a writer who says what
a test wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from engine.language.sentences import Label, _
from engine.storage.session import Session
from notifications.letters.letters import (
    CaseLine,
    DigestLetter,
    HappenedLine,
    Letter,
    MeetingLetter,
    MeetingLine,
    NoticesLetter,
    Pointless,
    Recipient,
    ReporterLetter,
    SendingPartnership,
)
from notifications.letters.mime import Letterhead
from notifications.notices.notices import REASONS, CancelReason, NoticeKind
from notifications.outbox import deliveries
from notifications.outbox.deliveries import DeliveryKind, NewDelivery
from notifications.outbox.mailer import Reply
from notifications.sending.composed import Composed
from notifications.sending.to_write import OfKind
from tests.world import neighbour_alone

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LETTERHEAD = Letterhead(
    "Samsak <samsak@helse.example.no>", "https://samsak.example.no", secret=b"a secret of this test"
)

ONGOING = Label("Pågår", "Går føre seg", "Ongoing")
REPORTED = Label("Meldt", "Meldt", "Reported")
DEVIATION = Label("Samhandlingsavvik", "Samhandlingsavvik", "Cooperation deviation")
PARTNERSHIP = SendingPartnership(1, "nordre-trøndelag", "Helsefellesskapet i nordre Trøndelag")
MEASURE = CaseLine(
    "T-0.6.1",
    "Felles opplæring i ernæring <b>& kosthald</b>",
    ONGOING,
    date(2026, 11, 27),
    False,
    (REASONS[CancelReason.MEETING_CANCELLED],),
    "/cases/T-0.6.1",
    _("The nearest deadline is {day}.", day=date(2026, 11, 27)),
)
LATE = CaseLine(
    "A-12",
    DEVIATION,
    REPORTED,
    date(2026, 11, 13),
    True,
    (REASONS[CancelReason.EMPTY],),
    "/cases/A-12",
    _("The nearest deadline was {day}.", day=date(2026, 11, 13)),
)
UID = "6d1e0a52-6f0e-4c1e-9d55-0d7a4a3b8c11"
COUNCIL = MeetingLine(
    4, ("ASU", "PSU"), date(2026, 12, 3), "10:00", 2, "planned", "/meetings/4", UID
)


SEAT = _("You receive this email because you have a seat in {bodies}.", bodies=["ASU"])


def reader(
    language: str = "nb", name: str = "Kari Nordmann", address: str = "kari@example.no"
) -> Recipient:
    return Recipient(name, address, language, 7)


def notices(
    language: str = "nb", lines: Sequence[CaseLine] = (MEASURE,), address: str = "kari@example.no"
) -> NoticesLetter:
    return NoticesLetter(reader(language, address=address), PARTNERSHIP, tuple(lines))


def digest(language: str = "nb") -> DigestLetter:
    last, before = REASONS[CancelReason.OVERTAKEN], (Label("Meldt", "Meldt", "Reported"),)
    happened = HappenedLine("T-0.6.2", "Ny rutine", 3, last, MONDAY, "/cases/T-0.6.2", before)
    return DigestLetter(
        reader(language),
        PARTNERSHIP,
        "2026-W48",
        waits=(MEASURE,),
        late=(LATE,),
        happened=(happened,),
        meetings=(COUNCIL,),
        waits_more=2,
    )


def meeting(
    language: str = "nb", what: NoticeKind = NoticeKind.MEETING_REMINDER, **changes: object
) -> MeetingLetter:
    letter = MeetingLetter(
        reader(language), PARTNERSHIP, what, COUNCIL, None, ("Eventuelt",), (), SEAT
    )
    return replace(letter, **changes)  # type: ignore[arg-type]


def report(language: str = "nb", what: NoticeKind = NoticeKind.RECEIVED) -> ReporterLetter:
    return ReporterLetter(
        Recipient("", "lege@example.no", language),
        PARTNERSHIP,
        what,
        "A-12",
        DEVIATION,
        "/reports/A-12",
    )


def every_letter(language: str) -> list[Letter]:
    """Each kind of letter, and each thing that letters of that kind are about."""
    moved = meeting(language, NoticeKind.MEETING_MOVED, moved_from=date(2026, 12, 1))
    meetings = [meeting(language, what) for what in NoticeKind if what.startswith("meeting_")]
    heard = (NoticeKind.RECEIVED, NoticeKind.ANSWERED, NoticeKind.STEP, NoticeKind.CORRECTED)
    quiet = DigestLetter(reader(language), PARTNERSHIP, "2026-W01", (), (), (), (COUNCIL,))
    several = notices(language, (MEASURE, LATE))
    reports = [report(language, what) for what in heard]
    reports.append(replace(reports[-1], also=(_("{what}.", what="Satt i gang"),)))
    reports.append(replace(reports[0], due=(_("{n} på {day}.", n="Svar", day=date(2026, 12, 1)),)))
    return [notices(language), several, digest(language), quiet, moved, *meetings, *reports]


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


def note_in_the_database(session: Session) -> None:
    session.execute(text("UPDATE partnership SET mail_hour = mail_hour + 1"))


@dataclass
class Writer:
    """Says what the test wants said; what it notes in the database is seen by who comes later."""

    letters: dict[int, Letter | Pointless] = field(default_factory=dict)
    asked: list[list[int]] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    breaks: bool = False

    def compose(self, session: Session, deliveries: Sequence, now: datetime) -> Composed:
        self.asked.append([each.id for each in deliveries])
        letters = {each.id: self.letters.get(each.id, notices()) for each in deliveries}
        return Composed(letters, (note_in_the_database,))

    def settle(self, session: Session, sent: Sequence[OfKind], now: datetime) -> None:
        if self.breaks:
            raise InterruptedError("the machine went off")
        self.settled += [mail.id for mail in sent]


def open_office(session: Session) -> None:
    """A partnership, so that mails can belong to one; its hour of mail counts from nought."""
    neighbour_alone(session)
    with session.begin():
        session.execute(text("UPDATE partnership SET mail_hour = 0"))


def put(
    session: Session, *keys: str, now: datetime = MONDAY, kind: str = DeliveryKind.NOTICES
) -> list[int]:
    """Queue a mail for each key."""
    new = [NewDelivery(kind, key, 1) for key in keys]
    return list(deliveries.queue(session, new, now).values())


def states(session: Session) -> dict[int, str]:
    """Where each mail stands."""
    with session.begin():
        return {
            row.id: row.state
            for row in session.execute(text("SELECT id, state FROM delivery ORDER BY id"))
        }


def notes(session: Session) -> int:
    """How often a letter was asked for, as the database remembers it."""
    with session.begin():
        return int(session.execute(text("SELECT mail_hour FROM partnership")).scalar())


BODY = b"Subject: Hei\r\n\r\nEn linje.\r\n.\r\n..to\r\n"


def hand_over(
    mailer, address: str = "kari@example.no", body: bytes = BODY, mine: bool = True
) -> Reply:
    try:
        return mailer.send(address, "<1@x>", body, lambda: mine)
    finally:
        mailer.close()
