"""Guards of measures: who is responsible, when, and what they wait for."""

from __future__ import annotations

from engine.cases.guards import Answer, Question, guard
from engine.cases.records import find_case
from engine.definitions import versions
from engine.language.sentences import _
from engine.people import registry
from engine.people.seats import someone_acts


@guard("has_members")
def has_members(question: Question) -> Answer:
    """At least one responsible body has a member who can act."""
    keys = question.fields.get("bodies") or []
    if not keys:
        return _(
            "No body is responsible yet: give one with --set bodies=ID. See `samsak body list`."
        )
    if someone_acts(question.session, question.case.partnership_id, keys, question.on):
        return None
    found = [registry.body(question.session, key, question.case.partnership_id) for key in keys]
    return _(
        "None of those responsible ({bodies}) has a member who can act. Add one:"
        " `samsak person add EMAIL NAME --body {key}:member`.",
        bodies=[body.name for body in found],
        key=keys[0],
    )


@guard("has_years")
def has_years(question: Question) -> Answer:
    """It is settled when the measure is to be done: years, or without end."""
    if question.fields.get("years") or question.fields.get("ongoing"):
        return None
    return _(
        "It is not settled when: give --set years=2026-2027, or --set ongoing=yes for "
        "work without an end."
    )


@guard("not_blocked")
def not_blocked(question: Question) -> Answer:
    """Nothing that the case depends on is still open."""
    blocking = []
    for ref in question.fields.get("depends_on") or []:
        other = find_case(question.session, ref)
        if other is None:
            continue
        definition = versions.by_id(question.session, other.definition_id)
        if other.state not in definition.final:
            blocking.append(
                _("{ref} ({state})", ref=ref, state=definition.states[other.state].label)
            )
    return _("It depends on what is not finished: {cases}.", cases=blocking) if blocking else None
