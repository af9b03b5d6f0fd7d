"""The units of systemd are ones that it takes, and let Samsak do little else than its work."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta

import pytest

from notifications.outbox.waits import DOT
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").glob("samsak-*.*") if path.is_file())
WIDEST = 2.0  # of ten, as `systemd-analyze security` counts


@pytest.fixture
def installed(tmp_path):
    """The units where systemd looks for them, and the programs that they start."""
    units = tmp_path / "etc" / "systemd" / "system"
    shutil.copytree(DEPLOY / "systemd", units)
    for program in ("opt/samsak/bin/samsak", "usr/bin/find", "bin/sh"):
        file = tmp_path / program
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
    for target in ("sysinit", "basic", "shutdown", "network-online", "timers", "time-sync", "-"):
        kind = "slice" if target == "-" else "target"
        (units / f"{target}.{kind}").write_text("[Unit]\n")
    return tmp_path


def analyzed(root, *arguments):
    command = ["systemd-analyze", *arguments[:1], f"--root={root}", *arguments[1:]]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_systemd_takes_them(installed):
    done = analyzed(installed, "verify", "--man=no", *UNITS)

    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


def test_what_systemd_does_not_take_is_noticed(installed):
    unit = installed / "etc" / "systemd" / "system" / "samsak-run.service"
    unit.write_text(unit.read_text().replace("WatchdogSec=2min", "WatchdogSec=often"))

    assert "Failed to parse sec value" in analyzed(installed, "verify", "--man=no", *UNITS).stderr


@pytest.mark.parametrize("unit", [each for each in UNITS if each.endswith(".service")])
def test_they_may_do_little(installed, unit):
    done = analyzed(installed, "security", "--offline=true", f"--threshold={WIDEST * 10:.0f}", unit)

    assert done.returncode == 0, done.stdout
    assert re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)


def test_what_a_unit_waits_for_at_its_end_is_longer_than_an_email_may_take():
    unit = (DEPLOY / "systemd" / "samsak-run.service").read_text("utf-8")

    (minutes,) = re.findall(r"^TimeoutStopSec=(\d+)min$", unit, re.MULTILINE)
    assert timedelta(minutes=int(minutes)) > DOT
