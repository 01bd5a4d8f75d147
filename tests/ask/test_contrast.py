"""Contrasts: the gap is made of the items, and what is crucial turns, closes or narrows it, by the reference."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ask.contrast import Contrast, Separation, contrast
from engine.language.problems import InvalidInput
from tests.ask.rerun import evaluation_of, question_of, rerun, settled_without
from tests.generated import Asked, examples, questions


def check_separation(asked: Asked, part: Separation, seen: Counter[str]) -> None:
    """Asserts that items and strict rules are all there, and that each moves what it is said to when it is left out."""
    name, settling = part.descriptor, asked.trace.settled[part.descriptor]
    sides = (part.first.state, part.second.state)
    assert [(side.balance, side.allowed, side.left) for side in (part.first, part.second)] == [
        (settling.balance(state), state in settling.allowed, state in settling.known) for state in sides
    ]
    rules = {rule: asked.program.rules[rule] for rule in settling.fired}
    kept = {rule: [state in (found.narrows(name) or sides) for state in sides] for rule, found in rules.items()}
    weights = {rule: [found.weights(name).get(state, 0) for state in sides] for rule, found in rules.items()}
    assert {step.rule for step in part.strict} == {rule for rule in rules if kept[rule][0] != kept[rule][1]}
    uneven = {rule for rule in rules if weights[rule][0] != weights[rule][1]}
    assert {step.rule for step in part.apart} == uneven - {step.rule for step in part.strict}
    assert part.gap == sum(first - second for first, second in weights.values())
    for step in part.apart[:2]:
        first, second = weights[step.rule]
        after = settled_without(asked, name, [step.rule])
        assert after.balance(sides[0]) - after.balance(sides[1]) == part.gap - (first - second)
    for at, side in enumerate((part.first, part.second)):
        away = [rule for rule in rules if not kept[rule][at]]
        assert side.allowed is not bool(away)
        if away:
            assert side.state in settled_without(asked, name, away).allowed
    for step in part.alike:
        assert kept[step.rule][0] == kept[step.rule][1]
        assert step.rule not in uneven
    seen["strict"] += bool(part.strict)
    seen["weighed"] += bool(part.apart)


def check_crucial(asked: Asked, answer: Contrast, seen: Counter[str]) -> None:
    """Asserts that every single fact otherwise does what is said, and that none that turns or closes it is left out."""
    first, second = (side.state for side in (answer.separations[0].first, answer.separations[0].second))
    (pivot,) = [part for part in answer.separations if part.descriptor == answer.pivot]
    listed = {(crucial.descriptor, crucial.otherwise): crucial for crucial in answer.crucial}
    assert len(listed) == len(answer.crucial)
    were = [side.left for side in (answer.separations[0].first, answer.separations[0].second)]
    for name in asked.program.depends_on(answer.descriptor):
        if name == answer.descriptor or (name in asked.base.derived and name not in asked.trace.given_on):
            assert name not in {crucial.descriptor for crucial in answer.crucial}
            continue
        for state in asked.base.descriptors[name].states:
            if asked.trace.knowledge[name] == (state,):
                continue
            after = rerun(asked, {name: (state,)})
            known = after.settled[answer.descriptor].known
            left = [first in known, second in known]
            at = after.settled[pivot.descriptor]
            effect = "turns" if left == [False, True] else "closes" if left == [True, True] and not were[1] else ""
            if all(were):
                effect = "parts" if left[0] != left[1] else ""
            found = listed.get((name, state))
            if effect:
                assert found is not None
                assert found.effect == effect
            if found is not None:
                assert found.effect == (effect or "narrows")
                assert (known, after.settled[answer.descriptor].status) == (found.states, found.status)
                gap = at.balance(pivot.first.state) - at.balance(pivot.second.state)
                assert found.gap in (None, gap)
                if found.effect == "narrows":
                    assert gap < pivot.gap
                seen[found.effect] += 1


def test_contrasts_are_made_of_what_separates_and_turn_where_they_say() -> None:
    seen: Counter[str] = Counter()

    @examples(2000)
    @given(questions(most=7), st.integers(0, 2**32 - 1))
    def contrasted(asked: Asked, seed: int) -> None:
        random = Random(seed)
        name = random.choice(list(asked.program.rules_on) or [asked.base.verdict])
        states = random.sample(asked.base.descriptors[name].states, 2) if random.random() < 0.5 else ["", ""]
        answer = contrast(question_of(asked), states[0], states[1], name, evaluation_of(asked))
        first, second = answer.separations[0].first, answer.separations[0].second
        assert answer.separations[0].descriptor == name
        assert first.state != second.state
        assert first.left or not second.left
        if states[0]:
            assert {first.state, second.state} == set(states)
        for part in answer.separations:
            check_separation(asked, part, seen)
        for part in answer.separations[1:]:
            assert asked.trace.knowledge[part.descriptor] == (part.first.state,)
            assert rerun(asked, {part.descriptor: (part.second.state,)}).knowledge[name] == (second.state,)
            seen["deeper"] += 1
        check_crucial(asked, answer, seen)

    contrasted()
    kinds = ("strict", "weighed", "deeper", "turns", "parts", "closes", "narrows")
    assert {kind: seen[kind] for kind in kinds if seen[kind] < 30} == {}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nowhere", "", ""), "unknown-state"),
        (("neutral", "neutral", ""), "same-state"),
        (("", "", "japan.rolle"), "unknown-descriptor"),
        (("", "", "energy.pipeline_gas_share"), "context"),
    ],
)
def test_what_cannot_be_contrasted_is_refused(words: tuple[str, str, str], code: str) -> None:
    from engine import make_question

    with pytest.raises(InvalidInput) as refused:
        contrast(make_question(), *words)
    assert [problem.code for problem in refused.value.problems] == [code]
