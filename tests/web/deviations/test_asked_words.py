"""What a report says is called what its form asked for: every face takes the words of its kind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from lxml import html

from cli import main
from commands.deviations import report
from engine.cases.records import Case
from engine.cases.steps import advance
from engine.errors import BadInput
from engine.people.actors import Actor, reporter
from engine.people.acts import Act
from tests.browsing import Browser, Browsing, words
from tests.web.api.test_case_calls import BASE, caller
from tests.world import definitions

DEVIATION = definitions()["deviation"]
KINDS = DEVIATION.fields["kind"].options
PLAIN = DEVIATION.fields["what"].label


def asked(kind: str):
    """What the form of that kind asks for."""
    own = KINDS[kind].asks.get("what")
    return own.label if own else PLAIN


class Looked(NamedTuple):
    """A report that is routed, and whatever a face of it is opened with."""

    pages: Browsing
    url: str
    case: Case
    code: str
    kind: str

    def page(self, path: str, reader: Actor | None = None) -> str:
        """A page as somebody reads it, else as whoever handles the report."""
        reader = reader or self.pages.world.handler
        return words(self.pages.browser(reader, "nb").get(path.format(self.case.ref)))

    def receipt(self) -> str:
        browser = self.pages.browser(language="nb")
        browser.post("/report/receipt", code=self.code)
        return words(browser.get("/report/mine"))

    def command(self, *typed: str) -> str:
        env = {"SAMSAK_DATABASE_URL": self.url, "SAMSAK_LANGUAGE": "nb"}
        given = [each.format(self.case.ref, self.code) for each in typed]
        return CliRunner(env=env).invoke(main, [*given, "--at", "2026-03-03T12:00"]).output

    def call(self, path: str) -> str:
        program = caller(self.pages, "secretary")
        headers = {"accept-language": "nb"}
        told = program.get(f"{BASE}{path.format(self.case.ref)}", headers=headers).json()
        if "forms" in told:
            told = next(each for each in told["forms"] if each["kind"] == self.kind)
        return json.dumps(told, ensure_ascii=False)


AS_HANDLER = ("--as", "handler@example.no")
FACES: dict[str, Callable[[Looked], str]] = {
    "report form": lambda its: its.page(f"/report/to/fjord?kind={its.kind}"),
    "case page": lambda its: its.page("/cases/{}"),
    "case page to whoever reported": lambda its: its.page("/cases/{}", its.pages.world.gp),
    "case on a day": lambda its: its.page("/cases/{}?on=2026-03-02"),
    "form of a step": lambda its: its.page("/cases/{}/do/ask"),
    "receipt page": Looked.receipt,
    "show": lambda its: its.command("show", "{}", *AS_HANDLER),
    "show as JSON": lambda its: its.command("show", "{}", "--json", *AS_HANDLER),
    "follow": lambda its: its.command("deviation", "follow", "{1}"),
    "call of a case": lambda its: its.call("/cases/{}"),
    "call of the forms": lambda its: its.call("/deviations/forms"),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", KINDS)
def test_each_face_calls_it_what_the_form_of_its_kind_asks(pages, world, database_url, kind):
    receipt = world.report("Felles skjema.", by=world.gp, kind=kind)
    world.step(receipt.case, "route", world.secretary, handler="mottak")
    pages.later(days=1)

    looked = Looked(pages, database_url, receipt.case, receipt.code, kind)
    other = {asked(each).nb for each in KINDS} - {asked(kind).nb}
    for name, face in FACES.items():
        told = face(looked)
        assert asked(kind).nb in told, name
        assert not [each for each in other if each in told], name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", KINDS)
def test_a_step_refuses_a_field_by_what_its_form_calls_it(world, kind):
    case = world.report(kind=kind).case

    for who in (world.secretary, reporter(case.id)):
        with pytest.raises(BadInput) as refused:
            advance(world.session, case, "route", Act(who, world.at), {"what": ["no", 1]})

        assert refused.value.reasons[0].sentence.values["field"] == asked(kind)


def test_the_help_of_the_command_says_what_each_kind_asks():
    (option,) = [each for each in report.params if each.name == "what"]

    assert all(asked(kind).en in option.help for kind in KINDS)
    assert all(f"({kind})" in option.help for kind in KINDS if KINDS[kind].asks)


SPOILT = "Gudrun\x07"
BESIDE = ("comment", "unit", "email")
ASKS = ".//input[not(@type) or @type='text' or @type='email'] | .//textarea"


def called(browser: Browser, page: str) -> Iterator[tuple[str, str, set[str], set[str]]]:
    """Each form of a page, sent empty, with its texts spoilt, and with one that is no field of the
    case: what it calls its inputs, and what the refusals call them."""
    root = html.fromstring(browser.get(page))
    for form in root.xpath("//main//form[@method='post'][.//label]"):
        hidden = {
            each.get("name"): each.get("value") for each in form.xpath(".//*[@type='hidden']")
        }
        labels = {label.text_content() for label in form.xpath(".//label | .//legend")}
        names = [each.get("name") for each in form.xpath(ASKS)]
        for spoilt in ([], names, *([name] for name in names if name in BESIDE)):
            given = hidden | dict.fromkeys(spoilt, SPOILT)
            answer = browser.client.post(form.get("action") or page, data=given)
            told = re.findall("The field “([^”]*)”", unescape(answer.text))
            yield page, str(spoilt), {each.removesuffix(" (optional)") for each in labels}, {*told}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_refused_is_called_as_the_form_calls_it(pages, world):
    receipt, learning = world.report(email="melder@example.no"), world.report().case
    for case in (receipt.case, learning):
        world.step(case, "route", handler="mottak")
    world.step(learning, "handle", world.handler, answer="Beklager")
    reporting, handling, routing = (
        pages.browser(each) for each in (None, world.handler, world.secretary)
    )
    reporting.post("/report/receipt", code=receipt.code)
    unrouted, asked = world.report().case, list[tuple[str, str, set[str], set[str]]]()

    for path in ("/report/to/fjord", "/report/to/fjord?kind=improvement"):
        asked += called(reporting, path)
    asked += called(reporting, "/report/mine")
    for case in (receipt.case, learning):
        asked += called(handling, f"/cases/{case.ref}")
    for case in (receipt.case, unrouted, world.ongoing()):
        asked += called(routing, f"/cases/{case.ref}")
    asked += called(handling, f"/cases/{learning.ref}/propose")

    wrong = [each for *each, labels, told in asked if not told <= labels]
    assert wrong == []
    assert len({name for *_each, told in asked for name in told}) > 15
