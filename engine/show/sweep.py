"""A sweep as a page and as a JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypedDict

from engine.ask.question import Question
from engine.ask.sweep import Boxes, Separation, Sweep
from engine.infer.space import Digit, Outcome
from engine.infer.tally import Reading
from engine.infer.trace import Status
from engine.language.base import RuleBase
from engine.show.answers import AboutCase, about
from engine.show.headline import add_case
from engine.show.page import Page
from engine.show.words import any_of, counted, states_of

_NAMED = 8  # outcomes, descriptors or boxes on a page; `--json` has all of them
READINGS = {
    "kernel": "went through every one of them, as bit planes",
    "compiled": "went through every one of them, as compiled bit planes",
    "diagrams": "counted them on decision diagrams, exactly",
}


class CountedOutcome(TypedDict):
    """How a descriptor comes out, and how often."""

    status: Status
    states: tuple[str, ...]
    count: int


class SharedOutcome(CountedOutcome):
    """How a descriptor comes out, how often, and in which share of the what-ifs."""

    share: float


class SpaceRecord(TypedDict):
    """A space of what-ifs: how many there are, and the descriptors with the states that they take in turn, the last fastest."""

    size: int
    descriptors: tuple[Digit, ...]


class SweepDocument(AboutCase):
    """How a descriptor comes out over a whole space of what-ifs, and what separates the outcomes.

    `cells` says which outcome, by place, each what-if has, in the order of the space; it is empty where there are too many.
    """

    schema: Literal["kakehashi.sweep"]
    version: Literal[1]
    goal: str
    space: SpaceRecord
    reading: Reading
    exhaustive: Literal[True]
    outcomes: list[SharedOutcome]
    separations: tuple[Separation, ...]
    idle: tuple[str, ...]
    cells: tuple[int, ...]
    boxes: Boxes | None


def share(part: int, whole: int) -> str:
    """A share in per cent, never rounded to all or nothing: ``<0.1 %``."""
    per_mille = round(1000 * part / whole) if whole else 0
    if part and not per_mille:
        return "<0.1 %"
    if part < whole and per_mille == 1000:
        return ">99.9 %"
    return f"{per_mille / 10:.1f} %"


def by_rules(question: Question, goal: str, swept: Iterable[Digit] = ()) -> bool:
    """Whether what is settled of the goal is indicated: it is the verdict, and neither the case nor the what-ifs state it."""
    stated = {*(part.descriptor for part in question.situation.given), *(digit.descriptor for digit in swept)}
    return goal == question.base.verdict and goal not in stated


def outcome_words(outcome: Outcome, is_indicated: bool) -> str:
    """An outcome in words: ``neutral indicated``, ``open: neutral or positive``."""
    if outcome.status == "settled":
        return f"{outcome.states[0]} {'indicated' if is_indicated else 'settled'}"
    return f"{outcome.status.replace('_', ' ')}: {any_of(outcome.states)}"


def sweep_page(answer: Sweep) -> Page:
    """The page of a sweep: how often each outcome occurs, a table where one or two are swept, and what separates them."""
    page, base = Page(), answer.question.base
    add_case(page, answer.question)
    page.gap()
    names = [digit.descriptor for digit in answer.space.digits]
    over = any_of(names, "and") if len(names) <= _NAMED else f"{len(names)} descriptors"
    page.add((f"{counted(answer.size, 'what-if')}", "strong"), f" over {over}", hanging=2)
    _outcomes(page, answer)
    if answer.cells and len(names) <= 2:
        _table(page, answer)
    _separations(page, answer)
    if answer.boxes is not None:
        _boxes(page, base, answer, answer.boxes)
    page.gap()
    reading = "counter" if answer.tally.reading == "diagrams" else "kernel"
    page.add(
        f"The {reading} {READINGS[answer.tally.reading]}. Shares are shares of these what-ifs, each counted once; they are not "
        "likelihoods.",
        indent=2,
    )
    return page


def _outcomes(page: Page, answer: Sweep) -> None:
    page.heading(f"How {answer.goal} comes out")
    indicated = by_rules(answer.question, answer.goal, answer.space.digits)
    for outcome, count in list(zip(answer.outcomes, answer.tally.counts, strict=True))[:_NAMED]:
        page.add(
            f"{share(count, answer.size):>7}  ",
            (outcome_words(outcome, indicated), "strong"),
            f"  ({count:,})",
            indent=2,
            hanging=9,
        )
    _more(page, len(answer.outcomes), "outcomes")


def _more(page: Page, count: int, what: str) -> None:
    if count > _NAMED:
        page.add((f"… and {count - _NAMED} more {what}: --json has them all", "dim"), indent=2)


def _table(page: Page, answer: Sweep) -> None:
    """A row for each state of the first descriptor, a column for each of the second."""
    base, digits = answer.question.base, answer.space.digits
    across = digits[1] if len(digits) == 2 else None
    heads = [_state(base, across, state) for state in across.states] if across else [answer.goal]
    rows = [_state(base, digits[0], state) for state in digits[0].states]
    words = [outcome_words(answer.outcomes[cell], is_indicated=False).removesuffix(" settled") for cell in answer.cells]
    cells = [words[at : at + len(heads)] for at in range(0, len(words), len(heads))]
    page.heading(f"{digits[0].descriptor} (rows)" + (f" by {across.descriptor} (columns)" if across else ""))
    first = max(map(len, rows))
    widths = [max(len(head), *(len(row[at]) for row in cells)) for at, head in enumerate(heads)]
    if first + sum(width + 2 for width in widths) <= 76:
        _line(page, "", heads, first, widths)
        for row, found in zip(rows, cells, strict=True):
            _line(page, row, found, first, widths)
        return
    for row, found in zip(rows, cells, strict=True):  # too wide for a terminal
        for head, word in zip(heads, found, strict=True):
            page.add((f"{row}, {head}", "name"), f": {word}", indent=2, hanging=4)


def _line(page: Page, row: str, cells: Sequence[str], first: int, widths: Sequence[int]) -> None:
    # As a prefix: a line is wrapped at its spaces, and a table lives by them.
    text = "".join(f"  {cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()
    page.add(text.lstrip() or " ", first=f"  {row:<{first}}" + " " * (len(text) - len(text.lstrip())), rest="  ")


def _separations(page: Page, answer: Sweep) -> None:
    base = answer.question.base
    if len(answer.outcomes) == 1:
        page.heading("What separates the outcomes")
        page.add("Nothing: it comes out the same in all of them.", indent=2)
        return
    page.heading("What separates the outcomes")
    best = max(answer.tally.counts)
    guessed = f"With none of these facts known, to guess the most frequent outcome is right in {share(best, answer.size)}"
    one = "With one of them known, to guess the most frequent outcome that goes with its state is right in:"
    page.add(f"{guessed} of the what-ifs. {one}", indent=2)
    telling = [s for s in answer.separations if s.right > best or s.only]
    for found in telling[:_NAMED]:
        page.add(
            (found.descriptor, "name"), f": {share(found.right, answer.size)}{_only(base, answer, found)}", indent=2, hanging=4
        )
    _more(page, len(telling), "descriptors")
    if rest := [s.descriptor for s in answer.separations if s not in telling and s.descriptor not in answer.tally.idle]:
        listed = any_of(rest[:_NAMED], "and") if len(rest) <= _NAMED else f"{len(rest)} others"
        page.add((f"No more than knowing none: {listed}", "dim"), indent=2, hanging=4)
    if answer.tally.idle:
        idle = f"Make no difference, as {answer.goal} does not rest on them: {any_of(answer.tally.idle, 'and')}"
        page.add((idle, "dim"), indent=2, hanging=4)


def _only(base: RuleBase, answer: Sweep, found: Separation) -> str:
    """Which outcomes occur with some of its states only, those with the same states together."""
    by_states: dict[tuple[str, ...], list[str]] = {}
    indicated = by_rules(answer.question, answer.goal, answer.space.digits)
    for at, states in found.only:
        by_states.setdefault(states, []).append(outcome_words(answer.outcomes[at], indicated))
    parts = [f"{any_of(words, 'and')} only if {states_of(base, found.descriptor, states)}" for states, words in by_states.items()]
    return f"; {'; '.join(parts)}" if parts else ""


def _boxes(page: Page, base: RuleBase, answer: Sweep, boxes: Boxes) -> None:
    page.heading(f"When {answer.goal} is {boxes.state}")
    if not boxes.target:
        page.add("Never in this space.", indent=2)
        return
    enough = f"{boxes.primes:,} such conditions in all, {len(boxes.chosen):,} of which are enough"
    page.add(
        f"Wherever one of these holds, and nowhere else; each is as general as can be ({enough}). Coverage is the share of the "
        f"{boxes.target:,} what-ifs that a condition holds, density the share of those it holds that end so.",
        indent=2,
    )
    done = 0
    for number, box in enumerate(boxes.chosen[:_NAMED], 1):
        done += box.new
        said = any_of((f"{d.descriptor} = {states_of(base, d.descriptor, d.states)}" for d in box.conditions), "and")
        figures = f"coverage {share(box.inside, boxes.target)}, density {share(1, 1)}; so far {share(done, boxes.target)}"
        page.add(f"{number}. ", (said or "always", "strong"), indent=2, hanging=3)
        page.add((figures, "dim"), indent=5)
    _more(page, len(boxes.chosen), "conditions")


def _state(base: RuleBase, digit: Digit, state: str) -> str:
    return states_of(base, digit.descriptor, (state,))


def sweep_document(answer: Sweep) -> SweepDocument:
    """The document of a sweep."""
    return SweepDocument(
        schema="kakehashi.sweep",
        version=1,
        **about(answer.question, answer.trace, answer.verdict),
        goal=answer.goal,
        space=SpaceRecord(size=answer.size, descriptors=answer.space.digits),
        reading=answer.tally.reading,
        exhaustive=True,
        outcomes=[
            SharedOutcome(status=outcome.status, states=outcome.states, count=count, share=count / answer.size)
            for outcome, count in zip(answer.outcomes, answer.tally.counts, strict=True)
        ],
        separations=answer.separations,
        idle=answer.tally.idle,
        cells=answer.cells,
        boxes=answer.boxes,
    )
