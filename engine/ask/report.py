"""A report: an assessment with everything that a reader needs who has neither the rule base nor this program at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.accounts import Account, accounts_of
from engine.ask.assess import Assessment
from engine.ask.graph import Graph, graph_of
from engine.ask.hinges import crux_of
from engine.ask.levers import moves_of, stated_of
from engine.ask.waiting import Wait, waits_for
from engine.ask.watch import Watch, watch_moves
from engine.ask.why import Explanation, explain
from engine.infer.checker import check_trace
from engine.infer.evaluators import Evaluation
from engine.infer.trace_record import trace_text
from engine.language.base import Paragraph
from engine.language.facts import Fact, Source
from engine.language.problems import Disagreement
from engine.language.rules import Rule
from engine.language.showing import Shown

MOST_PROOFS = 3  # the verdict, and of what it turns on the first; any other is proved when it is asked for


class Record(Struct, frozen=True):
    """Where and when the answer was written down: event `number` of a case, its hash, and the version of the engine then."""

    case: str
    number: int
    hash: str
    recorded: str
    author: str
    engine: str


class Accounted(Struct, frozen=True):
    """A descriptor with the accounts of its states."""

    descriptor: str
    accounts: tuple[Account, ...]


class Sourced(Struct, frozen=True):
    """A source without its locators, and the facts that rest on it, in the order of the vocabulary."""

    source: Source
    facts: tuple[Fact, ...]


class Open(Struct, frozen=True):
    """The verdict, or another derived descriptor, where several states are left of it, and the facts that it waits for."""

    descriptor: str
    states: tuple[str, ...]
    waits: tuple[Wait, ...]


class Report(Shown, Struct, frozen=True):
    """An assessment, told whole.

    `accounts` are those of the verdict, then of the descriptors on whose balances it turns; `proofs` and `graphs` prove and
    draw the first of them. `open` is what is open, the verdict first; `watch` what to watch, of everything observed or stated.
    `sources` hold every fact that stands.
    `rules` are those that fired, those still pending, and those that a dissent is about, in the order of the base;
    `paragraphs` are all that facts and rules cite. `trace` is the text that is hashed; `record` tells where the answer was
    written down, None where it was asked now.
    """

    answer: Assessment
    accounts: tuple[Accounted, ...]
    proofs: tuple[Explanation, ...]
    graphs: tuple[Graph, ...]
    open: tuple[Open, ...]
    watch: Watch
    sources: tuple[Sourced, ...]
    rules: tuple[Rule, ...]
    paragraphs: tuple[Paragraph, ...]
    trace: str
    record: Record | None = None

    @property
    def trace_hash(self) -> str:
        """The SHA-256 of the trace, which a journal names it by."""
        return sha256(self.trace.encode()).hexdigest()


def report_on(answer: Assessment, record: Record | None = None) -> Report:
    """The report on an assessment.

    Raises `Disagreement` where the checker finds a step of its trace wrong, and the faults of `engine.ask.why.explain`.
    """
    question, trace = answer.question, answer.trace
    for flaw in check_trace(question.base, trace, question.situation):
        raise Disagreement(f"no report is made of a trace that does not hold: {flaw}")
    evaluation = Evaluation(trace, answer.evaluator, answer.instead)
    verdict = question.base.verdict
    turning = tuple(dict.fromkeys([verdict, *crux_of(question, trace)]))
    rules = tuple(_rules(answer))
    return Report(
        answer,
        tuple(Accounted(name, accounts_of(question.program, trace, name)) for name in turning),
        tuple(explain(question, name, evaluation) for name in turning[:MOST_PROOFS]),
        tuple(graph_of(question, name, evaluation=evaluation) for name in turning[:MOST_PROOFS]),
        tuple(_open(answer)),
        watch_moves(question, evaluation, moves_of(question, trace, held=(verdict,), stated=stated_of(question))),
        tuple(_sources(question.situation.facts)),
        rules,
        tuple(_paragraphs(answer, rules)),
        trace_text(trace),
        record,
    )


def _open(answer: Assessment) -> Iterator[Open]:
    program, trace = answer.question.program, answer.trace
    for settling in (trace.settled[answer.verdict.descriptor], *answer.consequences, *answer.conclusions):
        if settling.status in ("open", "not_separated"):
            yield Open(settling.descriptor, settling.known, waits_for(program, trace, settling.descriptor))


def _sources(facts: Iterable[Fact]) -> Iterator[Sourced]:
    found: dict[Source, list[Fact]] = {}
    for fact in facts:
        found.setdefault(replace(fact.source, locator=""), []).append(fact)
    for source, resting in found.items():
        yield Sourced(source, tuple(resting))


def _rules(answer: Assessment) -> Iterator[Rule]:
    """The rules that fired, may still fire, or are dissented from; a rule that is switched off as the base has it."""
    question, read = answer.question, answer.trace.read
    dissented = {dissent.rule for dissent in question.program.dissents}
    for name, rule in question.base.rules.items():
        if name in dissented or (name in read and read[name].status != "ruled_out"):
            yield rule


def _paragraphs(answer: Assessment, rules: Iterable[Rule]) -> Iterator[Paragraph]:
    """The paragraphs that the facts, and what is told of the rules, cite, in their order."""
    cites = {number for fact in answer.question.situation.facts for number in fact.cite}
    cites |= {number for rule in rules for number in rule.cite}
    for number, paragraph in answer.question.base.source.paragraphs.items():
        if number in cites:
            yield paragraph
