"""`samsak demo`: three example partnerships, six weeks of their work, every mail of it; then the
clock runs on."""

from __future__ import annotations

import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path

import click
from sqlalchemy import bindparam, select

from commands.demo import story
from commands.demo.stage import Told
from commands.face import Face
from commands.mailers import mailer_from
from commands.options import command
from engine.cases.records import Case
from engine.days.calendar import local, local_day
from engine.definitions import versions
from engine.language.sentences import Label, Sentence, _, n_
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.tables import Person
from engine.settings import Settings
from engine.storage import migrate
from engine.storage.database import Database
from engine.storage.installation import found_installation
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications import clock
from notifications.letters.mime import Letterhead
from notifications.outbox.deliveries import Delivery, DeliveryKind, DeliveryState
from notifications.outbox.mailer import Mailer
from notifications.sending.tick import tick
from workflows.known_definitions import load_definitions

FOLDER = "samsak-demo"
SHOWN = 8  # readers named in a line, lines of what is late
KINDS = {
    DeliveryKind.NOTICES: _("news of cases"),
    DeliveryKind.DIGEST: _("weekly digest"),
    DeliveryKind.MEETING: _("before a meeting"),
    DeliveryKind.REPORTER: _("to someone who reported"),
}

_delivery, _person = Delivery.__table__, Person.__table__  # type: ignore[attr-defined]
_SENT = Statement(
    select(
        _delivery.c.sent_at,
        _delivery.c.kind,
        _delivery.c.subject,
        _delivery.c.address,
        _delivery.c.body,
        _person.c.name,
    )
    .outerjoin(_person, _person.c.id == _delivery.c.person_id)
    .where(_delivery.c.state == bindparam("state"))
    .order_by(_delivery.c.sent_at, _delivery.c.id)
)


@dataclass(frozen=True)
class Mailed:
    """A mail that went: when, to whom, what it is called, and the reason that stands in it."""

    at: datetime
    kind: str
    subject: str
    reader: str
    why: str


@click.command()
@click.option("--once", is_flag=True, help="Play the weeks and leave, without running on.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=FOLDER,
    show_default=True,
    help="Where the demo lives.",
)
@click.option(
    "--keep", is_flag=True, help="Go on with the demo that is there instead of a fresh one."
)
@command()
def demo(face: Face, once: bool, folder: Path, keep: bool) -> None:
    """Try it all: three example partnerships, six weeks of work and mail; then the clock runs
    until you stop it."""
    settings = _settings(folder, face.settings.language)
    mailer, letterhead = mailer_from(settings), Letterhead.of(settings)
    if not (keep and _file(folder).is_file()):
        _clear(folder)
        for line in _played(face, settings, mailer, letterhead):
            click.echo(line)
    with Database(settings.database_url).session() as session:
        for line in _report(face, session, folder):
            click.echo(line)
    if not once:
        _run_on(face, settings, mailer, letterhead)


def _file(folder: Path) -> Path:
    return folder / "samsak.db"


def _settings(folder: Path, language: str) -> Settings:
    database = f"sqlite:///{_file(folder.absolute())}"
    return Settings(
        database_url=database,
        mail_url=f"maildir:{folder.absolute() / 'mail'}",
        language=language,
    )


def _clear(folder: Path) -> None:
    """Begin afresh; only what a demo made is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("samsak.db", "samsak.db-wal", "samsak.db-shm", "mails.txt"):
        (folder / name).unlink(missing_ok=True)
    if all((folder / "mail" / part).is_dir() for part in ("new", "cur", "tmp")):
        shutil.rmtree(folder / "mail")


def _played(
    face: Face, settings: Settings, mailer: Mailer, letterhead: Letterhead
) -> Iterator[str]:
    """Load the examples and play the weeks, tick by tick."""
    started = time.monotonic()
    migrate.upgrade(settings.database_url)
    database = Database(settings.database_url, durable=False)
    _load(database)
    weeks = (story.LAST - story.FIRST).days // 7 + 1
    span = {"weeks": weeks, "first": story.FIRST, "last": story.LAST}
    yield face.say(
        _("Three example partnerships are loaded, with people, plans and a year of meetings.")
    )
    yield face.say(_("Playing {weeks} weeks, from {first} to {last} …", **span))
    failures, told = Counter[str](), Told()
    for at, scene in _moments():
        if scene is None:
            still = partial(_still, at)
            ticked = tick(database, at, mailer=mailer, letterhead=letterhead, clock=still)
            failures.update(ticked.failures.values())
        else:
            with database.session() as session:
                scene.happen(session, at, told)
    database.close()
    for error, count in failures.items():
        yield face.say(_("{error}: {n} times, a part of a tick failed.", error=error, n=count))
    seconds = round(time.monotonic() - started)
    yield face.say(n_("Played in {n} second.", "Played in {n} seconds.", seconds))


def _load(database: Database) -> None:
    dawn = story.moment(story.FIRST, "06:00")
    with database.session() as session:
        with session.begin():
            found_installation(session, rehearsal=True)
            versions.store(session, load_definitions().values(), Act(OPERATOR, dawn))
        story.load(session, dawn)


def _still(at: datetime) -> datetime:
    """While a tick of the demo sends, no time passes: so its mails are the same in every run."""
    return at


def _moments() -> list[tuple[datetime, story.Scene | None]]:
    """Every tick and every scene, in order."""
    days = (story.LAST - story.FIRST).days + 1
    ticks = [
        story.moment(story.FIRST + timedelta(days=n), hour)
        for n in range(days)
        for hour in story.HOURS
    ]
    scenes = [(scene.at, scene) for scene in story.scenes()]
    return sorted([*((at, None) for at in ticks), *scenes], key=lambda each: each[0])


def _report(face: Face, session: Session, folder: Path) -> Iterator[str]:
    mails = list(_mails(session))
    yield ""
    yield from _heading(face, _("Who was mailed what, and why"))
    yield from face.table((_("Day"), _("Mail"), _("To"), _("Why")), _grouped(face, mails))
    path = folder / "mails.txt"
    path.write_text("".join(f"{line}\n" for line in _each(face, mails)), encoding="utf-8")
    yield ""
    counts = Counter(mail.kind for mail in mails)
    told = [_("{n} × {kind}", n=counts[kind], kind=KINDS[kind]) for kind in KINDS if counts[kind]]
    yield face.say(
        n_("One mail was sent.", "{n} mails were sent: {kinds}.", len(mails), kinds=told)
    )
    yield face.say(_("Every one of them, one a line: {file}", file=path))
    box = folder / "mail"
    yield face.say(
        _("The mails lie in {folder}; any mail reader that knows Maildir opens it:", folder=box)
    )
    yield f"mutt -f {box}"
    yield ""
    yield from _heading(face, _("What is late on {day}", day=story.LAST))
    yield from _late(face, session)
    yield ""
    yield from _heading(face, _("What to try next, in another window"))
    yield from _next(folder)


def _heading(face: Face, words: Sentence) -> Iterator[str]:
    said = face.say(words)
    yield said
    yield "-" * len(said)


def _mails(session: Session) -> Iterator[Mailed]:
    for at, kind, subject, address, body, name in session.rows(
        _SENT, {"state": DeliveryState.SENT.value}
    ):
        yield Mailed(at, kind, subject, name or address, _why(kind, body))


def _why(kind: str, body: bytes) -> str:
    """The reason that the mail itself gives: the first of its cases', else what stands below the
    line."""
    part = message_from_bytes(body, policy=policy.default).get_body(("plain",))
    text = str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
    above, _line, below = text.partition("\n----\n")
    reasons = [
        line.strip().removeprefix("- ") for line in above.splitlines() if line.startswith("- ")
    ]
    if kind in (DeliveryKind.NOTICES, DeliveryKind.MEETING) and reasons:
        return reasons[-1] if kind == DeliveryKind.MEETING else reasons[0]
    return " ".join(below.strip().split("\n\n", 1)[0].split())


def _grouped(face: Face, mails: Iterable[Mailed]) -> Iterator[tuple[object, ...]]:
    """A line for each mail of a day, digests and the like together, with the people it went to."""
    groups: dict[tuple[date, str, str], list[Mailed]] = {}
    for mail in mails:
        several = mail.kind == DeliveryKind.DIGEST or (
            mail.kind == DeliveryKind.NOTICES and not mail.subject.startswith("[")
        )
        subject = face.say(KINDS[DeliveryKind(mail.kind)]) if several else mail.subject
        groups.setdefault((local_day(mail.at), mail.kind, subject), []).append(mail)
    for (day, _kind, subject), each in groups.items():
        names = list(dict.fromkeys(mail.reader for mail in each))
        more = [_("{n} more", n=len(names) - SHOWN // 2)] if len(names) > SHOWN // 2 else []
        yield day.isoformat(), subject, [*names[: SHOWN // 2], *more], each[0].why


def _each(face: Face, mails: Iterable[Mailed]) -> Iterator[str]:
    yield "\t".join(face.say(head) for head in (_("Name"), _("Time"), _("Subject"), _("Why")))
    for mail in sorted(mails, key=lambda mail: (mail.reader, mail.at)):
        yield "\t".join(
            (mail.reader, local(mail.at).strftime("%Y-%m-%d %H:%M"), mail.subject, mail.why)
        )


def _late(face: Face, session: Session) -> Iterator[str]:
    found = story.late(session, story.LAST)
    rows = [
        (case.ref, case.due_on and case.due_on.isoformat(), state, _title(session, case))
        for case, state in found
    ]
    yield from face.table((_("Case"), _("Due"), _("State"), _("Title")), rows[:SHOWN])
    if len(rows) > SHOWN:
        yield face.say(
            _(
                "… and {n} more: `samsak measure list --due {day}`",
                n=len(rows) - SHOWN,
                day=story.LAST.isoformat(),
            )
        )


def _title(session: Session, case: Case) -> str | Label:
    return case.title or versions.by_id(session, case.definition_id).label


def _next(folder: Path) -> Iterator[str]:
    """Commands that work as they stand, in the words that are typed."""
    at = f"--at {story.LAST.isoformat()}T10:00"
    yield f"export SAMSAK_DATABASE_URL=sqlite:///{_file(folder.absolute())}"
    yield "samsak plan show hnt-2018-2021"
    yield f"samsak show T-1.2.1 --as pal.akermann@example.no {at}"
    step = "samsak do T-1.2.1 report_progress --set light=on_track"
    yield f"{step} --as pal.akermann@example.no {at}"
    yield f"samsak deviation list --as kari.nordmann@example.no {at}"
    yield f"samsak digest kari.nordmann@example.no {at}"
    yield f"samsak forecast --until 2026-03-20 {at}"
    yield "samsak verify"


def _run_on(face: Face, settings: Settings, mailer: Mailer, letterhead: Letterhead) -> None:
    """Tick on from where the played weeks ended, until somebody stops it; the demo's clock goes
    no faster than others."""
    database = Database(settings.database_url)
    began, real = story.moment(story.LAST, "16:10"), datetime.now(UTC)
    running = _(
        "The clock and the sender run on from {moment}. Stop them with Ctrl-C.", moment=began
    )
    greeting = iter(
        ["", face.say(running)]
    )  # said by the first tick: from then on stopping is heard

    def tick_on() -> None:
        for line in greeting:
            click.echo(line)
        sys.stdout.flush()
        now = began + (datetime.now(UTC) - real)
        tick(database, now, mailer=mailer, letterhead=letterhead)

    clock.run(tick_on)
    database.close()
    click.echo(face.say(_("Stopped. `samsak demo --keep` goes on from here.")))
