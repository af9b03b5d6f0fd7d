"""Guards of deviations: routed, answered, learnt from, naming no one."""

from __future__ import annotations

import re

from sqlalchemy import select

from engine.cases.guards import Answer, Question, guard
from engine.language.sentences import _
from engine.people.tables import Person
from engine.storage.statements import Statement, table_of

_person = table_of(Person)

_NAMES = Statement(select(_person.c.name).order_by(_person.c.id))
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
TELEPHONE = re.compile(r"(?<![\d/])(?:\+47[ ]?)?[2-9]\d(?:[ ]?\d{2}){3}(?![\d/])")


@guard("routed")
def routed(question: Question) -> Answer:
    """Somebody has been given the deviation to handle."""
    return (
        None
        if question.fields.get("handler")
        else _("The deviation has not been routed to a unit that handles it.")
    )


@guard("answered")
def answered(question: Question) -> Answer:
    """The reporter has an answer, unless the reporter asked for none."""
    if question.fields.get("answer") or question.fields.get("wants_answer") is False:
        return None
    return _("The reporter waits for an answer: give it with --set answer=…")


@guard("learning_or_reason")
def learning_or_reason(question: Question) -> Answer:
    """There is a learning point, or a reason why there is none."""
    learning, reason = question.fields.get("learning"), question.fields.get("no_learning_reason")
    if learning and reason:
        return _("Give a learning point or a reason why there is none, not both.")
    if learning or reason:
        return None
    return _(
        "Write what can be learnt (--set learning=…), or why there is nothing to learn "
        "(--set no_learning_reason=…)."
    )


@guard("names_no_one")
def names_no_one(question: Question) -> Answer:
    """What will be read by others names nobody who is registered here, and carries no address or
    telephone number."""
    for name, field in question.definition.fields.items():
        given = question.inputs.get(name)
        if not given or not field.type.is_words:
            continue
        text = given if isinstance(given, str) else "\n".join(given)
        if ADDRESS.search(text) or TELEPHONE.search(text):
            return _(
                "{field} holds an address or a telephone number. Others will read it: leave it "
                "out.",
                field=field.label,
            )
        words = " ".join(text.casefold().split())
        for (person,) in question.session.rows(_NAMES):
            if re.search(rf"\b{re.escape(' '.join(person.casefold().split()))}\b", words):
                return _(
                    "{field} names {person}. Others will read it: name no one.",
                    field=field.label,
                    person=person,
                )
    return None
