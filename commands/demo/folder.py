"""Where the demo lives: a folder with its database and its mail."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BadInput
from engine.language.sentences import _
from engine.settings import Settings


@dataclass(frozen=True)
class DemoFolder:
    """The folder of a demo, and what lies in it."""

    path: Path

    @property
    def database(self) -> Path:
        """The database's file."""
        return self.path / "samsak.db"

    @property
    def database_url(self) -> str:
        """The database's address, from wherever one stands."""
        return f"sqlite:///{self.database.absolute()}"

    @property
    def mail(self) -> Path:
        """The Maildir that every mail goes to."""
        return self.path / "mail"

    @property
    def mails(self) -> Path:
        """The file with a line for each mail."""
        return self.path / "mails.txt"

    def settings(self, language: str) -> Settings:
        """The settings of an installation that lives here."""
        return Settings(
            database_url=self.database_url,
            mail_url=f"maildir:{self.mail.absolute()}",
            language=language,
        )

    @property
    def mark(self) -> Path:
        """The file by which a demo knows the folder of another one."""
        return self.path / "samsak-demo.txt"

    def begin(self) -> None:
        """Begin afresh; only what a demo made is removed. Refuses a folder in which somebody else
        has a database or mail."""
        if not self.mark.exists() and (self.database.exists() or self.mail.exists()):
            raise BadInput(
                _(
                    "The folder {folder} has a database or email that no demo made. Choose another"
                    " folder.",
                    folder=str(self.path),
                )
            )
        self.path.mkdir(parents=True, exist_ok=True)
        self.mark.touch()
        for name in ("samsak.db", "samsak.db-wal", "samsak.db-shm", "mails.txt"):
            (self.path / name).unlink(missing_ok=True)
        if all((self.mail / part).is_dir() for part in ("new", "cur", "tmp")):
            shutil.rmtree(self.mail)
