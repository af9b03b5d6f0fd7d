"""docs/mail.md says of each of the sixteen traps which tests keep Samsak out of it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| (.+) \|$", re.MULTILINE)
LISTED = {
    int(number): set(re.findall(r"`(\S+\.py)` `(test_\w+)`", tests))
    for number, tests in ROW.findall((ROOT / "docs" / "mail.md").read_text("utf-8"))
}
THERE = {
    (file.relative_to(ROOT / "tests").as_posix(), name)
    for file in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
}


def test_all_sixteen_have_tests():
    assert sorted(LISTED) == list(range(1, 17))
    assert [number for number, tests in LISTED.items() if not tests] == []


def test_the_tests_are_there():
    assert set().union(*LISTED.values()) <= THERE


def test_a_test_that_is_named_after_a_trap_is_listed_there():
    named = {
        (int(number), (file, name))
        for file, name in THERE
        for number in re.findall(r"^test_trap_(\d+)_", name)
    }

    assert {
        each for number, test in named if test not in LISTED[number] for each in [test]
    } == set()
