"""Mail to a mail server, verb by verb, so that it is known of every mail whether it was handed
over.

Until the final dot nothing has happened: whatever goes wrong before it, the mail goes later. After
it silence means that nobody knows. A server that cannot be reached, or will not have us at all,
says nothing about any mail: `down`. It will not have us where it refuses our login, our address or,
perhaps, to carry what we send (`ours`).
"""

from __future__ import annotations

import re
import selectors
import smtplib
import socket
import ssl
from collections.abc import Callable
from email.utils import parseaddr
from functools import cached_property

from engine.addresses import normalised
from engine.errors import BadInput
from engine.urls import Smtp
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.outbox.waits import ANSWER, DOT, LOOK

READY, CLOSING = 354, 421
LOGIN_WANTED, LOGIN_REFUSED = 530, 535
# What is said where a server will not carry our mail, of the recipient or the text as well, for
# some put their answer to MAIL off: by code (RFC 3463; 5.1.7 and 5.1.8 are of the sender's
# address, 5.7.60 is Exchange's) or in words. It may still be this recipient, or this mail.
_NOT_FOR_US = re.compile(
    rb"^5\.1\.[78]\b|^5\.7\.60\b|relay|rcpthosts|\bsender\b|\bsend as\b", re.IGNORECASE
)
_POLICY = re.compile(rb"^5\.7\.")  # of a recipient so too; of a text it is what stands there
_LINE_END = re.compile(rb"\r\n|\r|\n")


class SmtpMailer:
    """Sends through one connection, opened at the first mail and kept until `close` or until the
    server ends it."""

    def __init__(
        self,
        server: Smtp,
        sender: str,
        context: ssl.SSLContext | None = None,
        *,
        dot: float = DOT.total_seconds(),
        look: float = LOOK.total_seconds(),
    ) -> None:
        self.server = server
        self.sender = parseaddr(sender)[1]
        self._given = context
        self._dot_wait, self._look = dot, look
        self._open: smtplib.SMTP | None = None
        self._begun = False  # whether the server holds a mail of ours that it did not take

    @cached_property
    def context(self) -> ssl.SSLContext:
        """How it is encrypted; made when it first is, for it reads all certificates there are."""
        return self._given or _context(self.server)

    def send(
        self,
        address: str,
        message_id: str,  # noqa: ARG002 - it stands in the body
        body: bytes,
        still_mine: Callable[[], bool],
        slow: Callable[[], object] = lambda: None,
    ) -> Reply:
        """MAIL, RCPT, DATA, the bytes, and the dot when the mail is still ours."""
        try:
            address = normalised(address)
        except BadInput:
            return Reply(
                ReplyKind.REFUSED, "the address has characters that cannot be sent to a mail server"
            )
        reply = self._go_on(address, body) if self._open is not None else None
        if reply is None:
            reply = self._start_anew(address, body)
        return reply if reply is not _ALL_WELL else self._at_dot(still_mine, slow)

    def close(self) -> None:
        """Say goodbye, if anybody is still listening."""
        connection, self._open = self._open, None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()

    def _go_on(self, address: str, body: bytes) -> Reply | None:
        """Everything before the dot on the connection that is open; None where the server grew
        tired of it between two mails, which is nobody's fault."""
        assert self._open is not None
        try:
            if self._begun and _kind(self._open.rset()[0]) is not ReplyKind.ACCEPTED:
                raise smtplib.SMTPServerDisconnected
            code, text = self._open.mail(self.sender)
            if code == CLOSING:
                raise smtplib.SMTPServerDisconnected
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            silent = isinstance(error.__context__, TimeoutError)
            return Reply(ReplyKind.LATER, _words(error)) if silent else None
        return self._verbs(self._open, (code, text), address, body)

    def _start_anew(self, address: str, body: bytes) -> Reply:
        """The same on a connection that is opened for it."""
        try:
            self._open = self._connect()
            self._greet(self._open)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._drop()
            return Reply(ReplyKind.LATER, _words(error), down=True)
        try:
            answer = self._open.mail(self.sender)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Reply(ReplyKind.LATER, _words(error))
        return self._verbs(self._open, answer, address, body)

    def _connect(self) -> smtplib.SMTP:
        server, wait = self.server, min(self.server.timeout, ANSWER.total_seconds())
        connection = (
            smtplib.SMTP_SSL(server.host, server.port, timeout=wait, context=self.context)
            if server.tls
            else smtplib.SMTP(server.host, server.port, timeout=wait)
        )
        assert connection.sock is not None
        # The dot is not to wait until the server has confirmed the text before it.
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._begun = False
        return connection

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

    def _verbs(
        self, connection: smtplib.SMTP, answer: tuple[int, bytes], address: str, body: bytes
    ) -> Reply:
        """What follows MAIL and its answer, before the final dot."""
        self._begun = True
        try:
            code, text = answer
            if _kind(code) is ReplyKind.REFUSED:
                return self._declined(code, text, down=True)
            if _kind(code) is ReplyKind.ACCEPTED:
                code, text = connection.rcpt(address)
                if _kind(code) is ReplyKind.REFUSED:
                    return self._declined(code, text, ours=_POLICY.search(text) is not None)
            if _kind(code) is ReplyKind.ACCEPTED:
                code, text = connection.docmd("DATA")
            if code != READY:
                return self._declined(code, text)
            connection.send(stuffed(body))
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._drop()
            return Reply(ReplyKind.LATER, _words(error))
        return _ALL_WELL

    def _at_dot(self, still_mine: Callable[[], bool], slow: Callable[[], object]) -> Reply:
        connection = self._open
        assert connection is not None
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
            code, text = self._answer(connection, slow)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Reply(ReplyKind.UNKNOWN, _words(error))
        if _kind(code) is ReplyKind.UNKNOWN:
            self._drop()
            return Reply(ReplyKind.UNKNOWN, _said(code, text))
        self._begun = False
        if _kind(code) is ReplyKind.ACCEPTED:
            return Reply(ReplyKind.ACCEPTED, _said(code, text))
        return self._declined(code, text)

    def _answer(self, connection: smtplib.SMTP, slow: Callable[[], object]) -> tuple[int, bytes]:
        """The answer to the dot, for which a server may take its time."""
        assert connection.sock is not None
        before = connection.sock.gettimeout()
        if not _speaks(connection.sock, min(self._look, self._dot_wait)):
            slow()
        connection.sock.settimeout(self._dot_wait)
        answer = connection.getreply()
        connection.sock.settimeout(before)
        return answer

    def _declined(self, code: int, text: bytes, *, down: bool = False, ours: bool = False) -> Reply:
        kind = _kind(code)
        down = down or code in (LOGIN_WANTED, LOGIN_REFUSED)
        if kind is ReplyKind.REFUSED and not down:
            ours = ours or _NOT_FOR_US.search(text) is not None
        if code == CLOSING or kind not in (ReplyKind.LATER, ReplyKind.REFUSED):
            self._drop()
        refused = kind is ReplyKind.REFUSED and not (down or ours)
        told = ReplyKind.REFUSED if refused else ReplyKind.LATER
        return Reply(told, _said(code, text), down=down, ours=ours)

    def _drop(self) -> None:
        connection, self._open = self._open, None
        if connection is not None:
            connection.close()


_ALL_WELL = Reply(ReplyKind.UNKNOWN, "")  # so far: the dot is still to be said


def _speaks(sock: socket.socket, seconds: float) -> bool:
    """Whether the server says something within so long."""
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return True
    with selectors.DefaultSelector() as watching:
        watching.register(sock, selectors.EVENT_READ)
        return bool(watching.select(seconds))


def stuffed(body: bytes) -> bytes:
    """The bytes as DATA wants them: lines end with CRLF, the last one too, and a dot at a line's
    start is doubled."""
    ends = body.count(b"\r\n")
    if not ends == body.count(b"\n") == body.count(b"\r"):
        body = _LINE_END.sub(b"\r\n", body)
    lines = body if body.endswith(b"\r\n") else body + b"\r\n"
    dotted = lines.replace(b"\r\n.", b"\r\n..")
    return b"." + dotted if dotted.startswith(b".") else dotted


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
