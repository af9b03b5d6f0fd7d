"""An answer of which no email reached whoever waits for it: told to those who route and handle, who
can give another address or reach her otherwise."""

from __future__ import annotations

from engine.language.sentences import Sentence, _
from workflows.views.case_view import View

UNREACHED = "unreached"


def lost_answer(view: View) -> Sentence | None:
    """That the email about the answer did not arrive, whether the case was handled since or not,
    and what helps; None where it is not so, where somebody has said why she cannot be reached, and
    for whoever may not know of who reported."""
    if view.definition.contact_kept is None or not view.may_see_reporter():
        return None
    from workflows.deviations.answers import ANSWER, wants_answer
    from workflows.deviations.heard import hearing  # tables that no other case has

    fields = view.case.fields
    if not fields.get(ANSWER) or fields.get(UNREACHED) or not wants_answer(fields):
        return None
    found = hearing(view.session, view.case.id, view.definition)
    if found is None or not found.lost:
        return None
    return _(
        "The email about the answer of {since} could not be delivered, and the reporter has not"
        " read it. Put the address right, or find another way to reach the reporter.",
        since=found.since,
    )
