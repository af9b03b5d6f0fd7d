"""The plans of the reader's partnerships; each as a tree, with its progress, and as a file for a
spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response

from engine.errors import NotFound
from engine.language.sentences import _
from engine.people import rights
from web.page import Known, Page
from workflows import plans
from workflows.documents.writing.tables import CSV, XLSX, Cell, as_csv, as_xlsx
from workflows.views import plan_progress, plan_tree, plan_view
from workflows.views.plan_tree import ShownOf, Tree

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
    chosen = _chosen(page)
    found = plan_tree.tree(page.session, plan, chosen, page.reader, page.today)
    values = {
        "tree": found,
        "chosen": chosen,
        "sorts": SORT_WORDS,
        "states": plans.state_labels(page.session),
        "progress": plan_progress.progress(page.session, plan, page.reader, page.today),
    }
    return page.show("plans/plan.html", values)


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
    raise NotFound(_("There is no such page."))


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
    )
