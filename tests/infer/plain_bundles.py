"""Consistent bundles as the meaning has them: every bundle tried, each descriptor settled by the reference."""

from __future__ import annotations

from itertools import product

from engine.infer.bundles import Bundle
from engine.infer.program import Program
from engine.infer.reading import read_rule
from engine.infer.settling import settle
from engine.infer.situation import Situation


def taking_part(program: Program) -> list[str]:
    return [name for name, descriptor in program.base.descriptors.items() if not descriptor.is_context]


def plain_bundles(program: Program, situation: Situation, tolerance: int = 0) -> list[Bundle]:
    """All consistent bundles, by trying each."""
    names = taking_part(program)
    every = product(*(program.base.descriptors[name].states for name in names))
    return [found for states in every if (found := judged(program, situation, dict(zip(names, states, strict=True)), tolerance))]


def judged(program: Program, situation: Situation, chosen: dict[str, str], tolerance: int) -> Bundle | None:
    """The bundle, None where it is not consistent."""
    given = {part.descriptor: part.states for part in situation.given}
    knowledge = {name: (state,) for name, state in chosen.items()}
    fires = {name: read_rule(rule, knowledge).status == "fired" for name, rule in program.rules.items()}
    leads: list[int | None] = []
    score = 0
    for name, state in chosen.items():
        descriptor = program.base.descriptors[name]
        fired = [rule for rule in program.rules_on.get(name, ()) if fires[rule.id]]
        settling = settle(descriptor, fired, [], given.get(name))
        balances = dict(settling.balances)
        score += balances[state]
        if settling.ground == "default":
            lead, near = None, state in settling.derived
        else:
            rivals = [balances[other] for other in settling.allowed if other != state]
            lead = balances[state] - max(rivals) if rivals and state in settling.allowed else None
            near = state in settling.allowed and (lead is None or lead >= -tolerance)
        if name in given:
            if state not in settling.known and not (near and state in given[name]):
                return None
            leads.append(None)
            continue
        if not near or (tolerance == 0 and state not in settling.known):
            return None
        leads.append(lead)
    value = min((lead for lead in leads if lead is not None), default=None)
    return Bundle(tuple(chosen.values()), tuple(leads), value, score)
