"""The API put together: `/api/v1`, described by its own OpenAPI."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from web.api import case_calls, council_report_calls, deviation_calls, plan_calls, receipt_calls
from web.api.calls import PROBLEM, answer_problems
from web.site import Site

PATH = "/api/v1"
LARGEST_CALL = 2**20  # bytes
_TOLD = {
    400: "The call cannot be read.",
    401: "A token that is in use is needed.",
    403: "The token, or the person it stands for, may not do this.",
    404: "There is no such thing, or it may not be seen.",
    409: "Somebody was before you, or it may not be done now.",
    413: "The call is too large.",
    422: "Something is missing or wrong; `reasons` say what.",
    429: "Too often.",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {PROBLEM: {"schema": {"type": "object"}}}}
    for status, words in _TOLD.items()
}


def create_api(site: Site) -> FastAPI:
    """The API of an installation."""
    app = FastAPI(
        title="Samsak",
        version="1",
        description="Measures and deviations of a health partnership, by the same verbs and rights"
        " as the pages.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=PROBLEMS,
        max_body_size=LARGEST_CALL,
    )
    app.state.site = site
    app.include_router(deviation_calls.router)
    app.include_router(case_calls.router)
    app.include_router(receipt_calls.router)
    app.include_router(council_report_calls.router)
    app.include_router(plan_calls.router)
    answer_problems(app)
    return app
