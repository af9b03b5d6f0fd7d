"""How long, how wide and how deep the house's code may be; ruff holds complexity and the number of
parameters."""

from __future__ import annotations

import ast
import re
from functools import cache
from types import EllipsisType

import pytest

from tests.house import functions, modules, text, written_by_hand

LONGEST_FUNCTION = 25
LONGEST_MODULE = 300
MEDIAN_MODULE = 100
MOST_IN_A_ROW = 4


@pytest.mark.parametrize("path", written_by_hand())
def test_a_function_is_read_at_a_glance(path):
    long = [
        function.name
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]

    assert long == []


@pytest.mark.parametrize("path", written_by_hand())
def test_a_module_has_one_subject(path):
    assert len(text(path).splitlines()) <= LONGEST_MODULE


def test_most_modules_are_short():
    lengths = sorted(len(text(path).splitlines()) for path in written_by_hand())
    assert lengths[len(lengths) // 2] <= MEDIAN_MODULE


@pytest.mark.parametrize("path", written_by_hand())
def test_formatting_is_switched_off_nowhere(path):
    assert not re.search(r"#\s*fmt:", text(path))


@pytest.mark.parametrize("path", written_by_hand())
def test_a_missing_id_is_no_zero(path):
    assert not re.search(r"\b\w*id or 0\b", text(path))


@pytest.mark.parametrize("path", written_by_hand())
def test_a_statement_does_something(path):
    idle = [
        node.lineno
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.Expr) and not _does_something(node.value)
    ]

    assert idle == []


def _does_something(value: ast.expr) -> bool:
    """A call, a docstring, or the `...` of a protocol; not `this and that()`."""
    called = isinstance(value, ast.Call | ast.Await | ast.Yield | ast.YieldFrom)
    return called or (
        isinstance(value, ast.Constant) and isinstance(value.value, str | EllipsisType)
    )


@pytest.mark.parametrize("path", written_by_hand())
def test_what_has_many_parts_is_written_by_keyword(path):
    """A class of ours is made with at most four values that only their place names."""
    wide = [
        f"{node.func.id} on line {node.lineno}"
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _classes()
        and len(node.args) > MOST_IN_A_ROW
    ]

    assert wide == []


@cache
def _classes() -> set[str]:
    return {
        node.name
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
