"""The domain in a small partnership, and ways to write its plan down as people do."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import openpyxl
import pytest

from workflows.plan_import.cells.bodies import BodyIndex, KnownBody
from workflows.plan_import.reading.answers import NOTHING_SAID, ReadingAnswers
from workflows.plan_import.reading.drafts import PlanDraft
from workflows.plan_import.reading.read_plan import read_plan

Rows = Sequence[Sequence[object]]
Writer = Callable[..., Path]
PlanReader = Callable[..., PlanDraft]


@pytest.fixture
def bodies() -> BodyIndex:
    return BodyIndex(
        [
            KnownBody("council", "Fjordrådet", "FR"),
            KnownBody("office", "Sekretariatet", aliases=("Sekretariat",)),
            KnownBody("nurses", "Faggruppe for sykepleie", aliases=("Faggruppe sykepleie",)),
            KnownBody("doctors", "Faggruppe for legearbeid"),
            KnownBody(
                "all-groups",
                "Faggruppe",
                aliases=("alle faggrupper",),
                members=("nurses", "doctors"),
            ),
            KnownBody("group-2", "Utvalg 2"),
            KnownBody("group-3-5", "Utvalg 3-5"),
            KnownBody("group-6-7", "Utvalg 6/7"),
            KnownBody("steering", "Styringsgruppe"),
            KnownBody("towns", "kommunene", aliases=("kommunane",)),
            KnownBody("staff", "Personalnettverket"),
        ]
    )


@pytest.fixture
def xlsx(tmp_path: Path) -> Writer:
    def write(rows: Rows, name: str = "plan.xlsx", **sheets: Rows) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(list(row))
        for title, more in sheets.items():
            sheet = book.create_sheet(title)
            for row in more:
                sheet.append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def semicolons(tmp_path: Path) -> Writer:
    def write(
        rows: Rows, encoding: str = "cp1252", delimiter: str = ";", name: str = "plan.csv"
    ) -> Path:
        with (tmp_path / name).open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        return tmp_path / name

    return write


@pytest.fixture
def word(tmp_path: Path) -> Writer:
    def write(*parts: str | Rows, name: str = "plan.docx") -> Path:
        document = docx.Document()
        for part in parts:
            if isinstance(part, str):
                add = document.add_heading if part[0].isdigit() else document.add_paragraph
                add(part)
                continue
            table = document.add_table(rows=0, cols=len(part[0]))
            for row in part:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = str(text)
        document.save(str(tmp_path / name))
        return tmp_path / name

    return write


@pytest.fixture
def read(bodies: BodyIndex) -> PlanReader:
    def read_it(
        path: Path,
        period: tuple[int, int] | None = None,
        answers: ReadingAnswers = NOTHING_SAID,
    ) -> PlanDraft:
        return read_plan(path, bodies, period, answers)

    return read_it


def found(draft: PlanDraft, code: str) -> list[tuple[str, int, str]]:
    """The findings with that code: level, row and key."""
    return [(f.level.value, f.where.row, f.key) for f in draft.findings if f.code == code]
