"""Every page that is looked at, with whoever it is for, about things that are there."""

from __future__ import annotations

from datetime import date

from engine.people.actors import Actor
from notifications.letters import unsubscribe
from tests.browsing import SECRET
from tests.imported import fjord_plan
from tests.world import World


def every_page(world: World) -> list[tuple[str, Actor | None]]:
    """The address of each page and its reader, in a world that has something to show."""
    ongoing = world.ongoing(text="Fordi epikriser kommer for sent.")
    world.step(ongoing, "report_progress", world.owner, light="at_risk", progress="Venter på IT")
    proposed = world.measure("Lage en felles rutine for utskrivning av pasienter med store behov")
    deviation = world.routed()
    plan = fjord_plan(world)
    world.show_plans()
    meeting = world.meeting("asu", "psu", day=date(2026, 3, 30))
    world.item(meeting, proposed)
    world.item(meeting, title="Eventuelt")
    secretary, owner, handler = world.secretary, world.owner, world.handler
    return [
        ("/", None),
        ("/login", None),
        ("/login/sent", None),
        ("/login/back", None),
        ("/login/link/x", None),
        ("/nowhere", None),
        ("/report/to/fjord", None),
        ("/report/receipt", None),
        ("/privacy", None),
        ("/accessibility", None),
        ("/work", owner),
        ("/work", secretary),
        ("/search?q=felles", secretary),
        ("/settings", owner),
        ("/settings/logins", owner),
        (f"/unsubscribe/{stop_token(world)}", None),
        ("/lists/measure", secretary),
        ("/lists/measure/new", owner),
        ("/lists/deviation", handler),
        ("/inbox/deviation", handler),
        (f"/cases/{ongoing.ref}", owner),
        (f"/cases/{proposed.ref}", secretary),
        (f"/cases/{ongoing.ref}/do/report_progress", owner),
        (f"/cases/{ongoing.ref}/do/approve", owner),
        (f"/cases/{deviation.ref}", handler),
        (f"/cases/{ongoing.ref}/on?day=2026-03-02", owner),
        ("/plans", secretary),
        (f"/plans/{plan}", secretary),
        (f"/plans/{plan}/diff?since=2026-03-01", secretary),
        ("/imports/plan", secretary),
        ("/imports/people", secretary),
        ("/people", secretary),
        (f"/people/{world.owner.person_id}", secretary),
        ("/people/bodies", secretary),
        ("/people/bodies/fjord/asu", secretary),
        ("/partnership", secretary),
        ("/operations", secretary),
        ("/public/fjord", None),
        (f"/public/fjord/{plan}", None),
        ("/meetings", secretary),
        (f"/meetings/{meeting.id}", secretary),
        (f"/meetings/{meeting.id}", world.member),
        (f"/meetings/{meeting.id}/coverage", secretary),
    ]


def stop_token(world: World) -> str:
    """What the link at the end of a digest to the owner holds."""
    number = world.owner.person_id
    assert number is not None, "the owner is a person"
    return unsubscribe.token(unsubscribe.Stop(number, "digest"), SECRET.encode())
