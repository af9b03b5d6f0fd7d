"""What a mail address is, decided once for every face and for the sender.

The library is loaded when the first address is asked about, for loading it takes a while.
"""

from __future__ import annotations

from email.utils import getaddresses

from engine.errors import BadInput, Reason
from engine.language.sentences import Sentence, _


def normalised(address: str) -> str:
    """The address as it is kept and handed to mail servers: ASCII, in small letters.

    A domain with letters of its own becomes what mail servers call it. BadInput where no mail could
    be sent, or only by servers that take more than ASCII before the @. Nobody is asked whether
    there is such a mailbox.
    """
    from email_validator import EmailNotValidError, validate_email

    given = address.strip(" ")  # a line end is no slip of the finger, and would end a command
    try:
        found = validate_email(
            given, check_deliverability=False, allow_smtputf8=False, strict=True
        ).ascii_email
    except EmailNotValidError:
        raise BadInput(Reason("email", _why_not(given))) from None
    if found is None:
        raise BadInput(Reason("email", _why_not(given)))
    return found.lower()


def kept_as(address: str) -> str:
    """The address as it was kept, if it was; BadInput for what cannot be one.

    Whether there is one the database knows, so the library is asked only about what is not ASCII.
    """
    return address.strip().lower() if address.isascii() and "@" in address else normalised(address)


def kept(address: str) -> str:
    """The address as it was kept, or as it was given where it cannot be one: nobody has it."""
    try:
        return kept_as(address)
    except BadInput:
        return address


def named(given: str) -> str:
    """One address as mails name it, with a name before it or without: Samsak <samsak@example.org>.

    The address is as it is kept. BadInput for none, for several, and for what is no address.
    """
    found = getaddresses([given])
    address = found[0][1] if len(found) == 1 and given.isprintable() else ""
    return given.replace(address, normalised(address)) if address else normalised("")


def _why_not(address: str) -> Sentence:
    if not address.strip():
        return _("Write an email address such as kari@example.no.")
    local, at, domain = address.rpartition("@")
    if at and domain and not local.isascii():
        return _(
            "“{email}” has letters before the @ that email servers do not accept. Use a to z,"
            " digits and signs such as . - _ and '.",
            email=address,
        )
    return _("“{email}” is not an email address such as kari@example.no.", email=address)
