"""Consistent bundles: the choices of a state for every descriptor in which everything fits together, feedback or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from engine.ask.question import Question
from engine.infer.bundle_search import BundleSearch, Tick
from engine.infer.bundles import Bundle
from engine.infer.succession import count_basins
from engine.infer.trace import Trace
from engine.language.cases import stated_fact
from engine.language.facts import states_left
from engine.language.folders import read_text
from engine.language.matrices import MAX_BYTES, decode_old
from engine.language.problems import FeedbackLoop, InvalidInput, Place, Problem, gathered, invalid
from engine.language.showing import Shown
from engine.language.solutions import Solution, read_solutions

MOST = 100_000  # bundles in one answer
MOST_WEIGHED = 1 << 21  # bundles whose succession is followed: ten seconds or so
Order = Literal["value", "score", "states"]


class Consistent(Shown, Struct, frozen=True):
    """All consistent bundles of a question, in order.

    `descriptors` are those that take part, in the order of a bundle's states; `size` is how many bundles respect the facts.
    `only` are the states that were asked for, `least` the least consistency value. `trace` is that of forward inference,
    None for a base with feedback, whose `loop` is named.
    """

    question: Question
    descriptors: tuple[str, ...]
    size: int
    bundles: tuple[Bundle, ...]
    tolerance: int
    only: Mapping[str, tuple[str, ...]]
    least: int | None
    trace: Trace | None
    loop: tuple[str, ...]


class Difference(Struct, frozen=True):
    """A bundle that a list of solutions has and the answer has not (`found` is None), the other way round (`listed` is
    None), or that they give other figures.
    """

    states: tuple[str, ...]
    listed: Solution | None
    found: Bundle | None


class Against(Struct, frozen=True):
    """What differs between an answer and a list of solutions in a file, which has `count` of them."""

    file: str
    count: int
    differences: tuple[Difference, ...]


def find_consistent(
    question: Question,
    tolerance: int = 0,
    only: Iterable[str] = (),
    least: int | None = None,
    order: Order = "value",
    tick: Tick = lambda share: None,
) -> Consistent:
    """All consistent bundles of a question.

    `only` are ``descriptor=state|state``: of all that are consistent, those in which it is so. Raises `InvalidInput` where
    one does not fit, or where there are more bundles than anybody can look at.
    """
    wanted = _only(question, only)
    search = BundleSearch(question.program, question.situation, tolerance, wanted)
    found: list[Bundle] = []
    for bundle in search.find(tick):
        if least is None or (bundle.value is not None and bundle.value >= least):
            found.append(bundle)
            if len(found) > MOST:
                hint = "Say more with --given, ask for some states with --only, or for a higher value with --least."
                raise invalid(Place("--given"), "too-many-bundles", f"more than {MOST:,} bundles are consistent", hint)
    names = tuple(search.descriptors)
    trace, loop = _forward(question)
    return Consistent(question, names, search.size, _sorted(question, names, found, order), tolerance, wanted, least, trace, loop)


def _only(question: Question, said: Iterable[str]) -> dict[str, tuple[str, ...]]:
    wanted: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for text in said:
        fact = gathered(problems, stated_fact, question.base, text, "--only")
        if fact is None:
            continue
        descriptor = question.base.descriptors[fact.descriptor]
        if descriptor.is_context:
            hint = "`kakehashi facts` shows it."
            message = f"no rule reads {descriptor.id}, so that it is no part of a bundle"
            problems.append(Problem(Place("--only"), "context-descriptor", message, hint))
            continue
        left = states_left(descriptor, [fact])
        before = wanted.get(descriptor.id, descriptor.states)
        wanted[descriptor.id] = tuple(state for state in before if state in left)
    if problems:
        raise InvalidInput(problems)
    return wanted


def _forward(question: Question) -> tuple[Trace | None, tuple[str, ...]]:
    try:
        _ = question.program.layers
    except FeedbackLoop as error:
        return None, error.loop
    return question.evaluate().trace, ()


def _sorted(question: Question, names: tuple[str, ...], found: list[Bundle], order: Order) -> tuple[Bundle, ...]:
    """By the figure asked for, the highest first, then by the other; of equals by their states."""
    places = [{state: at for at, state in enumerate(question.base.descriptors[name].states)} for name in names]

    def states(bundle: Bundle) -> list[int]:
        return [place[state] for place, state in zip(places, bundle.states, strict=True)]

    def value(bundle: Bundle) -> tuple[bool, int]:
        return bundle.value is not None, -(bundle.value or 0)

    keys: dict[Order, Callable[[Bundle], Any]] = {
        "value": lambda bundle: (value(bundle), -bundle.score, states(bundle)),
        "score": lambda bundle: (-bundle.score, value(bundle), states(bundle)),
        "states": states,
    }
    return tuple(sorted(found, key=keys[order]))


def weigh(answer: Consistent) -> tuple[int, ...] | None:
    """The weight of each bundle: how many of all that respect the facts end in it by succession. None where they are too many."""
    if answer.size > MOST_WEIGHED:
        return None
    question = answer.question
    return count_basins(question.program, question.situation, [bundle.states for bundle in answer.bundles])


def compare_with(answer: Consistent, file: str) -> Against:
    """What differs between an answer and the solutions in a file of ScenarioWizard's (`.sl`), weights left aside: these are
    often counted on a sample.

    Raises `InvalidInput` where it cannot be read, or is a list for another matrix.
    """
    listed_states = [answer.question.base.descriptors[name].states for name in answer.descriptors]
    text = read_text(Path(file), file, decode_old, MAX_BYTES)
    listed = {
        tuple(states[at] for states, at in zip(listed_states, solution.variants, strict=True)): solution
        for solution in read_solutions(text, file, [len(states) for states in listed_states])
    }
    found = {bundle.states: bundle for bundle in answer.bundles}
    differences = [Difference(states, listed.get(states), found.get(states)) for states in dict.fromkeys([*listed, *found])]
    return Against(file, len(listed), tuple(d for d in differences if not _same(d.listed, d.found)))


def _same(listed: Solution | None, found: Bundle | None) -> bool:
    return listed is not None and found is not None and (listed.value, listed.score) == ((found.value or 0), found.score)
