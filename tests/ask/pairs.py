"""Pairs of made-up questions that differ in facts, dissents and rules, and what lies between them, asked plainly."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import combinations
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st
from msgspec.structs import replace

from engine.ask.changes import BaseChange, Change, DissentChange, FactsChange
from engine.ask.question import Question
from engine.infer.program import Dissent, compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.trace import Settling
from engine.language.base import RuleBase
from engine.language.facts import Case, Fact
from engine.language.rules import Rule
from tests.generated import Asked, Draw, made_up, one_state

MOST_CHANGES = 7  # every set of them is asked


class Pair(NamedTuple):
    """Two questions."""

    before: Question
    after: Question

    def __repr__(self) -> str:
        return "\n→".join(repr(Asked(q.base, q.case, q.program.dissents)) for q in self)


@st.composite
def pairs(draw: Draw, bases: bool = True) -> Pair:
    """Two questions; the second has other facts, dissents and, where `bases`, now and then another rule base."""
    return pair_of(draw(st.integers(0, 2**32 - 1)), draw(st.integers(3, 9)), bases)


def pair_of(seed: int, count: int, bases: bool = True) -> Pair:
    """The pair of a seed, whose bases have so many descriptors."""
    asked = made_up(seed, count, known=(None, 40)[seed % 2])  # where little is known, verdicts are open, and lean
    return Pair(asked_of(asked.base, asked.case.facts, asked.dissents), _otherwise(asked, Random(seed), bases))


def asked_of(base: RuleBase, facts: tuple[Fact, ...], dissents: tuple[Dissent, ...]) -> Question:
    """The question about a base, facts and dissents."""
    case = Case("generated", "", facts)
    return Question(compile_program(base, dissents), case, situate(base, case))


def _otherwise(asked: Asked, random: Random, bases: bool) -> Question:
    base, facts, dissents = asked.base, list(asked.case.facts), list(asked.dissents)
    if bases and random.random() < 0.4:
        base = _other_base(base, random)
    names = [name for name in base.descriptors if random.random() < 0.5][: MOST_CHANGES - 2]
    for name in names:
        facts = [fact for fact in facts if fact.descriptor != name]
        if random.random() < 0.8:
            facts.append(one_state(base.descriptors[name], random.choice(base.descriptors[name].states)))
    if dissents and random.random() < 0.5:
        dissents.pop()
    if random.random() < 0.4:
        rule = random.choice(list(base.rules.values()))
        weights = [(d, s, w) for d, states in rule.impact for s, w in states]
        if weights and random.random() < 0.6:
            descriptor, state, weight = random.choice(weights)
            dissents.append(Dissent(rule.id, descriptor, state, random.choice([-3, -1, 0, 2]), weight))
        else:
            dissents.append(Dissent(rule.id))
    return asked_of(base, tuple(facts), tuple(dissents))


def _other_base(base: RuleBase, random: Random) -> RuleBase:
    """The base with a rule gone, one added and one otherwise, and now and then one more state."""
    rules = dict(base.rules)
    kinds = random.sample(["gone", "added", "otherwise", "state"], random.randint(1, 3))
    if "gone" in kinds and len(rules) > 1:
        del rules[random.choice(list(rules))]
    if "added" in kinds:
        model = random.choice(list(rules.values()))
        rules["added"] = replace(model, id="added")
    if "otherwise" in kinds:
        rule = random.choice(list(rules.values()))
        rules[rule.id] = _reweighed(rule)
    descriptors = dict(base.descriptors)
    if "state" in kinds:
        name = random.choice([name for name, d in descriptors.items() if d.number is None])
        descriptors[name] = replace(descriptors[name], states=(*descriptors[name].states, "more"))
    digest = sha256(repr((rules, descriptors)).encode()).hexdigest()
    return RuleBase(
        base.name, "", base.verdict, descriptors=descriptors, rules=rules, rules_hash=digest, vocabulary_hash=digest[::-1]
    )


def _reweighed(rule: Rule) -> Rule:
    impact = tuple((d, tuple((s, 3 if w != 3 else -3) for s, w in states)) for d, states in rule.impact)
    return replace(rule, impact=impact, says="otherwise")


def settled_between(
    before: Question, after: Question, changes: tuple[Change, ...], made: frozenset[str], descriptor: str
) -> Settling | None:
    """How a descriptor settles where some changes are made and the others not: the question asked as a whole."""
    sides = (before, after)
    bases = [change for change in changes if isinstance(change, BaseChange)]
    side = sides[not bases or bases[0].name in made]
    dissents = {dissent.key: dissent for dissent in side.program.dissents}
    standing = {part.descriptor: part.facts for part in (*side.situation.given, *side.situation.context)}
    for change in changes:
        if isinstance(change, DissentChange):
            dissents.pop(change.key, None)
            dissent = change.after if change.name in made else change.before
            dissents |= {change.key: dissent} if dissent is not None else {}
        elif isinstance(change, FactsChange) and not change.with_base:
            standing[change.descriptor] = change.after if change.name in made else change.before
    facts = tuple(fact for part in standing.values() for fact in part)
    question = asked_of(side.base, facts, tuple(dissents.values()))
    return infer(question.program, question.situation).settled.get(descriptor)


def subsets(names: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """Every set of the names, the smaller before the larger."""
    for size in range(len(names) + 1):
        yield from map(frozenset, combinations(names, size))
