"""A report as a JSON document: everything of its assessment, and what a reader is told beside it."""

from __future__ import annotations

from typing import Literal

from engine.ask.report import Accounted, Open, Record, Report, Sourced
from engine.language.base import Paragraph
from engine.show.answers import AssessmentParts, assessment_parts
from engine.show.explained import SupportRecord, support_record
from engine.show.listed import RuleRecord, rule_record
from engine.show.watched import WatchParts, watch_parts


class ReportDocument(AssessmentParts):
    """The whole answer, as a report tells it: an assessment with accounts, sources, rules and paragraphs.

    `turning` are the accounts of the verdict and of what it turns on, `proved` those of them that are proved and drawn,
    `support` the facts that carry the verdict, `watch` what would turn it; `record` says where the answer was written down,
    null where it was asked now.
    """

    schema: Literal["kakehashi.report"]
    version: Literal[1]
    turning: tuple[Accounted, ...]
    support: SupportRecord | None
    proved: list[str]
    open: tuple[Open, ...]
    watch: WatchParts
    sources: tuple[Sourced, ...]
    rules: dict[str, RuleRecord]
    paragraphs: tuple[Paragraph, ...]
    trace_hash: str
    record: Record | None


def report_document(report: Report) -> ReportDocument:
    """The document of a report."""
    support = report.proofs[0].support
    return ReportDocument(
        schema="kakehashi.report",
        version=1,
        **assessment_parts(report.answer),
        turning=report.accounts,
        support=support_record(support) if support else None,
        proved=[proof.goal for proof in report.proofs],
        open=report.open,
        watch=watch_parts(report.watch),
        sources=report.sources,
        rules={rule.id: rule_record(rule) for rule in report.rules},
        paragraphs=report.paragraphs,
        trace_hash=report.trace_hash,
        record=report.record,
    )
