"""Kakehashi's Python API: enough for a notebook, and for a program that asks::

    from engine import assess, make_question

    answer = assess(make_question(sets=["us_russia.relations=thawing"]))
    answer.verdict.status, answer.verdict.states

Names are imported when they are first used, so that asking for one costs no more than it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.ask.assess import Assessment, Verdict, assess
    from engine.ask.question import Question, ask_of
    from engine.ask.sweep import Sweep, space_of, sweep
    from engine.ask.why import Explanation, explain
    from engine.author.checking import CheckReport, check_base
    from engine.author.testing import TestReport, run_cases
    from engine.infer.checker import check_trace
    from engine.infer.trace import Trace
    from engine.keep.questions import make_question
    from engine.language.base import RuleBase
    from engine.language.cases import load_case, load_cases
    from engine.language.facts import Case, Fact
    from engine.language.folders import find_folder
    from engine.language.loading import load_base
    from engine.language.problems import InvalidInput, KakehashiError, Problem

_HOME = {
    "Assessment": "engine.ask.assess",
    "Case": "engine.language.facts",
    "CheckReport": "engine.author.checking",
    "Explanation": "engine.ask.why",
    "Fact": "engine.language.facts",
    "InvalidInput": "engine.language.problems",
    "KakehashiError": "engine.language.problems",
    "Problem": "engine.language.problems",
    "Question": "engine.ask.question",
    "RuleBase": "engine.language.base",
    "Sweep": "engine.ask.sweep",
    "TestReport": "engine.author.testing",
    "Trace": "engine.infer.trace",
    "Verdict": "engine.ask.assess",
    "ask_of": "engine.ask.question",
    "assess": "engine.ask.assess",
    "check_base": "engine.author.checking",
    "check_trace": "engine.infer.checker",
    "explain": "engine.ask.why",
    "find_folder": "engine.language.folders",
    "load_base": "engine.language.loading",
    "load_case": "engine.language.cases",
    "load_cases": "engine.language.cases",
    "make_question": "engine.keep.questions",
    "run_cases": "engine.author.testing",
    "space_of": "engine.ask.sweep",
    "sweep": "engine.ask.sweep",
}

__all__ = [  # noqa: RUF022 (a reader looks for the questions first)
    "make_question", "ask_of", "assess", "explain", "Question", "Assessment", "Verdict", "Explanation", "Trace", "check_trace",
    "space_of", "sweep", "Sweep",
    "find_folder", "load_base", "load_case", "load_cases", "RuleBase", "Case", "Fact",
    "check_base", "run_cases", "CheckReport", "TestReport",
    "KakehashiError", "InvalidInput", "Problem",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
