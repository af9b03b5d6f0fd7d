"""A plan whose bodies are mostly unknown may be that of others, which is said once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.workflows.conftest import found
from workflows.plan_import.cells.bodies import BodyIndex, known_bodies
from workflows.plan_import.plan_rows import refused
from workflows.plan_import.reading.read_plan import read_plan

EXAMPLES = Path("examples")
PLANS = {
    "nordre-trondelag": "plan.csv",
    "sondre-trondelag": "plan.xlsx",
    "more-og-romsdal": "plan.docx",
}
HEAD = ["Nr.", "Tiltak", "Ansvarlig", "Når"]


@pytest.mark.parametrize("reader", PLANS)
@pytest.mark.parametrize("owner", PLANS)
def test_the_plan_of_a_neighbour_is_told_once(owner, reader):
    structure = yaml.safe_load((EXAMPLES / reader / "structure.yaml").read_text())
    draft = read_plan(EXAMPLES / owner / PLANS[owner], BodyIndex(known_bodies(structure)))
    told = found(draft, "other_partnership")
    assert told == ([] if owner == reader else [("error", 0, "")])


def test_it_stands_where_the_refusal_is_read_and_is_counted_as_no_row(xlsx, read):
    names = ("Vest", "Sør", "Øst")
    rows = [[f"1.{n}", f"Øve {n}", f"Samråd {name}", "2031"] for n, name in enumerate(names, 1)]
    draft = read(xlsx([HEAD, *rows, ["1.4", "Se", "FR", "2031"]]))
    *_rows, whole, last = map(str, refused(draft).sentences)
    assert whole.startswith("plan.xlsx: 3 of the 4 bodies that the plan names are not known here.")
    assert "3 rows cannot be read" in last


def test_a_few_unknown_bodies_are_slips(xlsx, read):
    rows = [["1.1", "Øve", "Samrådet", "2031"], ["1.2", "Se", "Vestrådet", "2031"]]
    assert not found(read(xlsx([HEAD, *rows])), "other_partnership")
    known = ["FR", "Sekretariatet", "Utvalg 2", "Styringsgruppe"]
    names = [*known, "Vestrådet", "Sørrådet", "Østrådet"]
    rows = [[f"1.{n}", f"Øve {n}", name, "2031"] for n, name in enumerate(names, 1)]
    assert not found(read(xlsx([HEAD, *rows])), "other_partnership")
