"""What it costs to read a file, in processor seconds and memory: tables alone, and as a plan.

`python -m bench.tables`. Each file is read in a process of its own.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl

Rows = list[list[str]]
HEADER = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
SENTENCE = "Øve på samhandling, overgang og læring mellom tjenestene; "


def main() -> None:
    """Read the file that is named, or make all of them and print a table."""
    if len(sys.argv) > 1:
        print(_cost(Path(sys.argv[1])))
        return
    print("| File | Tables, s | Plan, s | Memory, MB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="samsak-bench-") as folder:
        for name, write in FILES.items():
            path = Path(folder) / name.rpartition(" ")[2]
            write(path)
            command = [sys.executable, "-m", "bench.tables", str(path)]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            print(f"| {name} | {said.strip()} |", flush=True)


def _cost(path: Path) -> str:
    from workflows.documents.read_tables import read_tables
    from workflows.plan_import.cells.bodies import BodyIndex, KnownBody
    from workflows.plan_import.reading.read_plan import read_plan

    bodies = BodyIndex([KnownBody("council", "Fjordrådet", "FR")])
    begun = time.process_time()
    read_tables(path)
    between = time.process_time()
    read_plan(path, bodies, (2030, 2033))
    ended = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{between - begun:.1f} | {ended - between:.1f} | {memory}"


def _rows(text: str) -> Rows:
    return [
        HEADER,
        *([f"{n // 50 + 1}.{n % 50 + 1}", f"{text}{n}", "FR", "2030 - 2032"] for n in range(5_000)),
    ]


def _xlsx(path: Path, rows: Rows) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    for row in rows:
        sheet.append(row)
    book.save(path)


def _docx(path: Path, rows: Rows) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    table = document.add_table(0, len(HEADER))
    for row in rows:
        cells = "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row)
        table._tbl.append(  # noqa: SLF001
            parse_xml(f"<w:tr {nsdecls('w')}>{cells}</w:tr>")
        )
    document.save(str(path))


def _csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def _dragged(path: Path) -> None:
    """A sheet whose format somebody dragged far down."""
    plain = path.with_stem("plain")
    _xlsx(plain, _rows(SENTENCE)[:10])
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(11, 300_011))
    with zipfile.ZipFile(plain) as book, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in book.namelist():
            part = book.read(name)
            copy.writestr(name, part.replace(b"</sheetData>", empty.encode() + b"</sheetData>"))


LONG = SENTENCE * 35
FILES: dict[str, Callable[[Path], None]] = {
    "5,000 rows, rows.xlsx": lambda path: _xlsx(path, _rows(SENTENCE)),
    "5,000 rows, rows.docx": lambda path: _docx(path, _rows(SENTENCE)),
    "5,000 rows, rows.csv": lambda path: _csv(path, _rows(SENTENCE)),
    "5,000 rows of 2,000 letters, long.xlsx": lambda path: _xlsx(path, _rows(LONG)),
    "5,000 rows of 2,000 letters, long.docx": lambda path: _docx(path, _rows(LONG)),
    "5,000 rows of 2,000 letters, long.csv": lambda path: _csv(path, _rows(LONG)),
    "ten rows and 300,000 empty ones, dragged.xlsx": _dragged,
}


if __name__ == "__main__":
    main()
