"""Two versions of a base: what is written otherwise, and a proof of where their verdicts differ, or that they do not.

Complete cases are counted, by the kind of difference; the smallest case of each kind is searched by the solver among all
partial ones. None is told before the reference evaluator has come to it in both versions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import inf, prod
from time import monotonic

from msgspec import Struct
from msgspec.structs import replace

from engine.ask.responsibility import Search, search_sets
from engine.author.differing import Difference, Differences, Rank, rank_of
from engine.author.drafts import Draft, Setting, expected
from engine.author.edits import Edits, edits_between
from engine.author.pairs import Kind, Pair, plain_outcome
from engine.author.turned import Turned, turned_cases
from engine.author.versions import Told, Versions
from engine.infer.program import Program, compile_program
from engine.infer.reference import infer
from engine.infer.situation import Situation, situate
from engine.infer.space import Outcome
from engine.infer.tally import Counted, TooLarge, count
from engine.infer.trace import Given
from engine.language.base import RuleBase
from engine.language.descriptors import NumberRange
from engine.language.facts import Case, Fact
from engine.language.problems import EngineFault, Place, invalid
from engine.language.showing import Shown

SECONDS = 600.0  # for the counting and the search; on the article's base a changed weight takes ten
VERDICT = "verdict"  # the name of the change that another descriptor is the verdict
_TRIED = 512  # sets of changes that are undone for one case


class Shows(Struct, frozen=True):
    """A kind of difference: a case that shows it (None where time ran out), in how many complete cases it is there (None:
    they were not counted), and which changes bring it about in that case.

    `smallest` where it is proved that no case of this kind has fewer facts.
    """

    kind: Kind
    facts: tuple[Fact, ...] | None
    smallest: bool
    complete: int | None
    responsible: Search | None

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
    witness = _Witness(versions)
    shown = []
    for at, one in enumerate(found):
        progress(f"proving kind {at + 1} of {len(found)} by running it …")
        facts = witness.shows(one)
        times = None if counted is None else counted.get(one.kind, 0)
        shown.append(Shows(one.kind, facts, one.smallest, times, witness.responsible(one, until)))
    for kind, number in (counted or {}).items():
        if kind not in {one.kind for one in found}:
            shown.append(Shows(kind, None, False, number, None))
    shown.sort(key=lambda one: (one.rank, not one.complete, len(one.facts) if one.facts is not None else inf))
    kept = list(cases)
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
        cases=len(kept),
        turned=tuple(turned_cases(versions, kept)),
    )


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


def cases_of(diff: BaseDiff) -> dict[str, str]:
    """The smallest cases as case files of the second version, by their names: each expects what that version says now."""
    program = compile_program(diff.after)
    goal, found = diff.goals[1], {}
    for at, one in enumerate(diff.differences, start=1):
        if one.facts is None:
            continue
        facts = tuple(fact for fact in one.facts if fact.descriptor in diff.after.descriptors)
        trace = infer(program, situate(diff.after, Case("", "", facts)))
        settling = trace.settled[goal]
        name = f"d{at:02}-{_slug(one.kind.before)}-to-{_slug(one.kind.after)}"
        case = Case(name, f"{goal}: {_said(one.kind.after)}; before: {_said(one.kind.before)}", facts, "")
        note = "The smallest case" if one.smallest else "A case"
        note += f" of one kind of difference between two versions of {diff.after.name}, found by `rules diff`."
        if left := [str(fact) for fact in one.facts if fact not in facts]:
            note += f" The version before was told as well: {', '.join(left)}."
        case = replace(case, note=note, expect=expected(diff.after.verdict, [settling]))
        found[name] = Draft(Setting(case, facts, (), trace), case, ()).text
    return found


def _slug(outcome: Outcome) -> str:
    return outcome.states[0] if outcome.status == "settled" else outcome.status.replace("_", "-")


def _said(outcome: Outcome) -> str:
    if outcome.status == "settled":
        return outcome.states[0]
    said = outcome.status.replace("_", " ")
    return f"{said} ({' or '.join(outcome.states)})" if outcome.states else said


class _OutOfTime(Exception):
    """No time is left to count."""


def _counted(pair: Pair, idle: int, until: float) -> dict[Kind, int] | None:
    """In how many complete cases there is which kind of difference; None where there are too many to be counted in time."""

    def going(_: int = 0) -> None:
        if monotonic() > until:
            raise _OutOfTime

    try:
        going()
        counted: Counted[Kind] = count(pair.counting(going), going)
    except (TooLarge, _OutOfTime):
        return None
    return {kind: number * idle for kind, number in zip(counted.outcomes, counted.counts, strict=True) if number}


class _Witness:
    """Runs cases by the reference, in both versions as they were given and in what lies between them."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self.given = tuple(compile_program(base) for base in versions.given)
        other_goal = (VERDICT,) if versions.goals[0] != versions.goals[1] else ()
        self.changes = (*other_goal, *(unit.name for unit in versions.units))
        self.mixtures: dict[frozenset[str], Program | None] = {}

    def shows(self, one: Difference) -> tuple[Fact, ...]:
        """The facts of a case, which were told to both versions. Raises `EngineFault` where they do not come out so."""
        facts = tuple(_fact(told, one.given[told.descriptor]) for told in self.versions.told if told.descriptor in one.given)
        for side, (program, goal, outcome) in enumerate(zip(self.given, self.versions.goals, one.kind, strict=True)):
            base = program.base
            case = Case("", "", tuple(fact for fact in facts if fact.descriptor in base.descriptors))
            settling = infer(program, situate(base, case)).settled[goal]
            if plain_outcome(Outcome(settling.status, settling.known)) != outcome:
                which = ("first", "second")[side]
                raise EngineFault(f"the solver tells of the {which} version what the reference does not come to")
        return facts

    def responsible(self, one: Difference, until: float) -> Search | None:
        """Which changes, undone, give what the first version says of a case; None where there is no time to try."""
        everything = frozenset(self.changes)
        before = one.kind.before

        def undone(some: frozenset[str]) -> bool:
            if monotonic() > until:
                raise _OutOfTime
            return self.outcome(everything - some, one.given) == before

        try:
            return search_sets(self.changes, undone, _TRIED)
        except _OutOfTime:
            return None

    def outcome(self, made: frozenset[str], given: Mapping[str, tuple[str, ...]]) -> Outcome | None:
        """What comes of a case with these changes made."""
        if made not in self.mixtures:
            self.mixtures[made] = self.versions.mixture(made)
        program = self.mixtures[made]
        if program is None:
            return None
        goal = self.versions.goals[VERDICT in made or self.versions.goals[0] == self.versions.goals[1]]
        parts = tuple(Given(name, states, ()) for name, states in given.items())
        settling = infer(program, Situation(None, parts, (), "")).settled[goal]
        return plain_outcome(Outcome(settling.status, settling.known))


def _fact(told: Told, states: tuple[str, ...]) -> Fact:
    """The fact that leaves these states; of a number the range of numbers that may be told to both versions."""
    if not told.is_number:
        return Fact(told.descriptor, states, kind="assumption")
    first, second = told.sides
    low, high = first.interval(states[0]), first.interval(states[-1])
    assert second.number is not None
    numbers = NumberRange(low.low, high.high, high.open_high) & second.number.as_range()
    assert numbers is not None
    return Fact(told.descriptor, numbers, kind="assumption")
