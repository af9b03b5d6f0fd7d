"""What Norwegian words have in common, however they end and in whichever of the two written
languages they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORTEST = 4  # letters of a root
PART = 5  # letters of a root that may be a part of a longer word
WORD = re.compile(r"[^\W\d_]+")
ENDINGS = (
    *("enes", "anes", "ene", "ane", "ens", "ets", "ers", "ert"),
    *("en", "et", "er", "ar", "es", "a", "e"),
)
# The same part of a word in nynorsk and in bokmål.
SPELLINGS = (
    *(("sjuk", "syk"), ("heim", "hjem"), ("augneblink", "øyeblikk"), ("eining", "enhet")),
    *(("tilvis", "henvis"), ("seink", "sink"), ("skriving", "skrivning")),
    *(("legging", "leggels"), ("søking", "søkels"), ("leg", "lig"), ("reiing", "redning")),
)
# Roots that many reports have, whatever they are about.
SAYING_LITTLE = """
    aldri alltid andre annen ansatt avvik bare begge blant blei blir blitt både deira denn
    deres derfor dett difor diss eller ette etter etterpå ettersom fikk fleir flere forbi
    fordi fram først gang gikk gjekk gjenn gjennom gjett gjord hadd hatt hell heller hend
    henn henne hvilk hvis hvor ikke ikkje imellom ingen innen kom komm kommun kunn kvar kvif
    kvifor kvild langs mang melding mell mellom mens mott mottok mye mykj mått måtte noen
    nokon nokr nokså også pasient person plass sa saman sammen seg seier sett sidan siden
    sin sist skal skje skjedd skull som står svært tatt teke tidlig under utan uten vart
    vill ville viss vore vår vær være vært ønsk ønsket
"""
COMMON = frozenset(SAYING_LITTLE.split())


def root(word: str) -> str | None:
    """The root of a word, spelt as in bokmål; None for what is too short or says too little."""
    small = word.casefold()
    short = next((small[: -len(e)] for e in ENDINGS if _ends(small, e)), small)
    for other, usual in SPELLINGS:
        short = short.replace(other, usual)
    return None if len(short) < SHORTEST or {small, short} & COMMON else short


def _ends(word: str, ending: str) -> bool:
    return word.endswith(ending) and len(word) - len(ending) >= SHORTEST


def roots_of(texts: Iterable[str]) -> dict[str, str]:
    """Every root that stands in these texts, with the word that it was first found in."""
    found: dict[str, str] = {}
    for text in texts:
        for word in WORD.findall(text):
            if (short := root(word)) is not None:
                found.setdefault(short, word.casefold())
    return found


def spellings(short: str) -> list[str]:
    """How a root may be spelt in a text."""
    nynorsk = short
    for other, usual in SPELLINGS:
        nynorsk = nynorsk.replace(usual, other)
    return sorted({short, nynorsk})


def has_root(others: Iterable[str], short: str) -> bool:
    """Whether one of these roots is the same, or a longer one that begins or ends with it."""
    part = len(short) >= PART
    return any(o == short or (part and (o.startswith(short) or o.endswith(short))) for o in others)
