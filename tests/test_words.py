"""The words that people read: one word for one thing, one set of forms, labels in quotes, and in
every definition of ours what mails need to say."""

from __future__ import annotations

import re

import pytest

from engine.language.sentences import LANGUAGES
from tests.words import said, texts
from workflows.known_definitions import load_definitions

# What a native editor struck out: language, pattern, where it was seen, what stands there instead.
STRUCK = [
    ("nb", r"[Tt]ilstand", "Tilstanden er ukjent.", "status"),
    (
        "nb",
        r"[Dd]et er (ingen|ikke noe) .*; det er\b",
        "Det er ingen rolle «x»; det er a og b.",
        "Velg blant: …",
    ),
    ("nb", r"\bDet er: ", "Handlingen finnes ikke. Det er: a.", "Velg blant: …"),
    ("nb", r"^Gi (det|den|dem) ", "Gi det med --plan.", "Oppgi …"),
    ("nb", r"^Si (i )?hv", "Si hvem som gjør det.", "Oppgi …"),
    ("nb", r"\b(et|som|er) holdt\b", "Avgjort i et holdt møte.", "gjennomført"),
    ("nb", r"[Ff]orankr", "Hver forankring holder.", "kontrollpunkt"),
    ("nb", r"\b[Mm]andat", "Mandatet gjelder fra i dag.", "beslutningsmyndighet"),
    ("nb", r"\bmyndighet", "Rådet som har myndighet.", "beslutningsmyndighet"),
    (
        "nb",
        r"\b(sakslista|klokka|fila|saka)\b",
        "Sett den på sakslista.",
        "sakslisten, kl., filen, saken",
    ),
    ("nb", r"\b[Tt](a|att|as) tilbake\b", "Steget ble tatt tilbake.", "omgjør, omgjort"),
    ("nb", r"[Ff]år vite det som", "Du får vite det som: Melderen.", "Du får dette fordi …"),
    ("nb", r"\b(den|hvem) som handler\b", "Adressen til den som handler.", "den som gjør dette"),
    ("nb", r"\b[Ss]lippe? (disse|dem)\b", "Slipp disse e-postene.", "meld deg av"),
    ("nb", r"^(?=.*\{ref\})(?=.*[Ss]aksnummer)", "Saksnummeret er {ref}.", "referanse"),
    ("nb", r"\b[Ss]lag\b", "Slag", "type"),
    ("nb", r"\bGodkjen[tn]\b", "Godkjent", "vedtatt, vedta"),
    ("nb", r"[Hh]åndter", "En enhet som håndterer det.", "behandle"),
    ("nn", r"[Tt]ilstand", "Tilstanden er ukjend.", "status"),
    (
        "nn",
        r"[Dd]et er (ingen|inga|ikkje noko) .*; det er\b",
        "Det er inga rolle «x»; det er a.",
        "Vel mellom: …",
    ),
    ("nn", r"\bDet er: ", "Handlinga finst ikkje. Det er: a.", "Vel mellom: …"),
    ("nn", r"\b[Gg]je\b", "Gje eit læringspunkt.", "gi"),
    ("nn", r"gjev", "Perioden som er oppgjeven.", "gir, oppgitt"),
    ("nn", r"\bbåe\b", "Vi held på båe radene.", "begge"),
    ("nn", r"\bvort(en|ne)\b", "Dei var vortne overflødige.", "vart, blitt"),
    ("nn", r"\batt\b", "Saka er «Meldt» att.", "igjen"),
    ("nn", r"[Hh]andter", "Ferdig handtert.", "behandle"),
    ("nn", r"\b(eit|som|er) halde\b", "Avgjort i eit halde møte.", "gjennomført"),
    ("nn", r"[Ff]orankr", "Kvar forankring held.", "kontrollpunkt"),
    ("nn", r"\b[Mm]andat", "Mandatet gjeld frå i dag.", "avgjerdsmynde"),
    ("nn", r"\bmynde", "Rådet som har mynde.", "avgjerdsmynde"),
    ("nn", r"\binnan då\b", "Ingenting blir sendt innan då.", "fram til då"),
    ("nn", r"\bhenne\b", "Lenkja er brukt. Be om henne på nytt.", "ho"),
    ("nn", r"\b[Tt](eken?|akast) tilbake\b", "Steget vart teke tilbake.", "gjort om"),
    ("nn", r"[Ff]år vite det som", "Du får vite det som: Meldaren.", "Du får dette fordi …"),
    ("nn", r"\b[Ss]leppe? (desse|dei)\b", "Slepp desse e-postane.", "meld deg av"),
    ("nn", r"^(?=.*\{ref\})(?=.*[Ss]aksnummer)", "Saksnummeret er {ref}.", "referanse"),
    ("nn", r"\b[Ss]lag\b", "Slag", "type"),
    ("nn", r"e-posten om du\b", "Svar på denne e-posten om du vil.", "dersom"),
    (
        "en",
        r"\bstands? (here|in|on|twice)\b|\bstand twice\b",
        "It stands here twice.",
        "is, appears",
    ),
    ("en", r"(?<!`samsak )\b[Mm]ails?\b", "A later mail takes its place.", "email"),
    ("en", r"[Tt]here are: ", "There is no plan “x”. There are: a.", "Choose from: …"),
    ("en", r"; there are ", "There is no role “x”; there are a.", "Choose from: …"),
    ("en", r"[Hh]ear of it as", "You hear of it as: The reporter.", "You get this because …"),
    ("en", r"\bta(ken?|ke) back\b", "“Route” was taken back.", "undone"),
    ("en", r"\bAnswer this\b", "Answer this email if you want none.", "Reply to this email"),
    ("en", r"\bdo(es)? not hold\b", "The anchor does not hold.", "is broken"),
]

# The placeholders that hold what a definition or a partnership wrote.
NAMES = "action|deadline|field|label|role|state|workflow"
LABEL = rf"(\{{({NAMES})\}}|%\(({NAMES})\)s)"


@pytest.mark.parametrize(("language", "struck", "seen", "instead"), STRUCK)
def test_no_word_that_was_struck_out_is_back(language, struck, seen, instead):
    assert re.search(struck, seen), "the pattern finds what it was made for"
    found = [text for text in texts(language) if re.search(struck, text)]

    assert found == [], f"say {instead}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_stands_in_quotes_or_by_itself(language):
    assert [text for text in said(language) if glued(text)] == []


@pytest.mark.parametrize(
    ("text", "is_glued"),
    [
        ("{field} is missing.", True),
        ("The field “{field}” is missing.", False),
        ("Status: %(state)s.", False),
        ("Saken er %(state)s.", True),
        ("{ref} ({state})", False),
        ("«{state}» og {state}", True),
        ("--set {field}=…", False),
    ],
)
def test_a_glued_label_is_found(text, is_glued):
    assert glued(text) is is_glued


def glued(text: str) -> bool:
    """Whether a label is a part of our own sentence; it may stand in quotes, alone after a colon
    or in brackets, and a field's name in a command."""
    alone = rf"[“«]{LABEL}[”»]|(^|: |\(){LABEL}($|\.|\)|:)|--set {LABEL}="
    return re.search(LABEL, re.sub(alone, "", text)) is not None


@pytest.mark.parametrize("definition", load_definitions().values(), ids=lambda each: each.id)
def test_every_definition_of_ours_says_what_mails_need(definition):
    steps = [definition.opening, *definition.actions]

    assert [step.label.en for step in steps if step.done is None] == []
    assert [role.name for role in definition.roles.values() if role.because is None] == []
    deadlines = definition.deadlines.values()
    assert [each.name for each in deadlines if each.due is None or each.late is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("definition", load_definitions().values(), ids=lambda each: each.id)
def test_what_mails_need_are_clauses(definition, language):
    """What was done and what is due begin a sentence; why somebody hears of it ends one, and
    speaks to one reader."""
    steps = [definition.opening, *definition.actions]
    first = [step.done for step in steps] + [
        words for each in definition.deadlines.values() for words in (each.due, each.late)
    ]
    last = [role.because for role in definition.roles.values()]

    begins, ends = r"[A-ZÆØÅ].*[^.!?]", rf"{'you' if language == 'en' else 'du'} .*[^.!?]"
    assert [w for w in first if not re.fullmatch(begins, w.said(language))] == []
    assert [w for w in last if not re.fullmatch(ends, w.said(language))] == []
