"""Cases that show how two versions of a base differ: run by the reference evaluator, and drafted as files."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from msgspec.structs import replace

from engine.ask.responsibility import Search, search_sets
from engine.author.differing import Difference
from engine.author.drafts import Draft, Setting, expected
from engine.author.pairs import Kind, plain_outcome
from engine.author.versions import Told, Versions
from engine.infer.program import Program, compile_program
from engine.infer.reference import infer
from engine.infer.situation import Situation, situate
from engine.infer.space import Outcome
from engine.infer.trace import Given, Trace
from engine.language.descriptors import NumberRange
from engine.language.facts import Case, Fact
from engine.language.problems import EngineFault

VERDICT = "verdict"  # the name of the change that another descriptor is the verdict
_TRIED = 512  # sets of changes that are undone for one case


class OutOfTime(Exception):
    """No time is left."""


class Witness:
    """Runs cases by the reference, in both versions as they were given and in what lies between them."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self.given = tuple(compile_program(base) for base in versions.given)
        other_goal = (VERDICT,) if versions.goals[0] != versions.goals[1] else ()
        self.changes = (*other_goal, *(unit.name for unit in versions.units))
        self.mixtures: dict[frozenset[str], Program | None] = {}
        self.ran: dict[Kind, tuple[tuple[Fact, ...], Trace]] = {}  # the facts told, and what came of them in the second version

    def shows(self, one: Difference) -> tuple[Fact, ...]:
        """The facts of a case, which were told to both versions. Raises `EngineFault` where they do not come out so."""
        facts = tuple(_fact(told, one.given[told.descriptor]) for told in self.versions.told if told.descriptor in one.given)
        for side, (program, goal, outcome) in enumerate(zip(self.given, self.versions.goals, one.kind, strict=True)):
            trace = infer(program, situate(program.base, Case("", "", _spoken_of(program, facts))))
            settling = trace.settled[goal]
            if plain_outcome(Outcome(settling.status, settling.known)) != outcome:
                which = ("first", "second")[side]
                raise EngineFault(f"the solver tells of the {which} version what the reference does not come to")
            self.ran[one.kind] = facts, trace
        return facts

    def draft(self, at: int, kind: Kind, smallest: bool) -> Draft:
        """The case that showed a kind of difference as number `at` of the second version's: it expects what that one says."""
        (told, trace), program, goal = self.ran[kind], self.given[1], self.versions.goals[1]
        facts = _spoken_of(program, told)
        note = "The smallest case" if smallest else "A case"
        note += f" of one kind of difference between two versions of {program.base.name}, found by `rules diff`."
        if left := [str(fact) for fact in told if fact not in facts]:
            note += f" The version before was told as well: {', '.join(left)}."
        name = f"d{at:02}-{_slug(kind.before)}-to-{_slug(kind.after)}"
        title = f"{goal}: {_said(kind.after)}; before: {_said(kind.before)}"
        case = replace(Case(name, title, facts, note), expect=expected(program.base.verdict, [trace.settled[goal]]))
        return Draft(Setting(case, facts, (), trace), case, ())

    def responsible(self, one: Difference, until: float) -> Search | None:
        """Which changes, undone, give what the first version says of a case; None where there is no time to try."""
        everything = frozenset(self.changes)
        before = one.kind.before

        def undone(some: frozenset[str]) -> bool:
            if monotonic() > until:
                raise OutOfTime
            return self.outcome(everything - some, one.given) == before

        try:
            return search_sets(self.changes, undone, _TRIED)
        except OutOfTime:
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


def _spoken_of(program: Program, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts that a version has descriptors for."""
    return tuple(fact for fact in facts if fact.descriptor in program.base.descriptors)


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


def _slug(outcome: Outcome) -> str:
    return outcome.states[0] if outcome.status == "settled" else outcome.status.replace("_", "-")


def _said(outcome: Outcome) -> str:
    if outcome.status == "settled":
        return outcome.states[0]
    said = outcome.status.replace("_", " ")
    return f"{said} ({' or '.join(outcome.states)})" if outcome.states else said
