"""What may stand in a structure file of routing: which body handles which reports."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from engine.definitions.parts import Part, Wrong
from engine.language.sentences import _
from workflows.partnerships.structure_parts import BodyId, BodyIds, Spellings


class RoutingRule(Part):
    """To whom a report is proposed to be sent: the first rule that fits. Each condition that it
    has must be met, by one of its entries: the `unit` that was named, a word of what was told of
    the `agreement`, of the `place` of work."""

    unit: BodyIds = Field(default_factory=list)
    agreement: Spellings = Field(default_factory=list)
    place: Spellings = Field(default_factory=list)
    to: BodyId

    @model_validator(mode="after")
    def _fits_not_everything(self) -> Self:
        if not (self.unit or self.agreement or self.place):
            sentence = _(
                "This rule says nothing of which reports it is for: name a unit, words of the"
                " agreement or a place."
            )
            raise Wrong(sentence)
        return self
