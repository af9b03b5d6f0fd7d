"""What may be a name is pointed at, and nothing else."""

from __future__ import annotations

import pytest

from tests.world import refusal
from workflows.deviations.probable_names import probable_names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Per Hansen og Kari Olsen sviktet.", ["Per", "Hansen", "Kari", "Olsen"]),
        ("Legen Hansen glemte det.", ["Hansen"]),
        ("Avklart med dr. Hansen før helg.", ["Hansen"]),
        ("Nordmann må ringe.", []),
        ("Handler må ringe.", ["Handler"]),
        ("Anne må ringe. Annes notat manglet.", ["Anne", "Annes"]),
        ("Rutinen ved Namsos sykehus manglet.", ["Namsos"]),
        ("Noen i Fjellvik-gata ringte.", ["Fjellvik-gata"]),
        ("Ring før helg. Finn ut hvem som svarer: Dag eller natt.", []),
        ("Per i dag ringer ingen.\nStein på stein.", []),
        ("Bruk DIPS og PLO-melding før kl. 12, jf. ASU 12/2026.", []),
        ("«Epikrisen skal følge pasienten.» – Den kom dagen etter (Det var for sent).", []),
        ("EPIKRISEN KOM ALDRI.", []),
        ("Lytt til pårørende! Ring: Alltid samme dag. 1. Skriv. 2. Ring", []),
        ("", []),
    ],
)
def test_what_may_be_a_name_is_pointed_at(world, text, found):
    assert probable_names(world.session, world.partnership, text) == found


def test_what_is_said_to_be_no_name_is_not_pointed_at_again(world):
    text = "Bruk Helseplattformen, ikke Helseplattformens skjema fra Hansen."

    assert probable_names(world.session, world.partnership, text, "helseplattformen") == ["Hansen"]
    assert probable_names(world.session, world.partnership, text, "Helseplattformen, Hansen") == []


@pytest.mark.parametrize("name", ["learning", "no_learning_reason"])
def test_a_name_is_pointed_at_before_the_text_is_kept(world, name):
    case = world.handled()
    given = {name: "Legen Hansen ved Namsos sykehus må ringe via Helseplattformen."}

    refused = refusal(lambda: world.step(case, "learn", world.handler, **given))

    (reason,) = refused.reasons
    assert "a place: Hansen, Namsos and Helseplattformen." in str(reason.sentence)
    assert reason.remedy.values["field"] == "no_names"
    assert world.now(case).fields.get(name) is None

    given = {name: "Legen må ringe via Helseplattformen.", "no_names": "Helseplattformen"}
    world.step(case, "learn", world.handler, **given)
    assert world.now(case).fields[name] == given[name]
