"""One assessment with its full trace, beside the same ground program in other engines: ``python -m benchmarks.inference``.

Every engine has a process of its own and they take turns, another case every time; the figures are medians. What each
derives is compared with a plain forward chaining, round by round: one that computes something else ends the run.
"""

from __future__ import annotations

import argparse
import os
import platform
from importlib.util import find_spec
from math import log
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.contest import Contestant, Engine, run_rounds
from benchmarks.ours import InWorker, Kakehashi, Reference
from benchmarks.programs import make_program, write_base
from benchmarks.rivals import Clingo, Clips, ClipsOneFact, DurableRules, Experta
from benchmarks.startup import processor
from engine.language.loading import load_base

SIZES = (60, 600, 6_000, 60_000)
ENGINES: dict[str, type[Engine]] = {
    "Kakehashi": Kakehashi,
    "Kakehashi, in a worker": InWorker,
    "Kakehashi, reference": Reference,
    "CLIPS": Clips,
    "CLIPS, case one fact": ClipsOneFact,
    "clingo": Clingo,
    "durable_rules, Host": DurableRules,
    "experta": Experta,
}
# Where the next size was tried and took minutes: the README says what was seen. `--all` tries it again.
LARGEST = {"CLIPS, case one fact": 6_000, "durable_rules, Host": 600, "experta": 600}
PACKAGES = {"clips": "clipspy", "clingo": "clingo", "durable": "durable_rules", "experta": "experta"}
COLUMNS = f"{'rules':>7}  {'engine':<23}{'load ms':>10}{'first µs':>11}{'then µs':>11}{'× CLIPS':>9}{'cases':>7}{'MB':>7}"


def main() -> None:
    """Runs the contest at each size and prints the table."""
    options = _options()
    missing = [package for module, package in PACKAGES.items() if find_spec(module) is None]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)}. They are in the extra `bench`: pip install -e '.[bench]'")
    print(f"{processor()}, {os.cpu_count()} cores; {platform.python_implementation()} {platform.python_version()}")
    print(f"medians of up to {options.rounds} interleaved rounds, processor time; `first` is the first case after loading\n")
    print(COLUMNS)
    measured: dict[tuple[str, str], dict[int, float]] = {}
    for size in options.sizes:
        for name, column, figure in _contest(size, options):
            measured.setdefault((name, column), {})[size] = figure
    print(f"\n{'rules':>7}  {'YAML files of a base':<23}{'load ms':>10}")
    for size in options.sizes:
        seconds = load_written(size)
        measured.setdefault(("YAML files of a base", "load"), {})[size] = seconds
        print(f"{size:>7,}  {'load_base':<23}{seconds * 1e3:>10,.1f}")
    print("\ngrowth: the cost is as the number of rules to the power of")
    for (name, column), figures in measured.items():
        low, high = min(figures), max(figures)
        if high > low:
            exponent = log(figures[high] / figures[low]) / log(high / low)
            print(f"  {name:<23}{column:<6}{exponent:5.2f}  ({low:,} to {high:,})")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inference", description=main.__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="RULES")
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES), metavar="NAME")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--limit", type=float, default=300, metavar="SECONDS", help="of loading, and of one round, of one engine")
    parser.add_argument("--share", type=float, default=12, metavar="SECONDS", help="of all rounds at one size for one engine")
    parser.add_argument("--all", action="store_true", help="try every engine at every size")
    return parser.parse_args()


def _contest(size: int, options: argparse.Namespace) -> list[tuple[str, str, float]]:
    """Prints the rows of one size; returns the figures of each engine and column, in seconds."""
    tried = [name for name in options.engines if options.all or size <= LARGEST.get(name, size)]
    contestants = [Contestant(name, ENGINES[name], size, options.limit) for name in tried]
    run_rounds(contestants, options.rounds, options.share)
    clips = min((c.then for c in contestants if c.name.startswith("CLIPS") and c.then and not c.fault), default=None)
    found = []
    for contestant in contestants:
        contestant.end()
        label = f"{size:>7,}  {contestant.name:<23}"
        load, first, then = contestant.load, contestant.first, contestant.then
        if contestant.fault or load is None or first is None or then is None:
            print(f"{label}{contestant.fault}")
            continue
        ratio = f"{then / clips:.2f}" if clips else "–"
        shown = f"{load * 1e3:>10,.1f}{first * 1e6:>11,.0f}{then * 1e6:>11,.0f}{ratio:>9}"
        print(f"{label}{shown}{len(contestant.times):>7}{contestant.megabytes:>7,.0f}  {contestant.note}", flush=True)
        found += [(contestant.name, column, figure) for column, figure in (("load", load), ("first", first), ("then", then))]
    for name in options.engines:
        if name not in tried:
            print(f"{size:>7,}  {name:<23}takes minutes (--all)")
    return found


def load_written(size: int) -> float:
    """The median seconds of loading the program from its YAML files."""
    times = []
    with TemporaryDirectory() as folder:
        write_base(make_program(size), Path(folder))
        for _ in range(5 if size <= 1000 else 3):
            begun = process_time()
            base = load_base(folder)
            times.append(process_time() - begun)
            assert len(base.rules) == size
    return median(times)


if __name__ == "__main__":
    main()
