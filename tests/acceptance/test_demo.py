"""The demo, as `make run` begins it: it plays, tells, runs on, and stops when it is asked to."""

from __future__ import annotations

import os
import signal
import subprocess
from email import message_from_bytes, policy

import pytest
from sqlalchemy import create_engine, text

from engine.storage import migrate
from tests.acceptance.conftest import Samsak, command


@pytest.mark.parametrize(("version", "kept"), [("0000", True), ("9999", False)])
def test_a_demo_of_another_version_says_what_to_do(samsak: Samsak, version, kept):
    url = f"sqlite:///{samsak.folder / 'samsak-demo' / 'samsak.db'}"
    migrate.upgrade(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))
    engine.dispose()

    told = " ".join(samsak.refused("demo", "--keep", "--once", SAMSAK_LANGUAGE="en"))

    assert (f"`SAMSAK_DATABASE_URL={url} samsak init`" in told) == kept
    assert ("Upgrade the program" in told) != kept
    assert "part failed" not in told


def test_the_demo_plays_tells_and_runs_until_it_is_stopped(installed: Samsak):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SAMSAK_")
    }
    environment |= {"SAMSAK_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [*command(), "demo", "--port", "0"],
        cwd=installed.folder,
        env=environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as running:
        assert running.stdout
        told = []
        for line in running.stdout:
            told.append(line)
            if "Ctrl-C" in line:
                break
        running.send_signal(signal.SIGTERM)
        told.append(running.stdout.read())

    words = "".join(told)
    assert running.returncode == 0
    for expected in (
        "Kari Nordmann",
        "[A-2026-1]",
        "samsak-demo/mails.txt",
        "export SAMSAK_DATABASE_URL=",
        "--keep",
    ):
        assert expected in words
    assert "step of the tick failed" not in words
    mails = [
        message_from_bytes(f.read_bytes(), policy=policy.default)
        for f in (installed.folder / "samsak-demo/mail/new").iterdir()
    ]
    assert {mail["Content-Language"] for mail in mails} == {"nb", "nn", "en"}
    assert all(mail["Date"].datetime.weekday() < 5 for mail in mails)

    again = installed.ok("demo", "--keep", "--once").out
    assert "were sent" in again
    url = f"sqlite:///{installed.folder / 'samsak-demo' / 'samsak.db'}"
    assert installed.json("verify", SAMSAK_DATABASE_URL=url)["sound"]
    assert installed.json("doctor", SAMSAK_DATABASE_URL=url)["well"]
    commands = [
        line for line in words.splitlines() if line.startswith("samsak ") and "digest" not in line
    ]
    for line in commands:
        installed.ok(*line.split()[1:], SAMSAK_DATABASE_URL=url)
