"""How fast all minimal changes are found, beside clingo's own enumeration of all sets of changes that reach the goal.

``python -m benchmarks.minimal_changes`` from the root of the project. For every scenario of the article's base, from its
baseline, with everything observed free: all minimal sets of at most four changes, as `howto` finds them; and by clingo's
plain enumeration of all such sets, of which the minimal ones are then kept, told the whole program or only what the goal
rests on. All are given the same program in the words of `engine/infer/solver.lp` and ground it anew in every round; rounds
are interleaved, and medians told. They must find the same sets, or the run ends with an error. Where the goal holds
already, the plain enumeration goes through every set that keeps it, and is run once. Last, all minimal sets of any size.
"""

from __future__ import annotations

import argparse
import platform
from collections import Counter
from collections.abc import Callable
from statistics import median
from time import perf_counter

from benchmarks.startup import processor
from engine.ask.levers import moves_of
from engine.infer.minimal_changes import SHOWN, Wanted, changes_in, minimal_changes, told_of
from engine.infer.solver import Solver, Terms, terms_of
from engine.keep.questions import make_question

Sets = set[frozenset[tuple[str, str | None]]]


class Whole(Wanted, frozen=True):
    """The same goal with the whole program told."""

    @property
    def terms(self) -> Terms:
        return terms_of(self.program)


def ours(wanted: Wanted, most: int) -> Sets:
    """The minimal sets, as `howto` finds them."""
    return {frozenset(changes.items()) for changes in minimal_changes(wanted, most).sets}


def plain(wanted: Wanted, most: int) -> Sets:
    """The minimal ones of all sets that reach the goal."""
    solver = Solver(wanted.terms, [*told_of(wanted, most), SHOWN], ["--project=show"])
    found = sorted((frozenset(changes_in(wanted, solver.shown(model)).items()) for model in solver.models()), key=len)
    least: Sets = set()
    for changes in found:
        if not any(other < changes for other in least):
            least.add(changes)
    return least


def main() -> None:
    """Runs all and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--most", type=int, default=4, help="changes in a set")
    parser.add_argument("--rounds", type=int, default=15)
    said = parser.parse_args()
    question = make_question()
    trace = question.evaluate().trace
    base = question.base
    print(f"{processor()}, CPython {platform.python_version()}; at most {said.most} changes; milliseconds")
    print(f"{'goal':<32}{'sets':>6}{'howto':>10}{'plain, whole':>14}{'plain, cone':>14}")
    for state in base.descriptors[base.verdict].states:
        moves = moves_of(question, trace)
        wanted = Wanted(question.program, question.situation, base.verdict, moves, state)
        whole = Whole(question.program, question.situation, base.verdict, moves, state)
        ways: dict[str, tuple[Callable[[Wanted, int], Sets], Wanted]] = {
            "howto": (ours, wanted), "plain, whole": (plain, whole), "plain, cone": (plain, wanted),
        }  # fmt: skip
        times: dict[str, list[float]] = {name: [] for name in ways}
        found: dict[str, Sets] = {}
        holds = trace.knowledge[base.verdict] == (state,)
        for turn in range(said.rounds):
            for name, (find, goal) in ways.items():
                if turn == 0 or name == "howto" or not holds:
                    begun = perf_counter()
                    found[name] = find(goal, said.most)
                    times[name].append(1000 * (perf_counter() - begun))
        if any(sets != found["howto"] for sets in found.values()):
            raise SystemExit(f"{state}: {found}")
        figures = "".join(f"{median(times[name]):>{width}.1f}" for name, width in zip(ways, (10, 14, 14), strict=True))
        print(f"{f'{base.verdict}={state}':<32}{len(found['howto']):>6}{figures}")
    for state in base.descriptors[base.verdict].states:
        wanted = Wanted(question.program, question.situation, base.verdict, moves, state)
        begun = perf_counter()
        least = minimal_changes(wanted)
        taken = 1000 * (perf_counter() - begun)
        sizes = ", ".join(f"{count} of {size}" for size, count in sorted(Counter(map(len, least.sets)).items()))
        print(f"{base.verdict}={state}, any number of changes: {len(least.sets)} sets in {taken:.0f} ms ({sizes})")


if __name__ == "__main__":
    main()
