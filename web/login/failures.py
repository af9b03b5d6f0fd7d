"""Why no login came of asking a provider: in a sentence for whoever wanted to log in, and in a
word or two, without anything secret, for the log."""

from __future__ import annotations

from http import HTTPStatus

from engine.language.sentences import Sentence, _


class LoginFailed(Exception):
    """Nobody was logged in. `place` says to the operator where it failed."""

    def __init__(self, sentence: Sentence, status: int, place: str) -> None:
        super().__init__(place)
        self.sentence, self.status, self.place = sentence, status, place


def away(name: str, place: str) -> LoginFailed:
    """The provider cannot be reached."""
    return LoginFailed(_unable(name), HTTPStatus.SERVICE_UNAVAILABLE, place)


def untrue(name: str, place: str) -> LoginFailed:
    """The provider answered something that is not believed."""
    return LoginFailed(_unable(name), HTTPStatus.BAD_GATEWAY, place)


def lost(place: str) -> LoginFailed:
    """The answer belongs to no login that was begun in this browser."""
    sentence = _("This login took too long, or was begun in another browser. Begin again.")
    return LoginFailed(sentence, HTTPStatus.UNPROCESSABLE_ENTITY, place)


def denied(name: str, place: str) -> LoginFailed:
    """The provider says that it logged nobody in."""
    sentence = _("You were not logged in at {name}.", name=name)
    return LoginFailed(sentence, HTTPStatus.FORBIDDEN, place)


def unverified(name: str, place: str) -> LoginFailed:
    """The provider tells no address, or none that it has made sure of."""
    sentence = _(
        "{name} tells no verified email address of yours, and Samsak knows people by nothing else."
        " Ask those who look after your account there.",
        name=name,
    )
    return LoginFailed(sentence, HTTPStatus.FORBIDDEN, place)


def nobody(name: str, address: str) -> LoginFailed:
    """Nobody has the address that the provider tells."""
    sentence = _(
        "{name} tells that your address is {email}, which is not registered here. Ask your"
        " secretariat to register it.",
        name=name,
        email=address,
    )
    return LoginFailed(sentence, HTTPStatus.FORBIDDEN, "nobody")


def _unable(name: str) -> Sentence:
    return _("{name} cannot log you in just now. Try again later.", name=name)
