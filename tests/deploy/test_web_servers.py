"""The web servers that stand before Samsak take what deploy/ gives them."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.conftest import ROOT
from tests.notifications.relay import certificate

DEPLOY = ROOT / "deploy"
NAME = "samsak.example.org"


def taken(*command):
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def nginx(tmp_path):
    """A whole configuration of nginx with ours in it, and a certificate that is there."""
    pem = str(certificate(tmp_path))
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    text = text.replace("/etc/ssl/certs/samsak.pem", pem)
    text = text.replace("/etc/ssl/private/samsak.key", pem)
    (tmp_path / "samsak").write_text(text)
    file = tmp_path / "nginx.conf"
    file.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}}"
        f" http {{ access_log off; include {tmp_path}/samsak; }}"
    )
    return file


def test_nginx_takes_it(nginx):
    done = taken("nginx", "-t", "-q", "-c", nginx)

    assert (done.returncode, done.stderr) == (0, "")


def test_caddy_takes_it():
    done = taken("caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")

    assert done.returncode == 0, done.stderr
    assert "input is not formatted" not in done.stderr


@pytest.mark.parametrize("file", ["nginx.conf", "Caddyfile"])
def test_figures_are_not_for_everybody(file):
    """Behind a web server all that asks comes from this machine, so it must not pass them on."""
    text = (DEPLOY / file).read_text("utf-8")

    assert re.search(r"/metrics( \{\s+return)? 404", text)
