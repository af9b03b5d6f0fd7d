"""To which unit a report is proposed to be sent, and why: by the partnership's own rules, else the
unit that was named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from engine.cases.records import Case
from engine.definitions import versions
from engine.language.sentences import Sentence, _
from engine.people import registry
from engine.people.seats import someone_acts
from engine.people.tables import Body, Partnership
from engine.storage.session import Session
from workflows.deviations.twins import CAME_FROM, other_units_of
from workflows.deviations.units import FIELD, KINDS

HANDLER, AWAITED = "handler", "awaited"
ANSWERING = {
    *KINDS,
    "expert_council",
}  # kinds of bodies that answer; other councils and groups do not
AGREEMENT, PLACE = "agreement", "region"  # what a reporter tells of them stands in these fields


class Proposal(NamedTuple):
    """A body that could handle a report, and why that one."""

    body: str
    name: str
    because: Sentence


class ReportRule(NamedTuple):
    """One of a partnership's rules, as its structure file has them: which bodies may have been
    named, which words may stand in what was told of the agreement and of the place of work, and
    who then handles it; nothing where that does not matter."""

    number: int
    to: str
    unit: Sequence[str]
    agreement: Sequence[str]
    place: Sequence[str]


def rules(partnership: Partnership) -> list[ReportRule]:
    """The rules of a partnership, in the order in which they are tried."""
    kept = partnership.structure.get("routing") or []
    return [
        ReportRule(
            number, each["to"], *(each.get(key, ()) for key in ("unit", "agreement", "place"))
        )
        for number, each in enumerate(kept, 1)
    ]


def answering_bodies(session: Session, case: Case) -> set[str]:
    """The bodies that a report may be sent to, or that may be asked for their part, by their ids;
    also those to which a rule leads, and who has to do with it already."""
    partnership = session.orm.get_one(Partnership, case.partnership_id)
    known = {case.fields.get(HANDLER), case.fields.get(FIELD), *(case.fields.get(AWAITED) or ())}
    known |= {rule.to for rule in rules(partnership)}
    bodies = registry.bodies(session, case.partnership_id)
    return {body.key for body in bodies if body.kind in ANSWERING or body.key in known}


def proposal(session: Session, case: Case, on: date) -> Proposal | None:
    """Who could handle the report, by the first rule that fits and whose body has somebody who can
    act; None where nothing that was told leads to anybody."""
    partnership = session.orm.get_one(Partnership, case.partnership_id)
    bodies = {body.key: body for body in registry.bodies(session, case.partnership_id)}
    names = {key: body.name for key, body in bodies.items()}
    for found in _proposals(partnership, case.fields, names):
        each = _in_its_place(found, bodies, on)
        if each and someone_acts(session, case.partnership_id, [each.body], on):
            return each._replace(because=_with_other_partnership(session, case, each.because, on))
    return None


def _in_its_place(found: Proposal, bodies: Mapping[str, Body], on: date) -> Proposal | None:
    """The proposal of the body that took the place of one that has ended; None where none did."""
    by_number = {body.id: body for body in bodies.values()}
    proposed = body = bodies.get(found.body)
    while body is not None and body.valid_to is not None and body.valid_to < on:
        body = by_number.get(body.successor_id)
    if body is None or proposed is None or body is proposed:
        return found if body else None
    because = _(
        "{because} {ended} has ended, and {body} has taken its place.",
        because=found.because,
        ended=proposed.name,
        body=body.name,
    )
    return Proposal(body.key, body.name, because)


def _with_other_partnership(session: Session, case: Case, because: Sentence, on: date) -> Sentence:
    """Why a body is proposed, and that the report could be sent over where its unit is in another
    partnership too; one that came over does not go on."""
    definition = versions.by_id(session, case.definition_id)
    others = other_units_of(session, definition, case, on)
    if not others or CAME_FROM in case.fields:
        return because
    return _(
        "{because} The unit is also in {others}, and the report can be sent over to there.",
        because=because,
        others=[each.partnership.name for each in others],
    )


def _proposals(
    partnership: Partnership, fields: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[Proposal]:
    for rule in rules(partnership):
        if met := _met(rule, fields, names):
            because = _(
                "Proposed by rule {number} of the partnership: {met}.", number=rule.number, met=met
            )
            yield Proposal(rule.to, names.get(rule.to, rule.to), because)
    if unit := fields.get(FIELD):
        yield Proposal(unit, names.get(unit, unit), _("Proposed because this unit was named."))


def _met(
    rule: ReportRule, fields: Mapping[str, Any], names: Mapping[str, str]
) -> list[Sentence] | None:
    """How the rule fits what was told, condition by condition; None where it does not."""
    met: list[Sentence | None] = []
    if rule.unit:
        unit = fields.get(FIELD)
        named = _("it concerns {unit}", unit=names.get(str(unit), str(unit)))
        met.append(named if unit in rule.unit else None)
    if rule.agreement:
        word = _said(fields.get(AGREEMENT), rule.agreement)
        met.append(_("the agreement is “{word}”", word=word) if word else None)
    if rule.place:
        word = _said(fields.get(PLACE), rule.place)
        met.append(_("the place of work is “{word}”", word=word) if word else None)
    return [each for each in met if each] if all(met) else None


def _said(told: Any, words: Sequence[str]) -> str | None:
    """The first of the words that was told, as whole words and however they are spaced."""
    text = " ".join(str(told or "").casefold().split())
    for word in words:
        wanted = " ".join(word.casefold().split())
        if re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text):
            return word
    return None
