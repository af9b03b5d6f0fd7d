"""Guards of measures: who is responsible, when, and what they wait for."""

from __future__ import annotations

from engine.cases.guards import Answer, Question, guard
from engine.definitions import versions
from engine.errors import WayOut
from engine.language.sentences import _, n_
from engine.people import registry
from engine.people.seats import someone_acts
from workflows.measures.blocked import still_open


@guard("has_members", fields=["bodies"])
def has_members(question: Question) -> Answer:
    """At least one responsible body has a member who can act."""
    keys = question.fields.get("bodies") or []
    if not keys:
        return question.unmet(
            _("No body is responsible yet."), WayOut.GIVE_FIELD, field="bodies", asked_with="bodies"
        )
    if someone_acts(question.session, question.case.partnership_id, keys, question.on):
        return None
    found = [registry.body(question.session, key, question.case.partnership_id) for key in keys]
    sentence = n_(
        "{bodies} has no member who can act.",
        "None of those responsible ({bodies}) has a member who can act.",
        len(found),
        bodies=[body.name for body in found],
    )
    return question.unmet(sentence, WayOut.ADD_MEMBER, body=keys[0])


@guard("has_years", fields=["years", "due", "ongoing"])
def has_years(question: Question) -> Answer:
    """It is settled when the measure is to be done: years, a day, or without end."""
    if any(question.fields.get(name) for name in ("years", "due", "ongoing")):
        return None
    return question.unmet(_("No years are set."), WayOut.GIVE_YEARS)


@guard("not_blocked", fields=["depends_on"])
def not_blocked(question: Question) -> Answer:
    """Nothing that the case depends on is still open."""
    blocking = []
    for other in still_open(question.session, question.fields.get("depends_on") or []):
        label = versions.by_id(question.session, other.definition_id).states[other.state].label
        blocking.append(_("{ref} ({state})", ref=other.ref, state=label))
    if not blocking:
        return None
    return question.unmet(_("It depends on what is not finished: {cases}.", cases=blocking))


@guard("keeps_linked", fields=["behind"])
def keeps_linked(question: Question) -> Answer:
    """Some deviation is named, and none is dropped that the measure is linked to: whoever reported
    it was told that the measure came of it, and would hear no more."""
    named = question.fields.get("behind") or []
    if not named:
        sentence = _("Say which deviations the measure comes of.")
        return question.unmet(sentence, WayOut.GIVE_FIELD, field="behind", asked_with="cases")
    before = question.case.fields.get("behind") or []
    dropped = [ref for ref in before if ref not in named]
    if not dropped:
        return None
    known = question.known(dropped)
    shown = [ref for ref in dropped if ref in known]
    if not shown:
        return question.unmet(_("It is linked to deviations that you may not see, and stays so."))
    sentence = _("It is linked to {refs} too, and stays so. Name them as well.", refs=shown)
    return question.unmet(sentence, WayOut.GIVE_FIELD, field="behind", asked_with="cases")
