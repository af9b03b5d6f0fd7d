"""What may stand in a structure file (`structure/1`): a partnership, its bodies with all their
spellings, its councils, and who may decide what.

A body has these keys and no others. The other parts may say more, as the documents they were taken
from do; what Samsak uses of them is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from engine.definitions.parts import SOME, Flag, FromOne, Name, Part, Word, Wrong
from engine.definitions.yaml_text import Value
from engine.language.sentences import LANGUAGES, Sentence, _
from workflows.partnerships.kind_labels import BODY_KINDS
from workflows.partnerships.routing_rules import RoutingRule
from workflows.partnerships.structure_parts import (
    BodyId,
    BodyIds,
    Id,
    OpenPart,
    OthersBodies,
    Spellings,
)

SCHEMA = "structure/1"
SECRETARIAT, TRUST, COUNCIL = "secretariat", "hospital_trust", "_council"


def body_ids(values: Value) -> set[str]:
    """The ids of the bodies in a file, as far as they can be read."""
    bodies = values.get("bodies") if isinstance(values, dict) else None
    found = [body.get("id") for body in bodies or () if isinstance(body, dict)]
    return {each for each in found if isinstance(each, str)}


def _known_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Wrong(_("“{language}” is not one of the languages nb, nn and en.", language=language))
    return language


def _known_kind(kind: str) -> str:
    if kind not in BODY_KINDS:
        raise Wrong(
            _(
                "“{word}” is not known here. Choose from: {known}.",
                word=kind,
                known=list(BODY_KINDS),
            )
        )
    return kind


class StructureBody(Part):
    """A body with every spelling in which it is printed; `also_in` names the same body where it is
    part of other partnerships, which say the same of it."""

    id: Id
    name: Word
    kind: Annotated[Name, AfterValidator(_known_kind)]
    abbreviation: Word | None = None
    aliases: Spellings = Field(default_factory=list)
    members: BodyIds = Field(default_factory=list)
    named_in: list[Word] = Field(default_factory=list)
    name_printed: Flag = True
    printed_as: Word | None = None
    tjenesteavtaler: list[Word] = Field(default_factory=list)
    tjenesteavtaler_inferred: Flag = False
    note: Word | None = None
    also_in: OthersBodies = Field(default_factory=list)

    def spellings(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every spelling, and where in the body it stands."""
        yield ("name",), self.name
        if self.abbreviation:
            yield ("abbreviation",), self.abbreviation
        yield from ((("aliases", index), alias) for index, alias in enumerate(self.aliases))


class StructureCouncil(OpenPart):
    """How a council is composed; `members` are the bodies that a collective one stands for."""

    body: BodyId
    members: list[Word] = Field(default_factory=list)


class PrintedMandate(OpenPart):
    """Who decides one matter, and who recommends it first."""

    subject: Word
    adopted_by: BodyIds = Field(default_factory=list)
    recommended_by: BodyIds = Field(default_factory=list)
    adopted_by_all: Flag = False
    recommendation_required: Flag = False
    letter_printed: Flag = True


class PrintedMandates(OpenPart):
    """The chapter of the agreement that says who decides."""

    chapter: Word | None = None
    items: list[PrintedMandate] = Field(default_factory=list)


class GroupToEstablish(OpenPart):
    """A group that a measure sets up."""

    measure: Word
    kind: Name
    decided: Flag = True
    several: Flag = False


class GroupsToEstablish(OpenPart):
    """The groups that the plan sets up."""

    items: list[GroupToEstablish] = Field(default_factory=list)


class RecurringDuty(OpenPart):
    """What comes back so many times a year."""

    may_be_null: ClassVar[frozenset[str]] = frozenset({"measure", "per_year", "to"})

    measure: Word | None = None
    per_year: FromOne | None = None
    to: BodyId | None = None


class RecurringDuties(OpenPart):
    """The duties that the plan repeats every year."""

    items: list[RecurringDuty] = Field(default_factory=list)


class StructureLevel(OpenPart):
    """A level of the partnership."""

    level: FromOne
    bodies: BodyIds


class Guideline(OpenPart):
    """A guideline of the agreement."""

    number: FromOne
    name: Word


class JointMeeting(OpenPart):
    """Bodies that meet together."""

    may_be_null: ClassVar[frozenset[str]] = frozenset({"per_year"})

    bodies: BodyIds
    per_year: FromOne | None = None


class Structure(OpenPart):
    """A partnership as a structure file tells it."""

    schema_: Word = Field(alias="schema")
    id: Id
    name: Word
    language: Annotated[str, AfterValidator(_known_language)]
    bodies: Annotated[list[StructureBody], SOME]
    councils: list[StructureCouncil] = Field(default_factory=list)
    decision_mandates: PrintedMandates | None = None
    plans: Spellings = Field(default_factory=list)
    groups_to_establish: GroupsToEstablish | None = None
    recurring_duties: RecurringDuties | None = None
    levels: list[StructureLevel] = Field(default_factory=list)
    guidelines: list[Guideline] = Field(default_factory=list)
    joint_meetings: list[JointMeeting] = Field(default_factory=list)
    routing: list[RoutingRule] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_body_a_spelling(self) -> Self:
        ids: set[str] = set()
        owner: dict[str, str] = {}
        for index, body in enumerate(self.bodies):
            if body.id in ids:
                twice = _("The body “{key}” appears twice here.", key=body.id)
                raise Wrong(twice, "bodies", index, "id")
            ids.add(body.id)
            for place, spelling in body.spellings():
                other = owner.setdefault(" ".join(spelling.casefold().split()), body.id)
                if other != body.id:
                    raise Wrong(_shared(spelling, other), "bodies", index, *place)
        return self

    @model_validator(mode="after")
    def _members_stand_for_themselves(self) -> Self:
        collective = {body.id for body in self.bodies if body.members}
        for index, body in enumerate(self.bodies):
            for place, member in enumerate(body.members):
                if member in collective:
                    sentence = _(
                        "“{name}” stands for bodies itself; name those bodies here.", name=member
                    )
                    at = ("bodies", index, "members", place)
                    raise Wrong(sentence, *at)
        return self

    @model_validator(mode="after")
    def _also_in_others(self) -> Self:
        for index, body in enumerate(self.bodies):
            for place, named in enumerate(body.also_in):
                if named.partition("/")[0] == self.id:
                    sentence = _("“{name}” is of this partnership; name another.", name=named)
                    at = ("bodies", index, "also_in", place)
                    raise Wrong(sentence, *at)
        return self

    @model_validator(mode="after")
    def _somebody_decides_and_follows_up(self) -> Self:
        kinds = {body.kind for body in self.bodies}
        if not any(kind.endswith(COUNCIL) for kind in kinds):
            council = _(
                "No body here is a council: nobody could decide. Give one of them a kind such as"
                " administrative_council."
            )
            raise Wrong(council, "bodies")
        if not kinds & {SECRETARIAT, TRUST}:
            nobody = _(
                "No body here is a secretariat, nor a hospital trust that could be one: nobody"
                " could route deviations and call meetings."
            )
            raise Wrong(nobody, "bodies")
        return self


def _shared(spelling: str, other: str) -> Sentence:
    return _(
        "“{spelling}” is already the body “{other}”: a printed name must give one body.",
        spelling=spelling,
        other=other,
    )
