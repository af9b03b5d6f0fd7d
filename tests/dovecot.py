"""A real IMAP server, Dovecot, in a process of its own: with mailboxes that a mail server puts
copies into.

It runs as whoever runs the tests, and as nobody where that is root; every user has the password.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from imapclient import IMAPClient

from engine.urls import Imap
from tests.notifications.relay import certificate

PASSWORD = "hush"
STARTING = 10.0  # seconds
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
first_valid_uid = 0
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 100
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {encrypted}
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """Where it listens, in the clear at first and encrypted from the start; `certificate` vouches
    for it."""

    plain: int
    encrypted: int
    certificate: Path

    def mailbox(self, user: str, **changes: object) -> Imap:
        """The mailbox of a user, which is there once somebody asks for it."""
        given = {"tls": False, "starttls": "no", "port": self.plain, "password": PASSWORD}
        return Imap("127.0.0.1", user=user, **{**given, **changes})  # type: ignore[arg-type]

    def address(self, user: str) -> str:
        """The same as a setting."""
        return f"imap://{user}:{PASSWORD}@127.0.0.1:{self.plain}/INBOX?starttls=no"

    def put(self, user: str, mail: bytes, folder: str = "INBOX") -> None:
        """Put a mail into a folder of a user's mailbox, as a mail server does."""
        with IMAPClient("127.0.0.1", self.plain, ssl=False, timeout=5) as connection:
            connection.login(user, PASSWORD)
            if not connection.folder_exists(folder):
                connection.create_folder(folder)
            connection.append(folder, mail)


@contextmanager
def running() -> Iterator[Dovecot]:
    """The server meanwhile."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        pytest.fail("Tests of the archive want Dovecot. Debian: apt-get install dovecot-imapd")
    folder = Path(tempfile.mkdtemp(prefix="samsak-dovecot-"))
    root = os.geteuid() == 0
    user = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    known = Dovecot(free_port(), free_port(), certificate(folder))
    _configure(folder, user, known)
    if root:
        for path in (folder, *folder.iterdir()):
            os.chown(path, user.pw_uid, user.pw_gid)
    as_whom = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if root else {}
    with subprocess.Popen([program, "-F", "-c", folder / "dovecot.conf"], **as_whom) as process:
        try:
            _wait_for(known.plain, folder / "log")
            yield known
        finally:
            process.terminate()
    shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, user: pwd.struct_passwd, known: Dovecot) -> None:
    told = CONFIGURATION.format(
        folder=folder,
        user=user.pw_name,
        group=grp.getgrgid(user.pw_gid).gr_name,
        uid=user.pw_uid,
        gid=user.pw_gid,
        plain=known.plain,
        encrypted=known.encrypted,
        certificate=known.certificate,
        password=PASSWORD,
    )
    (folder / "dovecot.conf").write_text(told)


def _wait_for(port: int, log: Path) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    pytest.fail(f"Dovecot did not start: {log.read_text() if log.exists() else 'it says nothing'}")


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])
