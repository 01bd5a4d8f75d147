"""What 100,000 assessments leave behind in the memory of one process: ``python -m benchmarks.memory``. A report.

Each is a question of its own about the shipped base, some of its observed descriptors in states drawn anew, and each
is asked in full: the case changed, situated, inferred from, and what it hangs on found out.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
from pathlib import Path
from random import Random
from time import perf_counter

from benchmarks.startup import processor
from engine.ask.assess import assess
from engine.ask.question import Question, ask_of
from engine.keep.questions import make_question
from engine.language.facts import Fact

GOAL = 20  # MB
WARM = 1_000  # assessments before the first look: what a program remembers of itself is in place by then
CHANGED = 5  # descriptors


def resident() -> float:
    """The memory of this process that is resident, in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def another(question: Question, random: Random) -> Question:
    """The same question of a case in which some observed descriptors are in other states."""
    base = question.base
    observed = [d for d in base.descriptors.values() if base.is_observed(d.id) and d.number is None]
    facts = [Fact(descriptor.id, (random.choice(descriptor.states),)) for descriptor in random.sample(observed, CHANGED)]
    return ask_of(base, question.case.replaced(facts))


def main() -> None:
    """Asks, and prints the memory at ten places on the way."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=main.__doc__)
    parser.add_argument("--count", type=int, default=100_000, metavar="ASSESSMENTS")
    count = max(10, parser.parse_args().count)
    question, random = make_question(), Random(1)
    print(f"{processor()}; {platform.python_implementation()} {platform.python_version()}; {question.base.name}")
    for _ in range(WARM):
        assess(another(question, random))
    gc.collect()
    start, begun = resident(), perf_counter()
    print(f"{'assessments':>12}{'MB':>9}{'grown MB':>10}{'ms each':>9}\n{0:>12,}{start:>9.1f}{0:>10.1f}", flush=True)
    for at in range(1, count + 1):
        assess(another(question, random))
        if at % (count // 10) == 0:
            gc.collect()
            now = resident()
            print(f"{at:>12,}{now:>9.1f}{now - start:>10.1f}{(perf_counter() - begun) / at * 1e3:>9.2f}", flush=True)
    print(f"goal: less than {GOAL} MB grown in 100,000")


if __name__ == "__main__":
    main()
