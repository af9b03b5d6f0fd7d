"""How reports are routed, as it is told: a partnership's rules, and who could handle a report."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from engine.errors import NotFound, Refused
from engine.language.sentences import AnyOf, Sentence, _
from engine.people import registry
from engine.people.actors import Actor
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.deviations import routing
from workflows.deviations.routing import Proposal, ReportRule
from workflows.views.case_step import in_the_way
from workflows.views.case_view import View

ROUTE, WORKFLOW = "route", "deviation"


class RuleTold(NamedTuple):
    """A rule as people read it: when it fits, and to whom it leads."""

    number: int
    when: list[Sentence]
    to: str
    rule: ReportRule

    def answer(self) -> dict[str, Any]:
        """The rule as `--json` answers it."""
        conditions = {key: list(getattr(self.rule, key)) for key in ("unit", "agreement", "place")}
        return {"number": self.number, **conditions, "to": self.rule.to}


def rules_told(session: Session, owner: Partnership, reader: Actor, on: date) -> list[RuleTold]:
    """The rules of a partnership, for somebody who has a seat there."""
    if not reader.sits_in(owner.number, on):
        return []
    names = {body.key: body.name for body in registry.bodies(session, owner.number)}
    return [
        RuleTold(rule.number, list(_when(rule, names)), names.get(rule.to, rule.to), rule)
        for rule in routing.rules(owner)
    ]


def _when(rule: ReportRule, names: dict[str, str]) -> list[Sentence]:
    units = AnyOf([names.get(key, key) for key in rule.unit])
    told = {
        "unit": _("the unit is {units}", units=units),
        "agreement": _("the agreement is “{words}”", words=AnyOf(rule.agreement)),
        "place": _("the place of work is “{words}”", words=AnyOf(rule.place)),
    }
    return [said for key, said in told.items() if getattr(rule, key)]


def proposed(view: View) -> Proposal | None:
    """Who could handle a report, for somebody who may route it; Refused, with what stands in the
    way, for anybody else; NotFound for what is no report."""
    if view.case.workflow != WORKFLOW:
        raise NotFound
    form = next((each for each in view.forms() if each.action.name == ROUTE), None)
    if reasons := in_the_way(view, ROUTE, form):
        raise Refused(reasons)
    return routing.proposal(view.session, view.case, view.on)
