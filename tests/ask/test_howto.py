"""Ways to a state are just the minimal sets of changes that going through all of them finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from engine.ask.howto import find_ways
from engine.ask.question import Question
from engine.infer.minimal_changes import reaches
from engine.infer.reference import infer
from engine.infer.situation import situate
from tests.generated import Asked, examples, one_state, questions

MOST_SETS = 400  # sets of changes gone through for one base

Changes = frozenset[tuple[str, str | None]]


@examples(500)
@given(questions(most=7), st.integers(0, 2**32 - 1))
def test_ways_are_the_minimal_sets_of_changes_that_going_through_all_of_them_finds(asked: Asked, seed: int) -> None:
    random = Random(seed)
    goal = random.choice([name for name in asked.strata if asked.program.rules_on.get(name)] or list(asked.strata))
    state = random.choice(asked.base.descriptors[goal].states)
    loose, most = random.random() < 0.4, random.choice([None, None, None, 0, 1, 2])
    moves = {name: states for name, states in _moves(asked, loose).items() if name != goal}
    free = random.sample(list(moves), len(moves))
    while prod(1 + len(moves[name]) for name in free) > MOST_SETS:
        free.pop()
    hold = [name for name in moves if name not in free]
    answer = find_ways(Question(asked.program, asked.case, asked.situation), f"{goal}={state}", (), hold, most, loose=loose)
    reaching = set(_reaching(asked, {name: moves[name] for name in free}, goal, state))
    minimal = {changes for changes in reaching if not any(other < changes for other in reaching)}
    wanted = {changes for changes in minimal if most is None or len(changes) <= most}
    found = [frozenset((step.descriptor, step.state) for step in way.steps) for way in answer.ways]
    assert len(found) == len(set(found))
    assert set(found) == wanted
    assert answer.exhausted
    assert answer.choices == prod(1 + len(moves[name]) for name in free)
    assert [way.cost for way in answer.ways] == sorted(len(changes) for changes in wanted)
    if not wanted and most is not None:
        assert answer.fewest == min((len(changes) for changes in minimal), default=None)
    for way in answer.ways:
        old, new = asked.trace.settled[goal], way.trace.settled[goal]
        assert new.known == (state,)
        turned = (old.known, old.status) != (new.known, new.status)
        assert [turn.descriptor for turn in way.turns][-1:] == [goal] * turned


def _moves(asked: Asked, loose: bool) -> dict[str, list[str | None]]:
    """What each observed descriptor may be changed to: what makes known of it something else."""
    found: dict[str, list[str | None]] = {}
    for name, descriptor in asked.base.descriptors.items():
        if asked.program.rules_on.get(name) or descriptor.is_context:
            continue
        known = asked.trace.knowledge[name]
        found[name] = [state for state in descriptor.states if known != (state,)]
        freed = infer(asked.program, situate(asked.base, asked.case.replaced((), [name]))).knowledge[name]
        found[name] += [None] if loose and freed != known else []
    return found


def _reaching(asked: Asked, moves: Mapping[str, list[str | None]], goal: str, state: str) -> Iterator[Changes]:
    """All sets of changes that reach the goal."""
    one_each: list[list[tuple[str, str | None] | None]] = [[None, *((d, to) for to in states)] for d, states in moves.items()]
    for choice in product(*one_each):
        changes = frozenset(change for change in choice if change is not None)
        facts = [one_state(asked.base.descriptors[name], to) for name, to in changes if to is not None]
        case = asked.case.replaced(facts, [name for name, _ in changes])
        if reaches(asked.program, infer(asked.program, situate(asked.base, case)), goal, state):
            yield changes
