"""Removing a person at her own request (the General Data Protection Regulation, article 17): who
she is goes, and what was done and decided stays, by a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import NamedTuple

from sqlalchemy import bindparam, case, or_, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from engine.days.calendar import local_day
from engine.errors import BadInput, NotFound, Reason, Refused, Remedy, WayOut
from engine.language.sentences import Sentence, _, n_
from engine.people import registry
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.forgotten import forget_name, forgotten_on
from engine.people.rights import PEOPLE, has, require_in_all
from engine.people.systems import Token
from engine.people.tables import Body, Membership, Person
from engine.people.tokens import end_token
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from engine.typed_text import one_line
from notifications.letters.forgetting import forget_mails
from notifications.notices.notices import CancelReason, Notice, NoticeState
from notifications.outbox.deliveries import DeliveryState, by_number, delivery_table
from notifications.still_kept import still_kept
from workflows.deviations import contacts
from workflows.deviations.own_reports import OwnReport, own_reports

LONGEST_REASON = 200
SHORTEST = 3  # letters of a word that tells who is meant
PORTION = 200  # mails that are read at once
TOLD_AFTER = (
    _(
        "Backups hold the name and the address until they are deleted. Note the person's number:"
        " after a backup is restored, the removal has to be done again."
    ),
)
_notice = table_of(Notice)
_mail = delivery_table.c
_ended = or_(_mail.state == DeliveryState.SENT.value, _mail.state == DeliveryState.CANCELLED.value)
_hers = by_number(_mail.person_id == bindparam("person"))
_FORGET_MAILS = Statement(
    update(delivery_table)
    .where(_mail.id.in_(select(_hers.c.id)))
    .values(
        {
            **dict.fromkeys(("address", "subject", "reply"), ""),
            **dict.fromkeys(("body", "lease_by", "lease_until")),
            "state": case((_ended, _mail.state), else_=DeliveryState.CANCELLED.value),
        }
    )
)
_FORGET_NOTICES = Statement(
    update(_notice)
    .where(_notice.c.person_id == bindparam("person"), _notice.c.state == NoticeState.PLANNED)
    .values(
        state=NoticeState.CANCELLED.value, reason=CancelReason.NO_ADDRESS.value, delivery_id=None
    )
)
_WRITTEN = Statement(
    select(_mail.id, _mail.state, _mail.lease_until, _mail.subject, _mail.body)
    .where(_mail.id > bindparam("after"), _mail.body.is_not(None))
    .where(or_(_mail.person_id.is_(None), _mail.person_id != bindparam("person")))
    .order_by(_mail.id)
    .limit(PORTION)
)
_HOLD_MAILS = Statement(select(_hers.c.id))  # before persons, as who plans holds them
_IN_HAND = Statement(
    select(_mail.id).where(_mail.id.in_(select(_hers.c.id)), _mail.lease_until.is_not(None))
)
_UNWRITE = Statement(
    update(delivery_table).where(any_of(_mail.id, "ids")).values(body=None, subject="")
)


class ForgottenPerson(NamedTuple):
    """Somebody who was removed: as what she is known since, whether that was `before` today's
    request, and what stays, each with why; how many `reports` had her address alone."""

    number: int
    name: str
    before: date | None
    stays: list[Sentence]
    reports: int = 0


def forget_person(
    session: Session, email: str, act: Act, *, anyway: bool = False
) -> ForgottenPerson:
    """Remove who somebody is, wherever it is kept; for whoever keeps people wherever she sits, with
    a reason. The second time says that it was done.

    Refused while she sits somewhere or somebody acts for her, while a mail that names her is on its
    way and, unless `anyway`, while she waits for an answer.
    """
    found = _found(session, email, act)
    require_in_all(act, PEOPLE, {post.partnership_id for post in found.posts})
    reason = reason_without(act, found.name, found.email)
    with session.begin():
        session.rows(_HOLD_MAILS, {"person": found.person_id})
        session.take_turns(registry.PEOPLE_KEPT)
        person = session.orm.get_one(Person, found.person_id, populate_existing=True)
        before, reports = forgotten_on(session, person), 0
        if before is None:
            reports = _forget(session, person, act._replace(reason=reason), anyway=anyway)
        stays = still_kept(session, person)
        return ForgottenPerson(person.number, person.name, before, stays, reports=reports)


def _found(session: Session, email: str, act: Act) -> Actor:
    try:
        return registry.kept_person(session, email, act.by, local_day(act.at))
    except NotFound as unknown:  # whoever was removed has another address since
        raise NotFound(*unknown.sentences, remedy=Remedy(WayOut.LIST_FORGOTTEN)) from None


def reason_without(act: Act, *hidden: str) -> str:
    """The reason of an act, as it is kept for good; BadInput where there is none, and where it says
    one of these names or addresses."""
    reason = one_line(act.reason, "reason", LONGEST_REASON)
    if not reason:
        raise BadInput(Reason("reason", _("Write why, for example when the person asked for it.")))
    if _names(reason, hidden):
        named = _("The reason is kept for good: write it without the person's name and address.")
        raise BadInput(Reason("reason", named))
    return reason


def _names(reason: str, hidden: Sequence[str]) -> bool:
    """Whether a word of the name, or the address or what stands before its @, is in the reason."""
    said = set(re.findall(r"\w+", reason.casefold()))
    named = {
        word for each in hidden for word in re.findall(r"\w+", each.partition("@")[0].casefold())
    }
    whole = any(each.casefold() in reason.casefold() for each in hidden)
    return whole or any(len(word) >= SHORTEST for word in said & named)


def _forget(session: Session, person: Person, act: Act, *, anyway: bool) -> int:
    """Remove her; returns how many reports had her address alone."""
    naming = list(_naming(session, person))
    reports = own_reports(session, person.number, person.email)
    reasons = [*_seats(session, person, act), *_on_the_way(session, person, naming)]
    if not anyway:
        reasons += reports_not_answered(sum(each.waits for each in reports if _kept(act, each)))
    if reasons:
        raise Refused(reasons)
    tokens = select_rows(Token).where(
        col(Token.person_id) == person.id, col(Token.ended_at).is_(None)
    )
    for token in list(session.orm.exec(tokens)):
        end_token(session, token.number, act)
    for report in reports:
        contacts.remove_of_person(session, report.case_id, act)
        forget_mails(session, report.case_id)
    session.run(_FORGET_NOTICES, {"person": person.number})
    session.run(_FORGET_MAILS, {"person": person.number})
    session.run(_UNWRITE, {"ids": [each.id for each in naming]})
    forget_name(session, person, act, reason=act.reason)
    return sum(not each.account for each in reports if _kept(act, each))


def _seats(session: Session, person: Person, act: Act) -> Iterator[Reason]:
    """Where she sits after today, and who acts for her."""
    today = local_day(act.recorded)
    seats = select_rows(Body.name).join(Membership, col(Membership.body_id) == col(Body.id))
    later = seats.where(col(Membership.valid_to) > today).order_by(col(Body.name)).distinct()
    if own := list(session.orm.exec(later.where(col(Membership.person_id) == person.id))):
        said = _("{name} sits in {bodies}. End those seats first.", name=person.name, bodies=own)
        yield Reason("seat", said, Remedy(WayOut.END_SEATS, {"email": person.email}))
    if others := list(session.orm.exec(later.where(col(Membership.deputy_for) == person.id))):
        said = _(
            "In {bodies} somebody acts on behalf of {name}. End that seat first, or give it for"
            " somebody else.",
            name=person.name,
            bodies=others,
        )
        yield Reason("deputy_for", said)


def _kept(act: Act, report: OwnReport) -> bool:
    """Whether it is in a partnership whose people she who removes keeps: of others she is told
    nothing, not even that they are there."""
    return has(act.by, PEOPLE, report.partnership_id, local_day(act.at))


def reports_not_answered(reports: int) -> Iterator[Reason]:
    """So many reports of somebody who is to be removed wait for an answer."""
    if reports:
        said = n_(
            "One report of this person has not been answered yet. Without an address, only its"
            " receipt leads to the answer. Wait for it, or confirm the removal all the same.",
            "{n} reports of this person have not been answered yet. Without an address, only their"
            " receipts lead to the answers. Wait for them, or confirm the removal all the same.",
            reports,
        )
        yield Reason("answer", said, Remedy(WayOut.REMOVE_ANYWAY))


class _Written(NamedTuple):
    """A mail to somebody else, as it was written."""

    id: int
    state: str
    lease_until: object
    subject: str
    body: bytes


def _naming(session: Session, person: Person) -> Iterator[_Written]:
    """The mails to others that say her name or address."""
    words, after = (person.name.casefold(), person.email.casefold()), 0
    while rows := session.rows(_WRITTEN, {"after": after, "person": person.number}):
        for row in rows:
            mail = _Written(*row)
            text = _said_in(mail).casefold()
            if any(word in text for word in words):
                yield mail
        after = rows[-1][0]


def _said_in(mail: _Written) -> str:
    whole = message_from_bytes(bytes(mail.body), _class=EmailMessage, policy=default)
    parts = [part.get_content() for part in whole.walk() if part.get_content_maintype() == "text"]
    return "\n".join([mail.subject, *map(str, whole.values()), *map(str, parts)])


def _on_the_way(session: Session, person: Person, naming: Sequence[_Written]) -> Iterator[Reason]:
    """Bytes that perhaps went have to stay as they are until that is known; and what a sender has
    taken in hand goes yet."""
    if session.rows(_IN_HAND, {"person": person.number}):
        own = _("An email to this person is on its way. Try again once it has gone.")
        yield Reason("mails", own)
    under_way = DeliveryState.IN_DOUBT
    if any(each.state == under_way or each.lease_until is not None for each in naming):
        said = _("An email that names this person is on its way. Try again once it has gone.")
        yield Reason("mails", said)


def forgotten_words(gone: ForgottenPerson, *, rehearsed: bool = False) -> Sentence:
    """That a person is removed, or would be, or was before."""
    if gone.before is not None:
        return _("{name} was removed on {day} already.", name=gone.name, day=gone.before)
    if rehearsed:
        return _("The name and the address would be removed; then: {name}.", name=gone.name)
    return _("The name and the address are removed; from now on: {name}.", name=gone.name)


def after_words(gone: ForgottenPerson) -> list[Sentence]:
    """What to know once a person is removed: of reports with her address alone, and of backups."""
    if not gone.reports:
        return [*TOLD_AFTER]
    said = n_(
        "{n} report was made with this address and without an account: it stays, without the"
        " address. Its receipt still leads to it.",
        "{n} reports were made with this address and without an account: they stay, without the"
        " address. Their receipts still lead to them.",
        gone.reports,
    )
    return [said, *TOLD_AFTER]
