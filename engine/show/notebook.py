"""How values show themselves in a notebook: as text, as HTML that stands on its own, and as a picture.

The HTML holds no script, style sheet or address, whatever was written into a source; the picture in it is one image, so that
nothing in it mingles with what else is on the page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from html import escape
from typing import Any

from engine.ask.assess import Assessment
from engine.ask.base_map import BaseMap
from engine.ask.compare import Comparison
from engine.ask.consistent import Consistent
from engine.ask.contrast import Contrast
from engine.ask.graph import Graph, graph_of
from engine.ask.howto import HowTo
from engine.ask.question import Question
from engine.ask.report import Report
from engine.ask.sweep import Sweep
from engine.ask.timeline import Timeline
from engine.ask.watch import Watch
from engine.ask.why import Explanation
from engine.ask.whynot import WhyNot
from engine.author.checking import CheckReport
from engine.author.testing import TestReport
from engine.infer.trace import Trace
from engine.language.base import RuleBase
from engine.show.assessment import assessment_page
from engine.show.authoring import check_page
from engine.show.base_map import map_figure
from engine.show.comparison import comparison_page
from engine.show.consistent import consistent_page
from engine.show.contrast import contrast_page
from engine.show.drawing import picture
from engine.show.explanation import extent
from engine.show.figure import Figure
from engine.show.graph import graph_figure
from engine.show.headline import add_case
from engine.show.howto import howto_page
from engine.show.lettering import harmless
from engine.show.markup import html_rows, tagged_span
from engine.show.memo import memo_page
from engine.show.page import Page, Span
from engine.show.sweep import sweep_page
from engine.show.table import table_rows
from engine.show.tables import tables_of
from engine.show.testing import tests_page
from engine.show.timeline import timeline_page
from engine.show.trace import trace_figure, trace_page
from engine.show.turns import turns_figure
from engine.show.watch import watch_page
from engine.show.whynot import whynot_page

_WIDTH = 100
_MOST_ROWS = 60  # of a table on a page; a frame has all of them
_PICTURED = "What it rests on, as a picture"


def _question_page(question: Question) -> Page:
    page = Page()
    add_case(page, question)
    return page


def _base_page(base: RuleBase) -> Page:
    page = Page()
    page.add((base.title or base.name, "heading"))
    page.add(
        f"{base.name}: {len(base.rules)} rules, {len(base.descriptors)} descriptors; its verdict is {base.verdict}.", hanging=2
    )
    return page


def _drawn_page(figure: Figure) -> Page:
    page = Page()
    page.add((figure.title, "heading"))
    for text in (*figure.remarks, *figure.notes):
        page.add(text, hanging=2)
    return page


# What is said of each value, and what is drawn of it.
_PAGES: dict[type, Callable[[Any], Page]] = {
    Assessment: assessment_page,
    BaseMap: lambda drawn: _drawn_page(map_figure(drawn)),
    CheckReport: check_page,
    Comparison: comparison_page,
    Consistent: consistent_page,
    Contrast: lambda answer: contrast_page(answer, extent("mid")),
    Explanation: lambda answer: memo_page(answer, extent("mid")),
    Graph: lambda graph: _drawn_page(graph_figure(graph)),
    HowTo: howto_page,
    Question: _question_page,
    Report: lambda report: assessment_page(report.answer),
    RuleBase: _base_page,
    Sweep: sweep_page,
    TestReport: lambda report: tests_page(report, whole=True, detailed=False),
    Timeline: timeline_page,
    Trace: trace_page,
    Watch: watch_page,
    WhyNot: lambda answer: whynot_page(answer, extent("mid")),
}
_FIGURES: dict[type, Callable[[Any], Figure | None]] = {
    Assessment: lambda answer: graph_figure(graph_of(answer.question)),
    BaseMap: map_figure,
    Comparison: turns_figure,
    Explanation: lambda answer: graph_figure(graph_of(answer.question, answer.goal)),
    Graph: graph_figure,
    Report: lambda report: graph_figure(report.graphs[0]),
    Trace: trace_figure,
}


def text_of(value: object) -> str:
    """A value as text: its page."""
    return "\n".join(map(harmless, _PAGES[type(value)](value).plain(_WIDTH).splitlines()))


def html_of(value: object) -> str:
    """A value as HTML: what its page says, and its picture behind a heading that opens it."""
    page = trace_page(value, whole=False) if isinstance(value, Trace) else _PAGES[type(value)](value)
    rows = [_lowered(row) for row in html_rows(page, _tagged)]
    if isinstance(value, Trace):
        rows += table_rows(tables_of(value)["settlings"], _MOST_ROWS)
    if (figure := _figure(value)) is not None:
        image = b64encode(picture(figure).encode()).decode()
        about = escape(harmless(". ".join([figure.title, *figure.remarks])))
        shown = f'<img src="data:image/svg+xml;base64,{image}" alt="{about}" style="max-width: none"/>'
        scrolled = f'<div role="region" aria-label="{_PICTURED}" tabindex="0" style="overflow-x: auto">{shown}</div>'
        rows.append(f"<details><summary>{_PICTURED}</summary>{scrolled}</details>")
    return "\n".join(['<article lang="en">', *rows, "</article>"])


def svg_of(value: object) -> str | None:
    """The picture of a value; None where there is none, nothing to draw, or too much."""
    figure = _figure(value)
    return None if figure is None else picture(figure)


def _figure(value: object) -> Figure | None:
    draw = _FIGURES.get(type(value))
    return draw(value) if draw else None


def _lowered(row: str) -> str:
    """A heading two levels further down: those above are the notebook's own."""
    for level in (2, 1):
        row = row.replace(f"<h{level}>", f"<h{level + 2}>").replace(f"</h{level}>", f"</h{level + 2}>")
    return row


def _tagged(span: Span) -> str:
    """A span in HTML, without what would turn the order of its letters round."""
    text, style = span
    return tagged_span((harmless(text), style))
