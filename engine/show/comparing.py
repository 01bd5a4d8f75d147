"""Comparisons and timelines as JSON documents."""

from __future__ import annotations

from typing import Any

from engine.ask.changes import Change, DissentChange, FactsChange
from engine.ask.compare import Comparison, Side
from engine.ask.timeline import Timeline
from engine.ask.verdict import verdict_of
from engine.infer.records import plain
from engine.show.answers import about
from engine.show.documents import envelope


def comparison_document(answer: Comparison) -> dict[str, Any]:
    """The document of a comparison: at its top level what is known after, under `before` what was known before."""
    before, after = answer.before, answer.after
    return envelope(
        "comparison",
        **about(after.question, after.trace, after.verdict),
        before=about(before.question, before.trace, before.verdict),
        comparison=comparison_record(answer),
    )


def comparison_record(answer: Comparison) -> dict[str, Any]:
    """A comparison as plain JSON values, without the two answers that are compared."""
    return {
        "verdict": {"before": plain(answer.before.verdict), "after": plain(answer.after.verdict)},
        "changes": [_change_record(change) for change in answer.changes],
        "differences": [plain(difference) | {"turned": difference.turned} for difference in answer.differences],
        **{part: plain(getattr(answer, part)) for part in ("derivations", "accounts", "trials", "responsible", "crux")},
    }


def timeline_document(answer: Timeline) -> dict[str, Any]:
    """The document of a timeline; at its top level stands what is known on the date of the question."""
    question = answer.question
    trace = question.evaluate().trace
    return envelope(
        "timeline",
        **about(question, trace, verdict_of(question, trace)),
        crux=list(answer.crux),
        opening=_side_record(answer, answer.opening),
        moments=[
            {"date": plain(moment.date), **_side_record(answer, moment.now), "changes": comparison_record(moment.changes)}
            for moment in answer.moments
        ],
    )


def _side_record(answer: Timeline, side: Side) -> dict[str, Any]:
    return {
        "knowledge": plain(side.trace.knowledge),
        "verdict": plain(side.verdict),
        "facts_hash": side.trace.facts_hash,
        "balances": {settling.descriptor: dict(settling.balances) for settling in answer.settled(side)},
    }


def _change_record(change: Change) -> dict[str, Any]:
    kind = "facts" if isinstance(change, FactsChange) else "dissent" if isinstance(change, DissentChange) else "base"
    return {**plain(change), "name": change.name, "kind": kind, "moves": change.moves}
