"""A list is read whole or refused, and every bad row and column is told at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from engine.errors import BadInput, NotFound
from engine.language.sentences import say
from engine.people.actors import find_actor
from engine.people.acts import Act
from engine.people.tables import Partnership
from tests.conftest import SHARED
from tests.world import World
from workflows.partnerships import rosters
from workflows.partnerships.table_lists import TakenIn

LISTS = SHARED / "data" / "failing" / "lists"
HEADS = "email,name,language,seats,from,to\n"


def seated(world: World, folder: Path, text: str | bytes) -> TakenIn:
    file = folder / "people.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return taken(world, file)


def taken(world: World, file: Path) -> TakenIn:
    partnership = world.session.orm.get_one(Partnership, world.partnership)
    return rosters.seat_people(world.session, partnership, file, Act(world.secretary, world.at))


def test_columns_may_have_norwegian_names(world, tmp_path):
    seated(
        world,
        tmp_path,
        "E-post;Navn;Språk;Verv;Fra;Til\nny@example.no;Ny;nn;asu:member;01.01.2018;\n",
    )

    found = find_actor(world.session, "ny@example.no")
    assert (found.name, found.language, found.posts[0].role) == ("Ny", "nn", "member")


@pytest.mark.parametrize(
    "raw",
    [
        ("\ufeff" + HEADS + "ny@example.no,Kåre Ny,nb,asu:member,,\n").encode("utf-16-le"),
        b"sep=;\n" + (HEADS + "ny@example.no,Kåre Ny,nb,asu:member,,\n").replace(",", ";").encode(),
        (HEADS + "ny@example.no,Kåre Ny,nb,asu:member,,\n").encode("cp1252"),
    ],
    ids=["utf-16", "sep", "windows"],
)
def test_a_list_is_read_as_spreadsheets_write_it(world, tmp_path, raw):
    seated(world, tmp_path, raw)

    assert find_actor(world.session, "ny@example.no").name == "Kåre Ny"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("mac_roman", "the code of Macintosh"), ("cp850", "the code of DOS"), ("utf-8", "twice")],
)
def test_letters_of_other_machines_are_mended_and_told(world, tmp_path, encoding, said):
    raw = (HEADS + "ny@example.no,Bjørn Kåre,nb,asu:member,,\n").encode(encoding)
    raw = raw if encoding != "utf-8" else raw.decode("cp1252").encode()

    [told] = seated(world, tmp_path, raw).told
    assert said in str(told)
    assert find_actor(world.session, "ny@example.no").name == "Bjørn Kåre"


def test_letters_that_look_wrong_are_told(world, tmp_path):
    raw = (HEADS + "ny@example.no,Bj¿rn Kåre,nb,asu:member,,\n").encode()

    with pytest.raises(BadInput, match="look wrong in “Bj"):
        seated(world, tmp_path, raw)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("email,name,Navn\n", "has the column “name” twice"),
        ("name,email,,\nNy,ny@example.no,x,\n", "There are cells without a column: x"),
        (HEADS + "ny@example.no,Ny,nb,asu:member,,,extra,cell\n", "a column: extra and cell"),
        ("name\nNy\n", "has no column “email”"),
    ],
)
def test_a_column_or_cell_that_would_be_dropped_is_told(world, tmp_path, text, said):
    with pytest.raises(BadInput, match=said):
        seated(world, tmp_path, text)
    with pytest.raises(NotFound):
        find_actor(world.session, "ny@example.no")


def test_every_bad_row_is_told_at_once_and_nothing_is_kept(world, tmp_path):
    good = "ny@example.no,Ny,nb,asu:member,,\n"
    text = HEADS + good + "a@example.no,A,nb,nowhere:member,,\nb@,B,nb,asu:tull,,\n"

    with pytest.raises(BadInput) as refused:
        seated(world, tmp_path, text)

    assert [sentence.values["row"] for sentence in refused.value.sentences] == [3, 4]
    with pytest.raises(NotFound):
        find_actor(world.session, "ny@example.no")


def test_everything_that_is_wrong_with_a_row_is_told(world, tmp_path):
    with pytest.raises(BadInput) as refused:
        seated(world, tmp_path, HEADS + "b@,B,svensk,asu:tull nowhere:member,32.1.2026,x\n")

    said = str(refused.value)
    for part in ("“tull”", "“nowhere”", "“32.1.2026”", "“x” is not a day", "“svensk”", "b@"):
        assert part in said, said


def test_a_deputy_is_not_refused_for_the_row_of_her_member(world, tmp_path):
    rows = "vara@example.no,Vera,nb,vara i asu for fast@example.no,,\nfast@example.no,F,nb,x,,\n"
    with pytest.raises(BadInput) as refused:
        seated(world, tmp_path, HEADS + rows)

    assert [sentence.values["row"] for sentence in refused.value.sentences] == [3]


def test_languages_may_be_called_by_their_names(world, tmp_path):
    seated(world, tmp_path, HEADS + "ny@example.no,Ny,Nynorsk,asu:member,,\n")

    assert find_actor(world.session, "ny@example.no").language == "nn"


def test_one_address_is_not_given_two_names(world, tmp_path):
    rows = "ny@example.no,Ny,,asu:member,,\nNY@example.no,Annen,,psu:member,,\n"
    with pytest.raises(BadInput, match="is the address of Ny in a row above, and of Annen here"):
        seated(world, tmp_path, HEADS + rows)


def test_why_a_list_is_refused_is_said_in_the_words_of_its_reader(world, tmp_path):
    rows = "navn;farge\nNy;rød\n"
    with pytest.raises(BadInput) as refused:
        seated(world, tmp_path, rows)
    (sentence,) = refused.value.sentences
    assert "e-post, navn, språk, verv, fra, til, rolle, vara for" in say(sentence, "nb")

    with pytest.raises(BadInput) as refused:
        seated(world, tmp_path, HEADS + "ny@example.no,Ny,,asu:sjef,,\n")
    (sentence,) = refused.value.sentences
    assert "leder, nestleder, medlem" in say(sentence, "nb")


def saved(folder, *rows, name="people.xlsx", **sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
    book.save(folder / name)
    return folder / name


PEOPLE = ["E-post", "Fornavn", "Etternavn", "Organ", "Rolle", "Fra og med"]
NEW = ["ny@example.no", "Kåre", "Ny", "ASU", "medlem", date(2018, 1, 1)]


def test_a_workbook_is_read_below_its_titles(world, tmp_path):
    book = saved(tmp_path, ["Medlemmer i utvalgene"], [], PEOPLE, NEW)

    assert taken(world, book)[:2] == (1, 1)
    assert find_actor(world.session, "ny@example.no").name == "Kåre Ny"


def test_what_of_a_workbook_is_not_read_is_told(world, tmp_path):
    book = saved(tmp_path, PEOPLE, NEW, Notater=[["Ring Kari"]])
    whole = openpyxl.load_workbook(book)
    whole.active.append(["skjult@example.no", "Skjult", "Person", "ASU"])
    whole.active.row_dimensions[3].hidden = True
    whole.save(book)

    told = [str(sentence) for sentence in taken(world, book).told]
    assert len(told) == 2
    assert "Row 3 is hidden and is not read." in told[0]
    assert told[1] == "people.xlsx: “Notater” is not read."


def test_a_bad_row_of_a_workbook_has_the_number_that_its_reader_sees(world, tmp_path):
    book = saved(tmp_path, ["Medlemmer"], [], PEOPLE, NEW, [*NEW[:3], "Ingenting"])
    with pytest.raises(BadInput, match="row 5: There is no body “Ingenting”"):
        taken(world, book)


def test_a_deputy_may_stand_before_her_member(world, tmp_path):
    text = (
        "email,name,seats,deputy for\n"
        "vara@example.no,Vera Vara,asu,fast@example.no\n"
        "fast@example.no,Frida Fast,asu,\n"
    )
    assert seated(world, tmp_path, text).new == 2
    assert find_actor(world.session, "vara@example.no").posts[0].role == "deputy"


def test_an_empty_list_names_its_columns(world, tmp_path):
    with pytest.raises(BadInput, match="has no column “email”"):
        taken(world, saved(tmp_path, name="tom.xlsx"))


# What people wrote: how each list of shared/data/failing/lists is refused; the others are read.
FAILING = {
    "21-lang-rad": "row 2: There are cells without a column: ekstra and felt",
    "28-en-feil-av-tre": "row 3: There is no body “finnesikke”.*row 4: “tull” is not a seat",
}


@pytest.mark.shared
@pytest.mark.parametrize("name", ["02-norske-hoder", "04-utf16", "26-sep", "30-macroman"])
def test_what_people_wrote_is_read(world, name):
    assert taken(world, LISTS / f"{name}.csv").new == 1


@pytest.mark.shared
@pytest.mark.parametrize("name", FAILING)
def test_what_people_wrote_wrong_is_told(world, name):
    with pytest.raises(BadInput, match=FAILING[name]):
        taken(world, LISTS / f"{name}.csv")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "is a folder. Give a file in it"),
        ("-", "- is no file"),
        ("/dev/null", "/dev/null is no file"),
        ("mangler.csv", "There is no file"),
    ],
)
def test_what_is_no_list_is_named(world, tmp_path, monkeypatch, path, said):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(BadInput, match=said):
        taken(world, Path(path) if path in ("-", "/dev/null") else tmp_path / path)


def test_what_nothing_keeps_is_told_and_not_read(world, tmp_path):
    heads = "E-post;Navn;Mobil;Verv\n"
    found = seated(world, tmp_path, f"{heads}ny@example.no;Ny;900 00 000;asu:member\n")

    assert [say(each, "en") for each in found.told] == [
        "people.csv: the column “Mobil” is not read; one row says something in it."
    ]


def test_a_column_that_is_not_known_hides_no_row_that_is_wrong(world, tmp_path):
    with pytest.raises(BadInput) as refused:
        seated(world, tmp_path, "E-post;Navn;Farge;Verv\nny@example.no;Ny;blå;tull:member\n")

    (said,) = [say(each, "en") for each in refused.value.sentences]
    assert "row 2" in said


def test_a_row_without_an_address_is_asked_for_one(world, tmp_path):
    with pytest.raises(BadInput, match="Give the email address"):
        seated(world, tmp_path, f"{HEADS},Ny,nb,asu:member,,\n")


def test_another_name_for_somebody_who_is_known_is_told(world, tmp_path):
    seated(world, tmp_path, f"{HEADS}ny@example.no,Ny Navn,nb,asu:member,,\n")
    found = seated(world, tmp_path, f"{HEADS}ny@example.no,Nytt Navn,nb,asu:member,,\n")

    assert [say(each, "en") for each in found.told] == [
        "people.csv, row 2: ny@example.no was called Ny Navn, and is Nytt Navn now."
    ]


def test_columns_that_nobody_needs_are_told_together(world, tmp_path):
    heads = "E-mail Address,First Name,Last Name,Suffix,Job Title,Notes,Colour,Organ\n"
    row = "ny@example.no,Kåre,Ny,,Sjef,Ring,blå,ASU\n"

    found = seated(world, tmp_path, heads + row)

    assert (found.rows, found.new) == (1, 1)
    assert [say(each, "en") for each in found.told] == [
        "people.csv: the columns “Job Title”, “Notes” and “Colour” are not read."
    ]
    assert find_actor(world.session, "ny@example.no").name == "Kåre Ny"


@pytest.mark.parametrize("address", ["Jon Lie <ny@example.no>", "mailto:ny@example.no"])
def test_an_address_is_read_as_mail_programs_write_it(world, tmp_path, address):
    seated(world, tmp_path, f"Visningsnavn;E-post;Verv\nNy;{address};asu\n")

    assert find_actor(world.session, "ny@example.no").name == "Ny"


def test_a_second_worksheet_with_people_is_an_error(world, tmp_path):
    book = saved(tmp_path, PEOPLE, NEW, PSU=[PEOPLE, ["to@example.no", "Pia", "To", "PSU"]])

    with pytest.raises(BadInput, match="“PSU” is a list too"):
        taken(world, book)


def test_a_role_without_a_body_is_an_error(world, tmp_path):
    with pytest.raises(BadInput, match="row 2: The role “leder” is in no body"):
        seated(world, tmp_path, "E-post;Navn;Rolle\nny@example.no;Ny;leder\n")


def test_a_role_may_name_its_body(world, tmp_path):
    seated(world, tmp_path, "E-post;Navn;Funksjon\nny@example.no;Ny;Leder i Fagråd 2\n")

    (post,) = find_actor(world.session, "ny@example.no").posts
    assert (post.body, post.role) == ("fagrad-2", "leader")


@pytest.mark.parametrize(
    "name",
    ["Ny Navn (vara for Kari)", "Ny Navn (til 31.12.2025)", "Permisjon: Ny Navn", "A Navn; B Navn"],
)
def test_a_remark_beside_a_name_is_not_taken_for_it(world, tmp_path, name):
    with pytest.raises(BadInput, match="says more than a name"):
        seated(world, tmp_path, f'E-post,Navn,Verv\nny@example.no,"{name}",asu\n')


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        ("Fra;Til", "2024;2027"),
        ("Oppnevnt;Oppnevnt (til)", "1.1.2024;31.12.2027"),
        ("Periode;Merknad", "2024–2027;"),
        ("Periode;Merknad", "1/1-2024 – 31/12/2027;"),
    ],
)
def test_the_days_of_a_seat_may_be_years_or_a_period(world, tmp_path, heads, cells):
    seated(world, tmp_path, f"E-post;Navn;Verv;{heads}\nny@example.no;Ny;asu;{cells}\n")

    (post,) = find_actor(world.session, "ny@example.no").posts
    assert (post.valid_from, post.valid_to) == (date(2024, 1, 1), date(2027, 12, 31))


def test_what_is_wrong_is_told_in_the_order_of_the_rows(world, tmp_path):
    text = HEADS + (
        "a@example.no,A,nb,asu:deputy for nobody@example.no,,\n"
        "b@example,B,nb,asu:member,,\n"
        "c@example.no,C,nb,vara i ASU for nowhere@example.no,,\n"
    )
    with pytest.raises(BadInput) as refused:
        seated(world, tmp_path, text)
    rows = [str(sentence.values["row"]) for sentence in refused.value.sentences]
    assert rows == ["2", "3", "4"]


def test_a_day_that_may_have_the_month_first_is_told_once(world, tmp_path):
    rows = HEADS + "{0},Ny,nb,asu:member,{1},\n{0},Ny,nb,psu:member,{2},\n"

    first, *_rest = seated(world, tmp_path, rows.format("a@b.no", "03/02/2026", "04/02/2026")).told
    assert str(first).startswith("people.csv: 2 days such as “03/02/2026” are read with the day")
    assert "this one as Tuesday 3 February 2026" in str(first)
    told = seated(world, tmp_path, rows.format("c@b.no", "03/02/2026", "13/02/2026")).told
    assert not any("the day first" in str(each) for each in told)


def test_a_day_with_the_month_first_is_refused_with_how_to_write_it(world, tmp_path):
    with pytest.raises(BadInput, match="“02/13/2026” has the month first: write 2026-02-13"):
        seated(world, tmp_path, HEADS + "ny@example.no,Ny,nb,asu:member,02/13/2026,\n")
