"""A list that is read again adds nothing twice and brings nothing back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import col, select

from engine.errors import BadInput, IdentityNumber
from engine.language.sentences import say
from engine.people import closed_days, registry
from engine.people.actors import find_actor
from engine.people.acts import Act
from engine.people.tables import Membership, Partnership, Person
from tests.conftest import SHARED
from tests.world import World, at_once
from workflows.councils import meetings
from workflows.councils.ever_called import ever_called
from workflows.councils.meetings import Meeting
from workflows.partnerships import closing, rosters
from workflows.partnerships.closing import ClosedIn
from workflows.partnerships.leaving import leave_body
from workflows.partnerships.table_lists import TakenIn

YEAR = "body;date;time\nasu;09.03.2026;09.00\npsu asu;10.03.2026;\n"
PEOPLE = "email;name;language;seats\nmember@example.no;Arne Asumedlem;;asu:member\n"
CLOSED = "first;last;name\n06.07.2026;26.07.2026;Sommer\n"


@pytest.fixture
def read(world: World, tmp_path: Path) -> Callable[..., TakenIn]:
    """Read a list again, as it was or with something else in it."""

    def again(verb: Any, text: str, *changes: tuple[str, str]) -> TakenIn:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file = tmp_path / "list.csv"
        file.write_text(text, encoding="utf-8")
        partnership = world.session.orm.get_one(Partnership, world.partnership)
        act = Act(world.secretary, world.at)
        found: TakenIn = verb(world.session, partnership, file, act)
        return found

    return again


def called(world: World) -> list[Meeting]:
    return [each.meeting for each in ever_called(world.session, world.partnership)]


def test_a_year_of_meetings_is_called_once(world, read):
    rows, new, told = read(rosters.call_meetings, YEAR)
    assert (rows, new) == (2, 2)
    assert [say(each, "en") for each in told] == [
        "list.csv, row 3: No time is given; 10:00 is taken."
    ]
    assert read(rosters.call_meetings, YEAR) == (2, 0, [])

    assert [(each.day.day, each.clock) for each in called(world)] == [(9, "09:00"), (10, "10:00")]


def test_the_year_of_a_list_may_stand_in_its_title_alone_and_is_told(world, read):
    titled = "Møteplan 2026;;\n" + YEAR
    changes = (("09.03.2026", "Mandag 9. mars"), ("10.03.2026;", "10.3.;09.00"))
    rows, new, told = read(rosters.call_meetings, titled, *changes)
    assert (rows, new) == (2, 2)
    (dated,) = [say(each, "en") for each in told]
    assert dated.startswith("list.csv: 2 days, such as Mandag 9. mars, have no year; 2026 is taken")
    assert [each.day for each in called(world)] == [date(2026, 3, 9), date(2026, 3, 10)]


def test_a_day_without_a_year_is_asked_about(read):
    with pytest.raises(BadInput, match=r"“9\. mars” has no year"):
        read(rosters.call_meetings, YEAR, ("09.03.2026", "9. mars"), ("10.03.2026", "10. mars"))


def test_a_meeting_of_a_list_has_its_place_and_keeps_it(world, read):
    placed = "organ;dato;tid;sted\nasu;09.03.2026;09:00;Rom 4\n"
    assert read(rosters.call_meetings, placed) == (1, 1, [])
    _rows, new, told = read(rosters.call_meetings, placed, ("Rom 4", "Rom 5"))

    (meeting,) = called(world)
    assert (new, meeting.place) == (0, "Rom 4")
    assert say(told[0], "nb").startswith(
        f"list.csv, rad 2: Møte {meeting.id} beholder stedet sitt."
    )


def test_a_meeting_of_a_list_on_a_day_off_is_called_and_told(world, read):
    rows, new, told = read(rosters.call_meetings, YEAR, ("10.03.2026", "17.05.2026"))

    assert (rows, new) == (2, 2)
    assert [say(each, "nb") for each in told] == [
        "list.csv, rad 3: Ingen tid er oppgitt; kl. 10.00 er brukt.",
        "list.csv, rad 3: søndag 17. mai 2026 er en fridag: helg, helligdag eller stengt dag.",
    ]


def test_days_that_are_closed_over_a_meeting_tell_of_it(world, read):
    meeting = world.meeting("asu", day=date(2026, 7, 8))
    (told,) = read(rosters.close_days, CLOSED).told

    assert say(told, "nb") == (
        f"list.csv, rad 2: Møte {meeting.id} er onsdag 8. juli 2026, som er en stengt dag."
    )
    assert read(rosters.close_days, CLOSED).told == []


def test_a_meeting_that_was_moved_or_cancelled_stays_so_and_is_told(world, read):
    read(rosters.call_meetings, YEAR)
    first, joint = called(world)
    act = Act(world.secretary, world.at)
    meetings.move(world.session, first, date(2026, 3, 16), None, act)
    meetings.cancel(world.session, joint, act)

    taken = read(rosters.call_meetings, YEAR)

    assert (taken.new, len(called(world))) == (0, 2)
    assert _why(taken) == [
        "list.csv, row 2: Meeting 1 was moved to 16 March 2026 at 09:00, and stays there.",
        "list.csv, row 3: Meeting 2 was cancelled, and stays so.",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("09.00", "12.00"), "on 9 March 2026 is at 09:00, not at 12:00"),
        (("psu asu", "psu"), "is of asu and psu, not of psu"),
        (("asu;09", "asu psu;09"), "is of asu, not of asu and psu"),
    ],
)
def test_another_time_or_other_bodies_are_told_and_nothing_is_called(world, read, change, said):
    read(rosters.call_meetings, YEAR)

    with pytest.raises(BadInput, match=said):
        read(rosters.call_meetings, YEAR + "psu;11.03.2026;\n", change)
    assert len(called(world)) == 2


def test_a_row_without_a_time_means_the_meeting_of_that_day(world, read):
    read(rosters.call_meetings, YEAR)

    assert read(rosters.call_meetings, YEAR, ("09.00", "")) == (2, 0, [])


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("m16-aar-9999", "row 2: .*row 3: .*row 4: "),
        ("m22-felles-b", "of psu on 20 March 2026 is at 09:00, not at 13:00"),
    ],
)
def test_what_people_wrote_wrong_of_meetings_is_told(world, name, said):
    world.another_body("au")
    partnership, act = world.session.orm.get_one(Partnership, world.partnership), _act(world)
    lists = SHARED / "data" / "failing" / "lists"
    rosters.call_meetings(world.session, partnership, lists / "m22-felles-a.csv", act)

    with pytest.raises(BadInput, match=said):
        rosters.call_meetings(world.session, partnership, lists / f"{name}.csv", act)
    assert len(called(world)) == 1


def test_a_list_read_by_ten_at_once_calls_each_meeting_once(world, database, tmp_path):
    file = tmp_path / "year.csv"
    file.write_text(
        "body;date\n" + "".join(f"asu;{day}.03.2026\n" for day in range(9, 23)), encoding="utf-8"
    )

    def read_list(there: World, _number: int) -> TakenIn:
        partnership = there.session.orm.get_one(Partnership, there.partnership)
        act = Act(there.secretary, there.at)
        return rosters.call_meetings(there.session, partnership, file, act)

    got = at_once(database, world, read_list, times=10)

    assert sorted(each.new for each in got) == [0] * 9 + [14], got
    assert len(called(world)) == 14


def test_who_left_is_not_seated_again_by_the_old_list(world, read):
    leave_body(world.session, world.member, world.body("asu"), world.at.date(), _act(world))

    taken = read(rosters.seat_people, PEOPLE)

    assert taken.new == 0
    assert "Arne Asumedlem left Administrativt samarbeidsutvalg" in str(_why(taken))
    (post,) = find_actor(world.session, "member@example.no").posts
    assert post.valid_to == world.at.date()


def test_who_left_before_a_seat_began_does_not_get_it_by_the_old_list(world, read):
    later = ("asu:member\n", "asu:member\nkommer@example.no;Kommer;;psu:member\n")
    coming = world.person("Kommer", ("psu", "member"), since=date(2026, 9, 1))
    leave_body(world.session, coming, world.body("psu"), world.at.date(), _act(world))

    taken = read(rosters.seat_people, PEOPLE, later)

    assert (taken.new, len(taken.told)) == (0, 1)
    assert find_actor(world.session, "kommer@example.no").posts == ()


def test_an_old_list_makes_nobody_a_second_person_under_the_address_they_had(world, read):
    act = Act(world.secretary, world.at)
    registry.change_address(world.session, "member@example.no", "arne@example.no", act)
    listed, new, (told,) = read(rosters.seat_people, PEOPLE)

    assert (listed, new) == (1, 0)
    assert say(told, "en").endswith(
        "Arne Asumedlem is in Administrativt samarbeidsutvalg with the address arne@example.no;"
        " the row changes nothing. Add somebody else of that name on their own."
    )
    assert not registry.is_registered(world.session, "member@example.no")


def test_a_file_whose_name_holds_an_identity_number_is_not_repeated(world, tmp_path):
    file = tmp_path / "15108695088.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    partnership = world.session.orm.get_one(Partnership, world.partnership)

    with pytest.raises(IdentityNumber):
        rosters.seat_people(world.session, partnership, file, Act(world.secretary, world.at))


def test_somebody_else_of_the_same_name_is_seated_elsewhere(world, read):
    other = ("member@example.no;", "arne.to@example.no;"), ("asu:member", "psu:member")

    assert read(rosters.seat_people, PEOPLE, *other) == (1, 1, [])


def test_who_left_is_seated_again_from_a_later_day(world, read):
    leave_body(world.session, world.member, world.body("asu"), world.at.date(), _act(world))

    taken = read(
        rosters.seat_people,
        PEOPLE,
        ("language;seats", "language;seats;from"),
        ("asu:member", "asu:member;2026-09-01"),
    )

    assert (taken.new, taken.told) == (1, [])
    again = read(rosters.seat_people, PEOPLE)
    assert (again.new, again.told) == (0, [])


def test_a_later_first_day_of_a_seat_that_has_begun_is_told(world, read):
    dated = ("language;seats", "language;seats;from"), ("asu:member\n", "asu:member;2026-06-01\n")
    world.person("Ola", ("asu", "member"), since=date(2018, 1, 1))
    ola = ("member@example.no;Arne Asumedlem", "ola@example.no;Ola")

    taken = read(rosters.seat_people, PEOPLE, *dated, ola)

    assert "Ola has had a seat in Administrativt samarbeidsutvalg since 1 January 2018" in str(
        _why(taken)
    )
    (post,) = find_actor(world.session, "ola@example.no").posts
    assert post.valid_from == date(2018, 1, 1)


def test_a_list_without_a_language_leaves_it_as_it_is(world, read):
    world.change("member", language="en", digest_day=3)

    read(rosters.seat_people, PEOPLE)
    read(rosters.seat_people, "email;name;seats\nmember@example.no;Arne Asumedlem;asu:member\n")

    person = world.session.orm.get_one(Person, world.member.person_id)
    assert (person.language, person.digest_day) == ("en", 3)


def test_a_last_day_that_a_list_does_not_name_stays(world, read):
    def last_days() -> list[date]:
        found = select(Membership).where(col(Membership.role) == "leader")
        return [seat.valid_to for seat in world.session.orm.exec(found)]

    until = "email;name;seats;to\nny@example.no;Ny Leder;asu:leader;31.12.2026\n"
    read(rosters.seat_people, until)
    before = last_days()
    assert date(2026, 12, 31) in before

    read(rosters.seat_people, "email;name;seats\nny@example.no;Ny Leder;asu:leader\n")
    read(rosters.seat_people, until, ("31.12.2026", ""))
    assert last_days() == before


def test_days_that_were_opened_again_stay_open(world, read):
    assert read(rosters.close_days, CLOSED) == (1, 1, [])
    summer = ClosedIn(date(2026, 7, 6), date(2026, 7, 26))
    partnership = world.session.orm.get_one(Partnership, world.partnership)
    closing.open_again(world.session, partnership, summer, _act(world))

    taken = read(rosters.close_days, CLOSED)

    assert (taken.new, len(taken.told)) == (0, 1)
    assert closed_days.spans(world.session, world.partnership) == []


def test_a_body_of_another_partnership_is_refused_and_never_taken_for_an_own_one(world, read):
    with pytest.raises(BadInput, match="There is no body “nabo/sekretariat”"):
        read(rosters.seat_people, PEOPLE, ("asu:member", "nabo/sekretariat:member"))
    with pytest.raises(BadInput, match="There is no body “nabo/sekretariat”"):
        read(rosters.call_meetings, YEAR, ("psu asu", "nabo/sekretariat asu"))

    assert called(world) == []


def _act(world: World) -> Act:
    return Act(world.secretary, world.at)


def _why(taken: TakenIn) -> list[str]:
    return [say(each, "en") for each in taken.told]


def test_a_year_of_meetings_in_a_workbook_has_its_hours(world, tmp_path):
    book = openpyxl.Workbook()
    for row in (["Organ", "Møtedato", "Kl."], ["ASU og PSU", date(2026, 3, 9), time(9, 0)]):
        book.active.append(row)
    book.save(tmp_path / "year.xlsx")
    partnership = world.session.orm.get_one(Partnership, world.partnership)

    rosters.call_meetings(world.session, partnership, tmp_path / "year.xlsx", _act(world))

    [meeting] = called(world)
    assert (meeting.day, meeting.clock) == (date(2026, 3, 9), "09:00")


@pytest.mark.shared
def test_a_later_first_day_in_the_list_of_p4_is_told(world):
    partnership, act = world.session.orm.get_one(Partnership, world.partnership), _act(world)
    lists = SHARED / "data" / "failing" / "lists"
    assert rosters.seat_people(world.session, partnership, lists / "p1.csv", act)[:2] == (2, 2)

    [told] = rosters.seat_people(world.session, partnership, lists / "p4-annen-fra.csv", act).told
    assert "has had a seat" in str(told)
    [post] = find_actor(world.session, "ola@example.no").posts
    assert post.valid_from == date(2018, 1, 1)


def test_a_body_that_is_called_twice_on_one_day_is_told(world, read):
    rows = "body;date;time\nasu;09.03.2026;9\npsu asu;09.03.2026;kl. 10.00\nasu;09.03.2026;0900\n"

    _rows, new, told = read(rosters.call_meetings, rows)

    assert new == len(called(world)) == 2
    assert [each.values["row"] for each in told] == [3, 4]
    assert "meets twice on Monday 9 March 2026; both are called" in str(told[0])
    assert "is in the list twice; called once" in str(told[1])
    assert [meeting.clock for meeting in called(world)] == ["09:00", "10:00"]


def test_everything_that_is_wrong_with_a_meeting_is_told(read):
    with pytest.raises(BadInput) as refused:
        read(rosters.call_meetings, "body;date;time\nnowhere;32.3.2026;25:00\n")
    for part in ("“nowhere”", "“32.3.2026”", "“25:00”"):
        assert part in str(refused.value)


def test_days_that_a_list_closes_twice_are_told(read):
    rows = f"{CLOSED}20.07.2026;31.07.2026;Ferie\n"

    _rows, new, told = read(rosters.close_days, rows)

    assert new == 2
    assert [each.values["row"] for each in told] == [3]
    assert "has days in common with 6 July 2026 to 26 July 2026" in str(told[0])


def test_a_meeting_that_has_passed_is_told(read):
    told = read(rosters.call_meetings, YEAR, ("09.03.2026", "09.03.2016")).told
    assert "has passed; the meeting is called all the same" in say(told[0], "en")


def test_days_that_are_closed_far_ahead_are_told(read):
    years = (("06.07.2026", "06.07.2072"), ("26.07.2026", "26.07.2072"))
    told = read(rosters.close_days, CLOSED, *years).told
    assert any("is far ahead. Look that the year is right." in say(each, "en") for each in told)


@pytest.mark.parametrize(
    ("hours", "clock"),
    [
        ("09:00–11:30", "09:00"),
        ("12.00-15.00", "12:00"),
        ("9-11", "09:00"),
        ("kl. 9-11.30", "09:00"),
        ("0930 - 1100", "09:30"),
        ("09:00:00", "09:00"),
    ],
)
def test_of_hours_from_and_to_the_first_is_when_a_meeting_begins(world, read, hours, clock):
    read(rosters.call_meetings, f"body;date;time\nasu;09.03.2026;{hours}\n")

    assert [each.clock for each in called(world)] == [clock]


@pytest.mark.parametrize("hours", ["9-11-13", "9-25.99.99.99", "fra-til"])
def test_what_is_no_span_of_hours_is_told(read, hours):
    with pytest.raises(BadInput, match="is not a time of day"):
        read(rosters.call_meetings, f"body;date;time\nasu;09.03.2026;{hours}\n")


def test_a_calendar_of_a_mail_program_is_a_year_of_meetings(world, read):
    heads = "Emne,Startdato,Starttidspunkt,Sluttdato,Sluttidspunkt,Hele dagen,Sted,Kategorier\n"
    rows = (
        "Møte i ASU,09.03.2026,09:00:00,09.03.2026,11:30:00,Usann,Teams,\n"
        "Fellesmøte PSU/ASU,10/3/2026,10:00:00,10/3/2026,14:00:00,Usann,Levanger,\n"
    )

    found = read(rosters.call_meetings, heads + rows)

    assert (found.rows, found.new) == (2, 2)
    unread, doubtful = _why(found)
    assert unread == (
        "list.csv: the columns “Sluttdato”, “Sluttidspunkt” and “Hele dagen” are not read."
    )
    assert [each.place for each in called(world)] == ["Teams", "Levanger"]
    assert "“10/3/2026” is read with the day first, as Tuesday 10 March 2026" in doubtful
    assert [each.clock for each in called(world)] == ["09:00", "10:00"]


@pytest.mark.parametrize("subject", ["Avlyst: Møte i ASU", "Lunsj med Kari", "ASU (avlyst)"])
def test_what_is_no_meeting_of_a_body_is_not_called(world, read, subject):
    with pytest.raises(BadInput, match="There is no body"):
        read(rosters.call_meetings, f"Emne;Startdato\n{subject};09.03.2026\n")


def test_closed_days_may_have_one_column_of_days(world, read):
    rows = "Dato;Navn\n24.12.2026;Julaften\nuke 28-30 2026;Fellesferie\n10.–11. juni 2026;Stengt\n"

    assert read(rosters.close_days, rows)[:2] == (3, 3)

    found = {
        (each.first, each.last) for each in closed_days.spans(world.session, world.partnership)
    }
    assert found == {
        (date(2026, 12, 24), date(2026, 12, 24)),
        (date(2026, 7, 6), date(2026, 7, 26)),
        (date(2026, 6, 10), date(2026, 6, 11)),
    }


def test_meetings_have_a_place_and_a_when_in_many_lists(world, read):
    found = read(rosters.call_meetings, "Når;Møte;Tid;Sted\n09.03.2026;asu;09.00;Verdal\n")
    assert (found.rows, found.new, found.told) == (1, 1, [])
    assert [each.place for each in called(world)] == ["Verdal"]
