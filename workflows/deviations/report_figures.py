"""The figures of a report to the council: what the parties learnt since the last one, with the
period before beside it.

They hold no free text but learning points, in an order of their own and without their cases; and
nothing of who reported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import ceil
from statistics import median
from typing import Any, NamedTuple

from engine.definitions import versions
from engine.definitions.lengths import Unit
from engine.definitions.model import Definition
from engine.language.sentences import Label, Sentence, _
from engine.people import registry
from engine.people.tables import Body, Partnership
from engine.storage.session import Session
from workflows.councils.reported_cases import reports_counting
from workflows.deviations.hidden_counts import Draw, ShownBefore, draw_at_random, hide
from workflows.deviations.late_answers import late_answers
from workflows.deviations.report_cases import WORKFLOW, Counted, answering, counted_cases
from workflows.deviations.report_measures import FollowedMeasure, followed_measures
from workflows.deviations.report_tables import (
    DIRECTION,
    MUNICIPALITY,
    UNIT,
    CountTable,
    age_table,
    by_unit,
    class_tables,
    direction_of,
    direction_table,
    labelled,
    unit_table,
)
from workflows.deviations.units import KINDS

SCHEMA = "council_report/1"
MOST = 0.9  # so many of the answers came within the days that are told
Figures = dict[str, Any]


class LastReport(NamedTuple):
    """What a report is made from: the figures of the last one, and how is drawn what it hides."""

    last: Figures | None = None
    draw: Draw = draw_at_random


NEW = LastReport()


class Hiding(NamedTuple):
    """What decides beside the counts what is hidden: the reports before, and the draw."""

    before: Sequence[ShownBefore]
    draw: Draw


class NewReport(NamedTuple):
    """A report: its figures as JSON holds them, and the numbers of its cases."""

    figures: Figures
    cases: list[int]


def make_figures(
    session: Session, partnership: Partnership, until: date, before: LastReport = NEW
) -> NewReport:
    """The figures of everything that was learnt in a partnership and not reported yet."""
    cases = counted_cases(session, partnership.number)
    numbers = sorted(case.number for case in cases)
    measures = followed_measures(session, partnership.number, cases)
    units = _units(registry.bodies(session, partnership.number), cases, until)
    newest = versions.newest(session, WORKFLOW, partnership.number)[1]
    last, hiding = before.last, Hiding(_shown_before(session, numbers), before.draw)
    late = late_answers(session, partnership.number, until)
    tables = [*_tables(cases, units, hiding), *class_tables(cases, newest), age_table(cases)]
    figures: Figures = {
        "schema": SCHEMA,
        "partnership": partnership.key,
        "name": partnership.name,
        **_periods(last, until),
        "numbers": [_number(each, last) for each in _numbers(cases, measures, late)],
        "tables": [_table(each, last) for each in tables],
        "learning": _learning(cases),
        "analyses": _analyses(cases),
        "measures": [_measure(each) for each in measures],
    }
    return NewReport(figures, numbers)


def _periods(last: Figures | None, until: date) -> dict[str, Any]:
    """The days that the report tells of, and those of the one before."""
    before = {"since": last["since"], "until": last["until"]} if last else None
    return {"since": last and last["until"], "until": until.isoformat(), "before": before}


def title_of(figures: Figures) -> Sentence:
    """What a report is called: by the period that it tells of."""
    until = date.fromisoformat(figures["until"])
    if figures["since"] is None:
        return _("Report on deviations, up to {until}", until=until)
    since = date.fromisoformat(figures["since"])
    return _("Report on deviations, {since} to {until}", since=since, until=until)


def _shown_before(session: Session, cases: Sequence[int]) -> list[ShownBefore]:
    return [_shown(report.figures, most) for report, most in reports_counting(session, cases)]


def _shown(text: str, most: bool) -> ShownBefore:
    """What an earlier report showed by unit, from its figures as they are kept."""
    figures = json.loads(text)
    rows = {table["name"]: table["rows"] for table in figures["tables"]}
    (total,) = (each["value"] for each in figures["numbers"] if each["key"] == "total")
    directions = all(row["count"] is not None for row in rows[DIRECTION])
    return ShownBefore({row["key"]: row["count"] for row in rows[UNIT]}, total, directions, most)


def _units(bodies: Iterable[Body], cases: Iterable[Counted], on: date) -> list[Body]:
    """The units that there are, and those that deviations concern, by name."""
    named = {case.fields.get("unit") for case in cases}
    units = [
        body
        for body in bodies
        if body.key in named
        or (body.kind in KINDS and (body.valid_to is None or body.valid_to >= on))
    ]
    return sorted(units, key=lambda body: (body.name.casefold(), body.key))


def _tables(
    cases: Sequence[Counted], units: Sequence[Body], hiding: Hiding
) -> Iterator[CountTable]:
    counts, directions = by_unit(cases, units), direction_of(units)
    municipal = [key for key in counts if directions.get(key) == MUNICIPALITY]
    hidden = hide(counts, municipal, *hiding)
    yield unit_table(counts, units, hidden)
    yield direction_table(counts, directions, hidden)


class ReportNumber(NamedTuple):
    """One number of a report, with what it is; None where there is nothing to reckon it from."""

    key: str
    label: Sentence
    value: float | None


def _numbers(
    cases: Sequence[Counted], measures: Sequence[FollowedMeasure], late: int
) -> Iterator[ReportNumber]:
    days = sorted(case.days for case in cases if case.days is not None)
    timely = [case.in_time for case in cases if case.in_time is not None]
    learnt = [case for case in cases if case.fields.get("learning")]
    share = round(100 * sum(timely) / len(timely)) if timely else None
    yield ReportNumber("total", _("Deviations"), len(cases))
    yield ReportNumber("answered", _("Answered"), len(days))
    yield ReportNumber("median", _("Days to the answer: half took at most"), _half(days))
    yield ReportNumber("ninety", _("Days to the answer: 90 per cent took at most"), _ninety(days))
    yield ReportNumber("in_time", _limit_words(cases), share)
    yield ReportNumber("unanswered", _("Waiting for an answer after the last warning"), late)
    yield ReportNumber("learning", _("With a learning point"), len(learnt))
    yield ReportNumber("analysed", _("Joint event analyses"), len(_analyses(cases)))
    no_measure = sum(not case.measure for case in learnt)
    yield ReportNumber("without_measure", _("Learning points without a measure"), no_measure)
    unproven = sum(not each.evaluated for each in measures)
    yield ReportNumber("unproven", _("Measures under way without an evaluation"), unproven)
    again = sum(each.after for each in measures)
    yield ReportNumber("again", _("Deviations of the same kind after a measure"), again)


def _half(days: Sequence[int]) -> float | None:
    found = median(days) if days else None
    return found if found is None or found % 1 else int(found)


def _ninety(days: Sequence[int]) -> int | None:
    return days[ceil(MOST * len(days)) - 1] if days else None


def _limit_words(cases: Iterable[Counted]) -> Sentence:
    """The share of answers in time, with the length that the newest definition gives them."""
    newest = max((c.definition for c in cases), key=lambda d: d.version, default=None)
    weeks = _weeks(newest) if newest else None
    if weeks:
        return _("Answered within {weeks} weeks, per cent", weeks=weeks)
    return _("Answered within the time limit, per cent")


def _weeks(definition: Definition) -> int | None:
    limit = answering(definition)
    if limit is None or limit.length.unit not in (Unit.DAYS, Unit.WEEKS):
        return None
    weeks, rest = divmod(limit.length.count * (7 if limit.length.unit is Unit.WEEKS else 1), 7)
    return None if rest else weeks


def _number(number: ReportNumber, last: Figures | None) -> dict[str, Any]:
    said = {"key": number.key, "label": _labels(labelled(number.label)), "value": number.value}
    if last is None:
        return said
    known = {each["key"]: each["value"] for each in last["numbers"]}
    return {**said, "before": known.get(number.key)}


def _table(table: CountTable, last: Figures | None) -> dict[str, Any]:
    """A table with the counts of the period before as they were shown then."""
    rows = [{"key": row.key, "label": _labels(row.label), "count": row.shown} for row in table.rows]
    told = {each["name"]: each for each in last["tables"]}.get(table.name) if last else None
    if told is not None:
        known = {row["key"]: row["count"] for row in told["rows"]}
        rows = [{**row, "before": known.get(row["key"], 0)} for row in rows]
    return {"name": table.name, "label": _labels(table.label), "rows": rows}


def _learning(cases: Iterable[Counted]) -> list[dict[str, Any]]:
    """The learning points, each once, by their words: their order tells nothing of their cases."""
    points: dict[str, bool] = {}
    for case in cases:
        if text := case.fields.get("learning"):
            points[text] = points.get(text, False) or case.measure
    ordered = sorted(points.items(), key=lambda point: (point[0].casefold(), point[0]))
    return [{"text": text, "measure": measure} for text, measure in ordered]


def _analyses(cases: Iterable[Counted]) -> list[str]:
    """What joint analyses concluded, each once, in an order that tells nothing of their cases."""
    found = {text for case in cases if (text := case.fields.get("conclusion"))}
    return sorted(found, key=lambda text: (text.casefold(), text))


def _measure(measure: FollowedMeasure) -> dict[str, Any]:
    state, since = _labels(measure.state), measure.since.isoformat()
    return {**measure._asdict(), "state": state, "since": since}


def _labels(label: Label) -> Mapping[str, str]:
    return label._asdict()
