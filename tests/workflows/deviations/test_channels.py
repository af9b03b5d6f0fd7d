"""Where else something serious is told: a data file, checked like a workflow."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from engine.errors import DefinitionRefused
from workflows.deviations.channels import (
    FILE,
    channels_beside,
    read_channels,
    statutory_channels,
)
from workflows.views.reporter_view import reported


def test_each_says_what_it_is_for_what_it_rests_on_and_where_it_is():
    channels = statutory_channels()

    assert [each.name.nb for each in channels] == [
        "Statens helsetilsyn og Ukom",
        "Direktoratet for medisinske produkter",
        "Pasient- og brukerombudet",
    ]
    assert "§ 3-3 a" in channels[0].source.nn
    assert all(urlsplit(each.url).scheme == "https" for each in channels)
    assert all(label for each in channels for label in (*each.what, *each.source))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("    url: https://melde.no\n  - name", "  - name", "channels[0].url"),
        ("      nn: Pasient- og brukarombodet\n", "", "channels[2].name.nn"),
        ("    what:", "    why:", "channels[0].why"),
    ],
)
def test_a_file_with_a_fault_is_refused_at_its_line(old, new, key):
    text = FILE.read_text(encoding="utf-8").replace(old, new, 1)

    with pytest.raises(DefinitionRefused) as refused:
        read_channels(text, "channels.yaml")

    assert key in [each.key for each in refused.value.problems]
    assert all(each.file == "channels.yaml" and each.line > 1 for each in refused.value.problems)


def test_they_are_told_where_it_is_asked_what_it_led_to(world):
    plain, proposal = world.report(), world.report(kind="improvement")

    def told(receipt):
        return reported(world.session, receipt.code, world.at, "nb").channels

    assert told(plain) == statutory_channels()
    assert told(proposal) == ()
    assert channels_beside(["what", "consequence"]) == statutory_channels()
    assert channels_beside(["what"]) == ()
