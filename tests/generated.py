"""Rule bases made up by hypothesis, loop-free unless asked for, each with a case and dissents, for what must hold of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from random import Random

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from engine.infer.program import Dissent, Program, compile_program
from engine.infer.reference import infer
from engine.infer.situation import Situation, situate
from engine.infer.trace import Trace
from engine.language.base import RuleBase
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.descriptors import Descriptor, NumberDomain, NumberRange, interval_names
from engine.language.facts import Case, Fact
from engine.language.rules import Rule

STRATA = 6
CUTS = (Decimal(10), Decimal(20), Decimal(30))
BOUNDS = tuple(Decimal(bound) for bound in (0, 5, 10, 15, 20, 25, 30, 35, 40))
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
Draw = Callable[[st.SearchStrategy[int]], int]


def examples(count: int) -> settings:
    """The same `count` examples in every run."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(max_examples=count, derandomize=True, deadline=None, database=None, suppress_health_check=slow, phases=PHASES)


@dataclass(frozen=True, eq=False)
class Asked:
    """A base, a case and dissents, with the program, the situation and the reference's trace of them."""

    base: RuleBase
    case: Case
    dissents: tuple[Dissent, ...] = ()
    strata: dict[str, int] = field(default_factory=dict)

    @cached_property
    def program(self) -> Program:
        return compile_program(self.base, self.dissents, feedback=True)

    @cached_property
    def situation(self) -> Situation:
        return situate(self.base, self.case)

    @cached_property
    def trace(self) -> Trace:
        return infer(self.program, self.situation)

    def with_facts(self, *facts: Fact) -> Asked:
        """The same question with these facts as well."""
        return Asked(self.base, Case(self.case.name, "", (*self.case.facts, *facts)), self.dissents, self.strata)

    def __repr__(self) -> str:
        lines = [
            f"{d.id}: {' '.join(d.states)}{f' default {d.default}' if d.default else ''}" for d in self.base.descriptors.values()
        ]
        for rule in self.base.rules.values():
            unless = f" unless {' or '.join(map(_shown, rule.unless))}" if rule.unless else ""
            lines.append(f"{rule.id}: {_shown(rule.when)}{unless} → then {dict(rule.then)} impact {dict(rule.impact)}")
        return "\n".join(["", *lines, f"facts: {', '.join(map(str, self.case.facts))}", *map(str, self.dissents)])


def _shown(condition: Condition) -> str:
    parts = (str(e) if isinstance(e, Test) else f"any({', '.join(map(_shown, e.options))})" for e in condition.entries)
    return f"[{' & '.join(parts)}]"


class _Dice:
    """Small choices that follow from one drawn seed.

    Drawn one by one, they would come out mostly small and mostly alike, and contradictions would be rare.
    """

    def __init__(self, seed: int, writable: bool) -> None:
        self.random = Random(seed)
        self.writable = writable

    def roll(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def some(self, states: Sequence[str]) -> tuple[str, ...]:
        """A proper non-empty subset, in order."""
        mask = self.roll(1, 2 ** len(states) - 2)
        return tuple(state for at, state in enumerate(states) if mask >> at & 1)

    def tested(self, descriptor: Descriptor) -> tuple[str, ...]:
        """The states of a test."""
        if not (self.writable and descriptor.number):
            return self.some(descriptor.states)
        first = self.roll(0, len(descriptor.states) - 1)  # neighbours, and not all
        last = self.roll(first, len(descriptor.states) - (2 if first == 0 else 1))
        return descriptor.states[first : last + 1]

    def weight(self) -> int:
        return (1, -1, 2, -2, 1, -1, 3, -3)[self.roll(0, 7)]


@st.composite
def questions(
    draw: Draw,
    unless: bool = True,
    dissents: bool = True,
    most: int = 9,
    known: int | None = None,
    on_derived: bool = True,
    writable: bool = False,
    feedback: bool = False,
) -> Asked:
    """A base of 2 to `most` descriptors in up to `STRATA` strata, a case and dissents.

    `known` is the percentage of observed descriptors with facts (None: any share); at 100 each has one state. What is
    `writable` can be said in files, word for word: not every set of states of a number can, nor two `any` at once. With
    `feedback` rules read what they like, and most bases have loops.
    """
    count, seed = draw(st.integers(2, most)), draw(st.integers(0, 2**32 - 1))
    return made_up(seed, count, unless, dissents, known, on_derived, writable, feedback)


def made_up(
    seed: int,
    count: int,
    unless: bool = True,
    dissents: bool = True,
    known: int | None = None,
    on_derived: bool = True,
    writable: bool = False,
    feedback: bool = False,
) -> Asked:
    """The question that follows from a seed; the words are those of `questions`."""
    dice = _Dice(seed, writable)
    strata = [0, 1] + [dice.roll(0, STRATA - 1) for _ in range(count - 2)]
    at = dice.roll(0, len(strata) - 1)
    strata = strata[at:] + strata[:at]  # the order of the vocabulary is not the order of settling
    level = {f"d{number}": stratum for number, stratum in enumerate(strata)}
    descriptors = {name: _descriptor(dice, name, stratum) for name, stratum in level.items()}
    if dice.chance(10):
        descriptors["context"] = Descriptor("context", "", "", interval_names(()), ordered=True, number=NumberDomain())
    rules = [
        _rule(dice, f"r{number}", descriptors, level, unless, feedback) for number in range(dice.roll(count // 2, 4 * count))
    ]
    if writable:
        rules += _cutting(descriptors, level)
    facts = _facts(dice, descriptors, level, known, on_derived)
    digest = sha256(repr((descriptors, rules)).encode()).hexdigest()
    base = RuleBase(
        name="generated",
        title="",
        verdict=max(level, key=level.__getitem__),
        descriptors=descriptors,
        rules={rule.id: rule for rule in rules},
        rules_hash=digest,
        vocabulary_hash=digest[::-1],
    )
    return Asked(base, Case("generated", "", tuple(facts)), _dissents(dice, rules) if dissents else (), level)


def _cutting(descriptors: dict[str, Descriptor], level: dict[str, int]) -> list[Rule]:
    """A rule for every threshold of every number, so that a loaded base has them all."""
    first = next(name for name, stratum in level.items() if stratum)
    numbers = [descriptor for descriptor in descriptors.values() if descriptor.cuts]
    return [
        Rule(f"cut-{d.id}-{at}", "", "", (), Condition((Test(d.id, d.states[at:]),)), impact=((first, (("a", 1),)),))
        for d in numbers
        for at in range(1, len(d.states))
    ]


def _descriptor(dice: _Dice, name: str, stratum: int) -> Descriptor:
    kind = dice.roll(0, 3)
    if kind == 3 and not stratum:
        cuts = CUTS[: dice.roll(1, 3)]
        return Descriptor(name, "", "", interval_names(cuts), ordered=True, number=NumberDomain(), cuts=cuts)
    states = ("a", "b", "c", "d")[: dice.roll(2, 4)]
    default = states[dice.roll(0, len(states) - 1)] if stratum and dice.chance(50) else None
    return Descriptor(name, "", "", states, ordered=kind == 1, default=default)


def _rule(
    dice: _Dice, name: str, descriptors: dict[str, Descriptor], level: dict[str, int], unless: bool, feedback: bool
) -> Rule:
    derived = [d for d, stratum in level.items() if stratum]
    first = derived[dice.roll(0, len(derived) - 1)]
    targets = {first} | {derived[dice.roll(0, len(derived) - 1)] for _ in range(2) if dice.chance(20)}
    lowest = STRATA if feedback else min(level[target] for target in targets)
    below = [descriptors[d] for d, stratum in level.items() if stratum < lowest]
    then, impact = [], []
    for target in sorted(targets):
        states = descriptors[target].states
        kind = dice.roll(0, 4)
        if kind in (0, 4):
            then.append((target, dice.some(states)))
        if kind:
            some = dice.some(states) if dice.chance(80) else states
            impact.append((target, tuple((state, dice.weight()) for state in some)))
    exceptions = tuple(_condition(dice, below, 1, 2) for _ in range(dice.roll(1, 2))) if unless and dice.chance(35) else ()
    return Rule(name, "", "", (), _condition(dice, below, 0, 2), exceptions, tuple(then), tuple(impact))


def _condition(dice: _Dice, readable: Sequence[Descriptor], least: int, depth: int) -> Condition:
    count = 0 if not least and dice.chance(12) else dice.roll(1, 2)
    entries: dict[str, Test | AnyOf] = {}
    for at in range(count):
        if depth and dice.chance(20):
            options = tuple(_condition(dice, readable, 1, depth - 1) for _ in range(dice.roll(1, 3)))
            entries["any" if dice.writable else str(at)] = AnyOf(options)
            continue
        descriptor = readable[dice.roll(0, len(readable) - 1)]
        states = dice.tested(descriptor)
        if dice.chance(30) and not dice.writable:  # `not`, replaced as on loading
            states = tuple(state for state in descriptor.states if state not in states)
        entries[descriptor.id if dice.writable else str(at)] = Test(descriptor.id, states)
    return Condition(tuple(entries.values()))


def _facts(
    dice: _Dice, descriptors: dict[str, Descriptor], level: dict[str, int], known: int | None, on_derived: bool
) -> list[Fact]:
    share = (0, 60, 85, 100, 100)[dice.roll(0, 4)] if known is None else known
    facts = []
    for name, descriptor in descriptors.items():
        observed = not level.get(name, 0)
        if not (dice.chance(share) if observed else on_derived and dice.chance(25)):
            continue
        if share == 100 and observed and not descriptor.is_context:
            facts.append(one_state(descriptor, descriptor.states[dice.roll(0, len(descriptor.states) - 1)]))
        elif descriptor.number is not None:
            low, high = sorted((dice.roll(0, len(BOUNDS) - 1), dice.roll(0, len(BOUNDS) - 1)))
            is_open = low < high and dice.chance(40)
            facts.append(Fact(name, NumberRange(BOUNDS[low], BOUNDS[high], is_open)))
            if dice.chance(30):
                facts.append(
                    Fact(name, NumberRange(None, BOUNDS[high], is_open) if dice.chance(50) else NumberRange(BOUNDS[low]))
                )
        else:
            states = dice.some(descriptor.states)
            facts.append(Fact(name, states))
            if dice.chance(20):
                others = dice.some(descriptor.states)
                facts.append(Fact(name, others if set(others) & set(states) else states[:1]))
    return facts


def one_state(descriptor: Descriptor, state: str) -> Fact:
    """The fact that leaves one state: of a numeric descriptor, its interval."""
    if descriptor.number is None:
        return Fact(descriptor.id, (state,))
    return Fact(descriptor.id, descriptor.interval(state))


def _dissents(dice: _Dice, rules: Sequence[Rule]) -> tuple[Dissent, ...]:
    found = {}
    for _ in range(dice.roll(1, 2) if dice.chance(25) else 0):
        rule = rules[dice.roll(0, len(rules) - 1)]
        weights = [(descriptor, state, weight) for descriptor, states in rule.impact for state, weight in states]
        if not weights or dice.chance(40):
            found[rule.id, ""] = Dissent(rule.id)
        else:
            descriptor, state, authored = weights[dice.roll(0, len(weights) - 1)]
            found[rule.id, descriptor + state] = Dissent(rule.id, descriptor, state, dice.roll(-3, 3), authored)
    return tuple(found.values())
