"""What the demo has to show: who was mailed what, what is late, and what to try next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from commands.demo import mails, story
from commands.demo.folder import DemoFolder
from commands.demo.mails import KINDS
from commands.face import Face
from engine.cases.records import Case
from engine.definitions import versions
from engine.language.sentences import Label, Sentence, _, n_
from engine.storage.session import Session

SHOWN = 8  # lines of what is late


def report(face: Face, session: Session, folder: DemoFolder) -> Iterator[str]:
    """Everything, as lines; writes the file with a line for each mail."""
    yield ""
    yield from _heading(face, _("Who was sent which email, and why"))
    yield from _mailed(face, session, folder)
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


def _mailed(face: Face, session: Session, folder: DemoFolder) -> Iterator[str]:
    found = list(mails.sent(session))
    yield from face.table((_("Day"), _("Email"), _("To"), _("Why")), mails.by_day(face, found))
    lines = mails.one_a_line(face, found)
    folder.mails.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    yield ""
    counts = Counter(mail.kind for mail in found)
    told = [_("{n} × {kind}", n=counts[kind], kind=KINDS[kind]) for kind in KINDS if counts[kind]]
    said = n_("One email was sent.", "{n} emails were sent: {kinds}.", len(found), kinds=told)
    yield face.say(said)
    yield face.say(_("All of them, one per line: {file}", file=folder.mails))
    yield face.say(
        _(
            "The emails are in {folder}. Open the folder with an email program that "
            "supports Maildir:",
            folder=folder.mail,
        )
    )
    yield f"mutt -f {folder.mail}"


def _late(face: Face, session: Session) -> Iterator[str]:
    found = story.late(session, story.LAST)
    rows = [
        (case.ref, case.due_on and case.due_on.isoformat(), state, _title(session, case))
        for case, state in found
    ]
    yield from face.table((_("Case"), _("Due"), _("Status"), _("Title")), rows[:SHOWN])
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


def _next(folder: DemoFolder) -> Iterator[str]:
    """Commands that work as they stand, in the words that are typed."""
    at = f"--at {story.LAST.isoformat()}T10:00"
    yield f"export SAMSAK_DATABASE_URL={folder.database_url}"
    yield "samsak plan show hnt-2018-2021"
    yield f"samsak show T-1.2.1 --as pal.akermann@example.no {at}"
    step = "samsak do T-1.2.1 report_progress --set light=on_track"
    yield f"{step} --as pal.akermann@example.no {at}"
    yield f"samsak deviation list --as kari.nordmann@example.no {at}"
    yield f"samsak digest kari.nordmann@example.no {at}"
    yield f"samsak forecast --until 2026-03-20 {at}"
    yield "samsak verify"
