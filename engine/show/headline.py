"""The head of an assessment: base, case, what was changed for the question, the verdict, and what it hangs on most."""

from __future__ import annotations

from collections.abc import Iterator

from engine.ask.assess import Assessment, Pointer
from engine.ask.question import Question
from engine.ask.verdict import Verdict, is_only_stated
from engine.infer.trace import Settling
from engine.show.page import Page
from engine.show.words import BY_ID, Naming, any_of, counted, leaning_of, said_of, states_of, verdict_text

_HINGES = 2  # named at once; the section below has more


def add_headline(page: Page, answer: Assessment) -> None:
    """Adds the head."""
    question = answer.question
    add_case(page, question)
    page.gap()
    name = answer.verdict.descriptor
    page.add(
        (f"VERDICT  {verdict_line(answer.verdict, answer.trace.settled[name])}", "strong"), (f"  ({name})", "dim"), hanging=9
    )
    for remark in remarks_on(answer):
        page.add(remark, indent=9)


def remarks_on(answer: Assessment) -> Iterator[str]:
    """What has to be known of a verdict at once: where it points, what it rests on in spite of the rules, what it hangs on."""
    yield from cautions_on(answer)
    if answer.hinges:
        base = answer.question.base
        most = [f"{h.descriptor} ({states_of(base, h.descriptor, h.known)})" for h in answer.hinges[:_HINGES]]
        yield f"It hangs most on {any_of(most, 'and')}."


def cautions_on(answer: Assessment, naming: Naming = BY_ID) -> Iterator[str]:
    """Where an open verdict points, and what a verdict rests on in spite of the rules."""
    for pointer in answer.pointers if answer.verdict.status == "open" else ():
        yield _pointer(answer, pointer, naming)
    for name in answer.clouds:
        yield _cloud(answer, answer.trace.settled[name], naming)


def add_case(page: Page, question: Question) -> None:
    """Adds which base and case are asked, and what the question changed: its what-ifs and dissents."""
    page.add((question.base.title, "heading"))
    page.add(f"Case {question.case.name}: {question.case.title} ({facts_counted(question)})", hanging=2)
    add_asked(page, question)


def add_asked(page: Page, question: Question, indent: int = 0) -> None:
    """Adds what the question changed: its what-ifs and dissents."""
    for word, said in asked_in(question):
        page.add((f"{word}{':' if word == 'Dissent' else ''} {said}", "strong"), indent=indent, hanging=2)


def asked_in(question: Question) -> Iterator[tuple[str, str]]:
    """What the question changed, each what-if and each dissent under its word."""
    for name in question.changed:
        facts = dict.fromkeys(fact for fact in question.situation.facts if fact.descriptor == name)
        yield "What if", f"{name} = {any_of((said_of(question.base, fact) for fact in facts), 'and')}"
    for name in question.freed:
        yield "What if", f"nothing is known of {name}"
    for dissent in question.program.dissents:
        yield "Dissent", str(dissent)


def facts_counted(question: Question) -> str:
    """How many facts stand, and as of when."""
    situation = question.situation
    facts = situation.facts
    unverified = sum(fact.unverified for fact in facts)
    parts = [counted(len(facts), "fact") if facts else "no facts"]
    parts += [f"{unverified} of them unverified"] if unverified else []
    parts += [f"as of {situation.as_of}"] if situation.as_of else []
    return ", ".join(parts)


def verdict_line(verdict: Verdict, settling: Settling, naming: Naming = BY_ID) -> str:
    """A verdict as the first line of an answer says it."""
    said = verdict_text(verdict, settling, naming)
    if is_only_stated(settling):
        return f"{said}; the rules alone leave {naming.states(verdict.descriptor, settling.derived)}"
    states = naming.states(verdict.descriptor, verdict.states)
    level = naming.states(verdict.descriptor, verdict.states, "and")
    return {
        "open": said,
        "indicated": said,
        "not_separated": f"not separated: {level} are level, and no pending rule can part them",
        "contradiction": "contradiction: the rules that fired exclude every scenario",
        "tension": f"tension: the case asserts {states}, the rules derive otherwise",
    }[verdict.status]


def _pointer(answer: Assessment, pointer: Pointer, naming: Naming) -> str:
    """Where an undecided descriptor points today: a balance, and no more than that."""
    name, verdict = pointer.descriptor, answer.verdict.descriptor
    front = naming.states(name, pointer.states, "and")
    pending = " Pending rules may still turn it." if answer.waits and answer.trace.settled[pointer.descriptor].pending else ""
    leaning = leaning_of(answer.verdict)
    leans = naming.states(verdict, leaning)
    own = f"; the scenarios' own balances lean to {leans}" if leaning and pointer.verdict != leaning else ""
    if len(pointer.states) > 1:
        return f"On {naming.descriptor(name)} {front} are level{own or '; nothing is in front'}.{pending}"
    to = f", which points to {naming.states(verdict, pointer.verdict)}" if len(pointer.verdict) == 1 else ""
    over = f" leads {naming.states(name, pointer.over)} by {pointer.lead}" if pointer.over else " is left"
    return f"On {naming.descriptor(name)} {front}{over}{to}{own}.{pending}"


def _cloud(answer: Assessment, settling: Settling, naming: Naming) -> str:
    """A contradiction or tension that the verdict rests on."""
    name, tension = settling.descriptor, settling.tension
    if tension is None:
        return f"It rests on {naming.descriptor(name)}, where the rules contradict one another (see below)."
    how = {"strict": "strictly", "default": "by default", "balance": f"by {tension.lead}"}[tension.by]
    who = "Your what-if sets" if name in answer.question.changed else "The case states"
    asserted, derived = (naming.states(name, states) for states in (tension.asserted, tension.derived))
    stated = f"{who} {naming.descriptor(name)}{naming.joint}{asserted}"
    return f"{stated}; the rules alone give {derived}, {how}. What is stated is used."
