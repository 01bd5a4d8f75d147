"""What answers a question: the functions of the engine, one after the other, up to the very document that the command writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from engine.ask.assess import assess
from engine.ask.base_map import map_of
from engine.ask.compare import what_if
from engine.ask.contrast import contrast
from engine.ask.explore import explore
from engine.ask.graph import graph_of
from engine.ask.howto import find_ways
from engine.ask.listing import asked_for, select
from engine.ask.report import report_on
from engine.ask.sweep import goal_of, space_of, sweep
from engine.ask.timeline import timeline
from engine.ask.watch import watch
from engine.ask.whynot import WhyNot, answer_why, explain_not
from engine.keep.board import lay_board
from engine.keep.choices import choices
from engine.keep.location import find_store
from engine.keep.questions import make_question, own_case, own_cases
from engine.show.answers import assessment_document
from engine.show.assessment import assessment_page
from engine.show.auditing import log_document, log_page
from engine.show.base_map import map_document, map_figure
from engine.show.board import board_document, choices_document
from engine.show.cases import cases_document, cases_page
from engine.show.comparing import comparison_document, timeline_document
from engine.show.comparison import comparison_page
from engine.show.contrast import contrast_page
from engine.show.documents import render
from engine.show.drawing import picture
from engine.show.explained import contrast_document, explanation_document, whynot_document
from engine.show.explanation import Length, explanation_page, extent
from engine.show.explored import exploration_document
from engine.show.graph import graph_document, graph_figure
from engine.show.howto import howto_page
from engine.show.listed import facts_document, rules_document
from engine.show.listing import facts_page, rules_page
from engine.show.mermaid import mermaid_text
from engine.show.moments import timeline_picture
from engine.show.page import Page
from engine.show.paper_html import paper_html
from engine.show.paper_markdown import paper_markdown
from engine.show.report import report_paper
from engine.show.report_document import report_document
from engine.show.sweep import sweep_document, sweep_page
from engine.show.sweep_picture import sweep_picture
from engine.show.timeline import timeline_page
from engine.show.watch import watch_page
from engine.show.watched import watch_document
from engine.show.ways import howto_document
from engine.show.whynot import whynot_page

Document = Mapping[str, object]
Hear = Callable[[int, int], None]

LENGTH: Length = "mid"  # of an explanation in words
HTML, MARKDOWN, SVG = "text/html; charset=utf-8", "text/markdown; charset=utf-8", "image/svg+xml"


class Answer(Struct, frozen=True):
    """An answer: its document, and in words what the command writes, each made when it is asked for."""

    document: Callable[[], Document]
    text: Callable[[], str]


class File(Struct, frozen=True):
    """What is no document: a text of some media type, and the name under which it is saved."""

    text: str
    media: str
    name: str


def assess_answer(**asked: Any) -> Answer:
    """Which scenario is indicated, and why."""
    answer = assess(make_question(**asked))
    return _paged(lambda: assessment_document(answer), lambda: assessment_page(answer))


def explore_answer(**asked: Any) -> Answer:
    """All that the page paints after a touch."""
    return _documented(exploration_document(explore(make_question(**asked))))


def board_answer(**asked: Any) -> Answer:
    """What the page needs once, before anything is touched."""
    return _documented(board_document(lay_board(**asked)))


def choices_answer(**asked: Any) -> Answer:
    """The bases and cases that there are to ask."""
    return _documented(choices_document(choices(**asked)))


def whatif_answer(**asked: Any) -> Answer:
    """What turns by that which is otherwise."""
    answer = what_if(make_question(**asked))
    return _paged(lambda: comparison_document(answer), lambda: comparison_page(answer))


def why_answer(goal: str, **asked: Any) -> Answer:
    """The proof of a conclusion; of a state that was not concluded, why not."""
    answer = answer_why(make_question(**asked), goal)
    if isinstance(answer, WhyNot):
        return _told_why_not(answer)
    return _paged(lambda: explanation_document(answer), lambda: explanation_page(answer, extent(LENGTH)))


def whynot_answer(goal: str, **asked: Any) -> Answer:
    """Why a state was not concluded."""
    return _told_why_not(explain_not(make_question(**asked), goal))


def _told_why_not(answer: WhyNot) -> Answer:
    return _paged(lambda: whynot_document(answer), lambda: whynot_page(answer, extent(LENGTH)))


def contrast_answer(first: str, second: str, descriptor: str, **asked: Any) -> Answer:
    """Why one state rather than another."""
    answer = contrast(make_question(**asked), first, second, descriptor)
    return _paged(lambda: contrast_document(answer), lambda: contrast_page(answer, extent(LENGTH)))


def howto_answer(goal: str, levers: Any, hold: Any, most: int | None, loose: bool, seconds: float, **asked: Any) -> Answer:
    """All the smallest sets of changes that reach a state."""
    answer = find_ways(make_question(**asked), goal, levers, hold, most, None, loose, seconds)
    return _paged(lambda: howto_document(answer), lambda: howto_page(answer))


def watch_answer(levers: Any, hold: Any, most: int, grade: str, seconds: float, **asked: Any) -> Answer:
    """What to watch."""
    answer = watch(make_question(**asked), levers, hold, most, grade, seconds)
    return _paged(lambda: watch_document(answer), lambda: watch_page(answer))


def sweep_answer(over: Any, all_unknown: bool, goal: str, boxes: str, form: str, hear: Hear, **asked: Any) -> Answer | File:
    """How the verdict comes out over a space of what-ifs; `hear` is told how much of it is done."""
    question = make_question(**asked)
    goal = goal_of(question, goal)
    space = space_of(question, over, all_unknown, goal)
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        hear(done, space.size)

    answer = sweep(question, space, goal, boxes, tick)
    if form == "svg":
        return File(sweep_picture(answer), SVG, "sweep.svg")
    return _paged(lambda: sweep_document(answer), lambda: sweep_page(answer))


def facts_answer(descriptors: Any, derived_too: bool, **asked: Any) -> Answer:
    """What is known."""
    question = make_question(**asked)
    listed = asked_for(question, descriptors, derived_too)
    trace, observed_only = question.evaluate().trace, not (derived_too or descriptors)
    return _paged(
        lambda: facts_document(question, trace, listed), lambda: facts_page(question, trace, listed, observed_only=observed_only)
    )


def rules_answer(names: Any, cites: Any, claims: Any, about: Any, **asked: Any) -> Answer:
    """The rules that fit."""
    question = make_question(**asked)
    found = select(question.base, question.situation.facts, names, cites, claims, about)
    trace = question.evaluate().trace
    return _paged(lambda: rules_document(question, trace, found), lambda: rules_page(question, trace, found))


def graph_answer(goal: str, depth: int | None, whole: bool, form: str, **asked: Any) -> Answer | File:
    """What a conclusion rests on."""
    found = graph_of(make_question(**asked), goal, depth, whole)
    if form == "svg":
        return File(picture(graph_figure(found)), SVG, "graph.svg")
    return Answer(lambda: graph_document(found), lambda: mermaid_text(graph_figure(found)))


def map_answer(goal: str, form: str, **asked: Any) -> Answer | File:
    """Which descriptor bears on which."""
    drawn = map_of(make_question(**asked).program, goal)
    if form == "svg":
        return File(picture(map_figure(drawn)), SVG, "map.svg")
    return Answer(lambda: map_document(drawn), lambda: mermaid_text(map_figure(drawn)))


def timeline_answer(form: str, **asked: Any) -> Answer | File:
    """The verdict on each date at which a fact changed."""
    answer = timeline(make_question(**asked, whole=True))
    if form == "svg":
        return File(timeline_picture(answer), SVG, "timeline.svg")
    return _paged(lambda: timeline_document(answer), lambda: timeline_page(answer))


def report_answer(form: str, **asked: Any) -> Answer | File:
    """The whole answer."""
    found = report_on(assess(make_question(**asked)))
    if form == "html":
        return File(paper_html(report_paper(found)), HTML, "report.html")
    if form == "markdown":
        return File(paper_markdown(report_paper(found)), MARKDOWN, "report.md")
    return Answer(lambda: report_document(found), lambda: paper_markdown(report_paper(found)))


def cases_answer(archived_too: bool, store: str) -> Answer:
    """All cases of one's own."""
    heads, current = own_cases(store, archived_too)
    return _paged(lambda: cases_document(heads, current), lambda: cases_page(heads, current, str(find_store(store))))


def log_answer(case_name: str, store: str) -> Answer:
    """Every event of a case of one's own."""
    with own_case(store, case_name, "--case") as journal:
        events = list(journal.events())
        return _paged(lambda: log_document(journal, events), lambda: log_page(journal, events))


def _paged(document: Callable[[], Document], page: Callable[[], Page]) -> Answer:
    """An answer whose words are a page of text."""
    return Answer(document, lambda: page().plain())


def _documented(document: Document) -> Answer:
    """An answer that no command writes: its words are its document."""
    return Answer(lambda: document, lambda: render(document))
