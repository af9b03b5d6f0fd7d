"""A report as whoever holds its receipt sees it: where it stands, what was asked and answered, what
happened on which day; no name of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from engine.cases.events import events_of_cases, standing
from engine.cases.linked import linked_cases
from engine.cases.links import links
from engine.cases.records import Case, by_ids, cases_of_refs
from engine.definitions import machine, versions, wording
from engine.definitions.chosen_words import chosen_options
from engine.definitions.main_line import states_ahead
from engine.definitions.model import Action, State
from engine.language.sentences import Label, Sentence, _
from engine.people.actors import reporter
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.councils.meetings import Meeting
from workflows.deviations import contacts, reports
from workflows.deviations.answers import ANSWER, DUPLICATE, SUPERSEDED, hidden_deadlines
from workflows.deviations.channels import Channel, channels_of
from workflows.deviations.heard import read_page
from workflows.deviations.reopening import last_day_of
from workflows.deviations.retention import is_over
from workflows.views import history_words
from workflows.views.case_deadlines import due_sentences
from workflows.views.case_view import View
from workflows.views.conversation import Written, conversation
from workflows.views.field_words import in_words
from workflows.views.history_words import StepTold
from workflows.views.measures_and_deviations import measures_of
from workflows.views.readings_told import ReadingsOfDay, ReadingTold, by_day, readings_told
from workflows.views.sent_over_words import unit_told
from workflows.views.step_forms import Given, StepForm

QUESTION, REPLY = "question", "reply"


class Shown(NamedTuple):
    """A field in words."""

    name: str
    label: Label
    words: str


class DayLine(NamedTuple):
    """What happened, and when."""

    at: datetime
    done: Sentence | Label


class Reported(NamedTuple):
    """A report as its reporter sees it; `partnership` is the one that follows it. `reached` says
    whether an address is kept; `question` is what she is asked now, `answer` what she was answered,
    `due` what is to be done by when, `ahead` the states that a case comes to from here, `readings`
    who has read it, by role, `measures` how those stand that came of it, and since when; `anew`
    that she may report it anew, `takes_address` that an address can be left with it still, `until`
    the last day of each step whose time is bounded, `channels` where else it must or can be
    told."""

    ref: str
    partnership: str
    version: int
    state: State
    fields: tuple[Shown, ...]
    happened: tuple[DayLine, ...]
    forms: tuple[StepForm, ...]
    reached: bool
    takes_address: bool
    question: str
    answer: str
    due: tuple[Sentence, ...]
    ahead: tuple[State, ...]
    readings: tuple[ReadingTold, ...]
    conversation: tuple[Written, ...]
    measures: tuple[DayLine, ...]
    anew: Sentence | None
    until: Mapping[str, date]
    channels: tuple[Channel, ...]

    @property
    def readings_by_day(self) -> list[ReadingsOfDay]:
        """Who has read it, a line for each role and day."""
        return by_day(self.readings)

    @property
    def answered_before(self) -> Sentence | None:
        """That the newest answer she had read before was taken back or gave way, and whether there
        is another."""
        texts = [each for each in self.conversation if each.name == ANSWER and each.words]
        ended = [each for each in texts if each.taken_back or each.until]
        if not ended:
            return None
        if back := ended[-1].taken_back:
            return self._withdrawn(back)
        if self.answer:
            return _("The answer replaces an earlier one, which stands further down.")
        return _(
            "The answer that you had applied until {at}; it stands further down.",
            at=ended[-1].until,
        )

    def _withdrawn(self, at: datetime) -> Sentence:
        if self.answer:
            return _(
                "The answer replaces one that was withdrawn on {at}, which stands further down.",
                at=at,
            )
        return _(
            "The answer that you had was withdrawn on {at} and no longer applies; it stands"
            " further down.",
            at=at,
        )


def reported(
    session: Session, code: str, at: datetime, language: str, typed: Mapping[str, Given] = {}
) -> Reported:
    """The report of that receipt, read by her from now on; NotFound for a code that is none."""
    view = _read(to_reporter(session, reports.by_receipt(session, code), at, language))
    forms = tuple(form for form in view.forms(typed) if form.open)
    return _told(view, reports.for_reporter(session, code)["fields"], forms)


def _told(view: View, known: Mapping[str, Any], forms: tuple[StepForm, ...]) -> Reported:
    texts = tuple(conversation(view))
    return Reported(
        ref=view.case.ref,
        partnership=view.session.orm.get_one(Partnership, view.case.partnership_id).name,
        version=view.case.version,
        state=view.definition.states[view.case.state],
        fields=tuple(_fields(view, known, texts)),
        happened=tuple(sorted([*_happened(view), *_in_original(view)], key=lambda each: each.at)),
        forms=forms,
        reached=contacts.contact(view.session, view.case.id) is not None,
        takes_address=not is_over(view.session, view.case, view.at),
        question=_question(view, forms),
        answer=str(known.get(ANSWER, "")),
        due=tuple(due_sentences(view, hidden_deadlines(view.definition, view.case.fields))),
        ahead=tuple(states_ahead(view.definition, view.case.state)),
        readings=tuple(readings_told(view)),
        conversation=texts,
        measures=tuple(_measures(view)),
        anew=_anew(view, known),
        until=_until(view, forms),
        channels=channels_of(view.definition, view.case),
    )


def _anew(view: View, known: Mapping[str, Any]) -> Sentence | None:
    """That she may report it again, where what she sees chosen at its end invites her to."""
    if view.case.state not in view.definition.final:
        return None
    if any(option.anew for option in chosen_options(view.definition, known)):
        return _("You may report it anew, with what was missing.")
    return None


def _until(view: View, forms: Iterable[StepForm]) -> dict[str, date]:
    """Until when she can do each thing that has its time."""
    last = {form.action.name: last_day_of(form.action, view.events) for form in forms}
    return {name: day for name, day in last.items() if day is not None}


def _read(view: View) -> View:
    """The report; what was written to her there counts as read from now on."""
    read_page(view.session, view.case, view.definition, view.at)
    return view


def _measures(view: View) -> Iterator[DayLine]:
    """How each measure stands that came of the report or of what else told of the same, and what
    took its place; not what it is called, for that is for those who have a seat."""
    session, number = view.session, view.case.id
    same = [each.end for each in linked_cases(session, [number], [DUPLICATE])]
    refs = {ref for case in (number, *same) for ref in measures_of(links(session, case))}
    found = {each.id: each for each in cases_of_refs(session, refs)} if refs else {}
    after = linked_cases(session, found, [SUPERSEDED], pointed=True) if found else []
    found |= by_ids(session, {each.end for each in after}) if after else {}
    yield from sorted(_stand(session, found), key=lambda line: line.at)


def _stand(session: Session, measures: Mapping[int, Case]) -> Iterator[DayLine]:
    """Where each stands, and since which step that counts."""
    events = events_of_cases(session, [*measures])
    for number, case in measures.items():
        states = versions.by_id(session, case.definition_id).states
        since = [e.at for e in standing(events[number]) if e.from_state != e.to_state]
        yield DayLine(since[-1], states[case.state].label)


def _question(view: View, forms: Iterable[StepForm]) -> str:
    """What she is asked, as long as she can reply."""
    asked = any(REPLY in form.action.needs for form in forms)
    return str(view.case.fields.get(QUESTION, "")) if asked else ""


def to_reporter(session: Session, case: Case, at: datetime, language: str) -> View:
    """A case as its reporter sees it, in the words for her; the code of its receipt is the right
    to it."""
    return View(
        session=session,
        case=case,
        definition=versions.by_id(session, case.definition_id).to_reporter,
        reader=reporter(case.id),
        at=at,
        language=language,
    )


def _happened(view: View) -> Iterator[DayLine]:
    for each in history_words.told(view, view.history(), []):
        if isinstance(each, StepTold):
            yield DayLine(each.at, each.done)


def _in_original(view: View) -> Iterator[DayLine]:
    """What the reporter of the same hears of: what was done in the original since her report was
    merged into it."""
    session = view.session
    found = linked_cases(session, [view.case.id], [DUPLICATE], pointed=True)
    originals = by_ids(session, {each.end for each in found}) if found else {}
    for number, events in events_of_cases(session, originals).items():
        definition = versions.by_id(session, originals[number].definition_id)
        for event in standing(events):
            action = machine.action(definition, event.from_state or "", event.action)
            if event.at >= view.case.moved_at and action and _is_told(action):
                hers = definition.to_reporter if ANSWER in action.needs else definition
                done = wording.done(hers, event.from_state, event.action)
                yield DayLine(event.at, _("In the original case: {done}", done=done))


def _is_told(action: Action) -> bool:
    return any(told.link == DUPLICATE for told in action.tells_linked)


def _fields(view: View, known: Mapping[str, Any], texts: Sequence[Written]) -> list[Shown]:
    """What stands in the case beside those texts."""
    beside = {each.name for each in texts}
    names, fields = view.body_names(), view.definition.fields
    met = [known[name] for name in known if fields[name].type.asked_with == "meeting"]
    days = {number: view.session.orm.get_one(Meeting, number).day for number in met if number}
    said = {
        name: in_words(fields[name], value, names, view.language, days)
        for name, value in known.items()
        if value not in (None, []) and name not in beside
    }
    return [Shown(n, fields[n].label, unit_told(view, n, words)) for n, words in said.items()]
