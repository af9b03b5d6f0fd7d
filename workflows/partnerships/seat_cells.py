"""The seats in a cell of a list: “asu:member au:leader”, “ASU (leder, fra 1.1.2026); Fagråd 2”,
“vara i ASU for kari@example.no”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlmodel import col, select

from engine.errors import BadInput
from engine.language.sentences import LANGUAGES, Label, _
from engine.people.actors import find_actor
from engine.people.rights import membership_roles
from engine.people.seats import DEPUTY, SeatIn
from engine.people.tables import Body, Membership, Partnership, Person
from engine.storage.session import Session
from workflows.partnerships.body_cells import BodyNames
from workflows.partnerships.day_cells import day_of
from workflows.partnerships.row_errors import RowErrors

Days = tuple[date | None, date | None]
OTHER_WORDS = {
    **dict.fromkeys(("varamedlem", "varamedlemmer", "stedfortreder", "vararepresentant"), DEPUTY),
    **dict.fromkeys(("fast medlem", "medlemmer", "medlemer", "medlemmar"), "member"),
    **dict.fromkeys(("chairperson", "leader"), "leader"),
}
_LINES, _ENTRIES = re.compile(r"[\n;]"), re.compile(r",(?![^(]*\))")
_ROLES = re.compile(r"[\n;,/]| (?:og|and) ")
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
        self.awaited = set[str]()  # members whose own rows are refused

    def read(self, row: Mapping[str, str], days: Days) -> list[SeatIn]:
        """The seats of a row; `days`: its first and last, for seats that have none of their own.

        NotFound for a body and BadInput for a role that is not known, with everything else that is
        wrong with the row's seats.
        """
        wrong, seats = RowErrors(), list[SeatIn]()
        typed = list[SeatTyped]()
        for entry in _entries(row["seats"], self._bodies):
            typed += wrong.of(_typed, entry, self._bodies) or ()
        for each in wrong.of(_with_roles, typed, row["role"]) or ():
            seat = self._seat(each, row, days, wrong)
            seats += [seat] if seat else []
        wrong.refuse()
        return seats

    def _seat(
        self, typed: SeatTyped, row: Mapping[str, str], days: Days, wrong: RowErrors
    ) -> SeatIn | None:
        body, said = wrong.of(self._bodies.body, typed.body), typed.role
        role = wrong.of(_known_role, said) if said else DEPUTY if row["deputy for"] else "member"
        if body is None or role is None:
            return None
        member = typed.member or (row["deputy for"] if role == DEPUTY else "")
        told = member.casefold() in self.awaited
        return SeatIn(
            body,
            role,
            typed.since or days[0],
            typed.until or days[1],
            deputy_for=wrong.of(_person, self._session, body, member)
            if member and not told
            else None,
        )


def names_a_member(row: Mapping[str, str]) -> bool:
    """Whether the row is of somebody's deputy, who comes after the member."""
    return bool(row["deputy for"]) or any(map(_is_deputy, re.findall(r"\w+", row["seats"])))


def _is_deputy(word: str) -> bool:
    return _role(word) == DEPUTY


def _entries(text: str, bodies: BodyNames) -> list[str]:
    """The seats of a cell, one or several in each entry."""
    if bodies.known_in(text):
        return [text]
    parts = (_LINES if _LINES.search(text) else _ENTRIES).split(text)
    return [part.strip() for part in parts if part.strip()]


def _typed(entry: str, bodies: BodyNames) -> list[SeatTyped]:
    if names := bodies.known_in(entry):
        return [SeatTyped(name) for name in names]
    words = entry.split()
    if all(_is_short(word, bodies) for word in words):
        short = (word.partition(":") for word in words)
        return [SeatTyped(body, role) for body, _colon, role in short]
    typed = _entry(entry, bodies)
    return [typed._replace(body=name) for name in bodies.known_in(typed.body) or [typed.body]]


def _with_roles(seats: list[SeatTyped], cell: str) -> list[SeatTyped]:
    """The seats with the roles of a column of its own: one for all of them, one for each in order,
    or several in the one body. BadInput where they do not fit."""
    roles = [cell] if _role(cell) else [part.strip() for part in _ROLES.split(cell) if part.strip()]
    if len(roles) < 2:
        return [each._replace(role=each.role or cell) for each in seats]
    if len(seats) == 1 and not seats[0].role:
        return [seats[0]._replace(role=role) for role in roles]
    if len(seats) != len(roles) or any(each.role for each in seats):
        raise BadInput(
            _(
                "“{roles}” are {n} roles, and the row names {m} bodies: write each role behind its"
                " body, such as “ASU (leader); AU (member)”.",
                roles=cell,
                n=len(roles),
                m=len(seats),
            )
        )
    return [each._replace(role=role) for each, role in zip(seats, roles, strict=True)]


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
            typed = typed._replace(since=day_of(span["since"]), until=day_of(span["until"]))
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


def is_role(text: str) -> bool:
    """Whether a cell names a role and nothing else."""
    return bool(_role(text))


def _known_role(text: str) -> str:
    """As `_role`; BadInput for a word that is no seat."""
    role = _role(text)
    if not role:
        labels = [
            Label(*(said[each] for each in LANGUAGES)) for said in membership_roles().values()
        ]
        raise BadInput(
            _("“{role}” is not a seat in a body. Choose from: {roles}.", role=text, roles=labels)
        )
    return role


@cache
def _roles() -> dict[str, str]:
    words = {
        str(word): role
        for role, said in membership_roles().items()
        for word in (role, said["nb"], said["nn"], said["en"])
    }
    return words | OTHER_WORDS


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
