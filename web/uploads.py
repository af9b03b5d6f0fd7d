"""A file that is sent with a form, and comes back with it until what is in it is taken."""

from __future__ import annotations

from base64 import b64decode, b64encode

from starlette.datastructures import FormData, UploadFile

from engine.errors import BadInput, Reason
from engine.language.sentences import _
from web.form_values import line


def sent_file(form: FormData) -> tuple[str, bytes]:
    """The name and content of the file that was sent now, else of the one that came back with the
    form; empty where there is none."""
    if (sent := _sent_now(form)) is not None:
        return sent.filename or "", sent.file.read()
    try:
        return line(form, "name"), b64decode(line(form, "content"), validate=True)
    except ValueError:
        raise BadInput(Reason("file", _("Choose the file again."))) from None


def is_taken(form: FormData) -> bool:
    """Whether the form takes what is in its file; one that is sent with it is shown first."""
    return bool(line(form, "import")) and _sent_now(form) is None


def _sent_now(form: FormData) -> UploadFile | None:
    sent = form.get("file")
    return sent if isinstance(sent, UploadFile) and sent.filename else None


def as_input(content: bytes) -> str:
    """The content as a hidden input brings it back."""
    return b64encode(content).decode()
