"""Real providers of logins, in a process of their own, and somebody who logs in at them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from re import findall
from typing import Any

import httpx2
import pytest
from joserfc.jwk import ECKey

from engine.settings import Settings
from tests.browsing import SECRET, Browser

HOME = Path(__file__).parent / "provider"
HERE = "http://127.0.0.1:8080"  # on loopback a client may come back to any port (RFC 8252)
RETURN = "/login/oidc/return"
STEPS = 6
CLIENT_SECRET = "a secret with + and % and : in it"
PID = "helseid://claims/identity/pid"
NUMBER = "13097248022"  # a synthetic identity number
# Whoever types another address has it, and it is verified.
PEOPLE: dict[str, dict[str, Any]] = {
    "unverified": {"email": "owner@example.no", "email_verified": False},
    "in words": {"email": "owner@example.no", "email_verified": "true"},
    "without": {"email": None, "email_verified": None},
    "numbered": {"email": "Owner@Example.NO", "email_verified": True, PID: NUMBER},
}


@dataclass
class Providers:
    """Where the two providers are, and the key that one of them knows this installation by."""

    plain: str
    strict: str
    key: Path
    scope: str = field(default="openid email helseid://scopes/identity/pid")

    def settings(self, which: str, **more: Any) -> Settings:
        """The settings of an installation that trusts one of them."""
        by = {"oidc_client_secret": CLIENT_SECRET} if which == "plain" else {"oidc_key": self.key}
        return settings(getattr(self, which), **by, oidc_scope=self.scope, **more)


def settings(issuer: str, **more: Any) -> Settings:
    """The settings of an installation that trusts a provider."""
    given = {"base_url": HERE, "oidc_name": "Fjord-ID", **more}
    return Settings(secret=SECRET, oidc_issuer=issuer, oidc_client_id="samsak:fjord", **given)


@contextmanager
def running(folder: Path) -> Iterator[Providers]:
    """Both of them meanwhile."""
    node = shutil.which("node")
    if node is None or not (HOME / "node_modules").is_dir():
        pytest.fail("The providers of logins are not installed: `make providers`, with node.")
    key = ECKey.generate_key("P-256", {"alg": "ES256"}, auto_kid=True)
    file = folder / "key.json"
    file.write_text(json.dumps(key.as_dict(private=True)))
    told = {
        "redirects": [f"http://127.0.0.1{RETURN}"],
        "secret": CLIENT_SECRET,
        "jwks": {"keys": [key.as_dict(private=False)]},
        "people": PEOPLE,
    }
    with subprocess.Popen(
        [node, HOME / "provider.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        print(json.dumps(told), file=process.stdin, flush=True)
        yield Providers(**json.loads(process.stdout.readline()), key=file)
        process.stdin.close()


def log_in_at(address: str, who: str) -> str:
    """Log in at a provider that a browser was sent to: where it sends the browser back to. Nobody
    is who goes away there."""
    with httpx2.Client(follow_redirects=False) as client:
        for _step in range(STEPS):
            answer = client.get(address)
            if answer.status_code == 200:
                answer = client.post(address, data={"who": who})
            assert answer.is_redirect, (address, answer.text[-600:])
            address = str(answer.url.join(answer.headers["location"]))
            if address.startswith(HERE):
                return address.removeprefix(HERE)
    raise AssertionError(f"still at the provider: {address}")


def hidden(page: str) -> dict[str, str]:
    """The hidden inputs of a page."""
    found = findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def come_back(browser: Browser, who: str, to: str = "/work") -> Mapping[str, str]:
    """Begin a login and log in at the provider: what the page that one comes back to would send."""
    begun = browser.client.get("/login/oidc", params={"to": to})
    assert begun.status_code == 303, begun.text
    return hidden(browser.get(log_in_at(begun.headers["location"], who)))
