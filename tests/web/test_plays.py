"""People at the pages, played in a real browser: a nurse reports, a working group says how it goes,
a secretary records a meeting by keyboard, imports a plan, puts a decision right."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Page, Request, expect

from engine.people.actors import Actor
from engine.storage.database import Database
from notifications.letters.mime import Letterhead
from notifications.outbox.maildir import MaildirMailer
from notifications.sending.tick import tick
from tests.chromium import DESK, PHONE, Served
from tests.every_page import every_page
from tests.imported import CONTENT, PLAN
from tests.world import IDENTITY_NUMBER, MONDAY

BOTH_WINDOWS = pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
WRITTEN = "textarea, input[type=text], input[type=search], input:not([type])"
A_STROKE = 60 / (40 * 5)  # seconds: 40 words a minute, of five letters each
A_LOOK = 2.0  # seconds to find the next input and read what it asks
WHAT = (
    "Pasienten kom hjem fredag ettermiddag uten epikrise og uten oppdatert medisinliste."
    " Hjemmetjenesten visste ikke hvilke medisiner som var endret."
)


class Typist:
    """Somebody who fills in a form, and how long that would take a person."""

    def __init__(self, page: Page) -> None:
        self.page, self.seconds, self.began = page, 0.0, monotonic()

    def fill(self, name: str, text: str) -> None:
        """Type into the input of that name."""
        self.page.locator(f"[name={name}]").fill(text)
        self.seconds += A_LOOK + len(text) * A_STROKE

    def press(self, words: str) -> None:
        """Press a button or a link."""
        self.page.get_by_role("button", name=words).or_(
            self.page.get_by_role("link", name=words)
        ).first.click()
        self.seconds += A_LOOK

    @property
    def total(self) -> float:
        """What it took, with the time that the pages took."""
        return self.seconds + monotonic() - self.began


@BOTH_WINDOWS
def test_a_nurse_reports_within_two_minutes(served: Served, viewport):
    with served.visit(None, "nb", viewport=viewport) as page:
        nurse = Typist(page)
        page.goto("/")
        nurse.press("Meld et avvik")
        page.wait_for_url("**/report**")
        page.goto("/report/to/fjord")
        nurse.fill("what", WHAT)
        nurse.fill("unit", "akuttmott")
        nurse.fill("happened_on", "2026-02-27")
        nurse.press("Send meldingen")

        expect(page.get_by_text("Takk. Meldingen er registrert.")).to_be_visible()
        assert nurse.total < 120


SPELLINGS = (
    *("{0}{1}", "{0}–{1}", "{0}/{1}", "({0}) {1}", "2026 {0}\u200b {1}"),
    *("{day}.{month}.19{year} {1}", "19{year}-{month}-{day} {1}", "{0}, personnr. {1}"),
    "1. mai 1990 10006",
)


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_an_identity_number_is_refused_in_its_field_and_never_sent(served: Served, spelt: str):
    day, month, year = IDENTITY_NUMBER[:2], IDENTITY_NUMBER[2:4], IDENTITY_NUMBER[4:6]
    born = {"day": day, "month": month, "year": year}
    number = spelt.format(IDENTITY_NUMBER[:6], IDENTITY_NUMBER[6:], **born)
    with served.visit(None, "nb", viewport=PHONE) as page:
        posts: list[str] = []
        page.on("request", lambda asked: posts.append(asked.method))
        page.goto("/report/to/fjord")
        page.locator("[name=unit]").fill("Akuttmottaket")
        page.locator("[name=what]").fill(f"Pasient {number}")
        page.locator("[name=consequence]").fill("Ingen")
        page.get_by_role("button", name="Send meldingen").click()

        wrong = page.locator("[name=what]").evaluate("e => e.validationMessage")
        assert "fødselsnummer" in wrong
        assert "POST" not in posts
        assert number[-5:] not in page.evaluate("JSON.stringify(localStorage)")


FILLED = """([fields, number]) => {
    document.querySelectorAll("details").forEach(each => each.open = true);
    const wide = each => each.maxLength < 0 || each.maxLength >= number.length;
    return [...document.querySelectorAll(fields)].filter(wide).map(each => {
        const before = each.value;
        const type = value => {
            each.value = value;
            each.dispatchEvent(new Event("input", {bubbles: true}));
        };
        type(number);
        each.form.requestSubmit();
        const said = each.validationMessage;
        type(before);
        return [each.name, said];
    });
}"""
A_MOMENT = "new Promise(done => setTimeout(done, 20))"  # in which what is sent would leave


@contextmanager
def asked_by(page: Page) -> Iterator[list[str]]:
    """The addresses that a page asks for meanwhile."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    yield asked
    page.remove_listener("request", note)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing reaches one
def test_no_form_sends_an_identity_number(served: Served, world):
    unseen, looked_at = {}, 0
    for path, page in served.visits(every_page(world), viewport=DESK):
        page.wait_for_function("typeof SPELT !== 'undefined'")
        with asked_by(page) as sent:
            filled = page.evaluate(FILLED, [f"form :is({WRITTEN})", IDENTITY_NUMBER])
            page.evaluate(A_MOMENT)
        looked_at += len(filled)
        unseen |= {(path, name): said for name, said in filled if "fødselsnummer" not in said}
        unseen |= {(path, address): "sent" for address in sent if "/static/" not in address}

    assert unseen == {}
    assert looked_at > 60


def test_nothing_typed_is_lost_by_a_closed_tab_and_it_is_gone_when_sent(served: Served):
    with served.visit(None, "nb", viewport=PHONE) as page:
        page.goto("/report/to/fjord")
        page.locator("[name=what]").press_sequentially("Epikrisen kom aldri")
        key = page.locator("[name=key]").input_value()
        page.close(run_before_unload=False)

        again = page.context.new_page()
        again.goto("/report/to/fjord")
        expect(again.locator("[name=what]")).to_have_value("Epikrisen kom aldri")
        assert again.locator("[name=key]").input_value() == key
        again.locator("[name=unit]").fill("Akuttmottaket")
        again.get_by_role("button", name="Send meldingen").click()
        expect(again.get_by_text("Takk.")).to_be_visible()

        again.goto("/report/to/fjord")
        expect(again.locator("[name=what]")).to_have_value("")


def test_the_link_that_was_kept_opens_the_report(served: Served, world):
    code = world.report().code
    with served.visit(None, "nb", viewport=PHONE) as page:
        page.goto(f"/report/receipt#{code}")

        expect(page.get_by_role("heading", name="Meldingen din")).to_be_visible()
        assert code not in page.url


@BOTH_WINDOWS
def test_a_working_group_says_how_it_goes_in_three_clicks(
    served: Served, world, database, tmp_path: Path, viewport
):
    case = world.ongoing()
    mail = _digest_to(world.owner, database, tmp_path)
    link = re.search(rf"Rapporter framdrift:\s+http://samsak.test(/cases/{case.ref}\S+)", mail)
    with served.visit(world.owner, "nn", viewport=viewport) as page:
        page.goto(link[1])  # the first click, in the mail
        page.get_by_label("I rute").check()
        page.get_by_role("main").get_by_role("button").click()

        expect(page.get_by_role("status")).to_contain_text("Framdrifta er rapportert")
    assert world.now(case).fields["light"] == "on_track"


def _digest_to(reader: Actor, database: Database, folder: Path) -> str:
    """The text of the digest that Monday's tick mails."""
    base = Letterhead(base_url="http://samsak.test")
    tick(database, MONDAY, mailer=MaildirMailer(folder / "mail"), letterhead=base)
    files = [email.message_from_bytes(f.read_bytes()) for f in (folder / "mail" / "new").iterdir()]
    texts = [
        part.get_payload(decode=True).decode()
        for each in files
        if reader.email in each["to"]
        for part in each.walk()
        if part.get_content_type() == "text/plain"
    ]
    return next(text for text in texts if "Rapporter framdrift" in text)


@BOTH_WINDOWS
def test_a_secretary_records_forty_items_by_keyboard(served: Served, world, viewport):
    found = world.meeting("asu")
    cases = [world.measure(title=f"Tiltak {n}") for n in range(40)]
    for case in cases:
        world.item(found, case)
    with served.visit(world.secretary, "nb", viewport=viewport) as page:
        page.goto(f"/meetings/{found.id}")
        page.locator("#o1").focus()
        for number in range(1, 41):
            page.keyboard.type("ve")  # vedtatt
            page.keyboard.press("Tab")
            page.keyboard.type(f"{number}/26")
            page.keyboard.press("Tab")
            if number < 40:
                page.keyboard.press("Tab")  # past the link of the next item
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Gjør det")).to_be_visible()
        page.keyboard.press("Tab")  # from what will be sent, which has the focus
        page.keyboard.press("Enter")

        expect(page.get_by_role("button", name="Gjør det")).to_have_count(0, timeout=60_000)
        expect(page.get_by_text("gjennomført").first).to_be_visible()
    assert {world.now(case).state for case in cases} == {"approved"}


@BOTH_WINDOWS
def test_a_plan_is_imported_with_its_findings(served: Served, world, tmp_path: Path, viewport):
    file = tmp_path / f"{PLAN}.csv"
    file.write_bytes(CONTENT + "1.4 Noe mer;Ukjent råd;2027\n".encode())
    with served.visit(world.secretary, "nb", viewport=viewport) as page:
        page.goto("/plans")
        page.get_by_role("link", name="Importer en plan").click()
        page.set_input_files("input[type=file]", str(file))
        page.get_by_role("button", name="Se hva som finnes i filen").click()
        expect(page.get_by_text("Ukjent råd")).to_be_visible()
        page.get_by_label("Utelat rader med feil").check()
        page.get_by_role("button", name="Se hva som finnes i filen").click()
        page.get_by_role("button", name="Importer", exact=True).click()

        expect(page.get_by_role("link", name="Lage felles rutine")).to_be_visible()


@BOTH_WINDOWS
def test_a_decision_is_put_right_in_the_browser(served: Served, world, viewport):
    found, case = world.meeting("asu", day=date(2026, 3, 2)), world.measure()
    world.item(found, case)
    with served.visit(world.secretary, "nb", viewport=viewport) as page:
        page.goto(f"/meetings/{found.id}")
        page.locator("#o1").select_option("declined")
        page.get_by_role("button", name="Lagre, og registrer at møtet er gjennomført").click()
        page.get_by_role("button", name="Gjør det").click()
        page.get_by_text("Endre sak 1").click()
        page.locator("#mo1").select_option("approved")
        page.locator("#mr1").fill("Skrevet feil")
        page.get_by_role("button", name="Rett utfallet").click()

        expect(page.get_by_role("cell", name=re.compile(r"vedtatt$"))).to_be_visible()
    assert world.now(case).state == "approved"
