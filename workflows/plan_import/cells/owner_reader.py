"""The words of a responsible cell, one after the other, becoming bodies with their roles, and what
in it is no known body."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from workflows.documents.sheets import one_line
from workflows.plan_import.cells.bodies import BodyIndex, Folded, fold
from workflows.plan_import.cells.owner_words import (
    EVERY,
    HEADS,
    LABELS,
    MEMBER,
    MUNICIPAL,
    RESPONSIBLE,
    REST,
    ROLES,
    SHORT,
    SUPPORT,
    TITLES,
)
from workflows.plan_import.cells.owners import Owners
from workflows.plan_import.reading.drafts import Responsible

AND = ("og", "samt", "and")
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
_JOINER = re.compile(r"\s*(?:[,/;+&|]|\b(?:" + "|".join(AND) + r")\b)\s*|\s*\n\s*", re.IGNORECASE)
_HARD_END = re.compile(r"\s*[\n/;|]")
_TAIL = re.compile(r"[ .:,/;)\n]*")
# Signs that are no part of a name: “ASU?”, “(HNT)”.
_SIGNS = re.compile(r"[^\w\s.&'’/,-]")
_PARENTHESIS = re.compile(r"\s*\(([^()\n]*)\)")


class _Match(NamedTuple):
    end: int
    body: str


def _taking_part(role: str) -> str:
    return SUPPORT if role == RESPONSIBLE else role


class OwnerReader:
    """Reads one cell. `remarks`: lines of it that point elsewhere and name nobody."""

    def __init__(self, text: str, index: BodyIndex, remarks: Sequence[str] = ()) -> None:
        self.text = text
        self.index = index
        self.folded: Folded = fold(text)
        self.owners = Owners(remark=one_line(" ".join(remarks)))
        self.role = RESPONSIBLE
        self.last = ""
        for line in remarks:
            if not self._only_points(line):
                self.owners.doubt(one_line(line))

    def _only_points(self, words: str) -> bool:
        """Whether words point to another measure, and name no body."""
        each = words.split()
        pairs = (" ".join(pair) for pair in pairwise(each))
        return REMARK.match(words) is not None and not any(map(self.index.find, (*each, *pairs)))

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
        self.owners.doubt(printed)

    def _inside(self, start: int, end: int, words: str) -> None:
        """What stands in parentheses: more bodies, who take part, or a remark."""
        behind = _ROLE_BEHIND.search(words)
        inner = OwnerReader(words[: behind.start()] if behind else words, self.index).read()
        if not inner.bodies:
            self._remark(words)
            if _ACTING.match(f" {words}") is None and not self._only_points(words):
                self.owners.doubt(one_line(self.text[start:end]))
            return
        role = ROLES[behind[1].casefold()] if behind else ""
        for each in inner.bodies:
            self.owners.add(replace(each, role=role or _taking_part(each.role)))
        self.owners.doubt(one_line(self.text[start:end]))

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
        """Past what joins this body to the next; a sentence that begins after a full stop, or what
        a body is to do behind a colon, is a remark, and told."""
        rest = self.text[end:]
        if re.match(r"\s*[.:]\s+[^\n]", rest) and not rest.lstrip(" .:").startswith("\n"):
            begin = end + len(rest) - len(rest.lstrip(" .:\n"))
            line_end = self._remark_end(begin, task=rest.lstrip().startswith(":"))
            role = _ROLE.match(self.text, begin)
            if begin < line_end and role is None and self._body_at(begin) is None:
                words = self.text[begin:line_end]
                self._remark(words)
                if not self._only_points(words):
                    self.owners.doubt(f"{self.last}: {one_line(words)}")
                end = line_end
        return self._joined(end)

    def _remark_end(self, begin: int, *, task: bool) -> int:
        """Where a remark ends: with its line, and a task before the next body."""
        line_end = self.text.find("\n", begin)
        line_end = len(self.text) if line_end < 0 else line_end
        joiners = _JOINER.finditer(self.text, begin, line_end) if task else ()
        return next((each.start() for each in joiners if self._body_at(each.end())), line_end)

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
            if _SIGNS.search(name) or name.casefold().startswith(REST):
                self.owners.doubt(name)
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
        Fagråd 2, 'Steinkjer kommune' is Steinkjer, and 'HNTs fagsjef' acts for HNT."""
        plain = re.sub(r"\bnr\.? ?(?=\d)", "", name, flags=re.IGNORECASE)
        words = SHORT.get(plain.casefold(), plain).split()
        while words and words[0].casefold() in EVERY and len(words) > 1:
            words = words[1:]
        return self.index.find_form(" ".join(words)) or self._without_title(words)

    def _without_title(self, words: list[str]) -> str:
        """The body beside one word that says no more of it: what it is, or who acts for it."""
        if len(words) < 2:
            return ""
        if words[0].casefold() in TITLES:
            return self.index.find(" ".join(words[1:]))
        before = " ".join(words[:-1])
        if words[-1].casefold() in TITLES:
            return self.index.find(before) or self.index.find(before.removesuffix("s"))
        return self.index.find(before) if words[-1].casefold() in MUNICIPAL else ""

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
