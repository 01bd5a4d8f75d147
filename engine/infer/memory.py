"""What was read and settled before is not worked out again.

A rule reads the same whenever what is known of the few descriptors it reads is the same, and a descriptor settles
the same whenever its rules read the same. So a program remembers both; the values are immutable, and traces share
them. The reference evaluator remembers nothing, and evaluators that do are tested against it.

What is known, as numbers, and the statuses of rules are lists in the order of a trace: to find something by its place takes
less than by its name, the more so the larger the program. Many are looked up at once, without a loop in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, groupby, repeat
from operator import call, getitem, itemgetter
from threading import Lock
from typing import Any, NamedTuple

from msgspec import Struct

from engine.infer.program import Program
from engine.infer.reading_tables import Knowns, Layered, Readings, Shared, States
from engine.infer.settling import settle
from engine.infer.trace import RuleStatus, Settling, Trace
from engine.language.descriptors import Descriptor

ROOM = 1 << 15  # places of what is remembered
ROOM_EACH = 300  # and as many more for each rule and descriptor of the program; then all is forgotten
ROOM_TAKEN = 12  # by a settling


class Settled(Struct, eq=False, gc=False):
    """A settling, and the number of what is then known.

    `told` is what the Rete library is told where it is known: fields of facts, by the number of the ruleset, which is the same
    whenever a program is compiled. None until it was asked for.
    """

    settling: Settling
    number: int
    told: tuple[tuple[int, str], ...] | None = None


class Settlings(dict[Any, Settled]):
    """The settlings of a descriptor by what is asserted and the statuses of the rules on it: by what is asserted alone
    where there are no rules.

    `at` is its place in the order of settling; `key_of` finds those statuses among all.
    """

    __slots__ = ("at", "descriptor", "key_of", "knowns", "rules", "shared")

    def __init__(self, shared: Shared, knowns: Knowns, descriptor: Descriptor, rules: Sequence[Readings]) -> None:
        self.shared, self.knowns, self.descriptor, self.at = shared, knowns, descriptor, knowns.at
        self.rules = [readings.rule for readings in rules]
        self.key_of = _getter([readings.at for readings in rules])

    def of(self, asserted: States | None, statuses: Sequence[RuleStatus]) -> Settled:
        """The settling by the statuses of all rules and what is asserted."""
        return self[(asserted, self.key_of(statuses)) if self.rules else asserted]

    def __missing__(self, key: Any) -> Settled:
        asserted, statuses = key if self.rules else (key, ())
        having: Sequence[Any] = statuses if len(self.rules) > 1 else [statuses] * len(self.rules)
        fired = [rule for rule, status in zip(self.rules, having, strict=True) if status == "fired"]
        pending = [rule for rule, status in zip(self.rules, having, strict=True) if status == "pending"]
        settling = settle(self.descriptor, fired, pending, asserted)
        found = self[key] = Settled(settling, self.knowns[settling.known])
        with self.shared.lock:
            self.shared.filled += ROOM_TAKEN
        return found


class Descriptors(NamedTuple):
    """Descriptors that are settled at once: there are rules on all of them or on none."""

    names: tuple[str, ...]
    settlings: tuple[Settlings, ...]
    keys: tuple[Callable[[Sequence[RuleStatus]], Any], ...]  # empty where there are no rules

    def settle(self, statuses: Sequence[RuleStatus], given: Mapping[str, States]) -> Iterator[Settled]:
        """Their settlings by the statuses of rules and what the case asserts."""
        asserted = map(given.get, self.names)
        return map(
            getitem, self.settlings, zip(asserted, map(call, self.keys, repeat(statuses)), strict=True) if self.keys else asserted
        )


class Memory:
    """Readings and settlings of one program, by what they depend on, in the order of a trace.

    `layers` holds, for each layer, its rules and its descriptors in their order, parted where they are not to be settled at once.
    """

    def __init__(self, program: Program) -> None:
        """Of a program, nothing remembered yet."""
        shared = self.shared = Shared()
        knowns = {name: Knowns(shared, at) for at, name in enumerate(program.order)}
        self.knowns = list(knowns.values())
        rules = chain.from_iterable(layer.rules for layer in program.layers)
        self.rules = {rule.id: Readings(shared, rule, at, knowns) for at, rule in enumerate(rules)}
        self.descriptors: dict[str, Settlings] = {}
        for name, known in knowns.items():
            on = [self.rules[rule.id] for rule in program.rules_on.get(name, ())]
            self.descriptors[name] = Settlings(shared, known, program.base.descriptors[name], on)
        self.layers = [
            (Layered([self.rules[rule.id] for rule in layer.rules]), list(self.parted(layer.descriptors)))
            for layer in program.layers
        ]
        self.room = ROOM + ROOM_EACH * (len(self.rules) + len(self.descriptors))

    @property
    def is_full(self) -> bool:
        """Whether so much is remembered that it is better forgotten."""
        return self.shared.filled > self.room

    def parted(self, names: Iterable[str]) -> Iterator[Descriptors]:
        """Descriptors in their order, parted where they are not to be settled at once."""
        for has_rules, found in groupby([self.descriptors[name] for name in names], key=lambda one: bool(one.rules)):
            settlings = tuple(found)
            keys = tuple([one.key_of for one in settlings]) if has_rules else ()
            yield Descriptors(tuple([one.descriptor.id for one in settlings]), settlings, keys)

    def known(self, trace: Trace) -> list[int]:
        """The numbers of what is known in a trace of the program."""
        return list(map(getitem, self.knowns, trace.known))


def _getter(places: Sequence[int]) -> Callable[[Sequence[Any]], Any]:
    """What stands at some places of a list: alone where there is one, and where there is none a 0."""
    return itemgetter(*places) if places else ().count


class Holder:
    """The memory of a program: another one where too much is remembered. Whoever has the one before may go on with it."""

    def __init__(self, program: Program) -> None:
        self.program, self.lock, self.held = program, Lock(), Memory(program)

    @property
    def memory(self) -> Memory:
        """The memory as of now. Numbers of one memory mean nothing to another: an inference keeps to one."""
        if self.held.is_full:
            with self.lock:
                if self.held.is_full:
                    self.held = Memory(self.program)
        return self.held


def memory_of(program: Program) -> Memory:
    """The memory of a program as of now."""
    return holder_of(program).memory


@lru_cache(maxsize=64)
def holder_of(program: Program) -> Holder:
    """What holds the memory of a program."""
    return Holder(program)
