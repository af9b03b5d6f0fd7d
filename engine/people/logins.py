"""Who is logged in where: a link by mail that works once, and the browsers that somebody is logged
in with.

Codes are kept as hashes alone. A login ends when it is ended, after a working day, when the
person's address changes, and when a seat ends that she had as it began. A month later it is not
kept any more, nor is the address that a link was asked for.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Column, delete
from sqlmodel import Field, SQLModel, col, select

from engine.addresses import kept
from engine.days.calendar import local_day
from engine.errors import NotFound
from engine.language.sentences import _
from engine.people.actors import Actor, find_actor
from engine.storage.columns import UTCDateTime
from engine.storage.numbered import Numbered
from engine.storage.session import Session

LINK_LASTS = timedelta(minutes=30)
LOGIN_LASTS = timedelta(hours=12)
KEPT = timedelta(days=30)  # links and logins, after their end
LONGEST_BROWSER = 200


class LoginLink(Numbered, SQLModel, table=True):
    """A link that somebody asked for, to an address that may be nobody's; `code_hash` is there
    once the mail is written."""

    __tablename__ = "login_link"
    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(index=True, max_length=254)
    path: str = Field(default="/", max_length=400)
    asked_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    code_hash: str | None = Field(default=None, unique=True, max_length=64)
    used_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))


class Login(Numbered, SQLModel, table=True):
    """A browser that somebody is logged in with."""

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True)
    address: str = Field(max_length=254)
    browser: str = Field(default="", max_length=LONGEST_BROWSER)
    began_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


def ask_for_link(session: Session, address: str, path: str, now: datetime) -> None:
    """Note that somebody asks for a link to an address; whether it is anybody's shows when the
    mail is written, so that asking takes the same time for all."""
    with session.begin():
        session.orm.exec(delete(LoginLink).where(col(LoginLink.asked_at) < now - KEPT))
        session.orm.add(LoginLink(address=kept(address), path=path, asked_at=now))


def waiting_links(session: Session, now: datetime) -> list[LoginLink]:
    """The links that were asked for, are not too old and have not been used."""
    wanted = (
        select(LoginLink)
        .where(col(LoginLink.asked_at) > now - LINK_LASTS, col(LoginLink.used_at).is_(None))
        .order_by(col(LoginLink.id))
    )
    return list(session.orm.exec(wanted))


def is_waiting(session: Session, number: int, address: str, now: datetime) -> bool:
    """Whether a link is still to be sent there: not where it is too late for it, or it was asked
    for with another address."""
    link = session.orm.get(LoginLink, number)
    return link is not None and link.address == address and _good(link, now)


def keep_code(session: Session, number: int, code: str) -> None:
    """Give a link the code that its mail has, if it is still there; nothing else keeps the code."""
    with session.begin():
        link = session.orm.get(LoginLink, number)
        if link is not None:
            link.code_hash = _hash(code)


def use_link(session: Session, code: str, browser: str, now: datetime) -> tuple[str, str]:
    """Log in with the code of a link: the code of the login, and where the link leads to.

    NotFound for a code that is none, was used, or is too old.
    """
    with session.begin():
        wanted = select(LoginLink).where(col(LoginLink.code_hash) == _hash(code)).with_for_update()
        link = session.orm.exec(wanted).first()
        if link is None or not _good(link, now):
            raise NotFound(_("This link has been used already, or is too old. Ask for a new one."))
        link.used_at = now
        return begin_login(session, link.address, browser, now), link.path


def leads_to(session: Session, code: str) -> str:
    """Where a link leads to, used or not; the first page for a code that is none."""
    wanted = select(LoginLink.path).where(col(LoginLink.code_hash) == _hash(code))
    return session.orm.exec(wanted).first() or "/"


def begin_login(session: Session, address: str, browser: str, now: datetime) -> str:
    """Log the person with that address in; the code that her browser keeps."""
    person = find_actor(session, address)
    assert person.person_id is not None, "whoever has an address is a person"
    code = new_code()
    login = Login(
        code_hash=_hash(code),
        person_id=person.person_id,
        address=person.email,
        browser=browser[:LONGEST_BROWSER],
        began_at=now,
        ends_at=now + LOGIN_LASTS,
    )
    with session.begin():
        session.orm.exec(delete(Login).where(col(Login.ends_at) < now - KEPT))
        session.orm.add(login)
    return code


def find_logged_in(session: Session, code: str, now: datetime) -> Actor | None:
    """Who is logged in with that code now; None for nobody."""
    wanted = select(Login).where(col(Login.code_hash) == _hash(code), col(Login.ends_at) > now)
    login = session.orm.exec(wanted).first()
    if login is None:
        return None
    actor = find_actor(session, person_id=login.person_id)
    return actor if _as_it_began(login, actor, now) else None


def logins_of(session: Session, person_id: int, now: datetime) -> list[Login]:
    """Where a person is logged in, the newest first."""
    wanted = select(Login).where(col(Login.person_id) == person_id, col(Login.ends_at) > now)
    return list(session.orm.exec(wanted.order_by(col(Login.id).desc())))


def end_login(session: Session, code: str, now: datetime) -> None:
    """Log out where that code is kept."""
    _end(session, now, col(Login.code_hash) == _hash(code))


def end_login_of(session: Session, person_id: int, number: int, now: datetime) -> None:
    """End one of a person's own logins, on whichever machine it is."""
    _end(session, now, col(Login.id) == number, col(Login.person_id) == person_id)


def end_logins_of(session: Session, persons: Iterable[int], now: datetime) -> None:
    """End every login of these persons, whose seats are over."""
    _end(session, now, col(Login.person_id).in_(sorted(persons)))


def forget_logins(session: Session, person_id: int, address: str) -> None:
    """Remove where a person is and was logged in, and the links that were asked for her address."""
    session.orm.exec(delete(Login).where(col(Login.person_id) == person_id))
    session.orm.exec(delete(LoginLink).where(col(LoginLink.address) == address))


def _end(session: Session, now: datetime, *which: object) -> None:
    with session.begin():
        wanted = select(Login).where(col(Login.ends_at) > now, *which)  # type: ignore[arg-type]
        for login in session.orm.exec(wanted):
            login.ends_at = now


def _as_it_began(login: Login, actor: Actor, now: datetime) -> bool:
    """Whether she still has the address and every seat with which she logged in."""
    began, today = local_day(login.began_at), local_day(now)
    had = [post for post in actor.posts if post.current(began)]
    return login.address == actor.email and all(post.current(today) for post in had)


def _good(link: LoginLink, now: datetime) -> bool:
    return link.used_at is None and now - LINK_LASTS < link.asked_at <= now


def new_code() -> str:
    return secrets.token_urlsafe(32)


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
