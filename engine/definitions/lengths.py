"""Lengths of time in a definition: how long a deadline is, when to warn, when others hear of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from engine.definitions.parts import A_LIST, FromOne, FromZero, Part, ReadAs, Wrong
from engine.definitions.references import FieldName, People
from engine.language.sentences import _


class Unit(StrEnum):
    """What a length of time is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    WORKING_DAYS = "working_days"
    END_OF_YEAR = "end_of_year"


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: `count` of `unit`, or until 31 December of the last year in `field`."""

    unit: Unit
    count: int = 0
    field: str | None = None


class LengthBefore(Part):
    """So many days, weeks or working days before the due day, 0 being the day itself."""

    days: FromZero | None = None
    weeks: FromZero | None = None
    working_days: FromZero | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(getattr(self, unit, None) is not None for unit in Unit) != 1:
            raise Wrong(_("A length of time is given in exactly one way."))
        return self

    @property
    def length(self) -> Length:
        """The same as one value."""
        unit = next(unit for unit in Unit if getattr(self, unit, None) is not None)
        value = getattr(self, unit)
        return Length(unit, field=value) if unit is Unit.END_OF_YEAR else Length(unit, value)


class LengthAfter(LengthBefore):
    """So many days, weeks or working days, at least one."""

    days: FromOne | None = None
    weeks: FromOne | None = None
    working_days: FromOne | None = None


class WholeLength(LengthAfter):
    """How long a deadline is; or until the last of its years ends."""

    end_of_year: FieldName | None = None


class Escalation(LengthAfter):
    """Who else hears of it, `after` the due day."""

    to: People

    @property
    def after(self) -> Length:
        return self.length


_LENGTH = AfterValidator(lambda written: written.length)
LengthOfDeadline = Annotated[Length, ReadAs(Annotated[WholeLength, _LENGTH])]
Warnings = Annotated[
    tuple[Length, ...], ReadAs(Annotated[tuple[Annotated[LengthBefore, _LENGTH], ...], A_LIST])
]
