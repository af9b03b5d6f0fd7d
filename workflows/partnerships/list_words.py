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
        *("adresse", "address", "email address"),
    ),
    "name": ("navn", "namn", "fullt navn", "fullt namn", "full name", "person"),
    "language": ("språk", "målform", "mål"),
    "seats": (
        *("seat", "verv", "body", "bodies", "council", "organ", "utvalg", "utval", "råd"),
        *("medlem av", "medlem i", "sitter i", "sit i"),
    ),
    "from": ("start", "fra", "frå", "fra og med", "frå og med", "f.o.m", "fom", "since"),
    "to": ("slutt", "end", "til", "til og med", "t.o.m", "tom", "until"),
    "role": ("rolle", "roles", "roller", "funksjon", "function"),
    "deputy for": ("vara for", "varamedlem for", "varamedlem til", "vara til", "stedfortreder for"),
    "first name": ("fornavn", "fornamn", "førenamn", "given name"),
    "last name": ("etternavn", "etternamn", "surname", "family name"),
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
INSTEAD = {"name": "last name"}
MEETING_COLUMNS = {
    "body": ("bodies", "organ", "utvalg", "utval", "råd", "council", "møte i", "møte", "meeting"),
    "date": ("day", "dato", "dag", "møtedato", "møtedag", "når", "when"),
    "time": ("tid", "klokkeslett", "klokka", "kl", "start", "from", "fra", "frå"),
}
CLOSED_COLUMNS = {
    "first": (
        *("first day", "første dag", "første dagen", "fyrste dag", "from", "fra", "frå"),
        *("fra og med", "f.o.m", "fom", "start", "date", "dato", "dag"),
    ),
    "last": (
        *("last day", "siste dag", "siste dagen", "to", "til", "til og med", "t.o.m", "tom"),
        *("until", "end", "slutt"),
    ),
    "name": ("navn", "namn", "hva", "kva", "what", "description", "beskrivelse", "grunn"),
}
# What many lists have, and what nothing here keeps: told, and not read.
PASSED = frozenset(
    (
        *("sted", "stad", "møtested", "møtestad", "lokale", "rom", "place", "room", "location"),
        *("kommentar", "kommentarer", "merknad", "merknader", "comment", "comments", "note"),
        *("mobil", "mobiltelefon", "telefon", "tlf", "phone", "mobile", "nr", "nummer", "no", "#"),
        *("stilling", "tittel", "yrke", "title", "position", "arbeidssted", "arbeidsstad"),
    )
)
_PARENTHESIS = re.compile(r"\([^)]*\)")


def column_of(head: str, columns: Columns) -> str:
    """The column that a heading names; its plain words where it names none."""
    said = " ".join(_PARENTHESIS.sub("", one_line(head)).casefold().split()).strip(" .:*?")
    return next((name for name, others in columns.items() if said in (name, *others)), said)
