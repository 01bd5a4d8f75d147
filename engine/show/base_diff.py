"""Two versions of a base and what differs between them, as pages."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from engine.ask.verdict import Verdict
from engine.author.diff import BaseDiff, Shows
from engine.author.differing import Rank
from engine.author.findings import in_figures
from engine.author.pairs import Kind
from engine.infer.program import Dissent
from engine.infer.space import Outcome
from engine.language.facts import Fact
from engine.show.edits import add_edits
from engine.show.page import Page, Style
from engine.show.responsible import blame_text
from engine.show.words import any_of, counted, interval, verdict_text

_TURNED = 10  # cases that are named; likewise
_MOST = 4  # kinds of one rank that are shown; `--all` shows all

_RANKS: dict[Rank, str] = {
    1: "Each version {} another state",
    2: "One version {} a state, the other does not",
    3: "Neither {} a state, and they leave it otherwise",
}


def diff_page(
    diff: BaseDiff, named: tuple[str, str], dissents: Iterable[Dissent], everything: bool, saved: str | None = None
) -> Page:
    """The page of a diff of two versions, which are called as they were `named`, the second under dissents; `saved` is where
    the cases were written.
    """
    page = Page()
    for letter, said, base in zip("AB", named, (diff.before, diff.after), strict=True):
        page.add((letter, "strong"), f"  {said}: {base.title} (rules {base.rules_hash[:8]})", hanging=3)
    for dissent in dissents:
        page.add(f"{dissent}", indent=3, hanging=2)
    page.gap()
    add_edits(page, diff)
    _cases(page, diff)
    page.gap()
    _answer(page, diff)
    _turned(page, diff, everything)
    for rank, group in groupby(diff.differences, lambda one: one.rank):
        kinds = list(group)
        page.heading(_RANKS[rank].format("indicates" if all(_of_verdict(diff)) else "settles"))
        shown = kinds if everything else kinds[:_MOST]
        for one in shown:
            _kind(page, diff, one)
        if more := len(kinds) - len(shown):
            page.add((f"… and {counted(more, 'more kind')}; --all shows {'them' if more > 1 else 'it'}.", "dim"), indent=2)
    if diff.differences:
        page.gap()
        page.add(_ending(diff))
        if saved is not None:
            count = len(diff.drafts)
            page.add(f"{count} case{' is' if count == 1 else 's are'} in {saved}, each expecting what B says of it now.")
    return page


def _cases(page: Page, diff: BaseDiff) -> None:
    """What the cases are told, where that is not the same for both."""
    lines = []
    for mine, theirs, side in (("A", "B", 0), ("B", "A", 1)):
        alone = [told.descriptor for told in diff.told if told.to[side] and not told.to[1 - side]]
        if alone:
            lines.append(f"{any_of(alone, 'and')}: told to {mine} alone, as {theirs} does not speak of it.")
    for told in diff.told:
        one, other = told.sides
        if not all(told.to):
            continue
        for which, own, others in (("A", one, other), ("B", other, one)):
            only = [state for state in own.states if state not in others.states]
            if only:
                lines.append(f"{told.descriptor}={'|'.join(only)}: told to neither, as only {which} has it.")
        if told.descriptor in diff.after.derived or told.descriptor in diff.before.derived:
            letter = "B" if told.descriptor in diff.after.derived else "A"
            lines.append(
                f"{told.descriptor}: observed in one version and derived in {letter}; what a case states is told to both."
            )
    if lines:
        page.heading("What the cases are told")
        for line in lines:
            page.add(line, indent=2, hanging=2)


def _answer(page: Page, diff: BaseDiff) -> None:
    """Whether the verdicts differ, and over which cases that is proved."""
    a, b = diff.goals
    goal = a if a == b else f"{a} in A, {b} in B"
    complete, partial = f"{in_figures(diff.complete)} complete cases", f"{in_figures(diff.partial)} partial ones"
    where = ""
    style: Style = "bad"
    if diff.same_in_partial:
        said, style = "THE SAME", "good"
        where = f"proved over all {complete} and all {partial}"
        if diff.untouched:
            where += ": nothing that it rests on is written otherwise"
    elif diff.same_in_complete and diff.same_in_partial is False:
        said = "DIFFERENT"
        where = f"only where something is left open; the same in all {complete}, which is proved"
    elif diff.same_in_complete:
        said = "NOT SETTLED"
        where = f"the same in all {complete}, which is proved; of the {partial} it was not settled within {diff.seconds:g} s"
    elif diff.same_in_complete is False or diff.differences:
        said = "DIFFERENT"
        if diff.differing is not None:
            where = f"in {in_figures(diff.differing)} of {complete}"
        elif diff.same_in_complete is False:
            where = f"in some of the {complete}; how many was not counted"
        else:
            where = f"in some partial cases; of the {complete} it was not settled within {diff.seconds:g} s"
    else:
        said, where = "NOT SETTLED", f"whether they differ was not settled within {diff.seconds:g} s; --seconds N gives it longer"
    page.add((said, style), f"  {goal}: {where}.", hanging=2)


def _turned(page: Page, diff: BaseDiff, everything: bool) -> None:
    """The cases kept with the versions that come out otherwise."""
    if not diff.turned:
        if diff.cases and not diff.passed:
            page.add(f"None of the {diff.cases} cases kept with them comes out otherwise.", indent=2, hanging=2)
        return
    come = "comes" if len(diff.turned) == 1 else "come"
    page.heading(f"Of {diff.cases} cases kept with them, {len(diff.turned)} {come} out otherwise")
    shown = diff.turned if everything else diff.turned[:_TURNED]
    for one in shown:
        a, b = _sides(diff, one.kind)
        page.add((one.case, "name"), f": in A {a}, in B {b}", indent=2, hanging=2)
    if more := len(diff.turned) - len(shown):
        page.add((f"… and {more} more; --all shows them.", "dim"), indent=2)


def _sides(diff: BaseDiff, kind: Kind) -> list[str]:
    """How the two versions come out: only of a verdict a state is indicated."""
    return [_outcome(*side) for side in zip(diff.goals, kind, _of_verdict(diff), strict=True)]


def _of_verdict(diff: BaseDiff) -> list[bool]:
    """Of each version, whether its verdict is what is compared."""
    return [goal == base.verdict for goal, base in zip(diff.goals, (diff.before, diff.after), strict=True)]


def _kind(page: Page, diff: BaseDiff, one: Shows) -> None:
    """A kind of difference: how often it is, which changes do it, and its smallest case."""
    a, b = _sides(diff, one.kind)
    page.add("in A ", (a, "strong"), ", in B ", (b, "strong"), indent=2, hanging=2)
    where = []
    if one.complete:
        where.append(f"in {in_figures(one.complete)} complete {'case' if one.complete == 1 else 'cases'}")
    elif one.complete == 0:
        where.append("only where something is left open")
    if one.responsible is not None and len(diff.changes) > 1:
        where.append(f"in this case by {blame_text(one.responsible)}")
    if one.facts is None:
        where.append("no case of it was found in the time")
    if where:
        page.add("; ".join(where), indent=4, hanging=2)
    if one.facts is not None:
        size = f"{counted(len(one.facts), 'fact')}: " if one.facts else "no facts"
        what = "smallest case" if one.smallest else "a case"
        page.add((f"{what}, {size}", "dim"), "; ".join(map(_fact, one.facts)), indent=4, hanging=2)


def _fact(fact: Fact) -> str:
    if isinstance(fact.value, tuple):
        return f"{fact.descriptor} = {any_of(fact.value)}"
    return f"{fact.descriptor} {interval(fact.said)}"


def _outcome(goal: str, outcome: Outcome, of_verdict: bool) -> str:
    if outcome.status == "settled" and not of_verdict:
        return f"{outcome.states[0]} is settled"
    status = "indicated" if outcome.status == "settled" else outcome.status
    return verdict_text(Verdict(goal, status, outcome.states, ()))


def _ending(diff: BaseDiff) -> str:
    run = "Each case was run by the reference evaluator in both versions."
    if diff.exhausted:
        return (
            f"{run} There are no other kinds: proved over all {in_figures(diff.complete)} complete cases and all "
            f"{in_figures(diff.partial)} partial ones."
        )
    return f"{run} There may be other kinds: the search did not end within {diff.seconds:g} s."
