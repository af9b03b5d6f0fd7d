"""Which mailer an installation sends with."""

from __future__ import annotations

from engine.settings import Settings
from engine.urls import Maildir, Smtp
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
