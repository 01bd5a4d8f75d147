"""Sweeps: how the verdict comes out over a what-if space, what separates its outcomes, and under which conditions each holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from engine.ask.question import Question
from engine.ask.verdict import Verdict, verdict_of
from engine.infer.boxes import Primes, TooManyBoxes, cover
from engine.infer.cells import outcome_cells
from engine.infer.crew import Crew
from engine.infer.planes import Blocks
from engine.infer.space import Digit, Outcome, Space, circuit_of
from engine.infer.tally import Reading, Tally, Tick, TooLarge, tally
from engine.infer.trace import Trace
from engine.language.cases import stated_fact
from engine.language.facts import states_left
from engine.language.problems import InvalidInput, Place, Problem, gathered, invalid
from engine.language.showing import Shown

MOST_CELLS = 4096  # what-ifs whose outcomes an answer holds one by one
MOST_ROWS = 100_000_000  # of a CSV file: some gigabytes
MOST_BOXED = 1 << 20  # what-ifs among which boxes are looked for
_D = Place("D")


class Separation(Struct, frozen=True):
    """What a swept descriptor has to do with how the verdict comes out.

    `counts` holds for each of its states how often each outcome occurs; `right` is in how many what-ifs the most frequent
    outcome of the state is the true one; `only` names the outcomes (by place) that occur with some of the states only.
    """

    descriptor: str
    states: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    right: int
    only: tuple[tuple[int, tuple[str, ...]], ...]


class FoundBox(Struct, frozen=True):
    """A box: the descriptors that it restricts and the states that it leaves them.

    Of the what-ifs that end as asked, it holds `inside`, and `new` that no box before it holds. `coverage` is `inside` as a
    share of them, `density` the share of the box that ends so: all of it, as the box is prime. (Coverage and density are
    those of the patient rule induction method, PRIM, as EMA Workbench defines them.)
    """

    conditions: tuple[Digit, ...]
    inside: int
    new: int
    coverage: float
    density: float = 1.0


class Boxes(Struct, frozen=True):
    """The simplest conditions under which a state is indicated: boxes that cover all such what-ifs, `primes` in all."""

    state: str
    target: int
    primes: int
    chosen: tuple[FoundBox, ...]


class Sweep(Shown, Struct, frozen=True):
    """How a descriptor (the goal) comes out over a what-if space.

    `separations` are in the order of what they separate, the sharpest first. `cells` says which outcome each what-if has,
    in the order of the space, where there are few enough; else it is empty. `trace` is that of the case as it stands.
    """

    question: Question
    trace: Trace
    verdict: Verdict
    goal: str
    space: Space
    tally: Tally
    separations: tuple[Separation, ...]
    cells: tuple[int, ...]
    boxes: Boxes | None = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that occur, the most frequent first."""
        return self.tally.outcomes

    @property
    def size(self) -> int:
        """How many what-ifs there are."""
        return self.space.size


def space_of(question: Question, said: Iterable[str], all_unknown: bool = False, goal: str = "") -> Space:
    """The space over descriptors (``d``, or ``d=s|t`` for some of its states) and, where asked, all that are not known.

    All, that is, that the goal (empty: the verdict) rests on; what is known in part takes the states that are left of it.
    Raises `InvalidInput` where a word does not fit, or where nothing is left to be swept.
    """
    base, problems, goal = question.base, list[Problem](), goal_of(question, goal)
    digits: dict[str, Digit] = {}
    for text in said:
        digit = gathered(problems, _digit, question, text)
        if digit is None:
            continue
        if digit.descriptor in digits:
            problems.append(Problem(_D, "named-twice", f"{digit.descriptor} is named twice", "Once is enough."))
        digits[digit.descriptor] = digit
    if problems:
        raise InvalidInput(problems)
    if all_unknown:
        knowledge = question.evaluate().trace.knowledge
        cone = question.program.depends_on(goal)
        for name, known in knowledge.items():
            if name in cone and base.is_observed(name) and len(known) > 1 and name not in digits:
                digits[name] = Digit(name, known)
    if not digits:
        if all_unknown:
            hint = "Name descriptors to take through their states, or free some with --unset."
            raise invalid(Place("--all-unknown"), "empty-space", f"everything that {goal} rests on is known in this case", hint)
        raise invalid(_D, "empty-space", "there is nothing to sweep", "Name descriptors, or say --all-unknown.")
    return Space(question.program, question.situation, tuple(digits.values()))


def _digit(question: Question, said: str) -> Digit:
    name, equals, _ = (part.strip() for part in said.partition("="))
    descriptor = question.base.descriptor(name, _D)
    if descriptor.is_context:
        raise _context(name, _D)
    if not equals:
        return Digit(descriptor.id, descriptor.states)
    return Digit(descriptor.id, states_left(descriptor, [stated_fact(question.base, said, "D")]))


def goal_of(question: Question, said: str) -> str:
    """The descriptor that is asked about: the one named, else the verdict. Raises `InvalidInput` where there is none such."""
    if not said:
        return question.base.verdict
    goal = question.base.descriptor(said, Place("--of"))
    if goal.is_context:
        raise _context(goal.id, Place("--of"))
    return goal.id


def sweep(
    question: Question,
    space: Space,
    goal: str = "",
    boxes: str = "",
    tick: Tick = lambda done: None,
    reading: Reading | None = None,
    crew: Crew | None = None,
) -> Sweep:
    """The sweep of a question over a space, with the boxes of a state of the goal where one is named.

    A crew goes through the what-ifs (None: this process).

    Raises `InvalidInput` where there is no such state, or where the space is too large.
    """
    base, goal = question.base, goal_of(question, goal)
    if boxes:
        base.state(base.descriptors[goal], boxes, Place("--boxes"))
    found = find_boxes(space, goal, boxes) if boxes else None
    try:
        counted = tally(space, goal, tick, reading, crew)
    except TooLarge:
        raise _too_large(space, "to be counted", _D) from None
    trace = question.evaluate().trace
    separations, cells = _separations(space, counted), _cells(space, goal, counted)
    return Sweep(question, trace, verdict_of(question, trace), goal, space, counted, separations, cells, found)


def _context(name: str, place: Place) -> InvalidInput:
    hint = "`kakehashi facts` shows it; no verdict can depend on it."
    return invalid(place, "context-descriptor", f"no rule reads {name}, so that it is no part of any what-if", hint)


def _too_large(space: Space, what: str, place: Place) -> InvalidInput:
    message = f"the space of {space.size:,} what-ifs is too large {what}"
    hint = "Name fewer descriptors, leave some of them fewer states (D=S|T), or hold what matters least with --set."
    return invalid(place, "space-too-large", message, hint)


def _separations(space: Space, counted: Tally) -> tuple[Separation, ...]:
    found = []
    for digit in space.digits:
        counts = counted.by[digit.descriptor]
        only = []
        for at in range(len(counted.outcomes)):
            states = tuple(state for state, row in zip(digit.states, counts, strict=True) if row[at])
            if len(states) < len(digit.states):
                only.append((at, states))
        found.append(Separation(digit.descriptor, digit.states, counts, sum(map(max, counts)), tuple(only)))
    return tuple(sorted(found, key=lambda separation: -separation.right))


def _cells(space: Space, goal: str, counted: Tally) -> tuple[int, ...]:
    if space.size > MOST_CELLS:
        return ()
    ((outcomes, cells),) = outcome_cells(space, goal, MOST_CELLS)
    place = {outcome: at for at, outcome in enumerate(counted.outcomes)}
    return tuple(place[outcomes[cell]] for cell in cells)


def blocks_of(space: Space, goal: str) -> Iterator[tuple[Sequence[Outcome], Sequence[int]]]:
    """The outcomes of every what-if of a space, in order and block by block: the outcomes there are, and which each has.

    Raises `InvalidInput` where there are too many for a file.
    """
    if space.size > MOST_ROWS:
        raise _too_large(space, f"for a file: more than {MOST_ROWS:,} rows", Place("-o"))
    return outcome_cells(space, goal)


def rows_of(space: Space, goal: str) -> Iterator[tuple[tuple[str, ...], Outcome]]:
    """Every what-if of a space with its outcome, in order. Raises `InvalidInput` where there are too many for a file."""
    return _rows(space, blocks_of(space, goal))


def _rows(space: Space, blocks: Iterable[tuple[Sequence[Outcome], Sequence[int]]]) -> Iterator[tuple[tuple[str, ...], Outcome]]:
    choices = space.choices()
    for outcomes, cells in blocks:
        for cell in cells:
            yield next(choices), outcomes[cell]


def find_boxes(space: Space, goal: str, state: str) -> Boxes:
    """The boxes in which a state of the goal is indicated. Raises `InvalidInput` where there are too many to look through."""
    place = Place("--boxes")
    if space.size > MOST_BOXED:
        raise _too_large(space, f"for boxes: more than {MOST_BOXED:,}", place)
    digits = space.digits[::-1]
    made = circuit_of(space, goal, digits)
    wanted: Mapping[Outcome, int] = dict(zip(made.outcomes, made.planes, strict=True))
    (plane,) = Blocks(made.circuit, [wanted.get(Outcome("settled", (state,)), 0)], MOST_BOXED).run(())
    sizes = made.circuit.sizes
    try:
        primes = Primes(sizes).of(plane)
    except TooManyBoxes:
        hint = "Sweep fewer descriptors, those that separate the verdicts best."
        raise invalid(place, "too-many-boxes", f"{goal}={state} holds under too many separate conditions", hint) from None
    target = plane.bit_count()
    chosen = tuple(
        FoundBox(_conditions(digits, box)[::-1], inside, new, inside / target) for box, inside, new in cover(plane, primes, sizes)
    )
    return Boxes(state, target, len(primes), chosen)


def _conditions(digits: tuple[Digit, ...], box: tuple[int, ...]) -> tuple[Digit, ...]:
    left = [
        Digit(digit.descriptor, tuple(state for at, state in enumerate(digit.states) if mask >> at & 1))
        for digit, mask in zip(digits, box, strict=True)
    ]
    return tuple(part for part, digit in zip(left, digits, strict=True) if part != digit)
