"""What an auditor is shown: the log of a journal, its verification, a recorded assessment and its replay."""

from __future__ import annotations

from typing import Literal, TypedDict

from engine.ask.assess import Assessment
from engine.infer.evaluators import EvaluatorName
from engine.keep.assessments import Recorded, Replay
from engine.keep.events import Event
from engine.keep.journal import Journal
from engine.keep.recording import Written
from engine.keep.verifying import Verification
from engine.show.answers import AboutCase, AssessmentParts, about, assessment_parts
from engine.show.assessment import assessment_page
from engine.show.cases import add_event, moment
from engine.show.page import Page
from engine.show.recording import WrittenRecord, add_made, written_record
from engine.show.words import counted


class LogDocument(TypedDict):
    """Every event of a case, in the order in which they were recorded."""

    schema: Literal["kakehashi.log"]
    version: Literal[1]
    name: str
    id: str
    head: str
    events: list[Event]


class VerificationDocument(TypedDict):
    """What a check of a journal found: how many events are sound, the last of them, and the first flaw.

    `at` is the number of the event with the flaw, 0 where it is no event's, or none; `kept` the head that was given.
    """

    schema: Literal["kakehashi.verification"]
    version: Literal[1]
    name: str
    events: int
    head: str
    flaw: str
    at: int
    kept: str
    sound: bool


class RecordingDocument(AssessmentParts):
    """An assessment that was just written down in its case, and the event that says so."""

    schema: Literal["kakehashi.recording"]
    version: Literal[1]
    recorded: WrittenRecord


class RecordedAssessmentDocument(AssessmentParts):
    """An assessment as it was recorded, with its event, and what the checker finds wrong with its trace."""

    schema: Literal["kakehashi.recorded-assessment"]
    version: Literal[1]
    event: Event
    flaws: tuple[str, ...]


class ReplayDocument(AboutCase):
    """A recorded question put to today's engine: whether the traces are the same, and where they differ."""

    schema: Literal["kakehashi.replay"]
    version: Literal[1]
    same: bool
    event: Event
    flaws: tuple[str, ...]
    evaluator: EvaluatorName
    settled_otherwise: tuple[str, ...]
    read_otherwise: tuple[str, ...]


def log_page(journal: Journal, events: list[Event]) -> Page:
    """The page of a journal's events, in the order in which they were recorded."""
    page = Page()
    page.add((f"Journal of {journal.name}", "heading"), f": {journal.opened.body['title']}", hanging=2)
    for event in events:
        add_event(page, event)
    page.gap()
    page.add((f"{counted(journal.seq, 'event')}; head {journal.head}", "dim"), hanging=2)
    return page


def log_document(journal: Journal, events: list[Event]) -> LogDocument:
    """The document of a journal's events."""
    head = journal.head
    return LogDocument(schema="kakehashi.log", version=1, name=journal.name, id=head.id, head=str(head), events=events)


def verification_page(found: Verification) -> Page:
    """The page of a verification: sound or not, and what was not looked for."""
    page = Page()
    if found.is_sound:
        events = counted(found.events, "event")
        page.add((f"{found.name} is sound", "good"), f": {events}, each hashed, chained and in order.", hanging=2)
        page.add(f"head {found.head}", indent=2)
    else:
        page.add((f"{found.name} is NOT sound", "bad"), f": {found.flaw}.", hanging=2)
        page.add(f"{counted(found.events, 'event')} before that {'is' if found.events == 1 else 'are'} sound.", indent=2)
    if found.kept:
        if found.is_sound:
            page.add(f"The head that was kept, {found.kept[:24]}…, is among them.", indent=2, hanging=2)
    else:
        page.add(
            "A chain alone cannot show that events were cut off at its end, or that all of it was written anew. Keep the head"
            " somewhere else, and give it with --head.",
            indent=2,
        )
    return page


def verification_document(found: Verification) -> VerificationDocument:
    """The document of a verification."""
    return VerificationDocument(
        schema="kakehashi.verification",
        version=1,
        name=found.name,
        events=found.events,
        head=found.head,
        flaw=found.flaw,
        at=found.at,
        kept=found.kept,
        sound=found.is_sound,
    )


def recording_page(answer: Assessment, written: Written) -> Page:
    """The page of an assessment that was just written down."""
    page = assessment_page(answer)
    page.gap()
    add_made(page, written)
    page.add((f"Recorded in {written.after.name} as event {written.event.seq}", "heading"), f" by {written.event.author}.")
    page.add((f"head {written.after.head}", "dim"), indent=2)
    return page


def recording_document(answer: Assessment, written: Written) -> RecordingDocument:
    """The document of an assessment that was just written down."""
    return RecordingDocument(
        schema="kakehashi.recording", version=1, **assessment_parts(answer), recorded=written_record(written)
    )


def recorded_page(recorded: Recorded) -> Page:
    """The page of a recorded assessment: when and by whom, whether its trace holds, and what it said."""
    page = Page()
    _heading(page, recorded)
    page.gap()
    page.lines += assessment_page(recorded.answer).lines
    return page


def _heading(page: Page, recorded: Recorded) -> None:
    event = recorded.event
    page.add(
        (f"Assessment {event.seq} of {recorded.journal.name}", "heading"),
        f", recorded {moment(event.recorded)} by {event.author} with Kakehashi {event.body['engine']}",
        hanging=2,
    )
    note = event.body["base"]
    page.add(f"rules {note['rules_hash']}", indent=2)
    page.add(f"vocabulary {note['vocabulary_hash']}", indent=2)
    page.add(f"facts {event.body['facts_hash']}", indent=2)
    page.add(f"trace {event.body['trace']}", indent=2)
    if recorded.flaws:
        page.add(("The trace does NOT hold:", "bad"), indent=2)
        for flaw in recorded.flaws:
            page.add(flaw, indent=4, hanging=2)
    else:
        trace = recorded.answer.trace
        steps = f"{len(trace.readings)} rules read, {len(trace.settlings)} descriptors settled"
        page.add(("The trace holds", "good"), f": the checker followed every step of it ({steps}).", indent=2, hanging=2)


def recorded_document(recorded: Recorded) -> RecordedAssessmentDocument:
    """The document of a recorded assessment."""
    return RecordedAssessmentDocument(
        schema="kakehashi.recorded-assessment",
        version=1,
        **assessment_parts(recorded.answer),
        event=recorded.event,
        flaws=recorded.flaws,
    )


def replay_page(found: Replay) -> Page:
    """The page of a replay: the same, or what differs."""
    page = Page()
    _heading(page, found.recorded)
    page.gap()
    if found.same:
        page.add(
            ("The same", "good"),
            ": today's engine makes the same trace, step by step.",
            hanging=2,
        )
        return page
    page.add(("NOT the same", "bad"), ": today's engine answers otherwise.", hanging=2)
    old, new = found.recorded.answer.trace, found.evaluation.trace
    for name in found.settled_otherwise:
        before, after = (trace.settled.get(name) for trace in (old, new))
        said = [f"{', '.join(s.known)} ({s.status.replace('_', ' ')})" if s else "not settled" for s in (before, after)]
        page.add(f"{name}: recorded {said[0]}; now {said[1]}", indent=2, hanging=2)
    for name in found.read_otherwise:
        before_, after_ = (trace.read.get(name) for trace in (old, new))
        said = [reading.status.replace("_", " ") if reading else "not read" for reading in (before_, after_)]
        page.add(f"rule {name}: recorded {said[0]}; now {said[1]}", indent=2, hanging=2)
    return page


def replay_document(found: Replay) -> ReplayDocument:
    """The document of a replay."""
    answer = found.recorded.answer
    return ReplayDocument(
        schema="kakehashi.replay",
        version=1,
        **about(answer.question, found.evaluation.trace, answer.verdict),
        same=found.same,
        event=found.recorded.event,
        flaws=found.recorded.flaws,
        evaluator=found.evaluation.evaluator,
        settled_otherwise=found.settled_otherwise,
        read_otherwise=found.read_otherwise,
    )
