"""What why, why not and contrast cost beside one assessment: ``python -m benchmarks.explaining`` from the root of the project.

The program is that of `benchmarks.inference`, asked about its best connected derived descriptor: the one that rests on
the most. Every question is asked of another case each time, and the whole of it is measured, inference included. A second program
of the same size weighs instead, and its verdict rests on everything: the hardest case for the facts that suffice.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from random import Random
from statistics import median
from time import perf_counter

from msgspec.structs import replace

from benchmarks.programs import STATES, as_base, as_case, make_case, make_program
from benchmarks.startup import processor
from engine.ask.assess import assess
from engine.ask.contrast import contrast
from engine.ask.question import Question, ask_of
from engine.ask.why import explain
from engine.ask.whynot import explain_not
from engine.language.base import RuleBase
from engine.language.conditions import Condition, Test
from engine.language.facts import Case
from engine.language.rules import Rule

GOAL = 2.0  # times one assessment


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explaining", description=main.__doc__)
    parser.add_argument("--size", type=int, default=6_000, metavar="RULES")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    print(f"{processor()}; {options.size:,} ground rules; medians of {options.rounds} cases, in ms\n")
    for name, base, cases in (("strict, in layers", *strict(options)), ("weighed, one verdict on all", *weighed(options))):
        measure(name, [ask_of(base, case) for case in cases])


def strict(options: argparse.Namespace) -> tuple[RuleBase, list[Case]]:
    """The program of `benchmarks.programs`, with the descriptor that rests on the most as its verdict."""
    program = make_program(options.size)
    base = as_base(program, is_shipped=True)
    compiled = ask_of(base, Case("none", "")).program
    widest = max(program.layers[-1], key=lambda name: len(compiled.depends_on(name)))
    return replace(base, verdict=widest), [as_case(make_case(program, number)) for number in range(options.rounds)]


def weighed(options: argparse.Namespace) -> tuple[RuleBase, list[Case]]:
    """The same program, and half as many rules more that weigh the verdict, one for every observed descriptor."""
    program = make_program(options.size * 2 // 3)
    base, random = as_base(program, is_shipped=True), Random(1)
    more = {}
    for at, name in enumerate(program.observed):
        weights = ((random.choice(STATES), random.choice((-1, 1, 2))),)
        when = Condition((Test(name, (random.choice(STATES),)),))
        more[f"w{at}"] = Rule(f"w{at}", "A rule", "It weighs.", (1,), when=when, impact=(("verdict", weights),))
    first = next(iter(base.descriptors.values()))
    descriptors = {**base.descriptors, "verdict": replace(first, id="verdict")}
    wide = replace(base, verdict="verdict", descriptors=descriptors, rules={**base.rules, **more})
    return wide, [as_case(make_case(program, number)) for number in range(options.rounds)]


def measure(name: str, questions: list[Question]) -> None:
    """Prints what each question costs, beside an assessment of the same case."""
    base = questions[0].base
    rests = len(questions[0].program.depends_on(base.verdict)) - 1
    print(f"{name}: {len(base.rules):,} rules, the verdict rests on {rests:,} descriptors")
    asked: dict[str, Callable[[Question], object]] = {
        "assess": assess,
        "why": explain,
        "whynot": lambda question: explain_not(question, f"{base.verdict}={_other(question)}"),
        "contrast": contrast,
    }
    seconds: dict[str, list[float]] = {kind: [] for kind in asked}
    for question in questions:
        for kind, answer in asked.items():
            begun = perf_counter()
            answer(question)
            seconds[kind].append(perf_counter() - begun)
    whole = median(seconds["assess"])
    for kind, times in seconds.items():
        ratio = median(times) / whole
        print(f"  {kind:<10}{median(times) * 1e3:>10,.0f}{ratio:>8.2f} ×{'  over the goal' if ratio > GOAL else ''}")
    print()


def _other(question: Question) -> str:
    """A state that was not concluded."""
    known = question.evaluate().trace.knowledge[question.base.verdict]
    return next(state for state in STATES if known != (state,))


if __name__ == "__main__":
    main()
