"""Contestants, each in a process of its own: it can be measured in turn with the others, hang or crash, and harm none."""

from __future__ import annotations

import gc
import resource
import signal
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median
from time import perf_counter, process_time
from typing import Any, Protocol

from benchmarks.programs import Program, States, conclude, make_case, make_program
from engine.language.problems import EngineFault

ROUND_SECONDS = 0.3  # of inference for each contestant in a round: as many cases as that holds
FEWEST_CASES, MOST_CASES = 4, 100  # in a round
WARM_CASES = 200  # that are not counted, the same at every size: some engines remember, and the tenth case is not the hundredth


class Engine(Protocol):
    """An engine with a program loaded, ready to answer."""

    def __init__(self, program: Program) -> None: ...

    def take(self, case: States) -> Any:
        """The case as the engine's own values."""

    def infer(self, taken: Any) -> None:
        """Everything that follows from the case; nothing of an earlier case is left."""

    def found(self) -> tuple[States, int | None]:
        """The derived states after the last inference, and how many rules fired (None: it does not tell)."""


class WrongAnswer(Exception):
    """An engine computed something else, so its time says nothing."""


def serve(connection: Connection, make: type[Engine], size: int) -> None:
    """Loads the program, then answers lists of case numbers with the seconds that each took and what was found last.

    They are seconds of the processor, which other programs take no share of; by the clock on the wall where the engine has
    another process work for it.
    """
    program = make_program(size)
    clock = perf_counter if getattr(make, "asks_another", False) else process_time
    gc.collect()
    try:
        begun = clock()
        engine = make(program)
        connection.send(clock() - begun)
        while numbers := connection.recv():
            times = []
            for taken in [engine.take(make_case(program, number)) for number in numbers]:
                begun = clock()
                engine.infer(taken)
                times.append(clock() - begun)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            connection.send((times, engine.found(), getattr(engine, "note", ""), peak))
    except EngineFault as fault:
        connection.send(str(fault))


class Contestant:
    """One engine with one program.

    `fault` says why it was given up, and is empty while it was not; `note` is what the engine says of itself.
    """

    def __init__(self, name: str, make: type[Engine], size: int, limit: float) -> None:
        """`limit` is in seconds, of loading and of any round."""
        self.name, self.limit, self.fault, self.note = name, limit, "", ""
        self.program = make_program(size)
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, make, size), daemon=True)
        self.process.start()
        theirs.close()
        self.load: float | None = self.reply("loading")
        self.first: float | None = None
        self.times: list[float] = []
        self.megabytes = 0.0
        self.asked = 0
        self.run(1)
        if self.times:
            self.first = self.times.pop()
        while not self.fault and self.asked <= WARM_CASES:
            self.run(self.cases_a_round)
        del self.times[:-1]

    @property
    def then(self) -> float | None:
        """The median of the cases that are counted, in seconds."""
        return median(self.times) if self.times else self.first

    @property
    def cases_a_round(self) -> int:
        """How many cases a round may hold."""
        return max(FEWEST_CASES, min(MOST_CASES, int(ROUND_SECONDS / (self.then or ROUND_SECONDS))))

    def run(self, cases: int) -> None:
        """Asks so many cases that were not asked before. Raises `WrongAnswer` where the last is not answered right."""
        if self.fault:
            return
        numbers = range(self.asked, self.asked + cases)
        self.asked += cases
        self.connection.send(list(numbers))
        if (answer := self.reply("a case" if cases == 1 else f"{cases} cases")) is not None:
            times, (states, fired), self.note, peak = answer
            true_states, true_fired = conclude(self.program, make_case(self.program, numbers[-1]))
            if states != true_states or fired not in (None, true_fired):
                raise WrongAnswer(
                    f"{self.name} derives {len(states)} states with {fired} rules, not {len(true_states)} with {true_fired}"
                )
            self.times += times
            self.megabytes = peak / 1024

    def reply(self, doing: str) -> Any:
        """What the process answers; None, and a fault, where it is too slow or dies."""
        try:
            answer = self.connection.recv() if self.connection.poll(self.limit) else f"over {self.limit:.0f} s"
            if not isinstance(answer, str):
                return answer
            self.fault = f"{doing}: {answer}"
        except EOFError:
            self.process.join()
            code = self.process.exitcode or 0
            self.fault = f"{doing}: died of {signal.Signals(-code).name if code < 0 else f'exit code {code}'}"
        self.end()
        return None

    def end(self) -> None:
        """Ends the process."""
        if not self.fault:
            self.connection.send([])
            self.process.join(self.limit)
        self.process.kill()
        self.process.join()


def run_rounds(contestants: Sequence[Contestant], rounds: int, share: float) -> None:
    """So many rounds in which each takes its turn; one that has used its share of seconds sits out."""
    for _ in range(rounds):
        for contestant in contestants:
            if sum(contestant.times) < share:
                contestant.run(contestant.cases_a_round)
