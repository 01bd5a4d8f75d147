"""The reasons of an assessment: why, what it hangs on, what stands against it; or what an open one waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.ask.accounts import Account
from engine.ask.assess import Assessment
from engine.ask.hinges import Hinge, Pivot
from engine.ask.waiting import Wait
from engine.show.page import Page, Span
from engine.show.sentences import Sentences
from engine.show.words import any_of, counted, fact_text, signed, states_of, status_word

_MOST = 5  # of a list that `--json` gives whole
_DOES = {  # what a fact otherwise does, said of one and of several
    "tips": ("turns the verdict", "turn the verdict"),
    "detour": ("changes only the way to it", "change only the way to it"),
    "narrows": ("only narrows the lead", "only narrow the lead"),
}


def add_reasons(page: Page, answer: Assessment, sentences: Sentences) -> None:
    """Adds the reasons."""
    if answer.verdict.status == "indicated":
        add_why(page, answer, sentences)
        _hinges(page, answer)
        add_against(page, answer, sentences)
    else:
        _find_out(page, answer)
        add_standings(page, answer, sentences)
    add_conflicts(page, answer, sentences)


def add_why(page: Page, answer: Assessment, sentences: Sentences) -> None:
    """Adds why an indicated verdict is what it is."""
    page.heading("Why")
    base, trace = answer.question.base, answer.trace
    verdict = trace.settled[base.verdict]
    if verdict.asserted is not None:
        page.add(f"The case asserts {base.verdict} = {any_of(verdict.asserted)}.", indent=2)
    if verdict.ground == "default":
        page.add("No rule on it can fire; the vocabulary gives this as the default.", indent=2)
    for account in answer.accounts:
        if account.excluding:
            page.add((account.state, "strong"), " is excluded:", indent=2)
            for rule in account.excluding:
                sentences.add(rule, 4)
    strict = [answer.question.program.rules[name] for name in verdict.fired]
    read = dict.fromkeys(name for rule in strict if rule.narrows(base.verdict) for name in rule.reads)
    for name in read:
        for fact in trace.given_on[name].facts if name in trace.given_on else ():
            page.add((name, "name"), " = ", (fact.said, "strong"), f" is stated: {fact_text(fact)}.", indent=2, hanging=2)
    for pivot in answer.pivots:
        _pivot(page, answer, sentences, pivot)


def _pivot(page: Page, answer: Assessment, sentences: Sentences, pivot: Pivot) -> None:
    """What keeps a pivot's state ahead of each rival, the nearest rival first."""
    page.gap()
    descriptor = answer.question.base.descriptors[pivot.descriptor]
    if pivot.descriptor == answer.question.base.verdict:
        page.add("Between the scenarios left the balances decide: ", (_table(answer, pivot), "strong"), indent=2, hanging=2)
    else:
        page.add(
            f"The verdict turns on {descriptor.title} ({descriptor.id}): ", (_table(answer, pivot), "strong"), indent=2, hanging=2
        )
    settling = answer.trace.settled[pivot.descriptor]
    ahead = settling.balance(pivot.state)
    rivals = sorted((state for state in settling.allowed if state != pivot.state), key=lambda state: -settling.balance(state))
    for rival in rivals:
        behind = ahead - settling.balance(rival)
        page.add(f"What keeps {pivot.state} ahead of {rival}, {behind} behind:", indent=2)
        sentences.weighings(_pulls(answer, pivot, rival, 1), pivot.descriptor, 4)


def _table(answer: Assessment, pivot: Pivot) -> str:
    """The balances of a pivot, highest first."""
    table = sorted(answer.pivot_accounts[pivot.descriptor], key=lambda account: -account.balance)
    return ", ".join(f"{a.state} {signed(a.balance)}{'' if a.allowed else ' (excluded)'}" for a in table)


def _pulls(answer: Assessment, pivot: Pivot, rival: str, sign: int) -> list[str]:
    """The fired rules that widen (sign 1) or narrow (−1) the pivot's lead over a rival, widest first."""
    found: list[tuple[int, int, str]] = []
    for rule in answer.trace.settled[pivot.descriptor].fired:
        weights = answer.question.program.rules[rule].weights(pivot.descriptor)
        pull = sign * (weights.get(pivot.state, 0) - weights.get(rival, 0))
        if pull > 0:
            found.append((-pull, len(found), rule))
    return [rule for _, _, rule in sorted(found)]


def _hinges(page: Page, answer: Assessment) -> None:
    if not answer.hinges:
        return
    page.heading("What it hangs on, one fact changed at a time")
    pivot = min(answer.pivots, key=lambda p: p.lead, default=None)
    for at, hinge in enumerate(answer.hinges[:_MOST], 1):
        page.add((f"{at}. ", "dim"), *_hinge(answer, hinge, pivot), indent=2, hanging=3)
    if len(answer.hinges) > _MOST:
        page.add(f"… and {_others(answer.hinges[_MOST:])} (--json lists them).", indent=5)


def _others(hinges: Iterable[Hinge]) -> str:
    """How many hinges do what: ``7 more that turn the verdict and 2 that only narrow the lead``."""
    kinds = Counter("tips" if hinge.tips else "detour" if hinge.lead is None else "narrows" for hinge in hinges)
    said = (f"{count}{'' if at else ' more'} that {_DOES[kind][count > 1]}" for at, (kind, count) in enumerate(kinds.items()))
    return any_of(said, "and")


def _hinge(answer: Assessment, hinge: Hinge, pivot: Pivot | None) -> list[Span | str]:
    base = answer.question.base
    unknown = len(hinge.known) == len(base.descriptors[hinge.descriptor].states)
    now = "is not known" if unknown else f"is {states_of(base, hinge.descriptor, hinge.known)}"
    were = states_of(base, hinge.descriptor, (hinge.otherwise,))
    then = hinge_text(hinge, pivot, base.verdict)
    return [(hinge.descriptor, "name"), f" {now}. Were it {were}, ", (then, "bad" if hinge.tips else ""), "."]


def hinge_text(hinge: Hinge, pivot: Pivot | None, verdict: str) -> str:
    """What would become of the verdict, or of the lead at the pivot, were a fact otherwise."""
    if hinge.tips and hinge.status == "settled":
        return f"{any_of(hinge.states)} would be {'stated' if hinge.descriptor == verdict else 'indicated'}"
    if hinge.tips:
        return f"no scenario would be indicated; {any_of(hinge.states, 'and')} would remain"
    if pivot is None or hinge.lead is None:
        return "strict rules would decide otherwise on the way, and the verdict would stay"
    if not set(hinge.over) <= set(pivot.over):  # leads over different rivals are told apart
        now, then = (f"{ahead.lead} (over {any_of(ahead.over)})" for ahead in (pivot, hinge))
        return f"{pivot.state} would lead by {then} instead of {now}"
    return f"{pivot.state} would lead {any_of(hinge.over)} by {hinge.lead} instead of {pivot.lead}"


def add_against(page: Page, answer: Assessment, sentences: Sentences) -> None:
    """Adds what stands against it."""
    page.heading("What stands against it")
    for pivot in answer.pivots:
        for rival in pivot.over:
            pulls = _pulls(answer, pivot, rival, -1)
            if pulls and pivot.descriptor != answer.question.base.verdict:
                page.add(f"What pulls {pivot.descriptor} towards {rival}:", indent=2)
                sentences.weighings(pulls, pivot.descriptor, 4)
    table = sorted(answer.accounts, key=lambda account: -account.balance)
    balances = ", ".join(
        f"{a.state} {signed(a.balance)}{' (excluded above)' if not a.left and a.excluding else ''}" for a in table
    )
    page.add(f"Balances of the scenarios: {balances}", indent=2, hanging=2)
    for account in answer.accounts:
        indicated = account.state in answer.verdict.states
        items = account.restricting if indicated else (*account.promoting, *account.restricting)
        if items:
            page.add("Against " if indicated else "For and against ", (account.state, "strong"), ":", indent=2)
            _items(sentences, account, indicated)
        elif not indicated:
            page.add("Nothing speaks for ", (account.state, "strong"), ".", indent=2)


def _items(sentences: Sentences, account: Account, only_against: bool) -> None:
    for item in (*(() if only_against else account.promoting), *account.restricting):
        sentences.add(item.rule, 4, (f"{signed(item.weight)} ", "good" if item.weight > 0 else "bad"), hanging=3)


def _find_out(page: Page, answer: Assessment) -> None:
    if not answer.waits:
        clouds = any_of(answer.clouds, "and")
        if answer.verdict.status in ("open", "not_separated"):
            page.heading("What would decide it")
            level = any_of([s.descriptor for s in answer.undecided] or [answer.verdict.descriptor], "and")
            said = f"Nothing that is left to find out: the weights on {level} are level. A fact changed, or a weight, would."
            if clouds:
                said = f"To resolve what is contradicted or in tension, below: {clouds}."
            page.add(said, indent=2)
        return
    page.heading("Find out first")
    for at, wait in enumerate(answer.waits[:_MOST], 1):
        _wait(page, answer, wait, (f"{at}. ", "dim"))
    if len(answer.waits) > _MOST:
        page.add(f"… and {len(answer.waits) - _MOST} more (--json lists them).", indent=5)


def _wait(page: Page, answer: Assessment, wait: Wait, before: Span) -> None:
    descriptor = answer.question.base.descriptors[wait.descriptor]
    states = states_of(answer.question.base, wait.descriptor, wait.states)
    rules = f"{wait.reach} pending rule{' waits' if wait.reach == 1 else 's wait'} for it"
    page.add(before, (wait.descriptor, "name"), f" ({states}): {descriptor.question} {rules}.", indent=2, hanging=3)


def add_standings(page: Page, answer: Assessment, sentences: Sentences) -> None:
    """Adds how the scenarios stand where none is indicated."""
    page.heading("Where the scenarios stand")
    for settling in answer.undecided:
        title = answer.question.base.descriptors[settling.descriptor].title
        balances = ", ".join(f"{s} {signed(b)}" for s, b in sorted(settling.balances, key=lambda pair: -pair[1]))
        pending = f"; {len(settling.pending)} rules pending" if settling.pending else ""
        left = f"{any_of(settling.known)} ({status_word(settling)}); balances {balances}{pending}."
        page.add(f"The verdict turns on {title} (", (settling.descriptor, "strong"), f"): {left}", indent=2, hanging=2)
    for account in answer.accounts:
        left = "left" if account.left else "excluded"
        if account.left and account.excluding:
            left = "left, since the rules contradict one another"
        page.add((account.state, "strong"), f"  {left}, balance {signed(account.balance)}", indent=2)
        for rule in account.excluding:
            sentences.add(rule, 4, ("✗ ", "bad"))
        _items(sentences, account, False)
        if account.left and account.pending:
            page.add(_still(answer, len(account.pending)), indent=4)


def _still(answer: Assessment, pending: int) -> str:
    """What becomes of the pending rules on a state that is left."""
    if answer.waits:
        return f"{counted(pending, 'pending rule')} may still weigh on it"
    stay, ask = ("stays", "it asks") if pending == 1 else ("stay", "they ask")
    return f"{counted(pending, 'rule')} on it {stay} pending: what {ask} for is undecided too"


def add_conflicts(page: Page, answer: Assessment, sentences: Sentences) -> None:
    """Adds the contradictions and the tensions."""
    for settling in answer.contradictions:
        page.heading(f"Contradiction on {settling.descriptor}: these rules cannot all be right")
        for rule in settling.clash:
            narrows = answer.question.program.rules[rule].narrows(settling.descriptor) or ()
            sentences.add(rule, 2, f"leaves {any_of(narrows)}: ")
    for settling in answer.tensions:
        page.heading(f"Tension on {settling.descriptor}: asserted against derived")
        tension = settling.tension
        assert tension is not None
        how = {"strict": "by strict rules", "default": "by default", "balance": f"with a lead of {tension.lead}"}[tension.by]
        asserted, derived = any_of(tension.asserted), any_of(tension.derived)
        page.add(f"Stated is {asserted}; the rules derive {derived} {how}. What is stated is used.", indent=2)
