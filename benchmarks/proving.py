"""What `check --prove` costs at 60, 600 and 6,000 ground rules, and on the article's base.

``python -m benchmarks.proving`` from the root of the project. The bases are those of `programs.py`, every other rule
weighing where there it narrows, so that there is something to weigh. Each is proved in a process of its own, which has so
many seconds; of one that has not ended by then it is said what had been proved, and what was under way.
"""

from __future__ import annotations

import argparse
import platform
from collections import Counter
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter, process_time

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


def serve(connection: Connection, base: RuleBase, cases: list[Case]) -> None:
    """Proves a base, and tells of each stage and finding as it comes."""
    for finding in prove(base, cases, lambda stage: connection.send(("stage", stage))):
        connection.send(("finding", finding.code))
    connection.send(("end", process_time()))


def main() -> None:
    """Runs all and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cap", type=float, default=300, help="seconds that one base has")
    said = parser.parse_args()
    print(f"{processor()}, CPython {platform.python_version()}; seconds, at most {said.cap:.0f} a base")
    for name, base, cases in bases():
        here, there = get_context("fork").Pipe()
        begun = perf_counter()
        process = get_context("fork").Process(target=serve, args=(there, base, cases), daemon=True)
        process.start()
        codes: Counter[str] = Counter()
        stages: list[tuple[str, float]] = []
        spent = None
        while spent is None and here.poll(max(0, said.cap - (perf_counter() - begun))):
            kind, value = here.recv()
            if kind == "stage":
                stages.append((value, perf_counter()))
            elif kind == "finding":
                codes[value] += 1
            else:
                spent = value
        ended = perf_counter()
        process.terminate()
        process.join()
        print(f"{name}: {len(base.rules):,} rules, {len(base.descriptors):,} descriptors")
        for at, (stage, since) in enumerate(stages):
            until = stages[at + 1][1] if at + 1 < len(stages) else ended
            over = at + 1 == len(stages) and spent is None
            print(f"  {stage:<36}{until - since:>8.1f}{' and not proved: time ran out' if over else ''}")
        print(
            *(f"  {stage}: not proved" for stage in STAGES[len(stages) :]),
            sep="\n",
            end="" if len(stages) == len(STAGES) else "\n",
        )
        print(f"  {'altogether':<36}{ended - begun:>8.1f}; {sum(codes.values()):,} findings")


if __name__ == "__main__":
    main()
