"""`make screenshots`: every page of the demo as a picture, on a phone and on a desk, in three
languages, to be looked at. The demo runs meanwhile (`make run`)."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from engine.language.sentences import LANGUAGES
from tests.chromium import DESK, PHONE, PROGRAM, QUIET

LOOKS = {"desk": DESK, "phone": PHONE}
# Who looks at what in the demo.
SHOWN = {
    "front": ("/", ""),
    "login": ("/login", ""),
    "report": ("/report/to/nordre-trondelag", ""),
    "receipt": ("/report/receipt", ""),
    "work": ("/work", "kari.nordmann@example.no"),
    "owner-work": ("/work", "pal.akermann@example.no"),
    "measures": ("/lists/measure", "kari.nordmann@example.no"),
    "measure": ("/cases/T-1.2.1", "pal.akermann@example.no"),
    "deviations": ("/inbox/deviation", "kari.nordmann@example.no"),
    "meetings": ("/meetings", "kari.nordmann@example.no"),
    "meeting": ("/meetings/1", "kari.nordmann@example.no"),
    "coverage": ("/meetings/1/coverage", "kari.nordmann@example.no"),
}


def take(base: str, folder: Path) -> None:
    """Take every picture of the demo that is answered at `base`."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(QUIET))
        for look, viewport in LOOKS.items():
            for name, (path, email) in SHOWN.items():
                for language in LANGUAGES:
                    context = browser.new_context(base_url=base, viewport=viewport)
                    page = context.new_page()
                    if email:
                        page.goto("/login")
                        page.click(f"button[value='{email}']")
                    page.goto(f"{path}?lang={language}")
                    page.screenshot(path=folder / f"{name}-{look}-{language}.png", full_page=True)
                    context.close()
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2]))
