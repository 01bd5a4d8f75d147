"""The facts that a conclusion rests on: a set that suffices, and those it cannot do without.

What is asked is whether the conclusion still follows when some facts are dropped; it is answered by settling anew what
depends on them. What suffices is at last inferred from nothing else by the reference evaluator.

Where every rule on the way asks only for what is known (no `unless`), and nothing contradicts or is in tension, more
facts never undo the conclusion. Then a set of which no fact can be dropped is a prime implicant, and the smallest one
is found by minimal hitting sets: whatever suffices has a fact in common with every set of facts that cannot be dropped
together (Ignatiev, Previti, Liffiton and Marques-Silva, "Smallest MUS extraction with minimal hitting set dualization",
CP 2015). Otherwise a fact may be needed only because another one is there, so that each set is tried, and no more is
claimed of it than was tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, count
from typing import Literal

from msgspec import Struct

from engine.ask.question import Question
from engine.infer.reference import infer
from engine.infer.revising import revise_all
from engine.infer.situation import situate
from engine.infer.trace import Given, Settling, Trace
from engine.language.facts import Case
from engine.language.problems import Disagreement

MAX_SETTLED = 40_000  # descriptors settled anew, at most, in looking for a smaller set (the article's verdict: a tenth),
MAX_ROUNDS = 50  # and so many times more as the conclusion rests on descriptors
MAX_SETS = 20_000  # hitting sets looked at in all

Minimality = Literal["smallest", "irreducible", "enough"]


class Support(Struct, frozen=True):
    """The facts that carry what is known of a descriptor, by descriptor, each standing for all that is given on it.

    With only those of `sufficient` asserted the same states are left of the descriptor, and with any one of them dropped
    they are not. It is the *smallest* such set where that is proved, else *irreducible*; it is only *enough*, and some may
    be to spare, where looking further takes too long. Each of `needed` is lost alone
    from the whole case, and the conclusion with it. `monotone` tells whether more facts can never undo the conclusion.
    """

    sufficient: tuple[Given, ...]
    needed: tuple[Given, ...]
    minimality: Minimality
    monotone: bool
    of: int


def support_of(question: Question, trace: Trace, goal: str) -> Support | None:
    """The facts that carry what is known of a descriptor; None where nothing is known of it."""
    if len(trace.knowledge[goal]) == len(question.base.descriptors[goal].states):
        return None
    search = _Search(question, trace, goal)
    needed = tuple(name for name in search.given if not search.holds_without({name}))
    sufficient = min((search.irreducible(order) for order in (search.given, search.given[::-1])), key=len)
    smaller = search.smallest(sufficient)
    if smaller is not None:
        sufficient = search.irreducible(smaller)
    proved = search.monotone and smaller is not None and not search.cut
    minimality: Minimality = "smallest" if proved or len(sufficient) <= 1 else "enough" if search.cut else "irreducible"
    _confirm(question, trace, goal, sufficient)
    given = trace.given_on
    return Support(
        tuple(given[name] for name in given if name in sufficient),
        tuple(given[name] for name in given if name in needed),
        minimality,
        search.monotone,
        len(search.given),
    )


class _Search:
    """Drops facts from a case, and looks whether the conclusion still follows."""

    def __init__(self, question: Question, trace: Trace, goal: str) -> None:
        self.program, self.trace, self.goal = question.program, trace, goal
        cone = self.program.depends_on(goal)
        self.given = tuple(name for name in trace.given_on if name in cone)
        conflict = any(trace.settled[name].status in ("contradiction", "tension") for name in cone)
        unless = any(rule.unless for name in cone for rule in self.program.rules_on.get(name, ()))
        self.monotone = not conflict and not unless
        self.room = MAX_SETTLED + MAX_ROUNDS * len(cone)
        self.cut = False  # whether a set was left unshrunk, for want of room
        self.tried: dict[frozenset[str], bool] = {}

    def holds_without(self, dropped: Iterable[str]) -> bool:
        """Whether the conclusion follows from the facts that are left."""
        key = frozenset(dropped)
        if key not in self.tried:
            after = revise_all(self.program, self.trace, dict.fromkeys(key))
            self.room -= len(key) + len(after.changed) if len(key) > 1 else 0  # each fact alone is looked at in any case
            self.tried[key] = _same(self.trace.settled[self.goal], after.settled(self.goal))
        return self.tried[key]

    def irreducible(self, kept: tuple[str, ...]) -> tuple[str, ...]:
        """What is left of facts that suffice when those that can be dropped are, the first first; none more can be."""
        while True:
            dropped = self._shrunk(set(self.given).difference(kept), kept)
            fewer = tuple(name for name in kept if name not in dropped)
            if self.monotone or fewer == kept:
                return fewer
            kept = fewer

    def _shrunk(self, dropped: set[str], part: Sequence[str]) -> set[str]:
        """What can be dropped, with as much of a part as can be dropped too: all of it at once, else half by half."""
        if self.room <= 0:
            self.cut = True
            return dropped
        if self.holds_without(dropped | set(part)):
            return dropped | set(part)
        if len(part) == 1:
            return dropped
        middle = len(part) // 2
        return self._shrunk(self._shrunk(dropped, part[:middle]), part[middle:])

    def smallest(self, known: Sequence[str]) -> tuple[str, ...] | None:
        """A set that suffices, no larger than the one known; None where looking for it takes too long.

        It is the smallest there is where more facts never undo the conclusion.
        """
        undroppable: list[frozenset[str]] = [frozenset([name]) for name in known if not self.holds_without({name})]
        kept_back, sets = self.room // 2, count()
        while self.room > kept_back:
            hitting = _smallest_hitting(undroppable, len(known), sets)
            if hitting is None:
                return None
            if len(hitting) == len(known):
                return tuple(known)
            others = set(self.given) - hitting
            if self.holds_without(others):
                return tuple(name for name in self.given if name in hitting)
            for name in self.given:  # until what is dropped is as little as can be, so that it tells the most
                if name in others and not self.holds_without(others - {name}):
                    others.discard(name)
            undroppable.append(frozenset(others))
        return None


def _smallest_hitting(undroppable: Sequence[frozenset[str]], most: int, looked: Iterator[int]) -> frozenset[str] | None:
    """A smallest set that has something in common with each of those that cannot be dropped, of `most` facts at the most.

    None where that takes too long: each set that is looked at is counted.
    """
    forced = frozenset[str]().union(*(some for some in undroppable if len(some) == 1))
    open_sets = [some for some in undroppable if not some & forced]
    names = sorted(frozenset[str]().union(*open_sets))
    for size in range(most - len(forced) + 1):
        for chosen in combinations(names, size):
            if next(looked) > MAX_SETS:
                return None
            if all(some.intersection(chosen) for some in open_sets):
                return forced.union(chosen)
    return forced.union(names)


def _same(conclusion: Settling, after: Settling) -> bool:
    """Whether the same states are left, settled where they were."""
    return after.known == conclusion.known and (after.status == "settled" or conclusion.status != "settled")


def _confirm(question: Question, trace: Trace, goal: str, sufficient: Iterable[str]) -> None:
    """Raises `Disagreement` where the reference does not infer the conclusion from these facts alone."""
    kept = set(sufficient)
    facts = tuple(fact for part in question.situation.given if part.descriptor in kept for fact in part.facts)
    alone = situate(question.base, Case("sufficient", "", facts), question.situation.as_of)
    if not _same(trace.settled[goal], infer(question.program, alone).settled[goal]):
        raise Disagreement(f"{', '.join(kept) or 'no fact'} was said to suffice for {goal}, and does not")
