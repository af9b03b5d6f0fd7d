"""What a browser calls itself, in words: “Firefox on Windows”."""

from __future__ import annotations

from engine.language.sentences import Sentence, _

# What stands in the text a browser sends, the telling before what others send too. Libraries that
# read it, as ua-parser, know thousands of programs by names that their owners do not use (“Chrome
# Mobile iOS” on “Mac OS X”); whoever ends a login knows her browser by these words.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
MACHINES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "Chromebook",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def browser_in_words(sent: str) -> Sentence | str:
    """The name of a browser and of the machine it runs on, of what it sent of itself."""
    browser, machine = _named(BROWSERS, sent), _named(MACHINES, sent)
    if browser and machine:
        return _("{browser} on {machine}", browser=browser, machine=machine)
    return browser or machine or _("An unknown browser")


def _named(known: dict[str, str], sent: str) -> str:
    return next((name for mark, name in known.items() if mark in sent), "")
