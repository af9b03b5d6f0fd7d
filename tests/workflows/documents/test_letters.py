"""Norwegian letters come out right, whatever they were saved as, or are told to look wrong."""

from __future__ import annotations

import pytest

from tests.workflows.conftest import found
from workflows.documents.letters import decoded, look_wrong

SENTENCES = [
    "Årlig møte om pårørende",
    "Ærlig og åpen dialog om ønsker – «også for barn»",
    "Felles læringsportal; ØHJELP i SØNDRE",
    "brukernes’ rett til «gode» overganger på tvers",
    "Å styrke samarbeidet",
    "æ",
]


@pytest.mark.parametrize("sentence", SENTENCES[:5])
@pytest.mark.parametrize(
    ("code", "machine"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", ""),
        ("utf-16-be", ""),
        ("cp1252", ""),
        ("mac_roman", "Macintosh"),
    ],
)
def test_letters_come_out_right(sentence, code, machine):
    assert decoded(sentence.encode(code)) == (sentence, machine)


@pytest.mark.parametrize("code", ["cp850", "cp865"])
def test_letters_of_dos_come_out_right(code):
    assert decoded("Årlig møte om pårørende; Ærlig, ØHJELP".encode(code)) == (
        "Årlig møte om pårørende; Ærlig, ØHJELP",
        "DOS",
    )


@pytest.mark.parametrize("sentence", SENTENCES[:5])
def test_letters_that_were_coded_twice_come_out_right(sentence):
    raw = "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in sentence.encode()
    ).encode()
    assert decoded(raw) == (sentence, "twice")


@pytest.mark.parametrize(
    "text",
    [
        "Windows® og †",
        "‘sitat’ og brukernes’ rett",
        "Müller, Ångström, café",
        "50 µg",
    ],
)
def test_other_signs_of_windows_are_no_norwegian_letters(text):
    assert decoded(text.encode("cp1252")) == (text, "")


@pytest.mark.parametrize("raw", [b"\x00\x01\x02\x03\xff\xfe" * 40, b"\x01\x02abc"])
def test_what_is_no_text_is_none(raw):
    assert decoded(raw) is None


@pytest.mark.parametrize(
    "text",
    [
        "p¿rende",
        "pŒr¿rende",
        "prÃ¸ve",
        "pr°ve",
        "prµve",
        "pr›ve",
        "p†rørende",
        "tall â€“ tall",
        "p?rørende",
        "pr\ufffdve",
    ],
)
def test_letters_that_look_wrong_are_seen(text):
    assert look_wrong(f"Bedre {text} samarbeid")


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        "Hva? Hvem? Når?",
        "https://www.helse.no/side?id=3&se?mer",
        "25 °C, 50 µg, 3 ½ time",
        "Ångström à la carte",
        "Čálliidlágádus, Guovdageaidnu, ŋ, đ, ŧ",
    ],
)
def test_letters_that_are_right_are_not(text):
    assert not look_wrong(text)


def test_letters_that_look_wrong_are_a_warning_of_every_kind_of_file(xlsx, word, semicolons, read):
    plan = [["Nr.", "Tiltak", "Ansvarlig", "Når"], ["1", "Bedre pr¿ver", "FR", "2031"]]
    for path in (xlsx(plan), word(plan), semicolons(plan, encoding="utf-8")):
        assert found(read(path), "letters_wrong") == [("warning", 2, "")]


def test_the_seven_bits_of_utf_7_are_mended():
    assert decoded("Årlig møte; æ".encode("utf-7")) == ("Årlig møte; æ", "UTF-7")
    assert decoded(b"1+A2-B; a+b-c") == ("1+A2-B; a+b-c", "")


def test_letters_of_an_old_code_of_seven_bits_look_wrong():
    assert look_wrong("m|te om p}r|rende")
    assert not look_wrong("en {mal} | en til")
