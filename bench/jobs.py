"""The measurements, in the order of the table: what we do, beside what the yardstick does in the
same round."""

from __future__ import annotations

from bench import commands, crowd, growing, pages, reading, reporting, sending, steps

ALL = (
    steps.opening,
    steps.opening_on_postgresql,
    steps.stepping,
    steps.stepping_on_postgresql,
    steps.stepping_with_notices,
    steps.importing,
    reporting.reporting,
    reading.page_of_fifty,
    reading.one_case,
    reading.digest,
    reading.digests_as_sent,
    reading.idle_tick,
    sending.thousand,
    pages.page_beside_its_work,
    crowd.twenty_at_once,
    pages.list_page,
    growing.lists,
    growing.searches,
    pages.start,
    commands.help_text,
    commands.real_commands,
)
