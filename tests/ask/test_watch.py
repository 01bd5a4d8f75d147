"""What to watch is what asking the reference about every set of changes, every rule and every weight says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from math import prod
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.ask import tipping
from engine.ask.pulls import Margin, Pull
from engine.ask.watch import Watch, watch
from engine.infer.program import Dissent, compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.trace import Settling
from tests.ask.rerun import question_of, rerun
from tests.generated import Asked, examples, questions

MOST_SETS = 250  # sets of changes gone through for one base
Changes = frozenset[tuple[str, str]]


def outcome(settling: Settling) -> tuple[str, tuple[str, ...]]:
    return settling.status, settling.known


def moves_in(asked: Asked) -> dict[str, list[str]]:
    """What each descriptor may come to be in that is observed, or stated though rules derive it."""
    named = [d for d in asked.base.descriptors.values() if not d.is_context and d.id != asked.base.verdict]
    facts = {part.descriptor for part in asked.situation.given}
    may = [d for d in named if d.id in facts or not asked.program.rules_on.get(d.id)]
    return {d.id: [s for s in d.states if asked.trace.knowledge[d.id] != (s,)] for d in may}


def changed(asked: Asked, changes: Changes) -> Settling:
    """The verdict with changes."""
    return rerun(asked, {name: (state,) for name, state in changes}).settled[asked.base.verdict]


def all_sets(moves: dict[str, list[str]], most: int) -> Iterator[Changes]:
    for size in range(1, most + 1):
        for names in combinations(moves, size):
            for states in product(*(moves[name] for name in names)):
                yield frozenset(zip(names, states, strict=True))


@examples(300)
@given(questions(most=7), st.integers(0, 2**32 - 1))
def test_facts_are_ranked_by_what_going_through_all_sets_of_changes_finds(asked: Asked, seed: int) -> None:
    random = Random(seed)
    most, by_solver = random.choice([1, 2, 2, 3]), random.random() < 0.5
    moves = moves_in(asked)
    free = random.sample(list(moves), len(moves))
    while prod(1 + len(moves[name]) for name in free) > MOST_SETS:
        free.pop()
    now = outcome(asked.trace.settled[asked.base.verdict])
    used = {name: moves[name] for name in moves if name in free}
    tipping_sets = {changes for changes in all_sets(used, len(used)) if outcome(changed(asked, changes)) != now}
    minimal = {changes for changes in tipping_sets if not any(other < changes for other in tipping_sets)}
    with patch.object(tipping, "MOST_SETS", 0 if by_solver else tipping.MOST_SETS):
        answer = watch(question_of(asked), hold=[name for name in moves if name not in free], most=most)
    found = answer.tippings
    assert found.exhausted
    assert found.settled
    wanted = {changes for changes in minimal if len(changes) <= most}
    assert [frozenset(one.changes) for one in found.minimal] == sorted(
        map(frozenset, wanted), key=lambda changes: placed(used, changes)
    )
    fewest = min(map(len, minimal), default=None)
    assert found.fewest == fewest
    assert {frozenset(one.changes) for one in found.smallest} == {changes for changes in minimal if len(changes) == fewest}
    for one in (*found.minimal, *found.smallest):
        settling = changed(asked, frozenset(one.changes))
        assert (one.verdict.states, one.verdict.leaning) == (settling.known, settling.leaning)
    assert [fact.descriptor for fact in answer.facts] == sorted(used, key=lambda name: ranked(answer, wanted, name))
    for fact in answer.facts:
        having = [changes for changes in wanted if any(name == fact.descriptor for name, _ in changes)]
        assert fact.tips_with == min(map(len, having), default=None)
        assert {frozenset(one.changes) for one in fact.sets} == {c for c in having if len(c) == fact.tips_with}
        assert [move.state for move in fact.moves] == used[fact.descriptor]
        assert all(move.tips == (frozenset([(fact.descriptor, move.state)]) in tipping_sets) for move in fact.moves)


def placed(moves: dict[str, list[str]], changes: Changes) -> tuple[int, list[tuple[int, int]]]:
    """The smaller first, then in the order of the vocabulary."""
    names = list(moves)
    return len(changes), sorted((names.index(name), moves[name].index(state)) for name, state in changes)


def ranked(answer: Watch, minimal: set[Changes], name: str) -> tuple[float, bool, int, int, int]:
    """Where a fact is to stand: by the sets it is in, then by what it moves."""
    (fact,) = (fact for fact in answer.facts if fact.descriptor == name)
    least = min((len(changes) for changes in minimal if any(name == other for other, _ in changes)), default=float("inf"))
    pulls = [pull for move in fact.moves for pull in move.pulls]
    by, decided = ([-getattr(pull, part) for pull in pulls if pull.descriptor in answer.crux] for part in ("by", "decided"))
    beside = [-pull.by for pull in pulls if pull.descriptor not in answer.crux]
    return least, not pulls, min([0, *by]), min([0, *decided]), min([0, *beside])


@examples(300)
@given(questions(most=8))
def test_what_a_change_moves_is_what_the_reference_says_with_it(asked: Asked) -> None:
    answer = watch(question_of(asked), most=1)
    assert {fact.descriptor for fact in answer.facts} == set(moves_in(asked))
    for fact in answer.facts:
        assert fact.known == asked.trace.knowledge[fact.descriptor]
        for move in fact.moves:
            after = rerun(asked, {fact.descriptor: (move.state,)})
            settling = after.settled[asked.base.verdict]
            assert (move.verdict.states, move.verdict.leaning) == (settling.known, settling.leaning)
            assert move.learned == (move.state in fact.known)
            names = dict.fromkeys((*answer.crux, asked.base.verdict))
            expected = [pull_on(asked, name, name in answer.crux, after.settled[name]) for name in names]
            assert list(move.pulls) == [pull for pull in expected if pull is not None]


def pull_on(asked: Asked, name: str, decides: bool, after: Settling) -> Pull | None:
    """What a change does on a descriptor: margins between the states that lead to different scenarios."""
    before, verdict = asked.trace.settled[name], asked.base.verdict
    if all(getattr(before, part) == getattr(after, part) for part in ("balances", "allowed", "pending")):
        return None
    states = asked.base.descriptors[name].states
    leads_to = {s: (s,) if name == verdict else rerun(asked, {name: (s,)}).settled[verdict].known for s in states}
    common = [state for state in states if state in before.allowed and state in after.allowed]
    weighed = common if len({leads_to[state] for state in common}) >= 2 else list(states)
    margins = []
    for ends in dict.fromkeys(leads_to[state] for state in weighed):
        sides = [[s for s in weighed if (leads_to[s] == ends) == is_ours] for is_ours in (True, False)]
        if sides[1]:
            old, new = (max(map(s.balance, sides[0])) - max(map(s.balance, sides[1])) for s in (before, after))
            margins.append(Margin(ends, old, new))
    old_ends, new_ends = ([end for state in s.allowed for end in leads_to[state]] for s in (before, after))
    barred = tuple(dict.fromkeys(end for end in old_ends if end not in new_ends))
    opened = tuple(dict.fromkeys(end for end in new_ends if end not in old_ends))
    return Pull(name, decides, tuple(margins), len(before.pending) - len(after.pending), barred, opened)


@examples(100)
@given(questions(most=7), st.integers(0, 2**32 - 1))
def test_scenarios_are_separated_as_going_through_the_space_says(asked: Asked, seed: int) -> None:
    random = Random(seed)
    states = {name: asked.base.descriptors[name].states for name in moves_in(asked)}
    free = random.sample(list(states), len(states))
    while prod(len(states[name]) for name in free) > MOST_SETS:
        free.pop()
    found = watch(question_of(asked), hold=[name for name in states if name not in free], most=1).separations
    cone = asked.program.depends_on(asked.base.verdict)
    names = [name for name in states if name in free and name in cone]
    seen: dict[str, list[dict[str, str]]] = {}
    for choice in product(*(states[name] for name in names)):
        settling = changed(asked, frozenset(zip(names, choice, strict=True)))
        if settling.status == "settled":
            seen.setdefault(settling.known[0], []).append(dict(zip(names, choice, strict=True)))
    assert found.size == prod(len(states[name]) for name in names)
    assert [(pair.first, pair.second) for pair in found.pairs] == list(
        combinations(asked.base.descriptors[asked.base.verdict].states, 2)
    )
    for pair in found.pairs:
        both = [seen.get(scenario, []) for scenario in (pair.first, pair.second)]
        assert pair.counts == (len(both[0]), len(both[1]))
        assert {fact.descriptor for fact in pair.facts} == (set(names) if all(both) else set())
        assert [fact.apart for fact in pair.facts] == sorted((fact.apart for fact in pair.facts), reverse=True)
        for fact in pair.facts:
            tables = [Counter(what_if[fact.descriptor] for what_if in listed) for listed in both]
            assert [fact.first, fact.second] == [tuple(table[state] for state in fact.states) for table in tables]
            shares = [[table[state] / len(listed) for state in fact.states] for table, listed in zip(tables, both, strict=True)]
            assert fact.apart == pytest.approx(sum(abs(a - b) for a, b in zip(*shares, strict=True)) / 2)


@examples(300)
@given(questions(most=8), st.integers(0, 2**32 - 1))
def test_rules_weights_and_grades_tip_the_verdict_where_asking_so_says(asked: Asked, seed: int) -> None:
    random = Random(seed)
    grades = ("", "A1", "B2", "A2", "B1", "B3", "C1", "F2", "A6", "F6", "E5")
    facts = tuple(replace(fact, grade=random.choice(grades)) for fact in asked.case.facts)
    weighing = [(r.id, d, s, w) for r in asked.base.rules.values() for d, weights in r.impact for s, w in weights]
    zeroed = [Dissent(r, d, s, 0, w) for r, d, s, w in random.sample(weighing, min(len(weighing), random.randint(0, 2)))]
    dissents = {dissent.key: dissent for dissent in (*asked.dissents, *zeroed)}
    asked = Asked(asked.base, replace(asked.case, facts=facts), tuple(dissents.values()), asked.strata)
    base, verdict = asked.base, asked.base.verdict
    now = outcome(asked.trace.settled[verdict])
    grade = random.choice(["B2", "A1", "E5", "C3"])
    answer = watch(question_of(asked), most=1, grade=grade).robustness

    def under(dissent: Dissent) -> tuple[str, tuple[str, ...]]:
        return outcome(infer(compile_program(base, (*asked.dissents, dissent)), asked.situation).settled[verdict])

    left_out = {rule: under(Dissent(rule)) for rule in asked.program.rules}
    assert {one.dissent.rule for one in answer.without} == {rule for rule, after in left_out.items() if after != now}
    assert all(one.verdict.states == left_out[one.dissent.rule][1] for one in answer.without)
    shifted = {}
    for rule in asked.program.rules.values():
        for descriptor, weights in base.rules[rule.id].impact:
            for state, authored in weights:
                weight = rule.weights(descriptor).get(state, 0)
                for other in {weight - 1, weight + 1} & set(range(-3, 4)):
                    shifted[rule.id, descriptor, state, other] = under(Dissent(rule.id, descriptor, state, other, authored))
    tipping_ones = {key for key, after in shifted.items() if after != now}
    said = [one.dissent for one in answer.reweighed]
    assert {(d.rule, d.descriptor, d.state, d.weight) for d in said} == tipping_ones
    assert len(said) == len(tipping_ones)
    bearing = asked.program.depends_on(verdict)
    assert answer.weights == len({key[:3] for key in shifted if key[1] in bearing})
    good = [
        f for f in facts if f.grade and f.grade[0] in "ABCDE"[: "ABCDE".index(grade[0]) + 1] and "1" <= f.grade[1] <= grade[1]
    ]
    better = infer(asked.program, situate(base, replace(asked.case, facts=tuple(good)))).settled[verdict]
    assert (answer.graded.verdict.states, answer.graded.verdict.leaning) == (better.known, better.leaning)
    assert answer.graded.kept + len(answer.graded.dropped) == len(asked.situation.facts)
    assert not set(map(id, answer.graded.dropped)) & set(map(id, good))
