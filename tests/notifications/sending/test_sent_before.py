"""What went after the backup was made is not mailed again by the database that was restored from
it, and nothing else is kept back."""

from __future__ import annotations

import email
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from email.message import Message
from pathlib import Path

import pytest
from sqlmodel import col, select

from engine.cases.steps import correct
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.storage.database import Database
from notifications import mails
from notifications.letters.marks import HEADER
from notifications.notices import store
from notifications.notices.bundles import bundle
from notifications.notices.notices import NoticeState
from notifications.outbox.archive import ArchiveAway
from notifications.outbox.maildir import MaildirMailer
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.restore import restore
from notifications.sending import hold
from notifications.sending.sent_before import settle_sent_before
from notifications.sending.tick import TickWith, tick
from tests.mailbox import MONDAY
from tests.world import found
from workflows import health
from workflows.backups import back_up
from workflows.councils import meetings
from workflows.councils.meetings import Meeting

pytestmark = pytest.mark.usefixtures("postgresql_programs")
HOUR = timedelta(hours=1)
FRIDAY = MONDAY - timedelta(days=3)
MEMBERS = 20


class Box:
    """A mail server that keeps what it takes, and an archive of the same."""

    def __init__(self, folder: Path) -> None:
        self.mailer, self.folder, self.away = MaildirMailer(folder), folder, False

    def letters(self) -> list[Message]:
        return [email.message_from_bytes(each.read_bytes()) for each in self.folder.glob("new/*")]

    def words_of(self, header, first, last):
        if self.away:
            raise ArchiveAway("connection refused")
        said = (value for letter in self.letters() for value in letter.get_all(header, []))
        return {word for value in said for word in str(value).split()}

    def found(self, message_id):
        return False

    def bounces(self, first):
        return []

    def close(self):
        pass

    def told(self) -> list[tuple[str, str]]:
        """Everything that was told, each with its reader; twice what was told twice."""
        return sorted(
            (letter["To"], mark) for letter in self.letters() for mark in letter[HEADER].split()
        )


class Away:
    """A mail server that is not there."""

    def send(self, *_mail):
        return Reply(ReplyKind.LATER, "connection refused", down=True)

    def close(self):
        pass


@pytest.fixture
def box(tmp_path):
    return Box(tmp_path / "box")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url, durable=False)
    yield database
    database.close()


def ticked(database, box, at):
    return tick(database, at, mailer=box.mailer, given=TickWith(box))


def call(world, *days: int, at: datetime = MONDAY) -> list[Meeting]:
    """Meetings that everybody in ASU hears of at once."""
    asu, act = [world.body("asu")], Act(world.secretary, at)
    ahead = ((MONDAY + timedelta(days=number)).date() for number in days)
    return [meetings.add(world.session, asu, day, "10:00", act) for day in ahead]


@pytest.fixture
def restored(world, database, box, tmp_path, postgresql_empty):
    """A database restored from a backup after which mails went: about meetings, steps, and the
    digest of the week."""
    for number in range(MEMBERS):
        world.world.person(f"Medlem {number}", ("asu", "member"))
    call(world.world, 2, 3, 4, at=FRIDAY)
    world.measure(at=FRIDAY)
    first = ticked(database, box, FRIDAY).sent.sent
    call(world.world, 8, 9, at=FRIDAY)
    world.measure("Enda et", at=FRIDAY)
    back_up(database, tmp_path / "backup.zip", FRIDAY + HOUR)
    after = ticked(database, box, MONDAY + 2 * HOUR).sent.sent
    assert min(first, after) > MEMBERS  # both count for something

    url = f"sqlite:///{tmp_path}/there/samsak.db" if database.sqlite else postgresql_empty()
    restore(url, tmp_path / "backup.zip", MONDAY + 3 * HOUR)
    with opened(url) as there:
        yield there


def letters_of_steps(box):
    """What the secretary was told of steps, by Message-IDs."""
    return {
        letter["Message-ID"]: letter.get_payload(0).get_payload(decode=True).decode()
        for letter in box.letters()
        if "secretary@" in letter["To"] and not letter["List-Id"].startswith("<digest.")
    }


def let_go(database):
    with database.session() as session:
        hold.release(session, Act(OPERATOR, MONDAY + 4 * HOUR))


def test_nothing_is_told_twice_and_the_record_holds(restored, box):
    before = box.told()

    silent = ticked(restored, box, MONDAY + 3 * HOUR)
    let_go(restored)
    loud = ticked(restored, box, MONDAY + 4 * HOUR)

    assert box.told() == before == sorted(set(before))
    assert silent.sent_before > MEMBERS
    assert (silent.failures, loud.failures, loud.sent.sent) == ({}, {}, 0)
    with restored.session() as session:
        assert health.breaks(session, OPERATOR, MONDAY.date()) == []
        assert mails.faults(session, OPERATOR, MONDAY + 4 * HOUR) == []


def test_it_is_so_too_where_it_is_let_go_before_a_tick(restored, box):
    before = box.told()
    let_go(restored)

    ticked(restored, box, MONDAY + 4 * HOUR)

    assert box.told() == before


def test_what_happens_after_it_is_told(restored, box):
    before = box.told()
    let_go(restored)
    with restored.session() as session:
        call(found(session), 10)

    ticked(restored, box, MONDAY + 5 * HOUR)

    new = [told for told in box.told() if told not in before]
    assert len(new) > MEMBERS
    assert len(box.told()) == len(set(box.told()))


def test_a_number_that_is_given_again_keeps_nothing_back(restored, database, box, world):
    """What was recorded after the backup is lost, and its numbers are given to other things."""
    call(world.world, 11)
    ticked(database, box, MONDAY + 2 * HOUR)
    before = box.told()
    let_go(restored)
    with restored.session() as session:
        call(found(session), 11)

    ticked(restored, box, MONDAY + 5 * HOUR)

    assert len([told for told in box.told() if told not in before]) >= MEMBERS


def test_a_digest_that_went_is_not_sent_again_whatever_it_would_tell_by_now(
    world, database, box, tmp_path, postgresql_empty
):
    """As the backup is, there was nothing to tell: the meeting that was not recorded as held was
    still to come."""
    call(world.world, -3, at=FRIDAY - timedelta(days=7))
    back_up(database, tmp_path / "backup.zip", FRIDAY)
    went = ticked(database, box, MONDAY + 2 * HOUR).sent.sent
    url = f"sqlite:///{tmp_path}/there/samsak.db" if database.sqlite else postgresql_empty()
    restore(url, tmp_path / "backup.zip", MONDAY + 3 * HOUR)

    with opened(url) as there:
        let_go(there)
        again = ticked(there, box, MONDAY + 4 * HOUR)

    assert again.sent.sent == 0
    assert again.sent_before == went > 0


def test_what_a_mail_did_not_tell_goes_in_one_of_its_own(
    world, database, box, tmp_path, postgresql_empty
):
    """It waited with what the mail told, and was undone before that went; the undoing is lost."""
    world.ongoing("Felles opplæring", at=FRIDAY)
    undone = world.ongoing("Felles rutine", at=FRIDAY)
    tick(database, FRIDAY, mailer=Away())
    back_up(database, tmp_path / "backup.zip", FRIDAY)
    correct(world.session, undone, Act(world.secretary, FRIDAY + HOUR, reason="Feil"))
    ticked(database, box, FRIDAY + 2 * HOUR)
    before = letters_of_steps(box)
    url = f"sqlite:///{tmp_path}/there/samsak.db" if database.sqlite else postgresql_empty()
    restore(url, tmp_path / "backup.zip", FRIDAY + 3 * HOUR)

    with opened(url) as there:
        let_go(there)
        for hours in (4, 5):
            ticked(there, box, MONDAY + hours * HOUR)

    after = letters_of_steps(box)
    (added,) = after.keys() - before.keys()
    assert ["Felles opplæring" in said for said in before.values()] == [True]
    assert ("Felles rutine" in after[added], "Felles opplæring" in after[added]) == (True, False)


def test_what_somebody_had_in_hand_when_the_backup_was_made_is_not_sent_again(
    world, database, box, tmp_path, postgresql_empty
):
    """The backup is made between two mails of one sender, who goes on."""
    call(world.world, 2, at=FRIDAY)
    file = tmp_path / "backup.zip"

    class Backing(MaildirMailer):
        def send(self, *mail):
            if not file.exists():
                back_up(database, file, FRIDAY)
            return super().send(*mail)

    went = tick(database, FRIDAY, mailer=Backing(box.folder)).sent.sent
    url = f"sqlite:///{tmp_path}/there/samsak.db" if database.sqlite else postgresql_empty()
    restore(url, file, FRIDAY + HOUR)

    with opened(url) as there:
        let_go(there)
        again = ticked(there, box, FRIDAY + 2 * HOUR)

    assert went > 1
    assert (again.sent.sent, again.sent_before) == (0, went)


def test_what_is_recorded_before_a_tick_stands_in_the_next_digest(restored, box):
    with restored.session() as session:
        world = found(session)
        world.measure("Noe annet", by=world.owner, at=MONDAY + 4 * HOUR)
    ticked(restored, box, MONDAY + 4 * HOUR)
    with restored.session() as session:
        asked = "SELECT max(told_until), (SELECT max(id) FROM event) FROM digest_entry"
        told, newest = session.driver.execute(asked).fetchone()
    assert 0 < told < newest
    let_go(restored)
    before = {letter["Message-ID"] for letter in box.letters()}

    ticked(restored, box, MONDAY + timedelta(days=7))

    digests = [
        letter.as_string()
        for letter in box.letters()
        if letter["Message-ID"] not in before and letter["List-Id"].startswith("<digest.")
    ]
    assert digests
    assert all("Noe annet" in said for said in digests)


def test_of_a_meeting_the_day_is_kept_that_was_told(
    world, database, box, tmp_path, postgresql_empty
):
    (meeting,) = call(world.world, 2)
    tick(database, MONDAY, mailer=Away())
    act = Act(world.world.secretary, MONDAY)
    meetings.move(world.session, meeting, (MONDAY + timedelta(days=3)).date(), None, act)
    back_up(database, tmp_path / "backup.zip", MONDAY + HOUR)
    ticked(database, box, MONDAY + 8 * HOUR)
    url = f"sqlite:///{tmp_path}/there/samsak.db" if database.sqlite else postgresql_empty()
    restore(url, tmp_path / "backup.zip", MONDAY + 9 * HOUR)

    with opened(url) as there, there.session() as session:
        ticked(there, box, MONDAY + 9 * HOUR)
        told = store.of_meetings(session, [1])

    assert {n.data["day"] for n in told if n.state == NoticeState.TOLD} == {"2026-11-26"}


def test_a_mail_of_a_meeting_that_moved_is_made_anew_once(restored, box):
    """Whether or not the planner comes between."""
    at = MONDAY + 4 * HOUR
    box.away = True
    ticked(restored, box, at)
    box.away = False
    with restored.session() as session:
        told = hold.restored(session, at)
        meeting = session.orm.exec(select(Meeting).where(col(Meeting.id) == 4)).one()
        act = Act(found(session).secretary, at)
        meetings.move(session, meeting, (MONDAY + timedelta(days=1)).date(), None, act)

        in_mails = []
        for _time in range(2):
            settle_sent_before(session, box, told, at)
            waiting = [n for n in store.of_meetings(session, [4]) if n.state == NoticeState.PLANNED]
            due = [notice for notice in waiting if notice.send_at <= at]
            in_mails.append({notice.delivery_id is not None for notice in due})
            bundle(session, at)

    assert in_mails == [{False}, {True}]


class Silent:
    """A mail server that takes nothing and says nothing."""

    def send(self, *_mail):
        return Reply(ReplyKind.UNKNOWN, "timed out")

    def close(self):
        pass


def test_a_mail_that_named_another_day_is_not_the_one_in_doubt(
    world, database, box, tmp_path, postgresql_empty
):
    """The move that was mailed is lost with the database, and the meeting moves to a third day."""
    (meeting,) = call(world.world, 2)
    back_up(database, tmp_path / "backup.zip", MONDAY + HOUR)
    act = Act(world.world.secretary, MONDAY)
    meetings.move(world.session, meeting, (MONDAY + timedelta(days=3)).date(), None, act)
    assert ticked(database, box, MONDAY + 2 * HOUR).sent.sent >= 1
    url = f"sqlite:///{tmp_path}/there/samsak.db" if database.sqlite else postgresql_empty()
    restore(url, tmp_path / "backup.zip", MONDAY + 3 * HOUR)

    with opened(url) as there, there.session() as session:
        let_go(there)
        act = Act(found(session).secretary, MONDAY + 4 * HOUR)
        known = session.orm.get_one(Meeting, meeting.id)
        meetings.move(session, known, (MONDAY + timedelta(days=1)).date(), None, act)
        tick(there, MONDAY + 4 * HOUR, mailer=Silent(), given=TickWith(box))
        ticked(there, box, MONDAY + 5 * HOUR)
    assert named(box, "20261124") == named(box, "20261126") != set()


def named(box: Box, day: str) -> set[str]:
    """Who has a mail of a meeting that names that day."""
    of_meetings = (each for each in box.letters() if each["List-Id"].startswith("<meeting"))
    return {each["To"] for each in of_meetings if f":{day}T" in each.as_string()}


def test_a_backup_of_a_restored_database_knows_what_went_before_that(
    restored, box, tmp_path, postgresql_empty
):
    """Nothing was settled between the two restorations: no tick came."""
    before = box.told()
    back_up(restored, tmp_path / "second.zip", MONDAY + timedelta(days=5))
    url = f"sqlite:///{tmp_path}/again/samsak.db" if restored.sqlite else postgresql_empty()
    restore(url, tmp_path / "second.zip", MONDAY + timedelta(days=6))

    with opened(url) as again:
        with again.session() as session:
            looked = hold.restored(session, MONDAY + timedelta(days=7))
        let_go(again)
        ticked(again, box, MONDAY + timedelta(days=7))

    assert looked == hold.RestoredFrom(FRIDAY + HOUR, at=MONDAY + timedelta(days=6))
    assert len(box.told()) == len(set(box.told()))
    assert set(before) <= set(box.told())


def test_where_the_archive_cannot_be_asked_nothing_goes(restored, box):
    before = box.told()
    let_go(restored)
    box.away = True

    report = ticked(restored, box, MONDAY + 4 * HOUR)

    assert box.told() == before
    assert report.failures == dict.fromkeys(("restored", "send"), "ArchiveAway")


def test_what_the_archive_has_not_goes(restored, box, tmp_path):
    shutil.rmtree(box.folder)
    let_go(restored)

    report = ticked(restored, box, MONDAY + 4 * HOUR)

    assert report.sent_before == 0
    assert report.sent.sent > MEMBERS


def test_a_meeting_that_was_told_before_is_told_of_again_when_it_moves(restored, box):
    ticked(restored, box, MONDAY + 3 * HOUR)
    let_go(restored)
    with restored.session() as session:
        on_day = col(Meeting.day) == (MONDAY + timedelta(days=9)).date()
        meeting = session.orm.exec(select(Meeting).where(on_day)).one()
        act = Act(found(session).secretary, MONDAY + 4 * HOUR)
        meetings.move(session, meeting, date(2026, 12, 10), None, act)
    before = len(box.letters())

    ticked(restored, box, MONDAY + 5 * HOUR)

    assert len(box.letters()) - before >= MEMBERS


def test_long_after_it_nobody_is_asked_any_more(restored, box):
    let_go(restored)
    box.away = True

    report = ticked(restored, box, MONDAY + timedelta(days=42))

    assert report.failures == {}
