"""Mail to a mail server, verb by verb, so that it is known of every mail whether it was handed
over.

Until the final dot nothing has happened: whatever goes wrong before it, the mail goes later. After
it silence means that nobody knows. A server that cannot be reached, or will not have us at all,
says nothing about any mail: `down`.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from email.utils import parseaddr

from engine.addresses import normalised
from engine.errors import BadInput
from engine.urls import Smtp
from notifications.outbox.mailer import Reply, ReplyKind

READY, CLOSING = 354, 421
LONGEST_WAIT = 60.0  # seconds for one answer: well under half of a lease, whatever the settings say
_LINE_OF_DOT = re.compile(rb"^\.", re.MULTILINE)
_LINE_END = re.compile(rb"\r\n|\r|\n")


class SmtpMailer:
    """Sends through one connection, opened at the first mail and kept until `close` or until the
    server ends it."""

    def __init__(self, server: Smtp, sender: str, context: ssl.SSLContext | None = None) -> None:
        self.server = server
        self.sender = parseaddr(sender)[1]
        self.context = context or _context(server)
        self._open: smtplib.SMTP | None = None

    def send(
        self,
        address: str,
        message_id: str,  # noqa: ARG002 - it stands in the body
        body: bytes,
        still_mine: Callable[[], bool],
    ) -> Reply:
        """MAIL, RCPT, DATA, the bytes, and the dot when the mail is still ours."""
        try:
            address = normalised(address)
        except BadInput:
            return Reply(
                ReplyKind.REFUSED, "the address has characters that cannot be sent to a mail server"
            )
        try:
            connection = self._connection()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Reply(ReplyKind.LATER, _words(error), down=True)
        return self._verbs(connection, address, body) or self._dot(connection, still_mine)

    def close(self) -> None:
        """Say goodbye, if anybody is still listening."""
        connection, self._open = self._open, None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()

    def _connection(self) -> smtplib.SMTP:
        if self._open is not None:
            try:
                if _kind(self._open.rset()[0]) is ReplyKind.ACCEPTED:
                    return self._open
            except (OSError, smtplib.SMTPException):
                pass  # it grew tired of us between two mails; that is nobody's fault
            self._drop()
        self._open = self._connect()
        self._greet(self._open)
        return self._open

    def _connect(self) -> smtplib.SMTP:
        server, timeout = self.server, min(self.server.timeout, LONGEST_WAIT)
        if server.tls:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=self.context)
        return smtplib.SMTP(server.host, server.port, timeout=timeout)

    def _greet(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        offered = connection.has_extn("starttls")
        if self.server.starttls == "required" and not offered:
            raise smtplib.SMTPNotSupportedError(
                "the server does not offer STARTTLS, which is required"
            )
        if self.server.starttls != "no" and offered:
            code, text = connection.starttls(context=self.context)
            if _kind(code) is not ReplyKind.ACCEPTED:
                raise smtplib.SMTPResponseException(code, text)
            connection.ehlo_or_helo_if_needed()
        if self.server.user:
            connection.login(self.server.user, self.server.password)

    def _verbs(self, connection: smtplib.SMTP, address: str, body: bytes) -> Reply | None:
        """Everything before the final dot; None when all went well."""
        try:
            code, text = connection.mail(self.sender)
            if _kind(code) is ReplyKind.ACCEPTED:
                code, text = connection.rcpt(address)
            if _kind(code) is ReplyKind.ACCEPTED:
                code, text = connection.docmd("DATA")
            if code != READY:
                return self._declined(code, text)
            connection.send(stuffed(body))
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._drop()
            return Reply(ReplyKind.LATER, _words(error))
        return None

    def _dot(self, connection: smtplib.SMTP, still_mine: Callable[[], bool]) -> Reply:
        try:
            mine = still_mine()
        except BaseException:
            self._drop()
            raise
        if not mine:
            self._drop()  # anything said now, QUIT as well, would be text of the mail
            return Reply(ReplyKind.LOST_LEASE, "")
        try:
            connection.send(b".\r\n")
            code, text = connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Reply(ReplyKind.UNKNOWN, _words(error))
        if _kind(code) is ReplyKind.ACCEPTED:
            return Reply(ReplyKind.ACCEPTED, _said(code, text))
        if _kind(code) is ReplyKind.UNKNOWN:
            self._drop()
            return Reply(ReplyKind.UNKNOWN, _said(code, text))
        return self._declined(code, text)

    def _declined(self, code: int, text: bytes) -> Reply:
        kind = _kind(code)
        if code == CLOSING or kind not in (ReplyKind.LATER, ReplyKind.REFUSED):
            self._drop()
        return Reply(kind if kind is ReplyKind.REFUSED else ReplyKind.LATER, _said(code, text))

    def _drop(self) -> None:
        connection, self._open = self._open, None
        if connection is not None:
            connection.close()


def stuffed(body: bytes) -> bytes:
    """The bytes as DATA wants them: lines end with CRLF, the last one too, and a dot at a line's
    start is doubled."""
    lines = _LINE_END.sub(b"\r\n", body)
    return _LINE_OF_DOT.sub(b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")


def _kind(code: int) -> ReplyKind:
    kinds = {2: ReplyKind.ACCEPTED, 4: ReplyKind.LATER, 5: ReplyKind.REFUSED}
    return kinds.get(code // 100, ReplyKind.UNKNOWN)


def _said(code: int, text: bytes) -> str:
    return f"{code} {text.decode('utf-8', 'replace')}".replace("\n", " ")[:500]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _said(error.smtp_code, said if isinstance(said, bytes) else str(said).encode())
    return (str(error) or type(error).__name__)[:500]


def _context(server: Smtp) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not server.tls and server.starttls == "optional":
        # Who would go on in the clear gains from encryption even where nobody vouches for the
        # certificate.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
