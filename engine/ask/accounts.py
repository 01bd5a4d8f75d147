"""Accounts: what stands for and against each state of a descriptor, item by item."""

from __future__ import annotations

from msgspec import Struct

from engine.infer.program import Program
from engine.infer.trace import Settling, Trace


class Item(Struct, frozen=True):
    """A rule and its weight on the state."""

    rule: str
    weight: int


class Account(Struct, frozen=True):
    """What stands for and against one state.

    `allowed` tells whether the fired `then` leave it, `left` whether it is among the states known.
    `promoting` and `restricting` are fired, heaviest first; `excluding` the fired rules that narrow the state
    away and `requiring` those that narrow to it alone; `pending` may still weigh.
    """

    state: str
    balance: int
    allowed: bool
    left: bool
    promoting: tuple[Item, ...]
    restricting: tuple[Item, ...]
    requiring: tuple[str, ...]
    excluding: tuple[str, ...]
    pending: tuple[Item, ...]


def accounts_of(program: Program, trace: Trace, descriptor: str) -> tuple[Account, ...]:
    """The accounts of all states of a descriptor, in the vocabulary's order."""
    settling = trace.settled[descriptor]
    fired = [program.rules[name] for name in settling.fired]
    waiting = [program.rules[name] for name in settling.pending]
    found = []
    for state in program.base.descriptors[descriptor].states:
        items = [Item(rule.id, w) for rule in fired if (w := rule.weights(descriptor).get(state))]
        items.sort(key=lambda item: -abs(item.weight))
        narrowed = [(rule.id, states) for rule in fired if (states := rule.narrows(descriptor)) is not None]
        found.append(
            Account(
                state,
                settling.balance(state),
                state in settling.allowed,
                state in settling.known,
                tuple(item for item in items if item.weight > 0),
                tuple(item for item in items if item.weight < 0),
                tuple(name for name, states in narrowed if states == (state,)),
                tuple(name for name, states in narrowed if state not in states),
                tuple(Item(rule.id, w) for rule in waiting if (w := rule.weights(descriptor).get(state))),
            )
        )
    return tuple(found)


def lead(settling: Settling, state: str) -> tuple[int, tuple[str, ...]] | None:
    """By how much a state leads the best of the others that the fired rules allow, and which those are.

    None where it is not allowed, or allowed alone.
    """
    rivals = [other for other in settling.allowed if other != state]
    if state not in settling.allowed or not rivals:
        return None
    best = max(settling.balance(other) for other in rivals)
    return settling.balance(state) - best, tuple(other for other in rivals if settling.balance(other) == best)
