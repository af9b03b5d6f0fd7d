"""A list of choices that came as the content of a file, and not as a file of this machine."""

from __future__ import annotations

from typing import NamedTuple

from engine.definitions import own_lists
from engine.definitions.loader import text_in
from engine.definitions.own_lists import OwnList
from engine.errors import BadInput, Reason
from engine.given_files import check_name
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import PARTNERSHIP, require
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.partnerships.own_lists import ListChange, known_workflows, put_list
from workflows.partnerships.roster_uploads import file_alone


class ListUpload(NamedTuple):
    """A list as somebody sent it: the file's name and content."""

    name: str
    content: bytes

    @property
    def file_name(self) -> str:
        """The name of the file alone."""
        return file_alone(self.name) or "list.yaml"


def put_upload(
    session: Session, upload: ListUpload, owner: Partnership, act: Act, seen: str | None = None
) -> ListChange:
    """Put the list in the place of the one that the partnership has now, as `put_list` does;
    DefinitionRefused with line and key of all that is wrong in the file."""
    require(act, PARTNERSHIP, owner.number)
    return put_list(session, owner, _read(session, upload), act, seen)


def _read(session: Session, upload: ListUpload) -> OwnList:
    if not upload.content:
        raise BadInput(Reason("file", _("Choose a list: a file in YAML.")))
    check_name(upload.file_name)
    text = text_in(upload.content, upload.file_name)
    return own_lists.read_list(text, upload.file_name, known_workflows(session))
