"""Answers as the rows of a CSV file: a what-if or a case each, with how it comes out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Any

from engine.ask.clerk import Part
from engine.ask.tables import Table
from engine.infer.space import Outcome

_ROWS = 4096  # that are written at once


def outcome_name(outcome: Outcome, of_verdict: bool) -> str:
    """The status of an outcome as files have it."""
    return "indicated" if of_verdict and outcome.status == "settled" else outcome.status


def sweep_rows(space_names: Sequence[str], rows: Iterable[tuple[tuple[str, ...], Outcome]], of_verdict: bool) -> Iterator[str]:
    """The lines of a CSV file, some thousand at a time: a what-if each, with its status and the states that are left."""
    yield csv_text([[*space_names, "status", "states"]])
    ends: dict[Outcome, list[str]] = {}
    source = iter(rows)
    while part := list(islice(source, _ROWS)):
        for _, outcome in part:
            if outcome not in ends:
                ends[outcome] = [outcome_name(outcome, of_verdict), "|".join(outcome.states)]
        yield csv_text([*choice, *ends[outcome]] for choice, outcome in part)


def batch_rows(table: Table, parts: Iterable[Part], of_verdict: bool) -> Iterator[str]:
    """The lines of a CSV file: for each answered row its line (or number), the columns kept, its status and the states left."""
    yield csv_text([[table.numbered, *(name for _, name in table.kept), "status", "states"]])
    for part in parts:
        ends = [(outcome_name(outcome, of_verdict), "|".join(outcome.states)) for outcome in part.outcomes]
        columns = [part.lines, *part.kept, [ends[at][0] for at in part.answers], [ends[at][1] for at in part.answers]]
        yield csv_text(zip(*columns, strict=True))


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as the lines of a CSV file."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
