"""What a report to the council counts deviations by: unit, direction, what they were about, how bad
it was, and how long it took. No table crosses another one, so that no row can be worked out from
another table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.definitions.model import Definition, Field
from engine.definitions.options import newest as newest_option
from engine.language.sentences import LANGUAGES, Label, Sentence, _, say
from engine.people.tables import Body
from workflows.deviations.hidden_counts import Hidden
from workflows.deviations.report_cases import Counted

UNIT, DIRECTION, AGE = "unit", "direction", "age"
NOT_SAID, NAMED = "not_said", "named"
# The fields that are counted: of each group the first that a definition has.
CLASSES = (("kind",), ("event_type",), ("factors",), ("clause", "agreement"), ("harm",))
# By the kind of the body that a deviation concerns: who reported is not asked.
DIRECTIONS = {
    "hospital_trust": ("to_trust", _("Towards the hospital trust")),
    "municipality": ("to_municipality", _("Towards a municipality")),
}
MUNICIPALITY = DIRECTIONS["municipality"][0]
UNKNOWN = ("unknown", _("Direction not known"))
AGES = (
    (7, "0-7", _("Up to 7 days")),
    (14, "8-14", _("8–14 days")),
    (28, "15-28", _("15–28 days")),
    (56, "29-56", _("29–56 days")),
    (None, "57-", _("More than 56 days")),
)


class CountRow(NamedTuple):
    """A row of a table, with the count that is shown; None where it is hidden."""

    key: str
    label: Label
    shown: int | None


class CountTable(NamedTuple):
    """A table of counts, by its name; `hidden` where a count of it is."""

    name: str
    label: Label
    rows: list[CountRow]

    @property
    def hidden(self) -> bool:
        """Whether a count of it is hidden."""
        return any(row.shown is None for row in self.rows)


def labelled(text: Sentence | str) -> Label:
    """Words in all three languages, as they stand in a report for good."""
    return Label(*(say(text, language) for language in LANGUAGES))


def by_unit(cases: Iterable[Counted], units: Sequence[Body]) -> dict[str, int]:
    """How many deviations concern each unit, those without any too, and those whose unit the
    reporter did not know."""
    counts = Counter(case.fields.get("unit") or NOT_SAID for case in cases)
    return {key: counts[key] for key in [*(unit.key for unit in units), NOT_SAID]}


def direction_of(units: Sequence[Body]) -> dict[str, str]:
    """Towards whom a deviation of each unit goes: by its own kind, or by the trust or municipality
    that it is a part of."""
    found = {unit.key: DIRECTIONS[unit.kind][0] for unit in units if unit.kind in DIRECTIONS}
    for whole in units:
        if whole.kind in DIRECTIONS:
            found |= {part: found[whole.key] for part in whole.parts if part not in found}
    return found


def unit_table(counts: Mapping[str, int], units: Sequence[Body], hidden: Hidden) -> CountTable:
    """The counts by unit, but those that are hidden."""
    names = {unit.key: labelled(unit.name) for unit in units}
    names[NOT_SAID] = labelled(_("Unit not known"))
    rows = [CountRow(key, names[key], _shown(key, n, hidden.units)) for key, n in counts.items()]
    return CountTable(UNIT, labelled(_("By unit")), rows)


def direction_table(
    counts: Mapping[str, int], directions: Mapping[str, str], hidden: Hidden
) -> CountTable:
    """The counts by direction, which are sums of those by unit."""
    sums: Counter[str] = Counter()
    for unit, n in counts.items():
        sums[directions.get(unit, UNKNOWN[0])] += n
    rows = [
        CountRow(key, labelled(words), None if hidden.directions else sums[key])
        for key, words in (*DIRECTIONS.values(), UNKNOWN)
    ]
    return CountTable(DIRECTION, labelled(_("By direction")), rows)


def _shown(key: str, count: int, hidden: Iterable[str]) -> int | None:
    return None if key in hidden else count


def class_tables(cases: Sequence[Counted], newest: Definition) -> Iterator[CountTable]:
    """A table for each field that deviations are classified by, with the options that there are in
    the newest version, and those besides that cases chose which began before."""
    # by their ids, for each case would ask for the hash of its definition
    begun_with = {id(case.definition): case.definition for case in cases}.values()
    for names in CLASSES:
        found = (_field(begun_with, newest, name) for name in names)
        if (field := next(filter(None, found), None)) is not None:
            yield _class_table(cases, field, begun_with)


def _field(begun_with: Iterable[Definition], newest: Definition, name: str) -> Field | None:
    """The field of that name, if cases have it, as the newest version has it."""
    known = [each.fields[name] for each in begun_with if name in each.fields]
    return newest.fields.get(name, known[0]) if known else None


def _class_table(
    cases: Sequence[Counted], field: Field, begun_with: Iterable[Definition]
) -> CountTable:
    """A field with options by its options; what is free text is only counted as named or not."""
    counts: Counter[str] = Counter()
    chosen = (case.fields.get(field.name) for case in cases)
    found = Counter(tuple(each) if isinstance(each, list) else each for each in chosen)
    for given, n in found.items():
        for value in _values(given):
            counts[_newest(field, value)] += n
    labels: dict[str, Label] = {n: each for n, each in field.options.items() if not each.newer}
    if not labels:
        labels[NAMED] = labelled(_("Named"))
    labels |= _older(begun_with, field, counts.keys() - labels.keys() - {NOT_SAID, NAMED})
    labels[NOT_SAID] = labelled(_("Not said"))
    rows = [CountRow(key, Label(*label), counts[key]) for key, label in labels.items()]
    return CountTable(field.name, field.label, rows)


def _newest(field: Field, value: str) -> str:
    """What a value counts as: the option that took the place of an older one, or only that
    something was named where it is free text."""
    if not field.options:
        return value if value == NOT_SAID else NAMED
    return newest_option(field.options, value)


def _values(given: Any) -> Iterable[str]:
    """What a field counts as: its value, or the values of one that may have several."""
    if not given:
        return (NOT_SAID,)
    return map(str, given) if isinstance(given, tuple) else (str(given),)


def _older(
    begun_with: Iterable[Definition], field: Field, values: Collection[str]
) -> dict[str, Label]:
    """What options are called that only an older version of the workflow has."""
    found: dict[str, Label] = {}
    for each in begun_with:
        begun = each.fields.get(field.name)
        options = begun.options if begun else {}
        found |= {value: options[value] for value in values if value in options}
    return found


def age_table(cases: Iterable[Counted]) -> CountTable:
    """How long it took from the report until the case was handled."""
    ages: Counter[str] = Counter()
    for days, n in Counter((c.handled - c.opened).days for c in cases if c.handled).items():
        ages[_band(days)] += n
    rows = [CountRow(key, labelled(words), ages[key]) for _most, key, words in AGES]
    return CountTable(AGE, labelled(_("Time from report to handled")), rows)


def _band(days: int) -> str:
    return next(key for most, key, _words in AGES if most is None or days <= most)
