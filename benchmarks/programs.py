"""The ground programs that the benchmarks ask: strict rules in five layers over observed descriptors, all known.

Every derived descriptor has a *switch* in the layer below or among the observed ones, and each rule on it concludes
the very state that it asks of the switch. So no two fired rules on a descriptor can differ, and to narrow a descriptor
to a state, as Kakehashi does, is the same as to assert that state, as the others do. All engines must derive the
states and fire the rules that `conclude` does.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import NamedTuple

from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.rules import Rule

STATES = ("a", "b", "c")
LAYERS = 5
ENTRIES_A_FILE = 1000  # a file of a base has at most 256 kB
States = dict[str, str]  # descriptor → its one state


class GroundRule(NamedTuple):
    """When each of the tests holds, the descriptor is in the state."""

    id: str
    tests: States
    descriptor: str
    state: str


class Program(NamedTuple):
    """Descriptors by layer, the observed ones first, and rules, those of lower layers first."""

    layers: tuple[tuple[str, ...], ...]
    rules: tuple[GroundRule, ...]

    @property
    def observed(self) -> tuple[str, ...]:
        """The descriptors that the cases give."""
        return self.layers[0]

    @property
    def descriptors(self) -> tuple[str, ...]:
        """All descriptors."""
        return tuple(name for layer in self.layers for name in layer)


def make_program(size: int, seed: int = 7) -> Program:
    """A program of so many rules, with one observed descriptor for two rules and one derived for three."""
    random = Random(seed)
    observed = tuple(f"o{n}" for n in range(max(10, size // 2)))
    width = max(4, size // (3 * LAYERS))
    layers = (observed, *(tuple(f"d{layer}_{n}" for n in range(width)) for layer in range(1, LAYERS + 1)))
    rules: list[GroundRule] = []
    for layer in range(1, LAYERS + 1):
        below = layers[layer - 1] + observed[:width]
        switch = {name: random.choice(below) for name in layers[layer]}
        for _ in range(size // LAYERS):
            name, state = random.choice(layers[layer]), random.choice(STATES)
            more = {other: random.choice(STATES) for other in random.sample(observed, random.randint(0, 2))}
            rules.append(GroundRule(f"r{len(rules)}", {**more, switch[name]: state}, name, state))
    return Program(layers, tuple(rules))


def make_case(program: Program, number: int) -> States:
    """One of as many cases as there are numbers: a state for every observed descriptor."""
    random = Random(number)
    return {name: random.choice(STATES) for name in program.observed}


def conclude(program: Program, case: States) -> tuple[States, int]:
    """The derived states, and how many rules fire: what every engine has to find."""
    known, fired = dict(case), 0
    for rule in program.rules:
        if all(known.get(name) == state for name, state in rule.tests.items()):
            known[rule.descriptor] = rule.state
            fired += 1
    return {name: state for name, state in known.items() if name not in case}, fired


def as_base(program: Program, is_shipped: bool) -> RuleBase:
    """The program as a rule base that was never written. That of a user, not shipped, has the Rete library in a worker."""
    descriptors = {name: Descriptor(name, name, name, STATES) for name in program.descriptors}
    rules = {
        rule.id: Rule(
            rule.id,
            "A rule",
            "It follows.",
            (1,),
            when=Condition(tuple(Test(name, (state,)) for name, state in rule.tests.items())),
            then=((rule.descriptor, (rule.state,)),),
        )
        for rule in program.rules
    }
    return RuleBase("generated", "Generated", program.layers[-1][0], descriptors, rules, is_shipped=is_shipped)


def as_case(case: States) -> Case:
    """The case as one that was never written."""
    return Case("generated", "Generated", tuple(Fact(name, (state,)) for name, state in case.items()))


def write_base(program: Program, folder: Path) -> None:
    """Writes the program as the YAML files of a base."""
    rules, facts = folder / "rules", folder / "facts"
    rules.mkdir()
    facts.mkdir()
    head = {
        "name": "generated",
        "title": "Generated",
        "verdict": program.layers[-1][0],
        "source": {"author": "nobody", "paragraphs": {"1": {"section": "only", "gist": "Generated."}}},
    }
    (rules / "base.yaml").write_text(json.dumps(head), encoding="utf-8")
    entries = [f"- {{id: {name},title: t,question: q,states: [{','.join(STATES)}]}}\n" for name in program.descriptors]
    (facts / "vocabulary").mkdir()
    written = [_written(rule) for rule in program.rules]
    for folder, texts in ((facts / "vocabulary", entries), (rules, written)):
        for first in range(0, len(texts), ENTRIES_A_FILE):
            (folder / f"part{first:06d}.yaml").write_text("".join(texts[first : first + ENTRIES_A_FILE]), encoding="utf-8")


def _written(rule: GroundRule) -> str:
    when = ", ".join(f"{name}: {state}" for name, state in rule.tests.items())
    then = f"{rule.descriptor}: {rule.state}"
    return (
        f"- id: {rule.id}\n  title: A rule\n  when: {{{when}}}\n  then: {{{then}}}\n  says: It follows from what is known.\n"
        "  cite: [1]\n"
    )
