"""A plan is imported in the browser: rehearsed first, then taken, or refused with every finding."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl

from tests.browsing import Browser, words
from tests.imported import CONTENT, PLAN
from workflows import plans

PATH = "/imports/plan"


def sent(browser: Browser, file: str, data: bytes, /, **given: str):
    """What is answered to a file; one that is to be imported is rehearsed first, as on the page."""
    files = {"file": (file, data, "text/csv")}
    if given.get("import") and "seen" not in given:
        rehearsed = sent(browser, file, data, **{**given, "import": ""})
        given = given | {"seen": hidden(rehearsed.text)["seen"]}
    return browser.client.post(PATH, data=given, files=files)


def hidden(page: str) -> dict[str, str]:
    """What the form takes along of a file that was rehearsed."""
    names = ("name", "content", "seen")
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in names}


def known(world) -> list[str]:
    return [each.plan.id for each in plans.every(world.session, world.secretary, world.at.date())]


def test_a_file_is_rehearsed_and_nothing_is_saved(pages, world):
    browser = pages.browser(world.secretary)

    page = words(sent(browser, f"{PLAN}.csv", CONTENT).text)

    assert f"{PLAN}: 3 rows, 3 measures; 3 new, 0 changed, 0 unchanged." in page
    assert known(world) == []


def test_what_was_rehearsed_is_imported_without_the_file_again(pages, world):
    browser = pages.browser(world.secretary)
    seen = hidden(sent(browser, f"{PLAN}.csv", CONTENT).text)

    answer = browser.post(PATH, **seen, **{"import": "yes"})

    assert answer.headers["location"] == f"/plans/{PLAN}"
    assert known(world) == [PLAN]


def test_another_file_than_was_rehearsed_is_shown_before_it_is_imported(pages, world):
    browser = pages.browser(world.secretary)
    seen = hidden(sent(browser, f"{PLAN}.csv", CONTENT).text)
    other = CONTENT.replace(b"2027", b"2028")

    told = sent(browser, f"{PLAN}.csv", other, **seen, **{"import": "yes"})
    assert known(world) == []
    done = sent(browser, f"{PLAN}.csv", other, **hidden(told.text), **{"import": "yes"})

    assert told.status_code == 422
    assert "has changed since you saw this" in words(told.text)
    assert f"{PLAN}: 3 rows, 3 measures; 3 new" in words(told.text)
    assert done.headers["location"] == f"/plans/{PLAN}"


def test_a_plan_that_was_changed_since_the_rehearsal_is_shown_once_more(pages, world):
    browser = pages.browser(world.secretary)
    seen = hidden(sent(browser, f"{PLAN}.csv", CONTENT).text)
    fewer = b"\n".join(CONTENT.split(b"\n")[:3])
    sent(browser, f"{PLAN}.csv", fewer, **{"import": "yes"})

    told = browser.client.post(PATH, data={**seen, "import": "yes"})
    unseen = browser.client.post(PATH, data={**seen, "seen": "", "import": "yes"})
    done = browser.client.post(PATH, data={**hidden(told.text), "import": "yes"})

    assert [told.status_code, unseen.status_code] == [422, 422]
    assert "New 1.3" in words(told.text)
    assert done.headers["location"] == f"/plans/{PLAN}"


def test_errors_are_told_row_by_row_and_keep_it_from_being_imported(pages, world):
    browser = pages.browser(world.secretary)
    wrong = CONTENT + "1.4 Noe mer;Ukjent råd;når som helst\n".encode()

    page = words(sent(browser, f"{PLAN}.csv", wrong, **{"import": "yes"}).text)
    rest = sent(browser, f"{PLAN}.csv", wrong, **{"import": "yes", "skip": "yes"})

    assert "There are errors." in page
    assert "Ukjent råd" in page
    assert rest.headers["location"] == f"/plans/{PLAN}"


def test_a_plan_is_adopted_with_its_decision(pages, world):
    browser = pages.browser(world.secretary)
    given = {"body": "asu", "day": "2026-02-10", "case_number": "5/26", "import": "yes"}

    answer = sent(browser, f"{PLAN}.csv", CONTENT, **given)

    assert "Assigned" in words(browser.get(answer.headers["location"]))


def test_what_is_no_plan_is_refused_in_words(pages, world):
    browser = pages.browser(world.secretary)

    empty = sent(browser, "plan.csv", b"")
    picture = sent(browser, "plan.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    half = sent(browser, f"{PLAN}.csv", CONTENT, body="asu")

    assert [each.status_code for each in (empty, picture, half)] == [422, 422, 422]
    assert "Choose a file with a plan" in words(empty.text)
    assert "on which day" in words(half.text)


def test_too_large_a_file_is_refused_before_it_is_read(pages, world):
    browser = pages.browser(world.secretary)

    assert sent(browser, "plan.csv", b"x" * (25 * 2**20)).status_code == 413


def test_a_name_with_folders_is_a_name(pages, world):
    browser = pages.browser(world.secretary)

    page = words(sent(browser, f"..\\..\\{PLAN}.csv", CONTENT).text)

    assert f"What is found in {PLAN}.csv" in page


def test_only_who_keeps_the_plans_imports_one(pages, world):
    for reader in (world.member, world.stranger):
        browser = pages.browser(reader)

        browser.get(PATH, 403)
        assert sent(browser, f"{PLAN}.csv", CONTENT).status_code == 403


UNCLEAR = "Nr.;Tiltak;Hvor;Når\n1.1;Lage en felles rutine;på kontoret;2026\n".encode()


def test_what_a_column_is_can_be_pointed_at_and_the_file_need_not_be_sent_again(pages, world):
    browser = pages.browser(world.secretary)

    asked = sent(browser, f"{PLAN}.csv", UNCLEAR)
    name, content = (
        re.search(rf'name="{n}" value="([^"]*)"', asked.text)[1] for n in ("name", "content")
    )
    answer = browser.post(PATH, 200, name=name, content=content, **{"column.owners": "-"})

    assert asked.status_code == 422
    assert 'name="column.owners"' in asked.text
    assert re.findall(r"<option>([^<]*)</option>", asked.text) == ["Nr.", "Tiltak", "Hvor", "Når"]
    assert '<option value="">–</option><option>Nr.' in asked.text  # nothing is chosen for anybody
    assert f"{PLAN}: one row, 1 measure;" in words(answer.text)
    assert 'type="hidden" name="column.owners" value="-"' in answer.text


def test_a_row_that_is_not_certain_is_asked_and_the_answer_taken_along(pages, world):
    browser = pages.browser(world.secretary)
    sent(browser, f"{PLAN}.csv", CONTENT, **{"import": "yes"})
    other = CONTENT.replace(b"Lage felles rutine", b"Noe helt annet enn det som sto")

    asked = sent(browser, f"{PLAN}.csv", other)
    name, content = (
        re.search(rf'name="{n}" value="([^"]*)"', asked.text)[1] for n in ("name", "content")
    )
    answered = {"row-1.1": "1.1"}
    told = browser.client.post(PATH, data={"name": name, "content": content, **answered})
    done = browser.post(PATH, **answered, **hidden(told.text), **{"import": "yes"})

    assert "Noe helt annet enn det som sto” (1.1 in the file)" in words(asked.text)
    assert "It is 1.1" in words(asked.text)
    assert "Changed 1.1 1.1 T-1.1 words" in words(told.text)
    assert 'type="hidden" name="row-1.1" value="1.1"' in told.text
    assert done.headers["location"] == f"/plans/{PLAN}"
    assert "Noe helt annet" in words(browser.get(f"/plans/{PLAN}"))


def test_areas_that_change_are_told_in_the_table_of_what_becomes_of_the_plan(pages, world):
    browser = pages.browser(world.secretary)
    two = "1 Rus\n{0}\n1.1;Lage rutine;Fagråd 1;2026\n2 Barn\n{0}\n2.1;Holde kurs;Fagråd 2;2027\n"
    first = two.format("Nr.;Tiltak;Ansvarlig;Når")
    sent(browser, f"{PLAN}.csv", first.encode(), **{"import": "yes"})
    other = first.replace("1 Rus", "1 Rus og avhengighet").replace("2 Barn", "3 Barn")

    rehearsed = words(sent(browser, f"{PLAN}.csv", other.encode()).text)
    sent(browser, f"{PLAN}.csv", other.encode(), plan="next", separate="yes", **{"import": "yes"})
    differing = words(browser.get(f"/plans/next/diff?other={PLAN}"))

    assert "Changed 1 1 words Rus og avhengighet" in rehearsed
    assert "Moved 2 3 Barn" in rehearsed
    assert "Changed 1 1 Rus og avhengighet words" in differing
    assert "Moved 2 3 Barn" in differing


def test_months_without_a_year_ask_for_the_years_in_their_field(pages, world):
    browser = pages.browser(world.secretary)
    content = "Nr.;Tiltak;Ansvarlig;Jan;Feb\n1.1;Lage rutine;Fagråd 1;x;\n".encode()

    asked = sent(browser, "plan.csv", content).text
    told = sent(browser, "plan.csv", content, period="2026").text

    assert "Give the year in the field “Years” below" in words(asked)
    assert 'name="column.period"' not in asked
    assert "1 new, 0 changed" in words(told)


def test_measures_that_are_gone_are_told_and_can_be_withdrawn(pages, world):
    browser = pages.browser(world.secretary)
    sent(browser, f"{PLAN}.csv", CONTENT, **{"import": "yes"})
    fewer = b"\n".join(row for row in CONTENT.split(b"\n") if b"Kurse ansatte" not in row)

    told = sent(browser, f"{PLAN}.csv", fewer).text
    sent(browser, f"{PLAN}.csv", fewer, **{"import": "yes", "end_gone": "Gjort av andre"})

    assert "Gone 1.2 T-1.2 Kurse ansatte" in words(told)
    assert 'name="end_gone"' in told
    assert "Withdrawn" in words(browser.get("/cases/T-1.2"))


def test_a_copy_of_a_plan_is_told_and_taken_where_that_is_meant(pages, world):
    browser = pages.browser(world.secretary)
    sent(browser, f"{PLAN}.csv", CONTENT, **{"import": "yes"})

    told = sent(browser, "kopi.csv", CONTENT)
    taken = sent(browser, "kopi.csv", CONTENT, separate="yes", **{"import": "yes"})

    assert f"3 of 3 rows are in {PLAN} already" in words(told.text)
    assert 'name="separate"' in told.text
    assert taken.headers["location"] == "/plans/kopi"


def with_process(folder: Path) -> bytes:
    """A plan, and beside it the table of how it was made."""
    book = openpyxl.Workbook()
    book.active.title = "Tiltak"
    for row in (["Nr.", "Tiltak", "Ansvarlig", "Når"], ["1.1", "Lage rutine", "Fagråd 1", 2026]):
        book.active.append(row)
    other = book.create_sheet("Prosess")
    for row in (["Aktivitet", "Ansvarlig", "Frist"], ["Sende på høring", "Fagråd 1", 2026]):
        other.append(row)
    book.save(folder / "plan.xlsx")
    return (folder / "plan.xlsx").read_bytes()


def test_a_table_that_is_no_part_of_the_plan_is_pointed_at(pages, world, tmp_path):
    browser = pages.browser(world.secretary)

    asked = sent(browser, "plan.xlsx", with_process(tmp_path), plan=PLAN)
    name, content = (
        re.search(rf'name="{n}" value="([^"]*)"', asked.text)[1] for n in ("name", "content")
    )
    given = {"name": name, "content": content, "plan": PLAN, "table": "Prosess"}

    assert "Is “Prosess” a part of the plan?" in words(asked.text)
    assert "one row, 1 measure;" in words(browser.post(PATH, 200, **given, part="no").text)
    assert "2 rows, 2 measures" in words(browser.post(PATH, 200, **given, part="yes").text)


def test_leaving_a_table_out_can_be_taken_back_now_and_later(pages, world, tmp_path):
    content = with_process(tmp_path)
    browser = pages.browser(world.secretary)

    now = sent(browser, "plan.xlsx", content, plan=PLAN, leave_out="Prosess").text
    sent(browser, "plan.xlsx", content, plan=PLAN, leave_out="Prosess", **{"import": "yes"})
    later = sent(browser, "plan.xlsx", content, plan=PLAN).text
    back = sent(browser, "plan.xlsx", content, plan=PLAN, take="Prosess").text

    assert 'name="leave_out" value="Prosess" checked>' in now
    assert 'name="take"' not in now
    assert 'name="take" value="Prosess">' in later
    assert "Read “Prosess” all the same" in words(later)
    assert 'name="take" value="Prosess" checked>' in back
    assert "2 rows in the file, 2 measures" in words(back)


def test_a_list_of_people_leads_to_where_it_is_imported(pages, world):
    browser = pages.browser(world.secretary)
    told = sent(browser, "folk.csv", b"E-post;Navn;Verv\na@example.no;Kari;asu:leder\n")

    assert "“folk.csv” is a list of people and no plan." in words(told.text)
    assert '<a class="ds-link" href="/imports/people">Import the list</a>' in told.text
