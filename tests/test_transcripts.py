"""docs/troubles.md is what the commands say."""

from __future__ import annotations

from tests.transcripts import PAGE, transcripts


def test_the_page_of_troubles_is_what_the_commands_say():
    assert PAGE.read_text("utf-8") == transcripts(), "make troubles writes it anew"
