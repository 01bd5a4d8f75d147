"""Where the time of an assessment and of loading goes: ``python -m benchmarks.profiles``. `profile.md` says what was seen.

Shares are of the time under `cProfile`, which makes calls of Python dearer than they are, and include all that a function
calls. Indented is part of what stands above it.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import platform
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.ours import Kakehashi
from benchmarks.programs import make_case, make_program, write_base
from benchmarks.startup import processor
from engine.language.facts import Case
from engine.language.loading import load_base

ASSESSMENT = """
situation.py situate: the facts that stand, and what they leave
  facts.py standing: which stand
  facts.py states_left: the states that they leave
  situation.py facts_hash: their canonical JSON and its hash
forward.py forward: the inference
  rete.py read: the readings of rules, compared with what the library fired
    memory.py read: the plain readings
      reading.py read_rule: those that were not remembered
  rete.py settle: the settlings of descriptors, and what follows from them
    settling.py settle: those that were not remembered
    rete_library.py firing: the waves
      rete_process.py fire: the library, and Python around it
"""
LOADING = """
loading.py load: loading
  documents.py read_document: YAML to values with places
  records.py read_record: values to records
  loading.py descriptors: the vocabulary
  loading.py rules: rules resolved against the vocabulary
    resolving.py condition: their conditions
  loading.py citations: paragraphs and claims
  loading.py text_hash: the hashes of the files
"""


def main() -> None:
    """Profiles assessments of each size, and loading."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiles", description=main.__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[60, 60_000], metavar="RULES")
    parser.add_argument("--loads", type=int, default=6_000, metavar="RULES")
    said = parser.parse_args()
    print(f"{processor()}, {os.cpu_count()} cores; {platform.python_implementation()} {platform.python_version()}")
    for size in said.sizes:
        cases = max(10, 60_000 // size)
        program = make_program(size)
        engine, numbers = Kakehashi(program), count()
        taken = [engine.take(make_case(program, next(numbers))) for _ in range(cases)]
        for case in taken[: cases // 2]:
            engine.infer(case)
        print(f"\nan assessment of {size:,} rules, {cases // 2:,} cases after as many")
        shares(ASSESSMENT, partial(answer, engine, taken[len(taken) // 2 :]))
    with TemporaryDirectory() as folder:
        write_base(make_program(said.loads), Path(folder))
        load_base(folder)
        print(f"\nloading {said.loads:,} rules")
        shares(LOADING, lambda: load_base(folder))


def answer(engine: Kakehashi, cases: Sequence[Case]) -> None:
    """Answers cases one after the other."""
    for case in cases:
        engine.infer(case)


def shares(stages: str, run: Callable[[], object]) -> None:
    """Prints the share of each stage in the time of a run."""
    profile = cProfile.Profile()
    profile.runcall(run)
    profile.create_stats()
    total = sum(own for _, _, own, _, _ in profile.stats.values())
    seconds: dict[tuple[str, str], float] = {}
    for (file, _, function), (_, _, _, cumulative, _) in profile.stats.items():
        key = Path(file).name, function
        seconds[key] = max(seconds.get(key, 0), cumulative)
    for line in stages.strip("\n").splitlines():
        where, _, what = line.partition(":")
        file, function = where.split()
        share = seconds.get((file, function), 0) / total
        print(f"{share:>5.0%}  {' ' * (len(line) - len(line.lstrip()))}{what.strip()}  ({file[:-3]}.{function})")


if __name__ == "__main__":
    main()
