"""The units that a report may concern, found by any of their spellings, by parts of them and by
what kind they are: “legevakta”, “sykehuset”, “kommunen”."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from engine.definitions import versions
from engine.errors import BadInput, Reason
from engine.language.sentences import AnyOf, Sentence, _
from engine.people import registry
from engine.people.tables import Body
from engine.storage.session import Session
from engine.typed_text import refuse_unfit

# Those who meet patients, or speak for them; councils and groups report to nobody.
# Each kind with what people call it.
KINDS = {
    "hospital_trust": "helseforetak helseføretak sykehus sjukehus hospital",
    "municipality": "kommune municipality",
    "unit": "enhet eining avdeling unit",
    "network": "nettverk network",
    "role": "rolle role",
    "user_body": "brukerorgan brukarorgan user body",
}
NAMED = 5  # so many are named where several could be meant
FIELD = "unit"
ENDINGS = ("ene", "ane", "en", "et", "er", "ar", "a", "e", "n")  # of nouns, the longest first
SHORTEST = 4  # letters of a word that is left without its ending


def units(session: Session, partnership_id: int, on: date) -> list[Body]:
    """The units of a partnership on that day, by name."""
    there = [
        body
        for body in registry.bodies(session, partnership_id)
        if body.kind in KINDS and (body.valid_to is None or body.valid_to >= on)
    ]
    return sorted(there, key=lambda body: body.name.casefold())


def spellings(body: Body) -> list[str]:
    """Everything that a unit is called, its name first."""
    return list(dict.fromkeys(filter(None, (body.name, body.abbreviation, *body.aliases))))


def unknown_unit(workflow: str, known: Mapping[str, object]) -> Sentence | None:
    """That the reporter of a deviation does not know which unit it concerns; None where it is known
    or the case is none."""
    if workflow != "deviation" or FIELD in known:
        return None
    return _("The reporter does not know which unit.")


def matching_units(session: Session, typed: str, partnership_id: int, on: date) -> list[Body]:
    """The units that could be meant: those that are called so, else all with a part that is."""
    known, wanted = units(session, partnership_id, on), " ".join(typed.split()).casefold()
    if not wanted:
        return []
    return _called(known, wanted) or list(_with_words(known, wanted))


def find_unit(session: Session, typed: str, partnership_id: int, on: date) -> Body:
    """The unit that is meant by what was typed; BadInput where it is none, or could be several,
    naming them."""
    if not typed.strip():
        raise BadInput(Reason(FIELD, _("Say which unit it concerns.")))
    refuse_unfit_name(session, typed)
    found = matching_units(session, typed, partnership_id, on)
    if len(found) == 1:
        return found[0]
    if not found:
        sentence = _("No unit is called “{typed}”. Type a part of its name.", typed=typed)
        raise BadInput(Reason(FIELD, sentence))
    names = AnyOf([body.name for body in found[:NAMED]])
    sentence = _("Several units could be meant by “{typed}”: {names}.", typed=typed, names=names)
    raise BadInput(Reason(FIELD, sentence))


def refuse_unfit_name(session: Session, typed: str) -> None:
    """Refuse what cannot be the name of a unit, in the words of the form that asks for it."""
    _number, definition = versions.newest(session, "deviation")
    refuse_unfit(typed, FIELD, label=definition.fields[FIELD].label)


def _called(known: Iterable[Body], wanted: str) -> list[Body]:
    return [
        body
        for body in known
        if wanted in (body.key.casefold(), *(each.casefold() for each in spellings(body)))
    ]


def _with_words(known: Iterable[Body], wanted: str) -> Iterator[Body]:
    """Those that hold what was typed, or each of its words, endings aside."""
    words = [_without_ending(word) for word in wanted.split()]
    for body in known:
        text = "\n".join((*spellings(body), KINDS[body.kind])).casefold()
        if wanted in text or all(word in text for word in words):
            yield body


def _without_ending(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word.removesuffix(ending)
    return word
