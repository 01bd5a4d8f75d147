"""The rest of an assessment: what follows from the verdict, what else was concluded, what is open."""

from __future__ import annotations

from collections.abc import Iterator

from engine.ask.assess import Assessment
from engine.ask.why import tests_with
from engine.infer.trace import Settling
from engine.show.page import Page
from engine.show.pointers import pointer
from engine.show.sentences import Sentences, weights_text
from engine.show.words import any_of, not_known, states_of, status_word


def add_outlook(page: Page, answer: Assessment, sentences: Sentences) -> None:
    """Adds the rest."""
    add_consequences(page, answer, sentences)
    _open(page, answer)
    _foot(page, answer)


def add_consequences(page: Page, answer: Assessment, sentences: Sentences) -> None:
    """Adds what the scenario brings, and what comes with it for other reasons."""
    brought: list[Settling] = []
    beside: list[Settling] = []
    for settling in answer.consequences:
        if settling.status == "settled":
            (brought if _reads_verdict(answer, settling) else beside).append(settling)
    for title, settlings in (("What the scenario brings", brought), ("What comes with it for other reasons", beside)):
        if settlings:
            page.heading(title)
            for settling in settlings:
                _conclusion(page, answer, sentences, settling)


def _reads_verdict(answer: Assessment, settling: Settling) -> bool:
    """Whether a fired rule on it reads the verdict, or something that depends on it, and speaks for its state."""
    program, verdict = answer.question.program, answer.question.base.verdict
    return any(verdict in program.depends_on(read) for rule in _speaking(answer, settling) for read in program.rules[rule].reads)


def _speaking(answer: Assessment, settling: Settling) -> list[str]:
    """The fired rules that narrow it to its state or weigh for it."""
    state, rules = settling.known[0], answer.question.program.rules
    found = []
    for name in settling.fired:
        narrows = rules[name].narrows(settling.descriptor) or ()
        if state in narrows or rules[name].weights(settling.descriptor).get(state, 0) > 0:
            found.append(name)
    return found


def _conclusion(page: Page, answer: Assessment, sentences: Sentences, settling: Settling) -> None:
    base = answer.question.base
    known = states_of(base, settling.descriptor, settling.known)
    balances = {state: balance for state, balance in settling.balances if balance}
    shown = f"   ({weights_text(balances)})" if balances and len(settling.allowed) > 1 else ""
    page.add((f"{settling.descriptor} = {known}", "strong"), (shown, "dim"), indent=2, hanging=2)
    for rule in _speaking(answer, settling):
        sentences.add(rule, 4)


def _open(page: Page, answer: Assessment) -> None:
    others = (*answer.consequences, *answer.conclusions)
    beyond = [s for s in others if s.descriptor in answer.open_waits or s.status == "not_separated"]
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


def assumed_in(answer: Assessment) -> Iterator[str]:
    """What rules assumed, since it is not known to be otherwise."""
    base = answer.question.base
    for reading in answer.trace.readings:
        for condition in reading.assumed:
            said = any_of((not_known(base, test) for test in dict.fromkeys(tests_with(condition, "undecided"))), "and")
            yield f"Assumed by {reading.rule}: {said}."


def _foot(page: Page, answer: Assessment) -> None:
    page.gap()
    for said in assumed_in(answer):
        page.add(said, hanging=2)
    if answer.evaluator != "rete":
        page.add(f"Answered by the {answer.evaluator} evaluator: {answer.instead}.", hanging=2)
    settled = sum(settling.status == "settled" for settling in answer.conclusions)
    asked = answer.question.options
    further = [] if asked else ["`kakehashi why` for the proof"]
    further += ["`kakehashi rules RULE` for a rule"]
    further += [f"`kakehashi facts --all` for {settled} conclusions on the way"] if settled > 1 else []
    same = ", with the same options" if asked else ""
    page.add((f"Balances are sums of weights, not likelihoods. Further{same}: {', '.join(further)}.", "dim"))
    if asked:
        page.add((f"The proof: {pointer(answer.question, 'why')}", "dim"), whole=True)
