"""What a file does not say plainly enough to be taken: the import stops and asks."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import Reason, Remedy, WayOut
from engine.language.sentences import Sentence, _
from workflows.documents.refusals import FileRefused


class FileQuestion(FileRefused):
    """The file can be read once somebody says what one of its columns or tables is.

    `part`: the part of a measure that is asked for, 'table' for a table, 'period' for years;
    `headers`: what there is to choose from, and the one that an answer is shown with, the first or
    the `likely` one.
    """

    def __init__(
        self, part: str, headers: Sequence[str], sentence: Sentence, likely: str = ""
    ) -> None:
        super().__init__("unclear", sentence)
        self.part, self.headers = part, tuple(headers)
        ways = {"table": WayOut.LEAVE_TABLE_OUT, "period": WayOut.GIVE_PERIOD}
        way = ways.get(part, WayOut.NAME_COLUMN)
        values = {"part": part, "header": likely or next(iter(self.headers), "")}
        self.reasons = (Reason("unclear", sentence, Remedy(way, values)),)


def which_column(part: str, headers: Sequence[str], likely: str = "") -> FileQuestion:
    """None is found for that part, or several want to be it."""
    shown = quoted(headers)
    sentences = {
        "measures": _("Which column holds the measures? The headers are {headers}.", headers=shown),
        "owners": _(
            "Which column says who is responsible? The headers are {headers}.", headers=shown
        ),
        "times": _("Which column says when? The headers are {headers}.", headers=shown),
    }
    return FileQuestion(part, headers, sentences[part], likely)


def which_of(part: str, rivals: Sequence[str]) -> FileQuestion:
    """Two columns want to be the same part of a measure."""
    shown = quoted(rivals)
    sentences = {
        "measures": _(
            "The columns {headers} may all hold the measures. Which one does?", headers=shown
        ),
        "owners": _(
            "The columns {headers} may all say who is responsible. Which one does?", headers=shown
        ),
        "times": _("The columns {headers} may all say when. Which one does?", headers=shown),
    }
    return FileQuestion(part, rivals, sentences[part])


def which_year(headers: Sequence[str]) -> FileQuestion:
    """The columns are parts of a year, and nothing says of which one."""
    sentence = _(
        "The columns {headers} name no year, and the plan is not of one year alone. Write the year"
        " over them in the file; or, where the plan is of one year, give its years.",
        headers=quoted(headers),
    )
    return FileQuestion("period", headers, sentence)


def marks_of_bodies(headers: Sequence[str]) -> FileQuestion:
    """Each body has a column, and other signs stand in them than a cross."""
    sentence = _(
        "The columns {headers} are called by bodies, and hold more than crosses: put x"
        " under those who are responsible, and who supports in a column of its own. Or say which"
        " column names who is responsible.",
        headers=quoted(headers),
    )
    return FileQuestion("owners", headers, sentence)


def is_other_plan(table: str, number: str) -> FileQuestion:
    """A table with the numbers of measures that another one has."""
    sentence = _(
        "The table “{table}” has other measures under the numbers of a table before it, such as"
        " {number}. Is it a part of this plan?",
        table=table,
        number=number,
    )
    return FileQuestion("table", (table,), sentence)


def is_part(table: str, headers: Sequence[str]) -> FileQuestion:
    """A table that is unlike the others: nobody has said that it is a part of the plan."""
    sentence = _(
        "The table “{table}” is unlike the others: its headers are {headers}, and its rows are not"
        " numbered as theirs are. Is it a part of the plan?",
        table=table,
        headers=quoted(headers),
    )
    return FileQuestion("table", (table,), sentence)


def quoted(names: Sequence[str]) -> list[Sentence]:
    """The names, each in the quotation marks of the reader's language."""
    return [_("“{name}”", name=name) for name in names]
