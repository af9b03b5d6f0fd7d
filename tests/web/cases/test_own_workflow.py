"""A workflow that a partnership adds has list, page and forms with no line of program."""

from __future__ import annotations

import pytest

from engine.definitions import versions
from tests.browsing import words
from tests.world import SETTING_UP
from workflows.known_definitions import load_definitions

REVISION = """
id: revision
version: 1
prefix: R
label: {nb: Revisjon, nn: Revisjon, en: Revision}
title: title
visible_to: [partnership]
roles:
  secretariat:
    kind: secretariat
    label: {nb: Sekretariatet, nn: Sekretariatet, en: The secretariat}
    because: {nb: du sitter der, nn: du sit der, en: you sit there}
  partnership:
    everyone: true
    label: {nb: Alle, nn: Alle, en: Everyone}
    because: {nb: du er med, nn: du er med, en: you take part}
states:
  begun:
    initial: true
    label: {nb: Begynt, nn: Byrja, en: Begun}
    meaning: {nb: Revisjonen er i gang., nn: Revisjonen er i gang., en: The revision is under way.}
  done:
    final: true
    label: {nb: Ferdig, nn: Ferdig, en: Done}
    meaning: {nb: Avtalen er revidert., nn: Avtalen er revidert., en: The agreement is revised.}
fields:
  title: {type: line, label: {nb: Tittel, nn: Tittel, en: Title}}
  pages: {type: number, label: {nb: Sider, nn: Sider, en: Pages}}
  chapter:
    type: choice
    label: {nb: Kapittel, nn: Kapittel, en: Chapter}
    options: {one: {nb: En, nn: Ein, en: One}, two: {nb: To, nn: To, en: Two}}
  signed_on: {type: date, past: true, label: {nb: Signert, nn: Signert, en: Signed on}}
opening:
  label: {nb: Begynn en revisjon, nn: Byrj ein revisjon, en: Begin a revision}
  who: [secretariat]
  needs: [title]
  takes: [chapter]
actions:
  - action: finish
    from: [begun]
    to: done
    who: [secretariat]
    label: {nb: Avslutt, nn: Avslutt, en: Finish}
    needs: [signed_on]
    takes: [pages]
correcting:
  who: [secretariat]
"""


@pytest.fixture
def own(world, tmp_path):
    """The definition of a workflow of Fjord's own, in use."""
    (tmp_path / "revision.yaml").write_text(REVISION, encoding="utf-8")
    versions.store(world.session, load_definitions(tmp_path).values(), SETTING_UP)


def test_it_is_opened_moved_and_listed_on_pages(pages, world, own):
    browser = pages.browser(world.secretary)
    form = browser.form("/lists/revision/new", "/lists/revision/new")
    opened = browser.post("/lists/revision/new", **form, title="Ny avtale", chapter="two")
    path = opened.headers["location"].partition("?")[0]

    begun = browser.form(path, f"{path}/do/finish")
    browser.post(f"{path}/do/finish", 422, **begun, pages="many")
    browser.post(f"{path}/do/finish", **begun, signed_on="2026-03-01", pages="12")

    page = words(browser.get(path))
    assert "Begun Done" in page
    assert "Chapter Two" in page
    assert "Signed on 1 March 2026" in page
    assert "Ny avtale" in words(browser.get("/lists/revision"))
    assert "/lists/revision" in browser.get("/work")


def test_its_forms_are_for_those_whom_it_names(pages, world, own):
    pages.browser(world.member).post("/lists/revision/new", 403, title="Ny avtale")
