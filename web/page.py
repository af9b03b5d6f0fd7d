"""One request as its handler sees it: who asks, in which language, when, and how it is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from engine.days.calendar import local_day
from engine.errors import NotFound
from engine.language.sentences import LANGUAGES, Sentence, _
from engine.people import logins, registry, rights
from engine.people.actors import ANYONE, Actor
from engine.people.acts import Act
from engine.people.tables import Partnership
from engine.storage.session import Session
from web.addresses import holds_none, refuse_asked_numbers, told_values
from web.form_values import line
from web.kept_forms import comes_back, page_with_the_form, read_form, refuse_unseen, sent_words
from web.rendering import environment, spoken
from web.site import Site

LOGIN, LANGUAGE = "samsak_login", "samsak_language"
KEPT = {
    "yes": _("It is saved."),
    "address": _("Your address is removed. No email about this report is sent any more."),
    "new_address": _("The new address is saved. Emails that wait or failed go there."),
    "reply": _("Your reply is sent."),
    "withdraw": _("Your report is withdrawn."),
}
A_YEAR = 365 * 24 * 3600


class LoginNeeded(Exception):
    """The page is for people who are known; whoever asked is sent to log in, and comes back."""


class Page:
    """A request and the answer to it. Not shared between requests."""

    def __init__(self, site: Site, request: Request) -> None:
        self.site, self.request = site, request
        self._tries = False  # whether what is done now is undone in any case

    @cached_property
    def now(self) -> datetime:
        """The time that counts for the whole request."""
        return self.site.clock()

    @property
    def today(self) -> date:
        """The local day of `now`."""
        return local_day(self.now)

    @cached_property
    def session(self) -> Session:
        """A session on the database, opened when it is first needed."""
        return self.site.database.session()

    @cached_property
    def reader(self) -> Actor:
        """Who is logged in; somebody unknown where nobody is."""
        code = self.request.cookies.get(LOGIN)
        return (logins.find_logged_in(self.session, code, self.now) if code else None) or ANYONE

    @property
    def known(self) -> bool:
        """Whether somebody is logged in."""
        return self.reader.person_id is not None

    @cached_property
    def partnerships(self) -> list[Partnership]:
        """Those in which the reader sits now."""
        seated = {post.partnership_id for post in self.reader.current(self.today)}
        return [each for each in registry.partnerships(self.session) if each.number in seated]

    def may(self, right: str) -> bool:
        """Whether the reader has this right in a partnership; everybody has none."""
        owners = {post.partnership_id for post in self.reader.current(self.today)}
        return not right or any(rights.has(self.reader, right, n, self.today) for n in owners)

    @cached_property
    def language(self) -> str:
        """What is spoken: what was chosen in this browser, the reader's own, what the browser asks
        for, the installation's."""
        chosen = self.request.query_params.get("lang") or self.request.cookies.get(LANGUAGE)
        if chosen in LANGUAGES:
            return str(chosen)
        return self.reader.language if self.known else self.asked_for or self._installed

    @property
    def _installed(self) -> str:
        return self.site.settings.language

    @property
    def asked_for(self) -> str:
        """The first language that the browser or program asks for and that is spoken here; empty
        where there is none."""
        for part in self.request.headers.get("accept-language", "").split(","):
            wanted = part.split(";")[0].strip().lower().split("-")[0]
            if wanted in ("nb", "nn", "en", "no"):
                return "nb" if wanted == "no" else wanted
        return ""

    def act(self, reason: str = "", key: str | None = None) -> Act:
        """Whoever is logged in acts now. Refuses what has only come back, after a login or in
        another language, until it was looked at; unless it is only tried."""
        if not self._tries:
            refuse_unseen(self.request)
        return Act(by=self.reader, at=self.now, recorded_at=self.now, reason=reason, key=key)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is done within is done; but what has only come back is undone again, so that
        everything which stands in its way is told anew, and then a look is asked for."""
        if not comes_back(self.request):
            yield
            return
        self._tries = True
        try:
            with self.session.savepoint(keep=False):
                yield
        finally:
            self._tries = False
        refuse_unseen(self.request)

    def typed(self, path: str, name: str, standing: object = "") -> str:
        """What was typed into the form that goes to a path, where that form comes back; else what
        stands there."""
        given = self._given(path)
        return str(standing or "") if given is None else line(given, name)

    def chosen(self, path: str, name: str) -> list[str]:
        """The same of what several can be chosen of."""
        given = self._given(path)
        return [] if given is None else [str(each) for each in given.getlist(name)]

    def _given(self, path: str) -> FormData | None:
        sent_there = self.request.url.path == path
        return getattr(self.request.state, "given", None) if sent_there else None

    def say(self, value: object) -> str:
        """Anything that can be said, in the language of the page."""
        return spoken(value, self.language)

    def show(
        self, template: str, values: Mapping[str, Any] | None = None, status: int = 200
    ) -> HTMLResponse:
        """A page made with a template; `page` is known there."""
        made = environment(self.language).get_template(template)
        response = HTMLResponse(made.render(page=self, **(values or {})), status)
        response.headers["Cache-Control"] = "private, no-store"
        self._keep_language(response)
        return response

    def go(self, path: str, **query: object) -> RedirectResponse:
        """Go on to another page after something was done; a reload does it no second time."""
        return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)

    def go_kept(self, path: str, kept: str = "yes", **query: object) -> RedirectResponse:
        """Go on to a page which says what was done: that what was given is kept, where nothing else
        is named."""
        return self.go(path, **query, kept=kept)

    @property
    def says_kept(self) -> Sentence | None:
        """What was just done, where this page is to say so."""
        told = self.request.query_params.get("kept", "")
        return KEPT.get(told) if self.request.method == "GET" else None

    def keep(
        self,
        response: Response,
        name: str,
        value: str,
        seconds: int | None = None,
        path: str = "/",
    ) -> None:
        """Keep something in the browser: for this site alone or a part of it, and hidden from
        scripts."""
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=path,
            httponly=True,
            secure=self.site.secure,
            samesite="lax",
        )

    def _keep_language(self, response: Response) -> None:
        if self.request.query_params.get("lang") in LANGUAGES:
            self.keep(response, LANGUAGE, self.language, A_YEAR)

    @cached_property
    def sent(self) -> list[tuple[str, str]] | None:
        """What was sent with the form that is answered now, for it to be answered in another
        language; None where a link leads there, as nothing was sent."""
        return None if self.request.method in ("GET", "HEAD") else sent_words(self.request)

    def address(self, **changes: object) -> str:
        """The address of this very page with some of its query changed; only the query, where no
        answer may hold the rest."""
        query = {**told_values(self.request.query_params.items()), **changes}
        path = self.request.url.path
        if self.request.method == "POST" and self.sent is None:
            path = page_with_the_form(self.request)
        path = path if holds_none(path) else ""
        given = {name: value for name, value in query.items() if value not in (None, "")}
        return f"{path}?{urlencode(given)}" if given else path

    @property
    def caller(self) -> str:
        """The address of the network that the request came from, to count attempts."""
        return self.request.client.host if self.request.client else ""

    def close(self) -> None:
        """Give back what was opened; what is asked for after that opens it anew."""
        if "session" in self.__dict__:
            self.session.close()
            del self.session


async def _open_page(request: Request) -> AsyncIterator[Page]:
    page = Page(request.app.state.site, request)
    request.state.page = page
    try:
        refuse_asked_numbers(request)
        # before the database is asked, which may be away; a button without a form sends nothing
        if request.method == "POST" and not await read_form(request):
            del request.state.given
        yield page
    finally:
        page.close()
        await request.close()


def _known_page(page: Annotated[Page, Depends(_open_page)]) -> Page:
    if not page.known:
        raise LoginNeeded
    return page


async def _read_form(request: Request) -> AsyncIterator[FormData]:
    try:
        yield await read_form(request)
    finally:
        await request.close()  # what was sent as a file


# The number of something, in an address: one that a database can hold.
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Anyone = Annotated[Page, Depends(_open_page)]
Known = Annotated[Page, Depends(_known_page)]
Given = Annotated[FormData, Depends(_read_form)]


def named_partnership(known: Sequence[Partnership], key: str) -> Partnership:
    """The partnership of that id among those that are the reader's, the first where none is named.

    NotFound for another one: what was meant for it is done nowhere else.
    """
    if not key:
        return known[0]
    found = next((each for each in known if each.key == key), None)
    if found is None:
        raise NotFound(_("You have no partnership “{key}” here.", key=key))
    return found
