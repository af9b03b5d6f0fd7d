"""The lists that a partnership chooses from: shown to whoever sits in it; replaced by its own from
a file, or by the common one again, by those who keep it, who see first what that would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from engine.errors import BadInput, DefinitionRefused, NotFound, Refused, SamsakError
from engine.language.sentences import Sentence, _
from engine.people.acts import Act
from engine.people.rights import PARTNERSHIP, has
from engine.people.tables import Partnership
from web.form_values import line
from web.page import Given, Known, Page, named_partnership
from web.partnerships.roster_pages import LARGEST_LIST
from web.people.keeping import keeping
from web.refusals import status_of
from web.uploads import as_input, is_taken, sent_file
from workflows.partnerships.list_uploads import ListUpload, put_upload
from workflows.partnerships.own_lists import ListChange, ListChangedSince, drop_list
from workflows.views.list_view import all_lists, change_words, lists_told

LISTS = "/partnership/lists"
DROP = f"{LISTS}/drop"
YAML = "application/yaml; charset=utf-8"
router = APIRouter()


class ListWanted(NamedTuple):
    """Another list: what changes to it, the heading above what that would change, and the form that
    takes it once that was seen: where it goes to, and what it brings there."""

    change: Callable[[Act, str | None], ListChange]
    heading: Sentence
    path: str
    values: Mapping[str, str]


@router.get(LISTS)
def show_lists(page: Known, partnership: str = "") -> Response:
    """The lists of a partnership that the reader sits in."""
    if not page.partnerships:
        raise NotFound
    return _shown(page, named_partnership(page.partnerships, partnership))


@router.post(LISTS, max_body_size=LARGEST_LIST)
def send_list(page: Known, form: Given) -> Response:
    """Rehearse a list; put it in the place of the one that is there where that is what was pressed,
    and it was rehearsed."""
    owner = _kept(page, line(form, "partnership"))
    try:
        upload = ListUpload(*sent_file(form))
    except BadInput as refusal:
        return _shown(page, owner, refusal=refusal)
    wanted = ListWanted(
        change=lambda act, seen: put_upload(page.session, upload, owner, act, seen),
        heading=_("What {file} would change", file=upload.file_name),
        path=LISTS,
        values={"name": upload.name, "content": as_input(upload.content)},
    )
    return _done(page, form, owner, wanted)


@router.post(DROP)
def drop_own_list(page: Known, form: Given) -> Response:
    """Rehearse going back to the common list; go back where that is what was pressed then."""
    owner = _kept(page, line(form, "partnership"))
    workflow, field = line(form, "workflow"), line(form, "list")
    wanted = ListWanted(
        change=lambda act, seen: drop_list(page.session, owner, workflow, field, act, seen),
        heading=_("What going back to the common list would change"),
        path=DROP,
        values={"workflow": workflow, "list": field},
    )
    return _done(page, form, owner, wanted)


@router.get(LISTS + "/{workflow}/{field}")
def list_file(
    page: Known, workflow: str, field: str, partnership: str = "", common: str = ""
) -> Response:
    """A list as a file to begin one's own with: as the partnership has it, or the common one."""
    owner = _kept(page, partnership)
    (told,) = lists_told(page.session, workflow, None if common else owner, field)
    named = f'attachment; filename="{told.workflow}-{told.field}.yaml"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(told.file() + "\n", media_type=YAML, headers=headers)


def _kept(page: Page, key: str) -> Partnership:
    return named_partnership(keeping(page, PARTNERSHIP), key)


def _done(page: Page, form: FormData, owner: Partnership, wanted: ListWanted) -> Response:
    """The page after the change, or with what it would change, or with what stands in its way."""
    taken = is_taken(form)
    try:
        with page.session.savepoint(keep=taken):
            change = wanted.change(page.act(), line(form, "seen") if taken else None)
    except ListChangedSince as refusal:
        return _shown(page, owner, wanted=wanted, change=refusal.change, refusal=refusal)
    except (BadInput, DefinitionRefused, Refused) as refusal:
        return _shown(page, owner, refusal=refusal)
    if taken:
        return page.go_kept(LISTS, partnership=owner.key)
    return _shown(page, owner, wanted=wanted, change=change)


def _shown(
    page: Page,
    owner: Partnership,
    *,
    wanted: ListWanted | None = None,
    change: ListChange | None = None,
    refusal: SamsakError | None = None,
) -> Response:
    values = {
        "owner": owner,
        "seated": page.partnerships,
        "keeps": has(page.reader, PARTNERSHIP, owner.number, page.today),
        "lists": all_lists(page.session, owner),
        "wanted": wanted,
        "told": [*change_words(change)] if change else [],
        "seen": change.seen if change else "",
        "refusal": refusal,
    }
    return page.show("partnerships/lists.html", values, status_of(refusal) if refusal else 200)
