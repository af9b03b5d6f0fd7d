"""The form with which anybody reports a deviation, made from its definition; and the report as it
was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from engine.days.calendar import local_day
from engine.definitions import versions
from engine.errors import BadInput, Reason, Refused
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.tables import Body, Partnership
from engine.storage.session import Session
from workflows.deviations import reports
from workflows.deviations.contacts import AnswerTo
from workflows.deviations.reports import WORKFLOW, Receipt
from workflows.deviations.units import find_unit, matching_units, spellings, units
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
NOT_KNOWN = "?"  # chosen in the list of units by whoever does not know which


class TypedReport(NamedTuple):
    """What somebody typed to report in a partnership, and the language to be answered in."""

    owner: Partnership
    typed: Mapping[str, Sequence[str]]
    language: str


def form(
    session: Session,
    partnership_id: int,
    on: date,
    typed: Given | None = None,
    wrong: Iterable[Reason] = (),
) -> InputForm:
    """The form, with what was typed and what is wrong with it."""
    _number, definition = versions.newest(session, WORKFLOW)
    told, given = list(wrong), typed or {}
    asked = {each.name: each for each in opening_form(definition, Known(), given)}
    there = units(session, partnership_id, on)
    several = matching_units(session, asked[UNIT].text, partnership_id, on)
    unfound = any(reason.code == UNIT for reason in told)
    asked[UNIT] = _which(asked[UNIT], several) if unfound and several else _unit(asked[UNIT], there)
    if typed is None:  # an answer is wanted where nothing else is said
        asked[WANTS] = replace(asked[WANTS], value=("yes",))
    inputs = []
    for each in asked.values():
        inputs += [each, _listed(there, given, plain=unfound)] if each.name == UNIT else [each]
    return with_refusal(InputForm((*inputs, _address(given))), told)


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


def _listed(there: Sequence[Body], typed: Given, *, plain: bool) -> Input:
    """All units to choose from, for whoever is found by no name that she types, and the way on for
    whoever does not know; `plain` where it is needed now."""
    unknown = Choice(NOT_KNOWN, _("I do not know which unit"))
    return Input(
        name=LISTED,
        label=_("Choose the unit from a list"),
        asked_with="select" if plain else "list",
        required=False,
        value=tuple(typed.get(LISTED, ())),
        help=_(
            "If you do not know the unit, choose that: write under “What happened?” what you know"
            " of the place, and those who receive the report find the unit."
        ),
        choices=(unknown, *(Choice(body.key, body.name) for body in there)),
        alternative=True,
    )


def _address(typed: Given) -> Input:
    return Input(
        name=ADDRESS,
        label=_("Where should the answer go?"),
        asked_with="email",
        required=False,
        value=tuple(typed.get(ADDRESS, ())),
        help=_(
            "Your email address. Only those who route and handle the report see it. Without it,"
            " the receipt alone leads to the answer."
        ),
        max_length=254,
    )


def report_typed(session: Session, given: TypedReport, act: Act) -> Receipt:
    """Report what was typed. Refuses as `report` does, and what is wrong with the unit together
    with all else."""
    answer_to = AnswerTo(_line(given, ADDRESS) or None, given.language)
    owner, inputs = given.owner, _inputs(session, given)
    try:
        where = _where(session, given, local_day(act.at))
    except BadInput as wrong:
        rest: tuple[Reason, ...] = ()
        try:
            with session.savepoint(keep=False):
                reports.report(session, owner, inputs, act._replace(key=None), answer_to)
        except (BadInput, Refused) as more:
            rest = more.reasons
        raise BadInput(*wrong.reasons, *rest) from None
    return reports.report(session, where or owner, inputs, act, answer_to)


def _inputs(session: Session, given: TypedReport) -> dict[str, Any]:
    """What was typed beside the unit, as the fields want it."""
    _number, definition = versions.newest(session, WORKFLOW)
    opening = definition.opening
    return {
        name: read_back(definition.fields[name], _lines(given, name))
        for name in (*opening.needs, *opening.takes)
        if name != UNIT and (_lines(given, name) or name in (*opening.needs, WANTS))
    }


def _where(session: Session, given: TypedReport, on: date) -> Body | None:
    """The unit that was chosen in the list, else the one that was typed; None where it was said
    that it is not known."""
    listed = _line(given, LISTED)
    if listed == NOT_KNOWN:
        return None
    return find_unit(session, listed or _line(given, UNIT), given.owner.number, on)


def _lines(given: TypedReport, name: str) -> list[str]:
    return [each.strip() for each in given.typed.get(name, ()) if each.strip()]


def _line(given: TypedReport, name: str) -> str:
    return " ".join(_lines(given, name))
