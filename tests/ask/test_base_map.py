"""The map of a base has every rule on every pair of descriptors that it connects, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from engine.ask.base_map import map_of
from engine.keep.questions import make_question
from engine.language.problems import InvalidInput
from tests.generated import Asked, examples, questions


@given(questions())
@examples(200)
def test_every_rule_is_on_every_pair_that_it_connects(asked: Asked) -> None:
    drawn = map_of(asked.program)
    wanted = {(rule.id, a, b) for rule in asked.program.rules.values() for a in rule.reads for b in rule.effects}
    found = Counter((rule, bearing.source, bearing.target) for bearing in drawn.bearings for rule in bearing.rules)
    assert set(found) == wanted
    assert not found or max(found.values()) == 1
    for bearing in drawn.bearings:
        rules = [asked.program.rules[rule] for rule in bearing.rules]
        assert bearing.widest == max([0, *(abs(w) for rule in rules for w in rule.weights(bearing.target).values())])
        assert bearing.narrowing == sum(bearing.target in dict(rule.then) for rule in rules)
        read = [{test.descriptor for test in rule.when.tests()} for rule in rules]
        assert bearing.excepting == sum(bearing.source not in names for names in read)


@given(questions())
@examples(100)
def test_the_map_of_a_descriptor_is_what_it_rests_on(asked: Asked) -> None:
    goal = asked.base.verdict
    part, whole = map_of(asked.program, goal), map_of(asked.program)
    within = set(asked.program.depends_on(goal))
    assert {descriptor.id for descriptor in part.descriptors} == within
    assert part.bearings == tuple(bearing for bearing in whole.bearings if bearing.target in within)


def test_the_article_as_a_map() -> None:
    program = make_question().program
    drawn = map_of(program)
    assert (len(drawn.descriptors), len(drawn.bearings)) == (56, 103)
    assert len({rule for bearing in drawn.bearings for rule in bearing.rules}) == len(program.rules)
    assert "energy.pipeline_gas_share" not in {descriptor.id for descriptor in drawn.descriptors}


def test_a_rule_that_is_left_out_is_in_no_map() -> None:
    drawn = map_of(make_question(without=["asia-is-not-europe"]).program)
    assert "asia-is-not-europe" not in {rule for bearing in drawn.bearings for rule in bearing.rules}


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="scenariio"):
        map_of(make_question().program, "scenariio")
