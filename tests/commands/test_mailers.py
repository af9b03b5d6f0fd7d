from __future__ import annotations

from commands.mailers import mailer_from
from engine.settings import Settings
from notifications.outbox.maildir import MaildirMailer
from notifications.outbox.smtp import SmtpMailer


def test_the_settings_say_which_mailer(tmp_path):
    assert mailer_from(Settings(mail_url=f"maildir:{tmp_path}")) == MaildirMailer(tmp_path)
    smtp = mailer_from(
        Settings(mail_url="smtp://127.0.0.1:2525", mail_from="Samsak <samsak@helse.example.no>")
    )
    assert isinstance(smtp, SmtpMailer)
    assert (smtp.sender, smtp.server.port) == ("samsak@helse.example.no", 2525)
