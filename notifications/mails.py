"""Mails for people who look after them: which did not go, why, and the acts that settle one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, case, func, or_, select, update

from engine.days.calendar import local_day
from engine.errors import NotFound, Reason, Refused
from engine.language.sentences import Sentence, _, n_
from engine.people import rights
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.tables import Partnership, Person
from engine.storage.columns import UTCDateTime, any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices import reporters_told, store
from notifications.notices.notices import CancelReason
from notifications.outbox.deliveries import ANEW, DeliveryKind, DeliveryState, delivery_table
from notifications.outbox.mailer import bare_reply
from notifications.outbox.waits import MOST_DOUBTS
from notifications.sending import compose, hold, proof
from workflows.deviations.heard import HeardState

PATIENCE = timedelta(hours=1)  # so long a mail may wait before somebody should know
# What is refused or in doubt needs somebody, whenever it is tried next.
AT_ONCE = timedelta(days=366)
LARGEST_NUMBER = 2**31 - 1
EVER, NOT_TOO_OFTEN, TOO_OFTEN = (
    (0, LARGEST_NUMBER),
    (0, MOST_DOUBTS - 1),
    (MOST_DOUBTS, LARGEST_NUMBER),
)
UNSETTLED = (DeliveryState.FAILED, DeliveryState.IN_DOUBT)


class Mail(NamedTuple):
    """A mail as it stands. Where a reporter is answered is nobody's business: such a mail has no
    name, and of what a mail server said of it the codes alone."""

    id: int
    kind: str
    state: str
    partnership_id: int
    person_id: int | None
    key: str
    message_id: str
    queued_at: datetime
    next_at: datetime
    sent_at: datetime | None
    attempts: int
    doubts: int
    reply: str
    name: str | None

    @property
    def goes_again(self) -> bool:
        """Whether it goes again without anybody's doing."""
        waits = self.state in (DeliveryState.QUEUED, DeliveryState.IN_DOUBT)
        return waits and self.doubts < MOST_DOUBTS


_person, _partnership = table_of(Person), table_of(Partnership)
_MAILS = (
    select(*(delivery_table.c[name] for name in Mail._fields[:-1]), _person.c.name)
    .join(_person, _person.c.id == delivery_table.c.person_id, isouter=True)
    .order_by(delivery_table.c.id.desc())
)
_PARTNERSHIPS = Statement(select(_partnership.c.id))
_LISTED = Statement(
    _MAILS.where(
        any_of(delivery_table.c.state, "states"), any_of(delivery_table.c.partnership_id, "kept")
    ).limit(bindparam("most", type_=Integer()))
)
_ONE = Statement(_MAILS.where(delivery_table.c.id == bindparam("id")))
# Frozen and in somebody's hands: perhaps the mail server has it at this moment.
_on_its_way = and_(
    delivery_table.c.state == DeliveryState.IN_DOUBT.value,
    delivery_table.c.lease_until.is_not(None),
    delivery_table.c.lease_until > bindparam("now", type_=UTCDateTime()),
)
_UNTIL = Statement(
    select(delivery_table.c.lease_until).where(delivery_table.c.id == bindparam("id"), _on_its_way)
)
# When; a mail that was tried goes on being late, though each try sets the next one ahead.
due_since = case(
    (delivery_table.c.attempts > 0, delivery_table.c.queued_at), else_=delivery_table.c.next_at
)
_WAITING = Statement(
    select(func.count(), func.min(due_since))
    .where(any_of(delivery_table.c.state, "states"), due_since <= bindparam("late"))
    .where(any_of(delivery_table.c.partnership_id, "kept"))
    .where(delivery_table.c.doubts.between(bindparam("least"), bindparam("most")))
    # What a sender holds is on its way, and in doubt for as long as the mail server thinks.
    .where(
        or_(
            delivery_table.c.lease_until.is_(None), delivery_table.c.lease_until <= bindparam("now")
        )
    )
)
_NOBODYS = {"lease_by": None, "lease_until": None}
_AS_SEEN = update(delivery_table).where(
    delivery_table.c.id == bindparam("_id"),
    delivery_table.c.state == bindparam("_state"),
    delivery_table.c.attempts == bindparam("_attempts"),
    ~_on_its_way,
)
_CHANGED: dict[str, Any] = {
    name: bindparam(name) for name in ("state", "next_at", "sent_at", "reply")
}
_SETTLE = Statement(_AS_SEEN.values(_CHANGED | _NOBODYS))
_ANEW = Statement(_AS_SEEN.values(_CHANGED | _NOBODYS | ANEW))


def mails(
    session: Session,
    states: Sequence[DeliveryState],
    reader: Actor,
    on: date,
    most: int = 200,
) -> list[Mail]:
    """Mails in these states of the partnerships that the reader looks after, the newest first."""
    values = {"states": [state.value for state in states], "kept": _kept(session, reader, on)}
    rows = session.rows(_LISTED, {**values, "most": most})
    return [_discreet(Mail(*row)) for row in rows]


def _kept(session: Session, reader: Actor, on: date) -> list[int]:
    known = [row[0] for row in session.rows(_PARTNERSHIPS)]
    return sorted(rights.kept_by(reader, rights.MAILS, known, on))


def _discreet(mail: Mail) -> Mail:
    return (
        mail
        if mail.person_id is not None
        else mail._replace(reply=bare_reply(mail.reply), name=None)
    )


def faults(session: Session, reader: Actor, now: datetime) -> list[tuple[str, Sentence]]:
    """What of the mails needs somebody: all are held, or some are refused, in doubt, or wait for
    longer than they should; with a code each."""
    kept = _kept(session, reader, local_day(now))
    found = hold.faults(session)
    for code, state, late, doubts, said in (
        ("mail_failed", DeliveryState.FAILED, now + AT_ONCE, EVER, _failed),
        ("mail_undecided", DeliveryState.IN_DOUBT, now + AT_ONCE, TOO_OFTEN, _undecided),
        ("mail_in_doubt", DeliveryState.IN_DOUBT, now + AT_ONCE, NOT_TOO_OFTEN, _in_doubt),
        ("mail_waits", DeliveryState.QUEUED, now - PATIENCE, EVER, _waits),
    ):
        values = {"states": [state.value], "kept": kept, "late": late, "now": now}
        values |= {"least": doubts[0], "most": doubts[1]}
        row = session.row(_WAITING, values)
        if row is not None and row[0]:
            found.append((code, said(row[0], row[1])))
    return found


def _failed(count: int, _since: datetime) -> Sentence:
    return n_(
        "{n} email was refused by the email server and waits for you.",
        "{n} emails were refused by the email server and wait for you.",
        count,
    )


def _undecided(count: int, _since: datetime) -> Sentence:
    return n_(
        "{n} email was in doubt so often that it does not go again by itself. Find out whether it"
        " arrived, and settle it.",
        "{n} emails were in doubt so often that they do not go again by themselves. Find out"
        " whether they arrived, and settle them.",
        count,
    )


def _in_doubt(count: int, _since: datetime) -> Sentence:
    return n_(
        "{n} email is in doubt: nobody knows whether it arrived.",
        "{n} emails are in doubt: nobody knows whether they arrived.",
        count,
    )


def _waits(count: int, since: datetime) -> Sentence:
    return n_(
        "{n} email should have gone, the first {since}. Does the clock run, and does the email"
        " server answer?",
        "{n} emails should have gone, the first {since}. Does the clock run, and does the email"
        " server answer?",
        count,
        since=since,
    )


def send_again(session: Session, number: int, act: Act) -> Mail:
    """Send a mail anew that was refused or is in doubt; one in doubt may then arrive twice."""
    return _settled(session, number, act, DeliveryState.QUEUED, UNSETTLED)


def drop(session: Session, number: int, act: Act) -> Mail:
    """Let a mail be: it is not sent, and what it carried stands as not told; as perhaps told, where
    the mail was in doubt."""
    waiting = (*UNSETTLED, DeliveryState.QUEUED)
    with session.begin():
        doubtful = _found(session, number, act).state == DeliveryState.IN_DOUBT
        mail = _settled(session, number, act, DeliveryState.CANCELLED, waiting)
        carried = store.carried(session, [mail.id])
        reporters_told.note(session, [mail.id], HeardState.GIVEN_UP, act.recorded)
        given_up = {notice.id: CancelReason.GIVEN_UP for notice in carried}
        (store.drop_perhaps if doubtful else store.drop)(session, given_up)
    return mail


def mark_arrived(session: Session, number: int, act: Act) -> Mail:
    """Record that a mail arrived, as somebody found out; what it carried counts as told."""
    with session.begin():
        mail = _settled(session, number, act, DeliveryState.SENT, UNSETTLED)
        compose.settle(session, [mail], act.recorded)
        proof.keep(session, mail, act.recorded, act)
    return mail


def _settled(
    session: Session, number: int, act: Act, state: DeliveryState, instead_of: Sequence[str]
) -> Mail:
    mail = _found(session, number, act)
    if mail.state not in instead_of:
        sentence = _("Email {number} is “{state}”.", number=number, state=STATES[mail.state])
        raise Refused([Reason("state", sentence)])
    sent = act.recorded if state is DeliveryState.SENT else None
    reply = "" if state is DeliveryState.QUEUED else f"settled by {act.by.name or act.by.kind}"
    changed = {"state": state.value, "next_at": act.recorded, "sent_at": sent, "reply": reply}
    seen = {"_id": number, "_state": mail.state, "_attempts": mail.attempts, "now": act.recorded}
    with session.begin():
        statement = _ANEW if state is DeliveryState.QUEUED else _SETTLE
        if session.run(statement, {**changed, **seen}) != 1:
            raise Refused([Reason("state", _not_now(session, number, act))])
    now = mail._replace(state=state.value, next_at=act.recorded, sent_at=sent, reply=reply)
    return _discreet(now)


def _not_now(session: Session, number: int, act: Act) -> Sentence:
    """Why nobody may settle the mail as it was seen."""
    until = session.value(_UNTIL, {"id": number, "now": act.recorded})
    if until is None:
        return _("Somebody was before you with email {number}. Look again.", number=number)
    return _(
        "Email {number} is being sent, and the email server may have it at this moment. By {until}"
        " at the latest it is known what became of it. Look again then.",
        number=number,
        until=until,
    )


def _found(session: Session, number: int, act: Act) -> Mail:
    row = session.row(_ONE, {"id": number}) if number <= LARGEST_NUMBER else None
    if row is None or not _may(act, row):
        raise NotFound(_("There is no email {number}.", number=number))
    return Mail(*row)


def _may(act: Act, row: tuple[Any, ...]) -> bool:
    partnership = row[Mail._fields.index("partnership_id")]
    days = [local_day(moment) for moment in act.moments]
    return all(rights.has(act.by, rights.MAILS, partnership, day) for day in days)


STATES: dict[str, Sentence] = {
    DeliveryState.QUEUED: _("waiting"),
    DeliveryState.IN_DOUBT: _("in doubt"),
    DeliveryState.SENT: _("sent"),
    DeliveryState.FAILED: _("refused"),
    DeliveryState.CANCELLED: _("not needed"),
}
KINDS: dict[str, Sentence] = {
    DeliveryKind.NOTICES: _("notices"),
    DeliveryKind.DIGEST: _("digest"),
    DeliveryKind.MEETING: _("meeting"),
    DeliveryKind.REPORTER: _("reporter"),
    DeliveryKind.LOGIN: _("link to log in"),
}
