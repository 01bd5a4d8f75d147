"""What `check --prove` costs at 60, 600 and 6,000 ground rules, and on the article's base.

``python -m benchmarks.proving`` from the root of the project. The bases are those of `programs.py`, every other rule
weighing where there it narrows, so that there is something to weigh. Each is proved in a process of its own, which has so
many seconds; of one that has not ended by then it is said what had been proved, and what was under way.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from resource import RLIMIT_CPU, setrlimit
from time import process_time

from msgspec.structs import replace

from benchmarks.programs import as_base, make_program
from benchmarks.startup import processor
from engine.author.proving import STAGES, prove
from engine.language.base import RuleBase
from engine.language.cases import load_cases
from engine.language.facts import Case
from engine.language.folders import find_folder
from engine.language.loading import load_base
from engine.language.rules import Rule

SIZES = (60, 600, 6000)


def generated(size: int) -> RuleBase:
    """A base of so many rules; every other one weighs 1 to 3 what it would narrow to."""
    base = as_base(make_program(size), is_shipped=False)
    rules = [_weighing(rule, at) if at % 2 else rule for at, rule in enumerate(base.rules.values())]
    return replace(base, rules={rule.id: rule for rule in rules})


def _weighing(rule: Rule, at: int) -> Rule:
    impact = tuple((name, ((state, 1 + at % 3),)) for name, (state, *_) in rule.then)
    return replace(rule, then=(), impact=impact)


def bases() -> Iterator[tuple[str, RuleBase, list[Case]]]:
    """What is proved: a name, the base, and its cases."""
    folder = find_folder()
    base = load_base(folder)
    yield base.name, base, load_cases(base, folder)
    for size in SIZES:
        yield f"generated, {size:,}", generated(size), []


def serve(connection: Connection, base: RuleBase, cases: list[Case], cap: int) -> None:
    """Proves a base, and tells of each stage and finding as it comes, with the time of the processor that is spent by then."""
    setrlimit(RLIMIT_CPU, (cap, cap))

    def begun(stage: str) -> None:
        if stage in STAGES:  # and no part of one
            connection.send(("stage", stage, process_time()))

    for finding in prove(base, cases, begun):
        connection.send(("finding", finding.code, process_time()))
    connection.send(("end", "", process_time()))


def main() -> None:
    """Runs all and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cap", type=int, default=600, help="seconds that one base has")
    said = parser.parse_args()
    print(f"{processor()}, CPython {platform.python_version()}; seconds of the processor, at most {said.cap} a base")
    for name, base, cases in bases():
        sys.stdout.flush()  # a child would write again what waits
        here, there = get_context("fork").Pipe(duplex=False)
        process = get_context("fork").Process(target=serve, args=(there, base, cases, said.cap))
        process.start()
        there.close()
        codes: Counter[str] = Counter()
        stages: list[tuple[str, float]] = []
        end: float | None = None
        with suppress(EOFError):  # it has ended, or was stopped
            while True:
                kind, what, spent = here.recv()
                codes.update([what] if kind == "finding" else [])
                stages += [(what, spent)] if kind == "stage" else []
                end = spent if kind == "end" else None
        process.join()
        print(f"{name}: {len(base.rules):,} rules, {len(base.descriptors):,} descriptors, {sum(codes.values()):,} findings")
        begun = [since for _, since in stages]
        for stage, since, until in zip(STAGES, begun, [*begun[1:], end], strict=False):
            print(f"  {stage:<36}" + (f"{until - since:>8.2f}" if until is not None else "not proved: time ran out"))
        for stage in STAGES[len(stages) :]:
            print(f"  {stage:<36}not proved")


if __name__ == "__main__":
    main()
