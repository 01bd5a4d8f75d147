"""Every path under `/api/` that is asked: what answers it, and its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from engine.ask.howto import SECONDS
from engine.ask.robustness import GRADE
from engine.ask.watch import MOST
from web.answers import (
    HTML,
    MARKDOWN,
    SVG,
    Answer,
    File,
    assess_answer,
    board_answer,
    cases_answer,
    choices_answer,
    contrast_answer,
    explore_answer,
    facts_answer,
    graph_answer,
    howto_answer,
    log_answer,
    map_answer,
    report_answer,
    rules_answer,
    sweep_answer,
    timeline_answer,
    watch_answer,
    whatif_answer,
    why_answer,
    whynot_answer,
)
from web.questions import ASKING, BASE, CASE, FLAG, Parameter, choice, number, text, whole


class Answering(Struct, frozen=True):
    """A path under `/api/`: what answers it, of what it tells, the schemas of its documents, and its parameters.

    `media` are the types of files that it may answer with; `is_long` tells that it searches, `tells` that it says how much is
    done.
    """

    answer: Callable[..., Answer | File]
    about: str
    documents: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ASKING
    media: tuple[str, ...] = ()
    is_long: bool = False
    tells: bool = False


def _goal(about: str, of: str, required: bool = False) -> Parameter:
    return Parameter("goal", "goal", text(of), about, required=required, words=("why", "whynot", "D", "D=S"))


def _form(*forms: str) -> Parameter:
    return Parameter("format", "form", choice("json", *forms), "How it is written.", otherwise="json")


_ANY_STATE = text()
_LEVERS = Parameter("levers", "levers", text("actor"), "Only what this actor can move, by id or title.", repeated=True)
_HOLD = Parameter("hold", "hold", text("descriptor"), "Leave D as it is.", repeated=True)
_SECONDS = Parameter("seconds", "seconds", number(0, SECONDS), "Stop searching after so long.", otherwise=SECONDS)
_ALL_NAMED = "Those named; else the observed ones."

ANSWERS: Mapping[str, Answering] = {
    "assess": Answering(assess_answer, "Which scenario is indicated, why, and what stands against it.", ("assessment",)),
    "explore": Answering(
        explore_answer,
        "What a what-if does, in one small answer: verdict, accounts, what turned, and what carries a conclusion where.",
        ("exploration",),
    ),
    "board": Answering(
        board_answer,
        "What stays while what-ifs are tried: descriptors by theme, rules, and what bears on what.",
        ("board",),
        (CASE, BASE),
    ),
    "choices": Answering(choices_answer, "The bases and cases that there are to ask.", ("choices",), (CASE, BASE)),
    "whatif": Answering(
        whatif_answer, "What turns where facts are otherwise, by which rules, and what is responsible.", ("comparison",)
    ),
    "why": Answering(
        why_answer,
        "The proof of a conclusion, down to facts with their sources; of a state that was not concluded, why not.",
        ("explanation", "whynot"),
        (_goal("D or D=S. Else the verdict.", "goal"), *ASKING),
    ),
    "whynot": Answering(
        whynot_answer,
        "Why a state was not concluded: every rule for it, and every blocker.",
        ("whynot",),
        (_goal("D=S", "outcome", required=True), *ASKING),
    ),
    "contrast": Answering(
        contrast_answer,
        "Why one state rather than another, item by item.",
        ("contrast",),
        (
            Parameter("first", "first", _ANY_STATE, "A state. Else the one in front.", words=("S1",)),
            Parameter("second", "second", _ANY_STATE, "Another state. Else the runner-up.", words=("S2",)),
            Parameter("on", "descriptor", text("descriptor"), "The descriptor. Else the verdict."),
            *ASKING,
        ),
    ),
    "howto": Answering(
        howto_answer,
        "What it would take: all the smallest sets of changes that reach a state.",
        ("howto",),
        (
            _goal("D=S", "outcome", required=True),
            _LEVERS,
            _HOLD,
            Parameter("max", "most", whole(0), "At most N changes in one way.", otherwise=None),
            Parameter("allow_unknown", "loose", FLAG, "To forget what is known is a change too.", otherwise=False),
            _SECONDS,
            *ASKING,
        ),
        is_long=True,
    ),
    "watch": Answering(
        watch_answer,
        "Which facts to watch, what separates the scenarios, how robust the verdict is.",
        ("watch",),
        (
            _LEVERS,
            _HOLD,
            Parameter("max", "most", whole(1), "Sets of up to N changes.", otherwise=MOST),
            Parameter(
                "grade", "grade", text(pattern="^[A-F][1-6]$"), "The verdict on facts of this grade or better.", otherwise=GRADE
            ),
            _SECONDS,
            *ASKING,
        ),
        is_long=True,
    ),
    "sweep": Answering(
        sweep_answer,
        "How the verdict comes out over a whole space of what-ifs.",
        ("sweep",),
        (
            Parameter("over", "over", text("digit"), "A descriptor D to take through its states, or D=S|T.", True, words=("D",)),
            Parameter("all_unknown", "all_unknown", FLAG, "Everything too that is not known and matters.", otherwise=False),
            Parameter("of", "goal", text("descriptor"), "Another descriptor. Else the verdict."),
            Parameter("boxes", "boxes", _ANY_STATE, "The simplest conditions under which it is in that state."),
            _form("svg"),
            *ASKING,
        ),
        media=(SVG,),
        is_long=True,
        tells=True,
    ),
    "facts": Answering(
        facts_answer,
        "What is known in a case, from whom, and what is not known.",
        ("facts",),
        (
            Parameter("descriptor", "descriptors", text("descriptor"), _ALL_NAMED, repeated=True, words=("D",)),
            Parameter("all", "derived_too", FLAG, "Derived descriptors too.", otherwise=False),
            *ASKING,
        ),
    ),
    "rules": Answering(
        rules_answer,
        "The rules: all, one, or those on a paragraph, claim or descriptor.",
        ("rules",),
        (
            Parameter("rule", "names", text("rule"), "A rule by its id.", repeated=True, words=("RULE",)),
            Parameter("cite", "cites", whole(0), "Those that rest on paragraph N.", repeated=True),
            Parameter("claim", "claims", text("claim"), "Those that carry a claim of the source.", repeated=True),
            Parameter("about", "about", text("descriptor"), "Those that read D or have an effect on it.", repeated=True),
            *ASKING,
        ),
    ),
    "graph": Answering(
        graph_answer,
        "What a conclusion rests on: facts, rules, conclusions.",
        ("graph",),
        (
            _goal("A descriptor. Else the verdict.", "descriptor"),
            Parameter("depth", "depth", whole(0), "Levels of conclusions, 0 for all. Else a page.", otherwise=None),
            Parameter("all", "whole", FLAG, "What did not fire or did not matter, too.", otherwise=False),
            _form("svg"),
            *ASKING,
        ),
        media=(SVG,),
    ),
    "map": Answering(
        map_answer,
        "The rule base as a map: which descriptor bears on which.",
        ("map",),
        (_goal("What this rests on. Else everything.", "descriptor"), _form("svg"), *ASKING),
        media=(SVG,),
    ),
    "timeline": Answering(
        timeline_answer,
        "The verdict on each date at which a fact changed, and which fact moved it.",
        ("timeline",),
        (_form("svg"), *ASKING),
        media=(SVG,),
    ),
    "report": Answering(
        report_answer,
        "The whole answer, as a document or as a file to be printed or sent.",
        ("report",),
        (_form("html", "markdown"), *ASKING),
        media=(HTML, MARKDOWN),
        is_long=True,
    ),
    "cases": Answering(
        cases_answer,
        "All cases of your own.",
        ("cases",),
        (Parameter("all", "archived_too", FLAG, "Those too that were put aside.", otherwise=False),),
    ),
    "log": Answering(log_answer, "Every event of a case of your own, as they were recorded.", ("log",), (CASE,)),
}
