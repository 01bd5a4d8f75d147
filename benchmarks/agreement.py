"""How many generated rule bases the reference, the Rete evaluator, the solver, the kernel and the checker read alike.

``python -m benchmarks.agreement 100000`` from the root of the project. Every base follows from its number. Each is
inferred by the reference, by the Rete library and by clingo: the traces of the first two must be equal, the checker must
accept the second and reject it with one thing wrong, and clingo must tell of every rule and descriptor what they do. The
library keeps every registration for the life of a process, so a few hundred bases share one, which is then replaced; a
process that ends otherwise counts as a crash. Prints the counts, and every base that was not read alike, by its number:
``made_up(number, count)`` of `tests.generated` makes it again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections import Counter
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext
from time import perf_counter

from engine.infer.rete import Network
from tests.generated import Asked, made_up
from tests.infer.agreement import differences, solver_differences, wronged
from tests.infer.kernel_agreement import kernel_differences

SHARE = 300  # bases a process
LARGEST = 9  # descriptors
SPREAD = 2_654_435_761  # makes seeds far apart of neighbouring numbers

Answer = tuple[dict[str, int], list[tuple[int, str]]]


def question(number: int) -> Asked:
    """The base of a number, with 2 to `LARGEST` descriptors."""
    return made_up(number * SPREAD % 2**32, 2 + number % (LARGEST - 1))


def compare(first: int, last: int, answers: Connection) -> None:
    """Sends the counts and the differences of the bases with these numbers."""
    seen: Counter[str] = Counter()
    wrong: list[tuple[int, str]] = []
    for number in range(first, last):
        asked = question(number)
        trace = Network(asked.program).infer(asked.situation)
        wrong += [(number, what) for what in (*differences(asked, trace), *solver_differences(asked))]
        wrong += [(number, what) for what in kernel_differences(asked, number)]
        seen["bases"] += 1
        seen["rules read"] += len(trace.readings)
        seen["rules fired"] += sum(reading.status == "fired" for reading in trace.readings)
        seen["descriptors settled"] += len(trace.settlings)
        seen["wronged traces"] += sum(1 for _ in wronged(trace))
    answers.send((dict(seen), wrong))


def in_process(context: ForkContext, first: int, last: int) -> Answer | int:
    """What a process of its own finds of these bases; its exit code where it found no end."""
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=compare, args=(first, last, theirs))
    process.start()
    theirs.close()
    try:
        answer: Answer | None = ours.recv()
    except EOFError:
        answer = None
    process.join()
    return answer if answer is not None else process.exitcode or 0


def main() -> None:
    """Compares and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("bases", type=int, nargs="?", default=2000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first base")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long")
    said = parser.parse_args()
    context = multiprocessing.get_context("fork")
    begun = perf_counter()
    seen: Counter[str] = Counter()
    wrong: list[tuple[int, str]] = []
    for first in range(said.first, said.first + said.bases, SHARE):
        last = min(first + SHARE, said.first + said.bases)
        answer = in_process(context, first, last)
        seen["processes"] += 1
        if isinstance(answer, int):
            wrong.append((first, f"one of the bases from here to {last - 1} ended its process with exit code {answer}"))
        else:
            seen.update(answer[0])
            wrong += answer[1]
        if sys.stderr.isatty() or seen["processes"] % 20 == 0:
            print(f"{seen['bases']:,} bases, {len(wrong)} differences", file=sys.stderr, flush=True)
        if perf_counter() - begun > said.minutes * 60:
            break
    for name, count in seen.items():
        print(f"{name:<20}{count:>12,}")
    print(f"{'differences':<20}{len(wrong):>12,}")
    print(f"{'seconds':<20}{perf_counter() - begun:>12,.0f}")
    for number, what in wrong:
        print(f"base {number} ({question(number).base.verdict}): {what}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
