"""What was said of a plan's file is kept with the plan, and used when it comes again."""

from __future__ import annotations

import pytest

from engine.errors import BadInput
from engine.people import registry
from engine.people.acts import Act
from workflows import plans
from workflows.plan_import.reading.answers import NOTHING_SAID, ReadingAnswers
from workflows.plan_import.reading.questions import FileQuestion
from workflows.plan_import.uploads import Upload, import_upload

CONTENT = "Nr.;Tiltak;Hvor;Frist\n1;Lage en felles rutine;på kontoret;2026\n".encode()
OTHER = "Nr.;Tiltak;Ansvarlig;Frist\n1;Lage en felles rutine;Fagråd 1;2026\n".encode()
NOBODY = ReadingAnswers({"owners": ("-",)})


def sent(world, content: bytes, answers: ReadingAnswers = NOTHING_SAID) -> int:
    owner = registry.partnership(world.session, "fjord")
    upload = Upload("plan.csv", content, plan_id="plan-2026", answers=answers)
    act = Act(world.secretary, world.at)
    done = import_upload(world.session, upload, owner, act, rehearse=False).imported
    return done.rows if done else 0


def test_what_was_said_once_is_not_asked_again(world):
    with pytest.raises(FileQuestion):
        sent(world, CONTENT)
    assert sent(world, CONTENT, NOBODY) == 1
    assert plans.answers_of(world.session, "plan-2026", "reading") == {"columns": {"owners": ["-"]}}

    assert sent(world, CONTENT) == 1


def test_a_header_that_was_named_of_an_earlier_file_may_be_missing_from_this_one(world):
    assert sent(world, CONTENT, ReadingAnswers({"nothing": ("Hvor",), "owners": ("-",)})) == 1
    assert sent(world, OTHER) == 1


def test_a_header_that_the_file_has_not_is_no_answer(world):
    with pytest.raises(BadInput) as refusal:
        sent(world, CONTENT, ReadingAnswers({"owners": ("Hvem",)}))
    headers = "“Nr.”, “Tiltak”, “Hvor” and “Frist”"
    assert str(refusal.value) == f"The file has no column “Hvem”. Its headers are {headers}."


def test_a_file_that_says_what_it_said_is_not_read_once_more(world):
    assert sent(world, OTHER) == 1
    owner = registry.partnership(world.session, "fjord")
    upload = Upload("plan.csv", OTHER, plan_id="plan-2026")

    again = import_upload(
        world.session, upload, owner, Act(world.secretary, world.at), rehearse=True
    )

    assert again.draft is None
    assert [str(each.became) for each in again.imported.told] == ["same"]
