"""A command loads what it needs, and no more: most of its time is loading."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from engine.storage.database import Database
from tests.world import build

CLI = Path(__file__).parents[2] / "cli.py"
# What other commands need, and what is asked only where something is to be said or refused.
OF_OTHERS = {
    *("alembic", "apscheduler", "asyncpg", "babel", "css_inline", "dns", "docx", "email_validator"),
    *("holidays", "icalendar", "idna", "jinja2", "lxml", "openpyxl", "psycopg", "rich", "smtplib"),
    *("sqlalchemy.dialects.postgresql", "stdnum", "notifications"),
    *("cryptography", "joserfc", "requests", "requests_oauth2client"),
}
# What the guards of decisions look at, which are asked whether a proposed measure may be approved.
OF_COUNCILS = {
    *("workflows.plans", "workflows.councils.agenda", "workflows.councils.mandates"),
    "workflows.councils.meetings",
}


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("measure list", OF_OTHERS | OF_COUNCILS - {"workflows.plans"}),  # it says their plans
        ("do T-2026-1 withdraw --set reason=Dobbelt", OF_OTHERS | OF_COUNCILS),
        ("show T-2026-1", OF_OTHERS),
    ],
)
def test_a_command_loads_nothing_that_only_others_need(sqlite_url, words, others):
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        build(session).measure()
    database.close()
    environ = {**os.environ, "SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_AS": "secretary@example.no"}

    done = subprocess.run(
        [sys.executable, "-X", "importtime", CLI, *words.split(" ")],
        env=environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    loaded = set(re.findall(r"^import time:.*\| +(\S+)$", done.stderr, re.MULTILINE))
    assert done.returncode == 0, done.stderr
    assert "T-2026-1" in done.stdout
    assert "engine.cases.reading" in loaded
    assert loaded & others == set()


def test_garbage_is_collected_again_once_a_command_is_loaded():
    asked = "import gc, cli; cli.main.get_command(None, 'show'); print(gc.isenabled())"

    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=CLI.parent, capture_output=True, check=True
    )

    assert done.stdout.strip() == b"True"


@pytest.mark.parametrize(
    "words", ["measure list --due 15108695088", "tick --at 151086-95088", "no-15108695088"]
)
def test_a_complaint_never_repeats_an_identity_number(words):
    said = CliRunner().invoke(main, words.split()).output

    assert "95088" not in said
