"""How fast all consistent bundles of a matrix are found, beside a plain pruned search, a single solve of clingo and every bundle.

``python -m benchmarks.consistent`` from the root of the project. The matrices are generated: 17 descriptors with 55 states,
408 million bundles, in which three tenths, six tenths or all of the sections hold judgements from −3 to +3, each row of a
section made to sum to zero as nearly as whole numbers do. Rounds are interleaved and medians told; each engine starts from
the matrix in memory, and must find the same bundles, or the run ends with an error.

The rivals: a *plain* depth-first search in the order of the matrix, which keeps the balances of all states and gives a branch
up when a chosen state cannot catch up with a rival any more, whatever is chosen of the rest; the same in the order that our
search takes; *clingo*, each lead a sum that it bounds by itself. *Every bundle* is what judging one bundle after the other
would take, extrapolated from the first million.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, product
from random import Random
from statistics import median
from time import process_time

from benchmarks.startup import processor
from engine.infer.bundle_search import BundleSearch
from engine.infer.program import compile_program
from engine.infer.situation import situate
from engine.language.facts import Case
from engine.language.matrices import Matrix, Variants
from engine.language.matrix_bases import base_of_matrix
from engine.show.scenario_wizard import matrix_text

SIZES = [3] * 13 + [4] * 4
Bundles = set[tuple[int, ...]]


def generated(seed: int, filled: float, sizes: list[int]) -> Matrix:
    """A matrix with such a share of its sections filled."""
    dice = Random(seed)
    sizes = dice.sample(sizes, len(sizes))
    rows: list[list[int]] = [[] for _ in range(sum(sizes))]
    for target in sizes:
        at, own = 0, len(rows[0])
        for size in sizes:
            is_filled = at != own and dice.random() < filled
            for row in range(at, at + size):
                rows[row] += _judged(dice, target) if is_filled else [0] * target
            at += size
    parts = tuple(Variants(f"D{number}", tuple(f"v{at}" for at in range(size))) for number, size in enumerate(sizes))
    return Matrix(f"{filled}", parts, tuple(map(tuple, rows)))


def _judged(dice: Random, size: int) -> list[int]:
    cells = [dice.randint(-3, 3) for _ in range(size)]
    while total := sum(cells):
        cells[dice.randrange(size)] -= 1 if total > 0 else -1
    return cells


class Sections:
    """A matrix by its sections: `of[i][a][j]` are the impacts of state a of descriptor i on the states of j."""

    def __init__(self, matrix: Matrix, order: list[int] | None = None) -> None:
        firsts = matrix.firsts()
        self.order = order or list(range(len(matrix.descriptors)))
        self.sizes = [len(matrix.descriptors[at].variants) for at in self.order]
        self.of = [
            [[matrix.cells[firsts[i] + a][firsts[j] : firsts[j + 1]] for j in self.order] for a in range(size)]
            for i, size in zip(self.order, self.sizes, strict=True)
        ]

    def back(self, found: tuple[int, ...]) -> tuple[int, ...]:
        """A bundle in the order of the matrix."""
        return tuple(state for _, state in sorted(zip(self.order, found, strict=True)))


class Plain:
    """A plain depth-first search with pruning, as one writes it down."""

    def __init__(self, sections: Sections) -> None:
        self.sections = sections
        self.sizes = sections.sizes
        self.count = len(self.sizes)
        # most[k][d][c][t]: the most by which descriptors from k on can raise the lead of state c of d over its rival t
        self.most = [self._zeros() for _ in range(self.count + 1)]
        for k in range(self.count - 1, -1, -1):
            rows = sections.of[k]
            for d, size in enumerate(self.sizes):
                for c, t in product(range(size), range(size)):
                    self.most[k][d][c][t] = self.most[k + 1][d][c][t] + max(row[d][c] - row[d][t] for row in rows)

    def _zeros(self) -> list[list[list[int]]]:
        return [[[0] * size for _ in range(size)] for size in self.sizes]

    def find(self) -> Bundles:
        self.balances = [[0] * size for size in self.sizes]
        self.chosen: list[int] = []
        self.found: Bundles = set()
        self.search()
        return self.found

    def search(self) -> None:
        depth = len(self.chosen)
        if depth == self.count:
            self.found.add(self.sections.back(tuple(self.chosen)))
            return
        for state in range(self.sizes[depth]):
            self.chosen.append(state)
            impacts = self.sections.of[depth][state]
            for balance, row in zip(self.balances, impacts, strict=True):
                for at, weight in enumerate(row):
                    balance[at] += weight
            if self.can_stand(depth + 1):
                self.search()
            for balance, row in zip(self.balances, impacts, strict=True):
                for at, weight in enumerate(row):
                    balance[at] -= weight
            self.chosen.pop()

    def can_stand(self, depth: int) -> bool:
        most = self.most[depth]
        for d, state in enumerate(self.chosen):
            balance, rivals = self.balances[d], most[d][state]
            own = balance[state]
            for rival, other in enumerate(balance):
                if own - other + rivals[rival] < 0:
                    return False
        return True


def plainly(matrix: Matrix, order: list[int] | None) -> Bundles:
    return Plain(Sections(matrix, order)).find()


def ours(matrix: Matrix) -> Bundles:
    """As `consistent` finds them, the base made of the matrix included."""
    search = searched(matrix)
    places = [{state: at for at, state in enumerate(d.states)} for d in search.program.base.descriptors.values()]
    return {tuple(place[s] for place, s in zip(places, bundle.states, strict=True)) for bundle in search.find()}


def searched(matrix: Matrix) -> BundleSearch:
    base = base_of_matrix(matrix_text(matrix), "m.scw", "", "")
    return BundleSearch(compile_program(base, feedback=True), situate(base, Case("empty", "")))


def order_of(matrix: Matrix) -> list[int]:
    """The order in which our search chooses."""
    search = searched(matrix)
    next(search.find(), None)
    return [int(name[1:]) for name in search.order]


def clingo_finds(matrix: Matrix) -> Bundles:
    """By one solve of clingo."""
    from clingo import Control

    told = []
    sections = Sections(matrix)
    for i, rows in enumerate(sections.of):
        told.append(f"state({i},0..{len(rows) - 1}).")
        for a, row in enumerate(rows):
            told += [
                f"lead({i},{a},{j},{c},{t},{x[c] - x[t]})." for j, x in enumerate(row) for c, t in pairs(len(x)) if x[c] != x[t]
            ]
    told.append("1 { chosen(D,S) : state(D,S) } 1 :- state(D,_).")
    told.append(":- chosen(D,C), state(D,T), T != C, #sum { W,I : chosen(I,A), lead(I,A,D,C,T,W) } < 0. #show chosen/2.")
    control = Control(["0", "--warn=none"])
    control.add("base", [], "\n".join(told))
    control.ground([("base", [])])
    found: Bundles = set()
    with control.solve(yield_=True) as models:
        for model in models:
            chosen = sorted((s.arguments[0].number, s.arguments[1].number) for s in model.symbols(shown=True))
            found.add(tuple(state for _, state in chosen))
    return found


def pairs(size: int) -> Iterator[tuple[int, int]]:
    return ((c, t) for c, t in product(range(size), range(size)) if c != t)


def every(matrix: Matrix, tried: int) -> float:
    """Seconds that judging every bundle would take, from the first so many."""
    sections = Sections(matrix)
    start = process_time()
    for bundle in islice(product(*(range(size) for size in sections.sizes)), tried):
        rows = [sections.of[at][state] for at, state in enumerate(bundle)]
        for d, state in enumerate(bundle):
            balance = [sum(column) for column in zip(*(row[d] for row in rows), strict=True)]
            if balance[state] < max(balance):
                break
    size = 1
    for states in sections.sizes:
        size *= states
    return (process_time() - start) * size / tried


def main() -> None:
    """Runs all and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=3, help="matrices of each kind")
    parser.add_argument("--filled", type=float, nargs="+", default=[0.3, 0.6, 1.0], help="shares of the sections with judgements")
    parser.add_argument("--tried", type=int, default=1_000_000, help="bundles from which every bundle is extrapolated")
    said = parser.parse_args()
    print(f"{processor()}, CPython {platform.python_version()}; {said.rounds} rounds; seconds of the processor")
    print(f"{'sections filled':<18}{'found':>9}{'consistent':>12}{'plain':>9}{'× ours':>8}{'plain, our order':>18}{'× ours':>8}"
          f"{'clingo':>9}{'× ours':>8}{'every bundle':>14}{'× ours':>12}")  # fmt: skip
    for filled in said.filled:
        for seed in range(said.seeds):
            matrix = generated(seed, filled, SIZES)
            order = order_of(matrix)
            ways: dict[str, Callable[[], Bundles]] = {
                "ours": partial(ours, matrix),
                "plain": partial(plainly, matrix, None),
                "ordered": partial(plainly, matrix, order),
                "clingo": partial(clingo_finds, matrix),
            }
            times: dict[str, list[float]] = {name: [] for name in ways}
            found: dict[str, Bundles] = {}
            for _ in range(said.rounds):
                for name, find in ways.items():
                    start = process_time()
                    found[name] = find()
                    times[name].append(process_time() - start)
            if any(bundles != found["ours"] for bundles in found.values()):
                raise SystemExit(f"they differ on the matrix {seed} of {filled}")
            seen = {name: median(taken) for name, taken in times.items()}
            whole = every(matrix, said.tried)
            print(f"{f'{filled:.0%}, matrix {seed}':<18}{len(found['ours']):>9}{seen['ours']:>12.3f}{seen['plain']:>9.2f}"
                  f"{seen['plain'] / seen['ours']:>8.1f}{seen['ordered']:>18.2f}{seen['ordered'] / seen['ours']:>8.1f}"
                  f"{seen['clingo']:>9.2f}{seen['clingo'] / seen['ours']:>8.1f}{whole:>14,.0f}{whole / seen['ours']:>12,.0f}",
                  flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
