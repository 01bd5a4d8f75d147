"""What `check --prove` should find of a small base, found by going through all of its cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import combinations, product
from math import prod

from msgspec.structs import replace

from engine.infer.program import Program
from engine.infer.reading import read_rule
from engine.infer.reference import infer
from engine.infer.settling import settle
from engine.infer.situation import Situation
from engine.infer.trace import Given, Trace
from engine.language.conditions import AnyOf, Condition
from engine.language.rules import Rule

Given_ = Mapping[str, tuple[str, ...]]


class Cases:
    """All cases of a program: facts on observed descriptors, and what the reference makes of them."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.states = {name: program.base.descriptors[name].states for name in program.order if not program.rules_on.get(name)}

    @property
    def count(self) -> int:
        """How many partial cases there are."""
        return prod(sum(1 for _ in self.left_by_facts(name)) for name in self.states)

    def trace(self, given: Given_) -> Trace:
        """What comes of a case."""
        parts = tuple(Given(name, states, ()) for name, states in given.items())
        return infer(self.program, Situation(None, parts, (), ""))

    @property
    def choices(self) -> Iterator[dict[str, str]]:
        """The complete cases, not yet gone through."""
        return (dict(zip(self.states, chosen, strict=True)) for chosen in product(*self.states.values()))

    @cached_property
    def complete(self) -> list[tuple[Given_, Trace]]:
        return self.through({name: [(state,) for state in states] for name, states in self.states.items()})

    @cached_property
    def partial(self) -> list[tuple[Given_, Trace]]:
        return self.through({name: list(self.left_by_facts(name)) for name in self.states})

    def left_by_facts(self, name: str) -> Iterator[tuple[str, ...]]:
        """What facts may leave: any states, and of a number neighbours."""
        states = self.states[name]
        for size in range(1, len(states) + 1):
            if self.program.base.descriptors[name].number is None:
                yield from combinations(states, size)
            else:
                yield from (states[at : at + size] for at in range(len(states) - size + 1))

    @cached_property
    def loose(self) -> list[tuple[Given_, Trace]]:
        """One state each, or nothing known."""
        return self.through({name: [(), *((state,) for state in states)] for name, states in self.states.items()})

    def through(self, choices: Mapping[str, list[tuple[str, ...]]]) -> list[tuple[Given_, Trace]]:
        cases = [dict(zip(choices, chosen, strict=True)) for chosen in product(*choices.values())]
        given = [{name: states for name, states in case.items() if states} for case in cases]
        return [(case, self.trace(case)) for case in given]

    def fires(self, rule: Rule) -> bool:
        """Whether a rule, perhaps none of the base's, fires in some complete case."""
        return any(read_rule(rule, trace.knowledge).status == "fired" for _, trace in self.complete)

    def implies(self, rule: Rule, other: Rule) -> bool:
        """Whether another rule fires whenever a strict one does, and narrows no less."""
        says = all((left := other.narrows(name)) is not None and set(left) <= set(states) for name, states in rule.then)
        return says and all(
            trace.read[other.id].status == "fired" for _, trace in self.complete if trace.read[rule.id].status == "fired"
        )

    def names(self) -> Iterator[str]:
        """The names of all findings but those of implied rules."""
        for rule in self.rules:
            known = [trace.read[rule.id].status == "fired" for _, trace in self.complete]
            if not any(known):
                somewhere = any(trace.read[rule.id].status == "fired" for _, trace in self.partial)
                yield f"{'fires-only-unknown' if somewhere else 'never-fires'} {rule.id}"
                continue
            for where, other in _variants(rule):
                if all(self.same(rule, other, trace) for _, trace in self.complete):
                    yield f"condition-never-matters {rule.id}:{where}"
            yield from self.signs(rule)
        yield from self.verdicts()

    @property
    def rules(self) -> list[Rule]:
        return [rule for rule in self.program.rules.values() if rule.effects]

    def same(self, rule: Rule, other: Rule, trace: Trace) -> bool:
        fired = [read_rule(one, trace.knowledge).status == "fired" for one in (rule, other)]
        return fired[0] == fired[1]

    def signs(self, rule: Rule) -> Iterator[str]:
        for name, weights in rule.impact:
            for state, weight in weights:
                turned = tuple((s, -weight if s == state else w) for s, w in weights)
                other = replace(rule, impact=tuple((d, turned if d == name else w) for d, w in rule.impact))
                if all(trace.settled[name].derived == self.derived(name, trace, other) for _, trace in self.complete):
                    yield f"sign-never-matters {rule.id}:{name}:{state}"

    def derived(self, name: str, trace: Trace, other: Rule) -> tuple[str, ...]:
        """What the rules would say of a descriptor with one of them otherwise."""
        read = {
            status: [
                other if rule.id == other.id else rule
                for rule in self.program.rules_on[name]
                if trace.read[rule.id].status == status
            ]
            for status in ("fired", "pending")
        }
        return settle(self.program.base.descriptors[name], read["fired"], read["pending"], None).derived

    def verdicts(self) -> Iterator[str]:
        verdict = self.program.base.verdict
        settled = [trace.settled[verdict] for _, trace in self.complete]
        for state in self.program.base.descriptors[verdict].states:
            if not any(one.status == "settled" and one.known == (state,) for one in settled):
                yield f"verdict-unreachable {state}"
        for status, code in (("open", "verdict-open"), ("not_separated", "verdict-not-separated")):
            if any(one.status == status for one in settled):
                yield f"{code} {status}"
        for name in self.program.rules_on:
            if any(trace.settled[name].status == "contradiction" for _, trace in self.loose):
                yield f"contradiction-possible {name}"
        for name in self.states:
            if not self.moves(name):
                yield f"fact-never-matters {name}"

    def moves(self, name: str) -> bool:
        """Whether two complete cases that differ in one descriptor alone have another verdict."""
        seen: dict[tuple[tuple[str, tuple[str, ...]], ...], set[tuple[object, ...]]] = {}
        for given, trace in self.complete:
            verdict = trace.settled[self.program.base.verdict]
            rest = tuple((other, states) for other, states in given.items() if other != name)
            seen.setdefault(rest, set()).add((verdict.known, verdict.status))
        return any(len(verdicts) > 1 for verdicts in seen.values())


def _variants(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule without one of its entries, alternatives or exceptions, and where that stands."""
    entries = rule.when.entries
    for at, entry in enumerate(entries):
        rest = entries[:at] + entries[at + 1 :]
        yield f"when:{at + 1}", replace(rule, when=Condition(rest))
        if isinstance(entry, AnyOf) and len(entry.options) > 1:
            for number in range(len(entry.options)):
                fewer = AnyOf(entry.options[:number] + entry.options[number + 1 :])
                yield f"when:{at + 1}:{number + 1}", replace(rule, when=Condition((*entries[:at], fewer, *entries[at + 1 :])))
    for at in range(len(rule.unless)):
        yield f"unless:{at + 1}", replace(rule, unless=rule.unless[:at] + rule.unless[at + 1 :])
