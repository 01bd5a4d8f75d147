"""How values show themselves in a notebook: as text, as HTML that stands on its own, and as a picture.

The HTML holds no script, style sheet or address, whatever was written into a source; the picture in it is one image, so that
nothing in it mingles with what else is on the page.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape

from engine.ask.assess import Assessment
from engine.ask.compare import Comparison
from engine.ask.graph import graph_of
from engine.infer.trace import Trace
from engine.show.assessment import assessment_page
from engine.show.comparison import comparison_page
from engine.show.drawing import picture
from engine.show.figure import Figure
from engine.show.graph import graph_figure
from engine.show.lettering import harmless
from engine.show.markup import html_rows, tagged_span
from engine.show.page import Page, Span
from engine.show.table import table_rows
from engine.show.tables import tables_of
from engine.show.trace import trace_figure
from engine.show.turns import turns_figure
from engine.show.words import any_of, status_word

_WIDTH = 100
_MOST_ROWS = 60  # of a table on a page; a frame has all of them
_PICTURED = "What it rests on, as a picture"


def text_of(value: object) -> str:
    """An assessment, a comparison or a trace as text: its page, that of a trace with how each descriptor was settled."""
    page = _page(value)
    for settling in value.settlings if isinstance(value, Trace) else ():
        page.add(f"{settling.descriptor} = {any_of(settling.known)} ({status_word(settling)})", indent=2, hanging=2)
    return "\n".join(map(harmless, page.plain(_WIDTH).splitlines()))


def html_of(value: object) -> str:
    """An assessment, a comparison or a trace as HTML: what its page says, and its picture behind a heading that opens it."""
    rows, figure = [_lowered(row) for row in _told(value)], _figure(value)
    if figure is not None:
        image = b64encode(picture(figure).encode()).decode()
        about = escape(harmless(". ".join([figure.title, *figure.remarks])))
        shown = f'<img src="data:image/svg+xml;base64,{image}" alt="{about}" style="max-width: none"/>'
        scrolled = f'<div role="region" aria-label="{_PICTURED}" tabindex="0" style="overflow-x: auto">{shown}</div>'
        rows.append(f"<details><summary>{_PICTURED}</summary>{scrolled}</details>")
    return "\n".join(['<article lang="en">', *rows, "</article>"])


def svg_of(value: object) -> str | None:
    """The picture of an assessment, a comparison or a trace; None where there is nothing to draw, or too much."""
    figure = _figure(value)
    return None if figure is None else picture(figure)


def _figure(value: object) -> Figure | None:
    if isinstance(value, Assessment):
        return graph_figure(graph_of(value.question))
    if isinstance(value, Comparison):
        return turns_figure(value)
    return trace_figure(value) if isinstance(value, Trace) else None


def _told(value: object) -> list[str]:
    rows = html_rows(_page(value), _tagged)
    return [*rows, *table_rows(tables_of(value)["settlings"], _MOST_ROWS)] if isinstance(value, Trace) else rows


def _page(value: object) -> Page:
    if isinstance(value, Assessment):
        return assessment_page(value)
    if isinstance(value, Comparison):
        return comparison_page(value)
    assert isinstance(value, Trace)
    return _trace_page(value)


def _lowered(row: str) -> str:
    """A heading two levels further down: those above are the notebook's own."""
    for level in (2, 1):
        row = row.replace(f"<h{level}>", f"<h{level + 2}>").replace(f"</h{level}>", f"</h{level + 2}>")
    return row


def _tagged(span: Span) -> str:
    """A span in HTML, without what would turn the order of its letters round."""
    text, style = span
    return tagged_span((harmless(text), style))


def _trace_page(trace: Trace) -> Page:
    page = Page()
    page.add((f"An inference under {trace.base}", "heading"))
    fired = sum(reading.status == "fired" for reading in trace.readings)
    page.add(f"{fired} of {len(trace.readings)} rules fired, {len(trace.settlings)} descriptors were settled.")
    for dissent in trace.dissents:
        page.add(f"Dissent: {dissent}", indent=2)
    hashes = (("rules", trace.rules_hash), ("vocabulary", trace.vocabulary_hash), ("facts", trace.facts_hash))
    for word, hash_ in hashes:
        page.add((f"{word} {hash_}", "dim"), indent=2)
    return page
