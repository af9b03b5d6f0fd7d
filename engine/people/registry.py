"""Looking up partnerships, bodies and persons; registering a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, func
from sqlmodel import col, select

from engine.addresses import kept, normalised
from engine.days.calendar import local_day
from engine.days.dates import ALWAYS, FIRST_DAY
from engine.errors import BadInput, NotFound, Reason, Refused, Remedy, UnknownKey, WayOut
from engine.language.sentences import LANGUAGES, _
from engine.people.actors import Actor, find_actor, no_person
from engine.people.acts import Act
from engine.people.rights import PEOPLE, has, require_in_all
from engine.people.tables import Body, Membership, Partnership, Person
from engine.people.trace import trace, traced
from engine.storage.session import Session
from engine.typed_text import one_line, refuse_unfit

# Made once: to make a statement takes twice as long as to ask it.
_BODIES = select(Body).order_by(col(Body.id))
_OF_KEY = _BODIES.where(col(Body.key) == bindparam("key"))
_OF_ONE = _BODIES.where(col(Body.partnership_id) == bindparam("partnership_id"))
_OF_KEY_IN_ONE = _OF_ONE.where(col(Body.key) == bindparam("key"))


def partnership(session: Session, key: str) -> Partnership:
    """The partnership with that id; UnknownKey names those there are."""
    found = session.orm.exec(select(Partnership).where(col(Partnership.key) == key)).first()
    if found is not None:
        return found
    known = [each.key for each in partnerships(session)]
    if not known:
        raise NotFound(_("There is no partnership yet."), remedy=Remedy(WayOut.LOAD_PARTNERSHIP))
    raise UnknownKey(
        _("There is no partnership “{key}”. Choose from: {known}.", key=key, known=known)
    )


def partnerships(session: Session) -> list[Partnership]:
    """Every partnership, by its number."""
    return list(session.orm.exec(select(Partnership).order_by(col(Partnership.id))))


def body(
    session: Session, name: str, partnership_id: int | None = None, *, prefer: Actor | None = None
) -> Body:
    """The body with that id, or `partnership/id`; one of the partnerships of `prefer` goes before
    others.

    NotFound when there is none, BadInput when there are several. A prefix of another partnership
    than `partnership_id` is refused.
    """
    if not name.strip():
        raise BadInput(Reason("body", _("Choose a body.")), remedy=Remedy(WayOut.LIST_BODIES))
    found = _called(session, name, partnership_id)
    own = {post.partnership_id for post in prefer.posts} if prefer else set()
    found = [each for each in found if each.partnership_id in own] or found
    if len(found) > 1:
        owners = {owner.id: owner.key for owner in partnerships(session)}
        full = [f"{owners[each.partnership_id]}/{each.key}" for each in found]
        raise BadInput(
            _("Several bodies are called “{name}”: write one of {full}.", name=name, full=full)
        )
    if not found:
        raise NotFound(
            _("There is no body “{name}”.", name=name), remedy=Remedy(WayOut.LIST_BODIES)
        )
    return found[0]


def _called(session: Session, name: str, partnership_id: int | None) -> list[Body]:
    """The bodies of that name."""
    within, _slash, key = name.strip().rpartition("/")
    given = {"key": key} | ({} if partnership_id is None else {"partnership_id": partnership_id})
    found = list(session.orm.exec(_OF_KEY if len(given) == 1 else _OF_KEY_IN_ONE, params=given))
    if not within:
        return found
    owners = {owner.id for owner in partnerships(session) if owner.key == within}
    return [each for each in found if each.partnership_id in owners]


def bodies(session: Session, partnership_id: int) -> list[Body]:
    """Every body of the partnership, in the order of the structure file."""
    return list(session.orm.exec(_OF_ONE, params={"partnership_id": partnership_id}))


STREAMS = ("notices", "digest")  # of mail that a person may do without
PARTNERSHIPS_DAY = -1  # the digest comes on the weekday that the partnership chose


class PersonIn(NamedTuple):
    """What is given of a person; what is left out stays as it is.

    `stopped` are all the streams of mail that she does without, `also_stopped` those that she does
    without besides. `away_until` is her last day away: a day that has been ends it.
    """

    email: str
    name: str | None = None
    language: str | None = None
    digest_day: int | None = None
    mail: bool | None = None
    stopped: Collection[str] | None = None
    also_stopped: Collection[str] = ()
    away_until: date | None = None


KEPT_AS_GIVEN = ("name", "language", "digest_day", "mail", "away_until")
PEOPLE_KEPT = "people kept"  # who changes people and seats takes turns under this key
PERSON = traced("person", Person, "language", "digest_day", "mail", "stopped", "away_until")


def register_person(
    session: Session, given: PersonIn, act: Act, partnership_ids: Collection[int]
) -> Person:
    """Register a person for these partnerships, or change one who is registered.

    Whoever keeps the people of each of them may, and where the person sits already, of one of
    those; a person changes how she herself is told. The name and the address never enter the trace,
    only that they were given.
    """
    email, given = _checked(given)
    with session.begin():
        session.take_turns(PEOPLE_KEPT)
        known = _of_address(session, email)
        if partnership_ids or not _own(known, given, act):
            _require_right(session, known, act, partnership_ids)
        if known is None and not given.name:
            raise BadInput(_("Give a name."))
        person = known or Person(email=email, name="", added_at=act.recorded)
        renamed = given.name is not None and given.name != person.name
        _change(person, given, local_day(act.at))
        session.orm.add(person)
        kind = "changed" if known else "registered"
        trace(session, PERSON, person, kind, act, **({"renamed": True} if renamed else {}))
    return person


def change_address(session: Session, old: str, new: str, act: Act) -> Person:
    """Give a person another address: what waits for her goes there. Whoever keeps the people of a
    partnership where she sits may; NotFound where nobody has the old one, Refused where somebody
    has the new one. Neither enters the trace, only that it was changed."""
    refuse_unfit(new, "email")
    email = normalised(new)
    with session.begin():
        session.take_turns(PEOPLE_KEPT)
        require_in_all(act, PEOPLE, _kept_in(session, None, act))
        person = _of_address(session, kept(old))
        if person is None or not (act.by.operator or _kept_in(session, person, act)):
            raise no_person(old)
        require_keeper(session, person, act)
        if _of_address(session, email) is not None:
            taken = _("Somebody is registered with the address {email} already.", email=email)
            raise Refused([Reason("already", taken)])
        person.email = email
        trace(session, PERSON, person, "changed", act, address_changed=True)
    return person


def kept_person(session: Session, email: str, reader: Actor, on: date) -> Actor:
    """The person with that address, for herself and whoever keeps the people where she sits;
    NotFound for anyone else and for nobody, in the same words."""
    found = find_actor(session, email)
    known = reader.operator or found.person_id == reader.person_id
    if known or any(has(reader, PEOPLE, post.partnership_id, on) for post in found.posts):
        return found
    raise no_person(email)


def _require_right(
    session: Session, known: Person | None, act: Act, partnership_ids: Collection[int]
) -> None:
    require_in_all(act, PEOPLE, partnership_ids or _kept_in(session, known, act))
    if known is not None:
        require_keeper(session, known, act)


def _own(known: Person | None, given: PersonIn, act: Act) -> bool:
    """Whether somebody changes how she herself is told; not what she is called, nor whether she
    hears of meetings."""
    herself = known is not None and known.id == act.by.person_id
    return herself and given.name is None and given.mail is None


def _change(person: Person, given: PersonIn, today: date) -> None:
    """What is given, into the person; what is left out stays as it is."""
    for name, value in given._asdict().items():
        if name in KEPT_AS_GIVEN and value is not None:
            setattr(person, name, value)
    if given.digest_day == PARTNERSHIPS_DAY:
        person.digest_day = None
    before = person.stopped if given.stopped is None else given.stopped
    person.stopped = sorted({*(before or ()), *given.also_stopped}) or None
    if given.away_until is not None and given.away_until < today:
        person.away_until = None


def _of_address(session: Session, email: str) -> Person | None:
    """The person with that address, as she stands now."""
    wanted = select(Person).where(col(Person.email) == email)
    return session.orm.exec(wanted, execution_options={"populate_existing": True}).first()


def _checked(given: PersonIn) -> tuple[str, PersonIn]:
    """The address as it is kept, and the rest with the name as it is; refuses what cannot be a
    person's name, address or language."""
    name = None if given.name is None else one_line(given.name, "name")
    refuse_unfit(given.email, "email")
    email = normalised(given.email)
    if name == "":
        raise BadInput(_("Give a name."))
    if given.language is not None and given.language not in LANGUAGES:
        raise BadInput(
            _("“{language}” is not one of the languages nb, nn and en.", language=given.language)
        )
    for stream in (*(given.stopped or ()), *given.also_stopped):
        if stream not in STREAMS:
            sentence = _("“{kind}” is no kind of email that can be stopped.", kind=stream)
            raise BadInput(sentence)
    if given.digest_day not in (None, PARTNERSHIPS_DAY, *range(5)):
        raise BadInput(_("The weekly digest comes on a day from Monday to Friday."))
    if given.away_until is not None and ALWAYS < given.away_until < FIRST_DAY:
        raise BadInput(_("{day} is long past. Give the last day away.", day=given.away_until))
    return email, given._replace(name=name)


def _kept_in(session: Session, known: Person | None, act: Act) -> list[int]:
    """A partnership whose people the actor keeps, where none is named."""
    wanted = _seated_in(session, known.id) if known else set()
    posts = [post.partnership_id for post in act.by.acting(local_day(act.at))]
    return [number for number in posts if not wanted or number in wanted][:1]


def require_keeper(session: Session, person: Person, act: Act) -> None:
    """Someone who sits somewhere is changed only by those who keep the people there."""
    seated = _seated_in(session, person.id)
    if not seated or act.by.operator:
        return
    days = [local_day(moment) for moment in act.moments]
    if not any(all(has(act.by, PEOPLE, number, day) for day in days) for number in seated):
        require_in_all(act, PEOPLE, seated)


def _seated_in(session: Session, person_id: int | None) -> set[int]:
    found = (
        select(col(Body.partnership_id))
        .join(Membership, col(Membership.body_id) == col(Body.id))
        .where(col(Membership.person_id) == person_id)
    )
    return set(session.orm.exec(found))


def names(session: Session, numbers: Iterable[int | None]) -> dict[int | None, str]:
    """The names of these persons, by their numbers."""
    wanted = {number for number in numbers if number is not None}
    found = session.orm.exec(select(Person.id, Person.name).where(col(Person.id).in_(wanted)))
    return dict(found.all())


def is_registered(session: Session, email: str) -> bool:
    """Whether somebody has that address already."""
    wanted = select(Person).where(col(Person.email) == kept(email))
    return session.orm.exec(wanted).first() is not None


class Registered(NamedTuple):
    """A person with her seats, as somebody who keeps the people of a partnership sees them."""

    person: Person
    seats: list[tuple[Membership, Body]]


def persons(
    session: Session, reader: Actor, on: date, number: int | None = None
) -> list[Registered]:
    """Everyone who is registered, by name, or the one with that number; for a secretariat those
    who sit in its own partnerships, with the seats there."""
    wanted = (
        select(Person, Membership, Body)
        .outerjoin(Membership, col(Membership.person_id) == col(Person.id))
        .outerjoin(Body, col(Body.id) == col(Membership.body_id))
        .order_by(func.lower(col(Person.name)), col(Person.id), col(Membership.id))
    )
    if number is not None:
        wanted = wanted.where(col(Person.id) == number)
    rows = session.orm.exec(wanted)
    found: dict[int | None, Registered] = {}
    for person, seat, body in rows:
        kept = body is not None and has(reader, PEOPLE, body.partnership_id, on)
        if kept or reader.operator:
            registered = found.setdefault(person.id, Registered(person, []))
            if body is not None:
                registered.seats.append((seat, body))
    return list(found.values())
