"""Recognising the header row of a plan's table by its words, in bokmål, nynorsk and English, in
any order."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from workflows.documents.sheets import Row, letter_of, one_line

WORDS: dict[str, tuple[str, ...]] = {
    "number": (
        "nr",
        "nummer",
        "no",
        "pkt",
        "punkt",
        "#",
        "tiltaksnr",
        "tiltaksnummer",
        "tiltak nr",
        "tiltak nummer",
        "id",
        "løpenr",
        "løpenummer",
        "løpenr",
        "number",
        "item",
    ),
    "goal": (
        "mål",
        "hovedmål",
        "hovudmål",
        "delmål",
        "målsetting",
        "målsetjing",
        "målsettinger",
        "resultatmål",
        "goal",
        "goals",
        "objective",
        "objectives",
        "aim",
    ),
    "measure": (
        "tiltak",
        "tiltaka",
        "tiltakene",
        "aktuelle tiltak",
        "aktuelt tiltak",
        "handling og fremdrift",
        "handling og framdrift",
        "handling",
        "handlinger",
        "handlingar",
        "aktivitet",
        "aktiviteter",
        "aktivitetar",
        "tiltak og aktiviteter",
        "beskrivelse av tiltak",
        "beskriving av tiltak",
        "hva skal gjøres",
        "kva skal gjerast",
        "oppgave",
        "oppgåve",
        "oppgaver",
        "oppgåver",
        "measure",
        "measures",
        "action",
        "actions",
        "activity",
    ),
    "content": (
        "innhold",
        "innhald",
        "beskrivelse",
        "beskriving",
        "skildring",
        "omtale",
        "content",
        "description",
    ),
    "responsible": (
        "ansvar",
        "ansvarlig",
        "ansvarleg",
        "ansvarlige",
        "ansvarlege",
        "ansvarlig enhet",
        "ansvarleg eining",
        "ansvarlig organ",
        "ansvarleg organ",
        "ansvarlig instans",
        "ansvarleg instans",
        "hovedansvar",
        "hovudansvar",
        "hovedansvarlig",
        "hovudansvarleg",
        "tiltakseier",
        "tiltakseigar",
        "eier",
        "eigar",
        "hvem",
        "kven",
        "ansvarlig for gjennomføring",
        "ansvarleg for gjennomføring",
        "ansvar for gjennomføring",
        "ansvar for oppfølging",
        "ansvarlig for oppfølging",
        "ansvarleg for oppfølging",
        "responsible",
        "owner",
        "responsibility",
    ),
    "when": (
        "når",
        "tid",
        "frist",
        "tidsrom",
        "tidsfrist",
        "tidsplan",
        "tidspunkt",
        "tidsramme",
        "periode",
        "år",
        "tid for gjennomføring",
        "frist for gjennomføring",
        "gjennomføres",
        "gjennomføring",
        "when",
        "time",
        "deadline",
        "period",
        "timeframe",
        "year",
    ),
    "agreement": (
        "delavtale",
        "delavtaler",
        "delavtalar",
        "tjenesteavtale",
        "tjenesteavtaler",
        "tenesteavtale",
        "tenesteavtaler",
        "tenesteavtalar",
        "avtale",
        "avtaler",
        "avtalar",
        "retningslinje",
        "agreement",
        "agreements",
    ),
    "area": (
        "innsatsområde",
        "innsatsområder",
        "innsatsområda",
        "satsingsområde",
        "satsingsområder",
        "satsningsområde",
        "satsingsområda",
        "fokusområde",
        "område",
        "tema",
        "area",
        "focus area",
        "priority area",
    ),
    "ignored": (
        "status",
        "kommentar",
        "kommentarer",
        "kommentarar",
        "merknad",
        "merknader",
        "merknadar",
        "notat",
        "notater",
        "notatar",
        "oppdatert",
        "sist endret",
        "sist endra",
        "lenke",
        "lenkje",
        "ressurser",
        "ressursar",
        "kostnad",
        "kostnader",
        "økonomi",
        "indikator",
        "indikatorer",
        "resultat",
        "måloppnåelse",
        "oppnådd",
        "evaluering",
        "rapportering",
        "samarbeidspartnere",
        "samarbeidspartnarar",
        "deltakere",
        "deltakarar",
        "prioritet",
        "comment",
        "comments",
        "note",
        "notes",
        "link",
        "progress",
    ),
}
ROLE_OF = {word: role for role, words in WORDS.items() for word in words}
ALL_WORDS = frozenset(part for word in ROLE_OF for part in word.split())
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]? +\S")
_BARE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.?")
_PARENTHESIS = re.compile(r"\([^)]*\)")
NAMELESS = ""
YEAR = "year"


@dataclass(frozen=True)
class Header:
    """Which column holds what. Columns count from 0; None where the table has no such column."""

    row: Row
    responsible: int | None = None
    when: int | None = None
    years: tuple[tuple[int, int], ...] = ()  # column and year
    measure: int | None = None
    details: int | None = None  # a second column of text beside the measure
    goal: int | None = None
    area: int | None = None
    agreement: int | None = None
    numbers: tuple[int, ...] = ()  # columns called numbers, and nameless ones that may be
    ignored: tuple[int, ...] = ()
    titled: bool = False  # the measure column bears the area's own title

    def title(self, column: int) -> str:
        """What the column is called: its header, else its letter."""
        return one_line(self.row.cell(column)) or letter_of(column)

    @property
    def area_title(self) -> str:
        """The area's title that stands over its measures, '' when the column has a common name."""
        return one_line(self.row.cell(self.measure)) if self.titled else ""


def role_of(text: str) -> str | None:
    """The role of a header cell; '' for a nameless one, None for words that are not known."""
    plain = _PARENTHESIS.sub("", one_line(text)).casefold().strip(" .:*")
    if _YEAR.fullmatch(plain):
        return YEAR
    if not plain or _BARE_NUMBER.fullmatch(plain):
        return NAMELESS
    for part in (plain, *re.split(r" ?/ ?| og ", plain)[:1]):
        if part.strip(" .:") in ROLE_OF:
            return ROLE_OF[part.strip(" .:")]
    return None


def read_header(row: Row, hidden: frozenset[int] = frozenset()) -> Header | None:
    """The header that this row is, or None.

    A header names who or when, and something to be done.
    """
    roles = {column: role_of(text) for column, text in enumerate(row.cells)}
    known = Counter(role for role in roles.values() if role)
    said = len([role for role in known if role not in (YEAR, "ignored")]) + (known[YEAR] > 1)
    if said < 2 or not (known["responsible"] or known["when"] or known[YEAR] > 1):
        return None
    header = _columns(row, roles, hidden)
    return header if header.measure is not None else None


def _columns(row: Row, roles: dict[int, str | None], hidden: frozenset[int]) -> Header:
    def called(role: str | None) -> list[int]:
        """Columns of that role, those that are shown before hidden ones."""
        return sorted(
            (column for column, other in roles.items() if other == role),
            key=lambda c: (c in hidden, c),
        )

    numbers = tuple(sorted([*called("number"), *called(NAMELESS)]))
    texts = [*called("measure"), *called("content")]
    goal, area = _first(called("goal")), _first(called("area"))
    unknown = [column for column in called(None) if row.cell(column)]
    titled = not texts and bool(unknown)
    if titled:
        texts = [
            min(
                unknown,
                key=lambda column: (
                    not _NUMBERED.match(row.cell(column)),
                    column in hidden,
                    column,
                ),
            )
        ]
    measures = called("measure")
    if (
        goal is None
        and len(measures) > 1
        and any(measures[0] < column < measures[1] for column in numbers)
    ):
        # ['Pkt.', 'Tiltak', '', 'Handling og fremdrift', …]: the first of two such columns holds
        # the goals.
        goal, texts = measures[0], [column for column in texts if column != measures[0]]
    if not texts and (area is not None or goal is not None):
        texts, area, goal = (
            ([goal], area, None) if goal is not None else ([_number(area)], None, None)
        )
    used = {
        *texts[:2],
        *called("responsible")[:1],
        *called("when")[:1],
        *called("agreement")[:1],
        *called(YEAR),
        *numbers,
    }
    used |= {column for column in (goal, area) if column is not None}
    return Header(
        row=row,
        responsible=_first(called("responsible")),
        when=_first(called("when")),
        years=tuple((column, _year(row.cell(column))) for column in called(YEAR)),
        measure=_first(texts),
        details=texts[1] if len(texts) > 1 else None,
        goal=goal,
        area=area,
        agreement=_first(called("agreement")),
        numbers=numbers,
        ignored=tuple(column for column in row.filled if column not in used),
        titled=titled,
    )


def _year(text: str) -> int:
    """The year of a cell that has the role of one: 2030, 2030: or 2030 (plan)."""
    return int(_PARENTHESIS.sub("", one_line(text)).strip(" .:*"))


def _first(columns: list[int]) -> int | None:
    return columns[0] if columns else None


def _number(column: int | None) -> int:
    return -1 if column is None else column


def with_years(header: Header, row: Row) -> Header | None:
    """The header with the years of a second header row under it; None when the row is not one."""
    years = {column: role_of(text) for column, text in enumerate(row.cells) if text}
    if header.years or not years or any(role != YEAR for role in years.values()) or len(years) < 2:
        return None
    columns = tuple((column, _year(row.cell(column))) for column in years)
    numbers = tuple(column for column in header.numbers if column not in years)
    when = None if header.when in years else header.when
    return Header(**{**header.__dict__, "years": columns, "numbers": numbers, "when": when})
