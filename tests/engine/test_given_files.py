"""What somebody names instead of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.given_files import check_file


def test_what_is_no_file_is_refused_for_what_it_is(tmp_path):
    cases = {
        tmp_path: "is a folder. Give a file in it",
        tmp_path / "nei.xlsx": "There is no file",
        Path("-"): "- is no file",
        Path("/dev/null"): "/dev/null is no file",
    }
    for path, words in cases.items():
        with pytest.raises(BadInput, match=words):
            check_file(path)


def test_a_file_is_one(tmp_path):
    (tmp_path / "plan.csv").touch()
    check_file(tmp_path / "plan.csv")
