"""The second part of a report: the sources with their grades, the paragraphs, the rules, and the trace with its hashes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from engine.ask.report import Report, Sourced
from engine.infer.trace import RuleStatus
from engine.language.facts import Fact, Source
from engine.show.listing import add_rule
from engine.show.memo import source_text
from engine.show.page import Page, Span
from engine.show.paper import Attachment, Block, Cell, Entry, Line, Section, Table, one, page_of
from engine.show.words import cited, said_of, signed, states_of, status_word

_STATUSES: dict[RuleStatus, str] = {"fired": "fired", "pending": "pending", "ruled_out": "ruled out"}


def appendix(report: Report) -> Iterator[Section]:
    """Everything that the answer was made from."""
    yield _sources(report)
    if report.paragraphs:
        yield _paragraphs(report)
    yield _rules(report)
    yield _trace(report)


def _sources(report: Report) -> Section:
    """Every fact that stands, under its source."""
    blocks: list[Block] = []
    for sourced in report.sources:
        blocks.append(page_of(_source_line(sourced.source)))
        blocks.append(_facts(report, sourced))
    if any(fact.grade for sourced in report.sources for fact in sourced.facts):
        blocks.append(page_of(_GRADES))
    if not blocks:
        blocks.append(page_of("No fact is stated."))
    return Section("sources", "Facts, sources and grades", tuple(blocks))


_GRADES = (
    "Grades are those of the Admiralty code: a letter for the reliability of the source, A to E, and a number for the "
    "credibility of the statement, 1 to 5, the best first; F and 6 say that it cannot be judged. They change no weight."
)


def _source_line(source: Source) -> Line:
    said = ", ".join(part for part in (source.publisher, source.title, source.date) if part) or "Without a source"
    return ((said, "strong"), *((", ", source.url) if source.url else ()))


def _facts(report: Report, sourced: Sourced) -> Table:
    base = report.answer.question.base
    rows: list[tuple[Cell, ...]] = []
    for fact in sourced.facts:
        title = base.descriptors[fact.descriptor].title
        rows.append(
            (
                ((title or fact.descriptor,), ((fact.descriptor, "dim"),)) if title else one((fact.descriptor, "name")),
                one((said_of(base, fact).replace("|", " or "), "strong")),
                one(fact.kind),
                one(fact.grade or "–"),
                tuple(_where(fact)) or one("–"),
            )
        )
    caption = ", ".join(part for part in (sourced.source.publisher, sourced.source.title) if part) or "Without a source"
    return Table(f"Facts from: {caption}", ("Of what", "It is said", "Kind", "Grade", "Where, and when"), tuple(rows))


def _where(fact: Fact) -> Iterator[Line]:
    """The paragraphs or the place in a source, the days, and what else has to be known of a fact."""
    locator = "" if fact.source.locator == cited(fact.cite) else fact.source.locator
    days = [f"since {fact.since}" if fact.since else "", f"until {fact.until}" if fact.until else ""]
    said = ", ".join(part for part in (cited(fact.cite), locator, *days) if part)
    if said:
        yield (said,)
    if fact.unverified:
        yield (("unverified", "strong"),)
    if fact.origin.startswith("--"):
        yield ((f"said by {fact.origin}", "strong"),)
    if fact.author:
        yield (f"told by {fact.author}",)
    if fact.note:
        yield ((fact.note, "dim"),)


def _paragraphs(report: Report) -> Section:
    source = report.answer.question.base.source
    entries = tuple(
        Entry(f"¶{paragraph.number}", (f"¶{paragraph.number} ", (paragraph.section, "dim")), page_of(paragraph.gist))
        for paragraph in report.paragraphs
    )
    said = source_text(source)
    intro = page_of(f"¶ stands for the paragraphs of {said}; what they say is told in the words of the rule base.")
    return Section("paragraphs", "The paragraphs cited", (intro, entries) if said else (entries,))


def _rules(report: Report) -> Section:
    """The rules that fired, wait, or are dissented from."""
    question, read = report.answer.question, report.answer.trace.read
    entries = []
    for rule in report.rules:
        status = _STATUSES[read[rule.id].status] if rule.id in read else "left out by dissent"
        body = Page()
        add_rule(body, question, rule)
        entries.append(Entry(rule.id, (f"{rule.title} ", (f"{rule.id}, {status}", "dim")), body, rule.name))
    others = len(question.base.rules) - len(report.rules)
    intro = (
        f"{len(entries)} rules of {len(question.base.rules)}: those that fired, that wait for facts, or that are dissented from."
    )
    said = f"{intro} The other {others} are ruled out by what is known." if others else intro
    return Section("rules", "The rules", (page_of(said), tuple(entries)))


def _trace(report: Report) -> Section:
    """The inference: hashes, how every rule read, and how every descriptor was settled, in order."""
    answer, trace = report.answer, report.answer.trace
    engine = report.record.engine if report.record is not None else version("kakehashi")
    hashes: list[tuple[Cell, ...]] = [
        (one("trace"), one((report.trace_hash, "name"))),
        (one("rules"), one((trace.rules_hash, "name"))),
        (one("vocabulary"), one((trace.vocabulary_hash, "name"))),
        (one("facts"), one((trace.facts_hash, "name"))),
    ]
    if report.record is not None:
        hashes.append((one(f"event {report.record.number} of {report.record.case}"), one((report.record.hash, "name"))))
    intro = f"Inferred by Kakehashi {engine}, evaluator {answer.evaluator}. The checker of traces follows it step by step."
    blocks: list[Block] = [
        page_of(intro),
        Table("SHA-256", ("Of what", "SHA-256"), tuple(hashes)),
        Attachment("trace.json", "The whole trace, as it was hashed:", report.trace),
    ]
    blocks.append(_readings(report))
    blocks.append(_settlings(report))
    return Section("trace", "The trace", tuple(blocks))


def _readings(report: Report) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for status, said in _STATUSES.items():
        spans: list[Span | str] = []
        for reading in report.answer.trace.readings:
            if reading.status == status:
                spans += [(reading.rule, "name"), ", "]
        if spans:
            rows.append((one((f"{len(spans) // 2} {said}", "strong")), (tuple(spans[:-1]),)))
    return Table("How the rules read", ("Rules", "Which"), tuple(rows))


def _settlings(report: Report) -> Table:
    base = report.answer.question.base
    rows: list[tuple[Cell, ...]] = []
    for settling in report.answer.trace.settlings:
        weighed = any(balance for _, balance in settling.balances)
        balances = ", ".join(f"{state} {signed(balance)}" for state, balance in settling.balances if weighed)
        waiting = f"{len(settling.pending)} pending" if settling.pending else ""
        rules = ", ".join(part for part in (f"{len(settling.fired)} fired" if settling.fired else "", waiting) if part)
        ground = "stated" if base.is_observed(settling.descriptor) and settling.asserted else rules or "nothing stated"
        rows.append(
            (
                one((settling.descriptor, "name")),
                one(states_of(base, settling.descriptor, settling.known)),
                one(status_word(settling)),
                one(balances or "–"),
                one(ground),
            )
        )
    head = ("Descriptor", "Known of it", "Status", "Balances", "By")
    return Table("Every descriptor in the order in which it was settled", head, tuple(rows))
