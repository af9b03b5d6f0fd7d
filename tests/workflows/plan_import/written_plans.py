"""A grammar of plans as people write them: what a plan says, and one of many ways to lay it out.

The words here are picked by hand from public plans and from what colleagues write; nothing is taken
from the words that the reader itself knows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
from hypothesis import strategies as st

PERIOD = (2030, 2033)
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
BODIES = {
    "council": ("FR", "Fjordrådet", "FR*", "Leder av FR"),
    "office": ("Sekretariatet", "Sekretariat", "sekretariatet"),
    "towns": ("kommunene", "Kommunane", "Alle kommuner", "alle kommunene"),
    "group-2": ("Utvalg 2", "Utvalg nr. 2", "UTVALG 2"),
    "staff": ("Personalnettverket", "Personalnettverket v/ leder"),
}
HEADERS = {
    "number": ("Nr.", "Nr", "Tiltak nr.", "#", "Pkt.", "Tiltaksnr", "Løpenr.", "No."),
    "measure": (
        *(
            "Tiltak",
            "Konkrete tiltak",
            "Tiltaksbeskrivelse",
            "Hva skal gjøres",
            "Kva skal gjerast?",
        ),
        *("Aktivitet", "Handling", "Action", "Measures", "Oppgaver", "Beskrivelse av tiltaket"),
        *("Tiltak 2030-2033", "Planlagte tiltak", "Hva"),
    ),
    "owners": (
        *("Ansvarlig", "Ansvarleg", "Ansv.", "Ansvar", "Hvem", "Kven?", "Responsible", "Owner"),
        *("Ansvarlig enhet", "Hovedansvar", "Tiltakseier", "Ansvarlig for tiltaket", "Lead party"),
    ),
    "supporting": (
        *("Medansvarlig", "Samarbeidspartnere", "Bidragsytere", "Deltakere", "Medverkar", "Bidrar"),
        *("Supporting", "Samarbeidspart"),
    ),
    "times": (
        *("Når", "Når?", "Frist", "Tidsfrist", "Tidsplan", "Kva tid", "Gjennomføres innen", "Tid"),
        *("Due date", "Timeline", "Tidsrom", "Deadline", "Frist for gjennomføring", "Periode"),
    ),
    "start": ("Oppstart", "Start", "Startdato", "Fra"),
    "end": ("Ferdig", "Slutt", "Sluttdato", "Til"),
    "older": ("Frist", "Opprinnelig frist", "Oppr. frist", "Første frist"),
    "newer": ("Ny frist", "Revidert frist", "Utsatt til", "Oppdatert frist"),
    "area": ("Innsatsområde", "Område", "Tema", "Satsingsområde", "Fagområde", "Area"),
    "status": ("Status", "Fremdrift", "Status per mai", "Progress"),
    "comment": ("Kommentar", "Merknad", "Bakgrunn", "Kostnad", "Indikator", "Xyz", "Gruppering"),
}
# What may stand above two columns beside each other, whose own headers are in a second row.
ABOVE = {
    ("owners", "supporting"): ("Ansvar", "Hvem", "Ansvar og deltakelse", "Organisering"),
    ("start", "end"): ("Tid", "Når", "Gjennomføring", "Tidsrom"),
    ("older", "newer"): ("Når", "Tidsfrist", "Frister"),
}
MONTHS = ("jan", "mars", "Juni", "sept.", "des")
# The name of an area, as it stands above its rows or in a column of theirs.
AREA = {"tables": "Område {}", "rows": "Område {}", "column": "Del {}"}
# What each part of a measure is written in.
WRITTEN_IN = {
    "key": ("number",),
    "text": ("measure",),
    "owners": ("owners", "supporting"),
    "supporting": ("owners", "supporting"),
    "years": ("times", "years", "start", "end", "older", "newer", "months"),
    "ongoing": ("times", "years", "start", "end", "older", "newer", "months"),
    "area": ("area",),
}
FOOTNOTES = (
    "",
    "1 Vedtatt av fylkestinget i juni.",
    "* Fullt navn står i vedlegget.",
    "Kilde: årsrapporten.",
)
VERBS = ("Utarbeide", "Gjennomføre", "Evaluere", "Revidere", "Etablere", "Prøve ut", "Kartlegge")
THINGS = (
    *("felles rutine for utskriving", "opplæring i legevakt", "en møteplass for fastleger"),
    *("hospitering mellom sykehus og kommune", "digital dialog med pasienter", "nye pasientforløp"),
    *("en plan for smittevern", "rekruttering til distriktene", "veileder for barn og unge"),
)
STATUSES = ("Igangsatt", "Ferdig", "Ikke startet", "Pågår", "Utgår", "")
COMMENTS = ("Følges opp i neste møte", "Se rapporten", "", "Avhenger av midler fra staten")


@dataclass(frozen=True)
class Truth:
    """What a plan says of one measure."""

    key: str
    text: str
    owners: tuple[str, ...]
    supporting: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    ongoing: bool = False
    area: str = ""


@dataclass
class Written:
    """A plan and how it is laid out: rows by table, each with what is printed above it."""

    truth: list[Truth]
    tables: list[tuple[str, list[list[object]]]]
    kind: str
    encoding: str = "utf-8"
    separator: str = ";"
    heads: int = 1  # rows of headers
    columns: Mapping[str, set[int]] = field(default_factory=dict)  # of each part of a measure

    def __repr__(self) -> str:
        lines = [f"{self.kind} {self.encoding} {self.separator}"]
        for title, rows in self.tables:
            lines += [f"== {title}", *("  " + " | ".join(map(str, row)) for row in rows)]
        return "\n".join((*lines, *map(str, self.truth)))

    def headers_of(self, part: str) -> set[str]:
        """What the columns are called that say that part of a measure, in either row of headers."""
        columns = {c for name in WRITTEN_IN[part] for c in self.columns.get(name, ())}
        rows = [row for _title, rows in self.tables for row in rows[: self.heads]]
        return {str(row[column]) for row in rows for column in columns} - {""}

    def cells_of(self, part: str, text: str) -> set[str]:
        """What is printed of that part in the row of the measure with that text."""
        columns = {c for name in WRITTEN_IN[part] for c in self.columns.get(name, ())}
        every = (row for _title, rows in self.tables for row in rows[self.heads :])
        (row,) = (row for row in every if any(str(cell).endswith(text) for cell in row))
        return {str(row[column]) for column in columns} - {""}

    def write(self, folder: Path) -> Path:
        """The plan as a file."""
        path = folder / f"plan.{self.kind}"
        writers = {"xlsx": self._xlsx, "docx": self._docx, "csv": self._csv}
        writers[self.kind](path)
        return path

    def _xlsx(self, path: Path) -> None:
        book = openpyxl.Workbook()
        for title, rows in self.tables:
            for row in ([[title]] if title else []) + rows + [[]]:
                book.active.append(row)
        book.save(path)

    def _csv(self, path: Path) -> None:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.separator)
        for title, rows in self.tables:
            writer.writerows(([[title]] if title else []) + rows + [[]])
        try:
            path.write_bytes(text.getvalue().encode(self.encoding))
        except UnicodeEncodeError:  # an arrow
            path.write_bytes(text.getvalue().encode())

    def _docx(self, path: Path) -> None:
        document = docx.Document()
        for title, rows in self.tables:
            if title:
                document.add_heading(title)
            table = document.add_table(rows=0, cols=max(map(len, rows)))
            below = [str(row[0]) for row in rows if row[0] in FOOTNOTES[1:]]
            for row in (row for row in rows if row[0] not in FOOTNOTES[1:]):
                for cell, text in zip(table.add_row().cells, row, strict=False):
                    cell.text = str(text)
            document.add_paragraph("\n".join(below))
        document.save(str(path))


@st.composite
def time_of(draw: st.DrawFn) -> tuple[tuple[int, ...], bool, str]:
    """Years, whether without an end, and one way to print them."""
    first = draw(st.integers(*PERIOD))
    last = draw(st.integers(first, PERIOD[1]))
    year, span = (first,), tuple(range(first, last + 1))
    spellings: list[tuple[tuple[int, ...], bool, str]] = [
        (year, False, draw(st.sampled_from([f"{first}", f"innen {first}", f"Haust {first}"]))),
        (year, False, draw(st.sampled_from([f"1.6.{first}", f"Q2 {first}", f"{first}-06-01"]))),
        (
            year,
            False,
            draw(st.sampled_from([f"juni {first}", f"1. halvår {first}", f"vår {first}"])),
        ),
        ((), True, draw(st.sampled_from(["Fortløpende", "Årleg", "ved behov", "Kontinuerlig"]))),
    ]
    if last > first:
        joins = [" - ", "–", " til ", " → ", " t.o.m. "]
        join = draw(st.sampled_from(joins))
        spellings += [
            (span, False, f"{first}{join}{last}"),
            (span, False, f"{first}-{last % 100}"),
            (span, False, f"høst {first} - vår {last}"),
            (span, False, f"01.01.{first}–31.12.{last}"),
            ((first, last), False, f"{first} og {last}"),
        ]
    return draw(st.sampled_from(spellings))


@st.composite
def moved(
    draw: st.DrawFn, years: tuple[int, ...], ongoing: bool, when: str
) -> tuple[tuple[int, ...], bool, str, str]:
    """A deadline that is said once, or another one that came later."""
    if draw(st.booleans()):
        return years, ongoing, when, draw(st.sampled_from(["", "-", "uendret"]))
    later = draw(time_of())
    return *later[:2], when, later[2]


@st.composite
def owners_of(draw: st.DrawFn, most: int = 3) -> tuple[tuple[str, ...], str]:
    """Bodies, and one way to print them."""
    keys = draw(st.lists(st.sampled_from(sorted(BODIES)), min_size=1, max_size=most, unique=True))
    printed = [draw(st.sampled_from(BODIES[key])) for key in keys]
    join = draw(st.sampled_from([", ", "\n", " / ", " og ", "; "]))
    return tuple(keys), join.join(printed)


@st.composite
def helped(draw: st.DrawFn, owners: tuple[str, ...], printed: str) -> tuple[tuple[str, ...], str]:
    """One more body in the cell of the responsible, that is said to help."""
    left = sorted(key for key in BODIES if key not in owners)
    if not left:
        return (), printed
    key = draw(st.sampled_from(left))
    name = BODIES[key][0]
    said = [f"{printed}, {name} (bidrar)", f"{printed} med støtte fra {name}"]
    said += [f"Ansvarlig: {printed}. Bidrar: {name}"]
    return (key,), draw(st.sampled_from(said))


@st.composite
def below_each_other(
    draw: st.DrawFn, order: Sequence[str], cells: dict[str, list[object]]
) -> list[list[object]]:
    """The row of a measure, or a row for each line of its owners."""
    names = str(cells["owners"][0]).split("\n")
    if len(names) == 1 or draw(st.booleans()):
        return [[cell for name in order for cell in cells[name]]]
    empty = {name: [""] * len(each) for name, each in cells.items()}
    rows = [{**(cells if name is names[0] else empty), "owners": [name]} for name in names]
    return [[cell for name in order for cell in row[name]] for row in rows]


def number_of(style: str, area: int, place: int) -> object:
    """One way to print the number of a measure."""
    return {
        "dotted": f"{area}.{place}",
        "hyphen": f"{area}-{place}",
        "sharp": f"#{area}.{place}",
        "stop": f"{area}.{place}.",
        "roman": f"{ROMAN[place - 1]}.",
        "place": place,
        "lettered": f"T{area}.{place}",
        "yearly": f"{PERIOD[0] + area}/{place}",
    }[style]


@st.composite
def plans(draw: st.DrawFn) -> Written:
    """A plan of one to three areas, in one of the ways in which people lay it out."""
    layout = draw(st.sampled_from(["tables", "rows", "column", "flat"]))
    times = draw(st.sampled_from(["cell", "years", "span", "moved", "months"]))
    style = draw(
        st.sampled_from(
            ["dotted", "hyphen", "sharp", "stop"]
            + (["yearly"] if layout in ("tables", "flat") else [])
            + (["roman", "place"] if layout == "tables" else [])
            + (["embedded"] if layout != "column" else [])
        )
    )
    supports, comments, states = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    names = ["measure", "owners"] if style == "embedded" else ["number", "measure", "owners"]
    names += ["supporting"] if supports else []
    names += ["status"] if states else []
    names += {
        "cell": ["times"],
        "years": ["years"],
        "span": ["start", "end"],
        "moved": ["older", "newer"],
        "months": ["months"],
    }[times]
    names += ["comment"] if comments else []
    names += ["area"] if layout == "column" else []
    order = draw(st.permutations(names)) if times != "span" else names
    headers = _headers(draw, order)
    areas = draw(st.integers(1, 3))
    truth: list[Truth] = []
    tables: list[tuple[str, list[list[object]]]] = []
    for area in range(1, areas + 1):
        rows, said = _area(draw, area, order, style, times)
        title = "" if layout == "flat" else AREA[layout].format("ABC"[area - 1])
        truth += [replace(each, area=title) for each in said]
        _lay(draw, tables, layout, area, headers, rows)
        if layout == "tables" and (line := draw(st.sampled_from(FOOTNOTES))):
            tables[-1][1].append([line, *[""] * (len(headers[0]) - 1)])
    kind = draw(st.sampled_from(["xlsx", "csv", "docx"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
    separator = draw(st.sampled_from([";", ",", "\t"]))
    columns = _columns_of(order, headers)
    return Written(truth, tables, kind, encoding, separator, len(headers), columns)


def _columns_of(order: Sequence[str], headers: list[list[object]]) -> dict[str, set[int]]:
    """The columns of each part of a measure."""
    wide = {"years": 1 + PERIOD[1] - PERIOD[0], "months": len(MONTHS)}
    columns, before = dict[str, set[int]](), 0
    for name in order:
        columns[name] = set(range(before, before := before + wide.get(name, 1)))
    assert before == len(headers[0])
    return columns


def _headers(draw: st.DrawFn, order: Sequence[str]) -> list[list[object]]:
    """The row of headers; or two, where one stands above several columns."""
    cells = _cells_of(draw, order)
    places = {name: place for place, name in enumerate(order)}
    pairs = [pair for pair in ABOVE if places.get(pair[1], -1) == places.get(pair[0], 0) + 1]
    if not pairs or draw(st.booleans()):
        return [[cell for each in cells for cell in each]]
    above, below = [list(each) for each in cells], [[""] * len(each) for each in cells]
    for pair in pairs:
        for name, title in zip(pair, (draw(st.sampled_from(ABOVE[pair])), ""), strict=True):
            above[places[name]], below[places[name]] = [title], cells[places[name]]
    return [[cell for each in row for cell in each] for row in (above, below)]


def _cells_of(draw: st.DrawFn, order: Sequence[str]) -> list[list[object]]:
    """The headers of each part of a measure."""
    cells: list[list[object]] = []
    for name in order:
        if name == "years":
            spelt = draw(st.sampled_from(["{}", "År {}", "{} (plan)"]))
            cells += [[spelt.format(year) for year in range(PERIOD[0], PERIOD[1] + 1)]]
        elif name == "months":
            spelt = draw(st.sampled_from(["{} {}", "{1}. {0}", "{} -{}"][:1]))
            cells += [[spelt.format(month, PERIOD[0]) for month in MONTHS]]
        else:
            cells.append([draw(st.sampled_from(HEADERS[name]))])
    return cells


def _area(
    draw: st.DrawFn, area: int, order: Sequence[str], style: str, times: str
) -> tuple[list[list[object]], list[Truth]]:
    rows, truth = [], []
    for place in range(1, draw(st.integers(1, 4)) + 1):
        verb, thing = draw(st.sampled_from(VERBS)), draw(st.sampled_from(THINGS))
        text = f"{verb} {thing} {area}{'abcd'[place - 1]}"
        owners, printed = draw(owners_of())
        support, supporting = draw(owners_of(2)) if "supporting" in order else ((), "")
        support = tuple(key for key in support if key not in owners)
        if not support and draw(st.booleans()):
            support, printed = draw(helped(owners, printed))
        years, ongoing, when = draw(time_of())
        older = newer = ""
        if times == "span":
            years, ongoing = (
                tuple(range(min(years, default=2030), max(years, default=2030) + 1)),
                False,
            )
        elif times == "years":
            ongoing, years = False, years or (PERIOD[0],)
        elif times == "months":
            ongoing, years = False, PERIOD[:1]
        elif times == "moved":
            years, ongoing, older, newer = draw(moved(years, ongoing, when))
        cells: dict[str, list[object]] = {
            "number": [number_of(style, area, place)] if "number" in order else [],
            "measure": [f"{area}.{place} {text}" if style == "embedded" else text],
            "owners": [printed],
            "supporting": [supporting],
            "times": [when],
            "years": ["x" if y in years else "" for y in range(PERIOD[0], PERIOD[1] + 1)],
            "start": [years[0] if years else ""],
            "end": [years[-1] if years else ""],
            "older": [older],
            "newer": [newer],
            "months": draw(st.permutations(["x", *[""] * (len(MONTHS) - 1)])),
            "area": [f"{area}. Del {'ABC'[area - 1]}" if place == 1 else ""],
            "comment": [draw(st.sampled_from(COMMENTS))],
            "status": [draw(st.sampled_from(STATUSES))],
        }
        rows += draw(below_each_other(order, cells))
        rows += [[""] * len(rows[-1])] if draw(st.booleans()) else []
        key = f"{PERIOD[0] + area}-{place}" if style == "yearly" else f"{area}.{place}"
        truth.append(Truth(key, text, owners, support, years, ongoing))
    return rows, truth


def _lay(
    draw: st.DrawFn,
    tables: list[tuple[str, list[list[object]]]],
    layout: str,
    area: int,
    headers: list[list[object]],
    rows: list[list[object]],
) -> None:
    title = f"{area} Område {'ABC'[area - 1]}"
    if layout == "tables" or not tables:
        above = title if layout == "tables" else ""
        tables.append((above, list(headers)))
    if layout == "rows":
        tables[-1][1].append([title, *[""] * (len(headers[0]) - 1)])
    if layout == "flat" and area > 1 and draw(st.booleans()):
        tables[-1][1].extend(headers)
    tables[-1][1].extend(rows)


def as_truth(measure: Any, areas: Mapping[str, str]) -> Truth:
    """What was read of a measure, to be compared; `areas`: their titles, by their numbers."""
    named = {role: [] for role in ("responsible", "support")}
    for body in measure.responsible:
        named["responsible" if body.role == "responsible" else "support"].append(body.body_id)
    return Truth(
        measure.key,
        measure.text,
        tuple(named["responsible"]),
        tuple(named["support"]),
        measure.years,
        measure.ongoing,
        areas.get(measure.area, ""),
    )
