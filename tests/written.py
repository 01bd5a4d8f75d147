"""Generated bases as the files of a rule base, so that what is loaded can be compared with what was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from msgspec.structs import replace

from engine.language.base import RuleBase
from engine.language.conditions import AnyOf, Condition, Test
from engine.language.descriptors import Descriptor
from engine.language.facts import Case, Fact
from engine.language.rules import Rule
from tests.generated import Asked

CASE = "the-case"
PARAGRAPH = "1: {section: s, gist: g}"


def worded(asked: Asked) -> Asked:
    """The question with the words that a file must have."""
    base = asked.base
    descriptors = {name: replace(d, title=f"title of {name}", question=f"{name}?") for name, d in base.descriptors.items()}
    rules = {name: replace(r, title=f"title of {name}", says=f"{name} says: so", cite=(1,)) for name, r in base.rules.items()}
    facts = tuple(replace(fact, origin=CASE) for fact in asked.case.facts)
    base = replace(base, title="generated", descriptors=descriptors, rules=rules)
    return Asked(base, Case(CASE, CASE, facts), strata=asked.strata)


def write_base(folder: Path, asked: Asked, random: Random, rules: Sequence[Rule] | None = None, files: int = 3) -> None:
    """Writes the base and its case; conditions take any of the forms that say the same.

    The rules, in their order or another, are dealt out to some files in order, so that loading finds them in it.
    """
    base = asked.base
    rules = list(base.rules.values()) if rules is None else rules
    (folder / "rules").mkdir(parents=True)
    (folder / "facts" / "cases").mkdir(parents=True)
    head = f"name: {base.name}\ntitle: {base.title}\nverdict: {base.verdict}\nbaseline: {CASE}\n"
    _write(folder / "rules" / "base.yaml", [head + f"source: {{paragraphs: {{{PARAGRAPH}}}}}"])
    marks = sorted(random.randint(0, len(rules)) for _ in range(files - 1))
    for at, (first, last) in enumerate(zip([0, *marks], [*marks, len(rules)], strict=True)):
        _write(folder / "rules" / f"{at}.yaml", [_entry(_rule(base, rule, random)) for rule in rules[first:last]] or ["[]"])
    _write_vocabulary(folder / "facts", [_entry(_descriptor(descriptor)) for descriptor in base.descriptors.values()], random)
    facts = ["facts:" + ("" if asked.case.facts else " []"), *(_entry(_fact(fact, random)) for fact in asked.case.facts)]
    _write(folder / "facts" / "cases" / f"{CASE}.yaml", [f"title: {asked.case.title}", *facts])


def _write_vocabulary(facts: Path, entries: list[str], random: Random) -> None:
    """The entries in one file, in the files of a folder, or in both."""
    mark = random.choice([0, len(entries) // 2, len(entries)])
    if mark:
        _write(facts / "vocabulary.yaml", entries[:mark])
    if mark < len(entries):
        (facts / "vocabulary").mkdir()
        for at, entry in enumerate(entries[mark:]):
            _write(facts / "vocabulary" / f"{at}.yaml", [entry])


def _write(file: Path, lines: Iterable[str]) -> None:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _entry(value: dict[str, Any]) -> str:
    """An entry of a list; JSON is YAML."""
    return f"- {json.dumps(value)}"


def _descriptor(d: Descriptor) -> dict[str, Any]:
    what: dict[str, Any] = {"number": {"whole": "false"}} if d.number else {"states": d.states}
    flags = {"ordered": "true"} if d.ordered and not d.number else {}
    return {"id": d.id, "title": d.title, "question": d.question, **what, **flags} | ({"default": d.default} if d.default else {})


def _rule(base: RuleBase, rule: Rule, random: Random) -> dict[str, Any]:
    written: dict[str, Any] = {"id": rule.id, "title": rule.title, "says": rule.says, "cite": [1]}
    if rule.when.entries:
        written["when"] = _condition(base, rule.when, random)
    if rule.unless:
        written["unless"] = [_condition(base, condition, random) for condition in rule.unless]
    if rule.then:
        written["then"] = {name: _states(base.descriptors[name], states, random) for name, states in rule.then}
    if rule.impact:
        written["impact"] = {name: {state: f"{weight:+d}" for state, weight in weights} for name, weights in rule.impact}
    return written


def _condition(base: RuleBase, condition: Condition, random: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in condition.entries:
        if isinstance(entry, AnyOf):
            found["any"] = [_condition(base, option, random) for option in entry.options]
        elif "not" not in found and random.random() < 0.3 and (others := _others(base.descriptors[entry.descriptor], entry)):
            found["not"] = {entry.descriptor: _states(base.descriptors[entry.descriptor], others, random)}
        else:
            found[entry.descriptor] = _states(base.descriptors[entry.descriptor], entry.states, random)
    return found


def _others(descriptor: Descriptor, test: Test) -> tuple[str, ...]:
    """The other states, none where they are numbers on both sides."""
    others = tuple(state for state in descriptor.states if state not in test.states)
    return others if not descriptor.number or _are_neighbours(descriptor, others) else ()


def _are_neighbours(descriptor: Descriptor, states: tuple[str, ...]) -> bool:
    first = descriptor.states.index(states[0])
    return states == descriptor.states[first : first + len(states)]


def _states(descriptor: Descriptor, states: tuple[str, ...], random: Random) -> Any:
    """A set of states in one of the ways to write it."""
    if descriptor.number:
        whole = descriptor.interval(states[0]), descriptor.interval(states[-1])
        bounds = {"at_least": whole[0].low, "below": whole[1].high}
        return {key: str(number) for key, number in bounds.items() if number is not None}
    forms: list[Any] = [list(states), "|".join(states), list(states[::-1])]
    if descriptor.ordered and _are_neighbours(descriptor, states):
        bounded = {"at_least": states[0]} if states[0] != descriptor.states[0] else {}
        forms.append(bounded | ({"at_most": states[-1]} if states[-1] != descriptor.states[-1] else {}))
    return random.choice(forms)


def _fact(fact: Fact, random: Random) -> dict[str, Any]:
    if not isinstance(fact.value, tuple):
        return {fact.descriptor: str(fact.value)}
    return {fact.descriptor: random.choice([list(fact.value), "|".join(fact.value)])}
