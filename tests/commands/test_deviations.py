"""What whoever reported reads with the receipt."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.cases.records import case_of_ref
from engine.people.acts import Act
from engine.storage.database import Database
from tests.world import found
from workflows.deviations import contacts, reports
from workflows.deviations.contacts import AnswerTo
from workflows.deviations.readings import log_reading


@pytest.fixture
def nurse(sqlite_url: str, peopled: None) -> Callable[..., Result]:
    """The command line of somebody without an account, on an installation that speaks English."""
    env = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_LANGUAGE": "en", "SAMSAK_AS": ""}
    now = ("--at", "2026-03-02T12:00")
    return lambda *words: CliRunner(env=env).invoke(main, [*words, *now])


def test_whoever_reports_is_answered_in_the_language_that_was_chosen(nurse):
    given = ("deviation", "report", "--to", "mottak", "--what", "Epikrisa mangla.")
    reported = nurse(*given, "--language", "nn", "--email", "lege@example.no")
    code = reported.output.partition("Kvitteringa di: ")[2].split()[0]

    assert "Takk. Meldinga er registrert som A-2026-1." in reported.output
    assert "Pasient- og brukarombodet: Pasientar, brukarar og pårørande får" in reported.output
    moved = nurse("deviation", "follow", code, "--email", "legen@example.no").output
    assert moved.startswith("E-post om meldinga går til den nye adressa frå no av.")
    for done in ("--forget-address", "--withdraw"):
        assert "Kva eining gjeld det?" in nurse("deviation", "follow", code, done).output
    assert "kan gjerast når" in nurse("deviation", "follow", code, "--withdraw").output


def test_whoever_reported_reads_what_happened_as_on_her_page(nurse, sqlite_url):
    given = ("deviation", "report", "--to", "mottak", "--language", "en")
    original = nurse(*given, "--what", "The summary was missing.").output
    same = nurse(*given, "--what", "It never came.").output
    code = same.partition("Your receipt: ")[2].split()[0]
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        first, case = (case_of_ref(session, f"A-2026-{number}") for number in (1, 2))
        later = world.day(1)
        world.step(case, "mark_duplicate", at=later, original=first.ref)
        world.step(first, "route", at=later, handler="mottak")
        world.step(first, "answer", world.handler, at=later, answer="We have changed it.")
    database.close()

    told = nurse("deviation", "follow", code).output
    kept = json.loads(nurse("deviation", "follow", code, "--json").output)["happened"]

    assert "A-2026-1" in original
    _head, *lines = told[told.index("What happened:") :].splitlines()[: len(kept) + 1]
    assert [line.partition(": ")[2] for line in lines] == [each["done"] for each in kept]
    assert lines[-1].endswith(": In the original case: You were answered")


def test_who_does_not_know_the_unit_reports_to_the_partnership(nurse):
    reported = nurse("deviation", "report", "--to", "fjord", "--what", "Epikrisen manglet.")
    code = reported.output.partition("Your receipt: ")[2].split()[0]

    told = json.loads(nurse("deviation", "follow", code, "--json").output)
    assert (told["ref"], "unit" in told["fields"]) == ("A-2026-1", False)


def test_a_report_is_followed_in_its_language_with_names_of_bodies(sqlite_url, peopled):
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        given = {"what": "Epikrisa kom aldri fram."}
        receipt = reports.report(
            session,
            world.body("mottak"),
            given,
            act=Act(world.gp, world.at),
            answer_to=AnswerTo(None, "nn"),
        )
        assert contacts.language_of(session, receipt.case.id) == "nn"
    database.close()

    asked = ["deviation", "follow", receipt.code, "--at", "2026-03-02T12:00"]
    said = CliRunner().invoke(
        main, asked, env={"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_LANGUAGE": "en"}
    )

    assert said.exit_code == 0, said.output
    assert "Kva eining gjeld det? Akuttmottaket" in said.output
    assert "Avviket skal sendast til ansvarleg eining innan 5. mars 2026." in said.output
    told = CliRunner().invoke(main, [*asked, "--json"], env={"SAMSAK_DATABASE_URL": sqlite_url})
    assert json.loads(told.output)["due"] == [
        "Avviket skal sendast til ansvarleg eining innan 5. mars 2026.",
        "Avviket skal vere svara på innan 30. mars 2026.",
    ]
    assert "mottak\n" not in said.output.replace("Akuttmottaket", "")


def test_a_measure_is_proposed_because_of_deviations(sqlite_url, peopled):
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        case, other = world.handled(), world.handled()
    database.close()
    env = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_LANGUAGE": "nb"}
    asked = ["deviation", "propose", case.ref, "--title", "Felles mal", "--at", "2026-03-02T12:00"]
    asked += ["--as", "handler@example.no", "--also"]

    refused = CliRunner().invoke(main, [*asked, "A-2026-99"], env=env)
    done = CliRunner().invoke(main, [*asked, other.ref], env=env)

    assert (refused.exit_code, done.exit_code) == (1, 0)
    assert "T-2026-1 er foreslått." in done.output
    shown = CliRunner().invoke(main, ["show", "T-2026-1", "--json"], env=env)
    assert json.loads(shown.output)["fields"]["behind"] == [case.ref, other.ref]


def test_similar_deviations_are_listed_with_what_they_have_in_common(sqlite_url, peopled):
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        case, other = world.routed(by=world.gp), world.routed(by=world.gp)
    database.close()
    env = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_LANGUAGE": "nb"}
    asked = ["deviation", "similar", case.ref, "--at", "2026-03-02T12:00", "--as"]

    shown = CliRunner().invoke(main, [*asked, "handler@example.no"], env=env)
    refused = CliRunner().invoke(main, [*asked, "gp@example.no"], env=env)

    assert shown.output.splitlines()[1] == (
        f"{other.ref}\tMeldt\t2026-03-02\tsamme enhet og ord: epikrisen"
    )
    assert refused.exit_code == 1
    assert "Bare de som behandler et avvik" in refused.output


def test_whoever_reported_reads_who_read_it_by_role_and_the_secretariat_by_name(
    sqlite_url, peopled
):
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        case = world.routed(by=world.gp)
        log_reading(session, case, "handler", world.handler, world.at)
    database.close()
    env = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_LANGUAGE": "nb"}
    asked = ["deviation", "readings", case.ref, "--json", "--at", "2026-03-02T12:00", "--as"]

    hers, theirs, none = (
        CliRunner().invoke(main, [*asked, f"{who}@example.no"], env=env)
        for who in ("gp", "secretary", "handler")
    )

    assert [each["who"] for each in json.loads(hers.output)] == ["De som behandler avviket"]
    names = [each["who"] for each in json.loads(theirs.output)]
    assert names == [world.secretary.name, world.handler.name]  # whoever asks has it opened
    assert none.exit_code == 1
