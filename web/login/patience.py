"""How long and how much this installation listens to another server: five seconds for each answer
to come on, a megabyte in all, and no word of going elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import ContentDecodingError

SECONDS = 5
MOST = 2**20  # bytes
NO_REDIRECTS = 0


class Measured:
    """An answer that is read no further than it may be long."""

    def __init__(self, raw: Any) -> None:
        self.raw, self.read = raw, 0

    def stream(self, size: int, decode_content: bool = True) -> Iterator[bytes]:
        """The answer, piece by piece."""
        for piece in self.raw.stream(size, decode_content=decode_content):
            self.read += len(piece)
            if self.read > MOST:
                self.close()
                raise ContentDecodingError("too long")
            yield piece

    def close(self) -> None:
        """Hang up."""
        self.raw.close()


class Patience(HTTPAdapter):
    """Carries requests to other servers."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__()

    def send(self, request: PreparedRequest, *rest: Any, **how: Any) -> Response:
        """Have a request answered, in time."""
        answer = super().send(request, *rest, **{**how, "timeout": self.seconds})
        answer.raw = Measured(answer.raw)
        return answer


def session(seconds: float = SECONDS) -> Session:
    """What requests are made with."""
    made = Session()
    made.max_redirects = NO_REDIRECTS
    for scheme in ("https://", "http://"):
        made.mount(scheme, Patience(seconds))
    return made
