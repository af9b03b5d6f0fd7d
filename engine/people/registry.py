"""Looking up partnerships, bodies and persons; registering a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from engine.addresses import normalised
from engine.errors import BadInput, NotFound
from engine.language.sentences import LANGUAGES, _
from engine.people.actors import Actor
from engine.people.tables import Body, Membership, Partnership, Person
from engine.storage.session import Session
from engine.storage.statements import table_of
from engine.typed_text import LINE, refuse_unfit

_person, _membership, _body = (table_of(t) for t in (Person, Membership, Body))


def partnership(session: Session, key: str) -> Partnership:
    """The partnership with that id; NotFound names those there are."""
    table = table_of(Partnership)
    number = session.execute(select(table.c.id).where(table.c.key == key)).scalar()
    if number is None:
        known = [row.key for row in session.execute(select(table.c.key).order_by(table.c.key))]
        if not known:
            raise NotFound(
                _("There is no partnership yet. Load one: `samsak init --partnership FILE`.")
            )
        raise NotFound(
            _("There is no partnership “{key}”. There are: {known}.", key=key, known=known)
        )
    return session.orm.get_one(Partnership, number)


def partnerships(session: Session) -> list[Partnership]:
    """Every partnership, by its number."""
    table = table_of(Partnership)
    return [
        session.orm.get_one(Partnership, row[0])
        for row in session.execute(select(table.c.id).order_by(table.c.id))
    ]


def body(
    session: Session, name: str, partnership_id: int | None = None, *, prefer: Actor | None = None
) -> Body:
    """The body with that id, or `partnership/id`; one of the partnerships of `prefer` goes
    before others.

    NotFound when there is none, BadInput when there are several.
    """
    within, _slash, key = name.strip().rpartition("/")
    owner = table_of(Partnership)
    statement = select(_body.c.id, owner.c.key, owner.c.id).join(
        owner, owner.c.id == _body.c.partnership_id
    )
    statement = statement.where(_body.c.key == key)
    if within:
        statement = statement.where(owner.c.key == within)
    elif partnership_id is not None:
        statement = statement.where(owner.c.id == partnership_id)
    found = list(session.execute(statement))
    own = {post.partnership_id for post in prefer.posts} if prefer else set()
    found = [row for row in found if row[2] in own] or found
    if len(found) > 1:
        full = [f"{row[1]}/{key}" for row in found]
        raise BadInput(
            _("Several bodies are called “{name}”: write one of {full}.", name=name, full=full)
        )
    if not found:
        raise NotFound(_("There is no body “{name}”. See `samsak body list`.", name=name))
    return session.orm.get_one(Body, found[0][0])


def bodies(session: Session, partnership_id: int) -> list[Body]:
    """Every body of the partnership, in the order of the structure file."""
    rows = session.execute(
        select(_body.c.id).where(_body.c.partnership_id == partnership_id).order_by(_body.c.id)
    )
    return [session.orm.get_one(Body, row[0]) for row in rows]


def add_person(session: Session, email: str, name: str, *, language: str, at: datetime) -> Person:
    """Register a person, or change the name and language of one who is registered."""
    refuse_unfit(name, "name", LINE)
    refuse_unfit(email, "email")
    email = normalised(email)
    if not name.strip():
        raise BadInput(_("The person needs a name."))
    if language not in LANGUAGES:
        raise BadInput(
            _("“{language}” is not one of the languages nb, nn and en.", language=language)
        )
    with session.begin():
        known = session.execute(select(_person.c.id).where(_person.c.email == email)).scalar()
        person = (
            session.orm.get_one(Person, known)
            if known
            else Person(email=email, name="", added_at=at)
        )
        person.name, person.language = name.strip(), language
        session.orm.add(person)
        session.orm.flush()
    return person


def persons(session: Session) -> Iterable[tuple[Person, list[tuple[Membership, Body]]]]:
    """Everyone who is registered, by name, with their seats."""
    seats: dict[int, list[tuple[Membership, Body]]] = {}
    for row in session.execute(
        select(_membership.c.id, _membership.c.body_id).order_by(_membership.c.id)
    ):
        seat = session.orm.get_one(Membership, row[0])
        seats.setdefault(seat.person_id, []).append((seat, session.orm.get_one(Body, row[1])))
    for row in session.execute(
        select(_person.c.id).order_by(func.lower(_person.c.name), _person.c.id)
    ):
        yield session.orm.get_one(Person, row[0]), seats.get(row[0], [])
