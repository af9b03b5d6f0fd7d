"""Importing a plan: the file is sent, what is found in it is told row by row, and what it would do;
then it is imported, or left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from engine.days.dates import read_asked_day
from engine.errors import BadInput, Reason, Refused, SamsakError
from engine.language.sentences import _
from engine.people import registry, rights
from engine.people.tables import Partnership
from web.form_values import line
from web.page import Given, Known, Page, named_partnership
from web.refusals import status_of
from web.uploads import as_input, sent_file
from workflows.plan_changes import BECAME_WORDS, PART_WORDS, Became
from workflows.plan_import import plan_rows
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.asked import NEW, RowsAsked
from workflows.plan_import.matching import Answers
from workflows.plan_import.reading.answers import NOTHING_SAID, ROLES, ReadingAnswers
from workflows.plan_import.reading.drafts import Finding, Level
from workflows.plan_import.reading.other_lists import OtherList
from workflows.plan_import.reading.questions import FileQuestion
from workflows.plan_import.typed_plans import typed_period
from workflows.plan_import.uploads import ChangedSince, Rehearsed, Upload, import_upload
from workflows.views import choices, plan_view

LARGEST_UPLOAD = 24 * 2**20  # bytes: the file, and what it grows by when it comes back
router = APIRouter()
ROW = "row-"  # before the number of a row, in the name of its choice
LEVELS = {
    Level.ERROR: (_("Error"), "danger"),
    Level.WARNING: (_("Warning"), "warning"),
    Level.NOTE: (_("Note"), "info"),
}


@router.get("/imports/plan")
def ask_file(page: Known) -> Response:
    """The form that takes a file."""
    return _shown(page)


@router.post("/imports/plan", max_body_size=LARGEST_UPLOAD)
def import_plan(page: Known, form: Given) -> Response:
    """Rehearse the import of a file; import it where that is what was pressed."""
    owner, really, upload = _owner(page, form), bool(line(form, "import")), None
    try:
        upload = _upload(page, form, owner)
        rehearsed = import_upload(page.session, upload, owner, page.act(), rehearse=not really)
    except (BadInput, Refused) as refusal:
        now = _seen_now(page, upload, owner) if isinstance(refusal, ChangedSince) else None
        return _shown(page, form=form, upload=upload, rehearsed=now, refusal=refusal)
    if really and rehearsed.imported is not None:
        page.site.wake()
        return page.go(f"/plans/{rehearsed.imported.plan}")
    return _shown(page, form=form, upload=upload, rehearsed=rehearsed)


def _seen_now(page: Page, upload: Upload | None, owner: Partnership) -> Rehearsed | None:
    """What the import would do by now, where that is not what was seen."""
    return upload and import_upload(page.session, upload, owner, page.act(), rehearse=True)


def _owner(page: Page, form: FormData) -> Partnership:
    return named_partnership(_keeping(page), line(form, "partnership"))


def _upload(page: Page, form: FormData, owner: Partnership) -> Upload:
    name, content = sent_file(form)
    period = line(form, "period")
    return Upload(
        name=name,
        content=content,
        plan_id=line(form, "plan"),
        period=typed_period(period) if period else None,
        adoption=_adoption(page, form, owner),
        skip_bad_rows=bool(line(form, "skip")),
        answers=_answers(form),
        matches=_matches(form),
        end_gone=line(form, "end_gone"),
        separate=bool(line(form, "separate")),
        follows=line(form, "follows"),
        seen=line(form, "seen"),
    )


def _answers(form: FormData) -> ReadingAnswers:
    """What was pointed at: the header of each part that was asked for, and tables."""
    columns = {part: tuple(_all(form, f"column.{part}")) for part in ROLES}
    given = {part: headers for part, headers in columns.items() if headers}
    left_out, taken = _all(form, "leave_out"), _all(form, "take")
    pointed = {"no": left_out, "yes": taken}.get(line(form, "part"))
    if pointed is not None:
        pointed.append(line(form, "table"))
    return ReadingAnswers(given, tuple(left_out), tuple(taken))


def _all(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str) and value]


def _matches(form: FormData) -> Answers:
    """Which measures the rows are that were asked about; one of which nothing is chosen is asked
    about again."""
    said = {name.removeprefix(ROW): line(form, name) for name in form if name.startswith(ROW)}
    same = {row: answer for row, answer in said.items() if answer not in ("", NEW)}
    return Answers(same, frozenset(row for row, answer in said.items() if answer == NEW))


def _adoption(page: Page, form: FormData, owner: Partnership) -> Adoption | None:
    """The decision by which the plan was adopted, where one was given."""
    body, typed = line(form, "body"), line(form, "day")
    if not body and not typed:
        return None
    day = read_asked_day(typed, "day")
    if not body or day is None:
        raise BadInput(Reason("day", _("Say both who adopted the plan, and on which day.")))
    found = registry.body(page.session, body, owner.number)
    return Adoption(found, day, line(form, "case_number"))


def _keeping(page: Page) -> list[Partnership]:
    """The partnerships whose plans the reader keeps; refuses where there is none."""
    numbers = [each.number for each in page.partnerships]
    kept = rights.kept_by(page.reader, rights.PLANS, numbers, page.today)
    return [each for each in page.partnerships if each.number in kept]


def _shown(
    page: Page,
    *,
    form: FormData | None = None,
    upload: Upload | None = None,
    rehearsed: Rehearsed | None = None,
    refusal: SamsakError | None = None,
) -> Response:
    keeping = _keeping(page)
    given = {name: line(form, name) for name in form} if form is not None else {}
    values = {
        "partnerships": keeping,
        "bodies": choices.known(page.session, keeping[0].number, page.reader, page.today).bodies,
        "given": given,
        "plans": plan_view.standing(page.session, page.reader, page.today),
        "upload": upload,
        "content": as_input(upload.content) if upload else "",
        "rehearsed": rehearsed,
        "seen": rehearsed.seen(upload.content) if rehearsed and upload else "",
        "refusal": refusal,
        **_said(upload, rehearsed),
        **_asked(refusal, given),
        **_found(rehearsed),
    }
    return page.show("plans/import.html", values, status_of(refusal) if refusal else 200)


def _asked(refusal: SamsakError | None, given: Mapping[str, str]) -> dict[str, Any]:
    """The rows of which it is asked what they are, those of which it was said, and the codes of
    what stands in the way."""
    return {
        "question": refusal if isinstance(refusal, FileQuestion) else None,
        "other_list": refusal.roster if isinstance(refusal, OtherList) else "",
        "doubts": refusal.choices() if isinstance(refusal, RowsAsked) else (),
        "answered": {name: said for name, said in given.items() if said and name.startswith(ROW)},
        "codes": [each.code for each in refusal.reasons] if refusal else (),
    }


def _said(upload: Upload | None, rehearsed: Rehearsed | None) -> dict[str, Any]:
    """What was pointed at, and the tables that can be read though it was said that they are no
    part of the plan, now or of an earlier file."""
    said = upload.answers if upload else NOTHING_SAID
    left_out = rehearsed.left_out if rehearsed else ()
    before = [table for table in left_out if table not in said.left_out]
    return {"answers": said, "takeable": [*said.taken, *before]}


def _found(rehearsed: Rehearsed | None) -> dict[str, Any]:
    """What was found in the file; the measures of a known plan that do not stay the same, and
    whether some are gone."""
    found = rehearsed and (rehearsed.imported or rehearsed.draft)
    told = rehearsed.imported.told if rehearsed and rehearsed.imported else ()
    known = any(each.became is not Became.NEW for each in told)
    parts = rehearsed.imported.parts if rehearsed and rehearsed.imported else ()
    changing = [each for each in told if each.became is not Became.SAME] if known else []
    return {
        "findings": [_told(each) for each in found.findings] if found else [],
        "changing": [*parts, *changing],
        "gone": any(each.became is Became.GONE for each in changing),
        "became": BECAME_WORDS,
        "parts": PART_WORDS,
    }


def _told(finding: Finding) -> tuple[object, str, object]:
    """A finding: how grave it is, in which colour, and what it says with its place."""
    words, colour = LEVELS[finding.level]
    return words, colour, plan_rows.said(finding)
