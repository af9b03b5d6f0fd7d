"""A deviation is reported from a page, by anybody, once."""

from __future__ import annotations

import re

from engine.cases.lists import Wanted, every
from engine.cases.records import CaseRecord
from engine.people.attempts import count_attempt
from tests.browsing import words
from tests.world import IDENTITY_NUMBER, definitions
from web.deviations.report_pages import REFUSED

FJORD = "/report/to/fjord"


def sent(world):
    return every(world.session, Wanted(workflow="deviation"), world.secretary, world.at.date())


def test_anybody_reports_and_is_given_a_receipt(pages, world):
    browser = pages.browser()
    page = browser.get(FJORD)

    answer = browser.post(FJORD, what="Epikrisen kom aldri fram.", unit="akuttmott", key="k" * 32)
    receipt = browser.get(answer.headers["location"])

    assert "Akuttmottaket" in page
    assert "Thank you. The report is registered." in receipt
    assert "A-2026-1" in receipt
    assert "Epikrisen kom aldri fram." in receipt
    assert len(sent(world)) == 1


def test_sent_twice_is_one_report_with_one_receipt(pages, world):
    given = {"what": "Epikrisen kom aldri fram.", "unit": "Akuttmottaket", "key": "k" * 32}
    told = []
    for _time in range(2):
        browser = pages.browser()
        browser.post(FJORD, **given)
        told.append(browser.client.cookies["samsak_receipt"])

    assert told[0] == told[1]
    assert len(sent(world)) == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(pages, world):
    browser = pages.browser()

    page = browser.post(
        FJORD, 422, what="Epikrisen kom aldri fram.", unit="hokkaido", email="per@", key="k" * 32
    ).text

    assert "Epikrisen kom aldri fram.</textarea>" in page
    assert 'value="hokkaido"' in page
    assert 'value="per@"' in page
    assert 'id="report-unit-wrong"' in page
    assert f'name="key" value="{"k" * 32}"' in page
    assert sent(world) == []


def test_an_identity_number_is_refused_and_kept_nowhere(pages, world):
    browser = pages.browser()

    given = {"what": f"Pasient {IDENTITY_NUMBER}", "unit": "Akuttmottaket", "key": "k" * 32}
    page = words(browser.post(FJORD, 422, **given).text)

    assert sent(world) == []
    assert "The field “What happened?” contains what looks like" in page


def test_part_of_a_name_that_several_have_asks_which(pages, world):
    browser = pages.browser()

    page = browser.post(FJORD, 422, what="Noe", unit="e", key="k" * 32).text
    other = browser.post(FJORD, 422, what="Noe", unit=" ", key="k" * 32).text
    browser.post(FJORD, what="Noe", unit="sengepost", key="k" * 32)

    assert "Several units could be meant by “e”" in words(page)
    assert page.count('type="radio" id="report-unit-') == 4  # three units, and none of them
    assert 'value="sengepost"' in page
    assert "None of these: I type another name" in page
    assert "Which unit does it concern? (optional)" not in words(page)
    assert 'list="report-unit-list"' in other
    (found,) = sent(world)
    assert found.case.fields["unit"] == "sengepost"


def test_another_name_is_typed_beside_the_units_that_could_be_meant(pages, world):
    browser = pages.browser()

    page = browser.post(FJORD, 422, what="Noe", unit="e", key="k" * 32).text
    browser.post(FJORD, what="Noe", unit=" ", unit_other="Akuttmottaket", key="k" * 32)

    assert 'name="unit_other"' in page
    (found,) = sent(world)
    assert found.case.fields["unit"] == "mottak"


def test_whoever_is_logged_in_reports_in_her_own_name(pages, world):
    pages.browser(world.gp).post(FJORD, what="Noe gikk galt", unit="Akuttmottaket", key="k" * 32)

    (found,) = every(world.session, Wanted(workflow="deviation"), world.gp, world.at.date())
    assert found.case.ref == "A-2026-1"


def test_the_receipt_stands_in_no_address_and_no_title(pages, world):
    browser = pages.browser()

    answer = browser.post(FJORD, what="Noe gikk galt", unit="Akuttmottaket", key="k" * 32)
    code = browser.client.cookies["samsak_receipt"]
    page = browser.get(answer.headers["location"])

    assert code not in answer.headers["location"]
    assert code not in page.partition("</title>")[0]


def test_more_than_sixty_reports_an_hour_from_one_place_wait_and_keep_what_was_typed(pages, world):
    browser = pages.browser()
    for number in range(60):
        browser.post(FJORD, what="Noe", unit="Akuttmottaket", key=f"{number:032}")

    refused = browser.post(FJORD, 429, what="Noe gikk galt", unit="Akuttmottaket", key="k" * 32)

    assert "Too many attempts" in words(refused.text)
    assert "Noe gikk galt</textarea>" in refused.text
    assert len(sent(world)) == 60


def test_what_is_refused_counts_for_itself(pages, world):
    browser = pages.browser()
    for _time in range(61):
        browser.post(FJORD, 422, what="")

    browser.post(FJORD, what="Noe gikk galt", unit="Akuttmottaket", key="k" * 32)
    for _time in range(REFUSED.most - 61):
        count_attempt(world.session, REFUSED, "testclient", pages.at)
    page = browser.post(FJORD, 429, what="Noe mer", unit="hokkaido").text

    assert "Noe mer</textarea>" in page


def test_every_unit_can_be_chosen_from_a_list(pages, world):
    browser = pages.browser()

    page = browser.post(FJORD, 422, what="Noe", unit="hokkaido", key="k" * 32).text
    browser.post(FJORD, what="Noe", unit="hokkaido", unit_listed="sengepost", key="k" * 32)

    assert "Choose the unit from a list" in words(browser.get(FJORD))
    assert 'name="unit_listed" value="sengepost"' in page
    assert 'name="unit_listed" value="?"' in page
    (found,) = sent(world)
    assert found.case.fields["unit"] == "sengepost"


def test_whoever_does_not_know_the_unit_leaves_it_to_those_who_route(pages, world):
    pages.browser().post(FJORD, what="Noe", unit_listed="?", key="k" * 32)

    (found,) = sent(world)
    assert "unit" not in found.case.fields
    assert found.case.fields["what"] == "Noe"
    page = words(pages.browser(world.secretary).get(f"/cases/{found.case.ref}"))
    assert "The reporter does not know which unit." in page
    assert "Send to the responsible unit" in page


def test_all_that_is_wrong_is_told_with_the_question_which_unit(pages, world):
    given = {"what": f"Pasient {IDENTITY_NUMBER}", "unit": "e", "email": "per@", "key": "k" * 32}

    page = pages.browser().post(FJORD, 422, **given).text
    empty = pages.browser().post(FJORD, 422, unit="hokkaido", happened_on="2031-01-01").text

    assert 'id="report-unit-wrong"' in page
    assert 'id="report-what-wrong"' in page
    assert 'id="report-email-wrong"' in page
    for name in ("unit", "what", "happened_on"):
        assert f'id="report-{name}-wrong"' in empty
    assert sent(world) == []


def test_a_form_that_was_sent_and_changed_says_so_without_speaking_of_its_key(pages, world):
    given = {"unit": "Akuttmottaket", "key": "k" * 32}
    browser = pages.browser()
    browser.post(FJORD, what="Noe", **given)

    page = browser.post(FJORD, 422, what="Noe annet", **given).text

    assert "This form was sent once already, with other words." in words(page)
    assert "Noe annet</textarea>" in page
    assert "k" * 32 not in page


def test_words_that_name_no_unit_reach_those_who_route_beside_a_choice_in_the_list(pages, world):
    for chosen in ("?", "sengepost"):
        given = {"what": "Noe", "unit": "en post på Hokkaido", "unit_listed": chosen}
        pages.browser().post(FJORD, **given, key=chosen * 32)

    for each in sent(world):
        page = words(pages.browser(world.secretary).get(f"/cases/{each.case.ref}"))
        assert each.case.fields["what"].startswith("Noe\n\n")
        assert "The reporter wrote the unit like this: en post på Hokkaido" in page
    assert len(sent(world)) == 2


def test_a_choice_beside_a_name_that_means_another_unit_is_asked_about(pages, world):
    given = {"what": "Noe", "unit": "akuttmott", "unit_listed": "sengepost", "key": "k" * 32}

    page = pages.browser().post(FJORD, 422, **given).text
    nothing = sent(world)
    pages.browser().post(FJORD, **{**given, "unit": "sengepost"})

    assert "which means Akuttmottaket, and chose Sengepost" in words(page)
    assert 'value="akuttmott"' in page
    assert nothing == []
    (found,) = sent(world)
    assert found.case.fields["unit"] == "sengepost"
    assert found.case.fields["what"] == "Noe"


def test_an_identity_number_typed_as_unit_is_told_at_the_unit(pages, world):
    given = {"what": "Noe", "unit": IDENTITY_NUMBER, "unit_listed": "?", "key": "k" * 32}

    page = pages.browser().post(FJORD, 422, **given).text

    assert 'id="report-unit-wrong"' in page
    assert sent(world) == []


def names(page):
    return set(re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', page))


def test_each_kind_has_its_short_form_as_the_definition_has_it(pages, world):
    browser, fields = pages.browser(), definitions()["deviation"].fields
    whole = names(browser.get(FJORD))

    for kind, option in fields["kind"].options.items():
        assert f'href="?kind={kind}"' in browser.get(FJORD)
        asked = names(browser.get(f"{FJORD}?kind={kind}"))
        assert asked == (whole - {*option.leaves_out}) | {"short"}
    assert {"happened_on", "consequence", "done_at_once"} <= {*option.leaves_out}
    assert names(browser.get(f"{FJORD}?kind=unheard")) == whole


def test_a_proposal_is_not_asked_what_happened(pages, world):
    browser = pages.browser()
    asked, whole = words(browser.get(f"{FJORD}?kind=improvement")), words(browser.get(FJORD))

    assert "What happened?" in whole
    assert "What happened?" not in asked
    assert "What could be better?" in asked
    assert "write under “What could be better?” what you know" in asked
    assert "Write what you propose, and why." in asked


def test_what_is_missing_is_called_what_the_form_calls_it(pages, world):
    given = {"what": "", "unit": "Akuttmottaket", "kind": "improvement"}

    for short in ({}, {"short": "yes"}):
        page = words(pages.browser().post(FJORD, 422, **given, **short).text)

        assert page.count("“What could be better?” is missing") == 2  # in the summary too
        assert "What happened?" not in page


def test_what_a_short_form_refuses_comes_back_short_with_what_was_typed(pages, world):
    given = {"what": "", "unit": "Akuttmottaket", "kind": "improvement", "short": "yes"}

    page = pages.browser().post(FJORD, 422, **given, profession="Fastlege").text

    assert "Proposal for improvement" in words(page)
    assert "consequence" not in names(page)
    assert 'value="Fastlege"' in page


def test_all_questions_are_shown_with_what_was_typed_and_nothing_is_sent(pages, world):
    given = {"what": "Felles skjema.", "kind": "improvement", "short": "yes", "whole": "yes"}

    page = pages.browser().post(FJORD, 200, **given).text

    assert "consequence" in names(page)
    assert ">Felles skjema.</textarea>" in page
    assert re.search(r'name="kind" value="improvement" checked', page)
    assert sent(world) == []


def test_what_a_short_form_leaves_out_is_kept_where_it_is_given_all_the_same(pages, world):
    given = {"what": "Felles skjema.", "unit": "Akuttmottaket", "kind": "improvement"}
    pages.browser().post(FJORD, **given, consequence="Feil dose")
    beside = world.report(kind="improvement", consequence="Feil dose").case

    first = world.session.orm.get(CaseRecord, beside.id - 1)

    assert first.fields["consequence"] == beside.fields["consequence"] == "Feil dose"


def test_it_is_said_where_something_serious_must_be_told_besides(pages, world):
    browser = pages.browser()
    told = "Norwegian Board of Health Supervision and Ukom The service must warn at once"

    assert told in words(browser.get(FJORD))
    assert told not in words(browser.get(f"{FJORD}?kind=improvement"))
    sent_on = browser.post(FJORD, what="Feil dose", unit="Akuttmottaket").headers["location"]
    assert told in words(browser.get(sent_on))
    assert told not in words(browser.get("/report/mine"))
