"""The seats in a cell of a list: “asu:member au:leader”, “ASU (leder, fra 1.1.2026); Fagråd 2”,
“vara i ASU for kari@example.no”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlmodel import col, select

from engine.days.dates import read_day
from engine.errors import BadInput
from engine.language.sentences import _
from engine.people.actors import find_actor
from engine.people.rights import acts, membership_roles
from engine.people.seats import DEPUTY, SeatIn
from engine.people.tables import Body, Membership, Partnership, Person
from engine.storage.session import Session
from workflows.partnerships.body_cells import BodyNames

Days = tuple[date | None, date | None]
OTHER_WORDS = {
    **dict.fromkeys(("varamedlem", "varamedlemmer", "stedfortreder", "vararepresentant"), DEPUTY),
    **dict.fromkeys(("fast medlem", "medlemmer", "medlemer", "medlemmar"), "member"),
    **dict.fromkeys(("chairperson", "leader"), "leader"),
}
_LINES, _ENTRIES = re.compile(r"[\n;]"), re.compile(r",(?![^(]*\))")
_DAY = r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{2,4}"
_SPAN = re.compile(
    rf"(?:(?:fra|frå|from|since) )?(?P<since>{_DAY})?(?: ?[-–] ?| ?(?:til|to|until) ?)?"
    rf"(?P<until>{_DAY})?",
    re.IGNORECASE,
)
_FOR = re.compile(r"(?:^|\s)(?:for|til) (?P<member>\S.*)$")


class SeatTyped(NamedTuple):
    """A seat as it is typed, its days and the member that a deputy acts for where they are said."""

    body: str
    role: str = ""
    since: date | None = None
    until: date | None = None
    member: str = ""


class SeatReader:
    """Reads the seats of the rows of one list."""

    def __init__(self, session: Session, partnership: Partnership) -> None:
        self._session, self._bodies = session, BodyNames(session, partnership)

    def read(self, row: Mapping[str, str], days: Days) -> list[SeatIn]:
        """The seats of a row; `days`: its first and last, for seats that have none of their own.

        NotFound for a body and BadInput for a role that is not known.
        """
        return [self._seat(typed, row, days) for typed in _typed(row["seats"], self._bodies)]

    def _seat(self, typed: SeatTyped, row: Mapping[str, str], days: Days) -> SeatIn:
        body, said = self._bodies.body(typed.body), typed.role or row["role"]
        role = _role(said) or said or (DEPUTY if row["deputy for"] else "member")
        acts(role)
        member = typed.member or (row["deputy for"] if role == DEPUTY else "")
        return SeatIn(
            body,
            role,
            typed.since or days[0],
            typed.until or days[1],
            deputy_for=_person(self._session, body, member) if member else None,
        )


def names_a_member(row: Mapping[str, str]) -> bool:
    """Whether the row is of somebody's deputy, who comes after the member."""
    return bool(row["deputy for"]) or any(map(_is_deputy, re.findall(r"\w+", row["seats"])))


def _is_deputy(word: str) -> bool:
    return _role(word) == DEPUTY


def _typed(text: str, bodies: BodyNames) -> Iterator[SeatTyped]:
    if bodies.known(text):
        yield SeatTyped(text)
        return
    parts = (_LINES if _LINES.search(text) else _ENTRIES).split(text)
    for entry in filter(None, (part.strip() for part in parts)):
        words = entry.split()
        if all(_is_short(word, bodies) for word in words):
            yield from (SeatTyped(*word.split(":")) for word in words)
        else:
            yield _entry(entry, bodies)


def _is_short(word: str, bodies: BodyNames) -> bool:
    body, colon, _role = word.partition(":")
    return ":" not in _role and (bool(colon) or bodies.known(body))


def _entry(entry: str, bodies: BodyNames) -> SeatTyped:
    """One seat in words: a body, and in any order behind it or in brackets its role and days."""
    outside, _bracket, inside = entry.partition("(")
    typed = _body_and_role(outside.strip(), bodies)
    for part in filter(None, (part.strip() for part in inside.rstrip(") ").split(","))):
        if _role(part):
            typed = typed._replace(role=part)
        elif (span := _SPAN.fullmatch(part)) and any(span.groups()):
            typed = typed._replace(since=_day(span["since"]), until=_day(span["until"]))
        elif member := _FOR.search(part):
            typed = typed._replace(member=member["member"], role=typed.role or DEPUTY)
        else:
            raise BadInput(_("“{text}” is neither a seat nor days of one.", text=part))
    return typed


def _body_and_role(text: str, bodies: BodyNames) -> SeatTyped:
    if bodies.known(text):
        return SeatTyped(text)
    body, colon, role = text.partition(":")
    if colon:
        return SeatTyped(body.strip(), role.strip())
    acted = _FOR.search(text) if any(map(_is_deputy, text.split())) else None
    words, member = (text[: acted.start()] if acted else text).split(), acted and acted["member"]
    if len(words) > 1 and _role(words[0]):
        rest = words[2:] if words[1].casefold() in ("i", "av", "in", "of") else words[1:]
        return SeatTyped(" ".join(rest), words[0], member=member or "")
    if len(words) > 1 and _role(words[-1]):
        return SeatTyped(" ".join(words[:-1]).rstrip(" -–"), words[-1], member=member or "")
    return SeatTyped(text)


def _role(text: str) -> str:
    """The seat that is meant by an id or a word; '' where none is."""
    return _roles().get(text.casefold().strip(), "")


@cache
def _roles() -> dict[str, str]:
    words = {
        str(word): role
        for role, said in membership_roles().items()
        for word in (role, said["nb"], said["nn"], said["en"])
    }
    return words | OTHER_WORDS


def _day(text: str | None) -> date | None:
    if text and read_day(text) is None:
        raise BadInput(_("“{text}” is not a day such as 2026-03-02 or 2.3.2026.", text=text))
    return read_day(text)


def _person(session: Session, body: Body, member: str) -> int | None:
    """The member that a deputy acts for, by address or by name."""
    if "@" in member:
        return find_actor(session, member).person_id
    sitting = (
        select(Membership.person_id)
        .join(Person, col(Membership.person_id) == col(Person.id))
        .where(col(Person.name) == member, col(Membership.body_id) == body.number)
    )
    found = {each for each in session.orm.exec(sitting) if each is not None}
    if len(found) != 1:
        sentence = _(
            "“{name}” is not the name of one member of {body}: give the address.",
            name=member,
            body=body.name,
        )
        raise BadInput(sentence)
    return found.pop()
