"""Reading tens of thousands of rows at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def many_rows() -> Iterator[None]:
    """Python looks for no cycles meanwhile: it would go through all rows read so far again and
    again, and they hold none. A fifth of the time of a report to the council on 50,000 cases."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()
