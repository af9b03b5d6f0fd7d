"""Modules, classes and what they offer are named by words of docs/glossary.md, or by plain ones."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.house import ROOT, modules, written_by_hand

SMALL_WORDS = """
    a about above after again against ahead all among and any as at back because before behind
    beside between by done down ever every first for from in inside is last late many my nearest
    new newest next no none not now of old on once one only or out over own same second since
    perhaps someone soon still to today together too turns twice up when where which
    whole with without wrong
"""
VERBS = """
    classify unsettle compare recognise release renumber restore roll touch
    add advance allow append apply arrive ask assign attach back batch begin birth break call
    cancel carry change check choose claim clean close collect come compile complain complete
    compose concern confirm convert correct count cover create customise damage decide decorate
    depend do doubt draw drop empty encode end escalate fail fault fill find flush fold follow
    forget format freeze get give go grant group hand happen has have help hold invoke join keep
    label learn leave let like list listen load lock log look make mark match may mend merge
    migrate miss mix move name need normalise note open order own page pause place plan play point
    postpone print process propose put question queue reach read reckon record refuse register
    rehearse remember remove rename render renew repeat reply report requeue require retry revive
    run say see send serve set settle share shift show sign sit speak spell split stand start stop
    store strip take tell treat type understand unsubscribe update upgrade use verify wait wake
    walk want work write
"""
IRREGULAR = """
    became forgotten left
    chosen found frozen given heard held kept known read said seen sent shown spoken stood taken
    told typed written lost
"""
PROGRAMMING = """
    alias api app archive asset attempt binary bind block cell clock code column command comment
    compact condition context cookie cross cursor database diagram dialect dl each empty engine
    environment error execute export fact field file final folder form format gettext graph
    group head header hidden host icon id impl import index init input item join key kind known
    language large layout lazy length level limit line link list local log login long machine
    main menu message method model moment n name ngettext number option orm package page param
    parse part parts path person phrase point portion problem process processor public query queue
    reason record reference registry request result root row rule savepoint schema scope secure
    security self session set share sheet shell site slot snapshot source span spell stage
    statement status storage stream table target template text time title token total tree
    trigger type typed unit unknown upload url utc value version view web word
"""
FORMATS = """
    csv docx dot html imap json maildir mermaid mime pdf postgresql smtp sqlite stuffed xlsx xml
    yaml zip oidc alone box decimal loss something unwrapped strict style flow card drawn
    footnote raised lose decoded letters calamine merged less list table typed grid edge
    placeholder embedded ping systemd extras
"""
# What people in and around a partnership say, so plain that no glossary explains it.
EVERYDAY = """
    analysed analyses both parties
    channel common contribute contributor conversation delivered
    hearing more reopen reopening similar statutory within
    bare build century content diff difference early evidence middleware other piece plain roman
    section side stack stem zero
    access accessibility actor addressee adoption agreement anchor answer aside bad believe broken
    bullet calendar capital catalogue choice circle cli coming competent concerned conflict contact
    copy council count current data date day deferred demo dependency doctor document doubtful duty
    encrypted end escalation establish everything example face fast forecast front gap guideline
    health history holder holiday hour identity inbox initial installation joint lead letterbox
    letterhead mail member message news notification often operation optional people period person
    place planned pointless possibility possible post previous privacy probable progress proof
    proposal question quiet quote reader reading recipient record recurring refusal rehearsal remedy
    responsible ring round route samsak scene schedule seal search sender server sitting spelling
    standing story subject text trace translation unbroken unclosed unfit unmet unpacked unseen
    untimely usage visible way week weight wish withdraw wording workbook year
    alive expired figure gone metrics month network ready retention well
    age class direction hide
    assertion away bounce browser client denied failure expected finish issuer journey nobody
    patience provider return untrue unverified
"""

ENDINGS = {
    "ies": ["y"],
    "ied": ["y"],
    "es": ["", "e"],
    "s": [""],
    "ed": ["", "e"],
    "ing": ["", "e"],
    "ion": ["", "e"],
    "ings": ["", "e"],
    "er": ["", "e"],
    "ers": ["", "e"],
}


@cache
def vocabulary() -> frozenset[str]:
    """Every word that a name may be made of."""
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    explained = re.findall(r"^\| `?([^|`]+)`? \|", page, re.MULTILINE)
    plain = [SMALL_WORDS, VERBS, IRREGULAR, PROGRAMMING, FORMATS, EVERYDAY]
    return frozenset(re.findall(r"[a-z]+", " ".join([*explained, *plain]).lower()))


def known(word: str) -> bool:
    """Whether it is such a word, in any of its forms: `steps`, `planned`, `sitting`."""
    return bool({*_forms(word)} & vocabulary())


def _forms(word: str) -> list[str]:
    forms = [word]
    for ending, instead in ENDINGS.items():
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            forms += [stem + letter for letter in instead]
            forms += [stem[:-1]] if stem[-1:] == stem[-2:-1] else []
    return forms


def words(name: str) -> list[str]:
    """The words that a name is made of."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


@pytest.mark.parametrize("path", written_by_hand())
def test_names_are_made_of_words_that_are_known(path):
    strange = {name: [w for w in words(name) if not known(w)] for name in _names(path)}
    assert {name: found for name, found in strange.items() if found} == {}


def _names(path: str) -> list[str]:
    """The names of a module and of what it offers."""
    names = [part for part in path.removesuffix(".py").split("/") if part != "__init__"]
    return names + [
        node.name
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
