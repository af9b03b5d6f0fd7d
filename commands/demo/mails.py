"""The mails that went in the demo: to whom, and the reason that stands in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes, policy

from sqlalchemy import bindparam, select

from commands.face import Face
from commands.typed_values import typed
from engine.days.calendar import local_day
from engine.language.sentences import _
from engine.people.tables import Person
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.outbox.deliveries import Delivery, DeliveryKind, DeliveryState

SHOWN = 4  # readers named in a line
KINDS = {
    DeliveryKind.NOTICES: _("news of cases"),
    DeliveryKind.DIGEST: _("weekly digest"),
    DeliveryKind.MEETING: _("before a meeting"),
    DeliveryKind.REPORTER: _("to someone who reported"),
    DeliveryKind.LOGIN: _("link to log in"),
}

_delivery, _person = table_of(Delivery), table_of(Person)
_SENT = Statement(
    select(
        _delivery.c.sent_at,
        _delivery.c.kind,
        _delivery.c.subject,
        _delivery.c.address,
        _delivery.c.body,
        _person.c.name,
    )
    .outerjoin(_person, _person.c.id == _delivery.c.person_id)
    .where(_delivery.c.state == bindparam("state"))
    .order_by(_delivery.c.sent_at, _delivery.c.id)
)


@dataclass(frozen=True)
class Mailed:
    """A mail that went: when, to whom, what it is called, and the reason that stands in it."""

    at: datetime
    kind: str
    subject: str
    reader: str
    why: str


def sent(session: Session) -> Iterator[Mailed]:
    """Every mail that went, in order; of one whose address was removed, that it went."""
    rows = session.rows(_SENT, {"state": DeliveryState.SENT.value})
    for at, kind, subject, address, body, name in rows:
        yield Mailed(
            at=at,
            kind=kind,
            subject=subject or "–",
            reader=name or address or "–",
            why=_why(kind, body) if body else "–",
        )


def _why(kind: str, body: bytes) -> str:
    """The reason that the mail itself gives: the first of its cases', else what stands below the
    line."""
    part = message_from_bytes(body, policy=policy.default).get_body(("plain",))
    text = str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
    above, _line, below = text.partition("\n----\n")
    reasons = [
        line.strip().removeprefix("- ") for line in above.splitlines() if line.startswith("- ")
    ]
    if kind in (DeliveryKind.NOTICES, DeliveryKind.MEETING) and reasons:
        return reasons[-1] if kind == DeliveryKind.MEETING else reasons[0]
    return " ".join(below.strip().split("\n\n", 1)[0].split())


def by_day(face: Face, mails: Iterable[Mailed]) -> Iterator[tuple[object, ...]]:
    """A line for each mail of a day, digests and the like together, with the people it went to."""
    groups: dict[tuple[date, str, str], list[Mailed]] = {}
    for mail in mails:
        several = mail.kind == DeliveryKind.DIGEST or (
            mail.kind == DeliveryKind.NOTICES and not mail.subject.startswith("[")
        )
        subject = face.say(KINDS[DeliveryKind(mail.kind)]) if several else mail.subject
        groups.setdefault((local_day(mail.at), mail.kind, subject), []).append(mail)
    for (day, _kind, subject), each in groups.items():
        names = list(dict.fromkeys(mail.reader for mail in each))
        more = [_("{n} more", n=len(names) - SHOWN)] if len(names) > SHOWN else []
        yield day.isoformat(), subject, [*names[:SHOWN], *more], each[0].why


def one_a_line(face: Face, mails: Iterable[Mailed]) -> Iterator[str]:
    """A heading and a line for each mail, the mails of each reader together."""
    yield "\t".join(face.say(head) for head in (_("Name"), _("Time"), _("Subject"), _("Why")))
    for mail in sorted(mails, key=lambda mail: (mail.reader, mail.at)):
        yield "\t".join((mail.reader, typed(mail.at), mail.subject, mail.why))
