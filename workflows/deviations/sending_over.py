"""Guards of sending a report over to the other partnership of its unit."""

from __future__ import annotations

from engine.cases.events import events_of, standing
from engine.cases.guards import Answer, Question, guard
from engine.cases.linked import pointing_cases
from engine.cases.records import by_ids, case_of_ref
from engine.language.sentences import Sentence, _, n_
from engine.people import registry
from workflows.deviations.answers import ANSWER, DUPLICATE
from workflows.deviations.shared_units import SENT_TO, ref_in
from workflows.deviations.twins import CAME_FROM, other_units_of, units_of


@guard("in_other_partnership")
def in_other_partnership(question: Question) -> Answer:
    """The unit that was named or that handles the report is in another partnership too; both say
    so, and somebody there could route it."""
    if other_units_of(question.session, question.definition, question.case, question.on):
        return None
    return question.unmet(_alone(question))


def _alone(question: Question) -> Sentence:
    keys, number = units_of(question.case), question.case.partnership_id
    if not keys:
        return _("No unit is named yet. Send it to one first; then it shows where else that is.")
    units = [registry.body(question.session, key, number).name for key in keys]
    return n_(
        "{units} is in no other partnership whose structure file says so too, and where somebody"
        " could route it.",
        "{units} are in no other partnership whose structure file says so too, and where somebody"
        " could route it.",
        len(units),
        units=units,
    )


@guard("may_go_over")
def may_go_over(question: Question) -> Answer:
    """The report has no answer but such as were taken back, did not come over from elsewhere, and
    nobody else's report hangs on it. Where it came from and what hangs on it is told to nobody but
    those who may send it."""
    case, session = question.case, question.session
    if not question.may_act():
        return None
    if came := case.fields.get(CAME_FROM):
        sentence = _(
            "{ref} came over from another partnership ({came}) and goes neither back nor on."
            " Send it to the responsible unit here.",
            ref=case.ref,
            came=came,
        )
        return question.unmet(sentence)
    steps = standing(events_of(session, case.id))
    if any(ANSWER in step.parts.get("changes", {}) for step in steps):
        return question.unmet(_("{ref} has been answered here, so it stays here.", ref=case.ref))
    return _with_duplicates(question)


def _with_duplicates(question: Question) -> Answer:
    found = pointing_cases(question.session, [question.case.id], [DUPLICATE])
    if not found:
        return None
    pointing = by_ids(question.session, {each.end for each in found}).values()
    if known := sorted(question.known(each.ref for each in pointing)):
        sentence = _(
            "The same was reported in {refs}, and whoever reported it waits for the answer here.",
            refs=known,
        )
    else:
        sentence = _("Somebody else reported the same, and waits for the answer here.")
    return question.unmet(sentence)


@guard("goes_over_whole")
def goes_over_whole(question: Question) -> Answer:
    """The case that is named there came over from this one."""
    named = question.inputs.get(SENT_TO)
    if not named:
        return None
    twin = case_of_ref(question.session, ref_in(named))
    if twin and ref_in(twin.fields.get(CAME_FROM)) == question.case.ref:
        return None
    return question.unmet(_("A report is sent over as a whole, and not by this step alone."))
