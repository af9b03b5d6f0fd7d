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
SECRETARY, OWNER = "kari.nordmann@example.no", "pal.akermann@example.no"
SHOWN = {
    "front": ("/", ""),
    "login": ("/login", ""),
    "login-sent": ("/login/sent", ""),
    "login-back": ("/login/back", ""),
    "login-link": ("/login/link/x", ""),
    "error": ("/nowhere", ""),
    "partnerships": ("/report", ""),
    "report": ("/report/to/nordre-trondelag", ""),
    "receipt": ("/report/receipt", ""),
    "privacy": ("/privacy", ""),
    "accessibility": ("/accessibility", ""),
    "work": ("/work", SECRETARY),
    "owner-work": ("/work", OWNER),
    "search": ("/search?q=epikrise", SECRETARY),
    "settings": ("/settings", OWNER),
    "logins": ("/settings/logins", OWNER),
    "measures": ("/lists/measure", SECRETARY),
    "measure-new": ("/lists/measure/new", OWNER),
    "measure": ("/cases/T-1.2.1", OWNER),
    "measure-then": ("/cases/T-1.2.1/on?day=2026-01-10", OWNER),
    "step": ("/cases/T-1.2.1/do/report_progress", OWNER),
    "deviations": ("/inbox/deviation", SECRETARY),
    "deviation": ("/cases/A-2026-1", SECRETARY),
    "plans": ("/plans", SECRETARY),
    "plan": ("/plans/hnt-2018-2021", SECRETARY),
    "plan-changes": ("/plans/hnt-2018-2021/diff?since=2026-01-20", SECRETARY),
    "plan-import": ("/imports/plan", SECRETARY),
    "reports": ("/reports", SECRETARY),
    "report-to-council": ("/reports/1", SECRETARY),
    "report-draft": ("/reports/draft/nordre-trondelag", SECRETARY),
    "meetings": ("/meetings", SECRETARY),
    "meeting": ("/meetings/1", SECRETARY),
    "coverage": ("/meetings/1/coverage", SECRETARY),
    "people": ("/people", SECRETARY),
    "people-import": ("/imports/people", SECRETARY),
    "person": ("/people/7", SECRETARY),
    "bodies": ("/people/bodies", SECRETARY),
    "body": ("/people/bodies/nordre-trondelag/asu", SECRETARY),
    "partnership": ("/partnership", SECRETARY),
    "lists": ("/partnership/lists", SECRETARY),
    "operations": ("/operations", SECRETARY),
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
                    page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
                    page.screenshot(path=folder / f"{name}-{look}-{language}.png", full_page=True)
                    context.close()
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2]))
