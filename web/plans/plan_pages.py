"""The plans of the reader's partnerships; each as a tree, with its progress, and as a file for a
spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from engine.days.dates import read_asked_day
from engine.errors import BadInput, NotFound, Refused, SamsakError
from engine.language.sentences import _
from engine.people import rights
from web.form_values import line
from web.page import Given, Known, Page
from web.refusals import status_of
from workflows import plans
from workflows.documents.writing.plan_files import WRITERS
from workflows.documents.writing.tables import CSV, XLSX, Cell, as_csv, as_xlsx
from workflows.plan_changes import BECAME_WORDS, Became
from workflows.plan_import import taking_back
from workflows.views import edition_list, plan_council, plan_progress, plan_tree, plan_view
from workflows.views.plan_council import council_table
from workflows.views.plan_diff import WORDS, PlanOn, difference
from workflows.views.plan_export import exported
from workflows.views.plan_tree import ShownOf, Tree

QUARTER = timedelta(days=91)
router = APIRouter()


@router.get("/plans")
def plan_list(page: Known) -> Response:
    """The plans that the reader may see."""
    found = plan_view.listed(page.session, page.reader, page.today)
    values = {"plans": found, "keeps": page.may(rights.PLANS)}
    return page.show("plans/list.html", values)


@router.get("/plans/{plan}")
def plan_page(page: Known, plan: str) -> Response:
    """A plan as a tree, what was chosen of it in the address, and how far it has come."""
    return _shown(page, plan)


def _shown(page: Page, plan: str, refusal: SamsakError | None = None) -> Response:
    chosen = _chosen(page)
    found = plan_tree.tree(page.session, plan, chosen, page.reader, page.today)
    values = {
        "tree": found,
        "chosen": chosen,
        "taken_back": plan_view.TAKEN_BACK,
        "sorts": SORT_WORDS,
        "states": plans.state_labels(page.session),
        "progress": plan_progress.progress(page.session, plan, page.reader, page.today),
        "editions": edition_list.editions(page.session, plan, page.reader, page.today),
        "keeps": rights.has(page.reader, rights.PLANS, found.plan.partnership_id, page.today),
        "kinds": edition_list.KIND_WORDS,
        "refusal": refusal,
    }
    return page.show("plans/plan.html", values, status_of(refusal) if refusal else 200)


@router.get("/plans/{plan}/diff")
def diff(page: Known, plan: str) -> Response:
    """What is other in a plan than in another one, or than on an earlier day."""
    query = page.request.query_params
    since, until = (read_asked_day(query.get(name, ""), name) for name in ("since", "until"))
    other, last = query.get("other", ""), until or page.today
    one = PlanOn(other or plan, since or last)
    rows = difference(page.session, one, PlanOn(plan, last), page.reader, page.today)
    values = {
        "plan": plans.visible(page.session, plan, page.reader, page.today),
        "plans": plan_view.standing(page.session, page.reader, page.today),
        "given": {"other": other, "since": since, "until": until},
        "rows": [row for row in rows if row.became is not Became.SAME],
        "same": sum(row.became is Became.SAME for row in rows),
        "became": BECAME_WORDS,
        "parts": WORDS,
    }
    return page.show("plans/diff.html", values)


@router.post("/plans/{plan}/take-back")
def take_back(page: Known, form: Given, plan: str) -> Response:
    """Take the newest import of a plan back."""
    found = plans.visible(page.session, plan, page.reader, page.today)
    try:
        with page.attempt():
            act = page.act(line(form, "reason"))
            taking_back.take_back_newest(page.session, found, act)
    except (BadInput, Refused) as refusal:
        return _shown(page, plan, refusal)
    page.site.wake()
    return page.go(f"/plans/{plan}")


@router.get("/plans/{plan}/export/{kind}")
def export(page: Known, plan: str, kind: str) -> Response:
    """What is shown of a plan, as .xlsx or .csv."""
    found = plan_tree.tree(page.session, plan, _chosen(page), page.reader, page.today)
    heads = [page.say(head) for head in HEADS]
    rows = list(_rows(page, found))
    name = f"{found.plan.id}-{page.today.isoformat()}.{kind}"
    if kind == "xlsx":
        return _file(as_xlsx(found.plan.title, heads, rows), XLSX, name)
    if kind == "csv":
        return _file(as_csv(heads, rows), CSV, name)
    raise NotFound


@router.get("/plans/{plan}/file/{name}")
def plan_file(page: Known, plan: str, name: str) -> Response:
    """The plan in its own layout, as it is printed or with where each measure stands, or the table
    for a council; as .xlsx or .docx."""
    what, _dot, suffix = name.partition(".")
    writer = WRITERS.get(f".{suffix}")
    if writer is None or what not in ("plan", "printed", "council"):
        raise NotFound
    if what == "council":
        asked = page.request.query_params.get("since", "")
        since = read_asked_day(asked, "since") or page.today - QUARTER
        table = council_table(page.session, plan, since, page.reader, page.today)
        title, blocks = table.plan.title, plan_council.blocks(table, page.language)
    else:
        standing = what == "plan"
        found = exported(page.session, plan, page.reader, page.today, standing=standing)
        title, blocks = found.title, found.blocks
    return _file(writer.write(title, blocks), writer.kind, f"{plan}-{page.today}-{name}")


SORT_WORDS = {
    "": _("As printed"),
    "due": _("Due"),
    "status": _("Status"),
    "light": _("Progress"),
    "owner": _("Responsible"),
}
HEADS = (
    _("Number"),
    _("Title"),
    _("Case"),
    _("Status"),
    _("Progress"),
    _("Responsible"),
    _("Years"),
    _("Due"),
)


def _rows(page: Page, found: Tree) -> Iterator[list[Cell]]:
    for row in found.rows:
        yield [
            row.entry.number,
            row.entry.title,
            row.entry.ref or "",
            page.say(row.state) if row.state else "",
            page.say(row.light) if row.light else "",
            ", ".join(row.owners),
            row.years,
            row.due_on,
        ]


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


def _chosen(page: Page) -> ShownOf:
    query = page.request.query_params
    return ShownOf(
        state=query.get("state", ""),
        body=query.get("body", ""),
        light=query.get("light", ""),
        late=bool(query.get("late")),
        sort=query.get("sort", ""),
        as_of=read_asked_day(query.get("as_of", ""), "as_of"),
    )
