"""How the log is written: a line an event, with time, level, part of the program, what it was about
and where. Never what somebody wrote: who logs gives kinds and places, and of what a library logs
those alone are taken."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import Processor

from engine.errors import place_of
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
    after: list[Processor] = [ProcessorFormatter.remove_processors_meta, _renderer(settings.log)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ProcessorFormatter(foreign_pre_chain=before, processors=after))
    if logging.lastResort is not None:  # writes the warnings and errors that nobody else takes
        others = _OfLibraries(foreign_pre_chain=before, processors=after)
        logging.lastResort.setFormatter(others)
    root = logging.getLogger("samsak")
    root.handlers.clear()
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())


def _renderer(log: str) -> Processor:
    if log == Log.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)
    return structlog.processors.KeyValueRenderer(key_order=["time", "level", "logger", "what"])


class _OfLibraries(ProcessorFormatter):
    """What a library logs, without its words: they may repeat what somebody wrote, as the trace of
    an error does."""

    def format(self, record: logging.LogRecord) -> str:
        """A line that says which library and from where, and of which error."""
        error = record.exc_info[1] if record.exc_info else None
        said = {"name": record.name, "levelno": record.levelno, "levelname": record.levelname}
        said |= {"msg": "library complains", "at": f"{record.module}:{record.lineno}"}
        if error is not None:
            said |= {"error": type(error).__name__, "where": place_of(error)}
        return super().format(logging.makeLogRecord(said))
