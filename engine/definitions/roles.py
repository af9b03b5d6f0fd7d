"""Who someone can be to a case: the roles of a definition, each found in its own way."""

from enum import StrEnum
from functools import cached_property
from typing import Self

from pydantic import field_validator, model_validator

from engine.definitions.parts import Entry, Flag, Name, Words, Wrong
from engine.definitions.references import RoleName
from engine.language.sentences import AnyOf, _


class RoleKind(StrEnum):
    """How the people of a role are found."""

    KIND = "kind"
    LINK = "link"
    PERSON = "person"
    EVERYONE = "everyone"


class Role(Entry):
    """Who someone is to a case, found in exactly one way.

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
        return self

    @cached_property
    def found_by(self) -> RoleKind:
        return next(kind for kind in RoleKind if getattr(self, kind) is not None)

    @cached_property
    def value(self) -> str:
        """The kind of body, the kind of link or the kind of person link."""
        return self.kind or self.link or self.person or ""
