"""The command that shows a person's weekly digest before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

from commands.face import Face
from commands.options import command
from engine.language.sentences import _
from engine.people.registry import kept_person
from notifications.digest.runs import digest_for
from notifications.letters.letters import CaseLine, DigestLetter, HappenedLine, MeetingLine


@click.command()
@click.argument("email")
@click.option("--html", is_flag=True, help="The page instead of the text.")
@command("json", "as", "at")
def digest(face: Face, email: str, html: bool) -> None:
    """A person's digest as it would be now. Nothing is sent, nothing is noted."""
    whose = kept_person(face.session, email, face.actor, face.today)
    number = whose.person_id
    assert number is not None, "whoever has an address is a person"
    letters = list(digest_for(face.session, number, face.now, face.actor))
    nothing = _("{name} has no seat now, and gets no digest.", name=whose.name)
    face.answer(
        [_answer(face, each) for each in letters],
        lambda: list(_words(face, letters, html)) or [nothing],
    )


def _words(face: Face, letters: Iterable[DigestLetter], html: bool) -> Iterator[object]:
    from notifications.letters.rendering import render

    for letter in letters:
        if letter.empty:
            name = letter.partnership.name
            yield _("{partnership}: nothing to tell; no digest would be sent.", partnership=name)
            continue
        rendered = render(letter, face.settings.base_url)
        yield rendered.html if html else f"{rendered.subject}\n\n{rendered.text}"


def _answer(face: Face, letter: DigestLetter) -> dict[str, Any]:
    return {
        "partnership": letter.partnership.key,
        "period": letter.period,
        "empty": letter.empty,
        "waits": [_case(face, line) for line in letter.waits],
        "late": [_case(face, line) for line in letter.late],
        "happened": [_happened(face, line) for line in letter.happened],
        "meetings": [_meeting(line) for line in letter.meetings],
        "unrecorded": [_meeting(line) for line in letter.unrecorded],
    }


def _case(face: Face, line: CaseLine) -> dict[str, Any]:
    return {
        "ref": line.ref,
        "title": face.say(line.title),
        "state": face.say(line.state),
        "due_on": line.due_on,
        "reasons": [face.say(reason) for reason in line.reasons],
    }


def _happened(face: Face, line: HappenedLine) -> dict[str, Any]:
    return {
        "ref": line.ref,
        "title": face.say(line.title),
        "count": line.count,
        "last": face.say(line.last),
    }


def _meeting(line: MeetingLine) -> dict[str, Any]:
    return {"id": line.id, "bodies": list(line.bodies), "day": line.day, "time": line.clock}
