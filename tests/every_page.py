"""Every page that is looked at, with whoever it is for, about things that are there."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import NamedTuple

from engine.people.actors import Actor
from engine.people.acts import Act
from notifications.letters import unsubscribe
from tests.browsing import SECRET
from tests.imported import fjord_plan
from tests.world import World
from workflows.councils.meetings import MeetingState
from workflows.deviations import council_reports
from workflows.deviations.council_reports import PlacedReport


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
        ("/report/to/fjord?kind=improvement", None),
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
        (f"/cases/{world.handled().ref}/propose", handler),
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
        ("/partnership/lists", secretary),
        ("/operations", secretary),
        ("/public/fjord", None),
        (f"/public/fjord/{plan}", None),
        ("/reports", secretary),
        ("/reports/draft/fjord", secretary),
        (f"/reports/{council_report(world).report.id}", world.member),
        ("/meetings", secretary),
        (f"/meetings/{meeting.id}", secretary),
        (f"/meetings/{meeting.id}", world.member),
        (f"/meetings/{meeting.id}/coverage", secretary),
    ]


def council_report(world: World) -> PlacedReport:
    """A report on the agenda of a meeting of ASU; the one that waits there, if one does."""
    act = Act(world.secretary, world.at)
    for each in council_reports.listed_reports(world.session, world.secretary, world.at.date()):
        if each.meeting and each.meeting.state == MeetingState.PLANNED:
            return each
    world.learnt(learning="Ring før helg.")
    return council_reports.propose(world.session, world.meeting(), act)


class Sent(NamedTuple):
    """A form as somebody sends it, to be answered by a page."""

    path: str
    reader: Actor | None
    given: dict[str, str]


HARM_LIST = b64encode(
    b"workflow: deviation\nlist: harm\noptions:\n"
    b"  none: {nb: Ingen, nn: Ingen, en: None}\n  some: {nb: Noe, nn: Noko, en: Some}\n"
).decode()


def every_answer(world: World) -> list[Sent]:
    """Forms that are answered by a page: refused, or rehearsed before anything is done."""
    ongoing, meeting = world.ongoing(), world.meeting("asu")
    item = world.item(meeting, world.measure())
    here, secretary = f"/meetings/{meeting.id}", world.secretary
    outcome = {f"outcome-{item.id}": "approved", f"number-{item.id}": "3/26"}
    return [
        Sent(f"{here}/move", secretary, {"day": "2026-03-18", "clock": "10:00"}),
        Sent(f"{here}/move", secretary, {"day": "31.2.2026"}),
        Sent(f"{here}/minutes", secretary, {**outcome, "hold": "yes"}),
        Sent(f"{here}/hold", secretary, {"sure": "yes", "version": "0", "kept": "yes"}),
        Sent("/meetings", secretary, {}),
        Sent("/people", secretary, {}),
        Sent("/imports/people", secretary, {}),
        Sent("/partnership/lists", secretary, {"name": "harm.yaml", "content": HARM_LIST}),
        Sent(f"/cases/{ongoing.ref}/do/report_progress", world.owner, {}),
        Sent(f"/cases/{ongoing.ref}/do/report_progress", world.owner, {"version": "1"}),
        Sent("/report/receipt", None, {"code": "AAAA"}),
        Sent("/report/mine/forget", None, {}),
        Sent("/report/mine/address", None, {"email": "kari"}),
    ]


def stop_token(world: World) -> str:
    """What the link at the end of a digest to the owner holds."""
    number = world.owner.person_id
    assert number is not None, "the owner is a person"
    return unsubscribe.token(unsubscribe.Stop(number, "digest"), SECRET.encode())
