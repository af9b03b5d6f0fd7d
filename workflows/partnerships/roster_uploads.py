"""A partnership's list that came as the content of a file, and not as a file of this machine: read
like any other, and gone from the disk at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import NamedTuple

from engine.errors import BadInput, Reason
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import MEETINGS, PARTNERSHIP, PEOPLE
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.partnerships import list_words, rosters
from workflows.partnerships.list_words import Columns
from workflows.partnerships.table_lists import TakenIn

LONGEST_NAME = 120


class RosterKind(StrEnum):
    """What a list is of."""

    PEOPLE = "people"
    MEETINGS = "meetings"
    CLOSED = "closed"


class Taking(NamedTuple):
    """How a list of a kind is taken: its columns, the right it needs, the verb that takes it."""

    columns: Columns
    right: str
    take: Callable[[Session, Partnership, Path, Act], TakenIn]


TAKING = {
    RosterKind.PEOPLE: Taking(list_words.PEOPLE_COLUMNS, PEOPLE, rosters.seat_people),
    RosterKind.MEETINGS: Taking(list_words.MEETING_COLUMNS, MEETINGS, rosters.call_meetings),
    RosterKind.CLOSED: Taking(list_words.CLOSED_COLUMNS, PARTNERSHIP, rosters.close_days),
}


class RosterUpload(NamedTuple):
    """A list as somebody sent it: what it is of, the file's name and content."""

    kind: RosterKind
    name: str
    content: bytes

    @property
    def file_name(self) -> str:
        """The name of the file alone."""
        return file_alone(self.name) or "list.csv"


def file_alone(name: str) -> str:
    """The name of a file without its folders, as other machines write them too."""
    return PurePath(name.replace("\\", "/")).name[-LONGEST_NAME:]


def take_upload(
    session: Session, upload: RosterUpload, owner: Partnership, act: Act, *, rehearse: bool
) -> TakenIn:
    """Take every row of the list, or rehearse it; BadInput names each row that cannot be taken,
    and nothing is taken then."""
    if not upload.content:
        raise BadInput(Reason("file", _("Choose a list: .csv or .xlsx.")))
    with TemporaryDirectory() as folder:
        file = Path(folder) / upload.file_name
        file.write_bytes(upload.content)
        with session.savepoint(keep=False) if rehearse else nullcontext():
            return TAKING[upload.kind].take(session, owner, file, act)
