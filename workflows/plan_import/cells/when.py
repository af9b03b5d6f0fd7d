"""What a time cell says, once it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.language.sentences import Sentence

Period = tuple[int, int]


@dataclass(frozen=True)
class TimeProblem:
    """Why a time cannot be taken: a finding's code and sentence.

    `fatal` when the row cannot be taken with it.
    """

    code: str
    sentence: Sentence
    fatal: bool = True


@dataclass(frozen=True)
class When:
    """A time cell, read. Years stand in order; a problem leaves what could be read beside it.

    `due`: the last day that the cell names, where it names one.
    """

    years: tuple[int, ...] = ()
    ongoing: bool = False
    due: date | None = None
    problems: tuple[TimeProblem, ...] = ()
