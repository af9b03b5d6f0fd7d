"""A backup of each released version, whose cases later versions finish: `make released` makes those
of this version, before it is released."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.storage.database import Database
from engine.storage.migrate import upgrade
from notifications.outbox.maildir import MaildirMailer
from notifications.sending.tick import tick
from tests.soak.drill import find_programs
from tests.soak.server import soak_server
from tests.world import MONDAY, World, build
from workflows.backups import back_up

FOLDER = Path(__file__).parent / "acceptance" / "released"
BEGUN = {"T-2026-1": "proposed", "T-2026-2": "approved", "T-2026-3": "ongoing"}
REPORTED = {"A-2026-1": "reported", "A-2026-2": "reported", "A-2026-3": "handled"}


def backups() -> list[Path]:
    """One for each version and kind of database."""
    return sorted(FOLDER.glob("*.zip"))


def begin(world: World) -> None:
    """Measures and deviations in whatever state people leave them."""
    world.measure("Felles opplæring")
    world.approved(title="Felles rutine for utskriving")
    world.ongoing(title="Hospitering på tvers")
    world.report(email="fastlege@example.no")
    world.routed()
    world.handled()


def _make(url: str, kind: str, folder: Path) -> None:
    upgrade(url)
    database = Database(url, durable=False)
    with database.session() as session:
        begin(build(session))
    tick(database, MONDAY, mailer=MaildirMailer(folder / "box"))
    file = FOLDER / f"{version('samsak')}-{kind}.zip"
    file.unlink(missing_ok=True)
    back_up(database, file, MONDAY)
    database.close()


def _places(folder: Path) -> Iterator[tuple[str, str]]:
    yield f"sqlite:///{folder}/samsak.db", "sqlite"
    with soak_server() as server:
        yield server.url, "postgresql"


def main() -> None:
    """Make those of this version anew."""
    find_programs()
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        for url, kind in _places(Path(folder)):
            _make(url, kind, Path(folder) / kind)


if __name__ == "__main__":
    main()
