"""My settings: language, the day of the digest, which mails, and until when I am away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from engine.days.dates import ALWAYS, read_day
from engine.errors import BadInput
from engine.language.sentences import WEEKDAYS, Sentence, _
from engine.people.registry import PARTNERSHIPS_DAY, STREAMS, PersonIn, register_person
from web.form_values import line, typed_number
from web.page import A_YEAR, LANGUAGE, Given, Known, Page
from workflows.views.people_view import own_settings

router = APIRouter()
STREAM_WORDS: Mapping[str, Sentence] = {
    "notices": _("What happens in my cases, and what is due"),
    "digest": _("The weekly digest"),
}


@router.get("/settings")
def my_settings(page: Known) -> Response:
    """How the reader is told."""
    return _shown(page, own_settings(page.session, page.reader))


@router.post("/settings")
def change(page: Known, form: Given) -> Response:
    """Change how the reader is told."""
    given = _given(page, form)
    away = line(form, "away_until")
    if given.away_until is None:
        said = _("“{value}” is not a day. Write it as {example}.", value=away, example=page.today)
        return _shown(page, given, away, said)
    try:
        with page.attempt():
            register_person(page.session, given, page.act(), ())
    except BadInput as refusal:
        return _shown(page, given, away, refusal.sentences[-1])
    answer = page.go("/settings", saved="yes")
    if given.language:
        page.keep(answer, LANGUAGE, given.language, A_YEAR)
    return answer


def _given(page: Page, form: FormData) -> PersonIn:
    """What was typed; no day where what was typed is none, one that has been where nothing was."""
    wanted, away = form.getlist("wanted"), line(form, "away_until")
    day = typed_number(form, "digest_day")
    return PersonIn(
        email=page.reader.email,
        language=line(form, "language"),
        digest_day=PARTNERSHIPS_DAY if day is None else day,
        stopped=[stream for stream in STREAMS if stream not in wanted],
        away_until=read_day(away) if away else ALWAYS,
    )


def _shown(
    page: Page, settings: PersonIn, away: str | None = None, wrong: Sentence | None = None
) -> Response:
    if away is None:
        away = settings.away_until.isoformat() if settings.away_until else ""
    values: dict[str, Any] = {
        "settings": settings,
        "away": away,
        "wrong": wrong,
        "weekdays": WEEKDAYS[page.language][:5],
        "streams": STREAM_WORDS,
        "saved": "saved" in page.request.query_params and wrong is None,
    }
    return page.show("settings/settings.html", values, 422 if wrong else 200)
