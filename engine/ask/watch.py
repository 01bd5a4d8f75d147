"""What to watch: each fact by what learning or changing it does to the verdict, what separates the scenarios, and how robust
the verdict is.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from engine.ask.hinges import crux_of
from engine.ask.levers import Moves, actors_of, held_of, moves_of, stated_of
from engine.ask.pulls import Pull, Scale, pulls_of, scales_of
from engine.ask.question import Question
from engine.ask.robustness import GRADE, Robustness, read_grade, robustness_of
from engine.ask.separating import Separations, separations_of
from engine.ask.tipping import Tipping, Tippings, find_tippings, tips
from engine.ask.verdict import Verdict, verdict_in, verdict_of
from engine.infer.evaluators import Evaluation, EvaluatorName
from engine.infer.revising import revise
from engine.infer.trace import Trace
from engine.language.problems import InvalidInput, Place, Problem, gathered, invalid
from engine.language.showing import Shown

MOST = 2  # changes in a set, where nothing else is asked for
SECONDS = 60.0


class Move(Struct, frozen=True):
    """What becomes of the verdict when a fact alone comes out so: `learned` where the state is one of several that are left.

    `pulls` say what moves on the balances that the verdict turns on, on its own, and of the rules that wait on either.
    """

    state: str
    learned: bool
    verdict: Verdict
    tips: bool
    pulls: tuple[Pull, ...]


class Watched(Struct, frozen=True):
    """A fact: what is known of it, and what each state does that it may come to be in.

    `tips_with` is the least number of changes in a minimal set that tips the verdict and holds this fact (1: it tips the
    verdict alone), None where it is in none of those looked for. `sets` are the minimal sets of so many that hold it.
    """

    descriptor: str
    known: tuple[str, ...]
    moves: tuple[Move, ...]
    tips_with: int | None
    sets: tuple[Tipping, ...]

    @property
    def moves_account(self) -> bool:
        """Whether one of its states moves an account."""
        return any(move.pulls for move in self.moves)

    @property
    def reach(self) -> tuple[int, int, int]:
        """By how much it moves a margin that decides at the most, how many rules it decides there, and any other margin."""
        deciding, others = ([p for move in self.moves for p in move.pulls if p.decides == decides] for decides in (True, False))
        by, beside = (max([0, *(pull.by for pull in pulls)]) for pulls in (deciding, others))
        return by, max([0, *(pull.decided for pull in deciding)]), beside


class Watch(Shown, Struct, frozen=True):
    """The answer to *what to watch*.

    `facts` are all that may be changed: those that tip the verdict alone first, then those that do with one other (and so on
    to the number asked for), then those that move an account only, then the others; among equals those that move it the
    most. `crux` are the descriptors that the verdict turns on; `levers` and `held` are what was asked.
    """

    question: Question
    trace: Trace
    evaluator: EvaluatorName
    instead: str
    verdict: Verdict
    crux: tuple[str, ...]
    levers: tuple[str, ...]
    held: tuple[str, ...]
    facts: tuple[Watched, ...]
    tippings: Tippings
    separations: Separations
    robustness: Robustness


def watch(
    question: Question,
    levers: Iterable[str] = (),
    hold: Iterable[str] = (),
    most: int = MOST,
    grade: str = GRADE,
    seconds: float = SECONDS,
) -> Watch:
    """What to watch in a case: of the descriptors that are levers of those actors (none named: all) and not held, those that
    are observed, and those that are stated though rules derive them.

    `most` bounds the changes in one set. Raises `InvalidInput` where a word does not fit.
    """
    program, base = question.program, question.base
    problems: list[Problem] = []
    actors = gathered(problems, actors_of, program, tuple(levers))
    stated = stated_of(question)
    held = gathered(problems, held_of, program, tuple(hold), stated)
    gathered(problems, read_grade, grade)
    if actors is None or held is None or problems:
        raise InvalidInput(problems)
    evaluation = question.evaluate()
    moves = moves_of(question, evaluation.trace, actors, (*held, base.verdict), stated=stated)
    if not moves:
        hint = "Hold fewer descriptors, or name other actors."
        raise invalid(Place("--hold"), "empty-space", "nothing is left that may come out otherwise", hint)
    return watch_moves(question, evaluation, moves, actors, held, most, grade, seconds)


def watch_moves(
    question: Question,
    evaluation: Evaluation,
    moves: Moves,
    actors: tuple[str, ...] = (),
    held: tuple[str, ...] = (),
    most: int = MOST,
    grade: str = GRADE,
    seconds: float | None = None,
) -> Watch:
    """What to watch of what may be changed, in a question that was evaluated already.

    Without `seconds` it takes a few of them, and what is searched does not depend on the clock.
    """
    program, trace, verdict = question.program, evaluation.trace, question.base.verdict
    tippings = find_tippings(question, trace, moves, most, seconds)
    scales, bearing = scales_of(question, trace), program.depends_on(verdict)
    facts = [_watched(question, trace, scales if name in bearing else (), tippings, moves, name) for name in moves]
    return Watch(
        question=question,
        trace=trace,
        evaluator=evaluation.evaluator,
        instead=evaluation.instead,
        verdict=verdict_of(question, trace),
        crux=crux_of(question, trace),
        levers=actors,
        held=held,
        facts=tuple(sorted(facts, key=_rank)),
        tippings=tippings,
        separations=separations_of(question, moves),
        robustness=robustness_of(question, trace, grade),
    )


def _watched(question: Question, trace: Trace, scales: tuple[Scale, ...], tippings: Tippings, moves: Moves, name: str) -> Watched:
    having = [tipping for tipping in tippings.minimal if any(name == changed for changed, _ in tipping.changes)]
    least = min((len(tipping.changes) for tipping in having), default=None)
    made = tuple(_move(question, trace, scales, name, state) for state in moves[name] if state is not None)
    return Watched(name, trace.knowledge[name], made, least, tuple(t for t in having if len(t.changes) == least))


def _move(question: Question, trace: Trace, scales: tuple[Scale, ...], name: str, state: str) -> Move:
    before, learned = verdict_of(question, trace), state in trace.knowledge[name]
    if not scales:  # the verdict does not rest on it
        return Move(state, learned, before, False, ())
    after = revise(question.program, trace, name, (state,))
    verdict = verdict_in(after.settled(question.base.verdict))
    return Move(state, learned, verdict, tips(before, verdict), tuple(pulls_of(scales, after)))


def _rank(fact: Watched) -> tuple[bool, int, bool, list[int]]:
    """Where a fact stands among the others; of equals, the order of the vocabulary decides."""
    return fact.tips_with is None, fact.tips_with or 0, not fact.moves_account, [-part for part in fact.reach]
