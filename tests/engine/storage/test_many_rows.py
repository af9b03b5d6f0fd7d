"""Reading tens of thousands of rows at once."""

import gc

import pytest

from engine.storage.many_rows import many_rows


def test_python_looks_for_cycles_again_afterwards_also_after_a_fault():
    with pytest.raises(ValueError, match="unreadable"), many_rows():
        _fails()
    assert gc.isenabled()


def _fails():
    assert not gc.isenabled()
    raise ValueError("unreadable")


def test_one_reading_within_another_leaves_it_to_the_outer_one():
    with many_rows():
        with many_rows():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
