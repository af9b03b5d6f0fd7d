"""How the log is written: a line an event, with time, level, part of the program, what it was about
and where. Never what somebody wrote: who logs gives kinds and places."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import Processor

from engine.settings import Log, Settings


def write_log(settings: Settings) -> None:
    """Write what is logged to standard error: as text for people, as JSON for programs."""
    before: list[Processor] = [
        add_log_level,
        add_logger_name,
        ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.EventRenamer("what"),
    ]
    formatter = ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[ProcessorFormatter.remove_processors_meta, _renderer(settings.log)],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger("samsak")
    root.handlers.clear()
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())


def _renderer(log: str) -> Processor:
    if log == Log.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)
    return structlog.processors.KeyValueRenderer(key_order=["time", "level", "logger", "what"])
