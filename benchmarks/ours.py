"""Kakehashi as a contestant: the evaluator that answers questions, in both of its ways, and the reference beside it."""

from __future__ import annotations

from benchmarks.programs import Program, States, as_base, as_case
from engine.infer import reference
from engine.infer.evaluators import evaluate
from engine.infer.program import compile_program
from engine.infer.situation import situate
from engine.infer.trace import Trace
from engine.language.facts import Case


class Kakehashi:
    """An assessment with its full trace: the facts of a case situated, then inferred from by `evaluate`.

    As the shipped base is asked: with the Rete library in the process that asks.
    """

    is_shipped = True

    def __init__(self, program: Program) -> None:
        self.base = as_base(program, self.is_shipped)
        self.program = compile_program(self.base)
        self.note = ""  # why the Rete evaluator did not answer
        self.trace = self.inferred(Case("nothing", "Nothing is known"))  # the first question registers the network

    def take(self, case: States) -> Case:
        return as_case(case)

    def infer(self, taken: Case) -> None:
        self.trace = self.inferred(taken)

    def inferred(self, case: Case) -> Trace:
        evaluation = evaluate(self.program, situate(self.base, case))
        self.note = evaluation.instead
        return evaluation.trace

    def found(self) -> tuple[States, int]:
        settled = [s for s in self.trace.settlings if s.asserted is None and s.status == "settled"]
        fired = sum(reading.status == "fired" for reading in self.trace.readings)
        return {settling.descriptor: settling.known[0] for settling in settled}, fired


class InWorker(Kakehashi):
    """The same as a base of the user's is asked: with the Rete library in a worker process."""

    is_shipped = False
    asks_another = True


class Reference(Kakehashi):
    """The same with the reference evaluator, which remembers nothing from one case to the next."""

    def inferred(self, case: Case) -> Trace:
        return reference.infer(self.program, situate(self.base, case))
