"""How the checker validates the settling of a descriptor: the clauses of `docs/semantics.md`, written on sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from engine.infer.trace import Beaten, Settling, Tension
from engine.language.descriptors import Descriptor
from engine.language.rules import Rule

States = frozenset[str]


def settling_flaws(
    descriptor: Descriptor,
    fired: Sequence[Rule],
    pending: Sequence[Rule],
    asserted: tuple[str, ...] | None,
    settling: Settling,
) -> Iterator[tuple[str, str]]:
    """What is wrong with a settling, given the rules on the descriptor as they were read, and the facts on it."""
    table = _Table(descriptor, fired, pending)
    held = table.derived if asserted is None else frozenset(asserted).intersection(descriptor.states)
    known = held & table.derived or held
    tension = table.tension(asserted) if asserted is not None and not held & table.derived else None
    status = table.status(known, tension)
    top = max((table.balances[state] for state in known), default=0)
    leaning = [state for state in known if table.balances[state] == top] if status == "open" else []
    clash = [rule.id for rule in fired if rule.narrows(descriptor.id) is not None] if table.ground == "contradiction" else []
    for name, said, true in (
        ("fired", settling.fired, tuple(rule.id for rule in fired)),
        ("pending", settling.pending, tuple(rule.id for rule in pending)),
        ("allowed", settling.allowed, descriptor.in_order(table.allowed)),
        ("balances", settling.balances, tuple((state, table.balances[state]) for state in descriptor.states)),
        ("secure", settling.secure, descriptor.in_order(table.secure)),
        ("beaten", settling.beaten, tuple(table.losses())),
        ("ground", settling.ground, table.ground),
        ("derived", settling.derived, descriptor.in_order(table.derived)),
        ("asserted", settling.asserted, asserted),
        ("known", settling.known, descriptor.in_order(known)),
        ("status", settling.status, status),
        ("leaning", settling.leaning, descriptor.in_order(leaning)),
        ("clash", settling.clash, tuple(clash)),
        ("tension", settling.tension, tension),
    ):
        if said != true:
            yield f"settling {descriptor.id}", f"{name} is {said}, and should be {true}"


class _Table:
    """What the rules say of a descriptor: *T*, *b*, which states are secure, who surely beats whom, *D*."""

    def __init__(self, descriptor: Descriptor, fired: Sequence[Rule], pending: Sequence[Rule]) -> None:
        name = descriptor.id
        self.states = descriptor.states
        self.is_idle = not fired and not pending
        self.is_decided = not pending
        self.is_weighed = any(rule.weights(name) for rule in fired)
        self.open_weights: dict[str, dict[str, int]] = {state: {} for state in self.states}  # state → pending rules → weights
        for rule in pending:
            for state, weight in rule.weights(name).items():
                self.open_weights[state][rule.id] = weight
        self.allowed = _within(descriptor, fired)
        self.secure = self.allowed & _within(descriptor, pending)
        self.balances = {state: sum(rule.weights(name).get(state, 0) for rule in fired) for state in self.states}
        if not self.allowed:
            self.ground, self.derived = "contradiction", frozenset(self.states)
        elif self.is_idle and descriptor.default:
            self.ground, self.derived = "default", frozenset({descriptor.default})
        else:
            self.ground, self.derived = "weighed", self.allowed - {loss.state for loss in self.losses()}

    def margin(self, state: str, rival: str, least: int) -> int:
        """By how much `state` leads `rival` when every pending rule that could cost it the lead fires, and no other.

        Where that is `least` or less it is not worked out to the end.
        """
        lead = self.balances[state] - self.balances[rival]
        own, others = self.open_weights[state], self.open_weights[rival]
        costs = chain(
            (weight - own.get(rule, 0) for rule, weight in others.items()),
            (-weight for rule, weight in own.items() if rule not in others),
        )
        while lead > least and (cost := next(costs, None)) is not None:
            lead -= max(0, cost)
        return lead

    def losses(self) -> Iterator[Beaten]:
        """Every allowed state that a secure one surely beats, with the first of those that do so by most."""
        for state in self.states:
            most, by = 0, ""
            for rival in self.states if state in self.allowed else ():
                if rival in self.secure and (margin := self.margin(rival, state, most)) > most:
                    most, by = margin, rival
            if by:
                yield Beaten(state, by, most)

    def tension(self, asserted: tuple[str, ...]) -> Tension:
        """How the rules exclude everything that is asserted."""
        derived = tuple(state for state in self.states if state in self.derived)
        if self.ground == "default":
            return Tension(derived, asserted, "default", None)
        outweighed = self.allowed & frozenset(asserted)
        if not outweighed:
            return Tension(derived, asserted, "strict", None)
        front = max(self.balances[state] for state in derived)
        return Tension(derived, asserted, "balance", front - max(self.balances[state] for state in outweighed))

    def status(self, known: States, tension: Tension | None) -> str:
        """The first status, in their order, that applies."""
        cases = {
            "contradiction": self.ground == "contradiction",
            "tension": tension is not None,
            "settled": len(known) == 1,
            "not_separated": self.is_decided and self.is_weighed,
        }
        return next((status for status, applies in cases.items() if applies), "open")


def _within(descriptor: Descriptor, rules: Sequence[Rule]) -> States:
    """The states that every one of the rules leaves of the descriptor."""
    narrowed = [rule.narrows(descriptor.id) for rule in rules]
    return frozenset(descriptor.states).intersection(*(states for states in narrowed if states is not None))
