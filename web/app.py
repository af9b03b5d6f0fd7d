"""The pages put together: what is answered where, and what stands before all of it."""

from __future__ import annotations

from asgi_cross_origin_protection import CrossOriginProtection
from fastapi import FastAPI
from secure.middleware import SecureASGIMiddleware
from starlette.types import ASGIApp

from web import assets
from web.about import about_pages
from web.api.app import PATH, create_api
from web.api.calls import too_large
from web.cases import case_lists, case_pages, inbox_pages, opening_pages, proposal_pages, step_pages
from web.deviations import council_report_pages, receipt_pages, report_pages
from web.early_refusals import TooLargeAsPage, refuse_other_site
from web.head_calls import HeadAsGet
from web.headers import security_headers
from web.login import login_pages, oidc_pages
from web.login.provider import provider_of
from web.meetings import meeting_lists, meeting_pages, minutes_pages
from web.operations import health_calls, metrics_calls, operations_pages
from web.partnerships import list_pages, partnership_pages, roster_pages
from web.people import body_pages, people_pages
from web.plans import import_pages, plan_pages
from web.public import public_pages
from web.refusals import answer_errors
from web.search import search_pages
from web.settings import data_pages, settings_pages, unsubscribe_pages
from web.site import Site
from web.work import my_work

# Mail programs that are pages themselves send the click from their own origin (RFC 8058); who is
# logged in counts for nothing there, so that no other site can act in somebody's name.
BY_TOKEN_ALONE = ("/unsubscribe",)
LARGEST_FORM = 2**20  # bytes; a file may be larger where one is asked for
ROUTERS = (
    assets.router,
    login_pages.router,
    oidc_pages.router,
    my_work.router,
    case_lists.router,
    inbox_pages.router,
    opening_pages.router,
    proposal_pages.router,
    case_pages.router,
    step_pages.router,
    plan_pages.router,
    import_pages.router,
    body_pages.router,
    people_pages.router,
    partnership_pages.router,
    list_pages.router,
    roster_pages.router,
    public_pages.router,
    meeting_lists.router,
    meeting_pages.router,
    minutes_pages.router,
    operations_pages.router,
    health_calls.router,
    metrics_calls.router,
    report_pages.router,
    council_report_pages.router,
    receipt_pages.router,
    about_pages.router,
    search_pages.router,
    settings_pages.router,
    data_pages.router,
    unsubscribe_pages.router,
)


class _Pages(FastAPI):
    """The program, with a page for what is refused before any of its own code is asked."""

    def build_middleware_stack(self) -> ASGIApp:
        """All that stands before the pages, the outermost first."""
        secure = security_headers(encrypted=self.state.site.secure)
        return TooLargeAsPage(super().build_middleware_stack(), secure, calls={PATH: too_large})


def create_app(site: Site) -> FastAPI:
    """The pages of an installation, as a program that a web server runs."""
    app = _Pages(
        title="Samsak", max_body_size=LARGEST_FORM, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.site = site
    app.state.provider = provider_of(site.settings)
    for router in ROUTERS:  # as they are: to include one is to build each of its routes anew
        app.router.routes.extend(router.routes)
    answer_errors(app)
    app.mount(PATH, create_api(site))
    app.add_middleware(
        CrossOriginProtection, deny_app=refuse_other_site, exempt_paths=BY_TOKEN_ALONE
    )
    headers = security_headers(encrypted=site.secure)
    app.add_middleware(SecureASGIMiddleware, secure=headers)
    app.add_middleware(HeadAsGet)
    return app
