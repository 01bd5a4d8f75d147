"""Which evaluator answers: the Rete one where its library can be loaded and carry the program, else the reference."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.infer.program import Program
from engine.infer.reference import infer
from engine.infer.rete import Network
from engine.infer.rete_library import library
from engine.infer.situation import Situation
from engine.infer.trace import Trace
from engine.language.problems import LibraryFault

if TYPE_CHECKING:
    from engine.infer.worker import Worker

EvaluatorName = Literal["rete", "reference"]


class Evaluation(Struct, frozen=True):
    """A trace, the evaluator that made it, and why it was not the Rete one (empty where it was)."""

    trace: Trace
    evaluator: EvaluatorName
    instead: str = ""


def evaluate(program: Program, situation: Situation) -> Evaluation:
    """The trace of a program in a situation, by forward chaining in the Rete library where that can be had.

    Both evaluators make the same trace. A base that is not a shipped one has the library in a process of its own, which
    may crash or hang alone: then `WorkerFault` is raised, and the next question is answered. Raises `Disagreement` where
    the library reads a rule otherwise than its meaning.
    """
    if library() is None:
        return Evaluation(infer(program, situation), "reference", "the Rete library cannot be loaded on this Python")
    try:
        if program.base.is_shipped:
            return Evaluation(_network(program).infer(situation), "rete")
        return Evaluation(_worker().evaluate(program, situation), "rete")
    except LibraryFault as fault:
        return Evaluation(infer(program, situation), "reference", str(fault))


@cache
def _worker() -> Worker:
    """The worker of this process."""
    from engine.infer.worker import Worker  # only where it is needed: the shipped base is asked without

    return Worker()


@lru_cache(maxsize=64)
def _network(program: Program) -> Network:
    """A program is registered once: the library keeps every registration for the life of the process."""
    return Network(program)
