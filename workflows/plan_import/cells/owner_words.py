"""Words of a plan's responsible cells, in bokmål, nynorsk and English."""

from __future__ import annotations

from workflows.plan_import.cells.time_words import UNSETTLED, phrases

RESPONSIBLE, SUPPORT, COOPERATING, MEMBER = "responsible", "support", "cooperating", "member"

# What stands before bodies or behind one in parentheses, and the role it gives them.
_ROLE_WORDS = {
    SUPPORT: "med støtte fra, med stønad frå, med støtte frå, støttet av, støtta av,"
    " med bistand fra, med bistand frå, bistår, bistand fra, bistand frå, supported by, bidrar,"
    " bidreg, bidragsyter, bidragsytar, medansvarlig, medansvarleg, medansvar, støtte, støtter,"
    " støttar, supporting, contributing, contributor",
    COOPERATING: "i samarbeid med, i samarbeide med, samarbeider, samarbeidspart,"
    " samarbeidspartner, sammen med, saman med, i lag med, i samråd med, i dialog med,"
    " in cooperation with, together with",
    MEMBER: "med, with, deltar, deltek, deltaker, deltakar, deltakere, deltakarar,"
    " involveres, involverast,"
    " medvirkende, medverkande, medvirker, medverkar",
    RESPONSIBLE: "hovedansvarlig, hovudansvarleg, hovedansvar, hovudansvar, ansvarlig, ansvarleg,"
    " ansvar, pådriver, pådrivar, koordinator, leder arbeidet, leiar arbeidet, lead, responsible",
}
# The longest first: “med støtte fra” begins with “med”.
ROLES = dict(
    sorted(
        ((words, role) for role, listed in _ROLE_WORDS.items() for words in phrases(listed)),
        key=lambda each: -len(each[0]),
    )
)
# Words that name a role only before a colon or in parentheses; bodies are called so too.
LABELS = frozenset(phrases(_ROLE_WORDS[RESPONSIBLE])) | {"støtte", "koordinator"}
# Who acts for a body: the body is meant.
HEADS = phrases(
    "leder og nestleder i, leder og nestleder av, leder og nestleder for,"
    " leiar og nestleiar i, leiar og nestleiar av, leiar og nestleiar for,"
    " leder av, leder for, leder i, leiar av, leiar for, leiar i, nestleder i, nestleiar i,"
    " representanter fra, representantar frå, representant fra, representant frå, repr fra,"
    " medlemmer av, medlemer av, head of, chair of, representatives of"
)
# A cell that names nobody yet.
NOBODY = frozenset(
    (
        *("-", "–", "—", "?", "n/a", "none"),
        *UNSETTLED,
        *phrases("ingen, ikke aktuelt, ikkje aktuelt, ikke oppnevnt, ikkje oppnemnd, ukjent"),
    )
)
# Words before a collective body that say no more than it does.
REST = ("øvrige", "andre", "resterende")
# What people write for a name that is too long.
SHORT = {"sekr": "sekretariat", "sekr.": "sekretariat"}
EVERY = (*REST, *phrases("alle, samtlige, samtlege, alle de, alle dei, de, dei, the, all"))
# Who acts for a body, beside its name alone: “HNTs fagsjef”, “Leder HNT”.
TITLES = frozenset(
    phrases(
        "leder, leiar, nestleder, nestleiar, direktør, fagsjef, avdelingssjef, avdelingsleder,"
        " avdelingsleiar, kommunalsjef, kommunedirektør, kommunaldirektør, kommuneoverlege,"
        " fagdirektør, rådgiver, rådgjevar, koordinator, sekretær, head, chair, director"
    )
)
# What a municipality is, behind its name.
MUNICIPAL = frozenset(phrases("kommune, kommunen, kommuna, municipality"))
