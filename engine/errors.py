"""Every way Samsak says no.

An error keeps its reasons as data: a code, a sentence with its values, a way out. The outermost
face says them in the reader's language, and words the way out as what that face has.

SamsakError
├── BadInput            what was given cannot be used
│   ├── IdentityNumber  a national identity number stood in it
│   └── WrongSetting    a setting of the environment is wrong
├── NotFound            there is no such thing, or you may not know of it
├── Refused             a step that may not be taken now: what stands in the way, what is possible
│   ├── Conflict        somebody else was first
│   └── TooOften        somebody tries again and again
└── DefinitionRefused   a workflow definition with problems, each with file, line and key
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from engine.language.sentences import Label, Sentence, _, say

WHOLE_FILE = "file"  # the key of what is wrong at no key of its own


class Problem(NamedTuple):
    """One thing wrong in a definition file: where it stands, and why it is refused. The column, of
    what cannot be read at all."""

    file: str
    line: int
    key: str
    sentence: Sentence
    column: int | None = None

    def said(self) -> Sentence:
        """Where it is wrong, and why."""
        where = {"file": self.file, "line": self.line, "why": self.sentence}
        if self.column is not None:
            column = self.column
            return _("{file}, line {line}, column {column}: {why}", column=column, **where)
        if self.key == WHOLE_FILE:
            return _("{file}, line {line}: {why}", **where)
        return _("{file}, line {line}, {key}: {why}", key=self.key, **where)


class WayOut(StrEnum):
    """What can be done about a refusal. Each face words it its own way: a command, a link."""

    ADD_MEMBER = "add_member"
    ANSWER_FIRST = "answer_first"
    ASK_FEWER = "ask_fewer"
    BELIEVE_CLOCK = "believe_clock"
    CORRECT_STEPS = "correct_steps"
    COUNT_ANEW = "count_anew"
    CREATE_DATABASE = "create_database"
    END_SEATS = "end_seats"
    GIVE_FIELD = "give_field"
    GIVE_LEARNING = "give_learning"
    GIVE_PERIOD = "give_period"
    GIVE_PLAN_ID = "give_plan_id"
    GIVE_REASON = "give_reason"
    GIVE_YEARS = "give_years"
    HOLD_MEETING = "hold_meeting"
    IMPORT_LIST = "import_list"
    IMPORT_PLAN = "import_plan"
    KEEP_OPTION = "keep_option"
    LEAVE_TABLE_OUT = "leave_table_out"
    LIST_BODIES = "list_bodies"
    LIST_CLOSED_DAYS = "list_closed_days"
    LIST_FORGOTTEN = "list_forgotten"
    LIST_MANDATES = "list_mandates"
    LIST_MEETINGS = "list_meetings"
    LIST_PEOPLE = "list_people"
    LIST_REPORTS = "list_reports"
    LOAD_PARTNERSHIP = "load_partnership"
    MEND_DECISION = "mend_decision"
    NAME_COLUMN = "name_column"
    PUT_COMMON_LIST = "put_common_list"
    PUT_ON_AGENDA = "put_on_agenda"
    RECORD_DECISION = "record_decision"
    REMOVE_ANYWAY = "remove_anyway"
    SAY_WHICH_MEASURE = "say_which_measure"
    SAY_WHICH_PLAN = "say_which_plan"
    SAY_WHO = "say_who"
    SAY_WHICH_PARTNERSHIP = "say_which_partnership"
    SKIP_BAD_ROWS = "skip_bad_rows"
    REPORT_ANEW = "report_anew"
    WRITE_MORE = "write_more"
    TAKE_BACK_PART = "take_back_part"
    TAKE_OFF_AGENDA = "take_off_agenda"
    UPGRADE_DATABASE = "upgrade_database"


class Remedy(NamedTuple):
    """A way out of a refusal, with what it speaks of."""

    way: WayOut
    values: Mapping[str, object] = MappingProxyType({})


class Reason(NamedTuple):
    """One thing that stands in the way: a code (the guard's or field's name), the sentence with
    its values, and what can be done about it."""

    code: str
    sentence: Sentence
    remedy: Remedy | None = None

    def of(self, ref: object) -> Reason:
        """The same reason in an act on many things, naming the one it concerns, where it does not
        yet."""
        if self.sentence.values.get("ref") == ref:
            return self
        return self._replace(sentence=_("{ref}: {why}", ref=ref, why=self.sentence))


class SamsakError(Exception):
    """Something could not be done; `reasons` say what, why and what to do about it.

    A sentence alone is a reason without a code; `remedy` belongs to the last one.
    """

    def __init__(self, *reasons: Sentence | Reason, remedy: Remedy | None = None) -> None:
        made = [each if isinstance(each, Reason) else Reason("", each) for each in reasons]
        if remedy is not None:
            made[-1] = made[-1]._replace(remedy=remedy)
        self.reasons = tuple(made)
        super().__init__(*self.sentences)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What each reason says."""
        return tuple(reason.sentence for reason in self.reasons)

    def __str__(self) -> str:
        return " ".join(say(sentence, "en") for sentence in self.sentences)


class BadInput(SamsakError):
    """What was given cannot be used as it stands."""


class IdentityNumber(BadInput):
    """A national identity number was typed; it is refused where it is typed and repeated
    nowhere."""

    def __init__(self, field: str, label: object = None, said: Sentence | None = None) -> None:
        if not field and not label:  # typed where the name of a field stands
            said = said or _(
                "The name of a field contains what looks like a national identity number. Samsak"
                " never stores one: remove it, and describe the matter without naming the patient."
            )
        said = said or _(
            "The field “{field}” contains what looks like a national identity number."
            " Samsak never stores one:"
            " remove it, and describe the matter without naming the patient.",
            field=label or field,
        )
        super().__init__(Reason(field, said))
        self.field = field


class WrongSetting(BadInput):
    """A setting has a value that cannot be used; `name` is the setting's."""

    def __init__(self, name: str, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.name = name


class NotFound(SamsakError):
    """There is no such thing, or the one who asks may not know of it."""


class UnknownKey(NotFound):
    """Nothing is called so. It names the keys there are, for whoever types one; a page whose
    address holds it says that there is no such page."""


class Refused(SamsakError):
    """The action may not be taken now; carries everything that is unmet and the actions that are
    possible instead."""

    def __init__(
        self, unmet: Iterable[Reason], possible: Iterable[Sentence | Label] = (), action: str = ""
    ) -> None:
        super().__init__(*unmet)
        self.possible = tuple(possible)
        self.action = action

    @property
    def unmet(self) -> list[str]:
        """The codes of what is unmet, in the order they were asked."""
        return [reason.code for reason in self.reasons]


class Conflict(Refused):
    """Somebody else changed the case first; nothing of this attempt was kept."""


class TooOften(Refused):
    """Somebody without a name tries again and again; later it may be tried again."""


class DefinitionRefused(SamsakError):
    """A definition that may not be used; every problem at once, with file, line and key."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*(problem.said() for problem in self.problems))


def place_of(error: BaseException) -> str:
    """The module and the line that raised it: enough to look it up, and nothing that somebody
    wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""
