"""What a diff of two versions says is what going through all cases says."""

from __future__ import annotations

from collections import Counter
from itertools import product
from math import prod
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.author.diff import BaseDiff, diff_bases
from engine.author.mutants import mutants_of
from engine.author.pairs import Kind, plain_outcome
from engine.author.versions import Versions
from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.space import Outcome
from engine.language.base import RuleBase
from engine.language.facts import Case, Fact
from engine.language.problems import FeedbackLoop
from tests.generated import Asked, examples, made_up, questions

MOST_CASES = 600  # partial cases gone through for one pair


def test_versions_differ_as_going_through_all_cases_tells() -> None:
    seen: Counter[str] = Counter()

    @examples(300)
    @given(questions(most=5, dissents=False), st.integers(0, 2**32 - 1))
    def agree(asked: Asked, seed: int) -> None:
        random = Random(seed)
        first, second = pair(asked, random)
        try:
            versions = Versions(first, second, (first.verdict, second.verdict))
            versions.programs  # noqa: B018 (which raises where there is no order)
        except FeedbackLoop:
            assume(False)
        assume(prod(told.ways for told in versions.told) <= MOST_CASES)
        agrees(diff_bases(first, second), versions, seen)

    agree()
    assert set(seen) == {"same", "in complete cases", "in partial cases only", "together", "alone", "untouched"}, seen
    assert min(seen.values()) > 5, seen


def pair(asked: Asked, random: Random) -> tuple[RuleBase, RuleBase]:
    """A base with a mutant or two of it, or with another on some of its vocabulary."""
    base = asked.base
    kind = random.randrange(5)
    if kind < 3:
        other = base
        for _ in range(1 + kind // 2):
            mutants = list(mutants_of(other))
            other = random.choice(mutants).of(other) if mutants else other
        if random.random() < 0.3:
            other = otherwise(other, random)
        return base, other
    other = made_up(random.randrange(2**32), len(asked.strata), dissents=False).base
    return base, other


def otherwise(base: RuleBase, random: Random) -> RuleBase:
    """The base with another default somewhere, or a descriptor or state more that nobody reads, or another verdict."""
    kind = random.randrange(4)
    name = random.choice(sorted(base.derived)) if base.derived else base.verdict
    descriptor = base.descriptors[name]
    if kind == 0:
        left = [state for state in (*descriptor.states, None) if state != descriptor.default]
        descriptor = replace(descriptor, default=random.choice(left))
    elif kind == 1:
        descriptor = replace(descriptor, states=(*descriptor.states, "new")) if descriptor.number is None else descriptor
    elif kind == 2:
        return replace(base, verdict=name)
    else:
        observed = [d for n, d in base.descriptors.items() if base.is_observed(n) and d.number is None]
        if observed:
            descriptor = random.choice(observed)
            descriptor = replace(descriptor, states=(*descriptor.states, "new"))
    return replace(base, descriptors={**base.descriptors, descriptor.id: descriptor})


def agrees(found: BaseDiff, versions: Versions, seen: Counter[str]) -> None:
    """Counts, kinds and smallest cases are those of all cases, and what is responsible is."""
    counts: Counter[Kind] = Counter()
    smallest: dict[Kind, int] = {}
    told = versions.told
    cases = list(product(*([(), *one.sets] for one in told)))
    assert found.partial == len(cases)
    assert found.complete == prod(len(one.states) for one in told)
    programs = [compile_program(base) for base in versions.given]
    for case in cases:
        left = {one.descriptor: states for one, states in zip(told, case, strict=True) if states}
        outcomes = []
        for base, program, goal in zip(versions.bases, versions.programs, versions.goals, strict=True):
            facts = tuple(said(base, name, states) for name, states in left.items())
            settling = infer(program, situate(base, Case("", "", facts))).settled[goal]
            outcomes.append(plain_outcome(Outcome(settling.status, settling.known)))
        kind = Kind(*outcomes)
        if not kind.differs:
            continue
        smallest[kind] = min(smallest.get(kind, len(told)), len(left))
        counts[kind] += all(len(states) == 1 for states in case)
    keys = [
        (one.rank, not one.complete, len(one.facts or ()), [(end.status, end.states) for end in one.kind])
        for one in found.differences
    ]
    assert keys == sorted(keys)
    assert [draft.case.name.partition("-")[0] for draft in found.drafts] == [f"d{at:02}" for at in range(1, len(keys) + 1)]
    assert found.exhausted
    assert {one.kind: one.complete for one in found.differences} == {kind: counts[kind] for kind in smallest}
    assert found.differing == sum(counts.values())
    assert found.same_in_complete == (not sum(counts.values()))
    assert found.same_in_partial == (not smallest)
    assert found.passed == (not smallest)
    for one in found.differences:
        assert one.facts is not None
        assert one.smallest
        assert len(one.facts) == smallest[one.kind]
        outcomes = []
        for program, goal in zip(programs, found.goals, strict=True):
            facts = tuple(fact for fact in one.facts if fact.descriptor in program.base.descriptors)
            settling = infer(program, situate(program.base, Case("", "", facts))).settled[goal]
            outcomes.append(plain_outcome(Outcome(settling.status, settling.known)))
        assert Kind(*outcomes) == one.kind
        assert one.responsible is not None
        seen["alone" if one.responsible.single else "together"] += 1
    seen["in complete cases" if sum(counts.values()) else "in partial cases only" if smallest else "same"] += 1
    seen["untouched"] += found.untouched


def said(base: RuleBase, name: str, states: tuple[str, ...]) -> Fact:
    """The fact that leaves these states."""
    return Fact(name, states)
