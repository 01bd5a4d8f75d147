"""A comparison as JSON values, without the two answers that are compared: whatever answers can carry one."""

from __future__ import annotations

from typing import TypedDict

from engine.ask.changes import Change
from engine.ask.compare import Comparison, Difference, Moved, Trial
from engine.ask.derivations import Derivation
from engine.ask.responsibility import Responsibility
from engine.ask.verdict import Verdict


class BothVerdicts(TypedDict):
    """The verdict before and after."""

    before: Verdict
    after: Verdict


class ComparisonRecord(TypedDict):
    """What differs between two questions, what turned or moved by that and by which rules, and what is responsible.

    `responsible` is null where the verdict stays as it was, its leaning too.
    """

    verdict: BothVerdicts
    changes: tuple[Change, ...]
    differences: tuple[Difference, ...]
    derivations: tuple[Derivation, ...]
    accounts: tuple[Moved, ...]
    trials: tuple[Trial, ...]
    responsible: Responsibility | None
    crux: tuple[str, ...]


def comparison_record(answer: Comparison) -> ComparisonRecord:
    """A comparison without the two answers that are compared."""
    return ComparisonRecord(
        verdict=BothVerdicts(before=answer.before.verdict, after=answer.after.verdict),
        changes=answer.changes,
        differences=answer.differences,
        derivations=answer.derivations,
        accounts=answer.accounts,
        trials=answer.trials,
        responsible=answer.responsible,
        crux=answer.crux,
    )
