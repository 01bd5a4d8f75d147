"""A program: the rules of a base as one question asks them, with the user's dissents, in an order to settle."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import chain, pairwise
from shlex import quote
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from engine.language.base import RuleBase
from engine.language.problems import FeedbackLoop, Place, did_you_mean, invalid
from engine.language.rules import MAX_WEIGHT, Rule


class Dissent(Struct, frozen=True):
    """A rule switched off (`state` empty), or one of its weights replaced, for one question."""

    rule: str
    descriptor: str = ""
    state: str = ""
    weight: int = 0
    authored: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about; of two dissents about the same the last stands."""
        return self.rule, self.descriptor, self.state

    def __str__(self) -> str:
        if not self.state:
            return f"without {self.rule}"
        weight = f"{self.weight:+d}" if self.weight else "0"
        return f"{self.rule} weighs {self.descriptor}={self.state} at {weight} instead of {self.authored:+d}"


class Layer(NamedTuple):
    """Descriptors that depend on earlier layers only, and the rules on them that no earlier layer has read."""

    level: int
    descriptors: tuple[str, ...]
    rules: tuple[Rule, ...]


class Program(Struct, frozen=True, eq=False, dict=True):
    """Ground rules and the order in which their descriptors are settled.

    `rules_on` holds the rules with an effect on a descriptor, in the order of the base; `readers` the rules that read one.
    """

    base: RuleBase
    dissents: tuple[Dissent, ...]
    rules: Mapping[str, Rule]
    rules_on: Mapping[str, tuple[Rule, ...]]
    readers: Mapping[str, tuple[Rule, ...]]

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Every descriptor that takes part in inference, each after all it depends on.

        Raises `FeedbackLoop` where the descriptors form a loop.
        """
        return tuple(_layers(self.base, self.rules_on))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The descriptors in the order in which they are settled."""
        return tuple(chain.from_iterable(layer.descriptors for layer in self.layers))

    def depends_on(self, descriptor: str) -> dict[str, None]:
        """Everything a descriptor rests on, itself included, nearest first."""
        return _closure(descriptor, self.sources)

    def bears_on(self, descriptor: str) -> dict[str, None]:
        """Everything that rests on a descriptor, itself included, nearest first."""
        return _closure(descriptor, self.targets)

    @cached_property
    def sources(self) -> dict[str, dict[str, None]]:
        """What the rules on a descriptor read."""
        return {name: dict.fromkeys(read for rule in rules for read in rule.reads) for name, rules in self.rules_on.items()}

    @cached_property
    def targets(self) -> dict[str, dict[str, None]]:
        """What the rules that read a descriptor have an effect on."""
        return {name: dict.fromkeys(effect for rule in rules for effect in rule.effects) for name, rules in self.readers.items()}


def _closure(name: str, edges: Mapping[str, Iterable[str]]) -> dict[str, None]:
    found = {name: None}
    queue = [name]
    for at in queue:
        for other in edges.get(at, ()):
            if other not in found:
                found[other] = None
                queue.append(other)
    return found


def compile_program(base: RuleBase, dissents: Iterable[Dissent] = (), feedback: bool = False) -> Program:
    """The program of a base under dissents.

    Raises `FeedbackLoop` where the descriptors form a loop, unless `feedback` is what is asked about.
    """
    program = _compiled(base, tuple(dissents))
    if not feedback:
        program.layers  # noqa: B018 (which raises where there is no order)
    return program


@lru_cache(maxsize=64)
def _compiled(base: RuleBase, noted: tuple[Dissent, ...]) -> Program:
    off = {dissent.rule for dissent in noted if not dissent.state}
    rules = {name: rule for name, rule in base.rules.items() if name not in off}
    weights: dict[str, dict[tuple[str, str], int]] = {}
    for dissent in noted:
        if dissent.state and dissent.rule in rules:  # of two weights for one state the last stands
            weights.setdefault(dissent.rule, {})[dissent.descriptor, dissent.state] = dissent.weight
    rules |= {name: _reweighed(rules[name], new) for name, new in weights.items()}
    on = _indexed(rules, lambda rule: rule.effects)
    return Program(base, noted, rules, on, _indexed(rules, lambda rule: rule.reads))


def _indexed(rules: Mapping[str, Rule], names: Callable[[Rule], tuple[str, ...]]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules.values():
        for descriptor in names(rule):
            found.setdefault(descriptor, []).append(rule)
    return {descriptor: tuple(listed) for descriptor, listed in found.items()}


def _layers(base: RuleBase, rules_on: Mapping[str, tuple[Rule, ...]]) -> Iterator[Layer]:
    rank = {name: at for at, name in enumerate(base.descriptors)}
    reads = {name: {read for rule in rules_on.get(name, ()) for read in rule.reads} for name in rank}
    sorter = TopologicalSorter({name: reads[name] for name, descriptor in base.descriptors.items() if not descriptor.is_context})
    try:
        sorter.prepare()
    except CycleError as error:
        loop = tuple(error.args[1])
        rule = next(rule for rule in rules_on[loop[1]] if loop[0] in rule.reads)
        ways = [next(rule for rule in rules_on[after] if before in rule.reads) for before, after in pairwise(loop)]
        raise FeedbackLoop(rule.place, loop, [way.name for way in ways if way.binding]) from None
    read: set[str] = set()
    level = 0
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=rank.__getitem__)
        due = {rule.id: rule for name in ready for rule in rules_on.get(name, ()) if rule.id not in read}
        read |= due.keys()
        yield Layer(level, tuple(ready), tuple(due.values()))
        sorter.done(*ready)
        level += 1


def _reweighed(rule: Rule, new: Mapping[tuple[str, str], int]) -> Rule:
    """The rule with new weights by descriptor and state; a weight of 0 is taken away."""
    impact = []
    for descriptor, weights in rule.impact:
        changed = tuple((state, new.get((descriptor, state), weight)) for state, weight in weights)
        impact.append((descriptor, tuple((state, weight) for state, weight in changed if weight)))
    return replace(rule, impact=tuple((descriptor, weights) for descriptor, weights in impact if weights))


def without_rule(base: RuleBase, said: str) -> tuple[Dissent, ...]:
    """The dissents in ``--without RULE``: one, or of a rule that is written for many actors one for each choice of them.

    Raises `InvalidInput` where there is no such rule.
    """
    return tuple(Dissent(rule.id) for rule in _rules_said(base, said, Place("--without")))


def with_weight(base: RuleBase, said: str) -> tuple[Dissent, ...]:
    """The dissents in ``--weight RULE:STATE=n``; ``RULE:DESCRIPTOR:STATE=n`` where the state alone is ambiguous.

    Of a rule that is written for many actors there is one for each choice of them. Raises `InvalidInput` where the rule
    has no such weight, or n is not −3 … +3 (0 takes the weight away).
    """
    place = Place("--weight")
    target, _, number = said.rpartition("=")
    parts = target.split(":")
    if len(parts) not in (2, 3) or not re.fullmatch(r"[+-]?[0-9]{1,2}", number):
        raise invalid(place, "wrong-shape", f"`{said}` is not of the form RULE:STATE=n", _example(base, parts[0]))
    if abs(int(number)) > MAX_WEIGHT:
        raise invalid(place, "wrong-weight", f"a weight is −{MAX_WEIGHT} … +{MAX_WEIGHT}, not {number}", "0 takes it away.")
    rules = _rules_said(base, parts[0], place)
    written = base.generic[parts[0]].rule if parts[0] in base.generic else rules[0]
    at = _weight_said(base, written, parts[1:], place)
    found = []
    for rule in rules:
        descriptor, state, authored = [(d, s, w) for d, states in rule.impact for s, w in states][at]
        found.append(Dissent(rule.id, descriptor, state, int(number), authored))
    return tuple(found)


def _example(base: RuleBase, said: str) -> str:
    """A weight as it may be said, of the rule that is meant where it has one."""
    weighing = [rule for rule in base.rules.values() if rule.impact]
    rule = next((rule for rule in weighing if said in (rule.id, rule.written)), weighing[0] if weighing else None)
    if rule is None:
        return "No rule of this base weighs anything."
    descriptor, states = rule.impact[0]
    return f"For example: {quote(f'{rule.id}:{descriptor}:{states[0][0]}=+1')}"


def _rules_said(base: RuleBase, said: str, place: Place) -> tuple[Rule, ...]:
    return base.written_rules(said) or (base.rule(said, place),)


def _weight_said(base: RuleBase, rule: Rule, said: list[str], place: Place) -> int:
    """Which of the weights of a rule, as it is written, is meant by a state, or by a descriptor and a state."""
    weights = [(d, s) for d, states in rule.impact for s, _ in states]
    name = base.vocabulary.spelled(said[0]) if len(said) == 2 else ""
    fit = [at for at, (d, s) in enumerate(weights) if s == said[-1] and name in ("", d)]
    if len(fit) > 1:
        options = " or ".join(f"{rule.id}:{weights[at][0]}:{weights[at][1]}=n" for at in fit)
        raise invalid(place, "ambiguous-weight", f"{rule.id} weighs `{said[-1]}` of several descriptors", f"Say {options}.")
    if not fit:
        hint = did_you_mean(said[-1], [s for _, s in weights], "It narrows and weighs nothing.")
        raise invalid(place, "no-weight", f"{rule.id} has no weight on `{':'.join(said)}`", hint)
    return fit[0]
