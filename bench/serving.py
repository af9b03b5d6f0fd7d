"""A web server of its own process, for measuring: Samsak's pages, or “my work” and a case page alone
as somebody would write them by hand, with the same queries and the same templates.

`python -m bench.serving ours|theirs DATABASE_URL EMAIL PORT`
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response

from bench.world import NOW
from engine.people.actors import find_actor
from engine.settings import Settings
from engine.storage.database import Database
from web.app import create_app
from web.cases import case_pages
from web.page import Page
from web.site import Site
from web.work import my_work


def by_hand(site: Site, email: str) -> FastAPI:
    """Two pages for one reader, who is known beforehand: no login, no rights, no headers."""
    app = FastAPI()
    with site.database.session() as session:
        reader = find_actor(session, email)

    def answered(request: Request, handler: Callable[[Page], Response]) -> Response:
        page = Page(site, request)
        page.__dict__["reader"] = reader
        try:
            return handler(page)
        finally:
            page.close()

    @app.get("/work")
    def work(request: Request) -> Response:
        return answered(request, my_work.my_work)

    @app.get("/cases/{ref}")
    def case(request: Request, ref: str) -> Response:
        return answered(request, lambda page: case_pages.case_page(page, ref))

    return app


def main() -> None:
    """Answer at that port until stopped."""
    side, url, email, port = sys.argv[1:]
    site = Site(Database(url, durable=False, pooled=True), Settings(), clock=lambda: NOW)
    app = create_app(site) if side == "ours" else by_hand(site, email)
    uvicorn.run(
        app, port=int(port), log_config=None, access_log=False, server_header=False, lifespan="off"
    )


if __name__ == "__main__":
    main()
