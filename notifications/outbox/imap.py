"""An archive that is asked over IMAP: a mailbox into which the mail server puts a copy of
everything that it took."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from engine.urls import Imap
from notifications.outbox.archive import ArchiveAway
from notifications.outbox.bounces import Bounce, read_bounce

CONNECTING = 5.0  # seconds
LONGEST_WAIT = 30.0  # seconds for one answer, whatever the settings say: well under half of a lease
A_DAY = timedelta(days=1)
MANY = 500  # mails that are asked for together
FEW = 20  # reports that are, which come whole
TROUBLE = (OSError, IMAPClientError, UnicodeError)


class ImapArchive:
    """Asks through one connection, opened at the first question and kept until `close`."""

    def __init__(self, mailbox: Imap, context: ssl.SSLContext | None = None) -> None:
        self.mailbox = mailbox
        self.context = context or ssl.create_default_context()
        self._open: IMAPClient | None = None

    def found(self, message_id: str) -> bool:
        """Whether a mail with that Message-ID is in the folder by now."""
        with self._asked() as connection:
            return bool(connection.search(["HEADER", "Message-ID", message_id]))

    def words_of(self, header: str, first: date, last: date) -> set[str]:
        """All words that stand in this header of the folder's mails of these days."""
        wanted, found = f"BODY.PEEK[HEADER.FIELDS ({header.upper()})]", set[str]()
        with self._asked() as connection:
            numbers = connection.search(["SINCE", first, "BEFORE", last + A_DAY])
            for begun in range(0, len(numbers), MANY):
                for said in connection.fetch(numbers[begun : begun + MANY], [wanted]).values():
                    found.update(_words_of(said, header))
        return found

    def bounces(self, first: date) -> list[Bounce]:
        """The mails that reports in the folder say were given up since that day."""
        wanted, found = ["BODY.PEEK[]", "INTERNALDATE"], list[Bounce | None]()
        reports = ["SINCE", first, "HEADER", "Content-Type", "delivery-status"]
        with self._asked() as connection:
            numbers = connection.search(reports)
            for begun in range(0, len(numbers), FEW):
                for said in connection.fetch(numbers[begun : begun + FEW], wanted).values():
                    # a moment by this machine's clock, its zone left out
                    at: datetime = said[b"INTERNALDATE"]
                    found.append(read_bounce(said[b"BODY[]"], at.astimezone(UTC)))
        return [bounce for bounce in found if bounce is not None]

    @contextmanager
    def _asked(self) -> Iterator[IMAPClient]:
        """The connection, which knows of what came since the last question; ArchiveAway where
        there is none, or it fails."""
        try:
            if self._open is None:
                self._open = self._connect()
            self._open.noop()
            yield self._open
        except TROUBLE as error:
            self._drop()
            raise ArchiveAway(_words(error)) from None

    def close(self) -> None:
        """Say goodbye, if anybody is still listening."""
        connection, self._open = self._open, None
        if connection is not None:
            try:
                connection.logout()
            except TROUBLE:
                _hang_up(connection)

    def _connect(self) -> IMAPClient:
        mailbox = self.mailbox
        answer = min(mailbox.timeout, LONGEST_WAIT)
        connection = IMAPClient(
            mailbox.host,
            mailbox.port,
            ssl=mailbox.tls,
            ssl_context=self.context if mailbox.tls else None,
            timeout=SocketTimeout(min(CONNECTING, answer), answer),
        )
        try:
            self._enter(connection)
        except BaseException:
            _hang_up(connection)
            raise
        return connection

    def _enter(self, connection: IMAPClient) -> None:
        encrypts = self.mailbox.starttls
        if encrypts == "required" or (
            encrypts == "optional" and connection.has_capability("STARTTLS")
        ):
            connection.starttls(self.context)
        plain = connection.has_capability("AUTH=PLAIN")  # which takes any letter in a password
        log_in = connection.plain_login if plain else connection.login
        log_in(self.mailbox.user, self.mailbox.password)
        connection.select_folder(self.mailbox.folder, readonly=True)

    def _drop(self) -> None:
        connection, self._open = self._open, None
        if connection is not None:
            _hang_up(connection)


def _words_of(said: Mapping[bytes, Any], header: str) -> Iterator[str]:
    """What stands in a header, of the answer to a question for it."""
    for name, value in said.items():
        if name.startswith(b"BODY["):
            for line in message_from_bytes(value).get_all(header, []):
                yield from str(line).split()


def _hang_up(connection: IMAPClient) -> None:
    with suppress(*TROUBLE):
        connection.shutdown()


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]
