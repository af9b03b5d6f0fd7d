"""Pages, clock and sender in one process, until somebody stops it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from commands.systemd import Systemd
from engine.errors import BadInput
from engine.language.sentences import _
from engine.settings import Settings
from notifications import clock
from notifications.clock import Clock
from web.site import Site

if TYPE_CHECKING:
    import uvicorn


class Address(NamedTuple):
    """Where the pages are answered."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address as a browser on this machine takes it."""
        return f"http://{'localhost' if self.host in ('0.0.0.0', '::') else self.host}:{self.port}"  # noqa: S104


def served_at(settings: Settings, where: Address) -> Settings:
    """The settings with the address that links in mails begin with; where none is set, the one on
    this machine."""
    return settings if settings.base_url else settings.model_copy(update={"base_url": where.url})


def listen(where: Address) -> socket.socket:
    """A socket that is listened on; refuses an address that is taken, or is none of this
    machine's."""
    try:
        family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
        return socket.create_server((where.host, where.port), family=family, backlog=512)
    except OSError:
        sentence = _(
            "Nothing can be answered at {host}:{port}: something else answers there, or this"
            " machine has no such address. Choose another port.",
            host=where.host,
            port=where.port,
        )
        raise BadInput(sentence) from None


def reached(listening: socket.socket) -> Address:
    """Where a socket that is listened on is reached."""
    host, port, *_more = listening.getsockname()
    return Address(host, port)


def serve(
    site: Site,
    listening: socket.socket,
    tick: Callable[[], object],
    *,
    every: timedelta,
    stopped: threading.Event | None = None,
) -> None:
    """Answer pages and tick until SIGTERM or Ctrl-C, which set `stopped`; what runs is let to its
    end."""
    ticking, manager = Clock(tick, every=every, stopped=stopped), Systemd()
    server = _server(replace(site, wake=ticking.wake))
    pages = threading.Thread(target=server.run, args=([listening],), name="samsak-pages")
    pages.start()

    def tell() -> None:
        alive = pages.is_alive() and ticking.alive
        manager.tell(ready=server.started, alive=alive)

    try:
        clock.run(ticking, tell)
    finally:
        manager.end()
        server.should_exit = True
        pages.join()


def _server(site: Site) -> uvicorn.Server:
    """Answers the pages of a site."""
    from uvicorn import Config, Server

    from web.app import create_app

    app = create_app(site)
    told = Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        forwarded_allow_ips=site.settings.proxies,
    )
    return Server(told)
