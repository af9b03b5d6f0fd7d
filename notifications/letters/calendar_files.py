"""A meeting as a calendar entry (RFC 5545, 5546): always the same UID, a SEQUENCE that rises,
REQUEST or CANCEL."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from engine.days.calendar import at_local
from engine.language.sentences import _, say
from notifications.letters.letters import MeetingLetter
from workflows.councils.meetings import MeetingState

LENGTH = timedelta(
    hours=2
)  # what is set aside in calendars: how long a meeting lasts is written nowhere


def method_of(letter: MeetingLetter) -> str | None:
    """REQUEST, or CANCEL for a meeting that is cancelled; None for one that was held."""
    methods = {MeetingState.PLANNED.value: "REQUEST", MeetingState.CANCELLED.value: "CANCEL"}
    return methods.get(letter.meeting.state)


def calendar_entry(
    letter: MeetingLetter, *, method: str, organiser: str, link: str, now: datetime
) -> str:
    """The text of the calendar part, with CRLF line ends, times in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//Samsak//samsak//")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(
        _event(letter, called=method == "REQUEST", organiser=organiser, link=link, now=now)
    )
    return str(calendar.to_ical(), "utf-8")


def _event(
    letter: MeetingLetter, *, called: bool, organiser: str, link: str, now: datetime
) -> Event:
    meeting, language = letter.meeting, letter.recipient.language
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now)
    starts = at_local(meeting.day, time.fromisoformat(meeting.clock))
    event.add("dtstart", starts)
    event.add("dtend", starts + LENGTH)
    event.add("summary", say(_("Meeting of {bodies}", bodies=meeting.bodies), language))
    event.add("status", "CONFIRMED" if called else "CANCELLED")
    if meeting.place:
        event.add("location", meeting.place)
    if link:
        event.add("url", link)
    event.add("description", _description(letter, link))
    event["organizer"] = vCalAddress(f"mailto:{organiser}", params={"CN": letter.partnership.name})
    event.add("attendee", _attendee(letter), encode=False)
    return event


def _description(letter: MeetingLetter, link: str) -> str:
    """The agenda as the reader may see it, and where it is kept up to date."""
    items = [say(item, letter.recipient.language) for item in letter.items]
    numbered = [f"{number}. {words}" for number, words in enumerate(items, 1)]
    return "\n".join([letter.partnership.name, *numbered, *([link] if link else [])])


def _attendee(letter: MeetingLetter) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{letter.recipient.address}")
    # Nobody reads answers: who comes is told to the secretariat, so none is asked for.
    name = vText(letter.recipient.name)
    attendee.params.update({"CN": name, "RSVP": vText("FALSE"), "ROLE": vText("REQ-PARTICIPANT")})
    return attendee
