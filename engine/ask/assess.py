"""The main question: which scenario is indicated, why, what stands against it, and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.ask.accounts import Account, accounts_of
from engine.ask.hinges import Hinge, Pivot, hinges_of, pivots_of, undecided_of
from engine.ask.question import Question
from engine.ask.verdict import Verdict, verdict_of
from engine.ask.waiting import Wait, waits_for
from engine.infer.evaluators import Evaluation, EvaluatorName
from engine.infer.reference import infer
from engine.infer.revising import revise
from engine.infer.trace import Settling, Trace
from engine.language.showing import Shown

if TYPE_CHECKING:
    from engine.ask.compare import Comparison


class Pointer(Struct, frozen=True):
    """Where an undecided descriptor points on today's balance: its states in front, and the verdict they would give.

    `lead` is over the states `over` that are next, 0 where several are in front.
    """

    descriptor: str
    states: tuple[str, ...]
    lead: int
    over: tuple[str, ...]
    verdict: tuple[str, ...]


class Assessment(Shown, Struct, frozen=True):
    """The answer to a question, with all of its reasons.

    `accounts` are of the verdict's states; `pivots` the weighed descriptors that decide it, `pivot_accounts`
    theirs, and `undecided` the settlings of those that will decide it where it is open; `hinges` the facts it
    hangs on; `consequences` what follows from it, `conclusions` everything else that was derived; `waits` what an
    open verdict waits for, and `open_waits` what each open descriptor beside it does. `clouds` names the
    contradictions and tensions that the verdict rests on: where there are any, an indicated verdict may turn once
    they are resolved. `pointers` tell where each of `undecided` points today, and `changes` compares the question
    with what it was before what-ifs and dissents, None where there are none.
    """

    question: Question
    trace: Trace
    evaluator: EvaluatorName
    instead: str
    verdict: Verdict
    accounts: tuple[Account, ...]
    pivots: tuple[Pivot, ...]
    pivot_accounts: dict[str, tuple[Account, ...]]
    undecided: tuple[Settling, ...]
    hinges: tuple[Hinge, ...]
    waits: tuple[Wait, ...]
    consequences: tuple[Settling, ...]
    conclusions: tuple[Settling, ...]
    open_waits: dict[str, tuple[Wait, ...]]
    tensions: tuple[Settling, ...]
    contradictions: tuple[Settling, ...]
    clouds: tuple[str, ...]
    pointers: tuple[Pointer, ...]
    changes: Comparison | None


def assess(question: Question) -> Assessment:
    """The assessment of a question. Raises the faults of `engine.infer.evaluators.evaluate`."""
    return assess_trace(question, question.evaluate())


def assess_trace(question: Question, evaluation: Evaluation, compared: bool = True) -> Assessment:
    """The assessment of a question that was evaluated already, now or long ago; `compared` with what it was before what-ifs."""
    program, trace, base = question.program, evaluation.trace, question.base
    verdict = verdict_of(question, trace)
    tensions = tuple(s for s in trace.settlings if s.status == "tension")
    contradictions = tuple(s for s in trace.settlings if s.status == "contradiction")
    undecided = undecided_of(question, trace)
    pivots = pivots_of(question, trace) if verdict.status == "indicated" else ()
    cone = program.depends_on(base.verdict)
    derived = [settling for settling in trace.settlings if not base.is_observed(settling.descriptor)]
    resting = program.bears_on(base.verdict)
    after = tuple(s for s in derived if s.descriptor in resting and s.descriptor != base.verdict)
    others = tuple(s for s in derived if s.descriptor not in resting)
    return Assessment(
        question=question,
        trace=trace,
        evaluator=evaluation.evaluator,
        instead=evaluation.instead,
        verdict=verdict,
        accounts=accounts_of(program, trace, base.verdict),
        pivots=pivots,
        pivot_accounts={pivot.descriptor: accounts_of(program, trace, pivot.descriptor) for pivot in pivots},
        undecided=undecided,
        hinges=hinges_of(question, trace) if verdict.status == "indicated" else (),
        waits=waits_for(program, trace, base.verdict),
        consequences=after,
        conclusions=others,
        open_waits={
            s.descriptor: waits_for(program, trace, s.descriptor)
            for s in derived
            if s.status == "open" and s.descriptor not in cone
        },
        tensions=tensions,
        contradictions=contradictions,
        clouds=tuple(s.descriptor for s in (*contradictions, *tensions) if s.descriptor in cone and s.descriptor != base.verdict),
        pointers=tuple(_pointer(question, trace, s) for s in undecided if s.status in ("open", "not_separated")),
        changes=_changes(question, trace) if compared else None,
    )


def _changes(question: Question, trace: Trace) -> Comparison | None:
    if question.before is None:
        return None
    from engine.ask.compare import compare_traces  # only where there is something to compare

    before = infer(question.before.program, question.before.situation)
    return compare_traces(question.before, before, question, trace)


def _pointer(question: Question, trace: Trace, settling: Settling) -> Pointer:
    balances = {state: settling.balance(state) for state in settling.known}
    top = max(balances.values())
    front = tuple(state for state in settling.known if balances[state] == top)
    rest = [balance for balance in balances.values() if balance < top]
    behind = max(rest) if rest and len(front) == 1 else top
    over = tuple(state for state in settling.known if balances[state] == behind and state not in front)
    after = revise(question.program, trace, settling.descriptor, front).settled(question.base.verdict)
    return Pointer(settling.descriptor, front, top - behind, over, after.known)
