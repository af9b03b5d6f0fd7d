"""Follows docs/install.md in an empty Debian that runs, from the folder of `make release` to the
first email: `make guide`. Wants root, debootstrap and systemd-nspawn.

Every command of the guide runs as it stands there. One thing is done for the reader: the settings
that she writes. Afterwards the units are tried as systemd runs them: the service is killed or
stands still and comes back, a backup is made and restored, it stops when told to, and works on
PostgreSQL.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from aiosmtpd.controller import Controller

from tests.deploy.booted import PATIENCE, Booted, booted, wait_for

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "docs" / "install.md").read_text("utf-8")
STEPS = re.compile(r"^## (\d\. .+?)$(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
ON_POSTGRESQL = re.compile(r"^## PostgreSQL$(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"^    (SAMSAK_DATABASE_URL=.+)$", re.MULTILINE)
COMMANDS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES, MAIL = "http://127.0.0.1:8080", ("127.0.0.1", 2525)
SECRETARY = "you@example.org"
SETTINGS = {
    "SAMSAK_BASE_URL": PAGES,
    "SAMSAK_MAIL_URL": f"smtp://{MAIL[0]}:{MAIL[1]}?starttls=no",
}
SERVICE, WATCHDOG = "samsak-run.service", 120.0  # seconds, as the unit has it


class Inbox:
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.came: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        """Take an email."""
        self.came.append((envelope.rcpt_tos, envelope.content))
        return "250 taken"


def main() -> None:
    """Follow the guide, and say how long each step took; leave with an error where one fails."""
    with mail_server() as inbox, booted() as machine:
        shutil.copytree(ROOT / "dist" / "samsak", machine.root / "root" / "samsak")
        begun = time.monotonic()
        for title, text in STEPS.findall(GUIDE):
            with timed(title):
                for commands in COMMANDS.findall(text):
                    machine.run(commands)
                if title.startswith("3."):
                    write_settings(machine.root / "etc" / "samsak" / "samsak.env")
                if title.startswith("6."):
                    log_in(inbox)
        print(f"{time.monotonic() - begun:6.1f} s  in all", flush=True)
        for tried in TRIED:
            with timed(tried.__name__.replace("_", " ")):
                tried(machine)


@contextmanager
def timed(title: str) -> Iterator[None]:
    """Say how long it took."""
    before = time.monotonic()
    yield
    print(f"{time.monotonic() - before:6.1f} s  {title}", flush=True)


@contextmanager
def mail_server() -> Iterator[Inbox]:
    """One that takes emails meanwhile, and what it took."""
    inbox = Inbox()
    mail = Controller(inbox, *MAIL)
    mail.start()
    try:
        yield inbox
    finally:
        mail.stop()


def write_settings(file: Path) -> None:
    """What whoever follows the guide writes by hand."""
    text = file.read_text("utf-8")
    for name, value in SETTINGS.items():
        text, found = re.subn(rf"^{name}=.*$", f'{name}="{value}"', text, flags=re.MULTILINE)
        assert found == 1, name
    file.write_text(text, "utf-8")


def log_in(inbox: Inbox) -> None:
    """Ask for a link, and wait for its email."""
    wait_for(answers)
    urlopen(Request(f"{PAGES}/login", data=urlencode({"email": SECRETARY}).encode()))
    wait_for(lambda: inbox.came)
    (to, content), *_more = inbox.came
    assert to == [SECRETARY]
    assert f"{PAGES}/login/link/".encode() in content


def comes_back(machine: Booted) -> None:
    """Killed, the service runs again as another process."""
    runs_anew(machine, "KILL")


def comes_back_from_a_standstill(machine: Booted) -> None:
    """The watchdog ends a process that stands still, and another one takes its place."""
    runs_anew(machine, "STOP", PATIENCE + WATCHDOG)


def runs_anew(machine: Booted, ended_by: str, patience: float = PATIENCE) -> None:
    """After that signal another process answers."""
    before = told(machine, "MainPID")
    machine.run(f"systemctl kill --signal={ended_by} --kill-who=main {SERVICE}")
    wait_for(lambda: told(machine, "MainPID") not in (before, "0"), patience)
    wait_for(lambda: told(machine, "ActiveState") == "active")
    assert answers()


def makes_a_backup(machine: Booted) -> None:
    """The timer waits for its night, and what it begins leaves a file that is one."""
    assert machine.run("systemctl is-active samsak-backup.timer").strip() == "active"
    machine.run("systemctl start samsak-backup.service")
    (file,) = machine.run("ls /var/backups/samsak").split()
    beside = f"env SAMSAK_DATABASE_URL=sqlite:////var/lib/samsak/{file}.db"
    restore = f"/opt/samsak/bin/samsak restore /var/backups/samsak/{file}"
    machine.run(f"runuser -u samsak -- {beside} {restore}")


def stops_when_told(machine: Booted) -> None:
    """Told to stop it ends by itself, and systemd calls it no failure."""
    machine.run(f"systemctl stop {SERVICE}")
    assert (told(machine, "Result"), told(machine, "ActiveState")) == ("success", "inactive")


def works_on_postgresql(machine: Booted) -> None:
    """The guide's other database takes the same partnership, and the service runs on it."""
    (section,) = ON_POSTGRESQL.findall(GUIDE)
    (commands,), (setting,) = COMMANDS.findall(section), SETTING.findall(section)
    machine.run(commands)
    with (machine.root / "etc" / "samsak" / "samsak.env").open("a", encoding="utf-8") as file:
        file.write(f"{setting}\n")
    machine.run("samsak init --partnership structure.yaml")
    machine.run(f"systemctl start {SERVICE} samsak-backup.service")
    wait_for(answers)
    assert len(machine.run("ls /var/backups/samsak").split()) == 2, "the second one of a day"


def told(machine: Booted, what: str) -> str:
    """What systemd says of the service."""
    return machine.run(f"systemctl show --property={what} --value {SERVICE}").strip()


def answers() -> bool:
    """Whether the pages are there."""
    try:
        return bool(urlopen(f"{PAGES}/healthz").status == 200)
    except (URLError, ConnectionError):
        return False


TRIED = (
    comes_back,
    comes_back_from_a_standstill,
    makes_a_backup,
    stops_when_told,
    works_on_postgresql,
)

if __name__ == "__main__":
    main()
