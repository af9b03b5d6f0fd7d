"""Words of a plan's time cells, in bokmål, nynorsk and English."""

from __future__ import annotations


def phrases(listed: str) -> tuple[str, ...]:
    """Words and groups of words that stand in one text, with commas between them."""
    return tuple(listed.split(", "))


# What goes on all the time, and what is done whenever it is called for: neither has an end.
ONGOING = phrases(
    "fortløpende, fortlaupande, fortløpande, forløpende, løpende, løpande, laupande,"
    " kontinuerlig, kontinuerleg, kontinuerlege, kontinuerlige, årlig, årleg, årlege, årvisst,"
    " hvert år, kvart år, hvert halvår, kvart halvår, hvert kvartal, kvart kvartal, hver måned,"
    " kvar månad, annethvert år, annakvart år, hvert annet år, kvart anna år, halvårlig,"
    " halvårleg, kvartalsvis, månedlig, månadleg, ukentlig, vekentleg, flere ganger i året,"
    " fleire gonger i året, hele perioden, heile perioden, hele planperioden, heile planperioden,"
    " i hele perioden, i heile perioden, jevnlig, jamleg, regelmessig, varig, permanent,"
    " ved behov, etter behov, når det trengs, når det trengst, ongoing, continuous, continuously,"
    " yearly, annually, annual, every year, quarterly, monthly, weekly, regularly, as needed,"
    " when needed, throughout the period"
)
# What nobody has settled yet.
UNSETTLED = phrases(
    "avklares, avklarast, avklares senere, avklarast seinare, avklares nærmere, må avklares,"
    " må avklarast, ikke avklart, ikkje avklart, uavklart, ikke fastsatt, ikkje fastsett,"
    " ikke bestemt, ikkje bestemt, ubestemt, fastsettes senere, fastsettast seinare,"
    " innen årets utgang, innan årets utgang, årets utgang, innen utgangen av året,"
    " innan utgangen av året, i løpet av året, innen året, innan året,"
    " i planperioden, i perioden, i løpet av planperioden, i løpet av perioden,"
    " gjennom perioden, gjennom planperioden,"
    " settes senere, bestemmes senere, kommer senere, kjem seinare, kommer tilbake til,"
    " etter nærmere avtale, etter nærare avtale, etter avtale, tbd, tba, tbc, to be decided,"
    " to be settled, to be agreed, to be confirmed, not settled"
)
# What stands beside a year and says nothing of another one, nor of a part of it.
BESIDE = phrases(
    "halvår, halvåret, kvartal, tertial, innen, innan, seinest, senest, i, løpet, av, ila, på,"
    " frist, planlagt, tentativt, med, den, om, slutten, utgangen, siste, del, delen, ultimo, ca,"
    " cirka, året, år, årene, åra,"
    " planåret, skoleåret, skuleåret, skoleår, igangsatt, igangsett, perioden, by, end, in, the,"
    " gjennom, of, late, quarter, half, school, year, years, period, during, gang, gong,"
    " gangen, gongen"
)
# What ends before the point that stands behind it begins.
BEFORE = phrases("før, before")
# What says when it begins, and leaves its end open.
FROM = phrases(
    "fra, frå, from, since, etter, after, utover, framover, fremover, videre, vidare, onwards"
)
STARTS = phrases("oppstart, start, starter, startar, startes, startet, starta, begin, begins")
# What says that the point behind it is the end: the last year of what has begun.
ENDS = phrases(
    "ferdig, ferdigstilt, ferdigstilles, ferdigstillast, fullført, fullføres, fullførast, slutt,"
    " sluttført, avsluttes, avsluttast, avsluttet, avslutta, finished, completed, done"
)
# What stands under a year, and what it says of a measure in that year.
MEANINGS = {
    "start_autumn": "oppstart høst, oppstart haust, start høst, start haust",
    "start_spring": "oppstart vår, start vår",
    "autumn": "høst, høsten, haust, hausten, autumn",
    "spring": "vår, våren, spring",
    "spring_autumn": "vår/høst, vår/haust, vår og høst, vår og haust, høst/vår",
    "started": "igangsatt, igangsett, igangsatte, i gang, påbegynt, starta, startet, begynt"
    ", started",
    "start": "oppstart, start",
}
TIMINGS = {phrase: said for said, listed in MEANINGS.items() for phrase in phrases(listed)}
TICKS = (
    *("x", "v", "✓", "✔", "√", "✅", "●", "•", "☒", "☑", "■", "█", "1"),
    *("ja", "yes", "true", "sann"),
)
BLANKS = (
    *("", "-", "–", "—", "_", "?", "☐", "0", "✗", "✘", "❌", "false", "usann"),
    *phrases("n/a, nei, no, ikke aktuelt, ikkje aktuelt, not applicable"),
)
