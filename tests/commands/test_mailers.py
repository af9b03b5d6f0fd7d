from __future__ import annotations

from commands.mailers import archive_from, mailer_from
from engine.settings import Settings
from notifications.outbox.imap import ImapArchive
from notifications.outbox.maildir import MaildirMailer
from notifications.outbox.smtp import SmtpMailer


def test_the_settings_say_which_mailer(tmp_path):
    assert mailer_from(Settings(mail_url=f"maildir:{tmp_path}")) == MaildirMailer(tmp_path)
    smtp = mailer_from(
        Settings(mail_url="smtp://127.0.0.1:2525", mail_from="Samsak <samsak@helse.example.no>")
    )
    assert isinstance(smtp, SmtpMailer)
    assert (smtp.sender, smtp.server.port) == ("samsak@helse.example.no", 2525)


def test_the_settings_say_which_archive():
    archive = archive_from(Settings(archive_url="imaps://samsak:hush@mail.example.org/Arkiv"))

    assert isinstance(archive, ImapArchive)
    assert (archive.mailbox.host, archive.mailbox.folder) == ("mail.example.org", "Arkiv")
    assert archive_from(Settings()) is None
