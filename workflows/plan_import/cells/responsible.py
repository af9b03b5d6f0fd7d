"""Reading a responsible cell: which bodies it names, in which role, and what in it is no known
body."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from workflows.documents.sheets import one_line
from workflows.plan_import.cells.bodies import BodyIndex, Folded, fold
from workflows.plan_import.cells.numbers_and_points import strip_bullet
from workflows.plan_import.cells.owner_words import (
    EVERY,
    HEADS,
    LABELS,
    MEMBER,
    NOBODY,
    RESPONSIBLE,
    ROLES,
    SUPPORT,
)
from workflows.plan_import.reading.drafts import Responsible

AND = ("og", "samt", "and")
# No cell of owners is longer; one that is holds something else.
MAX_OWNERS = 2_000
SHOWN = 80
REMARK = re.compile(
    r"(?:ses|sees|sjåast|sjås|må ses|må sees|se også|sjå|se|jf|jfr|ref|som|obs|nb)\b[. ]",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\s*[,;.]?\s*\b("
    + "|".join(
        words.replace(" ", r"\s+") + (r"(?=\s*:)" if words in LABELS else "") for words in ROLES
    )
    + r")\b[\s:]*",
    re.IGNORECASE,
)
_ROLE_AHEAD = "|".join(rf"\b{words}\b" for words in ROLES if words not in LABELS)
_ROLE_BEHIND = re.compile(rf"\s+({'|'.join(ROLES)})\s*$", re.IGNORECASE)
# “Styringsgruppe (OSU)” names the OSU; other bodies have names of their own.
_GENERIC = re.compile(r"(?:styrings|arbeids|prosjekt|fag)?gruppe\b", re.IGNORECASE)
_HEAD = re.compile(rf"(?:{'|'.join(HEADS)})\s+", re.IGNORECASE)
# “HNT v/ fagsjef”: the body, and who acts for it.
_ACTING = re.compile(
    r"(?:\s*\bv(?:ed)?\s*/\s*|\s+ved\s+)(?P<who>[^,;/\n(]*?)"
    rf"(?=\s*(?:[,;/\n(]|\bog\b|{_ROLE_AHEAD}|$))",
    re.IGNORECASE,
)
# “ASU*”, “ASU 1)”: a mark that leads to a note below the table.
_FOOTNOTE = re.compile(r"\*+|(?<=[^\W\d])[  ]?\d\)|[¹²³⁴⁵⁶⁷⁸⁹]+")
# “ASU, PSU m.fl.”: others, whom nobody names.
_OTHERS = re.compile(
    r"[ ,]*(?<!\w)(?:m\. ?fl|mfl|m ?/ ?fl|og andre|og flere|og fleire|et al|and others)\b\.?",
    re.IGNORECASE,
)
_JOINER = re.compile(r"\s*(?:[,/;+&|]|\b(?:" + "|".join(AND) + r")\b)\s*|\s*\n\s*", re.IGNORECASE)
_HARD_END = re.compile(r"\s*[\n/;|]")
_TAIL = re.compile(r"[ .:,/;)\n]*")
_PARENTHESIS = re.compile(r"\s*\(([^()\n]*)\)")


@dataclass
class Owners:
    """What a responsible cell says. `unknown` are the names in it that no body has."""

    bodies: list[Responsible] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    remark: str = ""
    doubtful: list[str] = field(default_factory=list)  # read in one of several ways

    def add(self, found: Responsible) -> None:
        if all(known.body_id != found.body_id for known in self.bodies):
            self.bodies.append(found)


class _Match(NamedTuple):
    end: int
    body: str


def read_owners(text: str, index: BodyIndex) -> Owners:
    """The bodies of the cell, in printed order, each once; unknown names apart, the known ones
    beside them stay."""
    if len(text) > MAX_OWNERS:
        return Owners(unknown=[one_line(text[:SHOWN]) + " …"])
    text = _FOOTNOTE.sub(lambda found: found[0] if _within(text, found.start()) else "", text)
    if one_line(text).casefold().strip(" .()") in NOBODY:
        return Owners()
    if others := _OTHERS.search(text):
        owners = read_owners(text[: others.start()] + text[others.end() :], index)
        return replace(owners, doubtful=[*owners.doubtful, one_line(text)])
    lines = [strip_bullet(line) for line in text.split("\n")]
    remarks = [line for line in lines if REMARK.match(line) and not index.find(line)]
    return _Reader("\n".join(line for line in lines if line not in remarks), index, remarks).read()


def _within(text: str, place: int) -> bool:
    """Whether that place stands in parentheses, where “2)” is no mark of a footnote."""
    return text.count("(", 0, place) > text.count(")", 0, place)


def _taking_part(role: str) -> str:
    return SUPPORT if role == RESPONSIBLE else role


class _Reader:
    def __init__(self, text: str, index: BodyIndex, remarks: list[str]) -> None:
        self.text = text
        self.index = index
        self.folded: Folded = fold(text)
        self.owners = Owners(remark=one_line(" ".join(remarks)))
        self.role = RESPONSIBLE
        self.last = ""

    def read(self) -> Owners:
        place = self._joined(0)
        while place < len(self.text):
            match = self._body_at(place)
            head = _HEAD.match(self.text, place)
            if match is None and head and self._body_at(head.end()):
                self._remark(head[0].strip())
                place = head.end()
                continue
            place = self._take(place, match) if match else self._take_unknown(place)
        return self.owners

    def _take(self, start: int, match: _Match) -> int:
        end = match.end
        inside = _PARENTHESIS.match(self.text, end)
        body, role = match.body, self.role
        if inside:
            # 'Steering group (OSU)': the name in the parenthesis says which one is meant.
            end = inside.end()
            body = self.index.find(inside[1]) or body
            words = one_line(inside[1]).casefold().strip(" .:")
            role = ROLES.get(words, role)
            if body != match.body and not _GENERIC.match(self.text, start):
                self._add_both(start, end, (match.body, body))
                return self._after(end)
            if body == match.body and words not in ROLES:
                self._inside(start, end, inside[1])
        named = (
            self.text[start:end] if inside and body != match.body else self.text[start : match.end]
        )
        self.last = one_line(named)
        self.owners.add(Responsible(body, self.last, role))
        return self._after(self._acting(end))

    def _add_both(self, start: int, end: int, bodies: tuple[str, str]) -> None:
        """“ASU (HNT)”: nobody knows whether the one in parentheses is meant beside or instead."""
        printed = one_line(self.text[start:end])
        for body in bodies:
            self.owners.add(Responsible(body, printed, self.role))
        self.owners.doubtful.append(printed)

    def _inside(self, start: int, end: int, words: str) -> None:
        """What stands in parentheses: more bodies, who take part, or a remark."""
        behind = _ROLE_BEHIND.search(words)
        inner = read_owners(words[: behind.start()] if behind else words, self.index)
        if not inner.bodies:
            self._remark(words)
            if re.search(r"20\d\d", words) or any(self.index.find(word) for word in words.split()):
                self.owners.doubtful.append(one_line(self.text[start:end]))
            return
        role = ROLES[behind[1].casefold()] if behind else ""
        for each in inner.bodies:
            self.owners.add(replace(each, role=role or _taking_part(each.role)))
        self.owners.doubtful.append(one_line(self.text[start:end]))

    def _acting(self, end: int) -> int:
        """Past who acts for a body: one that is a body itself takes part, others are a remark."""
        found = _ACTING.match(self.text, end)
        if found is None:
            return end
        who = one_line(found["who"])
        acting = self.index.find(who) or self._elliptic(who)
        if acting:
            self.owners.add(Responsible(acting, who, MEMBER))
        elif who:
            self._remark(f"v/ {who}")
        return found.end()

    def _after(self, end: int) -> int:
        """Past what joins this body to the next; a sentence that begins after a full stop is a
        remark."""
        rest = self.text[end:]
        if re.match(r"\s*[.:]\s+[^\n]", rest) and not rest.lstrip(" .:").startswith("\n"):
            line_end = self.text.find("\n", end + len(rest) - len(rest.lstrip()))
            line_end = len(self.text) if line_end < 0 else line_end
            begin = end + len(rest) - len(rest.lstrip(" .:\n"))
            role = _ROLE.match(self.text, begin)
            if begin < line_end and role is None and self._body_at(begin) is None:
                self._remark(self.text[begin:line_end])
                end = line_end
        return self._joined(end)

    def _remark(self, words: str) -> None:
        self.owners.remark = one_line(f"{self.owners.remark} {words}")

    def _joined(self, place: int) -> int:
        """Past all joiners; a role word gives the role of what follows, a new line takes it
        back."""
        while place < len(self.text):
            if role := _ROLE.match(self.text, place):
                words = " ".join(role[1].casefold().split())
                self.role = ROLES[words]
                place = role.end()
            elif joiner := _JOINER.match(self.text, place):
                if "\n" in joiner[0]:
                    self.role = RESPONSIBLE
                place = joiner.end()
            elif (tail := _TAIL.match(self.text, place)) and tail.end() > place:
                place = tail.end()
            else:
                break
        return place

    def _take_unknown(self, start: int) -> int:
        """Up to the next line, slash or known body: a name that no body has, unless it leans on
        the name before it."""
        end = self._unknown_end(start)
        name = one_line(self.text[start:end]).strip(" ,.;:")
        body = self._named(name)
        if body:
            self.owners.add(Responsible(body, name, self.role))
        elif name:
            self.owners.unknown.append(name)
        return self._joined(end)

    def _unknown_end(self, start: int) -> int:
        place = start
        while place < len(self.text):
            if _HARD_END.match(self.text, place):
                return place
            joiner = _ROLE.match(self.text, place) or _JOINER.match(self.text, place)
            if (
                joiner
                and place > start
                and (self._body_at(joiner.end()) or self._named(self._piece(joiner.end())))
            ):
                return place
            if joiner and place > start and self._named(one_line(self.text[start:place])):
                return place
            place += 1
        return place

    def _piece(self, start: int) -> str:
        end = start
        while end < len(self.text) and not _JOINER.match(self.text, end):
            end += 1
        return one_line(self.text[start:end])

    def _elliptic(self, name: str) -> str:
        """'Council for A / B' names the council for B; 'Council 2, 3-5' the council 3-5."""
        words = self.last.split()
        for count in range(len(words) - 1, 0, -1):
            if name and (body := self.index.find(" ".join([*words[:count], name]))):
                return body
        return ""

    def _named(self, name: str) -> str:
        return self._elliptic(name) or self._other_form(name)

    def _other_form(self, name: str) -> str:
        """'Sekretariatet' is the Sekretariat, 'alle kommuner' are the kommunene, 'Fagråd nr. 2' is
        Fagråd 2."""
        plain = re.sub(r"\bnr\.? ?(?=\d)", "", name, flags=re.IGNORECASE)
        words = plain.split()
        while words and words[0].casefold() in EVERY and len(words) > 1:
            words = words[1:]
        return self.index.find_form(" ".join(words))

    def _body_at(self, start: int) -> _Match | None:
        """The longest known body that begins there and ends where a name can end."""
        first = bisect_left(self.folded.places, start)
        if first == len(self.folded.places) or self.folded.places[first] - start > 1:
            return None
        for length, body in self.index.starting_at(self.folded.text, first):
            end = self.folded.places[first + length - 1] + 1
            if self._ends(end):
                return _Match(end, body)
        return None

    def _ends(self, end: int) -> bool:
        rest = self.text[end:]
        if not rest:
            return True
        if self.text[end - 1].isdigit() and re.match(r" ?[-–/] ?\d", rest):
            return False
        return bool(
            _ROLE.match(self.text, end)
            or _JOINER.match(self.text, end)
            or _PARENTHESIS.match(self.text, end)
            or _ACTING.match(self.text, end)
            or re.match(r"\s*[.:;]+(?:\s|$)|\s+$", rest)
        )
