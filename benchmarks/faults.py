"""What a worker that breaks costs: ``python -m benchmarks.faults`` from the root of the project. A report.

The library is broken in each of five manners at each of four moments, as `tests/infer/test_worker.py` has it. Timed are
the error, from the question on (the budget included where the process hangs), and the next question, for which a new process
is started: from before it is started to the whole trace.
"""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.startup import processor
from engine.infer.rete_library import library
from engine.infer.worker import WorkerFault
from tests.infer.test_without_library import small
from tests.infer.test_worker import BUDGET, MOMENTS, PATIENCE, SAYS, Broken

GOAL = 100  # ms


def main() -> None:
    """Breaks it, and prints what was said and how long it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(f"{processor()}, {os.cpu_count()} cores; {platform.python_implementation()} {platform.python_version()}")
    print(f"medians of {rounds} rounds; a hang has {BUDGET * 1e3:.0f} ms\n")
    print(f"{'breaks when':<14}{'by':<10}{'is told as':<15}{'error ms':>10}{'next ms':>9}{'most':>7}")
    slowest: list[float] = []
    for moment in MOMENTS:
        for manner, reason in SAYS.items():
            errors, nexts = zip(*[broken(moment, manner, reason) for _ in range(rounds)], strict=True)
            slowest.append(median(nexts))
            figures = f"{median(errors) * 1e3:>10.0f}{median(nexts) * 1e3:>9.0f}{max(nexts) * 1e3:>7.0f}"
            print(f"{moment:<14}{manner:<10}{reason:<15}{figures}", flush=True)
    within = sum(seconds * 1e3 <= GOAL for seconds in slowest)
    print(f"\n{within} of {len(slowest)}: the next question answered within {GOAL} ms of the start of its worker")


def broken(moment: str, manner: str, reason: str) -> tuple[float, float]:
    """The seconds to the error and, from before the next worker is started, to the next answer."""
    module, asked = library(), small()
    if module is None:
        raise SystemExit("the Rete library is not installed or cannot be loaded")
    with TemporaryDirectory() as folder:
        worker = (breaking := Broken(Path(folder), module)).worker
        worker.seconds = PATIENCE
        if moment == "asking again":
            assert worker.evaluate(asked.program, asked.situation) == asked.trace
        breaking.breaks(moment, manner)
        worker.seconds = BUDGET if manner == "hang" else PATIENCE
        said = ""
        begun = perf_counter()
        try:
            worker.evaluate(asked.program, asked.situation)
        except WorkerFault as fault:
            said = fault.reason
        told = perf_counter()
        assert said == reason
        worker.seconds = PATIENCE
        assert worker.evaluate(asked.program, asked.situation) == asked.trace
        answered = perf_counter()
        worker.close()
    return told - begun, answered - told


if __name__ == "__main__":
    main()
