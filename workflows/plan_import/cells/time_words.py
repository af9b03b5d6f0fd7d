"""Words of a plan's time cells, in bokmål, nynorsk and English."""

from __future__ import annotations


def phrases(listed: str) -> tuple[str, ...]:
    """Words and groups of words that stand in one text, with commas between them."""
    return tuple(listed.split(", "))


# What goes on all the time.
ONGOING = phrases(
    "fortløpende, fortlaupande, forløpende, løpende, løpande, laupande, kontinuerlig,"
    " kontinuerleg, kontinuerlege, kontinuerlige, årlig, årleg, årvisst, hvert år, kvart år,"
    " hele perioden, heile perioden, hele planperioden, heile planperioden, i hele perioden,"
    " i heile perioden, jevnlig, jamleg, ongoing, continuous, continuously, yearly, annually"
)
# What stands beside a year and says nothing of another one.
BESIDE = phrases(
    "januar, februar, mars, april, mai, juni, juli, august, september, oktober, november,"
    " desember, jan, feb, mar, apr, jun, jul, aug, sep, sept, okt, nov, des, vår, våren, sommer,"
    " sommeren, sommar, sommaren, høst, høsten, haust, hausten, vinter, vinteren, halvår, kvartal,"
    " tertial, innen, innan, i, løpet, av, ila, fra, frå, og, med, fom, tom, om, til, start,"
    " oppstart, starter, startar, startet, ferdig, ferdigstilt, slutten, begynnelsen, starten,"
    " utgangen, første, andre, tredje, fjerde, del, medio, primo, ultimo, ca, uke, veke, året, år,"
    " q, q1, q2, q3, q4, igangsatt, igangsett, by, from, to, and, spring, autumn, summer, winter,"
    " in, the, of, end, quarter, half, perioden"
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
TICKS = ("x", "✓", "✔", "●", "•", "☒", "☑", "ja", "yes")
BLANKS = ("", "-", "–", "—", "_", "?", "n/a", "ikke aktuelt", "ikkje aktuelt", "☐")
