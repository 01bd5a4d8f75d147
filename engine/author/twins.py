"""Two cases in one program: what depends on one descriptor stands in it twice, the rest once."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from engine.infer.program import Program, compile_program
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.rules import Rule

TWIN = "′"  # behind the name of a twin; no name of a base has it


def twin_program(program: Program, names: Iterable[str]) -> Program:
    """The program with twins of descriptors and of all that depends on them, by rules that read the twins."""
    doubled = {other for name in names for other in program.bears_on(name)}
    descriptors = dict(program.base.descriptors)
    for other in doubled:
        descriptors[other + TWIN] = replace(descriptors[other], id=other + TWIN)
    rules = dict(program.rules)
    for rule in program.rules.values():
        if doubled & set(rule.effects):
            rules[rule.id + TWIN] = twin_of(rule, doubled)
    return compile_program(replace(program.base, descriptors=descriptors, rules=rules))


def twin_of(rule: Rule, doubled: set[str]) -> Rule:
    """The rule that reads the twins of what is doubled, and says of them what it says."""
    return replace(
        rule,
        id=rule.id + TWIN,
        when=_condition(rule.when, doubled),
        unless=tuple(_condition(condition, doubled) for condition in rule.unless),
        then=tuple((name + TWIN, states) for name, states in rule.then if name in doubled),
        impact=tuple((name + TWIN, weights) for name, weights in rule.impact if name in doubled),
    )


def _condition(condition: Condition, doubled: set[str]) -> Condition:
    return Condition(
        tuple(
            _test(entry, doubled)
            if isinstance(entry, Test)
            else AnyOf(tuple(_condition(option, doubled) for option in entry.options))
            for entry in condition.entries
        )
    )


def _test(test: Test, doubled: set[str]) -> Test:
    return Test(test.descriptor + TWIN, test.states) if test.descriptor in doubled else test
