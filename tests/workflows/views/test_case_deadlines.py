"""How a deadline came to its day, as the case's page says it."""

from __future__ import annotations

from datetime import date

from engine.language.sentences import say
from workflows.views.case_deadlines import shown_deadlines
from workflows.views.case_view import view_of


def shown(world, case) -> tuple[date, list[str]]:
    view = view_of(world.session, case.ref, world.secretary, world.at, "en")
    (deadline,) = shown_deadlines(view)
    return deadline.on, [say(reason, "en") for reason in deadline.reasons]


def test_a_measure_is_due_at_the_end_of_its_years_or_on_the_day_that_was_given(world):
    case = world.approved(years="2026")
    assert shown(world, case) == (date(2026, 12, 31), ["The last day of the last year."])

    world.step(case, "change", due="2026-06-01", comment="Før ferien")
    assert shown(world, case) == (date(2026, 6, 1), ["The day that was given."])
