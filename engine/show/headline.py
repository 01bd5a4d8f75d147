"""The head of an assessment: base, case, what was changed for the question, the verdict, and what it hangs on most."""

from __future__ import annotations

from engine.ask.assess import Assessment, Pointer
from engine.ask.question import Question
from engine.infer.trace import Settling
from engine.show.page import Page, Style
from engine.show.words import any_of, said_of, signed, states_of, status_word, verb

_HINGES = 2  # named at once; the section below has more


def add_headline(page: Page, answer: Assessment) -> None:
    """Adds the head."""
    question = answer.question
    add_case(page, question)
    page.gap()
    page.add((f"VERDICT  {_verdict(answer)}", "strong"), (f"  ({answer.verdict.descriptor})", "dim"), hanging=9)
    for pointer in answer.pointers if answer.verdict.status == "open" else ():
        page.add(_pointer(answer, pointer), indent=9)
    for name in answer.clouds:
        page.add(_cloud(answer, answer.trace.settled[name]), indent=9)
    if answer.hinges:
        most = [f"{h.descriptor} ({states_of(question.base, h.descriptor, h.known)})" for h in answer.hinges[:_HINGES]]
        page.add(f"It hangs most on {any_of(most, 'and')}.", indent=9)
    _changes(page, answer)


def add_case(page: Page, question: Question) -> None:
    """Adds which base and case are asked, and what the question changed: its what-ifs and dissents."""
    page.add((question.base.title, "heading"))
    page.add(f"Case {question.case.name}: {question.case.title} ({_facts(question)})", hanging=2)
    for name in question.changed:
        facts = dict.fromkeys(fact for fact in question.situation.facts if fact.descriptor == name)
        said = any_of((said_of(question.base, fact) for fact in facts), "and")
        page.add((f"What if {name} = {said}", "strong"), hanging=2)
    for name in question.freed:
        page.add((f"What if nothing is known of {name}", "strong"), hanging=2)
    for dissent in question.program.dissents:
        page.add((f"Dissent: {dissent}", "strong"), hanging=2)


def _facts(question: Question) -> str:
    situation = question.situation
    facts = situation.facts
    unverified = sum(fact.unverified for fact in facts)
    parts = [f"{len(facts)} fact{'' if len(facts) == 1 else 's'}" if facts else "no facts"]
    parts += [f"{unverified} of them unverified"] if unverified else []
    parts += [f"as of {situation.as_of}"] if situation.as_of else []
    return ", ".join(parts)


def _verdict(answer: Assessment) -> str:
    verdict = answer.verdict
    if verdict.status == "open":
        return f"open: no scenario is indicated; {any_of(verdict.states, 'and')} {verb(verdict.states, 'is', 'are')} left"
    return {
        "indicated": f"{any_of(verdict.states)} is indicated",
        "not_separated": f"not separated: {any_of(verdict.states, 'and')} are level, and no pending rule can part them",
        "contradiction": "contradiction: the rules that fired exclude every scenario",
        "tension": f"tension: the case asserts {any_of(verdict.states)}, the rules derive otherwise",
    }[verdict.status]


def _pointer(answer: Assessment, pointer: Pointer) -> str:
    """Where an undecided descriptor points today: a balance, and no more than that."""
    front = any_of(pointer.states, "and")
    pending = " Pending rules may still turn it." if answer.trace.settled[pointer.descriptor].pending else ""
    if len(pointer.states) > 1:
        return f"On {pointer.descriptor} {front} are level; nothing is in front.{pending}"
    to = f", which points to {pointer.verdict[0]}" if len(pointer.verdict) == 1 else ""
    over = f" leads {any_of(pointer.over)} by {pointer.lead}" if pointer.over else " is left"
    return f"On {pointer.descriptor} {front}{over}{to}.{pending}"


def _cloud(answer: Assessment, settling: Settling) -> str:
    """A contradiction or tension that the verdict rests on."""
    name, tension = settling.descriptor, settling.tension
    if tension is None:
        return f"It rests on {name}, where the rules contradict one another (see below)."
    how = {"strict": "strictly", "default": "by default", "balance": f"by {tension.lead}"}[tension.by]
    who = "Your what-if sets" if name in answer.question.changed else "The case states"
    asserted, derived = any_of(tension.asserted), any_of(tension.derived)
    return f"{who} {name} = {asserted}; the rules alone give {derived}, {how}. What is stated is used."


def _changes(page: Page, answer: Assessment) -> None:
    """What the what-ifs and dissents did, against the answer without them."""
    if answer.question.before is None:
        return
    base = answer.question.base
    page.heading("What changed by that")
    turned = [change for change in answer.changes if change.turned]
    verdict = next((change for change in turned if change.descriptor == base.verdict), None)
    if verdict is None:
        page.add(f"The verdict is as before: {any_of(answer.verdict.states)}.", indent=2)
    for change in turned:
        before, after = (states_of(base, change.descriptor, s.known) for s in (change.before, change.after))
        if before == after:
            before, after = (f"{known} ({status_word(s)})" for known, s in ((before, change.before), (after, change.after)))
        style: Style = "strong" if change is verdict else ""
        page.add((f"{change.descriptor}: {before} → {after}", style), indent=2, hanging=2)
    pivots = {base.verdict, *(pivot.descriptor for pivot in answer.pivots), *(s.descriptor for s in answer.undecided)}
    for change in answer.changes:
        if change.descriptor in pivots and change.moved:
            moves = ", ".join(f"{m.state} {signed(m.after)} (was {signed(m.before)})" for m in change.moved)
            page.add(f"Balances of {change.descriptor}: {moves}", indent=2, hanging=2)
