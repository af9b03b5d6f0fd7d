"""Telling an address that a tick did its work, so that somebody hears when none does: as
Healthchecks and others take it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from engine.errors import place_of

log = logging.getLogger("samsak.ping")
PATIENCE = 5.0  # seconds for an answer
FAIL = "/fail"


class Pings:
    """Tells an address of each tick, one after the other, in a thread of its own: whoever does not
    answer keeps no tick waiting. The address may be a secret, and is never logged."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._busy = threading.Lock()

    def well(self) -> None:
        """A tick did its work."""
        self._send(None)

    def failed(self, why: Mapping[str, str]) -> None:
        """A tick did not do all of its work: what failed, with the kind of error."""
        self._send(why)

    def _send(self, why: Mapping[str, str] | None) -> None:
        if self._url and self._busy.acquire(blocking=False):
            threading.Thread(
                target=self._asked, args=(why,), name="samsak-ping", daemon=True
            ).start()

    def _asked(self, why: Mapping[str, str] | None) -> None:
        import requests

        try:
            answer = (
                requests.get(self._url, timeout=PATIENCE, allow_redirects=False)
                if why is None
                else requests.post(failing(self._url), json=dict(why), timeout=PATIENCE)
            )
            if not answer.ok:
                log.warning("ping refused", extra={"status": answer.status_code})
        except requests.RequestException as error:
            # its words repeat the address
            log.warning(
                "ping failed", extra={"error": type(error).__name__, "where": place_of(error)}
            )
        finally:
            self._busy.release()


def failing(url: str) -> str:
    """The address that hears of failures."""
    parts = urlsplit(url)
    return parts._replace(path=parts.path.rstrip("/") + FAIL).geturl()
