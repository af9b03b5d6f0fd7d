"""An empty Debian whose own systemd runs, in a folder of this machine; wants root, debootstrap and
systemd-nspawn. It shares this machine's network, so what listens there is reached from here."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PACKAGES = "systemd,systemd-sysv,dbus,ca-certificates"
PATIENCE = 90.0  # seconds for whatever is waited for
STATE, STARTED = "systemctl is-system-running || true", ("running", "degraded")
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}


class Booted(NamedTuple):
    """A Debian that runs: its folder, and its first process as this machine numbers it."""

    root: Path
    first: int

    def run(self, commands: str) -> str:
        """What the commands print, run as its root; one that fails ends everything."""
        enter = ["nsenter", f"--target={self.first}", "--mount", "--uts", "--ipc", "--pid"]
        done = subprocess.run(
            [*enter, "/bin/sh", "-c", f"set -eux\n{commands}"],
            env=ENVIRONMENT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            sys.exit(f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}\nThe guide failed.")
        return done.stdout


@contextmanager
def booted() -> Iterator[Booted]:
    """As long as it is wanted; then it is shut down and removed."""
    root = Path(tempfile.mkdtemp(prefix="samsak-root-"))
    root.chmod(0o755)
    try:
        _install(root)
        with _boot(root) as first:
            yield Booted(root, first)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _install(root: Path) -> None:
    release = "bookworm" if sys.version_info < (3, 12) else "trixie"
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", release, root],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for folder in ("sources.list.d", "apt.conf.d"):  # as this machine reaches its packages
        for file in Path("/etc/apt", folder).iterdir():
            shutil.copy(file, root / "etc" / "apt" / folder)


@contextmanager
def _boot(root: Path) -> Iterator[int]:
    """Its first process, once everything in it has started."""
    alone = [] if Path("/run/systemd/system").is_dir() else ["--keep-unit"]
    command = ["systemd-nspawn", "--quiet", "--register=no", *alone, "--boot", "--directory", root]
    quiet = subprocess.DEVNULL
    machine = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        wait_for(lambda: _first(machine.pid))
        first = _first(machine.pid)
        wait_for(lambda: Booted(root, first).run(STATE).strip() in STARTED)
        yield first
    finally:
        machine.terminate()
        machine.wait(PATIENCE)


def _first(machine: int) -> int:
    """The first process in it; 0 where there is none yet."""
    children = Path(f"/proc/{machine}/task/{machine}/children").read_text("ascii").split()
    names = {int(each): Path(f"/proc/{each}/comm").read_text("ascii") for each in children}
    return next((number for number, name in names.items() if name == "systemd\n"), 0)


def wait_for(comes: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something comes; an error where it does not."""
    until = time.monotonic() + patience
    while not comes():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.2)
