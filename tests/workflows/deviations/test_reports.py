from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.cases.events import event_by_request, events_of
from engine.cases.records import Case, ties
from engine.definitions import versions
from engine.errors import BadInput, NotFound, Refused
from engine.language.sentences import say
from engine.people.actors import ANYONE, Actor, reporter
from engine.people.acts import Act
from tests.world import World, unmet
from workflows.deviations import contacts, receipts, reports
from workflows.views import case_view
from workflows.views.case_view import View
from workflows.views.reporter_view import reported

KEY = "8c1f6c1e-5a0b-4a5e-9a41-0d6f6a4f2b11"


def shown(world: World, case: Case, reader: Actor) -> str:
    """Everything that a reader is told of a case, as JSON."""
    found, definition = case_view.seen(world.session, case.ref, reader, world.at)
    view = View(world.session, found, definition, reader, world.at, "nb")
    return json.dumps(
        [view.whole(), view.as_of(world.at.date()), list(view.history())], ensure_ascii=False
    )


def readings(world: World) -> list[int | None]:
    return [
        row[0] for row in world.session.execute(text("SELECT person_id FROM reading ORDER BY id"))
    ]


# The receipt


def test_a_report_needs_no_account_and_gives_a_receipt(world):
    receipt = world.report()

    assert ties(world.session, receipt.case.id).persons == frozenset()
    assert reports.by_receipt(world.session, receipt.code).ref == receipt.case.ref


def test_a_receipt_is_kept_as_a_hash_alone(world):
    code = world.report().code

    (kept,) = world.session.execute(text("SELECT receipt_hash FROM contact")).fetchone()
    assert (len(kept), code in kept) == (64, False)


def test_a_wrong_receipt_opens_nothing(world):
    world.report()

    with pytest.raises(NotFound, match="No report has this code"):
        reports.by_receipt(world.session, "AAAA-AAAA-AAAA-AAAA")


def test_the_same_key_again_gives_the_same_case_and_receipt(world):
    first = world.report(key=KEY, email="reporter@example.no")

    again = world.report(key=KEY, email="reporter@example.no")

    assert (again.code, again.case.ref) == (first.code, first.case.ref)
    assert reports.by_receipt(world.session, again.code).ref == first.case.ref
    assert world.report(key=KEY[::-1]).code != first.code


@pytest.mark.parametrize(
    "other", [{"email": "annen@example.no"}, {"email": None}, {"what": "Noe annet"}]
)
def test_the_same_key_with_another_report_or_address_is_refused(world, other):
    given = {"key": KEY, "email": "reporter@example.no"}
    first = world.report(**given)

    assert list(unmet(lambda: world.report(**given | other))) == ["key"]
    assert contacts.contact(world.session, first.case.id).email == "reporter@example.no"


@pytest.mark.parametrize("email", ["ny@example.no", None])
def test_what_became_of_the_address_since_takes_nothing_from_a_report_that_comes_again(
    world, email
):
    first = world.report(key=KEY, email="reporter@example.no")
    act = Act(reporter(first.case.id), world.at)
    if email:
        contacts.correct(world.session, first.case, email, act)
    else:
        contacts.remove(world.session, first.case, act)

    again = world.report(key=KEY, email="reporter@example.no")

    assert (again.code, again.case.ref) == (first.code, first.case.ref)


def test_nothing_is_kept_of_which_the_code_could_be_made(world):
    report = world.report(key=KEY)

    kept = (
        events_of(world.session, report.case.id)[0],
        event_by_request(world.session, receipts.request_of(KEY)),
    )
    assert kept[0] == kept[1]
    assert event_by_request(world.session, KEY) is None


def test_a_key_that_others_could_guess_is_refused(world):
    with pytest.raises(BadInput, match="at least 16 characters"):
        world.report(key="1")


def test_the_key_of_another_person_gives_nothing(world):
    world.report(key=KEY, by=world.gp)

    with pytest.raises(Refused) as refused:
        world.report(key=KEY, by=world.member)
    assert refused.value.unmet == ["key"]


# Following and answering


def test_the_reporter_follows_the_report_to_its_answer(world):
    receipt = world.report()
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "handle", world.handler, answer="Rutinen er endret.")

    told = reports.for_reporter(world.session, receipt.code)

    assert (told["state"], told["fields"]["answer"]) == ("handled", "Rutinen er endret.")


def test_the_reporter_replies_with_the_receipt(world):
    receipt = world.report()
    world.step(receipt.case, "ask", question="Hvilken dag?")

    event = reports.reply(world.session, receipt.code, "Tirsdag", Act(ANYONE, world.day(1)))

    assert (event.action, event.by, world.now(receipt.case).fields["reply"]) == (
        "reply",
        None,
        "Tirsdag",
    )


def test_a_reply_to_what_was_not_asked_is_refused(world):
    receipt = world.report()

    with pytest.raises(Refused, match="is possible from: Waiting for you"):
        reports.reply(world.session, receipt.code, "Tirsdag", Act(ANYONE, world.at))


def test_a_reporter_with_an_account_replies_and_withdraws(world):
    case = world.report(by=world.gp).case
    world.step(case, "ask", question="Hvilken dag?")
    world.step(case, "reply", world.gp, reply="Tirsdag")

    assert world.step(case, "withdraw", world.gp).to_state == "withdrawn"


@pytest.mark.parametrize("who", ["secretary", "handler", "member"])
def test_nobody_withdraws_the_report_of_another(world, who):
    case = world.routed(by=world.gp)

    with pytest.raises(Refused) as refused:
        world.step(case, "withdraw", getattr(world, who))
    assert refused.value.unmet == ["right"]


# Contact


def test_the_address_stands_in_the_contact_and_in_no_event(world):
    case = world.report(email=" Reporter@Example.no ").case
    world.step(case, "route", handler="mottak")

    assert contacts.contact(world.session, case.id) == ("reporter@example.no", "nb")
    assert not [
        row
        for row in world.session.execute(text("SELECT data FROM event"))
        if "example.no" in row[0]
    ]


def test_an_address_that_was_removed_is_nobodys(world):
    case = world.report(email="reporter@example.no").case
    with world.session.begin():
        world.session.execute(text("UPDATE contact SET email = NULL"))

    assert contacts.contact(world.session, case.id) is None


@pytest.mark.parametrize("email", ["reporter", "x" * 250 + "@a.no"])
def test_what_is_no_address_is_refused_and_nothing_is_reported(world, email):
    with pytest.raises(BadInput, match="is not an email address"):
        world.report(email=email)
    assert world.session.execute(text('SELECT count(*) FROM "case"')).scalar() == 0


# Who reads, and what they see


@pytest.mark.parametrize(
    "who", ["member", "mayor", "owner", "observer", "stranger", "neighbour", "other"]
)
def test_an_outsider_finds_no_deviation(world, who):
    case = world.routed(by=world.gp)

    with pytest.raises(NotFound):
        case_view.seen(world.session, case.ref, getattr(world, who), world.at)
    assert readings(world) == []


@pytest.mark.parametrize("ref", ["", " "])
def test_an_empty_ref_finds_nothing_and_names_nothing(world, ref):
    for _twice in range(2):
        world.report()

    with pytest.raises(NotFound) as missing:
        case_view.seen(world.session, ref, world.member, world.at)
    assert "A-2026" not in str(missing.value)


def test_every_reading_by_another_is_kept(world):
    case = world.routed(by=world.gp)

    for reader in (world.gp, world.secretary, world.handler, world.handler):
        case_view.seen(world.session, case.ref, reader, world.at)

    assert readings(world) == [
        reader.person_id for reader in (world.secretary, world.handler, world.handler)
    ]


def test_reading_a_measure_is_not_kept(world):
    case_view.seen(world.session, world.measure().ref, world.gp, world.at)

    assert readings(world) == []


def test_those_who_route_and_handle_know_the_reporter(world):
    case = world.routed(by=world.gp)

    assert all(
        "Fredrik Fastlege" in shown(world, case, reader)
        for reader in (world.secretary, world.handler, world.gp)
    )


def test_another_reporter_tied_to_the_case_does_not_learn_who_the_first_was(world):
    case = world.report(by=world.gp).case
    with world.session.begin():
        tie = text(
            "INSERT INTO case_person (case_id, link, person_id) VALUES (:case, 'reporter', :person)"
        )
        world.session.execute(tie, {"case": case.id, "person": world.other.person_id})

    told = shown(world, case, world.other)

    assert "Fastlege" not in told
    assert "Epikrisen kom aldri fram." in told


def test_a_reporter_hidden_from_a_reader_is_not_told_by_being_a_deputys_principal(world):
    deputy = world.person("Vikar Lege", ("fastleger", "deputy"), deputy_for=world.gp)
    case = world.report(by=deputy).case

    assert world.session.execute(text("SELECT behalf_of FROM event")).scalar() is None
    assert "Fredrik Fastlege" not in shown(world, case, deputy)


def test_a_field_for_some_is_not_shown_to_others_in_any_form(world):
    """A role that may see the case and not the text: what a partnership's own definition may
    say."""
    case = world.routed(by=world.gp)
    found, definition = case_view.seen(world.session, case.ref, world.handler, world.at)
    outsider = View(world.session, found, definition, world.member, world.at, "nb")

    told = json.dumps([outsider.fields(found.fields), list(outsider.history())], ensure_ascii=False)

    assert "Epikrisen" not in told
    assert "Fastlege" not in told


def test_a_case_is_called_by_its_kind_and_never_by_what_was_written(world):
    case = world.report(kind="breach").case
    definition = versions.newest(world.session, "deviation")[1]

    assert case.title == ""
    assert (
        str(case_view.title(definition, case))
        == "Cooperation deviation: Breach of agreement or guideline"
    )


# The whole road


def test_a_deviation_goes_its_whole_road(world):
    case, meeting = world.routed(by=world.gp), world.meeting()
    world.step(case, "handle", world.handler, answer="Beklager")
    world.step(case, "learn", world.handler, learning="Ring før helg.", harm="minor")
    world.item(meeting, case)
    world.hold(meeting)

    assert world.step(case, "report", meeting=meeting.id).to_state == "reported_to_asu"


def test_a_second_question_does_not_stand_beside_the_old_reply(world):
    receipt = world.report()
    case = receipt.case
    world.step(case, "ask", question="Når kom brevet?")
    reports.reply(world.session, receipt.code, "Mandag", Act(ANYONE, world.at))

    world.step(case, "ask", question="Hvem sendte det?")

    shown = reports.for_reporter(world.session, receipt.code)["fields"]
    assert shown["question"] == "Hvem sendte det?"
    assert "reply" not in shown
    changes = events_of(world.session, case.id)[-1].parts["changes"]
    assert changes["reply"] == ["Mandag", None]


def test_a_report_is_withdrawn_with_its_receipt(world):
    receipt = world.report()

    event = reports.withdraw(world.session, receipt.code, Act(ANYONE, world.at))

    assert (event.to_state, event.by) == ("withdrawn", None)
    again = lambda: reports.withdraw(world.session, receipt.code, Act(ANYONE, world.at))  # noqa: E731
    with pytest.raises(Refused):
        again()


def test_what_is_handled_is_withdrawn_no_more(world):
    receipt = world.report()
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "handle", world.handler, answer="Beklager")

    with pytest.raises(Refused):
        reports.withdraw(world.session, receipt.code, Act(ANYONE, world.at))

    assert world.now(receipt.case).state == "handled"


def test_a_duplicate_points_to_the_original(world):
    original, case = world.report().case, world.report().case

    world.step(case, "mark_duplicate", original=original.ref)

    assert world.now(case).state == "duplicate"
    with pytest.raises(Refused, match="cannot point to itself"):
        world.step(original, "mark_duplicate", original=original.ref)


def test_duplicates_in_a_ring_leave_one_open(world):
    first, second, third = (world.report().case for _ in range(3))
    world.step(first, "mark_duplicate", original=second.ref)
    world.step(second, "mark_duplicate", original=third.ref)

    with pytest.raises(Refused, match="which has ended"):
        world.step(third, "mark_duplicate", original=first.ref)

    assert world.now(third).state == "reported"


def test_a_rejection_names_its_criterion(world):
    case = world.report().case

    with pytest.raises(Refused) as refused:
        world.step(case, "reject", reason="Nei")
    assert refused.value.unmet == ["rejection"]
    assert world.step(case, "reject", rejection="patient_complaint").to_state == "rejected"


def test_how_a_measure_stands_is_told_since_the_step_that_led_there(world):
    receipt, measure = world.report(), world.ongoing()
    world.step(measure, "link_deviation", behind=[receipt.case.ref])
    later = world.at + timedelta(days=1)
    world.step(measure, "evaluate", at=later, result="Godt", outcome="ended")
    world.correct(measure, at=later)

    told = reported(world.session, receipt.code, later, "nb").measures
    assert [(each.at, say(each.done, "en")) for each in told] == [(world.at, "Ongoing")]


def test_a_measure_names_the_deviations_behind_it_only_to_those_who_may_know_of_them(world):
    reported, measure = world.routed(), world.measure()
    world.step(measure, "link_deviation", behind=[reported.ref])
    now = world.now(measure)
    definition = versions.by_id(world.session, now.definition_id)

    shown = {
        who: View(world.session, now, definition, who, world.at, "nb").whole()["links"]
        for who in (world.secretary, world.member)
    }

    assert [link["ref"] for link in shown[world.secretary]] == [reported.ref]
    assert shown[world.member] == []


def test_all_that_is_wrong_with_a_report_is_told_at_once(world):
    with pytest.raises(BadInput) as refused:
        world.report(what="", email="ingen adresse")

    said = str(refused.value)
    assert "“What happened?” is missing" in said
    assert "is not an email address" in said
