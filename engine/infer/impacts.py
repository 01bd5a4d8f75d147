"""Impacts: the rules of a program by what they read, and what those of them that fire come to.

Where a state is chosen for everything that a rule reads, it fires or it does not. All that matters of the rules that fire
is counted in *slots*: of every descriptor with rules on it the balance of each state, how many rules exclude it, and how
many speak at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from engine.infer.bundles import Speech
from engine.infer.program import Program
from engine.infer.reading import read_rule
from engine.language.rules import Rule

Amounts = dict[int, int]  # slot, or whatever is counted in its place → amount
States = Mapping[str, tuple[str, ...]]  # descriptor → the states that it may be in


class Slots:
    """The slots of a program, by number."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.first: dict[str, int] = {}
        self.count = 0
        for name in program.rules_on:
            self.first[name] = self.count
            self.count += 2 * len(program.base.descriptors[name].states) + 1
        self._of: dict[str, Amounts] = {}

    def balance(self, name: str, state: int) -> int:
        """The slot of the balance of a state."""
        return self.first[name] + state

    def excluded(self, name: str, state: int) -> int:
        """The slot of how many rules exclude a state."""
        return self.first[name] + self._states(name) + state

    def fired(self, name: str) -> int:
        """The slot of how many rules on a descriptor fired."""
        return self.first[name] + 2 * self._states(name)

    def _states(self, name: str) -> int:
        return len(self.program.base.descriptors[name].states)

    def of(self, rule: Rule) -> Amounts:
        """What a rule adds to the slots when it fires."""
        found = self._of.get(rule.id)
        if found is None:
            found = self._of[rule.id] = {}
            for name in rule.effects:
                states = self.program.base.descriptors[name].states
                left = rule.narrows(name)
                found[self.fired(name)] = 1
                for state, weight in rule.weights(name).items():
                    found[self.balance(name, states.index(state))] = weight
                for at, state in enumerate(states):
                    if left is not None and state not in left:
                        found[self.excluded(name, at)] = 1
        return found

    def speech(self, name: str, totals: Sequence[int]) -> Speech:
        """What the totals say of a descriptor."""
        states = self._states(name)
        if name not in self.first:
            return Speech(0, (0,) * states, (0,) * states)
        first = self.first[name]
        return Speech(totals[first + 2 * states], totals[first : first + states], totals[first + states : first + 2 * states])


class Impacts:
    """What descriptors do to others together: the rules that read the same ones, of those of which more than one state may be.

    Of a cross-impact matrix these are the rows of one descriptor. `names` are in the order of choice.
    """

    def __init__(self, slots: Slots, rules: Sequence[Rule], names: tuple[str, ...], states: States) -> None:
        self.slots = slots
        self.rules = rules
        self.names = names
        self.states = {name: states[name] for rule in rules for name in rule.reads}
        self._known: dict[tuple[str, ...], Amounts] = {}

    def amounts(self, chosen: tuple[str, ...]) -> Amounts:
        """What its rules come to when a state of each name is chosen."""
        found = self._known.get(chosen)
        if found is None:
            knowledge = self._knowledge(chosen)
            fired = [rule for rule in self.rules if read_rule(rule, knowledge).status == "fired"]
            found = self._known[chosen] = total(self.slots.of(rule) for rule in fired)
        return found

    def split(self, chosen: tuple[str, ...]) -> tuple[list[Rule], list[Rule]]:
        """The rules that are sure to fire, and those that may, when states of the first names are chosen."""
        knowledge = self._knowledge(chosen)
        sure: list[Rule] = []
        possible: list[Rule] = []
        for rule in self.rules:
            reading = read_rule(rule, knowledge)
            if reading.status != "ruled_out":
                # Where not all is chosen, an `unless` that does not hold yet may still come to hold.
                is_sure = reading.status == "fired" and all(part.outcome == "cannot_hold" for part in reading.unless)
                (sure if is_sure else possible).append(rule)
        return sure, possible

    def _knowledge(self, chosen: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        return self.states | {name: (state,) for name, state in zip(self.names, chosen, strict=False)}


def impacts_in(slots: Slots, states: States, rank: Mapping[str, int] | None = None) -> list[Impacts]:
    """The impacts of a program whose descriptors may be in these states, by what they are read from; the names by rank."""
    by_names: dict[tuple[str, ...], list[Rule]] = {}
    for rule in slots.program.rules.values():
        if rule.effects:
            names = (name for name in rule.reads if len(states[name]) > 1)
            by_names.setdefault(tuple(sorted(names, key=rank.__getitem__ if rank else None)), []).append(rule)
    return [Impacts(slots, rules, names, states) for names, rules in by_names.items()]


def total(parts: Iterable[Amounts]) -> Amounts:
    """Amounts added up, those that come to nothing left out."""
    found: Amounts = {}
    for slot, amount in chain.from_iterable(part.items() for part in parts):
        found[slot] = found.get(slot, 0) + amount
    return {slot: amount for slot, amount in found.items() if amount}
