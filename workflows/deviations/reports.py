"""Deviations: reported without an account, answered to whoever reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from engine.addresses import normalised
from engine.cases.events import Event
from engine.cases.linked import shared_fields
from engine.cases.opening import open_case
from engine.cases.records import Case, by_ids
from engine.cases.steps import advance
from engine.definitions import versions
from engine.errors import BadInput, NotFound, Refused
from engine.language.sentences import LANGUAGES, _
from engine.people.actors import reporter
from engine.people.acts import Act
from engine.people.attempts import Limit, count_attempt, forget_attempt
from engine.people.tables import Body, Partnership
from engine.storage.session import Session
from engine.typed_text import refuse_unfit
from workflows.deviations import contacts, receipts
from workflows.deviations.contacts import AnswerTo

WORKFLOW = "deviation"
GUESSES = Limit("receipt", 30, timedelta(hours=1))  # of codes, by one caller
REPORTER = "reporter"
Done = TypeVar("Done")


class Receipt(NamedTuple):
    """What the reporter is given: the case's ref, and the code with which the answer can be
    read."""

    case: Case
    code: str


BY_RECEIPT = AnswerTo()
LONGEST_KEY = 120


def report(
    session: Session,
    where: Body | Partnership,
    inputs: Mapping[str, Any],
    act: Act,
    answer_to: AnswerTo = BY_RECEIPT,
) -> Receipt:
    """Report a deviation that concerns a unit; or a partnership, where it is not known which of its
    units: then those who route it find out.

    Anyone may; the code is shown once and kept only as a hash. The same key again gives the same
    case and code, so nobody else may be able to guess it.
    """
    code = receipts.give(act.key)
    if act.key is not None:
        refuse_unfit(act.key, "key", LONGEST_KEY)
        act = act._replace(key=receipts.request_of(act.key))
    with session.begin():
        number, known = _found(where)
        with _told_at_once(answer_to):
            case = open_case(session, WORKFLOW, number, act, {**inputs, **known})
        opened = contacts.keep(session, case.id, receipts.kept(code), _checked(answer_to), act)
    return Receipt(case if opened == case.id else by_ids(session, [opened])[opened], code)


def _found(where: Body | Partnership) -> tuple[int, dict[str, str]]:
    """The partnership that is reported in, and the unit as far as it is known."""
    if isinstance(where, Body):
        return where.partnership_id, {"unit": where.key}
    return where.number, {}


@contextmanager
def _told_at_once(answer_to: AnswerTo) -> Iterator[None]:
    """What is wrong with the address is told together with what is wrong with the report."""
    try:
        yield
    except (BadInput, Refused) as wrong:
        try:
            _checked(answer_to)
        except BadInput as other:
            raise BadInput(*wrong.reasons, *other.reasons) from None
        raise


def _checked(answer_to: AnswerTo) -> AnswerTo:
    """The address as it is kept; refuses one that mail cannot reach, and an unknown language."""
    refuse_unfit(answer_to.email or "", "email", label=contacts.WHERE_TO_ANSWER)
    if answer_to.language not in LANGUAGES:
        raise BadInput(
            _(
                "“{language}” is not one of the languages nb, nn and en.",
                language=answer_to.language,
            )
        )
    if answer_to.email is None:
        return answer_to
    return answer_to._replace(email=normalised(answer_to.email))


def by_receipt(session: Session, code: str) -> Case:
    """The case that this code was given for; the code is the right to it."""
    case_id = contacts.case_of(session, receipts.kept(code))
    if case_id is None:
        raise NotFound(
            _(
                "No report has this code. Check it letter by letter;"
                " 0, O, 1, I, L and U never occur."
            )
        )
    return by_ids(session, [case_id])[case_id]


def by_typed_receipt(session: Session, code: str, caller: str, now: datetime) -> Case:
    """The same for whoever types a code. One that leads to no report counts as a guess of `caller`;
    TooOften where there were too many."""
    number = count_attempt(session, GUESSES, caller, now)
    case = by_receipt(session, code)
    forget_attempt(session, number)
    return case


def for_reporter(session: Session, code: str) -> dict[str, Any]:
    """What the holder of the receipt may see: the own text, where the case stands, questions and
    answers; of a duplicate, the answer of the original. No other case, for none is hers to see."""
    case = by_receipt(session, code)
    definition = versions.by_id(session, case.definition_id)
    known = case.fields | shared_fields(session, definition, case)
    shown = {
        name: value
        for name, value in known.items()
        if REPORTER in ((field := definition.fields[name]).visible_to or (REPORTER,))
        and not field.type.links_cases
    }
    return {"ref": case.ref, "state": case.state, "fields": shown}


def reply(session: Session, code: str, text: str, act: Act) -> Event:
    """The reporter's reply to a question, given with the receipt's code; whoever holds it acts as
    the reporter."""
    return _advance(session, code, "reply", act, {"reply": text})


def add(session: Session, code: str, text: str, act: Act) -> Event:
    """What came to the reporter's mind later, added with the receipt's code; what was reported
    stays as it was."""
    return _advance(session, code, "add", act, {"addendum": text})


def reopen(session: Session, code: str, text: str, act: Act) -> Event:
    """The reporter says, with the receipt's code, that the answer did not help, and why; the case
    goes back to whoever handled it."""
    return _advance(session, code, "reopen", act, {"reopening": text})


def withdraw(session: Session, code: str, act: Act) -> Event:
    """The reporter withdraws the report, with the receipt's code."""
    return _advance(session, code, "withdraw", act, {})


def _advance(session: Session, code: str, action: str, act: Act, inputs: dict[str, str]) -> Event:
    def step(case: Case, act: Act) -> Event:
        return advance(session, case, action, act, inputs)

    return as_reporter(session, code, act, step)


def as_reporter(session: Session, code: str, act: Act, do: Callable[[Case, Act], Done]) -> Done:
    """What whoever holds the receipt does as the reporter. A report that is sent over to another
    partnership at that very moment is refused here, and it is done there, where the receipt
    leads."""
    case = by_receipt(session, code)
    try:
        return do(case, act._replace(by=reporter(case.id)))
    except Refused:
        twin = by_receipt(session, code)
        if twin.id == case.id:
            raise
        return do(twin, act._replace(by=reporter(twin.id)))
