"""A report to the council as tables that can be said in a language: the same for screen, page and
document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from engine.language.sentences import Label, Sentence, _
from workflows.deviations.council_reports import PlacedReport

HIDDEN = _("hidden")
NUMBERS, LEARNING, MEASURES = "numbers", "learning", "measures"
ANALYSES = "analyses"
Row = list[object]


def shown_report(placed: PlacedReport) -> dict[str, Any]:
    """A report with where it stands: on which agenda, and whether its meeting was held."""
    item, meeting = placed.item, placed.meeting
    return {
        "id": placed.report.id,
        "made_at": placed.report.made_at.isoformat(),
        "digest": placed.report.digest,
        "meeting": meeting and meeting.id,
        "day": meeting and meeting.day.isoformat(),
        "state": meeting and str(meeting.state),
        "item": item and item.number,
        "figures": placed.figures,
    }


class ReportTable(NamedTuple):
    """A table of a report, by its name: its title, heads and rows, what is to be known of it (None
    where nothing is), and a bar for each row where it has a chart, None where a count is hidden."""

    name: str
    title: object
    heads: Row
    rows: list[Row]
    note: Sentence | None = None
    bars: tuple[int | None, ...] = ()


def report_tables(figures: Mapping[str, Any]) -> Iterator[ReportTable]:
    """Everything that a report tells, in the order in which it is read."""
    yield _numbers(figures)
    for table in figures["tables"]:
        yield _counts(table)
    points = [[each["text"], _said(there=each["measure"])] for each in figures["learning"]]
    yield ReportTable(LEARNING, _("Learning points"), [_("Learning point"), _("Measure")], points)
    if found := figures.get("analyses"):  # a report that was frozen earlier knows of none
        rows = [[text] for text in found]
        yield ReportTable(ANALYSES, _("Joint event analyses"), [_("Conclusion")], rows)
    yield _measures(figures)


def _numbers(figures: Mapping[str, Any]) -> ReportTable:
    rows = [_row(each, each["value"]) for each in figures["numbers"]]
    heads = _heads(_("In short"), beside=figures["before"] is not None)
    return ReportTable(NUMBERS, _("In short"), heads, rows)


def _counts(table: Mapping[str, Any]) -> ReportTable:
    rows = [_row(each, _count(each["count"])) for each in table["rows"]]
    beside = any("before" in each for each in table["rows"])
    title, note = Label(**table["label"]), _note(table)
    heads = _heads(title, beside=beside)
    bars = tuple(each["count"] for each in table["rows"])
    return ReportTable(table["name"], title, heads, rows, note=note, bars=bars)


def _heads(first: object, *, beside: bool) -> Row:
    return [first, _("This period"), *([_("The period before")] if beside else [])]


def _row(told: Mapping[str, Any], value: object) -> Row:
    beside = [_count(told["before"])] if "before" in told and "count" in told else []
    if "before" in told and "count" not in told:
        beside = [_number(told["before"])]
    return [Label(**told["label"]), _number(value), *beside]


def _number(value: object) -> object:
    """A number; a dash where there was nothing to reckon it from."""
    return "–" if value is None else value


def _count(value: int | None) -> object:
    return HIDDEN if value is None else value


def _note(table: Mapping[str, Any]) -> Sentence | None:
    """Why counts of a table are hidden, where some are."""
    counts = [each[part] for each in table["rows"] for part in ("count", "before") if part in each]
    if None not in counts:
        return None
    return _(
        "A count under five that concerns a municipality is hidden, and others with it, so that"
        " nobody can work it out."
    )


def _measures(figures: Mapping[str, Any]) -> ReportTable:
    heads: Row = [_("Measure"), _("Status"), _("Started"), _("Same kind since")]
    rows = [
        [each["ref"], Label(**each["state"]), date.fromisoformat(each["since"]), each["after"]]
        for each in figures["measures"]
    ]
    return ReportTable(MEASURES, _("Measures that came of deviations"), heads, rows)


def _said(*, there: bool) -> Sentence:
    return _("yes") if there else _("no")
