"""What whoever reported reads of a report that was sent over: what she named, and where it is."""

from __future__ import annotations

from engine.people import registry
from engine.people.acts import Act
from tests.world import World
from workflows.deviations import reports
from workflows.deviations.contacts import AnswerTo
from workflows.views.case_view import view_of
from workflows.views.reporter_view import reported
from workflows.views.sent_over_words import other_case, unit_told


def unit_read(world: World, code: str) -> str:
    told = reported(world.session, code, world.at, "en")
    return next(each.words for each in told.fields if each.name == "unit")


def test_she_reads_what_she_named_and_where_it_is_followed(world):
    world.share_mottak()
    receipt = world.report(by=world.gp)
    assert unit_read(world, receipt.code) == "Akuttmottaket"

    twin = world.sent_over(receipt.case)

    said = unit_read(world, receipt.code)
    assert said == (
        "Akuttmottaket in Helsefellesskapet Fjord. The report is followed in Helsefellesskapet"
        " Nabo, where it concerns Legevakta."
    )
    hers = view_of(world.session, twin.ref, world.gp, world.at, "en")
    theirs = view_of(world.session, twin.ref, world.neighbour, world.at, "en")
    assert unit_told(hers, "unit", "Legevakta") == said
    assert unit_told(theirs, "unit", "Legevakta") == "Legevakta"


def test_she_who_named_none_reads_that(world):
    world.share_mottak()
    owner = registry.partnership(world.session, "fjord")
    given = {"what": "Epikrisen manglet."}
    receipt = reports.report(world.session, owner, given, Act(world.gp, world.at), AnswerTo(None))
    world.step(receipt.case, "route", handler="mottak")
    world.sent_over(receipt.case)

    assert unit_read(world, receipt.code) == (
        "You named none. The report is followed in Helsefellesskapet Nabo, where it concerns"
        " Legevakta."
    )


def test_the_other_case_is_led_to_for_those_who_may_know_of_it(world):
    world.share_mottak()
    receipt = world.report(by=world.gp)
    twin = world.sent_over(receipt.case)

    def leads(ref, reader, name):
        view = view_of(world.session, ref, reader, world.at, "en")
        return other_case(view, name, view.case.fields[name])

    here = receipt.case.ref
    assert leads(here, world.gp, "sent_to") == twin.ref
    assert leads(twin.ref, world.gp, "came_from") == here
    assert leads(here, world.secretary, "sent_to") is None
    assert leads(twin.ref, world.neighbour, "came_from") is None
    assert leads(here, world.gp, "what") is None
