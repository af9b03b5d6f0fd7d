"""Guards of deviations: routed, answered, heard, classified, learnt from, naming no one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.cases.guards import Answer, Question, guard
from engine.days.calendar import local_day
from engine.definitions.model import Field
from engine.errors import WayOut
from engine.language.sentences import _
from engine.people import registry
from engine.people.seated import SeatsWanted, seats
from engine.people.seats import someone_acts
from workflows.deviations.answers import ANSWER, CLOCK, a_duplicate_wants, wants_answer
from workflows.deviations.heard import Hearing, hearing
from workflows.deviations.naming import naming
from workflows.deviations.probable_names import probable_names

NO_NAMES = "no_names"  # the field of words that are no names


@guard("routed", fields=["handler"])
def routed(question: Question) -> Answer:
    """Somebody has been given the deviation to handle."""
    if question.fields.get("handler"):
        return None
    return question.unmet(_("The deviation has not been sent to a unit that is to handle it."))


@guard("not_routed", fields=["handler"])
def not_routed(question: Question) -> Answer:
    """Nobody has been given the deviation to handle yet."""
    if not question.fields.get("handler"):
        return None
    return question.unmet(
        _(
            "The report has been sent to those who handle it, so it cannot be withdrawn any more."
            " Write to them what has changed."
        )
    )


@guard("unit_has_members")
def unit_has_members(question: Question) -> Answer:
    """The unit that is to handle the deviation has a member who can act."""
    key = question.inputs.get("handler")
    return nobody_acts(question, key) if key else None


def nobody_acts(question: Question, key: str) -> Answer:
    """That a unit has nobody who could answer; nothing where somebody can act there."""
    session, number = question.session, question.case.partnership_id
    if someone_acts(session, number, [key], question.on):
        return None
    unit = registry.body(session, key, number)
    seated = seats(session, SeatsWanted([unit.number]), question.on, question.on)
    if any(seat.acts for seat in seated):  # and none of them is a person
        sentence = _(
            "In “{body}” nobody can act but other systems, as whoever has a token counts;"
            " nobody would answer.",
            body=unit.name,
        )
    else:
        sentence = _("“{body}” has no member who can act; nobody would answer.", body=unit.name)
    return question.unmet(sentence, WayOut.ADD_MEMBER, body=key)


@guard("clock_after_report")
def clock_after_report(question: Question) -> Answer:
    """The day from which the clock runs is not before that of the report."""
    given, reported = question.inputs.get(CLOCK), local_day(question.case.opened_at)
    if not given or given >= reported.isoformat():
        return None
    sentence = _(
        "The time limit cannot run from {day}: the report was made on {reported}. Give that day or"
        " a later one.",
        day=date.fromisoformat(given),
        reported=reported,
    )
    return question.unmet(sentence)


@guard("answered", fields=["answer", "wants_answer"])
def answered(question: Question) -> Answer:
    """The reporter has an answer, unless she and those who reported the same asked for none."""
    if question.fields.get("answer"):
        return None
    if wants_answer(question.fields):
        sentence = _("The reporter waits for an answer.")
    elif a_duplicate_wants(question.session, question.case) and question.may_act():
        sentence = _("Whoever reported the same waits for an answer.")
    else:
        return None
    if ANSWER in (*question.action.needs, *question.action.takes):
        return question.unmet(sentence, WayOut.GIVE_FIELD, field=ANSWER, asked_with="textarea")
    return question.unmet(sentence, WayOut.ANSWER_FIRST, ref=question.case.ref)


@guard("answer_sent")
def answer_sent(question: Question) -> Answer:
    """The mail server has taken the mail that says that there is an answer, or the reporter has
    opened her page since. Where no mail goes to her, the answer on her page is enough."""
    heard = _hearing(question)
    if heard is None or heard.delivered or heard.lost or not question.may_act():
        return None
    sentence = _(
        "The email about the answer has not been sent yet, and the reporter has not read it;"
        " it was given on {since}. Wait until it has been sent.",
        since=heard.since,
    )
    return question.unmet(sentence)


@guard("answer_arrived", fields=[ANSWER, "unreached", "wants_answer"])
def answer_arrived(question: Question) -> Answer:
    """The mail about the answer was neither refused nor came back; where it was, the handler says
    why the reporter cannot be reached."""
    heard = _hearing(question)
    if heard is None or not heard.lost or question.fields.get("unreached"):
        return None
    if not question.may_act():
        return None
    sentence = _(
        "The email about the answer of {since} could not be delivered, and the reporter has not"
        " read it. Ask the secretariat whether it can reach the reporter; if nobody can, say why.",
        since=heard.since,
    )
    return question.unmet(sentence, WayOut.GIVE_FIELD, field="unreached", asked_with="textarea")


def _hearing(question: Question) -> Hearing | None:
    """How it stands with the answer to whoever waits for one."""
    if not wants_answer(question.fields) or not question.fields.get(ANSWER):
        return None
    return hearing(question.session, question.case.id, question.definition)


@guard("classified", fields=["event_type"])
def classified(question: Question) -> Answer:
    """Whoever handled it has said what kind of event it was: what is not classified is counted
    nowhere, and nobody learns from it."""
    if question.fields.get("event_type"):
        return None
    sentence = _("Say what kind of event it was, so that it can be counted and learnt from.")
    return question.unmet(sentence, WayOut.GIVE_FIELD, field="event_type", asked_with="select")


@guard("learning_or_reason", fields=["learning", "no_learning_reason"])
def learning_or_reason(question: Question) -> Answer:
    """There is a learning point, or a reason why there is none."""
    learning, reason = question.fields.get("learning"), question.fields.get("no_learning_reason")
    if learning and reason:
        return question.unmet(_("Give a learning point or a reason why there is none, not both."))
    if learning or reason:
        return None
    sentence = _("Write what can be learnt, or why there is nothing to learn.")
    return question.unmet(sentence, WayOut.GIVE_LEARNING)


@guard("names_no_one")
def names_no_one(question: Question) -> Answer:
    """What will be read by others names nobody who is registered here, and carries no address or
    telephone number; what may be a name of a person or a place is pointed at, until it is taken
    out or said to be none."""
    written = list(_written(question))
    for field, text in written:
        if sentence := naming(question.session, field.label, text):
            return question.unmet(sentence)
    if (no_names := question.definition.fields.get(NO_NAMES)) is None:
        return None
    none = str(question.inputs.get(NO_NAMES) or "")
    for field, text in written:
        if names := probable_names(question.session, question.case.partnership_id, text, none):
            sentence = _(
                "“{field}” may name a person or a place: {names}. Take that out; what is no such"
                " name you write under “{other}”.",
                field=field.label,
                names=names,
                other=no_names.label,
            )
            with_field = {"field": NO_NAMES, "asked_with": no_names.type.asked_with}
            return question.unmet(sentence, WayOut.GIVE_FIELD, **with_field)
    return None


def _written(question: Question) -> Iterator[tuple[Field, str]]:
    """The texts that are given with the step, but the words that are said to be no names."""
    for name, field in question.definition.fields.items():
        given = question.inputs.get(name)
        if given and field.type.is_words and name != NO_NAMES:
            yield field, given if isinstance(given, str) else "\n".join(given)
