"""What the reference, the Rete evaluator, the checker and the solver must agree on about one question."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from engine.infer.checker import check_trace
from engine.infer.solver import Outcome, solve
from engine.infer.trace import RuleReading, Settling, TestReading, Trace
from tests.generated import Asked


def differences(asked: Asked, theirs: Trace) -> list[str]:
    """Where another trace of the question is not the reference's, or the checker does not say what it should of it.

    The two are compared firing by firing before they are compared as a whole, so that the first difference is named.
    """
    ours = asked.trace
    found = [
        f"{mine.rule}: {mine.status} and {other.rule}: {other.status}"
        for mine, other in zip(ours.readings, theirs.readings, strict=False)
        if mine != other
    ]
    found += [
        f"{mine.descriptor}: {mine.known} and {other.descriptor}: {other.known}"
        for mine, other in zip(ours.settlings, theirs.settlings, strict=False)
        if mine != other
    ]
    found += ["the traces differ"] * (ours != theirs and not found)
    found += [f"rejected: {flaw}" for flaw in check_trace(asked.base, theirs, asked.situation)]
    return found + [f"accepted: {what}" for what, wrong in wronged(ours) if not check_trace(asked.base, wrong, asked.situation)]


def outcome(trace: Trace) -> Outcome:
    """What a trace says, as the solver says it."""
    given = {part.descriptor: part.states for part in trace.given}
    status = {settling.descriptor: settling.status for settling in trace.settlings}
    return Outcome(given, trace.knowledge, status, {reading.rule: reading.status for reading in trace.readings})


def solver_differences(asked: Asked) -> list[str]:
    """Where the solver tells otherwise of the question than the reference: what is known, a status, a rule's reading."""
    ours, theirs = outcome(asked.trace), solve(asked.program, asked.situation)
    return [
        f"{part}: {getattr(ours, part)} and {getattr(theirs, part)}"
        for part in Outcome.__struct_fields__
        if getattr(ours, part) != getattr(theirs, part)
    ]


def wronged(trace: Trace) -> Iterator[tuple[str, Trace]]:
    """The trace with one thing wrong: a premise swapped, a balance off by one, a firing dropped or added, a hash changed."""
    yield "a hash changed", replace(trace, facts_hash=trace.facts_hash[::-1] + "0")
    for at, reading in enumerate(trace.readings):
        if reading.when.entries and isinstance(reading.when.entries[0], TestReading):
            yield "a premise swapped", _with_reading(trace, at, _swapped(reading))
            break
    for at, settling in enumerate(trace.settlings):
        if settling.fired:
            state, balance = settling.balances[-1]
            off = replace(settling, balances=(*settling.balances[:-1], (state, balance + 1)))
            yield "a balance off by one", _with_settling(trace, at, off)
            yield "a firing dropped", _with_settling(trace, at, replace(settling, fired=settling.fired[1:]))
            break
    for at, settling in enumerate(trace.settlings):
        idle = [reading.rule for reading in trace.readings if reading.rule not in settling.fired]
        if idle:
            yield "a firing added", _with_settling(trace, at, replace(settling, fired=(*settling.fired, idle[-1])))
            break


def _swapped(reading: RuleReading) -> RuleReading:
    """The reading with what its first premise met turned into its opposite."""
    first, *others = reading.when.entries
    assert isinstance(first, TestReading)
    outcome = "cannot_hold" if first.outcome == "holds" else "holds"
    return replace(reading, when=replace(reading.when, entries=(replace(first, outcome=outcome), *others)))


def _with_reading(trace: Trace, at: int, reading: RuleReading) -> Trace:
    return replace(trace, readings=(*trace.readings[:at], reading, *trace.readings[at + 1 :]))


def _with_settling(trace: Trace, at: int, settling: Settling) -> Trace:
    return replace(trace, settlings=(*trace.settlings[:at], settling, *trace.settlings[at + 1 :]))
