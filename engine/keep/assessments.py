"""Assessments that were written down: what was asked and answered, checked and asked again long after.

The event names the rule base by the hashes of its text and the trace by its own, and all three texts are kept. So an old
answer needs no file of its time: the checker goes through its trace, and the same question is put to today's engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import version

from msgspec import Struct

from engine.ask.assess import Assessment, assess, assess_trace
from engine.ask.question import Question, ask_of
from engine.ask.report import Record
from engine.infer.checker import check_trace
from engine.infer.evaluators import Evaluation
from engine.infer.program import compile_program
from engine.infer.records import plain
from engine.infer.situation import canonical_json, fact_record, situate
from engine.infer.trace import Trace
from engine.infer.trace_record import read_trace, trace_text
from engine.keep.bases import archive_base, archived_base, note_of
from engine.keep.desk import Desk, sit_down
from engine.keep.events import Event, fact_id, hash_of
from engine.keep.journal import Journal, open_journal
from engine.keep.recording import Written
from engine.keep.store import Store
from engine.language.facts import Case, Fact
from engine.language.problems import Place, StoreFault, invalid

MOST_DIGITS = 9  # of the number of an event; a longer one is the beginning of a hash
FEWEST_LETTERS = 4  # of a hash


class Recorded(Struct, frozen=True):
    """An assessment as it was written down, and what the checker finds wrong with its trace (nothing, where it is right).

    `answer` is made from the recorded trace, not from a new inference.
    """

    journal: Journal
    event: Event
    answer: Assessment
    flaws: tuple[str, ...]


class Replay(Struct, frozen=True):
    """A recorded assessment asked again: the trace that today's engine makes, and where the two differ.

    `settled_otherwise` are descriptors, `read_otherwise` rules; both are empty where the traces are the same.
    """

    recorded: Recorded
    evaluation: Evaluation
    settled_otherwise: tuple[str, ...]
    read_otherwise: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether today's engine makes the same trace."""
        return self.evaluation.trace == self.recorded.answer.trace


def assess_and_record(
    store: Store,
    author: str,
    case_name: str = "",
    base_name: str = "",
    as_of: date | None = None,
    known_by: str = "",
    **changed: Iterable[str],
) -> tuple[Assessment, Written]:
    """The assessment of a case of one's own, written down in it. `changed` are those of `engine.ask.question.ask_of`.

    Where there is no case to write to, one is made from the baseline. Raises what `sit_down` and `assess` do.
    """
    with sit_down(store, case_name, base_name, author) as desk:
        journal = open_journal(store, desk.journal.head, known_by)
        answer = assess(ask_of(desk.base, journal.case(desk.base, as_of), as_of=as_of, feedback=False, **changed))
        return answer, record_assessment(desk, answer, journal.seq)


def record_assessment(desk: Desk, answer: Assessment, known_by: int) -> Written:
    """Writes an assessment down, with the texts that it rests on; `known_by` is the last event whose facts it knew."""
    question, trace = answer.question, answer.trace
    as_of = question.situation.as_of
    archive_base(desk.writer, question.base)
    body = {
        "as_of": as_of.isoformat() if as_of else None,
        "known_by": known_by,
        "changed": list(question.changed),
        "freed": list(question.freed),
        "dissents": plain(question.program.dissents),
        "base": note_of(question.base),
        "facts_hash": trace.facts_hash,
        "verdict": plain(answer.verdict),
        "evaluator": answer.evaluator,
        "instead": answer.instead,
        "engine": version("kakehashi"),
        "trace": desk.writer.archive(trace_text(trace)),
    }
    event = desk.writer.append("assessed", body, desk.author)
    return Written(event, desk.journal, desk.written(), desk.base, made=desk.made is not None)


def recorded_assessment(journal: Journal, seq: int) -> Recorded:
    """The assessment that an event of a journal wrote down, its trace gone through by the checker.

    Raises `InvalidInput` where the event is none or records something else, `StoreFault` where a text was changed.
    """
    event = journal.event(seq)
    place = journal.place(seq)
    if event.kind != "assessed":
        hint = "`kakehashi audit log` lists the assessments."
        raise invalid(place, "no-assessment", f"event {seq} records no assessment: it is `{event.kind}`", hint)
    body = event.body
    base = archived_base(journal.store, body["base"])
    trace = read_trace(json.loads(journal.store.archived(body["trace"])), place)
    facts = tuple(fact for part in (*trace.given, *trace.context) for fact in part.facts)
    as_of = date.fromisoformat(body["as_of"]) if body["as_of"] else None
    case = Case(journal.name, journal.opened.body["title"], facts, as_of=as_of, place=place)
    situation = situate(base, case, as_of)
    flaws = [str(flaw) for flaw in check_trace(base, trace, situation)]
    flaws += [f"{what} in the event is not that of the trace" for what in _differing(event, trace)]
    question = Question(compile_program(base, trace.dissents), case, situation, tuple(body["changed"]), tuple(body["freed"]))
    answer = assess_trace(question, Evaluation(trace, body["evaluator"], body["instead"]))
    if plain(answer.verdict) != body["verdict"]:
        flaws.append("the verdict in the event is not that of the trace")
    return Recorded(journal, event, answer, tuple(flaws))


def find_assessment(journal: Journal, said: str) -> int:
    """The number of the event that recorded an assessment: the number itself, or the beginning of the hash of the event or
    of its trace. Raises `InvalidInput` where there is none, or there are several.
    """
    if said.isdecimal() and len(said) <= MOST_DIGITS:
        return int(said)
    hashes = {event.seq: (hash_of(event.text), event.body["trace"]) for event in assessments(journal)}
    found = [seq for seq, both in hashes.items() if len(said) >= FEWEST_LETTERS and any(one.startswith(said) for one in both)]
    if len(found) != 1:
        hint = f"Give the number of one, or {FEWEST_LETTERS} letters of its hash or more; `kakehashi audit log` lists them."
        many = f"{len(found)} assessments have a hash" if found else "no assessment has a hash"
        raise invalid(Place(journal.name), "no-assessment", f"{many} that begins with `{said[:80]}`", hint)
    return found[0]


def record_of(recorded: Recorded) -> Record:
    """Where and when an assessment was written down, for whoever tells of it. Raises `StoreFault` where its trace does not
    hold: nothing is told of it but that.
    """
    event, journal = recorded.event, recorded.journal
    if recorded.flaws:
        said = f"assessment {event.seq} of {journal.name} does not hold: {recorded.flaws[0]}"
        raise StoreFault(f"{said}; `kakehashi audit show {event.seq}` tells the whole")
    return Record(journal.name, event.seq, hash_of(event.text), event.recorded, event.author, event.body["engine"])


def told_in(recorded: Recorded) -> dict[Fact, tuple[str, Event]]:
    """Of each fact that an assessment rested on its id, and the event that told it; a what-if has neither."""
    journal, known_by = recorded.journal, recorded.event.body["known_by"]
    told: dict[bytes, list[tuple[str, Event]]] = {}
    events: dict[int, Event] = {}
    for spoken in journal.store.told(journal.head.id, known_by):
        if spoken.seq not in events:
            events[spoken.seq] = journal.event(spoken.seq)
        event = events[spoken.seq]
        facts = event.body["facts"]
        id_ = fact_id(spoken.seq, spoken.at, len(facts))
        told.setdefault(canonical_json(facts[spoken.at - 1]), []).append((id_, event))
    found = {}
    for fact in recorded.answer.question.situation.facts:
        if same := told.get(canonical_json(fact_record(fact))):
            found[fact] = same.pop(0)
    return found


def replay(recorded: Recorded) -> Replay:
    """Puts the recorded question to today's engine: the same facts, the rules as they were written then."""
    old, evaluation = recorded.answer.trace, recorded.answer.question.evaluate()
    new = evaluation.trace
    settled = tuple(name for name in old.settled | new.settled if old.settled.get(name) != new.settled.get(name))
    read = tuple(name for name in old.read | new.read if old.read.get(name) != new.read.get(name))
    return Replay(recorded, evaluation, settled, read)


def assessments(journal: Journal) -> Iterator[Event]:
    """The events that record an assessment, the newest first."""
    for stored in journal.store.of_kind(journal.head.id, "assessed", journal.seq):
        yield journal.event(stored.seq)


def _differing(event: Event, trace: Trace) -> Iterator[str]:
    """What an event says of a trace and the trace does not."""
    body = event.body
    if body["facts_hash"] != trace.facts_hash:
        yield "the hash of the facts"
    if body["dissents"] != plain(trace.dissents):
        yield "a dissent"
    if (body["base"]["rules_hash"], body["base"]["vocabulary_hash"]) != (trace.rules_hash, trace.vocabulary_hash):
        yield "the rule base"
