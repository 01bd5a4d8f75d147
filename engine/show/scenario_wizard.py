"""Matrices and lists of bundles in the formats of ScenarioWizard: `.scw` and `.sl`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from engine.ask.consistent import Consistent
from engine.language.matrices import VERSION, Matrix

_COLOUR = "FFFFFF"


def matrix_text(matrix: Matrix) -> str:
    """The project (`.scw`) of a matrix, as ScenarioWizard reads it: every colour white, no short names and no texts."""
    names = [line for part in matrix.descriptors for line in (f"&{part.name}", *(f" -{name}" for name in part.variants))]
    colours = [_COLOUR for part in matrix.descriptors for _ in part.variants]
    rows = [",".join(map(str, row)) for row in matrix.cells]
    sections = [names, [], [], colours, [], rows]
    return "\n".join([VERSION, matrix.name, *(line for section in sections for line in (*section, "#"))]) + "\n"


def solutions_text(answer: Consistent, weights: Sequence[int] | None) -> str:
    """The bundles of an answer as a list of solutions (`.sl`), with their weights.

    A weight that is not known is given as 0, and so is the consistency value of a bundle that has none.
    """
    places = [
        {state: at for at, state in enumerate(answer.question.base.descriptors[name].states, 1)} for name in answer.descriptors
    ]
    lines = []
    for bundle, weight in zip(answer.bundles, weights or repeat(0), strict=False):
        numbers = "".join(f" {place[state]}" for place, state in zip(places, bundle.states, strict=True))
        lines.append(f'"{numbers}",{weight},{bundle.value or 0},0,{bundle.score},""\n')
    return "".join(lines)
