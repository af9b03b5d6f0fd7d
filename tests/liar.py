"""A provider of logins that says whatever a test has it say."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "own"})
CONFIGURATION = "/.well-known/openid-configuration"
JSON = {"content-type": "application/json"}


@dataclass
class Liar:
    """Answers by path: a status, headers and what is said. `asked` tells which paths were asked."""

    base: str
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def say(self, path: str, said: Any, status: int = 200, **headers: str) -> None:
        """Answer so from now on."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.answers[path] = (status, {**JSON, **headers}, body)

    def configure(self, **other: Any) -> None:
        """Say where everything is, but for what is given; nothing of what is None."""
        told = {
            "issuer": self.base,
            "authorization_endpoint": f"{self.base}/auth",
            "token_endpoint": f"{self.base}/token",
            "userinfo_endpoint": f"{self.base}/me",
            "jwks_uri": f"{self.base}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            **other,
        }
        self.say(CONFIGURATION, {name: each for name, each in told.items() if each is not None})

    def token(self, now: datetime, key: RSAKey = KEY, **other: Any) -> str:
        """A token about the owner, but for what is given."""
        at = int(now.timestamp())
        claims = {"iss": self.base, "sub": "1", "aud": "samsak:fjord", "iat": at, "exp": at + 60}
        told = {"nonce": "a nonce", "email": "owner@example.no", "email_verified": True, **other}
        claims |= {name: each for name, each in told.items() if each is not None}
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)

    def tell(self, token: str | None) -> None:
        """Answer whoever brings a code with this token."""
        said = {"access_token": "an-access-token", "token_type": "Bearer", "id_token": token}
        self.say("/token", {name: each for name, each in said.items() if each is not None})


@contextmanager
def lying() -> Iterator[Liar]:
    """A liar on loopback meanwhile; at first it says nothing but the truth."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            liar.asked.append(self.path)
            status, headers, body = liar.answers.get(self.path, (404, {}, b"{}"))
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_what: object) -> None:
            """Say nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        liar = Liar(f"http://127.0.0.1:{server.server_port}")
        liar.configure()
        liar.say("/keys", {"keys": [KEY.as_dict(private=False)]})
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield liar
        server.shutdown()
        thread.join()
