"""What people call the columns of their lists, in bokmål, nynorsk and English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.language.sentences import Label
from workflows.documents.sheets import one_line

# Columns, those that must be there first, each with what people call it besides.
Columns = Mapping[str, tuple[str, ...]]

PEOPLE_COLUMNS = {
    "email": (
        *("e-mail", "mail", "e-post", "epost", "e-postadresse", "epostadresse", "mailadresse"),
        *("adresse", "address", "email address", "e-mail address"),
    ),
    "name": (
        *("navn", "namn", "fullt navn", "fullt namn", "full name", "person"),
        *("visningsnavn", "visingsnamn", "display name"),
    ),
    "language": ("språk", "målform", "mål"),
    "seats": (
        *("seat", "verv", "body", "bodies", "council", "organ", "utvalg", "utval", "råd"),
        *("medlem av", "medlem i", "sitter i", "sit i"),
    ),
    "from": (
        *("start", "fra", "frå", "fra og med", "frå og med", "f.o.m", "fom", "since"),
        *("oppnevnt", "oppnemnd", "oppnevnt fra", "oppnemnd frå", "appointed"),
    ),
    "to": (
        *("slutt", "end", "til", "til og med", "t.o.m", "tom", "until"),
        *("oppnevnt til", "oppnemnd til", "appointed until"),
    ),
    "role": ("rolle", "roles", "roller", "funksjon", "function"),
    "deputy for": ("vara for", "varamedlem for", "varamedlem til", "vara til", "stedfortreder for"),
    "first name": ("fornavn", "fornamn", "førenamn", "given name"),
    "last name": ("etternavn", "etternamn", "surname", "family name"),
    "period": ("periode", "funksjonstid", "term"),
}
# What a column is called to those who read why a list is refused.
HEADINGS = {
    "email": Label("e-post", "e-post", "email"),
    "name": Label("navn", "namn", "name"),
    "language": Label("språk", "språk", "language"),
    "seats": Label("verv", "verv", "seats"),
    "from": Label("fra", "frå", "from"),
    "to": Label("til", "til", "to"),
    "role": Label("rolle", "rolle", "role"),
    "period": Label("periode", "periode", "period"),
    "deputy for": Label("vara for", "vara for", "deputy for"),
    "first name": Label("fornavn", "fornamn", "first name"),
    "last name": Label("etternavn", "etternamn", "last name"),
    "body": Label("organ", "organ", "body"),
    "date": Label("dato", "dato", "date"),
    "time": Label("tid", "tid", "time"),
    "first": Label("første dag", "første dag", "first"),
    "last": Label("siste dag", "siste dag", "last"),
}
LANGUAGE_WORDS = {
    **dict.fromkeys(("bokmål", "bokmal", "norsk", "norsk bokmål", "bm", "no"), "nb"),
    **dict.fromkeys(("nynorsk", "norsk nynorsk", "nno"), "nn"),
    **dict.fromkeys(("engelsk", "english", "eng"), "en"),
}
# Columns that must be there, and which others do as well.
INSTEAD = {"name": "last name", "last": "first"}
MEETING_COLUMNS = {
    "body": (
        *("bodies", "organ", "utvalg", "utval", "råd", "council", "møte i", "møte", "meeting"),
        *("emne", "subject"),
    ),
    "date": (
        *("day", "dato", "dag", "møtedato", "møtedag", "når", "when"),
        *("startdato", "start date"),
    ),
    "time": (
        *("tid", "klokkeslett", "klokka", "kl", "start", "from", "fra", "frå"),
        *("starttidspunkt", "starttid", "start time"),
    ),
    "place": ("sted", "stad", "lokale", "rom", "møterom", "hvor", "kvar", "where", "location"),
}
CLOSED_COLUMNS = {
    "first": (
        *("first day", "første dag", "første dagen", "fyrste dag", "from", "fra", "frå"),
        *("fra og med", "f.o.m", "fom", "start", "date", "dato", "dag", "startdato"),
        "start date",
    ),
    "last": (
        *("last day", "siste dag", "siste dagen", "to", "til", "til og med", "t.o.m", "tom"),
        *("until", "end", "slutt", "sluttdato", "end date"),
    ),
    "name": (
        *("navn", "namn", "hva", "kva", "what", "description", "beskrivelse", "grunn"),
        *("emne", "subject"),
    ),
}
_PARENTHESIS, _BRACKETS = re.compile(r"\([^)]*\)"), re.compile(r"[()]")


def column_of(head: str, columns: Columns) -> str:
    """The column that a heading names; its plain words where it names none."""
    words = one_line(head).casefold()
    said, whole = (_plain(_PARENTHESIS.sub("", words)), _plain(_BRACKETS.sub(" ", words)))
    for each in (whole, said):  # Oppnevnt (til) is no Oppnevnt
        for name, others in columns.items():
            if each in (name, *others):
                return name
    return said


def _plain(words: str) -> str:
    return " ".join(words.split()).strip(" .:*?")
