"""A report goes on in the other partnership of its unit, as a case of its own there."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from engine.cases import lists, records, searching
from engine.cases.chain import verify_chains
from engine.cases.deadlines import running
from engine.cases.events import Event, events_of
from engine.cases.guards import Question
from engine.cases.lists import Wanted
from engine.cases.records import Case
from engine.cases.steps import advance
from engine.days.calendar import Calendar
from engine.definitions import versions
from engine.errors import BadInput, Conflict, NotFound, Refused
from engine.language.sentences import say
from engine.people import registry
from engine.people.actors import ANYONE, OPERATOR, Actor, reporter
from engine.people.acts import Act
from engine.people.tables import Partnership
from notifications.digest.runs import digest_for
from notifications.outbox import new_address
from tests.world import World, at_once, fields_of, refusal, tamper, unmet
from workflows.deviations import contacts, reports, routing, twins
from workflows.deviations.contacts import AnswerTo
from workflows.deviations.readings import read_by
from workflows.deviations.report_cases import counted_cases
from workflows.deviations.report_figures import make_figures
from workflows.deviations.sending_over import may_go_over
from workflows.partnerships.own_lists import put_list
from workflows.views.case_view import view_of
from workflows.views.conversation import conversation
from workflows.views.readings_told import readings_told
from workflows.views.reporter_view import reported

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def both(world: World) -> None:
    world.share_mottak()


def due(world: World, case: Case) -> dict[str, date]:
    """The deadlines that run, each with its day."""
    now = world.now(case)
    definition = versions.by_id(world.session, now.definition_id)
    events = events_of(world.session, case.id)
    found = running(definition, now.state, now.fields, events, Calendar())
    return {each.deadline.name: each.on for each in found}


def test_the_report_goes_over_whole_and_is_answered_by_the_same_receipt(world):
    receipt = world.report(agreement="Delavtale 3", consequence="Vent", wants_answer=True)
    world.step(receipt.case, "write", at=world.day(1), message="Vi ser på det.")
    reports.add(
        world.session, receipt.code, "Det skjedde igjen.", Act(world.stranger, world.day(1))
    )

    twin = world.sent_over(receipt.case, at=world.day(2))

    here = world.now(receipt.case)
    assert (here.state, here.fields["sent_to"]) == (
        "sent_over",
        f"Helsefellesskapet Nabo: {twin.ref}",
    )
    assert twin.fields["came_from"] == f"Helsefellesskapet Fjord: {here.ref}"
    assert (twin.partnership_id, twin.state) == (world.neighbours, "reported")
    told = ("what", "agreement", "consequence", "wants_answer", "message", "addendum")
    assert {n: twin.fields[n] for n in told} == {n: here.fields[n] for n in told}
    assert twin.fields["unit"] == "legevakt"
    assert (twin.opened_at, twin.moved_at) == (world.at, world.day(1))

    handler = world.of_the_neighbours()
    world.step(twin, "route", world.neighbour, at=world.day(3), handler="legevakt")
    world.step(twin, "handle", handler, at=world.day(4), answer="Beklagar")
    shown = reported(world.session, receipt.code, world.day(5), "nb")
    assert (shown.ref, shown.answer) == (twin.ref, "Beklagar")
    assert shown.partnership == "Helsefellesskapet Nabo"
    assert [each.words for each in shown.conversation][:2] == [
        "Vi ser på det.",
        "Det skjedde igjen.",
    ]
    assert verify_chains(world.session) == []


@pytest.mark.parametrize(
    ("routed", "answer"), [({}, date(2026, 4, 10)), ({"clock_started_on": TODAY}, date(2026, 4, 7))]
)
def test_the_clock_goes_on_as_if_the_report_had_stayed(world, routed, answer):
    stays, goes = world.report().case, world.report().case
    for case in (stays, goes):
        world.step(case, "route", at=world.day(5), handler="mottak", **routed)
        world.step(case, "ask", at=world.day(6), question="Når?")
        world.step(case, "write", at=world.day(7), message="Vi venter.")
        world.step(case, "reply", at=world.day(12), reply="I går")

    twin = world.sent_over(goes, at=world.day(13))

    assert due(world, goes) == {}
    assert due(world, twin)["answer"] == due(world, stays)["answer"] == answer
    assert due(world, twin)["routing"] == date(2026, 3, 18)  # three working days after Sunday
    for case in (stays, twin):
        world.step(case, "ask", by=_intake(world, case), at=world.day(14), question="Hvor?")
        assert "answer" not in due(world, case)
    assert due(world, twin)["reply"] == due(world, stays)["reply"]


def test_the_clock_of_a_report_that_nobody_handled_begins_there(world):
    case = world.report().case
    twin = world.sent_over(case, at=world.day(2))
    world.of_the_neighbours()
    assert due(world, twin)["answer"] == date(2026, 3, 30)

    world.step(twin, "route", world.neighbour, at=world.day(4), handler="legevakt")

    assert due(world, twin)["answer"] == date(2026, 4, 7)


@pytest.mark.parametrize("asked", [False, True])
def test_whoever_routes_it_there_has_the_whole_time_for_it(world, asked):
    case = world.report().case
    if asked:
        world.step(case, "ask", at=world.day(1), question="Når?")

    twin = world.sent_over(case, at=world.day(14))

    assert twin.fields["came_over_on"] == "2026-03-16"
    if asked:
        assert "routing" not in due(world, twin)
        world.step(twin, "reply", world.neighbour, at=world.day(16), reply="I går")
    else:
        assert (twin.due_on, due(world, twin)["answer"]) == (date(2026, 3, 19), date(2026, 3, 30))
    # three working days from the Monday on which it came over, and the two on which it stood still
    assert due(world, twin)["routing"] == date(2026, 3, 23 if asked else 19)
    assert world.now(twin).due_on == min(due(world, twin).values())


def _intake(world: World, case: Case) -> Any:
    return world.neighbour if case.partnership_id == world.neighbours else world.secretary


def test_whoever_is_asked_replies_there(world):
    receipt = world.report()
    world.step(receipt.case, "ask", question="Når?")

    twin = world.sent_over(receipt.case, at=world.day(1))
    assert twin.state == "asked"
    reports.reply(world.session, receipt.code, "I går", Act(world.stranger, world.day(2)))

    assert fields_of(world.now(twin), "question", "reply") == {"question": "Når?", "reply": "I går"}


def test_what_she_writes_at_the_moment_it_is_sent_over_lands_there(world, monkeypatch):
    receipt = world.report()
    world.step(receipt.case, "ask", question="Når?")
    sent = []

    def overtaken(session, case, *given):
        if not sent:
            sent.append(world.sent_over(case))
        return advance(session, case, *given)

    monkeypatch.setattr(reports, "advance", overtaken)
    reports.reply(world.session, receipt.code, "I går", Act(world.stranger, world.day(1)))

    assert world.now(sent[0]).fields["reply"] == "I går"
    with pytest.raises(Refused):
        reports.reply(world.session, receipt.code, "I dag", Act(world.stranger, world.day(2)))


def test_the_reporter_withdraws_it_there(world):
    receipt = world.report()
    twin = world.sent_over(receipt.case)

    reports.withdraw(world.session, receipt.code, Act(world.stranger, world.day(1)))

    assert world.now(twin).state == "withdrawn"


def test_the_address_goes_with_it_and_nothing_is_left_here(world):
    receipt = world.report(email="ola@example.no")
    twin = world.sent_over(receipt.case)

    assert contacts.contact(world.session, receipt.case.id) is None
    reached = contacts.contact(world.session, twin.id)
    assert reached
    assert reached.email == "ola@example.no"
    contacts.remove(world.session, twin, Act(world.neighbour, world.day(1)))
    assert contacts.contact(world.session, twin.id) is None
    assert verify_chains(world.session) == []


def test_an_address_that_is_put_right_while_the_report_goes_over_is_kept_there(world, monkeypatch):
    world.share_mottak()
    receipt = world.report(email="ola@exmaple.no")
    opened, sent = reports.by_receipt, []

    def overtaken(session, code):
        case = opened(session, code)
        if not sent:
            sent.append(world.sent_over(case))
        return case

    monkeypatch.setattr(new_address.reports, "by_receipt", overtaken)
    given = Act(world.stranger, world.at)
    new_address.correct_by_receipt(world.session, receipt.code, "ola@example.no", given)

    (twin,) = sent
    reached = contacts.contact(world.session, twin.id)
    assert reached
    assert reached.email == "ola@example.no"
    assert contacts.contact(world.session, receipt.case.id) is None


def test_an_address_that_was_removed_before_is_none_there(world):
    receipt = world.report(email="ola@example.no")
    contacts.remove(world.session, receipt.case, Act(world.secretary, world.day(1)))

    twin = world.sent_over(receipt.case, at=world.day(2))

    assert contacts.contact(world.session, twin.id) is None
    assert verify_chains(world.session) == []


def test_the_reporter_goes_on_seeing_who_read_it_here_and_nobody_there_does(world):
    receipt = world.report()
    view_of(world.session, receipt.case.ref, world.secretary, world.day(1), "nb")
    twin = world.sent_over(receipt.case, at=world.day(2))
    view_of(world.session, twin.ref, world.neighbour, world.day(3), "nb")

    shown = reported(world.session, receipt.code, world.day(4), "nb")
    there = read_by(world.session, twin.id)

    assert [each.at for each in shown.readings] == [world.day(3), world.day(1)]
    assert [each.name for each in there] == [world.neighbour.name]


def test_the_same_report_sent_again_gives_the_case_there(world):
    key = "en lang hemmelig nøkkel"
    receipt = world.report(key=key)
    twin = world.sent_over(receipt.case)

    again = world.report(key=key)

    assert (again.case.ref, again.code) == (twin.ref, receipt.code)


@pytest.mark.parametrize("unit", ["nabo/legevakt", " LEGEVAKTA ", "nabo", "helsefellesskapet nabo"])
def test_the_unit_is_named_by_any_of_its_names(world, unit):
    case = world.report().case

    twins.send_over(world.session, case, unit, Act(world.secretary, world.at))

    assert world.now(case).state == "sent_over"


def test_a_unit_that_is_none_of_them_is_refused_with_those_there_are(world):
    case = world.report().case

    with pytest.raises(BadInput) as refused:
        twins.send_over(world.session, case, "sengepost", Act(world.secretary, world.at))

    (sentence,) = refused.value.sentences
    assert say(sentence, "en") == (
        "The report cannot be sent over to “sengepost”. Choose from: nabo/legevakt."
    )


@pytest.mark.parametrize(
    "who", ["member", "mayor", "owner", "handler", "gp", "observer", "stranger", "neighbour"]
)
def test_only_those_who_route_it_here_send_it_over(world, who):
    case = world.report().case
    world.step(case, "route", handler="mottak")
    by = getattr(world, who)

    found = unmet(lambda: twins.send_over(world.session, case, "nabo", Act(by, world.at)))

    assert list(found) == ["right"]
    assert world.now(case).state == "reported"


@pytest.mark.parametrize("here", [True, False])
def test_where_one_partnership_alone_says_so_it_stays(world, here):
    world.share_mottak(here=here, there=not here)

    assert _why(world, world.report().case) == {
        "in_other_partnership": "Akuttmottaket is in no other partnership whose structure file"
        " says so too, and where somebody could route it."
    }


def _why(world: World, case: Case, *, by: Any = None, day: int = 1) -> dict[str, str]:
    act = Act(by or world.secretary, world.day(day))
    return unmet(lambda: twins.send_over(world.session, case, "nabo", act))


def test_where_nobody_could_route_it_there_it_stays(world):
    number = world.neighbour.person_id
    tamper(
        world.session, f"UPDATE membership SET valid_to = '2026-03-01' WHERE person_id = {number}"
    )

    assert list(_why(world, world.report().case)) == ["in_other_partnership"]


def test_a_report_on_another_unit_stays(world):
    case = reports.report(
        world.session, world.body("sengepost"), {"what": "Feil"}, Act(world.stranger, world.at)
    ).case
    assert list(_why(world, case)) == ["in_other_partnership"]

    world.step(case, "route", handler="mottak")
    assert world.sent_over(case).fields["unit"] == "legevakt"


def test_nobody_is_led_to_report_anew_what_was_sent_over(world):
    case = world.report().case
    world.sent_over(case)
    herself = reporter(case.id)

    (reason,) = refusal(lambda: world.step(case, "withdraw", herself)).reasons

    assert (reason.code, reason.remedy) == ("state", None)
    assert say(reason.sentence, "en") == "A-2026-1 is followed under another number now."


def test_of_what_came_over_no_proposal_says_that_it_can_go_on(world):
    there = world.sent_over(world.report().case)
    world.of_the_neighbours()
    proposed = routing.proposal(world.session, there, TODAY)

    _number, definition = versions.newest(world.session, "deviation")
    assert twins.other_units_of(world.session, definition, there, TODAY)
    assert "can be sent over" not in say(proposed.because, "en")


def test_one_that_names_no_unit_is_sent_to_one_first(world):
    owner = registry.partnership(world.session, "fjord")
    case = reports.report(
        world.session, owner, {"what": "Feil"}, Act(world.stranger, world.at)
    ).case

    assert _why(world, case) == {
        "in_other_partnership": "No unit is named yet. Send it to one first; then it shows where"
        " else that is."
    }


def test_what_was_answered_stays(world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager")

    assert _why(world, case) == {
        "may_go_over": f"{case.ref} has been answered here, so it stays here."
    }


def test_one_whose_answer_was_taken_back_goes_over(world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager")
    world.correct(case)

    assert _why(world, case) == {}


def test_what_a_unit_has_been_asked_for_comes_first(world):
    case = world.routed()
    world.step(case, "ask_part", world.handler, part_question="Når?", awaited=["fastleger"])

    assert list(_why(world, case)) == ["parts_in"]


def test_what_was_reopened_stays(world):
    receipt = world.report()
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "handle", world.handler, answer="Beklager")
    reports.reopen(world.session, receipt.code, "Nei", Act(world.stranger, world.at))

    assert list(_why(world, receipt.case)) == ["may_go_over"]


def test_one_on_which_another_report_hangs_stays(world):
    case, other = world.report().case, world.report().case
    world.step(other, "mark_duplicate", original=case.ref)

    assert _why(world, case) == {
        "may_go_over": f"The same was reported in {other.ref}, and whoever reported it waits for"
        " the answer here."
    }


def test_where_a_definition_lets_handlers_send_over_none_is_named_that_they_do_not_see(world):
    case, other = world.routed(), world.report().case
    world.step(other, "mark_duplicate", original=case.ref)
    definition = versions.by_id(world.session, case.definition_id)
    action = next(each for each in definition.actions if each.name == "write")
    act = Act(world.handler, world.at)
    hers = Question(
        session=world.session,
        case=world.now(case),
        definition=definition,
        action=action,
        fields={},
        inputs={},
        act=act,
        on=TODAY,
    )

    told = may_go_over(hers)

    assert say(told.sentence, "en").startswith("Somebody else reported the same, and waits")
    keeper = hers._replace(act=Act(world.secretary, world.at))
    assert other.ref in say(may_go_over(keeper).sentence, "en")


def test_what_came_over_goes_neither_back_nor_on(world):
    twin = world.sent_over(world.report().case)

    assert _why(world, twin, by=world.neighbour) == {
        "may_go_over": f"{twin.ref} came over from another partnership"
        f" ({twin.fields['came_from']}) and goes neither back nor on. Send it to the responsible"
        " unit here."
    }


def test_twice_is_refused_and_the_same_key_is_once(world):
    case = world.report().case
    act = Act(world.secretary, world.at, key="k1")
    first = twins.send_over(world.session, case, "nabo", act)

    assert twins.send_over(world.session, case, "legevakta", act).id == first.id
    assert list(unmet(lambda: twins.send_over(world.session, case, "sengepost", act))) == ["key"]
    assert list(_why(world, case)) == ["state"]
    there = Wanted(workflow="deviation")
    assert len(list(lists.every(world.session, there, world.neighbour, TODAY))) == 1


def test_whoever_saw_an_older_version_is_told(world):
    case = world.report().case
    world.step(case, "write", message="Vi ser på det.")

    with pytest.raises(Conflict):
        twins.send_over(
            world.session, case, "nabo", Act(world.secretary, world.at), expected_version=1
        )
    assert world.now(case).state == "reported"


def test_the_step_alone_takes_no_report_anywhere(world):
    case, other = world.report().case, world.report().case
    twin = world.sent_over(other)

    for named in ("nabo/legevakt", twin.ref, f"Helsefellesskapet Nabo: {twin.ref}", "A-2026-999"):
        found = unmet(lambda said=named: world.step(case, "send_over", sent_to=said))
        assert list(found) == ["goes_over_whole"]


def test_nobody_takes_it_back(world):
    case = world.report().case
    world.sent_over(case)

    assert unmet(lambda: world.correct(case)) == {
        "step": "“Send to the other partnership” cannot be undone."
    }


def test_nobody_here_sees_the_case_there_and_nobody_there_the_one_here(world):
    case = world.report().case
    twin = world.sent_over(case)

    for ref, who in ((twin.ref, world.secretary), (case.ref, world.neighbour)):
        with pytest.raises(NotFound):
            view_of(world.session, ref, who, world.at, "nb")
    assert view_of(world.session, case.ref, world.secretary, world.at, "nb").links() == []


def test_a_reporter_with_an_account_follows_it_there(world):
    case = world.report(by=world.gp).case
    twin = world.sent_over(case)

    shown = view_of(world.session, twin.ref, world.gp, world.day(1), "nb").whole()
    assert shown["fields"]["came_from"] == f"Helsefellesskapet Fjord: {case.ref}"
    handler = world.of_the_neighbours()
    world.step(twin, "route", world.neighbour, handler="legevakt")
    history = view_of(world.session, twin.ref, handler, world.day(1), "nb").history()
    assert history[0]["by"] == "Fredrik Fastlege"


def test_nobody_there_reads_who_asked_and_wrote_here(world):
    receipt = world.report(by=world.gp)
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "write", world.handler, message="Vi ser på det.")
    world.step(receipt.case, "ask", question="Når?")
    world.step(receipt.case, "reply", reply="I går")  # the secretariat writes down what she said
    twin = world.sent_over(receipt.case, at=world.day(1))
    handler = world.of_the_neighbours()
    world.step(twin, "route", world.neighbour, at=world.day(2), handler="legevakt")

    for reader in (world.neighbour, handler):
        view = view_of(world.session, twin.ref, reader, world.day(3), "nb")
        told = [each["by"] for each in view.whole()["history"]]
        assert told[1:4] == [
            "Helsefellesskapet Fjord: De som behandler avviket",
            *["Helsefellesskapet Fjord: Sekretariatet"] * 2,
        ]
        assert [say(each.role, "nb") for each in conversation(view)] == told[1:4]
        digests = digest_for(world.session, reader.person_id, world.day(3), reader)
        readings = [repr(each) for each in readings_told(view)]
        shown = json.dumps([view.whole(), repr(digests), readings], default=str)
        for name in (world.secretary.name, world.handler.name):
            assert name not in shown
    acted = {event.by for event in events_of(world.session, twin.id)}
    assert acted == {world.gp.person_id, None, world.neighbour.person_id}
    assert verify_chains(world.session) == []


def test_whoever_wrote_down_an_old_report_does_not_become_its_reporter_there(world):
    act = Act(world.secretary, world.at, quiet=True)
    case = reports.report(world.session, world.body("mottak"), {"what": "Feil"}, act).case

    twin = world.sent_over(case)

    assert events_of(world.session, twin.id)[0].by is None
    assert (
        records.ties(world.session, twin.id).persons == records.ties(world.session, case.id).persons
    )


def test_of_many_who_send_it_over_at_once_one_does(world, database):
    case = world.report().case

    def send(there: World, _number: int) -> Event:
        return twins.send_over(there.session, case, "nabo", Act(there.secretary, there.at))

    found = at_once(database, world, send, times=4)

    assert sorted(type(each).__name__ for each in found) == ["Event", *["Refused"] * 3]
    assert world.now(case).state == "sent_over"
    assert verify_chains(world.session) == []


def test_the_case_there_begins_with_the_lists_that_are_in_force_there(world):
    options = ("none: {nb: Ingen, nn: Ingen, en: None}", "some: {nb: Noe, nn: Noko, en: Some}")
    there = world.session.orm.get_one(Partnership, world.neighbours)
    put_list(world.session, there, world.own_list("harm", *options), Act(OPERATOR, world.at))

    twin = world.sent_over(world.report(kind="breach").case)

    definition = versions.by_id(world.session, twin.definition_id)
    assert list(definition.fields["harm"].options) == ["none", "some"]
    assert verify_chains(world.session) == []


def test_the_report_to_the_council_counts_it_there_alone_from_its_own_day(world):
    case = world.report().case
    world.step(case, "route", handler="mottak")
    twin = world.sent_over(case, at=world.day(20))
    handler = world.of_the_neighbours()
    world.step(twin, "route", world.neighbour, at=world.day(21), handler="legevakt")
    world.step(twin, "handle", handler, at=world.day(38), answer="Beklagar")
    world.step(twin, "learn", handler, at=world.day(39), learning="Ring.")

    assert counted_cases(world.session, world.partnership) == []
    (found,) = counted_cases(world.session, world.neighbours)
    assert (found.opened, found.days, found.in_time) == (TODAY, 38, False)


WHO = (
    ("gp", AnswerTo("en@example.no", "nn"), {"profession": "Fastlege", "region": "Fjordby"}),
    ("other", AnswerTo("to@example.no"), {"profession": "Sykepleier"}),
    (None, AnswerTo(), {}),
)


def test_nobody_without_the_right_can_tell_who_reported_before_it_goes_over_or_after(world):
    """Two worlds that differ in the reporter alone are the same to all of them, here and there."""
    readers = [world.member, world.mayor, world.owner, world.observer, world.stranger]
    readers += [
        world.of_the_neighbours("Nora Naboutval", "naboutval"),
        world.of_the_neighbours("Nina Naboutval", "naboutval", "observer"),
    ]

    shown = [_shown_to(world, readers, *who) for who in WHO]

    assert shown[0] == shown[1] == shown[2]
    assert "A-2026-2" in shown[0]


def _shown_to(
    world: World, readers: list[Actor], who: str | None, to: AnswerTo, about: dict[str, str]
) -> str:
    """Everything that these are shown of a report by her; it does not stay. Some of them sit next
    door in a body that is asked for its part of the answer."""
    given = {"what": "Epikrisen kom aldri fram.", "kind": "patient", **about}
    with world.session.begin(), world.session.savepoint(keep=False):
        act = Act(getattr(world, who) if who else ANYONE, world.at)
        case = reports.report(world.session, world.body("mottak"), given, act, to).case
        world.step(case, "route", handler="mottak")
        before = _all_of(world, readers)
        twin = world.sent_over(case)
        handler = world.of_the_neighbours()
        world.step(twin, "route", world.neighbour, handler="legevakt")
        asked = {"part_question": "Når?", "awaited": "naboutval"}
        world.step(twin, "ask_part", handler, **asked)
        after = _all_of(world, readers)
        world.step(twin, "contribute", readers[5], part="Tirsdag.")
        world.step(twin, "handle", handler, answer="Beklagar")
        world.step(twin, "learn", handler, learning="Ring.")
        here = [
            world.session.orm.get_one(Partnership, n)
            for n in (world.partnership, twin.partnership_id)
        ]
        figures = [make_figures(world.session, each, TODAY).figures for each in here]
        return json.dumps([before, after, figures], default=str)


def _all_of(world: World, readers: list[Actor]) -> list[Any]:
    found: list[Any] = []
    for reader in readers:
        every = list(lists.every(world.session, Wanted(), reader, TODAY))
        every += searching.search(world.session, "epikrisen", reader, TODAY)
        every += searching.search(world.session, "en@example.no", reader, TODAY)
        for each in every:
            whole = view_of(world.session, each.case.ref, reader, world.at, "nb").whole()
            for event in whole["history"]:
                event.pop("hash")  # it is of everything that happened, and tells nothing of it
            found.append([reader.name, whole])
        digests = digest_for(world.session, reader.person_id, world.at, reader)
        found.append([repr(each) for each in digests])
    return found
