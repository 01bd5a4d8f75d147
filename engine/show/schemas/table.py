"""Every JSON document there is, and what is kept as JSON: the types from which their schemas are derived."""

from __future__ import annotations

from typing import Any, get_args

from engine.infer.trace import Trace
from engine.show.answers import AssessmentDocument
from engine.show.auditing import (
    LogDocument,
    RecordedAssessmentDocument,
    RecordingDocument,
    ReplayDocument,
    VerificationDocument,
)
from engine.show.authoring import CheckDocument
from engine.show.base_map import MapDocument
from engine.show.batch import BatchDocument
from engine.show.board import BoardDocument, ChoicesDocument
from engine.show.carrying import CarriedDocument
from engine.show.cases import CaseDocument, CasesDocument
from engine.show.comparing import ComparisonDocument, TimelineDocument
from engine.show.consistent import ConsistentDocument
from engine.show.converting import ConvertedDocument
from engine.show.diffed import RulesDiffDocument
from engine.show.documents import ErrorDocument
from engine.show.edition import VersionDocument
from engine.show.explained import ContrastDocument, ExplanationDocument, WhyNotDocument
from engine.show.explored import ExplorationDocument
from engine.show.graph import GraphDocument
from engine.show.journals import JournalLine
from engine.show.listed import FactsDocument, RulesDocument
from engine.show.recording import RecordedDocument
from engine.show.report_document import ReportDocument
from engine.show.schemas import SchemasDocument
from engine.show.schemas.deriving import Schema, entries_of, schema_of
from engine.show.storing import StoreDocument
from engine.show.sweep import SweepDocument
from engine.show.testing import TestDocument
from engine.show.watched import WatchDocument
from engine.show.ways import HowToDocument
from engine.show.written import WrittenDocument

# A document is listed here, and `python -m tests.show.schemas --write` writes its schema.
DOCUMENTS: tuple[Any, ...] = (
    AssessmentDocument,
    BatchDocument,
    CarriedDocument,
    BoardDocument,
    CaseDocument,
    CasesDocument,
    CheckDocument,
    ChoicesDocument,
    ComparisonDocument,
    ConsistentDocument,
    ContrastDocument,
    ConvertedDocument,
    ErrorDocument,
    ExplanationDocument,
    ExplorationDocument,
    FactsDocument,
    GraphDocument,
    HowToDocument,
    LogDocument,
    MapDocument,
    RecordedAssessmentDocument,
    RecordedDocument,
    RecordingDocument,
    ReplayDocument,
    ReportDocument,
    RulesDiffDocument,
    RulesDocument,
    SchemasDocument,
    StoreDocument,
    SweepDocument,
    TestDocument,
    TimelineDocument,
    VerificationDocument,
    VersionDocument,
    WatchDocument,
    WhyNotDocument,
    WrittenDocument,
)
KEPT: tuple[tuple[str, int, Any, str], ...] = (
    ("journal", 1, JournalLine, "A line of an exported journal: its heading, a text that events name, or an event."),
    (
        "trace",
        1,
        Trace,
        "The complete, checkable record of one inference, as assessments carry it and journals keep it.",
    ),
)


def derived() -> dict[tuple[str, int], Schema]:
    """The schemas by name and version, as the types have it."""
    shapes = [(*_named(document), document, "") for document in DOCUMENTS]
    return {(name, version): schema_of(name, version, shape, about) for name, version, shape, about in (*shapes, *KEPT)}


def _named(document: Any) -> tuple[str, int]:
    entries = entries_of(document)
    (schema,), (version,) = (get_args(entries[key][0]) for key in ("schema", "version"))
    return schema.removeprefix("kakehashi."), version
