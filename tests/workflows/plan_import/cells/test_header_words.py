"""Two hundred headers that plans have, each with what its column holds.

They are picked from public plans and from what colleagues write, not from header_words.yaml.
"""

from __future__ import annotations

import pytest

from workflows.plan_import.cells.header_words import role_of_phrase, role_of_stems

LIKELY = {
    "number": """
        Nr.; Nr; Nummer; Tiltaksnummer; Tiltaksnr.; Tiltak nr.; Løpenr.; Pkt.; Punkt; ID;
        Id; #; Number; No.; Item; Action no.; Ref.
    """,
    "measure": """
        Tiltak; Tiltaka; Tiltakene; Konkrete tiltak; Konkret tiltak; Aktuelle tiltak;
        Foreslåtte tiltak; Føreslåtte tiltak; Planlagte tiltak; Prioriterte tiltak; Nye
        tiltak; Felles tiltak; Tiltak/aktivitet; Tiltak og aktiviteter; Tiltaksbeskrivelse;
        Beskrivelse av tiltak; Beskrivelse av tiltaket; Beskriving av tiltaket; Skildring av
        tiltaket; Omtale av tiltaket; Forslag til tiltak; Navn på tiltak; Namn på tiltak;
        Aktivitet; Aktiviteter; Aktivitetar; Handling; Handlinger; Handlingar; Hva; Kva;
        Hva?; Hva skal gjøres; Hva skal gjøres?; Kva skal gjerast?; Hva skal vi gjøre;
        Oppgave; Oppgaver; Oppgåver; Arbeidsoppgaver; Leveranse; Action; Actions; Measure;
        Measures; Activity; Activities; Task; What; Initiative; Description of action;
        Tiltak 2022-2025; Tiltak i perioden; Innhold; Innhald; Beskrivelse; Description
    """,
    "responsible": """
        Ansvar; Ansvarlig; Ansvarleg; Ansvarlige; Ansvarlege; Ansv.; Ansv; Ansvarlig:;
        Ansvarlig*; Ansvarlig part; Ansvarlig enhet; Ansvarleg eining; Ansvarlig instans;
        Ansvarlig organ; Ansvarlig avdeling; Ansvarlig virksomhet; Ansvarlig for tiltaket;
        Ansvarleg for tiltaket; Ansvarlig for gjennomføring; Ansvarlig for oppfølging;
        Ansvar for gjennomføring; Hovedansvar; Hovudansvar; Hovedansvarlig; Hovudansvarleg;
        Tiltaksansvarlig; Hvem; Kven; Hvem?; Kven?; Hvem har ansvar; Hvem gjør det; Eier;
        Eigar; Tiltakseier; Tiltakseigar; Utføres av; Gjennomføres av; Koordinator;
        Responsible; Responsible party; Responsibility; Owner; Action owner; Lead; Who;
        Accountable
    """,
    "supporting": """
        Medansvarlig; Medansvarleg; Bidrar; Bidragsytere; Bidragsytarar; Samarbeidspartnere;
        Samarbeidspartnarar; Samarbeidspart; Samarbeid med; Deltakere; Deltakarar;
        Deltagere; Medvirkende; Medverkande; Involverte; Involverte parter; Støttes av;
        Andre involverte; Øvrige ansvarlige; Partners; Supporting; Contributors;
        Participants
    """,
    "when": """
        Når; Når?; Tid; Tidspunkt; Tidsfrist; Tidsrom; Tidsramme; Tidsplan; Tidsperspektiv;
        Tidshorisont; Frist; Frist:; Frist for gjennomføring; Frist for ferdigstilling; Kva
        tid; Kva tid?; Gjennomføres innen; Gjennomførast innan; Gjennomføres; Gjennomføring;
        Innen; Innan; Periode; Planperiode; År; Årstall; Årstal; Dato; Planlagt tid; Tid for
        gjennomføring; Framdriftsplan; Milepæl; Due date; Due; Deadline; Timeline;
        Timeframe; Time frame; Timescale; When; Date; Period; Target date; Frist (2025)
    """,
    "start": "Oppstart; Start; Startdato; Oppstartsdato; Starter; Fra; Frå; Fra dato; Start date",
    "end": "Slutt; Sluttdato; Ferdig; Ferdigstilt; Ferdigstilles; Til; Til dato; End date",
    "status": "Status; Fremdrift; Framdrift; Status per mai; Tiltaksstatus; Progress; Tilstand",
    "light": "Trafikklys; Farge; Lys; RAG; RAG status; Fargekode",
    "goal": """
        Mål; Hovedmål; Hovudmål; Delmål; Målsetting; Målsetjing; Resultatmål; Effektmål;
        Strategisk mål; Goal; Goals; Objective; Objectives; Aim
    """,
    "area": """
        Innsatsområde; Innsatsområder; Satsingsområde; Satsingsområder; Fokusområde; Område;
        Tema; Fagområde; Temaområde; Kapittel; Area; Focus area; Priority area; Theme
    """,
    "agreement": "Delavtale; Tjenesteavtale; Tenesteavtale; Avtale; Retningslinje; Agreement",
    "ignored": """
        Kommentar; Kommentarer; Kommentarar; Merknad; Merknader; Notat; Ressurser;
        Ressursar; Kostnad; Kostnader; Økonomi; Budsjett; Finansiering; Indikator;
        Indikatorer; Måleindikator; Resultat; Forventet effekt; Forventa resultat;
        Evaluering; Rapportering; Prioritet; Prioritering; Målgruppe; Kategori; Type; Type
        tiltak; Bakgrunn; Begrunnelse; Grunngjeving; Hensikt; Formål; Føremål; Risiko;
        Hvordan; Korleis; Hvorfor; Kvifor; Utfordring; Comment; Comments; Notes; Budget;
        Resources; Outcome; KPI; Rationale; Background
    """,
}
HEADERS = [
    (header.strip(), role)
    for role, listed in LIKELY.items()
    for header in listed.split(";")
    if header.strip()
]


def test_there_are_more_than_two_hundred():
    assert len(HEADERS) > 200


@pytest.mark.parametrize(("header", "role"), HEADERS)
def test_a_likely_header_is_known(header, role):
    found = role_of_phrase(header) or role_of_stems(header)
    # the one column of texts holds the measures, whichever of the two it is called
    assert ("measure" if found == "content" else found) == role
