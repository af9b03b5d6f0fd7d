"""Which mailer an installation sends with, where it looks for what it sent, and how it says so."""

from __future__ import annotations

from engine.language.sentences import Sentence, n_
from engine.settings import Settings
from engine.urls import Maildir, Smtp
from notifications.outbox.archive import Archive
from notifications.outbox.mailer import Mailer


def mailer_from(settings: Settings) -> Mailer:
    """The mailer that the settings ask for."""
    match settings.mail:
        case Smtp() as server:
            from notifications.outbox.smtp import SmtpMailer

            return SmtpMailer(server, settings.mail_from)
        case Maildir(path):
            from notifications.outbox.maildir import MaildirMailer

            return MaildirMailer(path)


def archive_from(settings: Settings) -> Archive | None:
    """The archive that the settings ask for, if they do."""
    mailbox = settings.archive
    if mailbox is None:
        return None
    from notifications.outbox.imap import ImapArchive

    return ImapArchive(mailbox)


def sent_before(number: int) -> Sentence:
    """That so many emails of what waits went before the database was restored."""
    return n_(
        "{n} email went before the database was restored, as the archive knows; it is not sent"
        " again.",
        "{n} emails went before the database was restored, as the archive knows; they are not"
        " sent again.",
        number,
    )
