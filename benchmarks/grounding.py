"""What it costs to load a base that is written for many actors: ``python -m benchmarks.grounding``. A report.

One generic rule on ties between two actors and one on what follows for each, for as many actors as make 1,000, 10,000 and
100,000 ground rules; beside them, as many rules written out. Each is loaded in a process of its own, the fastest of some
rounds; time is that of the processor.
"""

from __future__ import annotations

import argparse
import platform
import resource
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import process_time

from benchmarks.startup import processor
from engine.infer.program import compile_program
from engine.language.loading import load_base

GOAL = 100  # times what 1,000 cost, for 100,000
ACTORS = (32, 100, 316)  # choices of two distinct ones: 992, 9,900 and 99,540
HEAD = "name: many\ntitle: t\nverdict: outcome\nsource: {paragraphs: {1: {section: s, gist: g}}}\nactors:\n"
OUTCOME = "- {id: outcome, title: t, question: q, states: [calm, tense]}\n"
VOCABULARY = """\
- {id: "tie(A, B)", for: {A: one, B: one}, title: Tie of {A}, question: q, states: [weak, strong], lever: A}
- {id: "side(A)", for: {A: one}, title: Side of {A}, question: q, states: [apart, together], default: apart}
""".replace("Tie of {A}", '"Tie of {A} and {B}"').replace("Side of {A}", '"Side of {A}"')
RULES = """\
- id: a-tie-binds
  title: A tie binds {A}
  for: {A: one, B: one}
  when: {"tie(A, B)": strong}
  impact: {side(A): {together: +1}}
  says: A strong tie with {B} binds {A}.
  cite: 1
- id: a-side-counts
  title: The side of {A} counts
  for: {A: one}
  when: {side(A): together}
  impact: {outcome: {tense: +1}}
  says: Whoever is bound, as {A} is, makes it tense.
  cite: 1
"""
WRITTEN_OUT = """\
- id: a-tie-binds-{0}
  title: A tie binds it
  when: {{tie{1}: strong}}
  impact: {{side{2}: {{together: +1}}}}
  says: A strong tie with the other binds it.
  cite: 1
"""


def write(folder: Path, actors: int, is_generic: bool) -> None:
    """The base for so many actors, as it is written for all of them, or with each rule written out."""
    for part in ("rules", "facts/vocabulary"):
        (folder / part).mkdir(parents=True)
    listed = "".join(f"  a{at}: {{title: Actor {at}, kind: one}}\n" for at in range(actors))
    (folder / "rules" / "base.yaml").write_text(HEAD + listed)
    if is_generic:
        (folder / "facts" / "vocabulary.yaml").write_text(VOCABULARY + OUTCOME)
        (folder / "rules" / "rules.yaml").write_text(RULES)
        return
    ties = [
        f"- {{id: tie{at}, title: t, question: q, states: [weak, strong], lever: external}}\n"
        for at in range(actors * (actors - 1))
    ]
    sides = [f"- {{id: side{at}, title: t, question: q, states: [apart, together], default: apart}}\n" for at in range(actors)]
    rules = [WRITTEN_OUT.format(at, at, at % actors) for at in range(len(ties))]
    for name, lines in (("facts/vocabulary/ties", ties), ("facts/vocabulary/sides", sides), ("rules/ties", rules)):
        for at in range(0, len(lines), 1000):
            (folder / f"{name}-{at}.yaml").write_text("".join(lines[at : at + 1000]))
    (folder / "facts" / "vocabulary" / "outcome.yaml").write_text(OUTCOME)


def loaded(folder: str) -> tuple[int, int, float, float, float]:
    """Rules, descriptors, seconds to load them and to order them, and the peak of memory in MB of a process of its own."""
    begun = process_time()
    base = load_base(folder)
    read = process_time()
    compile_program(base)
    ordered = process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return len(base.rules), len(base.descriptors), read - begun, ordered - read, peak


def main() -> None:
    """Loads each base and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grounding", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    rounds = parser.parse_args().rounds
    print(f"{processor()}; {platform.python_implementation()} {platform.python_version()}; the fastest of {rounds} rounds")
    print(f"{'':<14}{'rules':>9}{'descriptors':>13}{'load s':>9}{'µs a rule':>11}{'× first':>9}{'order s':>9}{'MB':>7}")
    for what, is_generic in (("written once", True), ("written out", False)):
        first = 0.0
        for actors in ACTORS if is_generic else ACTORS[:2]:  # a hundred thousand written out are ten minutes of reading YAML
            with tempfile.TemporaryDirectory() as name:
                write(Path(name), actors, is_generic)
                found = []
                for _ in range(rounds):
                    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                        found.append(pool.submit(loaded, name).result())
            rules, descriptors, load, order, peak = min(found, key=lambda row: row[2])
            first = first or load
            each = load / rules * 1e6
            print(
                f"{what:<14}{rules:>9,}{descriptors:>13,}{load:>9.3f}{each:>11.1f}{load / first:>9.1f}{order:>9.3f}{peak:>7.0f}",
                flush=True,
            )
    print(f"goal: 100,000 cost no more than {GOAL} × 1,000")


if __name__ == "__main__":
    main()
