"""The types of fields."""

from enum import StrEnum


class FieldType(StrEnum):
    """What a field holds, and so how an input is read."""

    LINE = "line"
    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    YEARS = "years"
    CHOICE = "choice"
    BODY = "body"
    BODIES = "bodies"
    CASE = "case"
    CASES = "cases"
    MEETING = "meeting"

    @property
    def links(self) -> bool:
        """Whether setting the field links the case to bodies or to other cases."""
        return self.links_bodies or self.links_cases

    @property
    def links_bodies(self) -> bool:
        return self in (FieldType.BODY, FieldType.BODIES)

    @property
    def links_cases(self) -> bool:
        return self in (FieldType.CASE, FieldType.CASES)

    @property
    def is_words(self) -> bool:
        """Whether a person writes freely in it, so that `max_length` bounds it."""
        return self in (FieldType.LINE, FieldType.TEXT, FieldType.TEXTS)

    @property
    def keys(self) -> set[str]:
        """The keys of a field of this type that no other need have."""
        fits = {
            "link": self.links,
            "max_length": self.is_words,
            "options": self is FieldType.CHOICE,
        }
        return {key for key, fit in fits.items() if fit}
