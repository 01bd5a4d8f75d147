"""A Dask cluster on this machine beside the pool of processes that needs none: ``python -m benchmarks.clusters``.

Both go through the same blocks: a part of the article's space on whole numbers, all of it (6,115,295,232 what-ifs) by machine
code, and a table of cases. The workers of the cluster are started as its users start them, one process a core with its nanny,
and once more with the setting of the allocator that nannies make taken back. Everybody takes a turn in each round; the ratios
are medians over the rounds. A pool is started and the work prepared in each turn; `going` leaves that out: it is from when a
third of the blocks is answered to the last of them.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from math import prod
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.startup import processor
from benchmarks.sweeping import GOAL, part_of, whole_space
from engine.ask.batch import Clerking, open_table
from engine.infer.cluster import Cluster
from engine.infer.counting import PartCount
from engine.infer.crew import Beside, Crew, Work
from engine.infer.space import Outcome, by_reach, circuit_of
from engine.keep.questions import make_question
from tests.cluster import LocalCluster

NANNY = "DASK_DISTRIBUTED__NANNY__PRE_SPAWN_ENVIRON"
NAMES = ("ukraine.course", "us_russia.relations", "g7.front", "us_japan.alliance", "japan_china.dispute")


class Watched:
    """A crew that is timed."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew

    def run(self, work: Work[Any, Any], blocks: Sequence[Any]) -> tuple[float, float]:
        """The seconds in all, and those of the last two thirds of the answers."""
        begun = third = perf_counter()
        for at, _ in enumerate(self.crew.carry_out(work, iter(blocks))):
            if at == len(blocks) // 3:
                third = perf_counter()
        done = perf_counter()
        return done - begun, done - third


def counting(held: int, reading: Any) -> PartCount[Outcome]:
    """The counting of a part of the space."""
    space = part_of(whole_space(), held)
    return PartCount(partial(circuit_of, space, GOAL), by_reach(space, GOAL), reading)


def write_table(file: Path, rows: int) -> None:
    """A table of cases."""
    random, base = Random(7), make_question().base
    columns = [base.descriptors[name].states for name in NAMES]
    with file.open("w", encoding="utf-8") as target:
        target.write(",".join(NAMES) + "\n")
        for _ in range(rows):
            target.write(",".join(random.choice([*states, ""]) for states in columns) + "\n")


def tasks(table: Path) -> Iterator[tuple[str, int, Work[Any, Any], list[Any]]]:
    """What everybody does in a round: its name, how many what-ifs or rows, the work and its blocks."""
    for name, held, reading in (("whole numbers", 5, "kernel"), ("machine code", 0, "compiled")):
        work = counting(held, reading)
        yield name, prod(work.made.circuit.sizes), work, list(work.parts())
    question = make_question()
    with open_table(question, table, ()) as source:
        yield "rows", ROWS, Clerking(question, source.table, GOAL), list(source.parts)


ROWS = 2_000_000


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clusters", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    cores = os.cpu_count() or 1
    print(f"{processor()}, {cores} cores; {platform.python_implementation()} {platform.python_version()}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        write_table(folder / "cases.csv", ROWS)
        crews = {"pool": Watched(Beside(cores))}
        for name, trim in (("Dask", None), ("Dask, allocator left alone", "")):
            (folder / name).mkdir()
            local = stack.enter_context(LocalCluster(folder / name, 0))
            environment = {} if trim is None else {f"{NANNY}__MALLOC_TRIM_THRESHOLD_": str(1 << 30)}
            local.add_workers(cores, environment)
            crew = stack.enter_context(Cluster(local.address))
            crew.await_cores(cores)
            crews[name] = Watched(crew)
        found: dict[tuple[str, str], list[tuple[int, float, float]]] = {}
        for _ in range(rounds):
            for who, watched in crews.items():
                for name, size, work, blocks in tasks(folder / "cases.csv"):
                    found.setdefault((name, who), []).append((size, *watched.run(work, blocks)))
    print(f"{'':<18}{'by':<30}{'a second':>16}{'seconds':>10}{'× pool':>8}{'going':>8}{'× pool':>8}")
    for (name, who), turns in found.items():
        pool = found[name, "pool"]
        whole = median(turn[1] / other[1] for turn, other in zip(turns, pool, strict=True))
        going = median(turn[2] / other[2] for turn, other in zip(turns, pool, strict=True))
        seconds, middle = median(turn[1] for turn in turns), median(turn[2] for turn in turns)
        print(f"{name:<18}{who:<30}{turns[0][0] / seconds:>16,.0f}{seconds:>10.2f}{whole:>8.2f}{middle:>8.2f}{going:>8.2f}")


if __name__ == "__main__":
    main()
