"""An installation without some packages does all that needs none of them, and says which are
missing where one is needed."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement

from engine import extras
from engine.errors import BadInput
from engine.extras import EXTRAS, need
from engine.storage.database import Database
from tests.conftest import ROOT
from workflows.documents.read_tables import read_tables
from workflows.documents.writing.plan_files import WRITERS
from workflows.documents.writing.report_files import REPORT_WRITERS, ReportText
from workflows.documents.writing.tables import as_csv, as_xlsx

IMPORTED_AS = {
    "python-docx": "docx",
    "python-calamine": "python_calamine",
    "requests-oauth2client": "requests_oauth2client",
}
EXAMPLE = ROOT / "examples" / "sondre-trondelag"
BOOK, STRUCTURE = EXAMPLE / "plan.xlsx", EXAMPLE / "structure.yaml"
WITHOUT = """
import sys
for each in {packages!r}:
    sys.modules[each] = None
import web.app
from cli import main
main({arguments!r})
"""


@pytest.fixture
def nothing_more(monkeypatch):
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)


def test_the_extras_are_those_that_can_be_installed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = project["optional-dependencies"]
    everything = Requirement(declared.pop("all")[0])

    assert everything.extras == EXTRAS.keys()
    assert {
        extra: tuple(sorted(IMPORTED_AS.get(name, name) for name in map(_name, packages)))
        for extra, packages in declared.items()
    } == EXTRAS


def _name(requirement):
    return Requirement(requirement).name


@pytest.mark.parametrize("extra", EXTRAS)
def test_what_is_installed_is_not_asked_for(extra):
    need(extra)


@pytest.mark.usefixtures("nothing_more")
def test_where_a_database_cannot_be_spoken_to_it_is_told():
    with pytest.raises(BadInput, match=r"psycopg.*pip install 'samsak\[postgresql\]'"):
        Database("postgresql+psycopg://h/samsak").session()


@pytest.mark.usefixtures("nothing_more")
def test_a_workbook_is_refused_and_a_text_file_read(tmp_path):
    (tmp_path / "p.csv").write_text("Nr,Tiltak\n1,Kurs\n", "utf-8")
    with pytest.raises(BadInput, match=r"samsak\[documents\]"):
        read_tables(BOOK)
    assert read_tables(tmp_path / "p.csv").tables


@pytest.mark.usefixtures("nothing_more")
def test_what_is_written_as_text_needs_nothing():
    assert as_csv(["Nr"], [["1"]])
    with pytest.raises(BadInput, match=r"samsak\[documents\]"):
        as_xlsx("Plan", ["Nr"], [["1"]])
    for writer in WRITERS.values():
        with pytest.raises(BadInput, match=r"samsak\[documents\]"):
            writer.write("Plan", [])
    for reports in REPORT_WRITERS.values():
        with pytest.raises(BadInput, match=r"samsak\[documents\]"):
            reports.write(ReportText("Rapport", "Fjord", "nb", []))


def test_without_any_of_them_it_begins(tmp_path):
    packages = [each for names in EXTRAS.values() for each in names]
    begin = ["init", "--partnership", str(STRUCTURE)]
    program = WITHOUT.format(packages=packages, arguments=begin)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "samsak.db").is_file()
