"""The ways out of a refusal as the typed face has them: commands and options."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from engine.errors import Reason, Remedy, WayOut
from engine.language.sentences import AnyOf, Sentence, _

Values = Mapping[str, Any]


def in_words(reason: Reason, options: Values = MappingProxyType({})) -> list[Sentence]:
    """What stands in the way and, where there is one, the command or option that helps; `options`
    are those of the command that was refused, by the fields they give."""
    if reason.remedy is None:
        return [reason.sentence]
    option = options.get(str(reason.remedy.values.get("field")))
    if option and reason.remedy.way is WayOut.GIVE_FIELD:
        return [reason.sentence, _("Give it with {option}.", option=option)]
    return [reason.sentence, worded(reason.remedy)]


def worded(remedy: Remedy) -> Sentence:
    """The command or option."""
    return WORDS[remedy.way](remedy.values)


def _give_field(values: Values) -> Sentence:
    if values.get("asked_with") == "meeting":
        return _("Give it with --meeting {number}.", number=values.get("value", "M"))
    return _("Give it with --set {field}=…", field=values["field"])


def _say_which_measure(row: str, measures: Iterable[str]) -> Sentence:
    ways = AnyOf([*(f"--same {row}={measure}" for measure in measures), f"--new {row}"])
    return _("Say it with {ways}.", ways=ways)


def _name_column(values: Values) -> Sentence:
    if values["part"] == "measures":
        return _('Say it: --column {part}="{header}" with the right header.', **values)
    return _(
        'Say it: --column {part}="{header}" with the right header, or --column {part}=- if there'
        " is none.",
        **values,
    )


def _import_list(kind: str) -> Sentence:
    ways = {
        "people": _("Import it: `samsak person import FILE --partnership ID`."),
        "meetings": _("Import it: `samsak meeting import FILE --partnership ID`."),
        "closed": _("Import it: `samsak closed import FILE --partnership ID`."),
        "structure": _("Load it: `samsak init --partnership FILE`."),
    }
    return ways[kind]


def _put_on_agenda(values: Values) -> Sentence:
    ref = values["ref"]
    if values.get("report"):
        return _("Put it there: `samsak meeting item add M {ref} --report`.", ref=ref)
    if "meeting" in values:
        return _(
            "Put it there: `samsak meeting item add {number} {ref} --outcome noted`.",
            number=values["meeting"],
            ref=ref,
        )
    return _(
        "Put it on an agenda (`samsak meeting item add M {ref}`), record the decision"
        " (`samsak meeting decide`), and record that the meeting was held (`samsak meeting hold`).",
        ref=ref,
    )


def _see(command: str) -> Callable[[Values], Sentence]:
    return lambda _values: _("See `{command}`.", command=command)


WORDS: dict[WayOut, Callable[[Values], Sentence]] = {
    WayOut.ADD_MEMBER: lambda values: _(
        "Add one: `samsak person add EMAIL NAME --body {body}:member`.", body=values["body"]
    ),
    WayOut.ANSWER_FIRST: lambda values: _(
        "Answer first: `samsak do {ref} answer --set answer=…`.", ref=values["ref"]
    ),
    WayOut.ASK_FEWER: lambda values: _(
        "Type `samsak do {ref} stop_asking --set awaited=…`, with those of {units} who are"
        " still asked, or nothing after the sign.",
        ref=values["ref"],
        units=values["units"],
    ),
    WayOut.BELIEVE_CLOCK: lambda _values: _(
        "If the clock is right now: `samsak tick --believe-clock`."
    ),
    WayOut.CORRECT_STEPS: lambda values: _(
        "Undo what came after it first: `samsak correct {ref} --reason TEXT`.", **values
    ),
    WayOut.COUNT_ANEW: lambda values: _(
        "Make it anew: `samsak report propose {meeting}`.", **values
    ),
    WayOut.CREATE_DATABASE: lambda _values: _("Create it: `samsak init`."),
    WayOut.END_SEATS: lambda values: _(
        "`samsak person leave {email} BODY` ends them.", email=values["email"]
    ),
    WayOut.GIVE_FIELD: _give_field,
    WayOut.GIVE_LEARNING: lambda _values: _(
        "Give it with --set learning=… or --set no_learning_reason=…"
    ),
    WayOut.GIVE_PERIOD: lambda _values: _("Give them with --period."),
    WayOut.GIVE_PLAN_ID: lambda _values: _("Give it with --plan."),
    WayOut.GIVE_REASON: lambda _values: _("Give it with --reason."),
    WayOut.GIVE_YEARS: lambda _values: _(
        "Give --set years=2026-2027, or --set ongoing=yes for work without an end."
    ),
    WayOut.HOLD_MEETING: lambda values: _(
        "Record that it was held: `samsak meeting hold {number}`.", number=values["meeting"]
    ),
    WayOut.IMPORT_LIST: lambda values: _import_list(values["kind"]),
    WayOut.IMPORT_PLAN: lambda _values: _(
        "Import one: `samsak plan import FILE --partnership ID`."
    ),
    WayOut.KEEP_OPTION: lambda _values: _(
        "Keep it in the list, with `valid_to`, and with `newer` if another one took its place."
    ),
    WayOut.LEAVE_TABLE_OUT: lambda values: _(
        'If it is not: --leave-out "{table}". If it is: --take "{table}".',
        table=values["header"],
    ),
    WayOut.LIST_BODIES: _see("samsak body list"),
    WayOut.LIST_CLOSED_DAYS: _see("samsak closed list"),
    WayOut.LIST_FORGOTTEN: lambda _values: _(
        "People who were removed already: `samsak person list --forgotten`."
    ),
    WayOut.LIST_MANDATES: _see("samsak mandate list"),
    WayOut.LIST_MEETINGS: _see("samsak meeting list"),
    WayOut.LIST_REPORTS: _see("samsak report list"),
    WayOut.LIST_PEOPLE: _see("samsak person list"),
    WayOut.LOAD_PARTNERSHIP: lambda _values: _("Load one: `samsak init --partnership FILE`."),
    WayOut.MEND_DECISION: lambda values: _(
        "Mend it: `samsak meeting decide {meeting} {item} OUTCOME --correct --reason TEXT`.",
        **values,
    ),
    WayOut.NAME_COLUMN: _name_column,
    WayOut.PUT_COMMON_LIST: lambda values: _(
        "Import the common list with this option in it instead, with `valid_to`:"
        " `samsak workflow lists {id} {list} --yaml` gives the file to begin with. When the"
        " cases have ended, the list can be dropped.",
        **values,
    ),
    WayOut.PUT_ON_AGENDA: _put_on_agenda,
    WayOut.RECORD_DECISION: lambda values: _(
        "Record it first: `samsak meeting decide {meeting} {ref} {outcome}`.", **values
    ),
    WayOut.REMOVE_ANYWAY: lambda _values: _("Confirm it with --anyway."),
    WayOut.REPORT_ANEW: lambda _values: _("Report it anew: `samsak deviation report`."),
    WayOut.SAY_WHICH_PARTNERSHIP: lambda _values: _("Give it with --partnership ID."),
    WayOut.SAY_WHICH_MEASURE: lambda values: _say_which_measure(**values),
    WayOut.SAY_WHICH_PLAN: lambda values: _(
        "To import it as that plan: --plan {plan}. As the next one after it:"
        " `samsak plan roll {plan} {new} FILE --period …`. As a plan of its own all the same:"
        " --separate.",
        **values,
    ),
    WayOut.SAY_WHO: lambda _values: _("Say who you are: --as EMAIL, or set SAMSAK_AS."),
    WayOut.SKIP_BAD_ROWS: lambda _values: _("Import the rest with --skip-bad-rows."),
    WayOut.WRITE_MORE: lambda _values: _(
        "Write an addendum (`samsak deviation follow RECEIPT --add TEXT`), or report it anew"
        " (`samsak deviation report`)."
    ),
    WayOut.TAKE_BACK_PART: lambda values: _(
        "Wait, or ask those no more whom you can do without: `samsak do {ref} stop_asking --set"
        " awaited=…`, with those of {units} who are still asked, or nothing after the sign.",
        ref=values["ref"],
        units=values["units"],
    ),
    WayOut.TAKE_OFF_AGENDA: lambda values: _(
        "Take it off: `samsak meeting item remove {meeting} {item}`.", **values
    ),
    WayOut.UPGRADE_DATABASE: lambda _values: _("Bring it up to date: `samsak init`."),
}


# What can be done about what `doctor` finds, by its code; what says so itself stands not here.
OF_FAULTS = {
    "mail_failed": _(
        "See why with `samsak mail list --state failed`; then `samsak mail retry N`, or"
        " `samsak mail give-up N`."
    ),
    "mail_in_doubt": _(
        "Emails in doubt: `samsak mail list --state in_doubt` says which, and when each goes again."
        " Who knows better says so: `samsak mail arrived N`, or `samsak mail retry N`."
    ),
    "mail_undecided": _(
        "Emails in doubt too often: `samsak mail list --state in_doubt` says which. Ask the reader;"
        " then `samsak mail arrived N`, or `samsak mail retry N`."
    ),
    "mail_waits": _("See what they wait for: `samsak mail list --state queued`."),
    "mail_held": _("Let them go: `samsak mail release`."),
    "mail_server_away": _(
        "Look whether the email server runs, and whether SAMSAK_MAIL_URL leads there."
    ),
    "mail_server_refuses": _(
        "Look at what it says, at the user and the password in SAMSAK_MAIL_URL, and at"
        " SAMSAK_MAIL_FROM."
    ),
    "archive_away": _("Look whether the archive runs, and whether SAMSAK_ARCHIVE_URL leads there."),
    "part_fails": _("The log says where: `journalctl -u samsak`."),
    "no_tick": _("Look whether `samsak run` runs; or tick by hand: `samsak tick`."),
    "clock_off": _("Set this machine’s clock right."),
    "mark_ahead": worded(Remedy(WayOut.BELIEVE_CLOCK)),
    "no_seat": _(
        "Give a seat with `samsak person add EMAIL NAME --body BODY:member`, or remove the person:"
        " `samsak person forget EMAIL`."
    ),
    "waits_for_nobody": _(
        "Give the body a member, `samsak person add EMAIL NAME --body BODY:member`, or the case to"
        " another body."
    ),
    "runs_on": _("Look at the two cases: `samsak show REF`."),
    "not_adopted": _("Put them on an agenda: `samsak meeting item add M REF`."),
    **dict.fromkeys(
        ("due_differs", "wake_differs"),
        _("Run `samsak verify`. Where the record is intact this is a fault of Samsak: report it."),
    ),
    "backup_old": _(
        "Make one, `samsak backup FILE`, and look why the nightly one fails:"
        " `systemctl status samsak-backup`."
    ),
    "said_by_one": _("Load the structure file that names both: `samsak init --partnership FILE`."),
}
OF_BREAKS = _(
    "The record was changed by somebody, or the disk is damaged. Keep this database as it is,"
    " compare it with what is kept elsewhere (`samsak verify --against FILE`), and restore the"
    " newest backup that is whole (`samsak restore FILE`)."
)
