"""Two versions of a base: what is written otherwise, and a proof of where their verdicts differ, or that they do not.

Complete cases are counted, by the kind of difference; the smallest case of each kind is searched by the solver among all
partial ones. None is told before the reference evaluator has come to it in both versions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf, prod
from time import monotonic

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.responsibility import Search
from engine.author.differing import Difference, Differences, Rank, rank_of
from engine.author.drafts import Draft
from engine.author.edits import Edits, edits_between
from engine.author.pairs import Kind, Pair
from engine.author.turned import Turned, turned_cases
from engine.author.versions import Told, Versions
from engine.author.witnesses import OutOfTime, Witness
from engine.infer.tally import Counted, TooLarge, count
from engine.language.base import RuleBase
from engine.language.facts import Case, Fact
from engine.language.problems import EngineFault, Place, invalid
from engine.language.showing import Shown

SECONDS = 600.0  # for the counting and the search; on the article's base a changed weight takes ten


class Shows(Struct, frozen=True):
    """A kind of difference: a case that shows it (None where time ran out), in how many complete cases it is there (None:
    they were not counted), and which changes bring it about in that case.

    `smallest` where it is proved that no case of this kind has fewer facts. The `draft` is that case for the second version.
    """

    kind: Kind
    facts: tuple[Fact, ...] | None
    smallest: bool
    complete: int | None
    responsible: Search | None
    draft: Draft | None = None

    @property
    def rank(self) -> Rank:
        """1 where each version indicates a state, 2 where one does, 3 where neither does."""
        return rank_of(self.kind)


class BaseDiff(Shown, Struct, frozen=True):
    """What differs between two versions of a base: as written (`edits`), and in what comes of a descriptor of each (`goals`).

    `changes` are what can be undone on its own, by name. `complete` and `partial` count the cases that there are; `told` is
    what they may be told. `differing` counts the complete cases that come out otherwise: None where they were not counted.
    `same_in_complete` and `same_in_partial` tell whether it is proved that none does (False: some do; None: not settled
    within `seconds`). `exhausted`: there are no other kinds. `untouched`: nothing that the two rest on is written otherwise.
    Of the `cases` that are kept with them, `turned` come out otherwise.
    """

    before: RuleBase
    after: RuleBase
    goals: tuple[str, str]
    edits: Edits
    changes: tuple[str, ...]
    told: tuple[Told, ...]
    complete: int
    partial: int
    differing: int | None
    differences: tuple[Shows, ...]
    same_in_complete: bool | None
    same_in_partial: bool | None
    exhausted: bool
    untouched: bool
    seconds: float
    cases: int
    turned: tuple[Turned, ...]

    @property
    def passed(self) -> bool:
        """Whether it is proved that every case, complete or partial, comes out the same."""
        return self.same_in_complete is True and self.same_in_partial is True

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """The cases that show the differences, as cases of the second version: each expects what that version says now."""
        return tuple(one.draft for one in self.differences if one.draft is not None)


def diff_bases(
    before: RuleBase,
    after: RuleBase,
    about: str = "",
    seconds: float = inf,
    progress: Callable[[str], None] = lambda _: None,
    cases: Iterable[Case] = (),
) -> BaseDiff:
    """What differs between two versions in the verdict, or in what comes of another descriptor, within so many seconds.

    `progress` is told what is under way; `cases` are those that are kept with the versions.
    Raises `InvalidInput` where there is no such descriptor or it is a number, and `FeedbackLoop` where a version has no order.
    """
    until = monotonic() + seconds
    goals = _goals(before, after, about)
    versions = Versions(before, after, goals)
    pair = Pair(versions)
    idle = prod(len(told.states) for told in versions.told if told.descriptor not in pair.rests)
    found: list[Difference] = []
    counted: dict[Kind, int] | None = {}
    same: bool | None = True
    exhausted = True
    if not pair.is_one:
        progress("counting the complete cases that differ …")
        counted = _counted(pair, idle, until)
        search = Differences(pair, until)
        if counted is None:
            same = not complete if (complete := search.in_complete_cases()) is not None else None
        else:
            same = not counted
        for one in search:
            found.append(one)
            progress(f"{len(found)} kinds of difference …")
        exhausted = search.exhausted
    named = {one.kind for one in found}
    if counted and exhausted and not set(counted) <= named:
        raise EngineFault("the solver does not find a kind of difference that is counted")
    witness = Witness(versions)
    shown = []
    for at, one in enumerate(found):
        progress(f"proving kind {at + 1} of {len(found)} by running it …")
        facts = witness.shows(one)
        times = None if counted is None else counted.get(one.kind, 0)
        shown.append(Shows(one.kind, facts, one.smallest, times, witness.responsible(one, until)))
    for kind, number in (counted or {}).items():
        if kind not in named:
            shown.append(Shows(kind, None, False, number, None))
    shown.sort(key=_order)
    for at, kept in enumerate(shown, start=1):
        if kept.facts is not None:
            shown[at - 1] = replace(kept, draft=witness.draft(at, kept.kind, kept.smallest))
    beside = list(cases)
    return BaseDiff(
        before=before,
        after=after,
        goals=goals,
        edits=edits_between(versions),
        changes=witness.changes,
        told=versions.told,
        complete=prod(len(told.states) for told in versions.told),
        partial=prod(told.ways for told in versions.told),
        differing=None if counted is None else sum(counted.values()),
        differences=tuple(shown),
        same_in_complete=same,
        same_in_partial=False if shown or same is False else True if exhausted else None,
        exhausted=exhausted,
        untouched=pair.is_one,
        seconds=seconds,
        cases=len(beside),
        turned=tuple(turned_cases(versions, beside)),
    )


def _order(one: Shows) -> tuple[Rank, bool, float, list[tuple[str, tuple[str, ...]]]]:
    """What matters most comes first, then what takes the fewest facts; of the rest it is not the solver that says which."""
    size = len(one.facts) if one.facts is not None else inf
    return one.rank, not one.complete, size, [(outcome.status, outcome.states) for outcome in one.kind]


def _goals(before: RuleBase, after: RuleBase, about: str) -> tuple[str, str]:
    if not about:
        goals = before.verdict, after.verdict
    else:
        name = before.descriptor(about, Place("--about")).id
        goals = name, after.descriptor(about, Place("--about")).id
    for base, goal in zip((before, after), goals, strict=True):
        if base.descriptors[goal].number is not None:
            message = f"{goal} is a number, which no rule has an effect on"
            raise invalid(Place("--about"), "number-goal", message, "Name a descriptor that follows from rules.")
    return goals


def _counted(pair: Pair, idle: int, until: float) -> dict[Kind, int] | None:
    """In how many complete cases there is which kind of difference; None where there are too many to be counted in time."""

    def going(_: int = 0) -> None:
        if monotonic() > until:
            raise OutOfTime

    try:
        going()
        counted: Counted[Kind] = count(pair.counting(going), going)
    except (TooLarge, OutOfTime):
        return None
    return {kind: number * idle for kind, number in zip(counted.outcomes, counted.counts, strict=True) if number}
