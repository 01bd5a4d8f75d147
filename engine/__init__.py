"""Kakehashi's Python API: enough for a notebook, and for a program that asks::

    from engine import assess, make_question

    answer = assess(make_question(case_name="baseline"))
    answer.verdict.status, answer.verdict.states

Names are imported when they are first used, so that asking for one costs no more than it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.language.showing import Display, show_by

if TYPE_CHECKING:
    from engine.ask.assess import Assessment, assess
    from engine.ask.base_map import BaseMap, map_of
    from engine.ask.compare import Comparison, compare
    from engine.ask.consistent import Consistent, find_consistent
    from engine.ask.contrast import Contrast, contrast
    from engine.ask.graph import Graph, graph_of
    from engine.ask.howto import HowTo, find_ways
    from engine.ask.question import Question, ask_of
    from engine.ask.report import Report, report_on
    from engine.ask.sweep import Sweep, space_of, sweep
    from engine.ask.timeline import Timeline, timeline
    from engine.ask.verdict import Verdict
    from engine.ask.watch import Watch, watch
    from engine.ask.why import Explanation, explain
    from engine.ask.whynot import WhyNot, explain_not
    from engine.author.checking import CheckReport, check_base
    from engine.author.testing import TestReport, run_cases
    from engine.infer.checker import check_trace
    from engine.infer.cluster import Cluster
    from engine.infer.trace import Trace
    from engine.keep.questions import make_question
    from engine.language.base import RuleBase
    from engine.language.cases import load_case, load_cases
    from engine.language.facts import Case, Fact
    from engine.language.folders import find_folder
    from engine.language.loading import load_base
    from engine.language.problems import InvalidInput, KakehashiError, Problem
    from engine.show.table import Table
    from engine.show.tables import tables_of

_HOME = {
    "Assessment": "engine.ask.assess",
    "BaseMap": "engine.ask.base_map",
    "Case": "engine.language.facts",
    "CheckReport": "engine.author.checking",
    "Cluster": "engine.infer.cluster",
    "Comparison": "engine.ask.compare",
    "Consistent": "engine.ask.consistent",
    "Contrast": "engine.ask.contrast",
    "Explanation": "engine.ask.why",
    "Fact": "engine.language.facts",
    "Graph": "engine.ask.graph",
    "HowTo": "engine.ask.howto",
    "InvalidInput": "engine.language.problems",
    "KakehashiError": "engine.language.problems",
    "Problem": "engine.language.problems",
    "Question": "engine.ask.question",
    "Report": "engine.ask.report",
    "RuleBase": "engine.language.base",
    "Sweep": "engine.ask.sweep",
    "Table": "engine.show.table",
    "TestReport": "engine.author.testing",
    "Trace": "engine.infer.trace",
    "Timeline": "engine.ask.timeline",
    "Verdict": "engine.ask.verdict",
    "Watch": "engine.ask.watch",
    "WhyNot": "engine.ask.whynot",
    "ask_of": "engine.ask.question",
    "assess": "engine.ask.assess",
    "check_base": "engine.author.checking",
    "check_trace": "engine.infer.checker",
    "compare": "engine.ask.compare",
    "contrast": "engine.ask.contrast",
    "explain": "engine.ask.why",
    "explain_not": "engine.ask.whynot",
    "find_consistent": "engine.ask.consistent",
    "find_ways": "engine.ask.howto",
    "find_folder": "engine.language.folders",
    "graph_of": "engine.ask.graph",
    "load_base": "engine.language.loading",
    "load_case": "engine.language.cases",
    "load_cases": "engine.language.cases",
    "make_question": "engine.keep.questions",
    "map_of": "engine.ask.base_map",
    "report_on": "engine.ask.report",
    "run_cases": "engine.author.testing",
    "space_of": "engine.ask.sweep",
    "sweep": "engine.ask.sweep",
    "tables_of": "engine.show.tables",
    "timeline": "engine.ask.timeline",
    "watch": "engine.ask.watch",
}

__all__ = [  # noqa: RUF022 (a reader looks for the questions first)
    "make_question", "ask_of", "assess", "explain", "explain_not", "contrast", "compare", "timeline", "find_ways",
    "find_consistent", "Consistent",
    "Question", "Assessment", "Verdict", "Explanation", "WhyNot", "Contrast", "Comparison", "Timeline", "HowTo",
    "Trace", "check_trace", "graph_of", "map_of", "Graph", "BaseMap", "space_of", "sweep", "Sweep", "Cluster",
    "watch", "Watch",
    "report_on", "Report", "tables_of", "Table",
    "find_folder", "load_base", "load_case", "load_cases", "RuleBase", "Case", "Fact",
    "check_base", "run_cases", "CheckReport", "TestReport",
    "KakehashiError", "InvalidInput", "Problem",
]  # fmt: skip


def _display() -> Display:
    """What shows values in a notebook, loaded when the first one is shown."""
    from engine.show import notebook

    return notebook


show_by(_display)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
