"""Words by which the columns of a plan's tables are known, in bokmål, nynorsk and English."""

from __future__ import annotations

from workflows.plan_import.cells.time_words import phrases

WORDS = {
    "number": phrases(
        "nr, nummer, no, pkt, punkt, #, tiltaksnr, tiltaksnummer, tiltak nr, tiltak nummer, id,"
        " løpenr, løpenummer, number, item"
    ),
    "goal": phrases(
        "mål, hovedmål, hovudmål, delmål, målsetting, målsetjing, målsettinger, resultatmål,"
        " goal, goals, objective, objectives, aim"
    ),
    "measure": phrases(
        "tiltak, tiltaka, tiltakene, aktuelle tiltak, aktuelt tiltak, handling og fremdrift,"
        " handling og framdrift, handling, handlinger, handlingar, aktivitet, aktiviteter,"
        " aktivitetar, tiltak og aktiviteter, beskrivelse av tiltak, beskriving av tiltak,"
        " hva skal gjøres, kva skal gjerast, oppgave, oppgåve, oppgaver, oppgåver, measure,"
        " measures, action, actions, activity"
    ),
    "content": phrases(
        "innhold, innhald, beskrivelse, beskriving, skildring, omtale, content, description"
    ),
    "responsible": phrases(
        "ansvar, ansvarlig, ansvarleg, ansvarlige, ansvarlege, ansvarlig enhet, ansvarleg eining,"
        " ansvarlig organ, ansvarleg organ, ansvarlig instans, ansvarleg instans, hovedansvar,"
        " hovudansvar, hovedansvarlig, hovudansvarleg, tiltakseier, tiltakseigar, eier, eigar,"
        " hvem, kven, ansvarlig for gjennomføring, ansvarleg for gjennomføring,"
        " ansvar for gjennomføring, ansvar for oppfølging, ansvarlig for oppfølging,"
        " ansvarleg for oppfølging, responsible, owner, responsibility"
    ),
    "when": phrases(
        "når, tid, frist, tidsrom, tidsfrist, tidsplan, tidspunkt, tidsramme, periode, år,"
        " tid for gjennomføring, frist for gjennomføring, gjennomføres, gjennomføring, when, time,"
        " deadline, period, timeframe, year"
    ),
    "agreement": phrases(
        "delavtale, delavtaler, delavtalar, tjenesteavtale, tjenesteavtaler, tenesteavtale,"
        " tenesteavtaler, tenesteavtalar, avtale, avtaler, avtalar, retningslinje, agreement,"
        " agreements"
    ),
    "area": phrases(
        "innsatsområde, innsatsområder, innsatsområda, satsingsområde, satsingsområder,"
        " satsningsområde, satsingsområda, fokusområde, område, tema, area, focus area,"
        " priority area"
    ),
    "ignored": phrases(
        "status, kommentar, kommentarer, kommentarar, merknad, merknader, merknadar, notat,"
        " notater, notatar, oppdatert, sist endret, sist endra, lenke, lenkje, ressurser,"
        " ressursar, kostnad, kostnader, økonomi, indikator, indikatorer, resultat, måloppnåelse,"
        " oppnådd, evaluering, rapportering, samarbeidspartnere, samarbeidspartnarar, deltakere,"
        " deltakarar, prioritet, comment, comments, note, notes, link, progress"
    ),
}
ROLE_OF = {word: role for role, words in WORDS.items() for word in words}
ALL_WORDS = frozenset(part for word in ROLE_OF for part in word.split())
