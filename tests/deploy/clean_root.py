"""Follows docs/install.md in an empty Debian, from the folder of `make release` to the first email:
`make guide`. Wants root and debootstrap.

Every command of the guide runs as it stands there. Two things are done for the reader: the settings
that she writes, and what systemd does at its start, for in a folder there is no systemd that runs.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from aiosmtpd.controller import Controller

ROOT = Path(__file__).parent.parent.parent
STEPS = re.compile(r"^## (\d\. .+?)$(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"^ExecStart=(/opt/\S+ run .*)$", re.MULTILINE)
PAGES, MAIL = "http://127.0.0.1:8080", ("127.0.0.1", 2525)
SECRETARY = "you@example.org"
PATIENCE = 90.0  # seconds for the first page, and for the first email
SETTINGS = {
    "SAMSAK_BASE_URL": PAGES,
    "SAMSAK_MAIL_URL": f"smtp://{MAIL[0]}:{MAIL[1]}?starttls=no",
}


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
    guide = (ROOT / "docs" / "install.md").read_text("utf-8")
    with clean_root() as root:
        begun = time.monotonic()
        for title, text in STEPS.findall(guide):
            before = time.monotonic()
            for commands in COMMANDS.findall(text):
                inside(root, commands)
            if title.startswith("3."):
                write_settings(root / "etc" / "samsak" / "samsak.env")
            if title.startswith("5."):
                log_in(root)
            print(f"{time.monotonic() - before:6.1f} s  {title}", flush=True)
        print(f"{time.monotonic() - begun:6.1f} s  in all")


@contextmanager
def clean_root() -> Iterator[Path]:
    """An empty Debian with the folder of the release in it."""
    root = Path(tempfile.mkdtemp(prefix="samsak-root-"))
    root.chmod(0o755)
    release = "bookworm" if sys.version_info < (3, 12) else "trixie"
    try:
        subprocess.run(
            [
                "debootstrap",
                "--variant=minbase",
                "--include=systemd,ca-certificates",
                release,
                root,
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        for folder in ("sources.list.d", "apt.conf.d"):  # as this machine reaches its packages
            for file in Path("/etc/apt", folder).iterdir():
                shutil.copy(file, root / "etc" / "apt" / folder)
        shutil.copytree(ROOT / "dist" / "samsak", root / "root" / "samsak")
        subprocess.run(["mount", "--types", "proc", "proc", root / "proc"], check=True)
        yield root
    finally:
        subprocess.run(["umount", root / "proc"], check=False)
        shutil.rmtree(root, ignore_errors=True)


def inside(root: Path, commands: str) -> None:
    """Run commands in that Debian, as its root; one that fails ends it all."""
    script = f"set -eux\n{commands}"
    environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    environment |= {"HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
    environment["SYSTEMD_OFFLINE"] = "1"  # units are installed, and started by nobody
    done = subprocess.run(
        ["chroot", root, "/bin/sh", "-c", script],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}\nThe guide failed.")


def write_settings(file: Path) -> None:
    """What whoever follows the guide writes by hand."""
    text = file.read_text("utf-8")
    for name, value in SETTINGS.items():
        text, found = re.subn(rf"^{name}=.*$", f'{name}="{value}"', text, flags=re.MULTILINE)
        assert found == 1, name
    file.write_text(text, "utf-8")


def log_in(root: Path) -> None:
    """Start what systemd would start, ask for a link, and wait for its email."""
    unit = (root / "etc/systemd/system/samsak-run.service").read_text("utf-8")
    (command,) = RUN.findall(unit)
    command = command.replace("/opt/samsak/bin/samsak", "/usr/local/bin/samsak")
    inbox = Inbox()
    mail = Controller(inbox, *MAIL)
    mail.start()
    running = subprocess.Popen(
        ["chroot", root, "/bin/sh", "-c", f"exec {command}"], start_new_session=True
    )
    try:
        wait_for(_answers)
        asked = Request(f"{PAGES}/login", data=urlencode({"email": SECRETARY}).encode())
        urlopen(asked)
        wait_for(lambda: inbox.came)
        (to, content), *_more = inbox.came
        assert to == [SECRETARY]
        assert f"{PAGES}/login/link/".encode() in content
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait()
        mail.stop()


def _answers() -> bool:
    try:
        return bool(urlopen(f"{PAGES}/healthz").status == 200)
    except URLError:
        return False


def wait_for(comes: Any) -> None:
    """Wait until something comes; an error where it does not."""
    until = time.monotonic() + PATIENCE
    while not comes():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.2)


if __name__ == "__main__":
    main()
