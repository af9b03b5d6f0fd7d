"""A service manager, as a process sees it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def listening(place: str) -> Iterator[socket.socket]:
    """The socket of a service manager."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
        bound.bind("\0" + place[1:] if place.startswith("@") else place)
        bound.setblocking(False)
        yield bound


def heard(bound: socket.socket) -> list[str]:
    """What it was told since it was asked last."""
    said = []
    while True:
        try:
            said.append(bound.recv(100).decode())
        except BlockingIOError:
            return said
