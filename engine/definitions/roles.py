"""Who someone can be to a case: the roles of a definition, each found in its own way."""

from enum import StrEnum
from functools import cached_property
from typing import Self

from pydantic import field_validator, model_validator

from engine.definitions.parts import Entry, Flag, Name, Words, Wrong
from engine.definitions.references import RoleName
from engine.language.sentences import AnyOf, _
from engine.people.rights import membership_roles


class RoleKind(StrEnum):
    """How the people of a role are found."""

    KIND = "kind"
    LINK = "link"
    PERSON = "person"
    EVERYONE = "everyone"


class Role(Entry):
    """Who someone is to a case, found in exactly one way.

    With `seat` only those who sit so in the body have it, as its chair.
    `not_as` names a role that takes this one away: someone who has both has only the other.
    `because` ends the sentence “You get this because …”.
    """

    label: Words
    because: Words | None = None
    kind: Name | None = None
    link: Name | None = None
    person: Name | None = None
    everyone: Flag | None = None
    not_as: RoleName | None = None
    seat: Name | None = None

    @field_validator("seat")
    @classmethod
    def _known_seat(cls, seat: str | None) -> str | None:
        known = membership_roles()
        if seat is not None and seat not in known:
            raise Wrong(
                _("“{word}” is not known here. Choose from: {known}.", word=seat, known=[*known])
            )
        return seat

    @field_validator("everyone")
    @classmethod
    def _everyone_or_nothing(cls, everyone: bool | None) -> bool | None:
        if everyone is False:
            raise Wrong(_("Write “everyone: true”, or find the role in another way."))
        return everyone

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(getattr(self, kind) is not None for kind in RoleKind) != 1:
            raise Wrong(_("A role is found in exactly one way: {ways}.", ways=AnyOf(RoleKind)))
        if self.seat and not (self.kind or self.link):
            raise Wrong(_("Only a role in a body can be that of a seat."), "seat")
        return self

    @cached_property
    def found_by(self) -> RoleKind:
        return next(kind for kind in RoleKind if getattr(self, kind) is not None)

    @cached_property
    def value(self) -> str:
        """The kind of body, the kind of link or the kind of person link."""
        return self.kind or self.link or self.person or ""
