"""In which language somebody is spoken to of whom nothing is known."""

from __future__ import annotations

import pytest

from commands.reader_language import reader_language


@pytest.mark.parametrize(
    ("told", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "nb_NO.UTF-8"}, "nb"),
        ({"LANG": "no_NO"}, "nb"),
        ({"LANG": "nn"}, "nn"),
        ({"LANG": "sv_SE.UTF-8"}, "en"),
        ({"LANG": "nb_NO.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "nn_NO.UTF-8"}, "nn"),
        ({"LANG": "nb_NO.UTF-8", "SAMSAK_LANGUAGE": "nn"}, "nn"),
    ],
)
def test_the_setting_goes_before_the_terminal(monkeypatch, told, language):
    for name in ("SAMSAK_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)

    assert reader_language() == language
