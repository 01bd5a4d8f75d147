"""Which slips of its author the cases of a base would notice, and cases that would notice the others.

A case *notices* a mutant where something that it expects is not so. A mutant that no case notices is searched for by the
solver over all complete cases: it turns the verdict in one, or only moves something else, or is proved to be equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from math import inf, prod
from time import monotonic
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from engine.author.drafts import Draft, Setting, draft_of, setting_of
from engine.author.findings import UNNOTICED, Finding, accept, in_figures
from engine.author.judging import Answer, bears_on, failures_of
from engine.author.mutants import Mutant, mutants_of
from engine.author.telling import Choice, Nothing, Teller, in_groups
from engine.author.testing import CaseResult, TestReport
from engine.infer.amending import Amendment
from engine.infer.program import Program, compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.language.base import RuleBase
from engine.language.facts import Case
from engine.language.problems import EngineFault

Outcome = Literal["noticed", "unnoticed", "moved", "equal", "not_searched"]


class MutantResult(Struct, frozen=True):
    """What became of a mutant.

    *Noticed* by the case `by`; *unnoticed*, though it turns the verdict in some complete case; *moved*, where in no complete
    case the verdict is another and in some another conclusion is; *equal*, where none is in any; *not searched*, where time
    ran out. A draft would notice one that is unnoticed or moves something.
    """

    mutant: Mutant
    outcome: Outcome
    by: str = ""
    draft: Draft | None = None


class MutationReport(Struct, frozen=True):
    """The mutants of a base and what became of each; `complete` is the number of complete cases searched."""

    base: RuleBase
    results: tuple[MutantResult, ...]
    drafts: tuple[Draft, ...]
    findings: tuple[Finding, ...]
    complete: int

    @property
    def counts(self) -> Counter[Outcome]:
        """How many mutants came to what."""
        return Counter(result.outcome for result in self.results)

    @property
    def passed(self) -> bool:
        """Whether every mutant was searched, and each that turns the verdict is noticed or accepted."""
        accepted = all(finding.severity == "note" or finding.accepted for finding in self.findings)
        return accepted and not self.counts["not_searched"]


def try_mutants(
    report: TestReport, cases: Iterable[Case], seconds: float = inf, progress: Callable[[str], None] = lambda _: None
) -> MutationReport:
    """What the cases of a test run, all of them passed, notice of the mutants of its base, within so many seconds.

    `cases` are those of the base; `progress` is told what is under way.
    """
    until = monotonic() + seconds
    base = report.base
    program = compile_program(base)
    mutants = list(mutants_of(base))
    results: dict[str, MutantResult] = {}
    noticing = _Noticing(program, report.results)
    for at, mutant in enumerate(mutants):
        progress(f"trying mutants: {at} of {len(mutants)} …")
        if monotonic() > until:
            break
        if by := noticing.by(mutant):
            results[mutant.name] = MutantResult(mutant, "noticed", by)
    left = [mutant for mutant in mutants if mutant.name not in results]
    search = _Search(program, next((case for case in cases if case.name == base.baseline), None), until)
    done = 0
    for group in in_groups(program, left):
        teller = Teller(program, group, search.known)
        for mutant in group:
            progress(f"searching what tells mutants apart: {done} of {len(left)} …")
            results[mutant.name] = MutantResult(mutant, search.tell(teller, mutant))
            done += 1
    drafts = search.drafts()
    by_mutant = {name: draft for draft in drafts for name in draft.mutants}
    ordered = tuple(replace(results[mutant.name], draft=by_mutant.get(mutant.name)) for mutant in mutants)
    observed = [name for name in program.order if base.is_observed(name)]
    complete = prod(len(base.descriptors[name].states) for name in observed)
    found = [_finding(base, result, complete) for result in ordered if result.draft is not None]
    searched = not any(result.outcome == "not_searched" for result in ordered)
    return MutationReport(base, ordered, drafts, tuple(accept(base, found, [UNNOTICED] if searched else [])), complete)


def _finding(base: RuleBase, result: MutantResult, complete: int) -> Finding:
    assert result.draft is not None
    place, name, draft = base.rules[result.mutant.rule].place, result.mutant.name, result.draft
    witness = draft.facts or None  # nothing is otherwise than in the baseline
    if result.outcome == "unnoticed":
        like = f"Keep a case like {draft.case.name}"
        if not witness:
            like = f"Let {draft.case.extends} expect what {draft.case.name} does"
        hint = f"{like}, or accept it with the reason why it may be so."
        return Finding(UNNOTICED, "warning", place, f"no case notices `{name}`", hint, name, witness=witness)
    message = f"no case notices `{name}`, which never turns {base.verdict}"
    return Finding(UNNOTICED, "note", place, message, "", name, f"proved over all {in_figures(complete)} complete cases", witness)


class _Noticing:
    """Which case notices a mutant first: those that take the longest are asked last."""

    def __init__(self, program: Program, results: Sequence[CaseResult]) -> None:
        self.program = program
        ordered = sorted(results, key=_length)
        self.results = [(result, *bears_on(result.case.expect, program.base)) for result in ordered if result.case.expect]

    def by(self, mutant: Mutant) -> str:
        """The name of the case; empty where none does."""
        base, amendment = self.program.base, Amendment(self.program, mutant.rule, mutant.now)
        reach = {name for effect in mutant.moves(base) for name in self.program.bears_on(effect)}
        read = {mutant.rule} | {rule.id for name in reach for rule in self.program.readers.get(name, ())}
        other: Program | None = None
        for result, descriptors, rules in self.results:
            if reach.isdisjoint(descriptors) and read.isdisjoint(rules):
                continue
            assert result.case.expect is not None
            for run in result.runs:
                answer = run.answer
                after = amendment.of(answer.trace)
                before = amendment.of(answer.before) if answer.before is not None else None
                if rules.isdisjoint(after.readings) and all(
                    descriptors.isdisjoint(amended.settlings) for amended in (after, before) if amended is not None
                ):
                    continue
                other = other or compile_program(mutant.of(base))
                amended = Answer(other, after.whole, before.whole if before is not None else None)
                if any(True for _ in failures_of(amended, result.case.expect)):
                    return result.case.name
        return ""


def _length(result: CaseResult) -> tuple[int, bool]:
    """How long it takes to judge a case: by its variations, and by whether it has to be found out what is asked for."""
    return len(result.runs), result.case.expect is not None and bool(result.case.expect.asks_for)


class _Search:
    """Complete cases that tell mutants from the base; one is looked for where none that was found before will do."""

    def __init__(self, program: Program, baseline: Case | None, until: float) -> None:
        self.program, self.baseline, self.until = program, baseline, until
        self.verdict = program.base.verdict
        self.known = infer(program, situate(program.base, baseline)).knowledge if baseline is not None else {}
        self.told: dict[str, _Told] = {}
        self.found: list[tuple[Choice, Setting]] = []

    def tell(self, teller: Teller, mutant: Mutant) -> Outcome:
        """Looks for a case in which the verdict is another, and then for one in which anything is."""
        amendment = Amendment(self.program, mutant.rule, mutant.now)
        effects = tuple(name for name in self.program.order if name in teller.effects)
        told = _Told("unnoticed", mutant, amendment, (self.verdict,))
        if teller.turns and (outcome := self.search(told, lambda: teller.turned(mutant, self.until))) is not None:
            return outcome
        return self.search(_Told("moved", mutant, amendment, effects), lambda: teller.moved(mutant, self.until)) or "equal"

    def search(self, told: _Told, search: Callable[[], Choice | Nothing]) -> Outcome | None:
        """What comes of a search; None where there is no such case."""
        name = told.mutant.name
        if not any(told.shows(setting) for _, setting in self.found):
            choice = search()
            if isinstance(choice, str):
                return None if choice == "none" else choice
            setting = setting_of(self.program, self.baseline, choice)
            if not told.shows(setting):
                raise EngineFault(f"clingo tells `{name}` from its base by a case in which it comes to the same")
            self.found.append((choice, setting))
        self.told[name] = told
        return told.outcome

    def drafts(self) -> tuple[Draft, ...]:
        """A few of the cases that were found, by which all mutants are told that any tells: those with another verdict first."""
        noticed = [{name for name, told in self.told.items() if told.shows(setting)} for _, setting in self.found]
        left, chosen = set(self.told), list[tuple[int, list[str]]]()
        while left:
            best = max(range(len(noticed)), key=lambda at: self.worth(noticed[at] & left))
            names = [name for name in self.told if name in noticed[best] and name in left]
            left -= set(names)
            chosen.append((best, names))
        made = []
        for number, (at, names) in enumerate(chosen, start=1):
            setting = self.trimmed(*self.found[at], [self.told[name] for name in names])
            about = {self.told[name].shows(setting) for name in names}
            rule = self.program.rules[self.told[names[0]].mutant.rule].written
            made.append(draft_of(self.program, setting, f"m{number:02}-{rule}", names, about))
        return tuple(made)

    def worth(self, names: Collection[str]) -> tuple[int, int]:
        """How many mutants are told by their verdict, and how many at all."""
        return sum(self.told[name].outcome == "unnoticed" for name in names), len(names)

    def trimmed(self, choice: Choice, setting: Setting, told: Sequence[_Told]) -> Setting:
        """The setting without what the baseline does not know either, as far as it tells the same."""
        before = setting
        for name in [name for name in choice if name not in self.known or len(self.known[name]) > 1]:
            fewer = {other: state for other, state in choice.items() if other != name}
            after = setting_of(self.program, self.baseline, fewer)
            same = (one.shows(after) == one.shows(before) for one in told)
            about = {one.shows(before) for one in told}
            if all(same) and all(after.trace.settled[one] == before.trace.settled[one] for one in about):
                choice, setting = fewer, after
        return setting


class _Told(NamedTuple):
    """What a search for a mutant came to, and the descriptors in which it shows."""

    outcome: Outcome
    mutant: Mutant
    amendment: Amendment
    names: tuple[str, ...]

    def shows(self, setting: Setting) -> str:
        """The first of the descriptors that is not in the mutant as in the base, in a case; empty where none is."""
        trace, amended = setting.trace, self.amendment.of(setting.trace)
        for name in self.names:
            before, after = trace.settled[name], amended.settled(name)
            if (before.known, before.status) != (after.known, after.status):
                return name
        return ""
