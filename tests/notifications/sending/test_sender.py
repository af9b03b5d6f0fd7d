"""What becomes of a mail: never lost, never doubled, whatever happens on the way.

Traps are those of docs/mail.md.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.people.actors import OPERATOR
from engine.storage.database import Database
from engine.storage.session import Session
from notifications.letters.letters import Pointless
from notifications.mails import faults, mails
from notifications.notices.notices import CancelReason
from notifications.outbox import deliveries, leases, waits
from notifications.outbox.deliveries import DeliveryState, NewDelivery
from notifications.outbox.leases import FrozenMail
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending import sender
from notifications.sending.send_with import SendReport, SendWith
from notifications.sending.sender import send_due
from tests.notifications.post import (
    LETTERHEAD,
    MONDAY,
    Clock,
    Writer,
    meeting,
    notes,
    notices,
    open_office,
    put,
    states,
)
from tests.notifications.relay import Copies, Outbox

SOON = timedelta(minutes=3)
AFTER_HOLD = waits.HOLDS[0] + timedelta(seconds=1)


@pytest.fixture
def office(session: Session) -> Session:
    open_office(session)
    return session


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def writer() -> Writer:
    return Writer()


@pytest.fixture
def send(database: Database, clock: Clock, writer: Writer):
    def send_now(mailer: Outbox, worker: str = "one", **options: object) -> SendReport:
        most = {"most": options.pop("most")} if "most" in options else {}
        given = {"letterhead": LETTERHEAD, "composer": writer, **options}
        return send_due(database, SendWith(mailer, worker=worker, **given), clock, **most)

    return send_now


def row(session: Session, number: int) -> dict:
    with session.begin():
        return dict(
            session.execute(text("SELECT * FROM delivery WHERE id = :id"), {"id": number})
            .mappings()
            .one()
        )


class Crash(BaseException):
    """The process ends here."""


# The way of a mail


def test_due_sentences_is_sent_once(office, send, writer):
    first, second = put(office, "a", "b")
    mailer = Outbox()

    assert send(mailer) == SendReport(sent=2)
    assert send(mailer) == SendReport()
    assert states(office) == {first: "sent", second: "sent"}
    assert writer.settled == [first, second]
    assert len(mailer.mails) == 2


def test_the_clock_is_asked_twice_for_a_mail(office, database, clock, writer):
    """Whether it is still ours, and when it went: each time PostgreSQL is asked."""
    asked = []

    def counting():
        asked.append(clock())
        return clock()

    given = SendWith(Outbox(), letterhead=LETTERHEAD, composer=writer, worker="one")
    put(office, "a")
    send_due(database, given, counting)
    for_one = len(asked)
    put(office, "b", "c")
    send_due(database, given, counting)

    assert len(asked) - for_one == for_one + 2


def test_what_is_not_due_stays(office, send, clock):
    put(office, "a", now=MONDAY + timedelta(hours=1))

    assert send(Outbox()) == SendReport()
    clock.forward(timedelta(hours=1))
    assert send(Outbox()) == SendReport(sent=1)


def test_the_same_key_is_queued_once(office):
    assert len(put(office, "a", "a")) == 1
    assert deliveries.queue(office, [NewDelivery("digest", "a", 1)], MONDAY) == {}


def test_the_bytes_that_went_are_those_that_are_kept(office, send):
    (number,) = put(office, "a")
    mailer = Outbox()

    send(mailer)

    ((address, message_id, body),) = mailer.mails
    kept = row(office, number)
    assert (kept["address"], kept["message_id"], bytes(kept["body"])) == (address, message_id, body)
    assert message_id.encode() in body
    assert kept["subject"].startswith("[T-0.6.1]")


def test_one_round_asks_once_for_all_its_letters(office, send, writer):
    numbers = put(office, *"abcdefgh")

    send(Outbox())

    assert writer.asked == [numbers]


def test_more_than_a_batch_goes_in_several(office, send, writer):
    put(office, *(f"mail {n}" for n in range(120)))
    mailer = Outbox()

    assert send(mailer) == SendReport(sent=120)
    assert [len(asked) for asked in writer.asked] == [50, 50, 20]
    assert mailer.closed == 1


def test_at_most_so_many_go(office, send):
    put(office, *"abc")

    assert send(Outbox(), most=2) == SendReport(sent=2)


# Trap 2: marked sent before the server said so


def test_trap_2_a_mail_told_to_wait_is_pending_and_goes_later_written_anew(
    office, send, clock, writer
):
    (number,) = put(office, "a")
    wait = Outbox(refuses={"kari@example.no": Reply(ReplyKind.LATER, "451 greylisted")})

    assert send(wait) == SendReport(again=1)
    waiting = row(office, number)
    assert (waiting["state"], waiting["reply"], waiting["attempts"], waiting["body"]) == (
        "queued",
        "451 greylisted",
        1,
        None,
    )

    assert send(Outbox()) == SendReport()
    clock.forward(SOON)
    writer.letters[number] = notices(address="kari@new.example.no")
    mailer = Outbox()
    assert send(mailer) == SendReport(sent=1)
    assert [(to, mail_id) for to, mail_id, _body in mailer.mails] == [
        ("kari@new.example.no", waiting["message_id"])
    ]


GREYLISTED = Reply(ReplyKind.LATER, "451 greylisted")


@pytest.fixture
def for_days(send, clock):
    """Send again and again for so many days, whatever the server says."""

    def say(reply: Reply, days: int) -> None:
        until = clock() + timedelta(days=days)
        while clock() <= until:
            send(Outbox(always=reply))
            clock.forward(waits.LONGEST_PAUSE)

    return say


def test_a_mail_put_off_for_five_days_fails(office, send, for_days):
    (mail,) = put(office, "a")
    for_days(GREYLISTED, 5)
    assert states(office) == {mail: "queued"}

    assert send(Outbox(always=GREYLISTED)) == SendReport(failed=1)
    assert row(office, mail)["reply"] == "put off for 5 days: 451 greylisted"


def test_days_on_which_no_server_was_there_put_nothing_off(office, send, for_days):
    (mail,) = put(office, "a")
    send(Outbox(always=GREYLISTED))
    for_days(Reply(ReplyKind.LATER, "Connection refused", down=True), 7)

    for_days(GREYLISTED, 5)
    assert states(office) == {mail: "queued"}

    assert send(Outbox(always=GREYLISTED)) == SendReport(failed=1)


def test_a_sender_that_stood_still_for_a_week_has_not_been_put_off_for_that_long(
    office, send, clock
):
    (mail,) = put(office, "a")
    later = Outbox(always=Reply(ReplyKind.LATER, "451 greylisted"))
    send(later)
    clock.forward(timedelta(days=7))

    assert send(later) == SendReport(again=1)
    clock.forward(waits.LONGEST_PAUSE)
    assert send(Outbox()) == SendReport(sent=1)
    assert states(office)[mail] == "sent"


# A refusal of us is none of them


def refused_as(office, send, clock, *replies: Reply) -> tuple[SendReport, dict[int, str]]:
    """What becomes of as many mails, one a reply."""
    numbers = put(office, *(str(n) for n in range(len(replies))))
    answers = iter(replies)

    class Server(Outbox):
        def send(self, *handed: object) -> Reply:
            return next(answers)

    return send(Server()), {n: states(office)[n] for n in numbers}


NOT_CARRIED = Reply(ReplyKind.LATER, "550 5.7.1 kari@example.no relay denied", ours=True)
TAKEN = Reply(ReplyKind.ACCEPTED, "250 ok")


def test_a_server_that_carries_nobodys_mail_is_left_in_peace(office, send, clock):
    report, found = refused_as(office, send, clock, *[NOT_CARRIED] * 3, TAKEN)

    assert report == SendReport(again=4)
    assert report.away == "550 5.7.1 … relay denied", "and no address is told"
    assert set(found.values()) == {"queued"}


def test_a_server_that_carries_others_refuses_a_recipient(office, send, clock):
    report, found = refused_as(office, send, clock, NOT_CARRIED, TAKEN, NOT_CARRIED, NOT_CARRIED)

    assert report == SendReport(sent=1, again=1, failed=2)
    assert list(found.values()) == ["queued", "sent", "failed", "failed"]


def test_a_server_that_refuses_us_for_a_week_keeps_every_mail(office, send, for_days):
    numbers = put(office, "a", "b")
    for_days(NOT_CARRIED, 7)

    assert set(states(office).values()) == {"queued"}
    assert send(Outbox()) == SendReport(sent=len(numbers))


def test_one_recipient_who_is_not_carried_for_a_week_is_refused_once_others_are(
    office, send, clock, for_days
):
    (alone,) = put(office, "a")
    for_days(NOT_CARRIED, 7)
    put(office, "b", now=clock())
    answers = iter([NOT_CARRIED, TAKEN])

    class Server(Outbox):
        def send(self, *handed: object) -> Reply:
            return next(answers)

    assert send(Server()) == SendReport(sent=1, again=1)
    clock.forward(waits.LONGEST_PAUSE)
    assert states(office)[alone] == "queued"
    assert send(Outbox(always=NOT_CARRIED)) == SendReport(failed=1)


def test_one_recipient_who_is_not_carried_stops_nobody_elses(office, send, clock):
    report, _found = refused_as(office, send, clock, NOT_CARRIED, NOT_CARRIED, TAKEN, TAKEN)

    assert report == SendReport(sent=2, again=2)
    assert report.away == ""


# Stopping


def test_a_stop_is_obeyed_between_two_mails(office, send):
    numbers = put(office, *"abcd")
    mailer = Outbox()

    report = send(mailer, stopped=lambda: len(mailer.mails) >= 2)

    assert report == SendReport(sent=2)
    assert list(states(office).values()) == ["sent", "sent", "queued", "queued"]
    for number in numbers[2:]:
        left = row(office, number)
        assert (left["lease_by"], left["body"], left["attempts"], left["doubts"]) == (
            None,
            None,
            0,
            0,
        )
    assert send(Outbox()) == SendReport(sent=2)


def test_who_is_stopped_before_it_begins_takes_nothing(office, send, writer):
    put(office, "a")

    assert send(Outbox(), stopped=lambda: True) == SendReport()
    assert writer.asked == []


def test_a_worker_that_is_stopped_while_it_writes_gives_back_what_it_wrote(office, send):
    (number,) = put(office, "a")
    asked = iter([False, False, True, True, True])
    mailer = Outbox()

    send(mailer, stopped=lambda: next(asked))

    assert mailer.mails == []
    left = row(office, number)
    assert (left["state"], left["body"], left["lease_by"]) == ("queued", None, None)


def test_who_waits_at_the_dot_holds_nothing_else(office, send, clock):
    first, *others = put(office, *"abc")
    elsewhere = Outbox()

    class Slow(Outbox):
        def send(self, address, message_id, body, still_mine, slow) -> Reply:
            slow()
            assert send(elsewhere, "two") == SendReport(sent=2), "another worker sends the rest"
            return super().send(address, message_id, body, still_mine, slow)

    assert send(Slow()) == SendReport(sent=1)
    assert states(office) == dict.fromkeys([first, *others], "sent")
    assert len(elsewhere.mails) == 2


# Never a storm


@pytest.mark.parametrize("archive", [None, Copies()])
def test_a_server_that_never_says_what_it_took_gets_few_copies(office, send, clock, archive):
    (number,) = put(office, "a")
    copies = []

    class Silent(Outbox):
        def send(self, _address, message_id, body, *_asked) -> Reply:
            copies.append((message_id, body))
            return Reply(ReplyKind.UNKNOWN, "timed out")

    for _quarter in range(3 * 24 * 4):
        send(Silent(), archive=archive)
        clock.forward(timedelta(minutes=15))

    assert len(copies) == waits.MOST_DOUBTS
    assert len(set(copies)) == 1
    assert row(office, number)["state"] == "in_doubt"
    codes = [code for code, _said in faults(office, OPERATOR, clock.now)]
    assert codes == ["mail_undecided"]
    (mail,) = mails(office, [DeliveryState.IN_DOUBT], OPERATOR, MONDAY.date())
    assert not mail.goes_again


def test_what_was_in_doubt_too_often_is_still_looked_for(office, send, clock):
    (number,) = put(office, "a")
    for _day in range(waits.MOST_DOUBTS + 1):
        send(Outbox(always=Reply(ReplyKind.UNKNOWN, "timed out")))
        clock.forward(waits.LONGEST_REST)

    assert send(Outbox(), archive=Copies({row(office, number)["message_id"]})) == SendReport(sent=1)


# Trap 3: sent before commit


def test_trap_3_a_crash_before_the_server_was_asked_loses_nothing(office, send, clock):
    (number,) = put(office, "a")

    def crash() -> None:
        raise Crash

    with pytest.raises(Crash):
        send(Outbox(before_dot=crash))
    frozen = row(office, number)
    assert frozen["state"] == "in_doubt"

    clock.forward(waits.LEASE)
    assert send(Outbox()) == SendReport(), "it rests for the hold time"
    clock.forward(AFTER_HOLD)
    mailer = Outbox()
    assert send(mailer, "two") == SendReport(sent=1)
    assert [(mail_id, body) for _to, mail_id, body in mailer.mails] == [
        (frozen["message_id"], bytes(frozen["body"]))
    ]


def test_trap_3_after_a_crash_between_250_and_commit_the_same_bytes_go_after_the_hold_time(
    office, send, clock, writer
):
    (number,) = put(office, "a")
    mailer = Outbox()
    writer.breaks = True
    with pytest.raises(InterruptedError):
        send(mailer)
    assert states(office) == {number: "in_doubt"}

    writer.breaks = False
    clock.forward(AFTER_HOLD)
    send(mailer)

    first, second = mailer.mails
    assert first == second, (
        "the same address, Message-ID and bytes: a mailbox can tell that it is one mail"
    )
    assert (states(office), writer.settled) == ({number: "sent"}, [number])


def test_a_mail_in_doubt_goes_to_the_new_address_as_the_same_mail(office, send, clock, writer):
    (number,) = put(office, "a")
    mailer = Outbox()
    writer.breaks = True
    with pytest.raises(InterruptedError):
        send(mailer)
    writer.breaks = False
    writer.letters[number] = notices(address="kari@ny.example.no")
    clock.forward(AFTER_HOLD)

    assert send(mailer) == SendReport(sent=1)
    (old, first, _body), (new, second, body) = mailer.mails
    assert (old, new) == ("kari@example.no", "kari@ny.example.no")
    assert first == second
    assert b"kari@ny.example.no" in bytes(body)
    assert row(office, number)["address"] == "kari@ny.example.no"


def test_trap_3_a_mail_in_doubt_that_the_archive_has_is_not_sent_again(office, send, clock, writer):
    (number,) = put(office, "a")
    mailer = Outbox()
    writer.breaks = True
    with pytest.raises(InterruptedError):
        send(mailer)
    writer.breaks = False
    clock.forward(AFTER_HOLD)

    archive = Copies({sent for _to, sent, _body in mailer.mails})
    assert send(mailer, archive=archive) == SendReport(sent=1)
    assert archive.closed == 1
    assert len(mailer.mails) == 1
    assert (states(office), writer.settled) == ({number: "sent"}, [number])


def test_a_mail_that_the_archive_lacks_goes_again(office, send, clock):
    put(office, "a")
    silent = Outbox(refuses={"kari@example.no": Reply(ReplyKind.UNKNOWN, "timed out")})
    assert send(silent) == SendReport(doubt=1)
    clock.forward(AFTER_HOLD)

    assert send(Outbox(), archive=Copies()) == SendReport(sent=1)


def test_only_a_mail_in_doubt_is_looked_for(office, send):
    put(office, "a")

    archive = Copies(away="nobody has tried it yet")

    assert send(Outbox(), archive=archive) == SendReport(sent=1)
    assert archive.asked == []


def test_an_archive_that_is_away_is_no_archive_that_lacks_it(office, send, clock):
    numbers = put(office, "a", "b")
    send(Outbox(refuses={"kari@example.no": Reply(ReplyKind.UNKNOWN, "silence")}))
    clock.forward(AFTER_HOLD)
    away, mailer = Copies(away="Connection refused"), Outbox()

    for _round in range(3):
        report = send(mailer, archive=away)
        assert report == SendReport(doubt=2)
        assert report.archive_away == "Connection refused"
        clock.forward(waits.ARCHIVE_PAUSE)

    assert mailer.mails == []
    assert states(office) == dict.fromkeys(numbers, "in_doubt")
    assert len(away.asked) == 3, "once in a tick is enough"
    back = Copies({row(office, numbers[0])["message_id"]})
    assert send(mailer, archive=back) == SendReport(sent=2)
    assert [sent for _to, sent, _body in mailer.mails] == [row(office, numbers[1])["message_id"]]


def test_a_slow_archive_does_not_outlast_the_lease(office, send, clock):
    put(office, "a", "b")
    send(Outbox(refuses={"kari@example.no": Reply(ReplyKind.UNKNOWN, "silence")}))
    clock.forward(AFTER_HOLD)

    class Slow(Copies):
        def found(self, message_id: str) -> bool:
            clock.forward(waits.LEASE * 0.6)
            return super().found(message_id)

    assert send(Outbox(), archive=Slow()) == SendReport(sent=1, doubt=1)
    assert sorted(states(office).values()) == ["in_doubt", "sent"]


def test_a_doubt_does_not_go_away_because_the_server_then_says_later(office, send, clock):
    (number,) = put(office, "a")
    send(Outbox(refuses={"kari@example.no": Reply(ReplyKind.UNKNOWN, "silence")}))
    clock.forward(AFTER_HOLD)

    send(Outbox(refuses={"kari@example.no": Reply(ReplyKind.LATER, "451")}))

    assert states(office) == {number: "in_doubt"}


# Trap 5: one bad recipient stops the run


def test_trap_5_one_bad_address_stops_nobody_else(office, send, writer):
    good, bad, other = put(office, "a", "b", "c")
    writer.letters[bad] = notices(address="ola@example.no")
    mailer = Outbox(refuses={"ola@example.no": Reply(ReplyKind.REFUSED, "550 no such user")})

    assert send(mailer) == SendReport(sent=2, failed=1)
    assert states(office) == {good: "sent", bad: "failed", other: "sent"}
    shown = row(office, bad)
    assert (shown["address"], shown["reply"]) == ("ola@example.no", "550 no such user")


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b.no\r\nBcc: all@b.no", "a@b.no,c@d.no", "kåre@example.no"]
)
def test_trap_5_a_letter_that_cannot_be_written_fails_alone(office, send, writer, address):
    bad, good = put(office, "a", "b")
    writer.letters[bad] = notices(address=address)

    assert send(Outbox()) == SendReport(sent=1, failed=1)
    assert states(office) == {bad: "failed", good: "sent"}
    assert row(office, bad)["reply"].startswith("could not be written: ")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(ReplyKind.REFUSED, "550 5.1.1 a@example.no unknown"), ("refused", "550 5.1.1")),
        (Reply(ReplyKind.UNKNOWN, "Connection unexpectedly closed"), ("unknown", None)),
        (Reply(ReplyKind.LATER, "a@example.no is greylisted"), ("later", "")),
    ],
)
def test_the_log_says_of_what_kind_and_why_a_mail_did_not_go(office, send, caplog, reply, said):
    (number,) = put(office, "a")
    send(Outbox(refuses={"kari@example.no": reply}))

    (line,) = caplog.records
    kind, why = said
    assert (line.levelname, line.mail, line.kind) == ("WARNING", number, kind)
    assert line.why == (reply.text if why is None else why)
    assert "example.no" not in str(vars(line))


def test_the_log_says_that_the_mail_server_is_away(office, send, caplog):
    put(office, "a", "b")
    away = Reply(ReplyKind.LATER, "[Errno 111] Connection refused", down=True)
    send(Outbox(refuses={"kari@example.no": away}))

    (line,) = caplog.records
    assert (line.message, line.mails) == ("mail server away", 2)
    assert line.why == "[Errno 111] Connection refused"


def test_a_failed_mail_can_be_sent_anew_when_its_address_is_right(office, send, writer):
    (number,) = put(office, "a")
    send(Outbox(refuses={"kari@example.no": Reply(ReplyKind.REFUSED, "550 no such user")}))
    writer.letters[number] = notices(address="kari@new.example.no")

    assert deliveries.requeue(office, number, MONDAY)
    mailer = Outbox()
    send(mailer)

    assert [to for to, _id, _body in mailer.mails] == ["kari@new.example.no"]
    assert not deliveries.requeue(office, number, MONDAY), "what is sent is sent"


def test_without_a_server_everything_waits_as_it_was(office, send, clock, writer):
    put(office, "a", "b")
    nobody = Outbox(
        refuses={"kari@example.no": Reply(ReplyKind.LATER, "connection refused", down=True)}
    )

    assert send(nobody) == SendReport(again=2)
    for number in states(office):
        waiting = row(office, number)
        assert (waiting["state"], waiting["body"], waiting["reply"]) == (
            "queued",
            None,
            "connection refused",
        )
    clock.forward(SOON)
    assert send(Outbox()) == SendReport(sent=2)


# Trap 6: what is finished is not reminded of


def test_trap_6_what_became_pointless_is_cancelled_with_its_reason(office, send, writer):
    over, still = put(office, "a", "b")
    writer.letters[over] = Pointless(CancelReason.MEETING_CANCELLED)
    mailer = Outbox()

    assert send(mailer) == SendReport(sent=1, cancelled=1)
    assert states(office) == {over: "cancelled", still: "sent"}
    assert row(office, over)["reply"] == "meeting_cancelled"


def test_trap_6_it_is_asked_again_before_kept_bytes_go(office, send, clock, writer):
    (number,) = put(office, "a")
    send(Outbox(refuses={"kari@example.no": Reply(ReplyKind.LATER, "451")}))
    writer.letters[number] = Pointless(CancelReason.LEFT)
    clock.forward(SOON)
    noted = notes(office)

    assert send(Outbox()) == SendReport(cancelled=1)
    assert notes(office) == noted + 1, "what the writer cancelled stays cancelled"


# Trap 7: several nodes


def test_trap_7_four_workers_send_each_mail_once(office, database, writer):
    numbers = put(office, *(f"mail {n}" for n in range(200)))
    mailer, failures = Outbox(), []

    def work(name: str) -> None:
        try:
            for _round in range(20):
                given = SendWith(mailer, LETTERHEAD, worker=name, composer=writer)
                send_due(database, given, Clock(), most=10)
        except BaseException as error:
            failures.append(error)
            raise

    workers = [threading.Thread(target=work, args=(f"worker {n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert set(Counter(mail_id for _to, mail_id, _body in mailer.mails).values()) == {1}
    assert states(office) == dict.fromkeys(numbers, "sent")


def test_trap_7_a_worker_that_froze_past_its_lease_hands_nothing_over(office, send, clock):
    (number,) = put(office, "a")
    other = Outbox()

    def freeze() -> None:
        clock.forward(AFTER_HOLD)
        assert send(other, "two") == SendReport(sent=1)

    slow = Outbox(before_dot=freeze)

    assert send(slow) == SendReport()
    assert (slow.mails, len(other.mails)) == ([], 1)
    assert states(office) == {number: "sent"}


@pytest.mark.parametrize(("slow", "sent"), [(0, 1), (1, 1), (2, 0)])
def test_trap_7_who_stood_still_before_the_answer_came_asks_once_more(
    office, send, monkeypatch, slow, sent
):
    """The answer that the mail is held is as old as the question."""
    (number,) = put(office, "a")
    moments = iter([moment for ask in range(3) for moment in (0.0, 900.0 * (ask < slow))])
    monkeypatch.setattr(sender, "monotonic", lambda: next(moments))
    mailer = Outbox()

    report = send(mailer)

    assert (len(mailer.mails), report.sent, report.again) == (sent, sent, 1 - sent)
    assert states(office) == {number: "sent" if sent else "queued"}


def test_trap_7_who_lost_it_meanwhile_hands_nothing_over(office, send, clock, monkeypatch):
    (number,) = put(office, "a")
    other, held, moments = Outbox(), leases.held, [0.0]

    def frozen(session, mail, now):
        answer = held(session, mail, now)
        monkeypatch.setattr(leases, "held", held)
        clock.forward(AFTER_HOLD)
        assert send(other, "two") == SendReport(sent=1)
        moments.append(900.0)
        return answer

    monkeypatch.setattr(leases, "held", frozen)
    monkeypatch.setattr(sender, "monotonic", lambda: moments[-1])
    mailer = Outbox()

    assert send(mailer) == SendReport()
    assert (mailer.mails, len(other.mails)) == ([], 1)
    assert states(office) == {number: "sent"}


def test_trap_7_a_lease_that_ran_out_counts_even_when_nobody_took_the_mail(office, send, clock):
    (number,) = put(office, "a")
    slow = Outbox(before_dot=lambda: clock.forward(waits.LEASE))

    assert send(slow) == SendReport(again=1)
    assert (slow.mails, states(office)) == ([], {number: "queued"})


def test_trap_7_an_answer_that_somebody_else_did_not_wait_for_is_logged(
    office, send, clock, caplog
):
    (number,) = put(office, "a")

    class Late(Outbox):
        def send(self, *mail) -> Reply:
            reply = super().send(*mail)
            clock.forward(waits.hold(1))
            assert leases.claim(office, "two", clock())
            return reply

    assert send(Late()) == SendReport()
    assert states(office) == {number: "in_doubt"}
    assert [(line.message, line.mail) for line in caplog.records] == [
        ("mail went too late", number)
    ]


def test_trap_7_who_lost_the_lease_changes_nothing(office, clock):
    put(office, "a")
    (lost,) = leases.claim(office, "one", MONDAY)
    later = MONDAY + waits.LEASE
    (held,) = leases.claim(office, "one", later)
    before = row(office, held.id)

    assert leases.renew(office, [lost], later) == []
    leases.freeze(office, [(lost, FrozenMail("a@b.no", "s", b""))], later)
    assert not leases.held(office, lost, later)
    assert not leases.sent(office, lost, later, "250")
    assert not leases.again(office, lost, later, "451")
    assert not leases.failed(office, lost, "550")
    assert not leases.doubt(office, lost, later, "silence")
    assert not leases.cancel(office, lost, "left")
    leases.give_back(office, [lost], later, None)
    assert row(office, held.id) == before
    assert leases.held(office, held, later)


def test_a_claimed_mail_is_nobody_elses(office):
    put(office, "a", "b", "c")

    assert len(leases.claim(office, "one", MONDAY, most=2)) == 2
    assert len(leases.claim(office, "two", MONDAY)) == 1
    assert leases.claim(office, "three", MONDAY) == []


def test_a_slow_round_gives_back_what_it_did_not_try(office, send, clock):
    put(office, "a", "b", "c")
    slow = Outbox(before_dot=lambda: clock.forward(waits.LEASE * 0.6))

    assert send(slow) == SendReport(sent=1)
    assert Counter(states(office).values()) == {"sent": 1, "queued": 2}
    assert send(Outbox(), "two") == SendReport(sent=2)


# Trap 10: wrong language


def test_trap_10_two_recipients_of_one_case_read_their_own_language(office, send, writer):
    first, second = put(office, "a", "b")
    writer.letters = {first: notices("nb"), second: notices("nn", address="ola@example.no")}
    mailer = Outbox()

    send(mailer)

    bodies = {to: body for to, _id, body in mailer.mails}
    assert b"Content-Language: nb" in bodies["kari@example.no"]
    assert b"Content-Language: nn" in bodies["ola@example.no"]
    assert b"P=C3=A5g=C3=A5r" in bodies["kari@example.no"]
    assert b"G=C3=A5r f=C3=B8re seg" in bodies["ola@example.no"]


def test_a_meeting_letter_goes_with_its_calendar_entry(office, send, writer):
    (number,) = put(office, "a")
    writer.letters[number] = meeting()
    mailer = Outbox()

    send(mailer)

    assert b'Content-Type: text/calendar; charset="utf-8"; method="REQUEST"' in mailer.mails[0][2]
