"""The people whom a secretariat keeps: seen, added, seated, moved to another address."""

from __future__ import annotations

from datetime import date

from engine.people.actors import find_actor
from tests.browsing import words

SEAT = {"body": "fjord/asu", "role": "member"}


def test_everyone_is_listed_with_seats_and_their_days(pages, world):
    world.person("Nina Ny", ("asu", "leader"), since=date(2026, 1, 1), until=date(2027, 6, 30))

    page = words(pages.browser(world.secretary).get("/people"))

    assert "Nina Ny Administrativt samarbeidsutvalg, chair (1 January 2026 – 30 June 2027)" in page
    assert "Nils Nabo" not in page


def test_the_body_stands_in_the_address(pages, world):
    page = pages.browser(world.secretary).get("/people?body=fjord/asu")
    table = words(page).partition("Name Seats")[2].partition("Add a person")[0]

    assert "Arne Asumedlem" in table
    assert "Eli Eigar" not in table


def test_somebody_is_added_with_a_seat(pages, world):
    browser = pages.browser(world.secretary)
    given = {"name": "Nina Ny", "email": "nina@example.no", "language": "nn", **SEAT}

    answer = browser.post("/people", **given, since="2026-03-01")

    page = words(browser.get(answer.headers["location"]))
    assert "Email address nina@example.no Language nynorsk" in page
    assert "Administrativt samarbeidsutvalg member 1 March 2026 – –" in page
    assert "Nina Ny was given a seat in Administrativt samarbeidsutvalg: member." in page


def test_what_was_typed_is_kept_when_it_is_refused(pages, world):
    browser = pages.browser(world.secretary)
    given = {"name": "Nina Ny", "email": "nina@example.no", "language": "nb"}

    no_body = browser.post("/people", 422, **given).text
    no_day = browser.post("/people", 422, **given, **SEAT, since="i fjor").text

    assert "Choose the body." in words(no_body)
    assert 'value="Nina Ny"' in no_body
    assert "“i fjor” is not a day" in words(no_day)
    assert "Nina Ny" not in browser.get("/people")


def test_whoever_is_there_is_not_renamed_by_the_form_for_somebody_new(pages, world):
    browser = pages.browser(world.secretary)
    given = {"name": "En annen", "email": "Member@example.no", "language": "nn", **SEAT}

    answer = browser.post("/people", 422, **given)

    assert "Somebody is registered with the address Member@example.no already." in words(
        answer.text
    )
    assert "Arne Asumedlem" in browser.get(f"/people/{world.member.person_id}")


def test_a_number_that_nobody_chose_is_nobody(pages, world):
    address = f"/people/{world.member.person_id}"

    pages.browser(world.secretary).post(f"{address}/seats", **SEAT, deputy_for="9" * 30)

    assert "member – – –" in words(pages.browser(world.secretary).get(address))


def test_a_deputy_acts_for_a_member(pages, world):
    browser, address = pages.browser(world.secretary), f"/people/{world.stranger.person_id}"
    seat = {"body": "fjord/asu", "role": "deputy", "deputy_for": world.member.person_id}
    browser.post("/people", name="Ada", email="ada@example.no", language="nb", **SEAT)
    ada = find_actor(world.session, "ada@example.no").person_id

    browser.post(f"/people/{ada}/seats", **seat)

    page = words(browser.get(f"/people/{ada}"))
    assert "deputy – – Arne Asumedlem" in page
    browser.get(address, 404)


def test_seats_in_a_body_are_ended(pages, world):
    browser, address = pages.browser(world.secretary), f"/people/{world.member.person_id}"

    browser.post(f"{address}/leave", body="fjord/asu", last="2026-03-02", sure="yes")

    page = words(browser.get(address))
    assert "member – 2 March 2026" in page
    assert "The seat of Arne Asumedlem in Administrativt samarbeidsutvalg was ended" in page
    assert "Monday 2 March" not in page


def test_who_ends_the_seat_of_the_last_member_is_told_what_waits_for_the_body(pages, world):
    browser, address = pages.browser(world.secretary), f"/people/{world.handler.person_id}"
    waits, other = world.routed(), world.report().case  # one waits there, one only concerns it
    given = {"body": "fjord/mottak", "last": "2026-03-02"}

    said = words(browser.post(f"{address}/leave", 200, **given).text)
    before = words(browser.get(address))
    browser.post(f"{address}/leave", **given, sure="yes")

    assert "Hans Handler is the last who can act in Akuttmottaket This would wait for" in said
    assert f"nobody: {waits.ref} " in said
    assert other.ref not in said
    assert "member – –" in before
    assert "member – 2 March 2026" in words(browser.get(address))


def test_where_another_acts_nobody_is_asked(pages, world):
    browser, address = pages.browser(world.secretary), f"/people/{world.handler.person_id}"
    world.routed()
    browser.post(f"/people/{world.gp.person_id}/seats", body="fjord/mottak", role="member")

    browser.post(f"{address}/leave", 303, body="fjord/mottak", last="2026-03-02")


def test_who_is_away_is_shown_where_people_and_members_stand(pages, world):
    mine = pages.browser(world.owner)
    mine.post("/settings", language="nn", digest_day="", away_until="2026-03-09")
    browser = pages.browser(world.secretary)
    places = ("/people", f"/people/{world.owner.person_id}", "/people/bodies/fjord/fagrad-1")

    assert [words(browser.get(path)).count("away until 9 March 2026") for path in places] == [1] * 3
    pages.later(days=8)
    browser = pages.browser(world.secretary)
    assert not any("away until" in words(browser.get(path)) for path in places)


def test_the_secretariat_says_that_somebody_is_away_and_back(pages, world):
    browser, address = pages.browser(world.secretary), f"/people/{world.owner.person_id}"
    given = {"name": "Eli Eigar", "language": "nn", "mail": "yes"}

    browser.post(f"{address}/settings", **given, away_until="2026-03-09")
    away = words(browser.get(address))
    browser.post(f"{address}/settings", **given, away_until="")

    assert "away until 9 March 2026" in away
    assert "Away" not in words(browser.get(address)).partition("Seats")[0]


def test_the_last_secretary_does_not_leave(pages, world):
    browser, address = pages.browser(world.secretary), f"/people/{world.secretary.person_id}"

    answer = browser.post(f"{address}/leave", 422, body="fjord/sekretariat", last="2026-03-02")

    assert "nobody would sit in a secretariat" in words(answer.text)


def test_an_address_is_changed_and_told_without_it(pages, world):
    browser, address = pages.browser(world.secretary), f"/people/{world.member.person_id}"

    browser.post(f"{address}/address", email="arne.ny@example.no")
    taken = browser.post(f"{address}/address", 422, email="owner@example.no").text

    page = words(browser.get(address))
    assert "Email address arne.ny@example.no" in page
    assert "Given another address. 2 March 2026" in page
    assert "registered with the address owner@example.no already" in words(taken)
    assert pages.woken


def test_settings_are_changed_and_told_with_what_they_were(pages, world):
    browser, address = pages.browser(world.secretary), f"/people/{world.member.person_id}"

    browser.post(f"{address}/settings", name="Arne Ny", language="en", digest_day="3")

    page = words(browser.get(address))
    assert "Email address member@example.no Language English" in page
    assert "Day of the digest Thursday Emails no" in page
    assert "Language: bokmål → English" in page
    assert "Given another name. 2 March 2026, 10:00, Sara Sekretær" in page


def test_the_neighbours_are_not_there(pages, world):
    browser = pages.browser(world.secretary)

    browser.get(f"/people/{world.neighbour.person_id}", 404)
    browser.post(f"/people/{world.neighbour.person_id}/address", 404, email="x@example.no")
    pages.browser(world.member).get("/people", 403)


def test_the_menu_leads_there_only_those_who_keep_people(pages, world):
    assert 'href="/people"' in pages.browser(world.secretary).get("/work")
    assert 'href="/people"' not in pages.browser(world.member).get("/work")


def test_a_last_day_that_is_refused_is_refused_before_anything_is_asked(pages, world):
    path = f"/people/{world.handler.person_id}"

    page = words(
        pages.browser(world.secretary)
        .post(f"{path}/leave", 422, body="fjord/mottak", last="1910-01-01")
        .text
    )

    assert "is too long ago" in page
    assert "End the seat all the same" not in page


def test_a_person_is_removed_and_told_what_stays(pages, world):
    her = world.person("Nina Ny", ("asu", "member"), until=date(2026, 3, 1))
    browser, path = pages.browser(world.secretary), f"/people/{her.person_id}"
    given = {"reason": "Ba om det"}

    unsure = words(browser.post(f"{path}/forget", 422, **given).text)
    browser.post(f"{path}/forget", **given, sure="yes")
    page = words(browser.get(path))

    assert "Confirm that it cannot be undone." in unsure
    assert "Nina Ny" not in page
    assert "This person was removed" in page
    assert "1 seat, by number: what was decided depends on who could decide." in page
    assert "Removed: name and address are gone. Ba om det" in page
    assert "Give a seat" not in page


def test_somebody_with_a_seat_is_not_removed(pages, world):
    path = f"/people/{world.handler.person_id}"
    given = {"reason": "Ba om det", "sure": "yes"}

    refused = words(pages.browser(world.secretary).post(f"{path}/forget", 422, **given).text)

    assert "Hans Handler sits in Akuttmottaket. End those seats first." in refused


def test_no_body_is_chosen_beforehand_to_leave(pages, world):
    browser = pages.browser(world.secretary)
    address = f"/people/{world.member.person_id}"

    page = browser.get(address).partition('id="leave-body"')[2].partition("</select>")[0]
    refused = browser.post(f"{address}/leave", 422, body="", last="2026-03-02").text

    assert page.index('<option value="">Choose</option>') < page.index('value="fjord/asu"')
    assert "selected" not in page
    assert "Choose the body." in words(refused)
