"""Consistent bundles: the search and trying every bundle find the same, with and without feedback."""

from __future__ import annotations

from math import prod

from hypothesis import given
from hypothesis import strategies as st

from engine.infer.bundle_search import BundleSearch
from engine.infer.bundles import Bundle
from engine.infer.program import Program
from engine.infer.situation import Situation
from tests.generated import Asked, examples, questions
from tests.infer.plain_bundles import plain_bundles, taking_part

MOST = 3000  # bundles that are tried one by one


def searched(program: Program, situation: Situation, tolerance: int = 0) -> list[Bundle]:
    return sorted(BundleSearch(program, situation, tolerance).find(), key=lambda bundle: bundle.states)


def size(asked: Asked) -> int:
    return prod(len(asked.base.descriptors[name].states) for name in taking_part(asked.program))


def in_order(bundles: list[Bundle]) -> list[Bundle]:
    return sorted(bundles, key=lambda bundle: bundle.states)


@given(questions(most=7, feedback=True), st.integers(0, 2))
@examples(500)
def test_the_search_finds_what_trying_every_bundle_finds(asked: Asked, tolerance: int) -> None:
    if size(asked) <= MOST:
        tried = in_order(plain_bundles(asked.program, asked.situation, tolerance))
        assert searched(asked.program, asked.situation, tolerance) == tried
