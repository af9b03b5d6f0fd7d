"""Style sheets, scripts and pictures: their addresses bear the hash of their content, so that a
browser asks for each once."""

from __future__ import annotations

import gzip
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from engine.errors import NotFound

STATIC = Path(__file__).parent / "static"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOR_EVER = "public, max-age=31536000, immutable"
router = APIRouter()


class Asset(NamedTuple):
    """A file as it goes to a browser."""

    content: bytes
    packed: bytes
    kind: str
    hash: str


@lru_cache(maxsize=256)
def _asset(name: str) -> Asset | None:
    """The file of that name; None where there is none."""
    known = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*")}
    path = known.get(name)
    if path is None or path.suffix not in KINDS:
        return None
    content = path.read_bytes()
    packed = gzip.compress(content, 9, mtime=0)
    return Asset(content, packed, KINDS[path.suffix], sha256(content).hexdigest()[:16])


@cache
def asset(name: str) -> str:
    """The address of a file; a LookupError for one that is not there."""
    found = _asset(name)
    if found is None:
        raise LookupError(name)
    return f"/static/{found.hash}/{name}"


@cache
def icon(name: str) -> Markup:
    """A picture beside words that say the same, so that it is not read aloud."""
    found = _asset(f"icons/{name}.svg")
    if found is None:
        raise LookupError(name)
    drawn = found.content.decode().replace("<svg ", '<svg class="icon" aria-hidden="true" ', 1)
    return Markup(drawn)  # noqa: S704 - a file of ours


@router.get("/static/{hash}/{name:path}", include_in_schema=False)
def file(request: Request, hash: str, name: str) -> Response:
    """A file, for ever."""
    found = _asset(name)
    if found is None or found.hash != hash:
        raise NotFound
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed, media_type=found.kind, headers=headers)
    return Response(found.content, media_type=found.kind, headers=headers)
