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
from engine.keep.questions import make_question, own_case, own_cases
from engine.show.answers import assessment_document
from engine.show.auditing import log_document
from engine.show.base_map import map_document, map_figure
from engine.show.board import board_document, choices_document
from engine.show.cases import cases_document
from engine.show.comparing import comparison_document, timeline_document
from engine.show.drawing import picture
from engine.show.explained import contrast_document, explanation_document, whynot_document
from engine.show.explored import exploration_document
from engine.show.graph import graph_document, graph_figure
from engine.show.listed import facts_document, rules_document
from engine.show.moments import timeline_picture
from engine.show.paper_html import paper_html
from engine.show.paper_markdown import paper_markdown
from engine.show.report import report_paper
from engine.show.report_document import report_document
from engine.show.sweep import sweep_document
from engine.show.sweep_picture import sweep_picture
from engine.show.watched import watch_document
from engine.show.ways import howto_document

Document = Mapping[str, object]
Hear = Callable[[int, int], None]

HTML, MARKDOWN, SVG = "text/html; charset=utf-8", "text/markdown; charset=utf-8", "image/svg+xml"


class File(Struct, frozen=True):
    """What is no document: a text of some media type, and the name under which it is saved."""

    text: str
    media: str
    name: str


def assess_answer(**asked: Any) -> Document:
    """Which scenario is indicated, and why."""
    return assessment_document(assess(make_question(**asked)))


def explore_answer(**asked: Any) -> Document:
    """All that the page paints after a touch."""
    return exploration_document(explore(make_question(**asked)))


def board_answer(**asked: Any) -> Document:
    """What the page needs once, before anything is touched."""
    return board_document(lay_board(**asked))


def choices_answer(**asked: Any) -> Document:
    """The bases and cases that there are to ask."""
    return choices_document(choices(**asked))


def whatif_answer(**asked: Any) -> Document:
    """What turns by that which is otherwise."""
    return comparison_document(what_if(make_question(**asked)))


def why_answer(goal: str, **asked: Any) -> Document:
    """The proof of a conclusion; of a state that was not concluded, why not."""
    answer = answer_why(make_question(**asked), goal)
    return whynot_document(answer) if isinstance(answer, WhyNot) else explanation_document(answer)


def whynot_answer(goal: str, **asked: Any) -> Document:
    """Why a state was not concluded."""
    return whynot_document(explain_not(make_question(**asked), goal))


def contrast_answer(first: str, second: str, descriptor: str, **asked: Any) -> Document:
    """Why one state rather than another."""
    return contrast_document(contrast(make_question(**asked), first, second, descriptor))


def howto_answer(goal: str, levers: Any, hold: Any, most: int | None, loose: bool, seconds: float, **asked: Any) -> Document:
    """All the smallest sets of changes that reach a state."""
    return howto_document(find_ways(make_question(**asked), goal, levers, hold, most, None, loose, seconds))


def watch_answer(levers: Any, hold: Any, most: int, grade: str, seconds: float, **asked: Any) -> Document:
    """What to watch."""
    return watch_document(watch(make_question(**asked), levers, hold, most, grade, seconds))


def sweep_answer(over: Any, all_unknown: bool, goal: str, boxes: str, form: str, hear: Hear, **asked: Any) -> Document | File:
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
    return File(sweep_picture(answer), SVG, "sweep.svg") if form == "svg" else sweep_document(answer)


def facts_answer(descriptors: Any, derived_too: bool, **asked: Any) -> Document:
    """What is known."""
    question = make_question(**asked)
    listed = asked_for(question, descriptors, derived_too)
    return facts_document(question, question.evaluate().trace, listed)


def rules_answer(names: Any, cites: Any, claims: Any, about: Any, **asked: Any) -> Document:
    """The rules that fit."""
    question = make_question(**asked)
    found = select(question.base, question.situation.facts, names, cites, claims, about)
    return rules_document(question, question.evaluate().trace, found)


def graph_answer(goal: str, depth: int | None, whole: bool, form: str, **asked: Any) -> Document | File:
    """What a conclusion rests on."""
    found = graph_of(make_question(**asked), goal, depth, whole)
    return File(picture(graph_figure(found)), SVG, "graph.svg") if form == "svg" else graph_document(found)


def map_answer(goal: str, form: str, **asked: Any) -> Document | File:
    """Which descriptor bears on which."""
    drawn = map_of(make_question(**asked).program, goal)
    return File(picture(map_figure(drawn)), SVG, "map.svg") if form == "svg" else map_document(drawn)


def timeline_answer(form: str, **asked: Any) -> Document | File:
    """The verdict on each date at which a fact changed."""
    answer = timeline(make_question(**asked, whole=True))
    return File(timeline_picture(answer), SVG, "timeline.svg") if form == "svg" else timeline_document(answer)


def report_answer(form: str, **asked: Any) -> Document | File:
    """The whole answer."""
    found = report_on(assess(make_question(**asked)))
    if form == "json":
        return report_document(found)
    paper = report_paper(found)
    return File(paper_html(paper), HTML, "report.html") if form == "html" else File(paper_markdown(paper), MARKDOWN, "report.md")


def cases_answer(archived_too: bool, store: str) -> Document:
    """All cases of one's own."""
    return cases_document(*own_cases(store, archived_too))


def log_answer(case_name: str, store: str) -> Document:
    """Every event of a case of one's own."""
    with own_case(store, case_name) as journal:
        return log_document(journal, list(journal.events()))
