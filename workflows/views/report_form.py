"""The form to report a deviation with, made from its definition; and the report as it was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.chosen_words import left_out
from engine.definitions.model import ContactKept, Definition
from engine.errors import BadInput, Reason, Refused
from engine.language.sentences import AnyOf, Sentence, _, say
from engine.people.acts import Act
from engine.people.tables import Body, Partnership
from engine.storage.session import Session
from workflows.deviations import reports
from workflows.deviations.channels import statutory_channels
from workflows.deviations.contacts import WHERE_TO_ANSWER, AnswerTo
from workflows.deviations.reports import WORKFLOW, Receipt
from workflows.deviations.units import (
    NAMED,
    find_unit,
    matching_units,
    refuse_unfit_name,
    spellings,
    units,
)
from workflows.views.case_deadlines import due_once_opened
from workflows.views.step_forms import (
    Choice,
    Given,
    Input,
    InputForm,
    Known,
    opening_form,
    read_back,
    with_refusal,
)

UNIT, LISTED, ADDRESS, WANTS = "unit", "unit_listed", "email", "wants_answer"
OTHER = "unit_other"  # another name, typed beside the choice among units that could be meant
WHAT, KIND = "what", "kind"
NOT_KNOWN = "?"  # chosen in the list of units by whoever does not know which
ADDRESS_HELP = _(
    "Your email address. Only those who route and handle the report see it. Without it,"
    " the receipt alone leads to the answer."
)


class TypedReport(NamedTuple):
    """What somebody typed to report in a partnership, and the language to be answered in."""

    owner: Partnership
    typed: Mapping[str, Sequence[str]]
    language: str


def kinds(session: Session) -> tuple[Choice, ...]:
    """What a report can be about; each has a short form of its own."""
    return Known().of(_newest(session).fields[KIND])


def forms_by_kind(session: Session, language: str) -> dict[str, Any]:
    """What a report of each kind asks for beside the unit, as a program gives it, and where
    something serious must or can be told besides."""
    definition = _newest(session)
    forms = [
        {
            "kind": kind.value,
            "label": say(kind.label, language),
            "inputs": [
                each.told(language)
                for each in _asked(definition, None, kind.value)
                if each.name != UNIT
            ],
        }
        for kind in kinds(session)
    ]
    channels = [
        {key: say(getattr(each, key), language) for key in ("name", "what", "source", "url")}
        for each in statutory_channels()
    ]
    return {"forms": forms, "channels": channels}


def form(
    session: Session,
    partnership_id: int,
    on: date,
    typed: Given | None = None,
    wrong: Iterable[Reason] = (),
    kind: str = "",
) -> InputForm:
    """The form, with what was typed and what is wrong with it; the short one of that kind. What it
    leaves out is asked for all the same where something was typed."""
    definition = _newest(session)
    told, given, there = list(wrong), typed or {}, units(session, partnership_id, on)
    asked = {each.name: each for each in _asked(definition, typed, kind)}
    asked[UNIT] = _named(asked[UNIT], given)
    several = matching_units(session, asked[UNIT].text, partnership_id, on)
    unfound = any(reason.code == UNIT for reason in told)
    which = unfound and several and not "".join(given.get(LISTED, ()))
    asked[UNIT] = _which(asked[UNIT], several) if which else _unit(asked[UNIT], there)
    beside = [_other(there, given)] if which else []
    beside.append(_listed(there, given, asked[WHAT].label, plain=unfound))
    rows = ([each, *beside] if each.name == UNIT else [each] for each in asked.values())
    address = _address(given, definition.contact_kept)
    return with_refusal(InputForm((*chain(*rows), address)), told)


def _asked(definition: Definition, typed: Given | None, kind: str) -> Iterator[Input]:
    """What the form of that kind asks for, the whole one where there is none such."""
    short = kind in definition.fields[KIND].options
    given = {**(typed or {}), KIND: [kind]} if short else typed or {}
    unasked = left_out(definition, {KIND: kind}) - {UNIT, WANTS} if short else ()
    for each in opening_form(definition, Known(), given):
        if each.name == WANTS and typed is None:  # it is wanted where nothing else is said
            yield replace(each, value=("yes",))
        elif not (short and each.name == KIND) and (each.name not in unasked or each.text.strip()):
            yield each


def due_when_reported(session: Session, partnership_id: int, on: date) -> list[Sentence]:
    """What is to be done by when, of what is reported on that day."""
    return due_once_opened(session, _newest(session), partnership_id, on)


def _named(asked: Input, given: Given) -> Input:
    """The unit by another name than those that could be meant, where that was typed."""
    return asked if asked.text.strip() else replace(asked, value=tuple(given.get(OTHER, ())))


def _unit(asked: Input, there: Sequence[Body]) -> Input:
    """A unit is asked for by what it is called."""
    known = dict.fromkeys(each for body in there for each in spellings(body))
    suggested = tuple(Choice(name, name) for name in known)
    told = _("Type a part of its name.")
    return replace(asked, asked_with="suggested", choices=suggested, alternative=True, help=told)


def _which(asked: Input, several: Sequence[Body]) -> Input:
    """Which of several units that could be meant."""
    # not empty, for a browser takes an empty choice for none
    other = Choice(" ", _("None of these: I type another name"))
    choices = (*(Choice(body.key, body.name) for body in several), other)
    return replace(asked, asked_with="select", choices=choices, alternative=True)


def _other(there: Sequence[Body], typed: Given) -> Input:
    """The other name, where it is none of those that could be meant."""
    plain = Input(
        name=OTHER,
        label=_("Another name"),
        asked_with="text",
        required=False,
        value=tuple(typed.get(OTHER, ())),
        max_length=200,
    )
    return _unit(plain, there)


def _listed(there: Sequence[Body], typed: Given, what: object, *, plain: bool) -> Input:
    """All units to choose from, for whoever is found by no name that she types or does not know and
    says so under `what`; `plain` where it is needed now."""
    unknown = Choice(NOT_KNOWN, _("I do not know which unit"))
    return Input(
        name=LISTED,
        label=_("Choose the unit from a list"),
        asked_with="select" if plain else "list",
        required=False,
        value=tuple(typed.get(LISTED, ())),
        help=_(
            "If you do not know the unit, choose that: write under “{what}” what you know of the"
            " place, and those who receive the report find the unit.",
            what=what,
        ),
        choices=(unknown, *(Choice(body.key, body.name) for body in there)),
        alternative=True,
    )


def _address(typed: Given, kept: ContactKept | None) -> Input:
    return Input(
        name=ADDRESS,
        label=WHERE_TO_ANSWER,
        asked_with="email",
        required=False,
        value=tuple(typed.get(ADDRESS, ())),
        help=ADDRESS_HELP if kept is None else _address_kept(kept),
        max_length=254,
    )


def _address_kept(kept: ContactKept) -> Sentence:
    return _(
        "Your email address. Only those who route and handle the report see it. Without it, the"
        " receipt alone leads to the answer. It is removed {months} months after the case and what"
        " came of it have ended; if something still goes on then, {at_most} months after the case"
        " ended.",
        **kept.model_dump(),
    )


def report_typed(session: Session, given: TypedReport, act: Act) -> Receipt:
    """Report what was typed. Refuses as `report` does, and what is wrong with the unit together
    with all else."""
    answer_to = AnswerTo(_line(given, ADDRESS) or None, given.language)
    owner, today = given.owner, local_day(act.at)
    inputs = _inputs(session, given, today)
    try:
        where = _where(session, given, today)
    except BadInput as wrong:
        rest: tuple[Reason, ...] = ()
        try:
            with session.savepoint(keep=False):
                reports.report(session, owner, inputs, act._replace(key=None), answer_to)
        except (BadInput, Refused) as more:
            rest = more.reasons
        raise BadInput(*wrong.reasons, *rest) from None
    return reports.report(session, where or owner, inputs, act, answer_to)


def _inputs(session: Session, given: TypedReport, on: date) -> dict[str, Any]:
    """What was typed beside the unit, as the fields want it."""
    definition = _newest(session)
    needs, takes = definition.opening.needs, definition.opening.takes
    inputs = {
        name: read_back(definition.fields[name], _lines(given, name))
        for name in (*needs, *takes)
        if name != UNIT and (_lines(given, name) or name in (*needs, WANTS))
    }
    if inputs[WHAT] and _names_no_unit(session, given, on):
        inputs[WHAT] += f"\n\n{_as_typed(given)}"
    return inputs


def _names_no_unit(session: Session, given: TypedReport, on: date) -> bool:
    """Whether something was typed beside the choice in the list that the choice does not say."""
    listed, typed = _line(given, LISTED), _unit_typed(given)
    if not listed or not typed:
        return False
    return listed == NOT_KNOWN or not matching_units(session, typed, given.owner.number, on)


def _as_typed(given: TypedReport) -> str:
    """What was typed beside a choice in the list, for whoever reads the report."""
    sentence = _("The reporter wrote the unit like this: {typed}", typed=_unit_typed(given))
    return say(sentence, given.language)


def _where(session: Session, given: TypedReport, on: date) -> Body | None:
    """The unit that was chosen in the list, else the one that was typed; None where it was said
    that it is not known. Refuses a choice beside a name that means another unit."""
    listed, typed, number = _line(given, LISTED), _unit_typed(given), given.owner.number
    if typed:
        refuse_unfit_name(session, typed)
    if listed == NOT_KNOWN:
        return None
    found = find_unit(session, listed or typed, number, on)
    meant = matching_units(session, typed, number, on)
    if meant and found.id not in {body.id for body in meant}:
        raise BadInput(Reason(UNIT, _two_units(typed, meant, found)))
    return found


def _two_units(typed: str, meant: Sequence[Body], chosen: Body) -> Sentence:
    return _(
        "You typed “{typed}”, which means {names}, and chose {chosen} from the list. Empty what"
        " you typed, or choose nothing from the list.",
        typed=typed,
        names=AnyOf([body.name for body in meant[:NAMED]]),
        chosen=chosen.name,
    )


def _unit_typed(given: TypedReport) -> str:
    """What was chosen among units that could be meant, else the name that was typed."""
    return _line(given, UNIT) or _line(given, OTHER)


def _lines(given: TypedReport, name: str) -> list[str]:
    return [each.strip() for each in given.typed.get(name, ()) if each.strip()]


def _line(given: TypedReport, name: str) -> str:
    return " ".join(_lines(given, name))


def _newest(session: Session) -> Definition:
    """What is reported by, in the words for whoever reports."""
    _number, definition = versions.newest(session, WORKFLOW)
    return definition.to_reporter
