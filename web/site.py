"""What the pages of one installation stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engine.settings import Settings
from engine.storage.database import Database


@dataclass(frozen=True)
class Site:
    """An installation as its pages know it.

    `clock` tells the time, `wake` asks for a tick at once. `demo` lets anybody be anybody: only the
    demo's own command says so.
    """

    database: Database
    settings: Settings
    clock: Callable[[], datetime]
    wake: Callable[[], object] = lambda: None
    demo: bool = False

    @property
    def secure(self) -> bool:
        """Whether people reach it encrypted; cookies then go no other way."""
        return self.settings.base_url.startswith("https://")
