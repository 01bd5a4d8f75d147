"""How a descriptor is settled: sections *Settling* and *Status* of `docs/semantics.md`."""

from __future__ import annotations

from collections.abc import Sequence

from engine.infer.trace import Beaten, Ground, Settling, Status, Tension
from engine.language.descriptors import Descriptor
from engine.language.rules import Rule

States = tuple[str, ...]


def settle(descriptor: Descriptor, fired: Sequence[Rule], pending: Sequence[Rule], asserted: States | None) -> Settling:
    """The settling of a descriptor from the fired and pending rules on it and what the case asserts of it."""
    name = descriptor.id
    allowed = _left(descriptor.states, name, fired)
    balances = dict.fromkeys(descriptor.states, 0)
    weighed = False
    for rule in fired:
        for state, weight in rule.weights(name).items():
            balances[state] += weight
            weighed = True
    secure = _left(allowed, name, pending)
    # Without an impact fired no state is in front of another, and pending rules only take from a lead.
    beaten = _beaten(allowed, secure, balances, [rule.weights(name) for rule in pending]) if weighed else ()

    ground: Ground = "weighed"
    if not allowed:
        ground, derived = "contradiction", descriptor.states
    elif not fired and not pending and descriptor.default is not None:
        ground, derived = "default", (descriptor.default,)
    else:
        lost = [loss.state for loss in beaten]
        derived = tuple([state for state in allowed if state not in lost]) if lost else allowed

    tension = None
    known = derived
    if asserted is not None:
        known = tuple([state for state in derived if state in asserted])
        if not known:
            known, tension = asserted, _tension(ground, derived, asserted, allowed, balances)

    status: Status
    if ground == "contradiction":
        status = "contradiction"
    elif tension is not None:
        status = "tension"
    elif len(known) == 1:
        status = "settled"
    elif not pending and weighed:
        status = "not_separated"
    else:
        status = "open"
    leaning: States = ()
    if status == "open":
        top = max([balances[state] for state in known])
        leaning = tuple([state for state in known if balances[state] == top])
    clash = tuple([rule.id for rule in fired if rule.narrows(name) is not None]) if ground == "contradiction" else ()
    ids = tuple([rule.id for rule in fired]), tuple([rule.id for rule in pending])
    table = tuple(balances.items())
    return Settling(name, *ids, allowed, table, secure, beaten, ground, derived, asserted, known, status, leaning, clash, tension)


def _left(states: States, name: str, rules: Sequence[Rule]) -> States:
    """The states of a descriptor that the `then` of every rule contains."""
    for rule in rules:
        narrowed = rule.narrows(name)
        if narrowed is not None:
            states = tuple([state for state in states if state in narrowed])
    return states


def _beaten(allowed: States, secure: States, balances: dict[str, int], pending: list[dict[str, int]]) -> tuple[Beaten, ...]:
    """Each state that a secure one surely beats, with the secure state that does so by most (the first of equals)."""
    found = []
    for state in allowed:
        best: Beaten | None = None
        for rival in secure:
            margin = balances[rival] - balances[state]
            if margin <= (best.margin if best is not None else 0):
                continue  # pending rules only take from it
            margin += sum([min(0, weights.get(rival, 0) - weights.get(state, 0)) for weights in pending])
            if margin > (best.margin if best is not None else 0):
                best = Beaten(state, rival, margin)
        if best is not None:
            found.append(best)
    return tuple(found)


def _tension(ground: Ground, derived: States, asserted: States, allowed: States, balances: dict[str, int]) -> Tension:
    if ground == "default":
        return Tension(derived, asserted, "default", None)
    rivals = [balances[state] for state in asserted if state in allowed]
    if not rivals:
        return Tension(derived, asserted, "strict", None)
    return Tension(derived, asserted, "balance", max(balances[state] for state in derived) - max(rivals))
