"""What was read and settled before is not worked out again.

A rule reads the same whenever what is known of the few descriptors it reads is the same, and a descriptor settles
the same whenever its rules read the same. So a program remembers both; the values are immutable, and traces share
them. The reference evaluator remembers nothing, and evaluators that do are tested against it.

What is known, and the statuses of rules, are lists in the order of a trace: to find something by its place takes less
than by its name, the more so the larger the program. Many are looked up at once, without a loop in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, groupby, repeat
from operator import call, getitem, itemgetter
from typing import Any, NamedTuple

from msgspec import Struct

from engine.infer.program import Program
from engine.infer.reading import read_rule, read_test
from engine.infer.settling import settle
from engine.infer.trace import RuleReading, RuleStatus, Settling
from engine.language.descriptors import Descriptor
from engine.language.rules import Rule

MAX_REMEMBERED = 8192  # beside a dozen for each rule and descriptor of the program; then all is forgotten

States = tuple[str, ...]


class Known(Struct, eq=False, gc=False):
    """What may be known of a descriptor, one value for the same states, so that it is itself what to look up by.

    `told` is what the Rete library is told where it is known: fields of facts, by the number of the ruleset, which is the same
    whenever a program is compiled. None until it was asked for.
    """

    descriptor: str
    states: States
    told: tuple[tuple[int, str], ...] | None = None


class Knowns(dict[States, Known]):
    """What may be known of a descriptor, by its states."""

    __slots__ = ("descriptor",)

    def __init__(self, descriptor: str) -> None:
        self.descriptor = descriptor

    def __missing__(self, states: States) -> Known:
        return self.setdefault(states, Known(self.descriptor, states))


class Readings(dict[Any, RuleReading]):
    """The readings of a rule by what is known of the descriptors that it reads.

    `at` is its place in the order of reading; `key_of` finds what it reads in all that is known.
    """

    __slots__ = ("at", "key_of", "memory", "reads", "rule")

    def __init__(self, memory: Memory, rule: Rule, at: int, place: Callable[[str], int]) -> None:
        self.memory, self.rule, self.at, self.reads = memory, rule, at, rule.reads
        self.key_of = _getter([place(name) for name in self.reads])

    def __missing__(self, key: Any) -> RuleReading:
        knowledge = {known.descriptor: known.states for known in _listed(key, len(self.reads))}
        reading = self[key] = read_rule(self.rule, knowledge, self.memory.read_test)
        self.memory.remembered += 1
        return reading


class Settlings(dict[Any, tuple[Settling, Known]]):
    """The settlings of a descriptor, with what is then known of it, by what is asserted and the statuses of the rules on it:
    by what is asserted alone where there are no rules.

    `at` is its place in the order of settling; `key_of` finds those statuses among all.
    """

    __slots__ = ("at", "descriptor", "key_of", "knowns", "memory", "rules")

    def __init__(self, memory: Memory, descriptor: Descriptor, at: int, rules: Sequence[Rule]) -> None:
        self.memory, self.descriptor, self.at, self.rules = memory, descriptor, at, rules
        self.key_of = _getter([memory.rules[rule.id].at for rule in rules])
        self.knowns = Knowns(descriptor.id)

    def of(self, asserted: States | None, statuses: Sequence[RuleStatus]) -> tuple[Settling, Known]:
        """The settling by the statuses of all rules and what is asserted, and what is then known."""
        return self[(asserted, self.key_of(statuses)) if self.rules else asserted]

    def __missing__(self, key: Any) -> tuple[Settling, Known]:
        asserted, statuses = key if self.rules else (key, None)
        having = _listed(statuses, len(self.rules))
        fired = [rule for rule, status in zip(self.rules, having, strict=True) if status == "fired"]
        pending = [rule for rule, status in zip(self.rules, having, strict=True) if status == "pending"]
        settling = settle(self.descriptor, fired, pending, asserted)
        found = self[key] = settling, self.knowns[settling.known]
        self.memory.remembered += 1
        return found


class Rules(NamedTuple):
    """Rules that are read at once."""

    readings: tuple[Readings, ...]
    keys: tuple[Callable[[Sequence[Known]], Any], ...]

    def read(self, known: Sequence[Known]) -> list[RuleReading]:
        """Their readings under what is known."""
        return list(map(getitem, self.readings, map(call, self.keys, repeat(known))))


class Descriptors(NamedTuple):
    """Descriptors that are settled at once: there are rules on all of them or on none."""

    names: tuple[str, ...]
    settlings: tuple[Settlings, ...]
    keys: tuple[Callable[[Sequence[RuleStatus]], Any], ...]  # empty where there are no rules

    def settle(self, statuses: Sequence[RuleStatus], given: Mapping[str, States]) -> Iterator[tuple[Settling, Known]]:
        """Their settlings by the statuses of rules and what the case asserts, and what is then known."""
        asserted = map(given.get, self.names)
        return map(
            getitem, self.settlings, zip(asserted, map(call, self.keys, repeat(statuses)), strict=True) if self.keys else asserted
        )


class Memory:
    """Readings and settlings of one program, by what they depend on, in the order of a trace."""

    def __init__(self, program: Program) -> None:
        """Of a program, nothing remembered yet."""
        self.read_test = lru_cache(maxsize=None)(read_test)  # the same reading for all the rules that make a test
        place = {name: at for at, name in enumerate(program.order)}
        rules = chain.from_iterable(layer.rules for layer in program.layers)
        self.rules = {rule.id: Readings(self, rule, at, place.__getitem__) for at, rule in enumerate(rules)}
        self.descriptors = {
            name: Settlings(self, program.base.descriptors[name], at, program.rules_on.get(name, ()))
            for name, at in place.items()
        }
        self.knowns = [settlings.knowns for settlings in self.descriptors.values()]
        self.room = MAX_REMEMBERED + 12 * (len(self.rules) + len(self.descriptors))
        self.remembered = 0

    def rules_of(self, rules: Iterable[Rule]) -> Rules:
        """Rules, to be read at once."""
        found = tuple([self.rules[rule.id] for rule in rules])
        return Rules(found, tuple([readings.key_of for readings in found]))

    def descriptors_of(self, names: Iterable[str]) -> list[Descriptors]:
        """Descriptors in their order, parted where they are not to be settled at once."""
        parts = groupby([self.descriptors[name] for name in names], key=lambda settlings: bool(settlings.rules))
        return [_at_once(tuple(settlings), has_rules) for has_rules, settlings in parts]

    def make_room(self) -> None:
        """Forgets everything where too much is remembered."""
        if self.remembered > self.room:
            self.remembered = 0
            self.read_test.cache_clear()
            remembered: Iterable[dict[Any, Any]] = (*self.rules.values(), *self.descriptors.values(), *self.knowns)
            for found in remembered:
                found.clear()


def _at_once(settlings: tuple[Settlings, ...], has_rules: bool) -> Descriptors:
    names = tuple([one.descriptor.id for one in settlings])
    return Descriptors(names, settlings, tuple([one.key_of for one in settlings]) if has_rules else ())


def _getter(places: Sequence[int]) -> Callable[[Sequence[Any]], Any]:
    """What stands at some places of a list: alone where there is one, and where there is none a 0."""
    return itemgetter(*places) if places else ().count


def _listed(found: Any, count: int) -> Sequence[Any]:
    """What the getter of so many places found."""
    return found if count > 1 else (found,) if count else ()


@lru_cache(maxsize=64)
def memory_of(program: Program) -> Memory:
    """The memory of a program."""
    return Memory(program)
