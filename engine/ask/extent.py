"""How far a graph reaches: which descriptors are in it, and which of the rules on each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from engine.ask.mattering import mattering_rules, used_of
from engine.infer.program import Program
from engine.infer.trace import Trace

LEVELS = 2  # of conclusions and the rules on them: more get too wide for a page of A4,
READABLE = 40  # and more boxes too small; its text is then of about 6 points


class Extent(Struct, frozen=True):
    """Descriptors in the order in which they are come upon, each with the rules on it that are drawn."""

    rules_on: Mapping[str, Sequence[str]]

    def rules(self) -> dict[str, None]:
        """Every rule once."""
        return dict.fromkeys(rule for rules in self.rules_on.values() for rule in rules)


def everything(program: Program, goal: str) -> Extent:
    """Every descriptor (behind the goal, where there is one) with every rule on it."""
    names = program.depends_on(goal) if goal else dict.fromkeys([program.base.verdict, *reversed(program.order)])
    return Extent({name: [rule.id for rule in program.rules_on.get(name, ())] for name in names})


def mattered(program: Program, trace: Trace, goal: str) -> Extent:
    """What the goal rests on: the rules that mattered, and what they read, down to facts."""
    found: dict[str, list[str]] = {goal: []}
    queue = [goal]
    for name in queue:
        found[name] = [rule.id for rule in mattering_rules(program, trace, name)]
        for read in _read_by(trace, found[name]):
            if read not in found:
                found[read] = []
                queue.append(read)
    return Extent(found)


def levels(trace: Trace, every: Extent, goal: str, depth: int) -> Extent:
    """The part of an extent that is so many levels of conclusions deep."""
    drawn: dict[str, Sequence[str]] = {goal: ()}
    level = {goal: 1}
    queue = [goal]
    for name in queue:
        drawn[name] = every.rules_on[name] if level[name] <= depth else ()
        for read in _read_by(trace, drawn[name]):
            if read not in drawn:
                drawn[read] = ()
                level[read] = level[name] + 1
                queue.append(read)
    return _completed(every, drawn)


def page(trace: Trace, every: Extent, goal: str) -> Extent:
    """The part of an extent that is readable on a page, the nearest to the goal first.

    The rules on a descriptor are drawn together or not at all, unless most of the page would stay empty: then as many as
    there is room for, the first ones.
    """
    drawn: dict[str, Sequence[str]] = {goal: ()}
    queue = [goal]
    for name in queue:
        drawn[name] = _readable(trace, every, drawn, name)
        for read in _read_by(trace, drawn[name]):
            if read not in drawn:
                drawn[read] = ()
                queue.append(read)
    return _completed(every, drawn)


def _read_by(trace: Trace, rules: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(use.test.test.descriptor for rule in rules for use in used_of(trace.read[rule]))


def _completed(every: Extent, drawn: Mapping[str, Sequence[str]]) -> Extent:
    """A rule that is drawn for one descriptor is drawn with its effects on the others."""
    rules = Extent(drawn).rules()
    return Extent({name: [rule for rule in every.rules_on[name] if rule in rules] for name in drawn})


def _readable(trace: Trace, every: Extent, drawn: Mapping[str, Sequence[str]], name: str) -> Sequence[str]:
    """The rules on a descriptor that can be drawn beside what is drawn: all, or the first ones, or none."""
    wanted = every.rules_on[name]
    most_is_empty = len(drawn) + len(Extent(drawn).rules()) < READABLE // 2
    least = 1 if most_is_empty else len(wanted)
    for count in range(min(len(wanted), READABLE), least - 1, -1):
        tried = {**dict.fromkeys(_read_by(trace, wanted[:count]), ()), **drawn, name: wanted[:count]}
        extent = _completed(every, tried)
        if len(tried) + len(extent.rules()) <= READABLE and _deepest(trace, extent) <= LEVELS:
            return wanted[:count]
    return ()


def _deepest(trace: Trace, extent: Extent) -> int:
    """How many rules stand at most one behind the other."""
    depth: dict[str, int] = {}

    def deep(name: str) -> int:
        if name not in depth:
            reads = _read_by(trace, extent.rules_on[name])
            depth[name] = max((1 + deep(read) for read in reads if read in extent.rules_on), default=0)
        return depth[name]

    return max(map(deep, extent.rules_on))
