"""Whole stories through the command line: a plan, a measure, a deviation, a mistake, the proof."""

from __future__ import annotations

import sqlite3

import pytest

from tests.acceptance.conftest import EXAMPLES, Samsak

KARI, GEIR, RUTH, FINN = (
    f"{name}@example.no"
    for name in ("kari.nordmann", "geir.lynmann", "ruth.myrmann", "finn.sundmann")
)
PLANS = [
    (
        "nordre-trondelag",
        "plan.csv",
        "hnt-2018-2021",
        36,
        36,
        {"no_responsible", "number_gap", "no_years"},
    ),
    (
        "sondre-trondelag",
        "plan.xlsx",
        "st-olav-2022-2025",
        52,
        49,
        {
            "alias",
            "alias_contradicts",
            "inherited_responsible",
            "period_title_differs",
            "reference_unknown",
            "deferred",
        },
    ),
    ("more-og-romsdal", "plan.docx", "more-og-romsdal-2019-2022", 19, 19, {"number_repeated"}),
]

SECRETARIES = {
    "nordre-trondelag": "kari.nordmann@example.no",
    "sondre-trondelag": "ola.nordmann@example.no",
    "more-og-romsdal": "solveig.nordmann@example.no",
}


@pytest.mark.parametrize(
    ("key", "file", "plan", "rows", "measures", "codes"), PLANS, ids=[each[1] for each in PLANS]
)
def test_each_example_is_a_plan_without_errors(
    samsak: Samsak, key, file, plan, rows, measures, codes
):
    folder = EXAMPLES / key
    samsak.ok("init", "--rehearsal", "--partnership", folder / "structure.yaml")
    samsak.ok("person", "import", folder / "people.csv", "--partnership", key)
    who = ("--as", SECRETARIES[key])
    words = ("plan", "import", folder / file, "--partnership", key, "--plan", plan, *who)

    first, second = samsak.json(*words), samsak.json(*words)

    assert (first["rows"], first["measures"], first["created"]) == (rows, measures, rows)
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, rows)
    assert codes <= {finding["code"] for finding in first["findings"]}
    assert {finding["level"] for finding in first["findings"]} <= {"note", "warning"}


@pytest.mark.parametrize("key", ["nordre-trondelag", "sondre-trondelag", "more-og-romsdal"])
def test_each_example_has_people_and_a_year_of_meetings(samsak: Samsak, key):
    folder = EXAMPLES / key
    samsak.ok("init", "--rehearsal", "--partnership", folder / "structure.yaml")

    people = samsak.json("person", "import", folder / "people.csv", "--partnership", key)
    year = samsak.json("meeting", "import", folder / "year.csv", "--partnership", key)
    again = samsak.json("meeting", "import", folder / "year.csv", "--partnership", key)

    assert people["people"] == len(samsak.json("person", "list")) > 10
    assert year["new"] == year["meetings"] == len(samsak.json("meeting", "list"))
    assert again["new"] == 0


def test_an_adopted_plan_comes_with_its_decision(north: Samsak):
    shown = north.json("show", "T-2.4", "--as", KARI)

    assert shown["state"] == "assigned"
    assert shown["fields"]["case_number"] == "5/18"
    assert [event["to"] for event in shown["history"]] == ["proposed", "approved", "assigned"]


def test_a_measure_goes_from_proposed_to_evaluated(north: Samsak):
    given = ("--body", "fagrad-2", "--set", "years=2026", "--as", GEIR, "--at", "2026-01-12")
    ref = north.json("measure", "propose", "--title", "Felles fagdag", *given)["ref"]
    meeting = north.json("meeting", "add", "asu", "2026-01-30", "--as", KARI, "--at", "2026-01-12")[
        "id"
    ]
    refusals = north.refused(
        "do", ref, "approve", "--meeting", meeting, "--as", KARI, "--at", "2026-01-12"
    )
    north.ok("meeting", "item", "add", meeting, ref, "--as", KARI, "--at", "2026-01-13")
    waiting = north.json(
        "meeting", "decide", meeting, ref, "approved", "--number", "3/26", "--as", KARI
    )
    held = north.json("meeting", "hold", meeting, "--as", KARI, "--at", "2026-01-30T12:00")
    north.ok("do", ref, "assign", "--as", KARI, "--at", "2026-02-02")
    north.ok("do", ref, "start", "--as", GEIR, "--at", "2026-02-03")
    north.ok(
        "do", ref, "report_progress", "--set", "light=on_track", "--as", GEIR, "--at", "2026-03-03"
    )
    missing = north.refused("do", ref, "evaluate", "--as", GEIR, "--at", "2026-11-03")
    end = (
        "--set",
        "result=Alle deltok.",
        "--set",
        "outcome=continued",
        "--as",
        GEIR,
        "--at",
        "2026-11-03",
    )
    north.ok("do", ref, "evaluate", *end)

    shown = north.json("show", ref, "--as", GEIR)
    assert waiting["state"] is None
    assert held["advanced"] == 1
    assert len(refusals) >= 1
    assert len(missing) >= 2
    assert shown["state"] == "evaluated"
    assert shown["fields"]["outcome"] == "continued"
    assert [event["to"] for event in shown["history"]] == [
        "proposed",
        "approved",
        "assigned",
        "ongoing",
        "ongoing",
        "evaluated",
    ]
    assert all(not action["possible"] for action in shown["actions"])
    assert north.json("show", ref, "--as-of", "2026-02-02", "--as", GEIR)["state"] == "assigned"
    assert north.json("verify")["sound"]


def test_a_deviation_goes_from_its_report_to_the_council(north: Samsak):
    told = (
        "--what",
        "Medisinlisten manglet.",
        "--email",
        "sykepleier@example.no",
        "--at",
        "2026-01-07T11:00",
    )
    reported = north.json("deviation", "report", "--to", "hnt", *told)
    ref, receipt = reported["ref"], reported["receipt"]
    unit = "handler=koordinerende-enhet-hnt"
    north.ok("do", ref, "route", "--set", unit, "--as", KARI, "--at", "2026-01-08T09:00")
    question = ("--set", "question=Hvilken dato?", "--as", RUTH, "--at", "2026-01-09T09:00")
    north.ok("do", ref, "ask", *question)
    north.ok("deviation", "follow", receipt, "--reply", "7. januar.", "--at", "2026-01-12T09:00")
    unanswered = north.refused("do", ref, "handle", "--as", FINN, "--at", "2026-01-13T09:00")
    answer = "answer=Takk, vi har endret rutinen."
    north.ok("do", ref, "answer", "--set", answer, "--as", FINN, "--at", "2026-01-15T09:00")
    unclassified = north.refused("do", ref, "handle", "--as", FINN, "--at", "2026-01-15T09:30")
    north.ok("deviation", "follow", receipt)
    handled = ("--set", "event_type=discharge_papers", "--as", FINN, "--at", "2026-01-15T10:00")
    north.ok("do", ref, "handle", *handled)
    learnt = "learning=Listen følger pasienten."
    north.ok("do", ref, "learn", "--set", learnt, "--as", RUTH, "--at", "2026-01-21T09:00")
    meeting = north.json("meeting", "add", "asu", "2026-01-30", "--as", KARI)["id"]
    north.ok("meeting", "item", "add", meeting, ref, "--as", KARI)
    not_held = north.refused(
        "do", ref, "report", "--meeting", meeting, "--as", KARI, "--at", "2026-01-29"
    )
    north.ok("meeting", "hold", meeting, "--as", KARI, "--at", "2026-01-30T12:00")
    north.ok("do", ref, "report", "--meeting", meeting, "--as", KARI, "--at", "2026-01-30T13:00")

    followed = north.json("deviation", "follow", receipt)
    assert followed["state"] == "reported_to_asu"
    assert followed["fields"]["answer"] == "Takk, vi har endret rutinen."
    assert len(unanswered) >= 1
    assert any("--set event_type=" in line for line in unclassified)
    assert "event_type" not in followed["fields"]
    assert len(not_held) >= 1
    north.refused("show", ref, "--as", GEIR)
    assert north.json("deviation", "list", "--as", GEIR) == []
    assert [each["ref"] for each in north.json("deviation", "list", "--as", KARI)] == [ref]


def test_a_refusal_is_one_line_a_reason_in_the_persons_language(north: Samsak):
    english = north.refused("do", "T-2.4", "withdraw", "--as", "mary.islandman@example.no")
    bokmal = north.refused("do", "T-2.4", "withdraw", "--as", KARI)

    assert english[-1] != bokmal[-1]
    assert any("Secretariat" in reason or "secretariat" in reason for reason in english)
    assert any("Grunn" in reason for reason in bokmal)


def test_a_meeting_on_a_day_off_is_answered_with_a_warning(north: Samsak):
    called = north.ok("meeting", "add", "asu", "2027-03-28", "--as", KARI)
    number = called.out.partition(":")[0].rpartition(" ")[2]
    moved = north.ok("meeting", "move", number, "2027-03-30", "--as", KARI)

    assert "søndag 28. mars 2027 er en fridag" in called.out
    assert "fridag" not in moved.out


def test_a_rehearsal_writes_nothing(north: Samsak):
    number = north.json("meeting", "add", "asu", "2026-04-20", "--as", KARI)["id"]
    before = dump(north)

    north.ok("measure", "propose", "--title", "Øving", "--as", KARI, "--dry-run")
    north.ok("do", "T-2.4", "start", "--as", KARI, "--dry-run")
    north.ok("correct", "T-2.4", "--reason", "Feil", "--as", KARI, "--dry-run")
    north.ok("deviation", "report", "--to", "hnt", "--what", "Noe", "--dry-run")
    rehearsed = ("--partnership", "nordre-trondelag", "--dry-run")
    north.ok("meeting", "import", EXAMPLES / "nordre-trondelag" / "year.csv", *rehearsed)
    north.ok("meeting", "add", "asu", "2026-03-20", "--as", KARI, "--dry-run")
    north.ok("meeting", "decide", number, "T-2.4", "noted", "--as", KARI, "--dry-run")
    north.ok("meeting", "cancel", number, "--as", KARI, "--dry-run")
    north.ok("person", "add", "ny@example.no", "Ny Person", "--body", "asu:member", "--dry-run")
    north.ok("closed", "add", "nordre-trondelag", "2026-07-06", "2026-07-31", "--dry-run")
    north.ok("mandate", "set", "1", "--from", "2026-01-01", "--dry-run")
    north.ok("forecast", "--until", "2026-02-28", "--at", "2026-01-05T06:30")

    assert dump(north) == before


def test_a_step_taken_back_stays_in_the_history(north: Samsak):
    north.ok("do", "T-2.4", "start", "--as", KARI)
    north.refused("correct", "T-2.4", "--as", KARI)

    back = north.json("correct", "T-2.4", "--reason", "Feil tiltak", "--as", KARI)

    events = north.json("history", "T-2.4")
    assert back["state"] == "assigned"
    assert [event["kind"] for event in events[-2:]] == ["advanced", "corrected"]
    assert north.json("verify")["sound"]


def test_somebody_who_tampers_is_found_out(north: Samsak):
    database = sqlite3.connect(north.folder / "samsak.db")
    triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    with pytest.raises(sqlite3.DatabaseError):
        database.execute("UPDATE event SET action = 'x' WHERE id = 5")
    for (name,) in triggers:
        database.execute(f'DROP TRIGGER "{name}"')
    database.execute("UPDATE event SET action = 'x' WHERE id = 5")
    database.commit()
    database.close()

    said = north("verify", "--json")

    assert said.code == 1
    assert not said.data["sound"]
    assert said.data["breaks"]


def test_two_who_act_on_the_same_version(north: Samsak):
    north.ok("do", "T-2.4", "start", "--as", KARI, "--version", "3")

    reasons = north.refused("do", "T-2.4", "start", "--as", KARI, "--version", "3")

    assert len(reasons) == 1


def test_mail_goes_out_once(north: Samsak):
    first = north.json("tick", "--at", "2026-01-05T07:05")
    second = north.json("tick", "--at", "2026-01-05T07:06")

    mails = list((north.folder / "mail" / "new").iterdir())
    assert first["sent"] == len(mails) > 0
    assert second["sent"] == 0
    assert first["failures"] == second["failures"] == {}


def dump(samsak: Samsak) -> list[str]:
    """Everything in the database, as text."""
    database = sqlite3.connect(samsak.folder / "samsak.db")
    lines = list(database.iterdump())
    database.close()
    return lines
