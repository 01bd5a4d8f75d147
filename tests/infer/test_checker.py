"""The checker rejects every trace that differs in one place from a valid one, and finds faults in the settling."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.infer import reference
from engine.infer.checker import check_trace
from engine.infer.program import Dissent, compile_program
from engine.infer.reference import infer
from engine.infer.settling import settle
from engine.infer.trace import Settling, Tension, Trace
from engine.language.base import RuleBase
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact, Source
from engine.language.problems import InvalidInput
from engine.language.rules import Rule
from tests.generated import Asked, examples, one_state, questions

EVALUATION = ("reading", "settling", "forward", "memory", "reference", "rete", "rete_library", "evaluators", "revising")
WORDS = (
    ("holds", "cannot_hold", "undecided"),
    ("fired", "ruled_out", "pending"),
    ("contradiction", "tension", "settled", "not_separated", "open"),
    ("contradiction", "default", "weighed"),
    ("strict", "default", "balance"),
    ("observed", "assumption", "judgement"),
    ("a", "b", "c", "d"),
)
FILLED: dict[str, Any] = {
    "asserted": ("a",), "tension": Tension(("a",), ("b",), "strict", None), "lead": 1,
    "since": date(2015, 2, 1), "until": date(2015, 2, 1), "low": Decimal(1), "high": Decimal(99),
}  # fmt: skip
Rules = Sequence[Rule]
States = tuple[str, ...] | None
Record = TypeVar("Record")
Mutant = tuple[tuple[str | int, ...], Any]


def parts_of(value: object) -> tuple[str, ...]:
    """The names of the parts of a record, none where it is no record."""
    return getattr(type(value), "__match_args__", ())


def changed(value: Record, name: str, part: object) -> Record:
    """The record with one part replaced."""
    return type(value)(**{**{other: getattr(value, other) for other in parts_of(value)}, name: part})


def mutants(value: Any, names: Sequence[str]) -> Iterator[Mutant]:
    """Everything that differs from the value in one place, with the path to that place."""
    if parts_of(value):
        for name in parts_of(value):
            part = getattr(value, name)
            for path, other in mutants(part, names):
                yield (name, *path), changed(value, name, other)
            if name in FILLED:
                yield (name,), changed(value, name, FILLED[name] if part is None else None)
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            for path, other in mutants(item, names):
                yield (at, *path), (*value[:at], other, *value[at + 1 :])
            yield (at, "dropped"), (*value[:at], *value[at + 1 :])
            yield (at, "twice"), (*value[: at + 1], *value[at:])
            if at:
                yield (at, "swapped"), (*value[: at - 1], item, value[at - 1], *value[at + 1 :])
    elif isinstance(value, bool):
        yield (), not value
    elif isinstance(value, int | Decimal):
        yield from (((), value + 1), ((), value - 1))
    elif isinstance(value, str):
        others = {word for group in (*WORDS, names) if value in group for word in group} - {value}
        yield from (((), other) for other in (*sorted(others), value + "x"))


def is_equivalent(asked: Asked, mutant: Trace) -> bool:
    """Whether the mutant is a right trace itself.

    It is in two ways, beside being equal (a place in a file is no part of what a fact says). Independent
    descriptors may be settled in any order, the readings coming as they are needed. And a trace says itself
    which dissents it is of, so it may be one of others: a weight of a rule that is ruled out touches nothing.
    """
    try:
        program = compile_program(asked.base, mutant.dissents)
    except (KeyError, InvalidInput):
        return False
    true = infer(program, asked.situation)
    order = [settling.descriptor for settling in mutant.settlings]
    if sorted(order) != sorted(program.order) or any(
        order.index(d) > order.index(name) for name in order for d in program.depends_on(name)
    ):
        return False
    due = dict.fromkeys(rule.id for name in order for rule in program.rules_on.get(name, ()))
    readings = tuple(true.read[rule] for rule in due)
    return bool(mutant == changed(changed(true, "settlings", tuple(true.settled[name] for name in order)), "readings", readings))


def check_mutants(asked: Asked, sample: Random | None = None, count: int = 0) -> Counter[str]:
    """Asserts that the checker rejects the mutants of the trace; how many were rejected, and how many equivalent."""
    found = list(mutants(asked.trace, [*asked.base.rules, *asked.base.descriptors]))
    seen: Counter[str] = Counter()
    for path, mutant in sample.sample(found, min(count, len(found))) if sample else found:
        rejected = bool(check_trace(asked.base, mutant, asked.situation))
        assert rejected or mutant == asked.trace or is_equivalent(asked, mutant), path
        seen["rejected" if rejected else "equivalent"] += 1
    return seen


def test_every_mutant_of_small_traces_is_rejected() -> None:
    seen: Counter[str] = Counter()

    @examples(12)
    @given(questions(most=3))
    def mutate(asked: Asked) -> None:
        seen.update(check_mutants(asked))

    mutate()
    assert seen["rejected"] > max(5_000, 50 * seen["equivalent"])


@examples(60)
@given(questions(), st.integers(0, 2**32 - 1))
def test_mutants_of_larger_traces_are_rejected(asked: Asked, seed: int) -> None:
    check_mutants(asked, Random(seed), 80)


@examples(100)
@given(questions(), st.integers(0, 2**32 - 1))
def test_of_two_settlings_the_one_that_depends_on_the_other_comes_later(asked: Asked, seed: int) -> None:
    order = list(asked.program.order)
    pairs = [(a, b) for b in order for a in asked.program.depends_on(b) if a != b]
    if pairs:
        first, second = Random(seed).choice(pairs)
        at, to = order.index(first), order.index(second)
        settlings = list(asked.trace.settlings)
        settlings[at], settlings[to] = settlings[to], settlings[at]
        assert check_trace(asked.base, changed(asked.trace, "settlings", tuple(settlings)), asked.situation)


@examples(60)
@given(questions())
def test_facts_are_checked_by_their_hash_where_no_situation_is_given(asked: Asked) -> None:
    assert check_trace(asked.base, asked.trace) == ()
    if asked.trace.given:
        part = asked.trace.given[0]
        noted = changed(part, "facts", (changed(part.facts[0], "source", Source("somebody else")), *part.facts[1:]))
        doctored = changed(asked.trace, "given", (noted, *asked.trace.given[1:]))
        assert [flaw.where for flaw in check_trace(asked.base, doctored)] == ["facts_hash"]


@examples(60)
@given(questions(dissents=False), st.integers(0, 2**32 - 1))
def test_a_trace_of_other_facts_is_rejected(asked: Asked, seed: int) -> None:
    random = Random(seed)
    descriptor = asked.base.descriptors[random.choice(list(asked.strata))]
    other = Asked(asked.base, asked.case.replaced([one_state(descriptor, random.choice(descriptor.states))]))
    if other.situation != asked.situation:
        assert "given" in {flaw.where for flaw in check_trace(asked.base, other.trace, asked.situation)}


@examples(60)
@given(questions(dissents=False))
def test_dissents_must_be_of_rules_and_weights_that_are_there(asked: Asked) -> None:
    rule = next(iter(asked.base.rules.values()))
    wrong = [Dissent("r999"), Dissent(rule.id, "d0", "a"), Dissent(rule.id, "d999", "a", 1, 1), Dissent(rule.id, weight=1)]
    wrong += [Dissent(rule.id, d, state, 1, weight + 1) for d, weights in rule.impact for state, weight in weights]
    for dissent in wrong:
        flaws = check_trace(asked.base, changed(asked.trace, "dissents", (dissent,)), asked.situation)
        assert f"dissent on {dissent.rule}" in {flaw.where for flaw in flaws}


def test_a_flaw_names_the_place_and_what_should_be_there() -> None:
    base = RuleBase("b", "", "d", {"d": Descriptor("d", "", "", ("a", "b"))}, {"r": Rule("r", "", "", (), then=(("d", ("a",)),))})
    asked = Asked(base, Case("c", "", (Fact("d", ("b",)),)))
    doctored = changed(asked.trace, "settlings", (changed(asked.trace.settlings[0], "status", "settled"),))
    (flaw,) = check_trace(base, doctored, asked.situation)
    assert str(flaw) == "settling d: status is settled, and should be tension"
    assert check_trace(base, asked.trace, asked.situation) == ()


def _adjusted(name: str, part: Callable[[Settling], object]) -> Callable[..., Settling]:
    """A settling in which one part comes out otherwise."""

    def settle_wrongly(*said: Any) -> Settling:
        right = settle(*said)
        return changed(right, name, part(right))

    return settle_wrongly


def _default_too_early(
    d: Descriptor, fired: Sequence[Rule], pending: Sequence[Rule], asserted: tuple[str, ...] | None
) -> Settling:
    return settle(d, fired, pending if fired or d.default is None else (), asserted)


def _pending_forgotten(
    d: Descriptor, fired: Sequence[Rule], pending: Sequence[Rule], asserted: tuple[str, ...] | None
) -> Settling:
    return changed(settle(d, fired, (), asserted), "pending", tuple(rule.id for rule in pending))


def _clash_hidden(d: Descriptor, fired: Rules, pending: Rules, asserted: States) -> Settling:
    clash = settle(d, fired, pending, asserted).clash
    return settle(d, [rule for rule in fired if rule.id not in clash[-1:]], pending, asserted)


FAULTS = {
    "a default is taken too early": _default_too_early,
    "pending rules are forgotten": _pending_forgotten,
    "a contradiction is hidden": _clash_hidden,
    "a fact is overruled": _adjusted("known", lambda right: right.derived if right.tension else right.known),
    "a tie is broken": _adjusted("known", lambda right: right.known[:1] if right.status == "not_separated" else right.known),
    "a weaker winner is named": _adjusted("beaten", lambda right: tuple(changed(b, "by", right.secure[0]) for b in right.beaten)),
}


@pytest.mark.parametrize("faulty", FAULTS.values(), ids=FAULTS)
def test_a_fault_in_the_settling_is_found(monkeypatch: pytest.MonkeyPatch, faulty: Callable[..., Settling]) -> None:
    found: list[bool] = []

    @examples(200)
    @given(questions(most=5))
    def run(asked: Asked) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(reference, "settle", faulty)
            trace = infer(asked.program, asked.situation)
        found.append(trace != asked.trace)
        assert bool(check_trace(asked.base, trace, asked.situation)) == found[-1]

    run()
    assert sum(found) >= 3


def test_the_checker_shares_no_code_with_the_evaluators() -> None:
    code = "import sys, engine.infer.checker; print(*[name for name in sys.modules if name.startswith('engine.infer.')])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "engine.infer.checker" in loaded
    assert not {f"engine.infer.{name}" for name in EVALUATION} & set(loaded)
