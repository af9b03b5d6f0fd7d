"""A partnership's lists in the browser: looked at, and replaced from a file that was seen first."""

from __future__ import annotations

import re

import pytest

from engine.people.acts import Act
from engine.people.tables import Partnership
from tests.browsing import Browser, words
from tests.world import IDENTITY_NUMBER, World
from workflows.partnerships.own_lists import put_list

PATH = "/partnership/lists"
OWN = ", the partnership’s own"
HARM = """\
workflow: deviation
list: harm
options:
  none: {nb: Ingen, nn: Ingen, en: Nothing, meaning: {nb: A, nn: B, en: Nobody was hurt}}
  some: {nb: Noe, nn: Noko, en: A bit}
"""


def sent(browser: Browser, text: str, name: str = "harm.yaml", **given: str):
    files = {"file": (name, text.encode(), "application/yaml")}
    return browser.client.post(PATH, data=given, files=files)


def saved(browser: Browser, answer, path: str = PATH):
    """What is answered when what was rehearsed is saved, with what the page brings along."""
    card = answer.text.partition('id="sending"')[2].partition("</form>")[0]
    given = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', card))
    assert given["import"] == "yes"
    return browser.client.post(path, data=given)


def own(world: World, text: str = HARM) -> None:
    owner = world.session.orm.get_one(Partnership, world.partnership)
    options = [line.strip() for line in text.splitlines()[3:]]
    put_list(world.session, owner, world.own_list("harm", *options), Act(world.secretary, world.at))


def test_each_list_is_shown_with_what_its_words_mean_and_whose_it_is(pages, world):
    own(world)
    page = words(pages.browser(world.member).get(PATH))

    assert "Harm, the partnership’s own Nothing Nobody was hurt A bit" in page
    assert "Contributing factors, the" not in page


def test_who_does_not_keep_the_partnership_sees_the_lists_alone(pages, world):
    own(world)
    browser = pages.browser(world.member)
    page = browser.get(PATH)

    assert 'type="file"' not in page
    assert "Download" not in words(page)
    assert "Go back" not in words(page)
    assert sent(browser, HARM).status_code == 403
    browser.get(f"{PATH}/deviation/harm", 403)
    browser.post(f"{PATH}/drop", 403, workflow="deviation", list="harm", **{"import": "yes"})
    assert OWN in words(browser.get(PATH))


def test_a_partnership_of_others_is_not_found(pages, world):
    browser = pages.browser(world.neighbour)

    browser.get(f"{PATH}?partnership=fjord", 404)
    browser.get(f"{PATH}/deviation/harm?partnership=fjord", 404)
    assert sent(browser, HARM, partnership="fjord").status_code == 404
    pages.browser(world.stranger).get(PATH, 404)


def test_a_list_is_downloaded_changed_seen_and_saved(pages, world):
    browser = pages.browser(world.secretary)
    file = browser.client.get(f"{PATH}/deviation/harm")
    assert file.headers["content-disposition"] == 'attachment; filename="deviation-harm.yaml"'

    text = file.text.replace("options:", "options:\n  near: {nb: Nesten, nn: Nesten, en: Almost}")
    seen = sent(browser, text)

    assert "What harm.yaml would change “Harm” has other choices" in words(seen.text)
    assert "New: Almost." in words(seen.text)
    assert OWN not in words(browser.get(PATH))
    assert "It is saved." in words(browser.get(saved(browser, seen).headers["location"]))
    assert "Harm, the partnership’s own Almost" in words(browser.get(PATH))
    assert "Almost" in browser.client.get(f"{PATH}/deviation/harm").text
    assert "Almost" not in browser.client.get(f"{PATH}/deviation/harm?common=yes").text


def test_a_list_is_offered_on_the_page_of_a_case_from_then_on(pages, world):
    older, browser = world.routed(), pages.browser(world.secretary)
    saved(browser, sent(browser, HARM))
    newer, handler = world.routed(), pages.browser(world.handler)

    assert "A bit" in words(handler.get(f"/cases/{newer.ref}/do/answer"))
    assert "A bit" not in words(handler.get(f"/cases/{older.ref}/do/answer"))


def test_another_file_is_seen_before_it_is_saved(pages, world):
    browser = pages.browser(world.secretary)

    answer = sent(browser, HARM, **{"import": "yes"})

    assert "What harm.yaml would change" in words(answer.text)
    assert OWN not in words(browser.get(PATH))


def test_all_that_is_wrong_is_said_with_its_line_in_her_language(pages, world):
    browser = pages.browser(world.secretary, language="nn")
    wrong = HARM.replace("nn: Noko, ", "").replace("meaning:", "means:")

    answer = sent(browser, wrong, name="C:\\lister\\skade.yaml")

    page = words(answer.text)
    assert answer.status_code == 422
    assert "skade.yaml, linje 4, options.none.means: " in page
    assert "skade.yaml, linje 5, options.some.nn: " in page
    assert "C:" not in page
    assert "helsefellesskapet si eiga" not in words(browser.get(PATH))


def test_what_takes_away_what_was_chosen_is_refused_and_nothing_is_saved(pages, world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager", harm="death")
    browser = pages.browser(world.secretary)

    answer = sent(browser, HARM)

    assert answer.status_code == 422
    assert f"It is chosen in: {case.ref}." in words(answer.text)
    assert OWN not in words(browser.get(PATH))


def test_going_back_to_the_common_list_is_seen_first(pages, world):
    own(world)
    browser = pages.browser(world.secretary)

    seen = browser.post(f"{PATH}/drop", 200, workflow="deviation", list="harm")

    assert "What going back to the common list would change" in words(seen.text)
    assert "No longer there: A bit." in words(seen.text)
    assert OWN in words(browser.get(PATH))
    saved(browser, seen, f"{PATH}/drop")
    assert OWN not in words(browser.get(PATH))
    browser.post(f"{PATH}/drop", 422, workflow="deviation", list="harm")


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("", "harm.yaml", "Choose a list: a file in YAML."),
        ("list: [", "harm.yaml", "harm.yaml, line "),
        ("#" * 300_000, "harm.yaml", "The file is larger than 256 kB."),
        (
            HARM.replace("A bit", IDENTITY_NUMBER),
            "harm.yaml",
            "looks like a national identity number",
        ),
        (HARM, f"{IDENTITY_NUMBER}.yaml", "looks like a national identity number"),
    ],
)
def test_what_is_no_list_is_refused_in_words(pages, world, text, name, said):
    answer = sent(pages.browser(world.secretary), text, name)

    assert answer.status_code == 422
    assert said in words(answer.text)
    assert IDENTITY_NUMBER not in answer.text


@pytest.mark.parametrize("given", [{"workflow": IDENTITY_NUMBER}, {"list": IDENTITY_NUMBER}])
def test_a_complaint_repeats_no_number_that_was_sent_for_a_list(pages, world, given):
    form = {"workflow": "deviation", "list": "harm", **given}
    answer = pages.browser(world.secretary).client.post(f"{PATH}/drop", data=form)

    assert answer.status_code in (404, 422)
    assert IDENTITY_NUMBER not in words(answer.text)


@pytest.mark.parametrize("away", [False, True])
def test_what_somebody_changed_meanwhile_is_shown_before_it_is_saved(pages, world, away):
    browser = pages.browser(world.secretary)
    if away:
        own(world)
        values = {"workflow": "deviation", "list": "harm"}
        rehearsed = browser.client.post(f"{PATH}/drop", data=values)
    else:
        rehearsed = sent(browser, HARM)
    own(world, HARM + "  much: {nb: Mye, nn: Mykje, en: A lot}\n")
    path = f"{PATH}/drop" if away else PATH

    stopped = saved(browser, rehearsed, path)

    assert stopped.status_code == 422
    assert "Somebody has changed the list since you saw this." in words(stopped.text)
    assert re.search("No longer there: .*A lot[.]", words(stopped.text))
    assert "A lot" in words(browser.get(PATH))
    saved(browser, stopped, path)
    assert "A lot" not in words(browser.get(PATH))
