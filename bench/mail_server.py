"""A mail server as others write one, on aiosmtpd, in a process of its own that takes everything:
`python -m bench.mail_server` prints its port, and ends with its input."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from aiosmtpd.smtp import SMTP


class Taking:
    """Takes every mail."""

    async def handle_DATA(self, *_asked: Any) -> str:  # noqa: N802 - as aiosmtpd calls it
        return "250 queued"


def main() -> None:
    """Listen until nobody reads from us any more."""
    asyncio.run(_listen())


async def _listen() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Taking(), loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    main()
