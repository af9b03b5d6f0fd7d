"""What was typed into a form, by the names of its inputs."""

from __future__ import annotations

from starlette.datastructures import FormData

NOTHING_SEEN = -1  # before every version there is
LONGEST_NUMBER = 9  # digits; no form of ours sends a longer one


def typed_values(form: FormData) -> dict[str, list[str]]:
    """What was typed into a form: several values of one name are several."""
    typed: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            typed.setdefault(name, []).append(value)
    return typed


def line(form: FormData, name: str) -> str:
    """What was typed into an input of that name; nothing where it was left out."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def typed_number(form: FormData, name: str) -> int | None:
    """The number in an input of that name; None for what is no number of ours."""
    return read_number(line(form, name))


def seen_version(form: FormData) -> int:
    """The version of what the form was opened on. A form that does not say has seen nothing:
    whatever has happened stands in its way."""
    seen = typed_number(form, "version")
    return NOTHING_SEEN if seen is None else seen


def read_number(typed: str) -> int | None:
    """What was typed as a number; None for what is no number of ours, however long it is."""
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else None
