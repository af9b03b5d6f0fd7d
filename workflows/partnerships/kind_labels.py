"""What kinds of bodies and matters of mandates are called, for readers; files and programs use
their codes."""

from __future__ import annotations

from engine.language.sentences import Label

BODY_KINDS = {
    "administrative_council": Label(
        "administrativt samarbeidsutvalg",
        "administrativt samarbeidsutval",
        "administrative council",
    ),
    "agency": Label("etat", "etat", "agency"),
    "arena": Label("møteplass", "møteplass", "arena"),
    "association": Label("forening", "foreining", "association"),
    "authority": Label("myndighet", "styresmakt", "authority"),
    "collective": Label("samling av organer", "samling av organ", "group of bodies"),
    "committee": Label("utvalg", "utval", "committee"),
    "executive_committee": Label("arbeidsutvalg", "arbeidsutval", "executive committee"),
    "expert_council": Label("fagråd", "fagråd", "expert council"),
    "hospital_trust": Label("helseforetak", "helseføretak", "hospital trust"),
    "municipality": Label("kommune", "kommune", "municipality"),
    "network": Label("nettverk", "nettverk", "network"),
    "political_council": Label(
        "politisk samarbeidsutvalg", "politisk samarbeidsutval", "political council"
    ),
    "role": Label("rolle", "rolle", "role"),
    "secretariat": Label("sekretariat", "sekretariat", "secretariat"),
    "unit": Label("enhet", "eining", "unit"),
    "user_body": Label("brukerorgan", "brukarorgan", "user body"),
    "working_group": Label("arbeidsgruppe", "arbeidsgruppe", "working group"),
}
SUBJECT_NAMES = {
    "action_plan": Label("handlingsplan", "handlingsplan", "action plan"),
    "agreement_and_guidelines": Label(
        "avtale og retningslinjer", "avtale og retningslinjer", "agreement and guidelines"
    ),
    "disposal_of_funds": Label("bruk av midler", "bruk av midlar", "use of funds"),
    "minor_changes_of_agreement": Label(
        "mindre endringer i avtalen", "mindre endringar i avtalen", "minor changes of the agreement"
    ),
    "revision_of_guidelines_and_procedures": Label(
        "revisjon av retningslinjer og prosedyrer",
        "revisjon av retningslinjer og prosedyrar",
        "revision of guidelines and procedures",
    ),
}


def kind_label(kind: str) -> Label | str:
    """What a kind of body is called; the code itself where no label is known."""
    return BODY_KINDS.get(kind, kind)


def subject_label(matter: str) -> Label | str:
    """What the matter of a mandate is called. Partnerships name matters of their own, which are
    shown as they wrote them."""
    return SUBJECT_NAMES.get(matter, matter)
