"""How long each part of an assessment takes, in processor time and not under a profiler: ``python -m benchmarks.stages``.

Every part is run by itself on what the part before it made, a case at a time, after as many other cases; the figures are medians.
What the library is told in each case is noted and told again: by `rete_process.fire`, and by the bare calls of its C module,
which is the least that any program around it could take.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from statistics import median
from time import process_time
from typing import Any, ClassVar, TypeVar

from benchmarks.programs import as_base, as_case, make_case, make_program
from benchmarks.startup import processor
from engine.infer import rete_process
from engine.infer.program import compile_program
from engine.infer.rete import Network
from engine.infer.rete_library import Ruleset, library
from engine.infer.situation import Situation, facts_hash, situate
from engine.language.facts import states_left

T = TypeVar("T")
Told = list[list[tuple[int, str]]]  # what the library is told in one inference, fact by fact


class Noting(Ruleset):
    """Notes what the library is told, where that is asked for."""

    notes: ClassVar[Told | None] = None

    def fire(self, facts: Iterable[tuple[int, str]]) -> list[str]:
        listed = list(facts)
        if self.notes is not None:
            self.notes.append(listed)
        return super().fire(listed)


def main() -> None:
    """Prints the parts at each size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description=main.__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[60, 60_000], metavar="RULES")
    print(f"{processor()}, {os.cpu_count()} cores; {platform.python_implementation()} {platform.python_version()}")
    for size in parser.parse_args().sizes:
        print(f"\n{size:,} rules, µs")
        _show(size, max(20, 60_000 // size))


def _show(size: int, count: int) -> None:
    made = make_program(size)
    base = as_base(made, is_shipped=True)
    network = Network(compile_program(base), Noting)
    cases = [as_case(make_case(made, number)) for number in range(2 * count)]
    situations = [situate(base, case) for case in cases]
    told = [_told(network, situation) for situation in situations][count:]
    cases, situations = cases[count:], situations[count:]
    _print("the whole", lambda case: network.infer(situate(base, case)), cases)
    _print("  the facts that stand, and what they leave", lambda case: situate(base, case), cases)
    _print("    which stand", lambda case: case.standing(case.latest_date()), cases)
    _print(
        "    the states that they leave",
        lambda standing: [states_left(base.descriptors[name], facts) for name, facts in standing.items()],
        [case.standing() for case in cases],
    )
    _print("    their hash", lambda case: facts_hash(case.facts), cases)
    _print("  the inference", network.infer, situations)
    module = library()
    _print("    the library, and its loop in Python", lambda each: [rete_process.fire(module, 1, facts) for facts in each], told)
    _print("      its C module", lambda each: _bare(module, each), told)


def _told(network: Network, situation: Situation) -> Told:
    """What the library is told in an inference."""
    Noting.notes = []
    network.infer(situation)
    told, Noting.notes = Noting.notes, None
    return told


def _bare(module: Any, told: Told) -> None:
    for handle, fields in chain.from_iterable(told):
        code, state = module.assert_fact(handle, f'{{"id":"1","sid":"s1",{fields}}}')
        if code == 0:
            message = module.start_action_for_state(handle, state)[1]
            while message:
                message = module.complete_and_start_action(handle, state)
            module.retract_fact(handle, '{"id":"1","sid":"s1"}')


def _print(what: str, run: Callable[[T], object], on: Sequence[T]) -> None:
    rounds = []
    for _ in range(3 if len(on) > 100 else 1):
        times = []
        for one in on:
            begun = process_time()
            run(one)
            times.append(process_time() - begun)
        rounds.append(median(times))
    print(f"{median(rounds) * 1e6:>12,.1f}  {what}", flush=True)


if __name__ == "__main__":
    main()
