"""What was typed into a form, as its handler reads it."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from web.form_values import NOTHING_SEEN, line, seen_version, typed_number, typed_values


def test_inputs_of_one_name_belong_together_as_they_stand():
    form = FormData([("bodies", "asu"), ("title", " Felles "), ("bodies", "psu")])

    assert typed_values(form) == {"bodies": ["asu", "psu"], "title": [" Felles "]}
    assert (line(form, "title"), line(form, "missing")) == ("Felles", "")


@pytest.mark.parametrize("typed", ["", "-1", "1.0", "٣x", "9" * 10])
def test_what_is_no_number_of_ours_is_none(typed):
    form = FormData([("version", typed)])

    assert typed_number(form, "version") is None
    assert seen_version(form) == NOTHING_SEEN


def test_a_version_is_the_one_that_the_form_was_opened_on():
    assert seen_version(FormData([("version", " 12 ")])) == 12
    assert seen_version(FormData([])) == NOTHING_SEEN
