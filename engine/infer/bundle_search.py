"""All consistent bundles of a program, with or without feedback: an exhaustive search that goes down no branch in vain.

States are chosen for one descriptor after the other, and `engine.infer.lanes` tells of each choice whether what is chosen
so far can still stand. What is found is judged again, by `engine.infer.bundles`, before it is an answer. Descriptors come
after those they rest on; of those that form a loop, next comes the one that decides most of the leads of those before it
and whose own leads these decide most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import prod

from msgspec import Struct

from engine.infer.bundles import Bundle, Speech, stand
from engine.infer.components import components
from engine.infer.impacts import Slots, impacts_in, total
from engine.infer.lanes import Bounds, Lanes
from engine.infer.program import Program
from engine.infer.situation import Situation
from engine.language.problems import Disagreement

Tick = Callable[[float], None]  # is told from time to time which share of all bundles has been gone through
WATCHED = 2000  # shares that are told of, about

Move = tuple[str, int, int]  # a state, what choosing it takes from the lanes, and which of them must stand then


class _Step(Struct):
    """The choice of a state for one descriptor: its moves, and the impacts it shares with others, with the places of these."""

    moves: list[Move]
    shared: list[tuple[_Losses, tuple[int, ...]]]


class _Losses(dict[tuple[str, ...], int]):
    """What a choice of the last of some names takes from the lanes, the others being chosen already."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds

    def __missing__(self, chosen: tuple[str, ...]) -> int:
        found = self[chosen] = self.bounds[chosen] - self.bounds[chosen[:-1]]
        return found


class BundleSearch:
    """The search for the consistent bundles of a program in a situation.

    With a tolerance, a bundle is consistent too where a chosen state is behind a rival by no more than that. `only` are
    states of some descriptors: no other bundles are looked for. `size` is the number of bundles that respect the facts.
    """

    def __init__(
        self, program: Program, situation: Situation, tolerance: int = 0, only: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.program, self.tolerance = program, tolerance
        self.descriptors = {name: d for name, d in program.base.descriptors.items() if not d.is_context}
        self.given = {part.descriptor: part.states for part in situation.given}
        self.asserted = {
            name: [self.descriptors[name].states.index(state) for state in states] for name, states in self.given.items()
        }
        self.slots = Slots(program)
        self.size = prod(len(self.given.get(name, d.states)) for name, d in self.descriptors.items())
        self.states = {name: self._candidates(name, (only or {}).get(name)) for name in self.descriptors}

    def _candidates(self, name: str, only: tuple[str, ...] | None) -> tuple[str, ...]:
        """The states that the facts leave, of what no rule has an effect on those that its default leaves."""
        descriptor, asserted = self.descriptors[name], self.asserted.get(name)
        silent = name not in self.program.rules_on
        none = (0,) * len(descriptor.states)
        return tuple(
            state
            for at, state in enumerate(descriptor.states)
            if state in self.given.get(name, descriptor.states)
            and (only is None or state in only)
            and (not silent or stand(descriptor, Speech(0, none, none), at, asserted, self.tolerance).is_left)
        )

    def find(self, tick: Tick = lambda share: None) -> Iterator[Bundle]:
        """The consistent bundles, one by one."""
        if not all(self.states.values()):
            return
        self.judged = [name for name in self.program.rules_on if name not in self.asserted]
        self.lanes = Lanes(self.slots, self.judged, self.states, self.tolerance)
        order = self.order = self._order()
        rank = {name: at for at, name in enumerate(order)}
        every = impacts_in(self.slots, self.states, rank)
        bounds = [Bounds(impacts, self.lanes) for impacts in every]
        start = self.lanes.start() + sum(bound[()] for bound in bounds)
        fixed = [name for name in self.descriptors if name not in rank]
        needed = sum(self.lanes.mask(name, self.states[name][0]) for name in fixed)
        if start & needed != needed:
            return
        steps = self._steps(order, rank, bounds)
        for chosen in _walk(steps, start, needed, tick):
            found = {name: self.states[name][0] for name in fixed} | dict(zip(order, chosen, strict=True))
            amounts = total(impacts.amounts(tuple([found[name] for name in impacts.names])) for impacts in every)
            bundle = self._judge(found, [amounts.get(slot, 0) for slot in range(self.slots.count)])
            if bundle is not None:
                yield bundle

    def _judge(self, chosen: Mapping[str, str], totals: list[int]) -> Bundle | None:
        """The bundle of a choice, None where what is asserted in part does not stand."""
        leads: list[int | None] = []
        score, is_left = 0, True
        for name, descriptor in self.descriptors.items():
            at = descriptor.states.index(chosen[name])
            standing = stand(descriptor, self.slots.speech(name, totals), at, self.asserted.get(name), self.tolerance)
            if not standing.is_left and name not in self.asserted:
                raise Disagreement(f"the lanes of {name}={chosen[name]} and its rules differ")
            is_left &= standing.is_left
            score += standing.balance
            leads.append(standing.lead)
        value = min((lead for lead in leads if lead is not None), default=None)
        return Bundle(tuple(chosen[name] for name in self.descriptors), tuple(leads), value, score) if is_left else None

    def _order(self) -> list[str]:
        """The descriptors of which more than one state may be, in the order in which states are chosen for them."""
        free = [name for name, states in self.states.items() if len(states) > 1]
        share: dict[str, dict[str, float]] = {name: {} for name in free}  # of the leads of the second, decided by the first
        moved: dict[str, int] = {}
        for impacts in impacts_in(self.slots, self.states):
            for lane, spread in Bounds(impacts, self.lanes).spread().items():
                about = self.lanes.about[lane]
                moved[about] = moved.get(about, 0) + spread
                for name in impacts.names:
                    share[name][about] = share[name].get(about, 0.0) + spread
        near: dict[str, dict[str, float]] = {name: {} for name in free}
        weight = dict.fromkeys(free, 0.0)
        for name in free:
            for about, part in share[name].items():
                weight[name] += part
                if about in near and moved[about]:
                    weight[about] += part
                    near[name][about] = near[name].get(about, 0.0) + part / moved[about]
                    near[about][name] = near[about].get(name, 0.0) + part / moved[about]
        tied = dict.fromkeys(free, 0.0)
        order: list[str] = []
        for loop in components(free, self.program.sources):
            left = dict.fromkeys(loop)
            while left:
                best = max(left, key=lambda name: (tied[name], weight[name]))
                del left[best]
                order.append(best)
                for other, nearness in near[best].items():
                    tied[other] += nearness
        return order

    def _steps(self, order: list[str], rank: Mapping[str, int], bounds: list[Bounds]) -> list[_Step]:
        losses = {name: dict.fromkeys(self.states[name], 0) for name in order}
        shared: dict[str, list[tuple[_Losses, tuple[int, ...]]]] = {name: [] for name in order}
        for bound in bounds:
            names = bound.impacts.names
            if len(names) == 1:
                for state in self.states[names[0]]:
                    losses[names[0]][state] += bound[state,] - bound[()]
            elif names:
                table = _Losses(bound)
                for count, name in enumerate(names):
                    shared[name].append((table, tuple(rank[other] for other in names[:count])))
        return [
            _Step([(state, loss, self.lanes.mask(name, state)) for state, loss in losses[name].items()], shared[name])
            for name in order
        ]


def _walk(steps: list[_Step], start: int, needed: int, tick: Tick) -> Iterator[list[str]]:
    """Every choice, a state a step, whose lanes all stand: depth first, without recursion, for there may be many steps."""
    last = len(steps) - 1
    if last < 0:
        yield []
        return
    shares = [1.0]
    for step in steps:
        shares.append(shares[-1] / len(step.moves))
    watched = next((at for at, share in enumerate(shares) if share * WATCHED < 1), len(shares))
    chosen = [""] * len(steps)
    paths = [iter(_moves(steps[0], chosen))]
    lanes, masks, done = [start], [needed], [0.0]
    while paths:
        depth = len(paths) - 1
        left, need = lanes[depth], masks[depth]
        for state, loss, mask in paths[depth]:
            now, must = left + loss, need | mask
            if now & must == must:
                chosen[depth] = state
                if depth == last:
                    yield chosen[:]
                    continue
                paths.append(iter(_moves(steps[depth + 1], chosen)))
                lanes[depth + 1 :] = [now]
                masks[depth + 1 :] = [must]
                if depth < watched:
                    at = next(at for at, move in enumerate(steps[depth].moves) if move[0] == state)
                    done[depth + 1 :] = [done[depth] + at * shares[depth + 1]]
                    tick(done[-1])
                break
        else:
            paths.pop()


def _moves(step: _Step, chosen: list[str]) -> list[Move]:
    """The moves of a step after what was chosen before it."""
    if not step.shared:
        return step.moves
    before = [(table, tuple([chosen[at] for at in places])) for table, places in step.shared]
    return [(state, loss + sum([table[*key, state] for table, key in before]), mask) for state, loss, mask in step.moves]
