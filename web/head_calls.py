"""HEAD, which programs send to see whether all is well: answered as GET where they look, whose body
the web server keeps back, and nowhere else."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

LOOKED_AT = ("/healthz", "/readyz", "/metrics")  # and what lies below


class HeadAsGet:
    """Hands HEAD on as GET where programs look; routes of their own know GET alone. A page is not
    opened so: of some it is noted that they were read, and nobody has read what was not sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
        elif scope["path"].startswith(LOOKED_AT):
            await self.app({**scope, "method": "GET"}, receive, send)
        else:
            await Response(status_code=405, headers={"Allow": "GET"})(scope, receive, send)
