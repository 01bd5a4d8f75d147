"""What came of a batch, as a page and as a JSON document; its rows are in `engine.show.sweep`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from engine.ask.question import Question
from engine.ask.tables import Table
from engine.ask.verdict import verdict_of
from engine.infer.space import Outcome
from engine.language.problems import Problem
from engine.show.answers import AboutCase, about
from engine.show.documents import ProblemRecord, problem_record
from engine.show.headline import add_case
from engine.show.page import Page
from engine.show.sweep import CountedOutcome, by_rules, outcome_words, share


class BatchDocument(AboutCase):
    """How the rows of a table of cases came out; the answers themselves are rows of a file.

    Of the rows that were `skipped` the first problems are told; their column is 0 where the whole row is meant.
    """

    schema: Literal["kakehashi.batch"]
    version: Literal[1]
    goal: str
    columns: list[str]
    kept: list[str]
    rows: int
    outcomes: list[CountedOutcome]
    skipped: int
    problems: list[ProblemRecord]


def batch_page(question: Question, goal: str, counts: Counter[Outcome], skipped: int, file: str) -> Page:
    """The page of a batch: how often each outcome occurred."""
    page = Page()
    add_case(page, question)
    page.gap()
    rows = counts.total()
    page.add((f"{rows:,} rows", "strong"), f" answered in {file}", f"; {skipped:,} skipped" if skipped else "", hanging=2)
    page.heading(f"How {goal} comes out")
    for outcome, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        words = outcome_words(outcome, by_rules(question, goal))
        page.add(f"{share(count, rows):>7}  ", (words, "strong"), f"  ({count:,})", indent=2, hanging=9)
    return page


def batch_document(
    question: Question, table: Table, goal: str, counts: Counter[Outcome], skipped: int, problems: Sequence[Problem]
) -> BatchDocument:
    """The document of a batch."""
    trace = question.evaluate().trace
    return BatchDocument(
        schema="kakehashi.batch",
        version=1,
        **about(question, trace, verdict_of(question, trace)),
        goal=goal,
        columns=[descriptor.id for _, descriptor in table.descriptors],
        kept=[name for _, name in table.kept],
        rows=counts.total(),
        outcomes=[
            CountedOutcome(status=outcome.status, states=outcome.states, count=count)
            for outcome, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ],
        skipped=skipped,
        problems=[problem_record(problem) for problem in problems],
    )
