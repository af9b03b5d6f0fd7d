"""A field type is one object: what it keeps, refuses, tells and asks with."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from engine.definitions.field_types import TYPES
from engine.definitions.model import Field
from engine.definitions.options import Option
from engine.errors import BadInput
from engine.language.sentences import Label
from tests.house import modules
from tests.world import definitions

OPTIONS = {"late": Option("Forsinket", "Forseinka", "Late"), "ok": Option("I rute", "I rute", "Ok")}

# The type, what is given, what is kept, what a reader in bokmål is told.
KEPT: list[tuple[str, Any, Any, str]] = [
    ("line", " en\n linje ", "en linje", "en linje"),
    ("text", " en\nto \n", "en\nto", "en\nto"),
    ("texts", "en\n\nto", ["en", "to"], "• en\n• to"),
    ("number", " 12 ", 12, "12"),
    ("flag", "ja", True, "ja"),
    ("flag", "nei", False, "nei"),
    ("date", "1.3.2026", "2026-03-01", "1. mars 2026"),
    ("years", "2026-2028", [2026, 2027, 2028], "2026, 2027, 2028"),
    ("choice", "forsinket", "late", "Forsinket"),
    ("choices", "ok, forsinket", ["late", "ok"], "Forsinket og I rute"),
    ("body", "fjord/asu", "asu", "asu"),
    ("bodies", "asu; asu, fagrad", ["asu", "fagrad"], "asu, fagrad"),
    ("case", " t-1 ", "T-1", "T-1"),
    ("cases", "t-1, t-2", ["T-1", "T-2"], "T-1, T-2"),
    ("meeting", "7", 7, "7"),
]
REFUSED: list[tuple[str, Any, str]] = [
    ("line", "x" * 4001, "at most 4000 characters"),
    ("text", "\x00", "invalid character"),
    ("texts", ["\ud800"], "invalid character"),
    ("number", "to", "a whole number"),
    ("flag", "kanskje", "yes or no"),
    ("date", "31.2.2026", "must be a day"),
    ("years", "2028-2026", "must be years"),
    ("years", "1989", "between 1990 and 2100"),
    ("choice", "grønt", "Choose from: Late and Ok"),
    ("choices", "ok, grønt", "Choose from: Late and Ok"),
    ("body", "nowhere", "a body that does not exist"),
    ("bodies", "asu, nowhere", "a body that does not exist"),
    ("meeting", "mandag", "a whole number"),
    *((each, {"a": 1}, "plain text") for each in TYPES),
    *((each, [["asu"]], "plain text") for each in TYPES),
    *((each, True, "plain text") for each in TYPES if each != "flag"),
    *((each, ["asu"], "plain text") for each in ("choice", "body", "case", "number", "date")),
]
TAKES_ANY_WORD = {"case", "cases"}  # whether there is such a case is asked when it is tied


def field(kind: str) -> Field:
    called = Label("Felt", "Felt", "Field")
    options = OPTIONS if kind in ("choice", "choices") else {}
    return Field.model_construct(
        name="field", type=TYPES[kind], label=called, options=options, max_length=4000
    )


def read(kind: str, given: Any) -> Any:
    return TYPES[kind].read(field(kind), given, {"asu", "fagrad", "fjord/asu"}.__contains__)


@pytest.mark.parametrize(("kind", "given", "kept", "said"), KEPT)
def test_what_is_given_is_kept_and_told(kind, given, kept, said):
    assert read(kind, given) == kept
    assert TYPES[kind].said(field(kind), kept, "nb") == said


@pytest.mark.parametrize(("kind", "given", "why"), REFUSED)
def test_what_does_not_fit_is_refused(kind, given, why):
    with pytest.raises(BadInput, match=why):
        read(kind, given)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("nothing", [None, "", "  ", []])
def test_nothing_is_kept_of_nothing(kind, nothing):
    assert read(kind, nothing) is None


def test_every_type_is_in_these_tables():
    assert {row[0] for row in KEPT} == {*TYPES}
    assert {row[0] for row in REFUSED} | TAKES_ANY_WORD == {*TYPES}


def test_an_option_that_is_gone_is_told_by_its_name():
    assert TYPES["choice"].said(field("choice"), "early", "nn") == "early"


def test_a_form_knows_what_to_ask_with():
    assert {each.asked_with for each in TYPES.values()} == {
        *("text", "textarea", "number", "checkbox", "date", "select", "checkboxes"),
        *("body", "bodies", "case", "cases", "meeting"),
    }


def test_a_field_ties_its_case_as_its_type_says():
    fields = definitions()["measure"].fields

    assert {each.type.name for each in fields.values() if each.link} <= {
        name for name, each in TYPES.items() if each.links
    }
    assert {name for name, each in TYPES.items() if each.links_bodies} == {"body", "bodies"}


def asks_for_a_type(node: ast.AST) -> bool:
    """Whether code looks at which type a field has, by its name or its object."""
    match node:
        case ast.Subscript(value=ast.Name(id="TYPES")) | ast.Attribute(value=ast.Name("FieldType")):
            return True
        case ast.Compare(left=left, comparators=others):
            parts = [ast.unparse(part) for part in (left, *others)]
            return any(part.endswith(("field.type", "field.type.name")) for part in parts)
        case ast.Match(subject=subject):
            return ast.unparse(subject).endswith("field.type")
    return False


@pytest.mark.parametrize(
    "path", [path for path in modules() if path != "engine/definitions/field_types.py"]
)
def test_no_other_module_asks_which_type_a_field_has(path):
    assert [ast.unparse(node) for node in ast.walk(modules()[path]) if asks_for_a_type(node)] == []
