"""What a plan's own column says of how far a measure has come."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from workflows.documents.sheets import one_line
from workflows.plan_import.cells.time_points import MONTHS
from workflows.plan_import.cells.time_words import phrases


class Status(StrEnum):
    """How far a measure has come, as plans say it."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    DONE = "done"
    DEFERRED = "deferred"
    LAPSED = "lapsed"


_STATUS_WORDS = {
    Status.NOT_STARTED: "ikke startet, ikkje starta, ikke igangsatt, ikkje igangsett,"
    " ikke påbegynt, ikkje påbegynt, ikke begynt, planlagt, ny, nytt, not started, planned, new,"
    # as an export of Samsak says it
    " foreslått, føreslått, proposed, vedtatt, vedteke, vedteken, approved, tildelt, assigned",
    Status.STARTED: "igangsatt, igangsett, i gang, pågår, går føre seg, pågående, pågåande,"
    " under arbeid, delvis gjennomført, delvis ferdig, delvis utført, delvis fullført,"
    " nesten ferdig, partly done, startet, starta, påbegynt, påbyrja, i prosess,"
    " under gjennomføring, løpende, løpande, in progress, ongoing, started, under way",
    Status.DONE: "ferdig, ferdigstilt, fullført, gjennomført, utført, avsluttet, avslutta, lukket,"
    " lukka, levert, implementert, innført, evaluert, evaluated, ok, completed,"
    " complete, done, closed, finished",
    Status.DEFERRED: "utsatt, utsett, på vent, avventer, avventar, venter, ventar, satt på vent,"
    " postponed, on hold, deferred, paused",
    Status.LAPSED: "utgår, utgått, går ut, strøket, stroke, droppet, droppa, kansellert, bortfalt,"
    " fell bort, faller bort, trukket, trekt, slettet, sletta, avlyst, ikke aktuelt, ikkje aktuelt,"
    " avslått, declined, erstattet, erstatta, superseded, cancelled, canceled, withdrawn, lapsed,"
    " dropped, discontinued",
}
NEEDS_COUNCIL = "needs_council"
_LIGHT_WORDS = {
    "on_track": "grønn, grøn, grønt, i rute, green, on track",
    "at_risk": "gul, gult, kan bli forsinket, kan bli forseinka, yellow, amber, at risk",
    "late": "rød, raud, rødt, raudt, forsinket, forseinka, red, late, delayed",
    NEEDS_COUNCIL: "trenger hjelp fra utvalget, treng hjelp frå utvalet,"
    " needs help from the council",
}
STATUSES = {words: status for status, said in _STATUS_WORDS.items() for words in phrases(said)}
LIGHTS = {words: light for light, said in _LIGHT_WORDS.items() for words in phrases(said)}


# Where a case stands when what the plan says of it is so.
STANDS = {
    Status.NOT_STARTED: frozenset({"proposed", "approved", "assigned"}),
    Status.STARTED: frozenset({"ongoing"}),
    Status.DONE: frozenset({"evaluated"}),
    Status.DEFERRED: frozenset({"deferred"}),
    Status.LAPSED: frozenset({"withdrawn", "declined", "superseded"}),
}


ALL = 100
_SHARE = re.compile(r"(?P<share>\d{1,3}) ?%")
_FRACTION = re.compile(r"0[.,]\d+|[01][.,]0+")  # a share that a spreadsheet shows as it keeps it
_OF_SHARES = re.compile(r"%|prosent|percent|\w+grad\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d+)?")
_DATED = re.compile(
    r"(?P<words>\D+?)[ ,:(–-]+(?:i |per |pr\.? |den |til )?"
    rf"(?:\d[\d./ -]*|(?:{'|'.join(MONTHS)})\.?[ -]*\d{{2,4}})\)?"
)


_FIRST_WORDS = re.compile(r"\s*(?:[,:;.(–—]|\s-\s| fra | frå | da | fordi | pga\b| grunnet )\s*")
_LIGHT = re.compile(r" (?:lys|light)$")


class Progress(NamedTuple):
    """What the cells of a row say: status and light, '' where they say none; `unknown`: the words
    that are neither; `beside`: a cell that says more than the status before it."""

    status: str = ""
    light: str = ""
    unknown: str = ""
    beside: str = ""


def _status(plain: str) -> Status | None:
    """The status that words or a share say, with a day or a year behind them or not."""
    if share := _SHARE.fullmatch(plain):
        return _of_share(int(share["share"]))
    if _FRACTION.fullmatch(plain):
        return _of_share(_hundredths(plain))
    if plain in STATUSES:
        return STATUSES[plain]
    dated = _DATED.fullmatch(plain)
    return STATUSES.get(dated["words"].strip(" ,:;(-–")) if dated else None


def _of_share(done: float) -> Status:
    return Status.DONE if done >= ALL else Status.STARTED if done else Status.NOT_STARTED


def _hundredths(number: str) -> float:
    return ALL * float(number.replace(",", "."))


def as_share(cell: str, header: str) -> str:
    """The cell of a column of shares, such as *% ferdig*, with the sign that its header has: 50 and
    0.5 are 50 %."""
    if not (_NUMBER.fullmatch(cell) and _OF_SHARES.search(header)):
        return cell
    share = _hundredths(cell)
    return f"{share if share <= ALL else share / ALL:.0f} %"


def _ended(plain: str) -> Status | None:
    """That a measure has lapsed or waits, where the cell goes on to say why: nobody is to be
    reminded of it."""
    status = STATUSES.get(_FIRST_WORDS.split(plain, maxsplit=1)[0])
    return status if status in (Status.LAPSED, Status.DEFERRED) else None


def read_progress(*cells: str) -> Progress:
    """The status and the light of a row, from its columns of status and lights."""
    status, light, unknown, beside = "", "", list[str](), ""
    for cell in cells:
        plain = one_line(cell).casefold().strip(" .,;:()*")
        if known := _status(plain):
            status = status or known
        elif (colour := _LIGHT.sub("", plain)) in LIGHTS:
            light = light or LIGHTS[colour]
        elif ended := _ended(plain):
            status, beside = status or ended, one_line(cell)
        elif plain not in ("", "-", "–"):
            unknown.append(one_line(cell))
    return Progress(status, light, "; ".join(unknown), beside)


def says_status(text: str) -> bool:
    """Whether a text says, in its first words, that a measure has lapsed, waits or is done, or is
    the colour of a light."""
    progress = read_progress(text)
    return progress.status in (Status.LAPSED, Status.DEFERRED, Status.DONE) or bool(progress.light)
