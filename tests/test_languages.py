from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from functools import cache
from gettext import GNUTranslations
from string import Formatter

import pytest
from babel.dates import format_date
from babel.messages import Catalog
from babel.messages.catalog import Message

from engine.language import catalogues
from engine.language import sentences as languages
from engine.language.sentences import (
    LANGUAGES,
    AnyOf,
    Label,
    OnDay,
    Sentence,
    _,
    n_,
    say,
    translations,
)

TRANSLATED = [language for language in LANGUAGES if language != "en"]
COUNCIL = Label("Administrativt utvalg", "Administrativt utval", "Administrative council")


@cache
def sentences() -> Catalog:
    return catalogues.sentences()


def messages(catalogue: Catalog) -> dict[object, Message]:
    return {message.id: message for message in catalogue if message.id}


def forms(said: object) -> tuple[str, ...]:
    return tuple(said) if isinstance(said, (tuple, list)) else (str(said or ""),)


def translated(message: Message | None) -> bool:
    return message is not None and all(forms(message.string))


def fields(text: str) -> set[str]:
    """What a sentence of the code calls {name}, and one of a template %(name)s."""
    return {name for _text, name, *_ in Formatter().parse(text) if name} | set(
        re.findall(r"%\((\w+)\)", text)
    )


# The catalogues


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language):
    catalogue = messages(catalogues.catalogue(language))
    missing = [msgid for msgid in messages(sentences()) if not translated(catalogue.get(msgid))]

    assert missing == [], (
        f"run `make messages`, then translate engine/language/locale/{language}.po"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_what_the_catalogue_says(language):
    spoken = translations(language)

    for message in messages(catalogues.catalogue(language)).values():
        asked = forms(message.id)
        said = forms(message.string) if translated(message) else asked
        heard = (
            [spoken.ngettext(*asked, n) for n in (1, 2)] if asked[1:] else [spoken.gettext(*asked)]
        )
        assert heard == list(said)


def test_a_fuzzy_translation_is_none(tmp_path):
    guessed = 'msgid "Yes"\nmsgstr "Ja"\n\n#, fuzzy, python-format\nmsgid "No"\nmsgstr "Na"\n'
    head = catalogues.HEADER.format(language="nb")
    (tmp_path / "nb.po").write_text(head + guessed, encoding="utf-8")

    catalogues.compile_for_gettext("nb", tmp_path)

    with (tmp_path / "nb.mo").open("rb") as file:
        spoken = GNUTranslations(file)
    assert (spoken.gettext("Yes"), spoken.gettext("No")) == ("Ja", "No")


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_said_as_babel_says_them(language):
    locale = languages.LOCALES[language]

    for day in (date(2026, month, month) for month in range(1, 13)):
        assert say(day, language) == format_date(day, "long", locale)
        weekday = format_date(day, "EEEE", locale)
        assert say(OnDay(day), language) == f"{weekday} {say(day, language)}"


def test_clocks_have_a_full_stop_in_norwegian():
    assert [say(time(7, 5), language) for language in LANGUAGES] == ["07.05", "07.05", "07:05"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language):
    assert [
        message.id for message in messages(catalogues.catalogue(language)).values() if message.fuzzy
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_has_outlived_its_sentence(language):
    catalogue = catalogues.catalogue(language)

    assert set(messages(catalogue)) - set(messages(sentences())) == set(), "run `make messages`"
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_speaks_of_the_same_things(language):
    # "One case waits." may say its number in words.
    other = [
        message.id
        for message in messages(catalogues.catalogue(language)).values()
        for original, said in zip(forms(message.id), forms(message.string), strict=True)
        if said and fields(said) - {"n"} != fields(original) - {"n"}
    ]

    assert other == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_as_make_messages_writes_it(language, tmp_path):
    for each in LANGUAGES:
        (tmp_path / f"{each}.po").write_bytes((languages.CATALOGUES / f"{each}.po").read_bytes())

    catalogues.update(folder=tmp_path)

    assert (tmp_path / f"{language}.po").read_bytes() == (
        languages.CATALOGUES / f"{language}.po"
    ).read_bytes()


# make messages


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A small house of its own: one sentence in code, one in a template."""
    (tmp_path / "babel.cfg").write_bytes((catalogues.ROOT / "babel.cfg").read_bytes())
    (tmp_path / "cli.py").write_text(
        '_("Hello {name}.", name=1)\nn_("{n} case.", "{n} cases.", 2)\n'
    )
    letters = tmp_path / "notifications" / "letters" / "templates" / "digest"
    letters.mkdir(parents=True)
    (letters / "body.txt").write_text(
        "{% trans n=3 %}{{ n }} case\n  waits.{% pluralize %}{{ n }} cases wait.{% endtrans %}"
    )
    for language in LANGUAGES:
        (tmp_path / f"{language}.po").write_text(catalogues.HEADER.format(language=language))
    monkeypatch.setattr(languages, "CATALOGUES", tmp_path)
    translations.cache_clear()
    yield tmp_path
    translations.cache_clear()


def translate(house, msgid, *said):
    path = house / "nb.po"
    text = path.read_text(encoding="utf-8")
    head, tail = text.split(msgid, 1)
    for form in said:
        tail = re.sub(r'(msgstr(?:\[\d\])?) ""', rf'\1 "{form}"', tail, count=1)
    path.write_text(head + msgid + tail, encoding="utf-8")
    catalogues.compile_for_gettext("nb", house)
    translations.cache_clear()


def test_sentences_are_found_in_code_and_templates(house):
    assert set(messages(catalogues.sentences(house))) == {
        "Hello {name}.",
        ("{n} case.", "{n} cases."),
        ("%(n)s case waits.", "%(n)s cases wait."),
    }


def test_translations_stay_and_what_is_gone_goes(house):
    catalogues.update(house, house)
    translate(house, 'msgid "Hello {name}."', "Hei, {name}.")
    (house / "cli.py").write_text('_("Hello {name}.", name=1)\n_("New.")')

    catalogues.update(house, house)

    catalogue = catalogues.catalogue("nb", house)
    assert catalogue["Hello {name}."].string == "Hei, {name}."
    assert "New." in catalogue
    assert "{n} case." not in catalogue
    assert "#~" not in (house / "nb.po").read_text(encoding="utf-8")


def test_the_same_sentences_give_the_same_bytes(house):
    catalogues.update(house, house)
    first = (house / "nb.po").read_bytes()

    catalogues.update(house, house)

    assert (house / "nb.po").read_bytes() == first
    assert b"Date" not in first


# Saying


def test_a_sentence_is_said_in_the_language_of_its_reader(house):
    catalogues.update(house, house)
    translate(house, 'msgid "Hello {name}."', "Hei, {name}.")
    sentence = _("Hello {name}.", name="Kari")

    assert [say(sentence, language) for language in LANGUAGES] == [
        "Hei, Kari.",
        "Hello Kari.",
        "Hello Kari.",
    ]


def test_a_number_of_things_takes_its_form(house):
    catalogues.update(house, house)
    translate(house, 'msgid_plural "{n} cases."', "{n} sak.", "{n} saker.")

    assert [say(n_("{n} case.", "{n} cases.", n), "nb") for n in (0, 1, 2)] == [
        "0 saker.",
        "1 sak.",
        "2 saker.",
    ]
    assert [say(n_("{n} case.", "{n} cases.", n), "nn") for n in (0, 1, 2)] == [
        "0 cases.",
        "1 case.",
        "2 cases.",
    ]


def test_a_sentence_in_a_sentence_and_a_label_are_said_in_the_same_language(house):
    catalogues.update(house, house)
    translate(house, 'msgid "Hello {name}."', "Hei, {name}.")

    assert say(_("{a}: {b}", a=COUNCIL, b=_("Hello {name}.", name=COUNCIL)), "nb") == (
        "Administrativt utvalg: Hei, Administrativt utvalg."
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2018, 2, 13), ("13. februar 2018", "13. februar 2018", "13 February 2018")),
        (time(10), ("10.00", "10.00", "10:00")),
        (
            datetime(2026, 7, 1, 22, 30, tzinfo=UTC),
            ("2. juli 2026 kl. 00.30", "2. juli 2026 kl. 00.30", "2 July 2026, 00:30"),
        ),
        (
            ["a", COUNCIL, date(2026, 5, 17)],
            (
                "a, Administrativt utvalg og 17. mai 2026",
                "a, Administrativt utval og 17. mai 2026",
                None,
            ),
        ),
        (AnyOf(("a", "b", "c")), ("a, b eller c", "a, b eller c", "a, b or c")),
        (("a", "b", "…"), ("a, b, …", "a, b, …", "a, b, …")),
        ((), ("", "", "")),
        (("one",), ("one", "one", "one")),
        (COUNCIL, COUNCIL),
        (7, ("7", "7", "7")),
        ("{as it is}", ("{as it is}", "{as it is}", "{as it is}")),
    ],
)
def test_values_are_said_in_each_language(value, said):
    for language, words in zip(LANGUAGES, said, strict=True):
        assert words is None or say(value, language) == words


def test_a_moment_is_shown_where_the_reader_is():
    assert (
        say(datetime(2026, 7, 1, 10, tzinfo=UTC), "en", zone="Europe/London")
        == "1 July 2026, 11:00"
    )


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        say(datetime(2026, 7, 1, 10), "nb")  # noqa: DTZ001 - that it is naive is the point


def test_a_value_that_is_missing_is_no_blank():
    with pytest.raises(KeyError):
        say(_("{body} has no member."), "nb")


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="xx"):
        say(_("Hello."), "xx")
    with pytest.raises(ValueError, match="xx"):
        translations("../xx")


def test_braces_in_a_value_are_only_text():
    assert say(_("{what}!", what="{n} {__class__}"), "en") == "{n} {__class__}!"


def test_a_sentence_is_the_same_as_another_that_says_the_same():
    assert _("Hello {name}.", name="Kari") == Sentence("Hello {name}.", {"name": "Kari"})
    assert len({_("Hello."), _("Hello."), n_("{n} case.", "{n} cases.", 1)}) == 2
    assert str(_("Hello {name}.", name=COUNCIL)) == "Hello Administrative council."
