"""An assessment as a page: the verdict first, then why, what stands against it, what is open."""

from __future__ import annotations

from engine.ask.accounts import Item
from engine.ask.assess import Assessment
from engine.ask.hinges import Hinge, Pivot
from engine.ask.waiting import Wait
from engine.infer.trace import Settling
from engine.show.page import Page, Span
from engine.show.words import any_of, fact_text, signed, states_of, status_word, tag

_MOST = 5  # of a list that `--json` gives whole


def assessment_page(answer: Assessment) -> Page:
    """The page of an assessment."""
    page = Page()
    _head(page, answer)
    if answer.verdict.status == "indicated":
        _why(page, answer)
        _hinges(page, answer)
    else:
        _why_not_settled(page, answer)
    _against(page, answer)
    _conflicts(page, answer)
    _follows(page, answer)
    _open(page, answer)
    _foot(page, answer)
    return page


def _head(page: Page, answer: Assessment) -> None:
    question, verdict = answer.question, answer.verdict
    page.add((question.base.title, "heading"))
    facts = sum(len(part.facts) for part in (*question.situation.given, *question.situation.context))
    as_of = f", as of {question.situation.as_of}" if question.situation.as_of else ""
    number = f"{facts} fact{'' if facts == 1 else 's'}" if facts else "no facts"
    page.add(f"Case {question.case.name}: {question.case.title} ({number}{as_of})", hanging=2)
    for name in question.changed:
        known = answer.trace.knowledge.get(name, ())
        page.add((f"What if: {name} = {states_of(question.base, name, known)}", "strong"), hanging=2)
    for name in question.freed:
        page.add((f"What if: nothing is known of {name}", "strong"), hanging=2)
    for dissent in question.program.dissents:
        page.add((f"Dissent: {dissent}", "strong"), hanging=2)
    page.gap()
    states = any_of(verdict.states)
    said: dict[str, str] = {
        "indicated": f"{states} is indicated",
        "open": f"open, no scenario is indicated: {any_of(verdict.states)} {'are' if len(verdict.states) > 1 else 'is'} left",
        "not_separated": f"not separated: {any_of(verdict.states, 'and')} are level, and no pending rule can part them",
        "contradiction": "contradiction: the rules that fired exclude every scenario",
        "tension": f"tension: the case asserts {states}, the rules derive otherwise",
    }
    page.add((f"VERDICT  {said[verdict.status]}", "strong"), (f"  ({verdict.descriptor})", "dim"), hanging=9)
    if answer.clouds:
        page.add(f"It rests on what is contradicted or in tension (see below): {any_of(answer.clouds, 'and')}.", indent=9)
    if verdict.status == "open":
        if verdict.leaning == verdict.states:
            page.add("No state is in front on today's balance.", indent=9)
        else:
            page.add(f"On today's balance {any_of(verdict.leaning, 'and')} leads; pending rules may still turn it.", indent=9)


def _sentence(page: Page, answer: Assessment, rule: str, indent: int, *before: Span | str) -> None:
    """A rule's own sentence with its paragraphs and its name."""
    found = answer.question.base.rules[rule]
    width = sum(len(part if isinstance(part, str) else part[0]) for part in before)
    page.add(*before, f"{found.says} ", (tag(found), "dim"), indent=indent, hanging=width)


def _why(page: Page, answer: Assessment) -> None:
    page.heading("Why")
    base, trace = answer.question.base, answer.trace
    verdict = trace.settled[base.verdict]
    if verdict.asserted is not None:
        page.add(f"The case asserts {base.verdict} = {any_of(verdict.asserted)}.", indent=2)
    if verdict.ground == "default":
        page.add("No rule on it can fire; the vocabulary gives this as the default.", indent=2)
    excluding = [(a.state, a.excluding) for a in answer.accounts if a.excluding]
    for state, rules in excluding:
        page.add((state, "strong"), " is excluded:", indent=2)
        for rule in rules:
            _sentence(page, answer, rule, 4)
    strict = [answer.question.program.rules[name] for name in verdict.fired]
    read = dict.fromkeys(name for rule in strict if rule.narrows(base.verdict) for name in rule.reads)
    for name in read:
        for fact in trace.given_on[name].facts if name in trace.given_on else ():
            page.add((name, "name"), " = ", (fact.said, "strong"), f" is stated: {fact_text(fact)}.", indent=2, hanging=2)
    for pivot in answer.pivots:
        page.gap()
        turns = "It turns on " if pivot.descriptor != base.verdict else "The accounts decide what is left of "
        over = f": {pivot.state} leads {any_of(pivot.over)} by {pivot.lead}."
        page.add(turns, (pivot.descriptor, "strong"), over, indent=2, hanging=2)
        table = sorted(answer.pivot_accounts[pivot.descriptor], key=lambda account: -account.balance)
        page.add(
            "Balances: " + ", ".join(f"{a.state} {signed(a.balance)}{'' if a.allowed else ' (excluded)'}" for a in table),
            indent=2,
        )
        page.add("What carries it:", indent=2)
        for rule, weights, _ in _pulls(answer, pivot, carrying=True):
            _weighing(page, answer, rule, weights)


def _pulls(answer: Assessment, pivot: Pivot, carrying: bool) -> list[tuple[str, str, int]]:
    """The fired rules that widen (or narrow) the pivot's lead over its best rival or another state, widest first."""
    settling = answer.trace.settled[pivot.descriptor]
    found = []
    for rule in settling.fired:
        weights = answer.question.program.rules[rule].weights(pivot.descriptor)
        rivals = {state: weights.get(state, 0) for state in settling.allowed if state != pivot.state}
        pulls = [weights.get(pivot.state, 0) - weight for weight in rivals.values()]
        pull = weights.get(pivot.state, 0) - max(rivals[state] for state in pivot.over)
        pull = pull or max(pulls, key=abs)
        if weights and (pull > 0) is carrying:
            found.append((rule, ", ".join(f"{state} {signed(weight)}" for state, weight in weights.items()), pull))
    return sorted(found, key=lambda item: -abs(item[2]))


def _weighing(page: Page, answer: Assessment, rule: str, weights: str) -> None:
    """A rule's sentence behind all of its weights on one descriptor."""
    found = answer.question.base.rules[rule]
    page.add((weights, "strong"), f": {found.says} ", (tag(found), "dim"), indent=4, hanging=2)


def _item(page: Page, answer: Assessment, item: Item, indent: int) -> None:
    _sentence(page, answer, item.rule, indent, (f"{signed(item.weight)} ", "good" if item.weight > 0 else "bad"))


def _hinges(page: Page, answer: Assessment) -> None:
    if not answer.hinges or not answer.pivots:
        return
    page.heading("What it hangs on: the facts that matter most, each taken alone to be otherwise")
    pivot = min(answer.pivots, key=lambda p: p.lead)
    for at, hinge in enumerate(answer.hinges[:_MOST], 1):
        page.add((f"{at}. ", "dim"), *_hinge(answer, hinge, pivot.state, pivot.lead), indent=2, hanging=3)
    if len(answer.hinges) > _MOST:
        page.add(f"… and {len(answer.hinges) - _MOST} more that narrow the lead less (--json lists them).", indent=5)


def _hinge(answer: Assessment, hinge: Hinge, state: str, lead: int) -> list[Span | str]:
    base = answer.question.base
    known = states_of(base, hinge.descriptor, hinge.known)
    unknown = len(hinge.known) == len(base.descriptors[hinge.descriptor].states)
    now = "is not known" if unknown else f"is {known}"
    were = states_of(base, hinge.descriptor, (hinge.otherwise,))
    if hinge.tips:
        if hinge.status == "settled":
            then = f"{any_of(hinge.states)} would be indicated"
        else:
            then = f"nothing would be indicated: {any_of(hinge.states)} left, {hinge.status.replace('_', ' ')}"
    elif hinge.lead is None:
        then = f"{state} would not be allowed any more"
    else:
        then = f"{state} would lead {any_of(hinge.over)} by {hinge.lead} instead of {lead}"
    return [(hinge.descriptor, "name"), f" {now}. Were it {were}, ", (then, "bad" if hinge.tips else ""), "."]


def _why_not_settled(page: Page, answer: Assessment) -> None:
    if answer.waits:
        page.heading("Find out first")
        for at, wait in enumerate(answer.waits[:_MOST], 1):
            _wait(page, answer, wait, (f"{at}. ", "dim"))
        if len(answer.waits) > _MOST:
            page.add(f"… and {len(answer.waits) - _MOST} more (--json lists them).", indent=5)
    page.heading("Where the scenarios stand")
    for settling in answer.undecided:
        left = f"{any_of(settling.known)} {status_word(settling)}"
        balances = ", ".join(f"{state} {signed(balance)}" for state, balance in sorted(settling.balances, key=lambda b: -b[1]))
        pending = f", {len(settling.pending)} rules pending" if settling.pending else ""
        page.add("It turns on ", (settling.descriptor, "strong"), f": {left}; {balances}{pending}.", indent=2, hanging=2)
    for account in answer.accounts:
        left = "left" if account.left else "excluded"
        page.add((account.state, "strong"), f"  {left}, balance {signed(account.balance)}", indent=2)
        for item in (*account.promoting, *account.restricting):
            _item(page, answer, item, 4)
        for rule in account.excluding:
            _sentence(page, answer, rule, 4, ("✗ ", "bad"))
        if account.pending:
            page.add(
                f"{len(account.pending)} pending rule{'s' if len(account.pending) > 1 else ''} may still weigh on it", indent=4
            )


def _wait(page: Page, answer: Assessment, wait: Wait, before: Span) -> None:
    descriptor = answer.question.base.descriptors[wait.descriptor]
    states = states_of(answer.question.base, wait.descriptor, wait.states)
    rules = f"{wait.reach} pending rule{'' if wait.reach == 1 else 's'}"
    page.add(
        before,
        (wait.descriptor, "name"),
        f" ({states}): {descriptor.question} {rules} wait{'s' if wait.reach == 1 else ''} for it.",
        indent=2,
        hanging=3,
    )


def _against(page: Page, answer: Assessment) -> None:
    if answer.verdict.status != "indicated":
        return
    page.heading("What stands against it")
    for pivot in answer.pivots:
        pulls = _pulls(answer, pivot, carrying=False)
        if pulls and pivot.descriptor != answer.question.base.verdict:
            page.add("Against ", (f"{pivot.descriptor} = {pivot.state}", "strong"), ":", indent=2)
            for rule, weights, _ in pulls:
                _weighing(page, answer, rule, weights)
    for account in answer.accounts:
        items = account.restricting if account.state in answer.verdict.states else (*account.promoting, *account.restricting)
        if account.state in answer.verdict.states:
            if items:
                page.add("Against ", (account.state, "strong"), " itself:", indent=2)
        elif items:
            left = "left" if account.left else "excluded by strict rules" if account.excluding else "outweighed"
            page.add("For and against ", (account.state, "strong"), f" (balance {signed(account.balance)}; {left}):", indent=2)
        else:
            page.add("For ", (account.state, "strong"), ": nothing that fired.", indent=2)
        for item in items:
            _item(page, answer, item, 4)


def _conflicts(page: Page, answer: Assessment) -> None:
    for settling in answer.contradictions:
        page.heading(f"Contradiction on {settling.descriptor}: these rules cannot all be right")
        for rule in settling.clash:
            narrows = answer.question.program.rules[rule].narrows(settling.descriptor) or ()
            _sentence(page, answer, rule, 2, f"leaves {any_of(narrows)}: ")
    for settling in answer.tensions:
        page.heading(f"Tension on {settling.descriptor}: asserted against derived")
        tension = settling.tension
        assert tension is not None
        how = {"strict": "by strict rules", "default": "by default", "balance": f"with a lead of {tension.lead}"}[tension.by]
        page.add(
            f"The case asserts {any_of(tension.asserted)}; the rules derive {any_of(tension.derived)} {how}. The case stands.",
            indent=2,
        )


def _follows(page: Page, answer: Assessment) -> None:
    settled = [s for s in answer.consequences if s.status == "settled"]
    if settled:
        page.heading("What follows")
        for settling in settled:
            _conclusion(page, answer, settling)
    others = [
        s for s in answer.conclusions if s.status == "settled" and s.descriptor not in {p.descriptor for p in answer.pivots}
    ]
    if others:
        page.heading("What was concluded on the way")
        pairs = [f"{s.descriptor} = {states_of(answer.question.base, s.descriptor, s.known)}" for s in others]
        page.add(" · ".join(pairs), indent=2)


def _conclusion(page: Page, answer: Assessment, settling: Settling) -> None:
    base = answer.question.base
    page.add((f"{settling.descriptor} = {states_of(base, settling.descriptor, settling.known)}", "strong"), indent=2)
    state = settling.known[0]
    for rule in settling.fired:
        found = answer.question.program.rules[rule]
        if state in (found.narrows(settling.descriptor) or ()) or found.weights(settling.descriptor).get(state, 0) > 0:
            _sentence(page, answer, rule, 4)


def _open(page: Page, answer: Assessment) -> None:
    beyond = [
        s for s in (*answer.consequences, *answer.conclusions) if s.descriptor in answer.open_waits or s.status == "not_separated"
    ]
    if not beyond:
        return
    page.heading("What is open beside it" if answer.verdict.status == "open" else "What is open")
    for settling in beyond:
        states = states_of(answer.question.base, settling.descriptor, settling.known)
        page.add((settling.descriptor, "strong"), f": {states} ({status_word(settling)})", indent=2, hanging=2)
        if answer.verdict.status == "open" and settling in answer.consequences:
            continue  # it waits for the verdict
        for wait in answer.open_waits.get(settling.descriptor, ())[:2]:
            question = answer.question.base.descriptors[wait.descriptor].question
            page.add("waits for ", (wait.descriptor, "name"), f": {question}", indent=4, hanging=2)


def _foot(page: Page, answer: Assessment) -> None:
    page.gap()
    assumed = [reading.rule for reading in answer.trace.readings if reading.assumed]
    for rule in assumed:
        page.add(f"Assumed in {rule}: its `unless` is not known to hold.", hanging=2)
    if answer.evaluator != "rete":
        page.add(f"Answered by the {answer.evaluator} evaluator: {answer.instead}.", hanging=2)
    name = answer.question.base.verdict
    page.add(
        ("Balances are sums of weights, not likelihoods. ", "dim"),
        (f"`kakehashi why {name}` shows the proof, `kakehashi rules RULE` a rule.", "dim"),
    )
