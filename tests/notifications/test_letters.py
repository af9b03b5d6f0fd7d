"""What a reader gets: words in their language, a page that can be read by anyone, headers that
machines understand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from icalendar import Calendar

from engine.language.sentences import LANGUAGES, _
from engine.settings import Settings
from notifications.letters import unsubscribe
from notifications.letters.letters import Letter, Recipient
from notifications.letters.mime import Letterhead, Message, folded, mail_address, write
from notifications.letters.rendering import TEMPLATES, render, week_of
from notifications.notices.notices import NoticeKind
from tests.notifications.post import (
    COUNCIL,
    LATE,
    LETTERHEAD,
    MEASURE,
    MONDAY,
    PARTNERSHIP,
    UID,
    digest,
    every_letter,
    meeting,
    notices,
    reader,
    report,
)

ID = "<0123456789abcdef0123456789abcdef01234567@helse.example.no>"
LETTERS = [
    (language, number) for language in LANGUAGES for number in range(len(every_letter("nb")))
]
PLAIN = Letterhead("Samsak <samsak@helse.example.no>", "http://localhost:8000")


def mail(letter: Letter, letterhead: Letterhead = LETTERHEAD) -> EmailMessage:
    return parsed(write(letter, letterhead, message_id=ID, now=MONDAY))


def parsed(message: Message) -> EmailMessage:
    found = message_from_bytes(message.body, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def part(found: EmailMessage, kind: str) -> str:
    said = next(
        each.get_content() for each in found.iter_parts() if each.get_content_type() == kind
    )
    return str(said).replace("\r\n", "\n")


def body(letter: Letter, letterhead: Letterhead = LETTERHEAD) -> str:
    return part(mail(letter, letterhead), "text/plain")


# Every kind of letter in every language


@pytest.fixture(params=LETTERS, ids=lambda each: f"{each[0]}-{each[1]}")
def letter(request) -> Letter:
    language, number = request.param
    return every_letter(language)[number]


def test_every_letter_is_whole(letter):
    words = render(letter, "https://samsak.example.no", "https://samsak.example.no/unsubscribe/x")

    for said in words:
        assert not re.search(r"[{}]|%\(|None|Undefined|StrEnum|\bnb=", said)
    assert words.subject
    assert "\n" not in words.subject
    assert len(words.subject) < 120
    assert all(line == line.rstrip() for line in words.text.splitlines())
    assert "\n\n\n" not in words.text
    assert words.text.endswith("\n")
    assert max(map(len, words.text.splitlines())) < 200


def test_every_letter_has_text_first_then_html(letter):
    found = mail(letter)

    assert found.get_content_type() == "multipart/alternative"
    kinds = [each.get_content_type() for each in found.iter_parts()]
    assert kinds[:2] == ["text/plain", "text/html"]
    assert {each["Content-Transfer-Encoding"] for each in found.iter_parts()} == {
        "quoted-printable"
    }
    assert {each.get_content_charset() for each in found.iter_parts()} == {"utf-8"}


def test_every_letter_can_go_over_any_wire(letter):
    raw = write(letter, LETTERHEAD, message_id=ID, now=MONDAY).body

    assert raw.isascii()
    long = [line for line in raw.split(b"\r\n") if len(line) > 78]
    assert all(re.fullmatch(rb"(List-Unsubscribe:)? <\S+>,?", line) for line in long), (
        "nothing but an address is long"
    )
    assert re.search(rb"[^\r]\n", raw) is None


def test_every_letter_says_why_it_came_and_how_to_stop_it(letter):
    text = body(letter)
    said = {
        "nb": (
            "Du får dette ukesammendraget fordi|Du får (denne )?e-posten",
            "[Ss]var på (denne )?e-posten",
        ),
        "nn": (
            "Du får dette vekesamandraget fordi|Du får (denne )?e-posten",
            "[Ss]var på (denne )?e-posten",
        ),
        "en": ("You (get|receive) this", "Reply to this email"),
    }
    for wanted in said[letter.recipient.language]:
        assert re.search(wanted, text.split("----")[-1])


def test_every_letter_says_the_same_in_text_and_html(letter):
    found = mail(letter)
    text, html = part(found, "text/plain"), Page.of(part(found, "text/html"))

    links = {link for link in html.links if "/unsubscribe/" not in link}
    assert links <= set(re.findall(r"https://\S+", text))
    for sentence in re.findall(r"^(?:- )?([A-ZÆØÅ][^.:\n]{20,}\.)$", text, re.MULTILINE):
        assert sentence in html.said


# The page


class Page(HTMLParser):
    """A page as a reader's program sees it."""

    VOID = ("br", "meta", "hr", "img", "link", "input")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    @classmethod
    def of(cls, html: str) -> Page:
        page = cls()
        page.feed(html)
        page.close()
        assert page.open == []
        return page

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def said(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))

    @property
    def links(self) -> list[str]:
        return [str(attrs["href"]) for tag, attrs in self.tags if tag == "a"]


def test_the_page_is_one_that_any_reader_shows(letter):
    html = part(mail(letter), "text/html")
    page = Page.of(html)

    assert html.startswith("<!DOCTYPE html>")
    assert dict(page.tags)["html"]["lang"] == letter.recipient.language
    assert [tag for tag, _attrs in page.tags].count("h1") == 1
    assert not {"img", "script", "link", "style", "form", "iframe", "table"} & {
        tag for tag, _attrs in page.tags
    }
    assert not re.search(r"url\(|src=|@import|javascript:", html)
    assert all(link.startswith("https://samsak.example.no/") for link in page.links)
    assert "max-width: 600px" in html


def test_styles_stand_in_the_tags():
    page = Page.of(part(mail(digest()), "text/html"))

    styled = [tag for tag, attrs in page.tags if attrs.get("style")]
    assert {"body", "h1", "h2", "p", "a", "li"} <= set(styled)


def test_every_colour_can_be_read():
    css = (TEMPLATES / "mail.css").read_text()
    colours = set(re.findall(r"[ ;{]color: #([0-9a-f]{6})", css))

    assert re.search(r"\.page \{[^}]*background: #ffffff", css)
    assert colours
    assert min(contrast(colour) for colour in colours) >= 7


def contrast(colour: str) -> float:
    """Against white, as WCAG reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_what_others_wrote_is_text_and_no_markup():
    found = mail(notices("nb", [MEASURE]))

    assert "<b>& kosthald" in part(found, "text/plain")
    assert "&lt;b&gt;&amp; kosthald" in part(found, "text/html")


# The words


def test_a_notice_in_three_languages():
    assert body(notices("nb")).splitlines()[:9] == [
        "Hei, Kari!",
        "",
        "Dette gjelder én sak i Helsefellesskapet i nordre Trøndelag.",
        "",
        "T-0.6.1 Felles opplæring i ernæring <b>& kosthald</b>",
        "- Møtet ble avlyst.",
        "- Status: Pågår.",
        "- Nærmeste frist er 27. november 2026.",
        "  https://samsak.example.no/cases/T-0.6.1",
    ]
    assert "Status: Går føre seg." in body(notices("nn"))
    assert "Dette gjeld éi sak i" in body(notices("nn"))
    assert "The nearest deadline is 27 November 2026." in body(notices("en"))


def test_what_is_late_is_said_in_words():
    assert "Nærmeste frist var 13. november 2026." in body(notices("nb", [LATE]))


def test_a_digest_begins_with_what_is_late():
    text = body(digest("nn"))

    headings = re.findall(r"^(.+)\n-{3,}$", text, re.MULTILINE)
    assert headings == [
        "Over fristen",
        "Ventar på deg",
        "Komande møte",
        "Sidan førre vekesamandrag",
    ]
    assert "Det er 2 saker til som ikkje er med her." in text
    assert "ASU og PSU møtest torsdag 3. desember 2026 kl. 10.00." in text
    assert "Før det: Meldt" in text


def test_a_digest_counts_what_waits_in_its_subject():
    assert mail(digest("nb"))["Subject"] == "Ukesammendrag, uke 48: 4 saker venter på deg"
    assert mail(digest("nn"))["Subject"] == "Vekesamandrag, veke 48: 4 saker ventar på deg"
    one = replace(digest("nb"), waits=(), waits_more=0)
    assert mail(one)["Subject"] == "Ukesammendrag, uke 48: én sak venter på deg"
    quiet = replace(digest("nb"), waits=(), waits_more=0, late=())
    assert mail(quiet)["Subject"] == "Ukesammendrag, uke 48"
    assert "Ingenting venter på deg nå." in body(quiet)


@pytest.mark.parametrize(
    ("period", "week"), [("2026-W48", "48"), ("2026-W01", "1"), ("today", "today")]
)
def test_the_number_of_a_week(period, week):
    assert week_of(period) == week


def test_a_moved_meeting_says_from_when_to_when():
    moved = meeting("nb", NoticeKind.MEETING_MOVED, moved_from=date(2026, 12, 1))

    assert (
        "Møtet i ASU og PSU tirsdag 1. desember 2026 er flyttet til"
        " torsdag 3. desember 2026 kl. 10.00." in body(moved)
    )
    assert mail(moved)["Subject"] == "Flyttet: ASU og PSU, nå 3. desember 2026"


def test_a_meeting_moved_within_its_day_does_not_say_the_day_twice():
    moved = meeting("nb", NoticeKind.MEETING_MOVED, moved_from=COUNCIL.day)

    assert "Møtet i ASU og PSU torsdag 3. desember 2026 begynner nå kl. 10.00." in body(moved)


def test_a_meeting_that_only_begins_at_another_hour_says_both():
    moved = meeting("nn", NoticeKind.MEETING_MOVED, moved_from=COUNCIL.day, moved_clock="09:00")

    said = "Møtet i ASU og PSU torsdag 3. desember 2026 byrjar kl. 10.00 i staden for kl. 09.00."
    assert said in body(moved)


def test_a_cancelled_meeting_has_no_agenda():
    cancelled = meeting(
        "nb", NoticeKind.MEETING_CANCELLED, meeting=replace(COUNCIL, state="cancelled")
    )

    assert "Møtet i ASU og PSU torsdag 3. desember 2026 er avlyst." in body(cancelled)
    assert "Eventuelt" not in body(cancelled)
    assert "Saksliste" in body(meeting("nb"))


def test_a_reporter_who_is_asked_something_reads_so():
    asked = replace(report("nn", NoticeKind.ANSWERED), asks=True)

    assert "Vi har eit spørsmål om meldinga di A-12." in body(asked)


def test_a_reporter_reads_what_happens_next_in_both_parts():
    known = replace(report("nb"), due=(_("Svaret kommer innen {day}.", day=date(2026, 12, 1)),))

    assert "Hva som skjer nå:\n- Svaret kommer innen 1. desember 2026.\n" in body(known)
    assert "<li" in part(mail(known), "text/html").partition("Hva som skjer nå:")[2]
    assert "Hva som skjer nå" not in body(report("nb"))


def test_a_reporter_without_an_account_is_greeted_without_a_name():
    text = body(report("nb", NoticeKind.ANSWERED))

    assert text.startswith("Hei!\n")
    assert "Du har fått svar på meldingen din A-12." in text
    assert mail(report("nb"))["Subject"] == "[A-12] Samhandlingsavvik"


# The headers


def test_the_subject_of_one_case_is_always_the_same():
    first = mail(notices("nb"))
    second = mail(notices("nb", [replace(MEASURE, reasons=(), overdue=True)]))

    assert (
        first["Subject"]
        == second["Subject"]
        == "[T-0.6.1] Felles opplæring i ernæring <b>& kosthald</b>"
    )
    assert first["References"] == second["References"]


def test_several_cases_are_counted():
    found = mail(notices("nb", [MEASURE, LATE]))

    assert found["Subject"] == "Nytt i 2 saker"
    assert found["References"] is None


def test_mails_of_one_case_have_one_root():
    other_partnership = replace(report(), partnership=replace(PARTNERSHIP, key="elsewhere"))

    assert mail(notices("nb", [LATE]))["References"] == mail(report("nn"))["References"]
    assert mail(notices("nb", [LATE]))["References"] != mail(notices("nb"))["References"]
    assert mail(other_partnership)["References"] != mail(report())["References"]


def test_a_mail_says_who_what_and_for_whom():
    found = mail(notices("nn"))

    assert found["From"] == "Samsak <samsak@helse.example.no>"
    assert found["To"] == "Kari Nordmann <kari@example.no>"
    assert found["Reply-To"] == "Samsak <samsak@helse.example.no>"
    assert found["Message-ID"] == ID
    assert found["Date"].datetime == MONDAY
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "nn"
    assert found["List-Id"] == "<notices.nordre-tr-ndelag.helse.example.no>"
    assert found["MIME-Version"] == "1.0"


def test_somebody_else_may_read_the_answers():
    settings = Settings(
        mail_from="Samsak <s@a.no>", reply_to="Sekretariatet <post@HELSE.example.no>"
    )

    assert (
        mail(notices(), Letterhead.of(settings))["Reply-To"]
        == "Sekretariatet <post@helse.example.no>"
    )


def test_the_same_letter_gives_the_same_bytes(letter):
    first, second = (write(letter, LETTERHEAD, message_id=ID, now=MONDAY) for _time in range(2))

    assert first == second


@pytest.mark.parametrize(
    "header", ["List-Unsubscribe", "References", "In-Reply-To", "Message-ID", "List-Id"]
)
def test_no_identifier_becomes_an_encoded_word(header):
    long = Letterhead(
        f"Samsak <samsak@{'a' * 50}.{'b' * 50}.example.no>",
        f"https://{'c' * 60}.example.no",
        secret=b"long",
    )
    message_id = f"<{'1' * 90}@{'a' * 50}.example.no>"
    raw = write(notices(), long, message_id=message_id, now=MONDAY).body
    head = raw.split(b"\r\n\r\n")[0]
    written = re.search(rf"^{header}: ([^\r]*(?:\r\n [^\r]*)*)".encode(), head, re.MULTILINE)

    assert written is not None
    assert b"=?" not in written[1]
    found = parsed(Message("", "", raw))
    assert str(found[header]).split() == written[1].decode().split()


def test_a_header_is_folded_at_spaces_only():
    words = " ".join(f"<{n}{'x' * 60}@example.no>" for n in range(4))

    lines = folded("References", words).splitlines()
    assert all(line.startswith(" <") for line in lines[1:])
    assert " ".join(line.strip() for line in lines) == f"References: {words}"


@pytest.mark.parametrize("letter", [digest(), notices()], ids=["digest", "notices"])
def test_what_is_optional_can_be_stopped_with_one_click(letter):
    found = mail(letter)
    link, by_mail = str(found["List-Unsubscribe"]).split(", ")

    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert by_mail.startswith("<mailto:samsak@helse.example.no?subject=unsubscribe%20")
    token = link.strip("<>").removeprefix("https://samsak.example.no/unsubscribe/")
    kind = "digest" if letter == digest() else "notices"
    assert unsubscribe.read(token, LETTERHEAD.secret) == unsubscribe.Stop(7, kind)
    assert link.strip("<>") in part(found, "text/plain")


@pytest.mark.parametrize("letter", [meeting(), report()], ids=["meeting", "reporter"])
def test_what_belongs_to_a_seat_or_a_report_is_no_list(letter):
    found = mail(letter)

    assert found["List-Unsubscribe"] is None
    assert found["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "letterhead",
    [PLAIN, replace(LETTERHEAD, secret=b""), replace(PLAIN, secret=b"x")],
    ids=["plain", "no secret", "http"],
)
def test_without_https_or_a_secret_mails_are_stopped_by_mail(letterhead):
    found = mail(digest(), letterhead)

    assert (
        found["List-Unsubscribe"] == "<mailto:samsak@helse.example.no?subject=unsubscribe%20digest>"
    )
    assert found["List-Unsubscribe-Post"] is None
    assert "/unsubscribe/" not in part(found, "text/plain")


@pytest.mark.parametrize(
    "token",
    ["", "7.digest", "8.digest.{}", "7.notices.{}", "7.digest.{}x", "x.digest.{}", "7.digest.æ"],
)
def test_a_link_that_we_did_not_make_stops_nothing(token):
    signature = unsubscribe.token(unsubscribe.Stop(7, "digest"), b"secret").rpartition(".")[2]

    assert unsubscribe.read(token.format(signature), b"secret") is None
    assert unsubscribe.read(f"7.digest.{signature}", b"secret") == unsubscribe.Stop(7, "digest")
    assert unsubscribe.read(unsubscribe.token(unsubscribe.Stop(7, "digest"), b""), b"") is None


@pytest.mark.parametrize(
    "address",
    ["", "kari", "a@b.no\r\nBcc: c@d.no", "a@b.no, c@d.no", "a b@c.no", "kåre@example.no", "a@"],
)
def test_what_is_not_one_address_is_refused(address):
    with pytest.raises(ValueError, match="not a mail address"):
        mail_address("Kari", address)


def test_a_name_cannot_add_a_header():
    letter = replace(
        notices(), recipient=Recipient("Kari\r\nBcc: alle@example.no", "kari@example.no", "nb", 7)
    )

    assert mail(letter)["Bcc"] is None


def test_a_domain_with_norwegian_letters_is_written_as_the_net_wants_it():
    letter = replace(notices(), recipient=reader(address="kari@blåbær.example.no"))

    assert (
        write(letter, LETTERHEAD, message_id=ID, now=MONDAY).address
        == "kari@xn--blbr-roah.example.no"
    )


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_mail_of_many_cases_shows_some_and_counts_the_rest(language):
    many = notices(language, [replace(MEASURE, ref=f"T-{number}") for number in range(500)])
    written = mail(many)
    text = part(written, "text/plain")

    assert [f"T-{number} " in text for number in (0, 19, 20)] == [True, True, False]
    assert "480" in text
    assert "500" in text
    assert len(written.as_bytes()) < 100_000


# Calendar entries


def entry(letter: Letter) -> Calendar:
    return Calendar.from_ical(part(mail(letter), "text/calendar"))


def test_a_meeting_mail_carries_a_calendar_entry():
    calendar = entry(meeting("nn"))
    (event,) = calendar.walk("VEVENT")

    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == UID
    assert event["SEQUENCE"] == 2
    assert event.decoded("DTSTART") == datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2026, 12, 3, 11, tzinfo=UTC)
    assert event["SUMMARY"] == "Møte i ASU og PSU"
    assert event["ATTENDEE"] == "mailto:kari@example.no"
    assert event["ORGANIZER"] == "mailto:samsak@helse.example.no"
    assert event["ORGANIZER"].params["CN"] == PARTNERSHIP.name
    assert event["URL"] == "https://samsak.example.no/meetings/4"
    assert event["DESCRIPTION"].splitlines() == [
        PARTNERSHIP.name,
        "1. Eventuelt",
        "https://samsak.example.no/meetings/4",
    ]


def test_a_meeting_in_summer_is_at_its_local_hour():
    summer = meeting("nb", meeting=replace(COUNCIL, day=date(2026, 6, 4)))

    (event,) = entry(summer).walk("VEVENT")
    assert event.decoded("DTSTART") == datetime(2026, 6, 4, 8, tzinfo=UTC)


def test_a_calendar_knows_the_place_where_there_is_one():
    (there,) = entry(meeting(meeting=replace(COUNCIL, place="Rom 4, 2. etasje"))).walk("VEVENT")
    (nowhere,) = entry(meeting()).walk("VEVENT")

    assert there["LOCATION"] == "Rom 4, 2. etasje"
    assert "LOCATION" not in nowhere


def test_a_cancelled_meeting_is_taken_out_of_the_calendar():
    cancelled = meeting(
        "nb", NoticeKind.MEETING_CANCELLED, meeting=replace(COUNCIL, state="cancelled", sequence=3)
    )
    calendar = entry(cancelled)
    (event,) = calendar.walk("VEVENT")

    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)
    assert event["UID"] == UID
    types = [each["Content-Type"] for each in mail(cancelled).iter_parts()]
    assert types[-1] == 'text/calendar; charset="utf-8"; method="CANCEL"'


def test_a_meeting_that_was_held_is_in_nobodys_future():
    held = meeting("nb", meeting=replace(COUNCIL, state="held"))

    assert [each.get_content_type() for each in mail(held).iter_parts()] == [
        "text/plain",
        "text/html",
    ]
