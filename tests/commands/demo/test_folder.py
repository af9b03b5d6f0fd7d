from __future__ import annotations

import pytest

from commands.demo.folder import DemoFolder
from engine.errors import BadInput


@pytest.mark.parametrize("name", ["samsak.db", "mail/new/brev"])
def test_a_demo_removes_nothing_that_it_did_not_make(tmp_path, name):
    mine = tmp_path / name
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("mitt")

    with pytest.raises(BadInput, match="that no demo made"):
        DemoFolder(tmp_path).begin()

    assert mine.read_text() == "mitt"


def test_a_demo_begins_afresh_where_a_demo_was(tmp_path):
    folder = DemoFolder(tmp_path / "demo")
    folder.begin()
    folder.database.write_text("en demo")

    folder.begin()

    assert not folder.database.exists()
