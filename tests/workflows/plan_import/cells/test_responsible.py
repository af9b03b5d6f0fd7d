"""Who is responsible, as a cell says it."""

from __future__ import annotations

import pytest

from workflows.plan_import.cells.responsible import read_owners


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("FR", ["council"]),
        ("Sekretariat/", ["office"]),
        ("- FR\n- Sekretariatet", ["council", "office"]),
        ("FR / Sekretariat og kommunene", ["council", "office", "towns"]),
        ("Faggruppe for syke-\npleie\nFR", ["nurses", "council"]),
        ("FAGGRUPPE SYKE- PLEIE", ["nurses"]),
        ("Faggruppe for sykepleie/ legearbeid", ["nurses", "doctors"]),
        ("Utvalg 2, 3-5", ["group-2", "group-3-5"]),
        ("Utvalg 6/7", ["group-6-7"]),
        ("Styringsgruppe (FR)", ["council"]),
        ("FR\nFR", ["council"]),
        ("Sekretariat. Skal også vurdere drift", ["office"]),
        ("FR\nSes i helhet med 1.2.1", ["council"]),
        ("FR*", ["council"]),
        ("FR 1)", ["council"]),
        ("FR¹, kommunene²", ["council", "towns"]),
        ("FR v/ leder", ["council"]),
        ("FR ved Ola", ["council"]),
        ("Leder av FR", ["council"]),
        ("Alle kommuner", ["towns"]),
        ("Sekretariatene", ["office"]),
        ("Utvalg nr. 2", ["group-2"]),
        ("-", []),
        ("?", []),
        ("Ikke avklart", []),
    ],
)
def test_the_bodies_of_a_cell(bodies, cell, owners):
    read = read_owners(cell, bodies)
    assert ([body.body_id for body in read.bodies], read.unknown) == (owners, [])


@pytest.mark.parametrize(
    ("cell", "roles"),
    [
        ("FR med støtte fra alle faggrupper", ["responsible", "support"]),
        (
            "FR i samarbeid med kommunene og Sekretariat",
            ["responsible", "cooperating", "cooperating"],
        ),
        (
            "Styringsgruppe med FR, Sekretariat og kommunane",
            ["responsible", "member", "member", "member"],
        ),
        ("FR med støtte fra Sekretariat\nkommunene", ["responsible", "support", "responsible"]),
        ("FR (ansvarlig), kommunene (bidrar)", ["responsible", "support"]),
        ("Ansvarlig: FR. Bidrar: Sekretariat", ["responsible", "support"]),
        ("Hovedansvarlig: FR\nMedansvarlig: kommunene", ["responsible", "support"]),
        ("FR v/ Sekretariat", ["responsible", "member"]),
    ],
)
def test_the_joining_words_give_the_roles(bodies, cell, roles):
    assert [body.role for body in read_owners(cell, bodies).bodies] == roles


@pytest.mark.parametrize(
    ("cell", "unknown", "kept"),
    [
        ("Utvalg 99", ["Utvalg 99"], []),
        ("Utvalg 2-4", ["Utvalg 2-4"], []),
        ("FR\nKontoret", ["Kontoret"], ["council"]),
        ("Kontoret og FR", ["Kontoret"], ["council"]),
        ("Faggruppe for maling", ["Faggruppe for maling"], []),
    ],
)
def test_an_unknown_name_is_kept_apart_and_the_known_ones_stay(bodies, cell, unknown, kept):
    read = read_owners(cell, bodies)
    assert (read.unknown, [body.body_id for body in read.bodies]) == (unknown, kept)


@pytest.mark.parametrize(
    ("cell", "bodies_and_roles"),
    [
        ("FR (kommunene)", [("council", "responsible"), ("towns", "responsible")]),
        ("FR (Utvalg 2)", [("council", "responsible"), ("group-2", "responsible")]),
        ("FR (kommunene bidrar)", [("towns", "support"), ("council", "responsible")]),
        ("FR (med kommunene)", [("towns", "member"), ("council", "responsible")]),
        ("FR (saksansvarlig kommunene)", [("council", "responsible")]),
    ],
)
def test_bodies_in_parentheses_are_kept_and_told(bodies, cell, bodies_and_roles):
    read = read_owners(cell, bodies)
    assert [(each.body_id, each.role) for each in read.bodies] == bodies_and_roles
    assert (read.doubtful, read.unknown) == ([cell], [])


@pytest.mark.parametrize("others", ["m.fl.", "mfl", "og andre", "m. fl."])
def test_others_that_nobody_names_are_told(bodies, others):
    read = read_owners(f"FR, kommunene {others}", bodies)
    assert [body.body_id for body in read.bodies] == ["council", "towns"]
    assert (read.unknown, read.doubtful) == ([], [f"FR, kommunene {others}"])


@pytest.mark.parametrize(
    ("cell", "owners", "doubtful"),
    [
        ("FR: plan, kommunene: vedtak", ["council", "towns"], ["FR: plan", "kommunene: vedtak"]),
        ("FR (info)", ["council"], ["FR (info)"]),
        ("FR?", ["council"], ["FR?"]),
        ("(FR)", ["council"], ["(FR)"]),
        ("FR. Skal også vurdere drift", ["council"], ["FR: Skal også vurdere drift"]),
        ("FR\nSe også kommunene", ["council"], ["Se også kommunene"]),
        ("FR - kommunene", ["council", "towns"], ["FR - kommunene"]),
        ("FR → kommunene", ["council", "towns"], ["FR → kommunene"]),
        ("FR og/eller kommunene", ["council", "towns"], ["FR og/eller kommunene"]),
        ("FR eller kommunene", ["council", "towns"], ["FR eller kommunene"]),
        ("FR evt. kommunene", ["council", "towns"], ["FR evt. kommunene"]),
        ("FR kommunene", ["council", "towns"], ["FR kommunene"]),
        ("FR 1", ["council"], ["FR 1"]),
    ],
)
def test_what_may_mean_something_else_is_told(bodies, cell, owners, doubtful):
    read = read_owners(cell, bodies)
    assert [body.body_id for body in read.bodies] == owners
    assert (read.unknown, read.doubtful) == ([], doubtful)


@pytest.mark.parametrize("cell", ["FRs fagsjef", "Leder FR", "FR kommune", "FR (v/ fagsjef)"])
def test_who_acts_for_a_body_is_no_doubt(bodies, cell):
    read = read_owners(cell, bodies)
    assert ([body.body_id for body in read.bodies], read.unknown) == (["council"], [])
    assert read.doubtful == []


def test_with_may_be_one_letter(bodies):
    roles = {body.body_id: body.role for body in read_owners("FR m/kommunene", bodies).bodies}
    assert roles == {"council": "responsible", "towns": "member"}


@pytest.mark.parametrize("cell", ["ikke FR", "FR etter avklaring", "Utvalg 99 - FR"])
def test_what_makes_no_sense_as_a_whole_stays_unknown(bodies, cell):
    assert read_owners(cell, bodies).unknown


@pytest.mark.parametrize(
    ("cell", "body"),
    [
        ("group-6-7", "group-6-7"),
        ("STEERING", "steering"),
        ("Sekr.", "office"),
        ("Leder og nestleder i FR", "council"),
    ],
)
def test_an_id_and_a_short_form_name_their_body(bodies, cell, body):
    read = read_owners(cell, bodies)
    assert ([each.body_id for each in read.bodies], read.unknown) == ([body], [])


def test_the_others_of_a_group_are_told(bodies):
    read = read_owners("FR med støtte fra øvrige faggrupper", bodies)
    assert {each.body_id: each.role for each in read.bodies} == {
        "council": "responsible",
        "all-groups": "support",
    }
    assert (read.unknown, read.doubtful) == ([], ["øvrige faggrupper"])
