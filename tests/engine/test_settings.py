from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.errors import WrongSetting
from engine.language.sentences import LANGUAGES, say
from engine.settings import SECRETS, SETTINGS, Settings, read_settings
from engine.urls import Imap, Maildir, Smtp

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"
PASSWORD = "hemmelig"


def refusal(**environ: str) -> WrongSetting:
    with pytest.raises(WrongSetting) as refused:
        read_settings(environ)
    return refused.value


def test_nothing_set_is_a_sqlite_file_and_a_maildir_in_the_working_folder():
    assert read_settings({}) == Settings()
    assert Settings().database_url == "sqlite:///samsak.db"
    assert Settings().mail == Maildir(Path("mail"))


def test_an_empty_setting_is_one_that_is_not_set():
    assert read_settings(dict.fromkeys(SETTINGS, "")) == Settings()


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("SAMSAK_DATABASE", "SAMSAK_DATABASE_URL"),
        ("SAMSAK_MAILURL", "SAMSAK_MAIL_URL"),
        ("SAMSAK_SECRETS", "SAMSAK_SECRET"),
        ("SAMSAK_SECRET_FIL", "SAMSAK_SECRET_FILE"),
    ],
)
def test_a_slip_in_the_name_of_a_setting_is_refused_with_what_was_meant(slip, meant):
    told = refusal(**{slip: PASSWORD})

    assert str(told) == f"{slip} is not a setting. Did you mean {meant}?"


def test_what_is_nothing_like_a_setting_or_is_empty_stands_in_nobodys_way():
    others = {"SAMSAK_COMMAND": "samsak", "SAMSAK_DATABASE": " ", "DATABASE_URL": "x"}

    assert read_settings(others) == Settings()


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("samsak.db", "sqlite:///samsak.db"),
        ("./data/samsak.db", "sqlite:///./data/samsak.db"),
        ("/srv/samsak.db", "sqlite:////srv/samsak.db"),
        ("sqlite:samsak.db", "sqlite:///samsak.db"),
        ("sqlite:/srv/samsak.db", "sqlite:////srv/samsak.db"),
        ("sqlite:///samsak.db", "sqlite:///samsak.db"),
        ("sqlite:////srv/samsak.db", "sqlite:////srv/samsak.db"),
        ("postgresql://u:p@h:5432/samsak", "postgresql+psycopg://u:p@h:5432/samsak"),
        ("postgres://u@h/samsak", "postgresql+psycopg://u@h/samsak"),
        ("postgresql+psycopg:///samsak?host=/run", "postgresql+psycopg:///samsak?host=/run"),
    ],
)
def test_a_database_is_named_in_many_ways(given, url):
    assert read_settings({"SAMSAK_DATABASE_URL": given}).database_url == url


@pytest.mark.parametrize(
    ("database", "mail"),
    [
        ("/srv/samsak/samsak.db", "/srv/samsak/mail"),
        ("data/x.db", "data/mail"),
        ("postgresql://h/samsak", "mail"),
    ],
)
def test_mail_goes_into_a_maildir_beside_the_database(database, mail):
    assert read_settings({"SAMSAK_DATABASE_URL": database}).mail == Maildir(Path(mail))


@pytest.mark.parametrize(
    ("url", "mail"),
    [
        ("maildir:/srv/mail", Maildir(Path("/srv/mail"))),
        ("maildir:///srv/mail", Maildir(Path("/srv/mail"))),
        ("smtp://localhost", Smtp("localhost", 25, tls=False, starttls="optional")),
        (
            "smtp://h:2525?starttls=no&timeout=5",
            Smtp("h", 2525, tls=False, starttls="no", timeout=5),
        ),
        (
            "smtp://u:p%40s@h:587",
            Smtp("h", 587, tls=False, starttls="required", user="u", password="p@s"),
        ),
        ("smtps://u:p@h", Smtp("h", 465, tls=True, starttls="no", user="u", password="p")),
        ("smtp://[::1]:25", Smtp("::1", 25, tls=False, starttls="optional")),
    ],
)
def test_a_mail_address_says_where_and_how(url, mail):
    assert read_settings({"SAMSAK_MAIL_URL": url}).mail == mail


@pytest.mark.parametrize(
    ("url", "archive"),
    [
        ("imaps://u:p%40s@h", Imap("h", 993, tls=True, starttls="no", user="u", password="p@s")),
        (
            "imap://u%40x.no:p@h/Arkiv/Samsak?timeout=3",
            Imap("h", 143, False, "required", "u@x.no", "p", folder="Arkiv/Samsak", timeout=3),
        ),
        (
            "imap://u:p@h:1143/Sendt%20post?starttls=no",
            Imap("h", 1143, False, "no", "u", "p", folder="Sendt post"),
        ),
    ],
)
def test_an_archive_says_where_copies_are_found(url, archive):
    assert read_settings({"SAMSAK_ARCHIVE_URL": url}).archive == archive


def test_without_a_word_there_is_no_archive():
    assert read_settings({}).archive is None


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SAMSAK_DATABASE_URL", f"mysql://u:{PASSWORD}@h/x", "PostgreSQL"),
        ("SAMSAK_DATABASE_URL", f"postgresql:u:{PASSWORD}", "PostgreSQL"),
        ("SAMSAK_DATABASE_URL", f"postgresql://u:{PASSWORD}/1@h/x", "%2F"),
        ("SAMSAK_DATABASE_URL", f"postgresql://u:{PASSWORD}@[h/x", "%2F"),
        ("SAMSAK_DATABASE_URL", "sqlite://", "name a file"),
        ("SAMSAK_SECRET", PASSWORD, "at least 32 characters"),
        ("SAMSAK_DATABASE_URL", "sqlite:///:memory:", "name a file"),
        ("SAMSAK_MAIL_URL", f"imap://u:{PASSWORD}@h", "maildir:"),
        ("SAMSAK_MAIL_URL", "maildir:", "maildir:"),
        ("SAMSAK_MAIL_URL", f"smtp://u:{PASSWORD}@h:port", "%3A"),
        ("SAMSAK_MAIL_URL", f"smtp://u:{PASSWORD}@", "smtp://"),
        ("SAMSAK_MAIL_URL", f"smtp://u:{PASSWORD}@h?starttls=maybe", "required, optional or no"),
        ("SAMSAK_MAIL_URL", f"smtps://u:{PASSWORD}@h?starttls=required", "leave starttls out"),
        ("SAMSAK_MAIL_URL", f"smtp://u:{PASSWORD}@h?timeout=soon", "timeout=20"),
        ("SAMSAK_MAIL_URL", f"smtp://u:{PASSWORD}@h?tls=1", "starttls and timeout"),
        ("SAMSAK_DATABASE_URL", f"postgresql://u:12@{PASSWORD}@h/x", "%40"),
        ("SAMSAK_DATABASE_URL", f"postgresql://u:12?{PASSWORD}@h/x", "%3F"),
        ("SAMSAK_DATABASE_URL", f"postgresql://u:12/{PASSWORD}@h/x", "%2F"),
        ("SAMSAK_DATABASE_URL", f"postgresql://u:12#{PASSWORD}@h/x", "%23"),
        ("SAMSAK_MAIL_URL", f"smtp://u:12@{PASSWORD}@h", "%40"),
        ("SAMSAK_MAIL_URL", f"smtp://u:12?{PASSWORD}@h", "%3F"),
        ("SAMSAK_MAIL_URL", f"smtp://u:12#{PASSWORD}@h", "%23"),
        ("SAMSAK_MAIL_URL", f"smtp://u:12#{PASSWORD}", "%23"),
        ("SAMSAK_MAIL_URL", f"smtp://h?{PASSWORD}", "starttls and timeout"),
        ("SAMSAK_PING_URL", f"ftp://h/{PASSWORD}", "begins with https://"),
        ("SAMSAK_PING_URL", f"https:///{PASSWORD}", "begins with https://"),
        ("SAMSAK_ARCHIVE_URL", f"smtp://u:{PASSWORD}@h", "imaps://"),
        ("SAMSAK_ARCHIVE_URL", f"imap:u:{PASSWORD}@h", "imaps://"),
        ("SAMSAK_ARCHIVE_URL", f"imaps://:{PASSWORD}@h", "a user and a password"),
        ("SAMSAK_ARCHIVE_URL", f"imaps://u:{PASSWORD}@", "a server"),
        ("SAMSAK_ARCHIVE_URL", "imaps://h", "a user and a password"),
        ("SAMSAK_ARCHIVE_URL", f"imaps://u:{PASSWORD}/1@h", "%2F"),
        ("SAMSAK_ARCHIVE_URL", f"imaps://u:{PASSWORD}@h?starttls=required", "leave starttls out"),
        ("SAMSAK_ARCHIVE_URL", f"imap://u:{PASSWORD}@h?folder=x", "starttls and timeout"),
        ("SAMSAK_ARCHIVE_URL", f"imap://u:{PASSWORD}@h?timeout=0", "timeout=20"),
        ("SAMSAK_MAIL_FROM", "Samsak", "samsak@example.org"),
        ("SAMSAK_MAIL_FROM", "Samsak <a..b@example.org>", "samsak@example.org"),
        ("SAMSAK_MAIL_FROM", "a@b.no\nBcc: x@y.no", "samsak@example.org"),
        ("SAMSAK_MAIL_FROM", "Samsak <a@b.no>, Post <b@b.no>", "one email address"),
        ("SAMSAK_REPLY_TO", "post", "one email address"),
        ("SAMSAK_BASE_URL", "samsak.example.org", "https://samsak.example.org"),
        ("SAMSAK_BASE_URL", "https://h/?q=1", "https://samsak.example.org"),
        ("SAMSAK_WORKFLOWS", "/no/such/folder", "/no/such/folder"),
        ("SAMSAK_OIDC_ISSUER", "http://login.example.org", "https://"),
        ("SAMSAK_OIDC_ISSUER", "http://localhost.example.org", "https://"),
        ("SAMSAK_OIDC_ISSUER", "login.example.org", "https://"),
        ("SAMSAK_OIDC_ISSUER", "https://h/?q=1", "https://"),
        ("SAMSAK_OIDC_ISSUER", f"https://u:{PASSWORD}@h", "https://"),
        ("SAMSAK_OIDC_ISSUER", "https://", "https://login.example.org"),
        ("SAMSAK_OIDC_KEY", "/no/such/key", "/no/such/key"),
        ("SAMSAK_OIDC_SCOPE", "email", "openid"),
        ("SAMSAK_LANGUAGE", "no", "nb, nn or en"),
        ("SAMSAK_AS", "kari", "kari@example.org"),
        ("SAMSAK_AS", "kåre@example.org", "kari@example.org"),
    ],
)
def test_a_wrong_value_is_explained_in_every_language_and_no_password_told(name, value, words):
    wrong = refusal(**{name: value})

    assert wrong.name == name
    assert name in str(wrong)
    assert words in str(wrong)
    assert not any(
        PASSWORD in say(sentence, language)
        for sentence in wrong.sentences
        for language in LANGUAGES
    )
    assert wrong.__suppress_context__ or wrong.__context__ is None


def test_no_password_is_shown_by_repr():
    settings = read_settings(
        {
            "SAMSAK_DATABASE_URL": f"postgresql://u:{PASSWORD}@h/x",
            "SAMSAK_MAIL_URL": f"smtp://u:{PASSWORD}@h",
            "SAMSAK_ARCHIVE_URL": f"imaps://u:{PASSWORD}@h",
        }
    )

    assert PASSWORD not in repr(settings)
    assert PASSWORD not in repr(settings.mail)
    assert PASSWORD not in repr(settings.archive)


PROVIDER = {
    "SAMSAK_OIDC_ISSUER": "https://login.example.org",
    "SAMSAK_OIDC_CLIENT_ID": "samsak",
    "SAMSAK_SECRET": "sixteen letters, and as many more",
    "SAMSAK_BASE_URL": "https://samsak.example.org",
}
PROOF = {"SAMSAK_OIDC_CLIENT_SECRET": PASSWORD}


def test_a_provider_of_logins_is_called_as_it_is_named_or_as_its_machine():
    plain = read_settings({**PROVIDER, **PROOF}).oidc
    named = {"SAMSAK_OIDC_NAME": "Fjord-ID", "SAMSAK_OIDC_SCOPE": "openid profile"}
    told = read_settings({**PROVIDER, **PROOF, **named}).oidc

    assert plain
    assert told
    assert (plain.name, plain.scope) == ("login.example.org", "openid email")
    assert (told.name, told.scope) == ("Fjord-ID", "openid profile")
    assert read_settings({}).oidc is None
    assert PASSWORD not in repr(plain)


def test_a_provider_knows_this_installation_by_a_key_too(tmp_path):
    (tmp_path / "key.pem").write_text("a key")

    told = read_settings({**PROVIDER, "SAMSAK_OIDC_KEY": str(tmp_path / "key.pem")}).oidc

    assert told
    assert told.key == tmp_path / "key.pem"


@pytest.mark.parametrize("missing", PROVIDER)
def test_half_a_provider_of_logins_is_refused_with_what_is_missing(missing):
    given = {name: value for name, value in {**PROVIDER, **PROOF}.items() if name != missing}

    wrong = refusal(**given)

    assert wrong.name == missing
    assert f"{missing} must be set too" in str(wrong)
    assert PASSWORD not in str(wrong)


def test_one_proof_is_given_to_a_provider_and_not_two_or_none(tmp_path):
    (tmp_path / "key.pem").write_text("a key")

    none, two = (
        refusal(**PROVIDER),
        refusal(**PROVIDER, **PROOF, SAMSAK_OIDC_KEY=str(tmp_path / "key.pem")),
    )

    for wrong in (none, two):
        assert "SAMSAK_OIDC_CLIENT_SECRET" in str(wrong)
        assert "SAMSAK_OIDC_KEY" in str(wrong)
    assert "both set" in str(two)


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9000", "http://localhost", "http://[::1]:1"])
def test_a_provider_on_this_machine_may_speak_openly(issuer):
    told = read_settings({**PROVIDER, **PROOF, "SAMSAK_OIDC_ISSUER": issuer}).oidc

    assert told
    assert told.issuer == issuer


KEPT_IN_FILES = {
    "SAMSAK_DATABASE_URL": ("database_url", "postgresql+psycopg://u:p@h/x"),
    "SAMSAK_MAIL_URL": ("mail_url", "smtp://u:p@h"),
    "SAMSAK_ARCHIVE_URL": ("archive_url", "imaps://u:p@h"),
    "SAMSAK_PING_URL": ("ping_url", "https://h/ping/1"),
    "SAMSAK_SECRET": ("secret", "sixteen letters, and as many more"),
    "SAMSAK_OIDC_CLIENT_SECRET": ("oidc_client_secret", "known to the provider"),
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file(name, tmp_path):
    field, value = KEPT_IN_FILES[name]
    file = tmp_path / "secret"
    file.write_text(f"{value}\n")

    others = PROVIDER if name.startswith("SAMSAK_OIDC_") else {}
    settings = read_settings({**others, f"{name}_FILE": str(file)})

    assert getattr(settings, field) == value
    assert value not in repr(settings)


def test_a_secret_in_two_places_is_refused():
    wrong = refusal(SAMSAK_MAIL_URL="smtp://h", SAMSAK_MAIL_URL_FILE="/run/secrets/mail")

    assert "SAMSAK_MAIL_URL_FILE" in str(wrong)


def test_a_secret_whose_file_is_not_there_is_refused(tmp_path):
    assert str(tmp_path / "gone") in str(refusal(SAMSAK_MAIL_URL_FILE=str(tmp_path / "gone")))


def test_a_folder_of_workflows_and_an_actor(tmp_path):
    settings = read_settings(
        {
            "SAMSAK_WORKFLOWS": str(tmp_path),
            "SAMSAK_AS": "kari@example.org",
            "SAMSAK_BASE_URL": "https://h/samsak/",
        }
    )

    assert (settings.workflows, settings.actor, settings.base_url) == (
        tmp_path,
        "kari@example.org",
        "https://h/samsak",
    )


def test_an_address_with_letters_of_its_own_is_what_mail_servers_call_it():
    settings = read_settings(
        {"SAMSAK_AS": "Kari@blåbær.no", "SAMSAK_MAIL_FROM": "Blåbær <samsak@blåbær.no>"}
    )

    assert settings.actor == "kari@xn--blbr-roah.no"
    assert settings.mail_from == "Blåbær <samsak@xn--blbr-roah.no>"


def test_settings_made_by_hand_ask_no_environment(monkeypatch):
    monkeypatch.setenv("SAMSAK_BASE_URL", "https://elsewhere.example.org")

    assert Settings().base_url == ""
    assert read_settings().base_url == "https://elsewhere.example.org"


def test_every_setting_is_documented_and_no_other():
    text = DOCUMENT.read_text(encoding="utf-8")
    documented = set(re.findall(r"\bSAMSAK_[A-Z_]+\b", text))

    assert documented == {*SETTINGS, *(f"{name}_FILE" for name in SECRETS)}
    assert len(SETTINGS) == 21


def test_every_default_is_documented():
    text = DOCUMENT.read_text(encoding="utf-8")

    assert all(
        f"`{value}`" in text
        for value in (Settings().database_url, Settings().mail_from, Settings().language)
    )
