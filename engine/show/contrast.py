"""Why one state rather than another, as a page: the reason first, then item by item, what both share, and what would turn it."""

from __future__ import annotations

from engine.ask.contrast import Contrast, Crucial, Separation
from engine.ask.why import Step
from engine.show.explanation import Extent, add_evaluator
from engine.show.headline import add_case
from engine.show.page import Page, Span
from engine.show.sentences import Sentences, weights_text
from engine.show.words import any_of, fact_text, said_of, signed, states_of, status_word

_MOST = 3  # facts that only narrow the gap; a long answer has all
_REASONS = 3


def contrast_page(answer: Contrast, shown: Extent) -> Page:
    """The page of a contrast."""
    page = Page()
    add_case(page, answer.question)
    page.gap()
    sentences = Sentences(page, answer.question.program)
    _headline(page, answer, sentences, shown)
    if shown.length != "short":
        page.heading("What separates them")
        for part in sorted(answer.separations, key=lambda part: part.descriptor != answer.pivot):
            _separation(page, answer, part, sentences)
        _shared(page, answer, sentences)
    _crucial(page, answer, shown.length == "long")
    add_evaluator(page, answer.evaluator, answer.instead)
    return page


def _headline(page: Page, answer: Contrast, sentences: Sentences, shown: Extent) -> None:
    """The contrast in a sentence, and what decides it."""
    asked, base = answer.separations[0], answer.question.base
    first, second = asked.first.state, asked.second.state
    because = [*_excluding(asked), *answer.separations[1:]] or asked.facts or asked.apart
    if asked.first.left and not asked.second.left:
        page.add((f"{first} rather than {second}", "strong"), f" ({answer.descriptor}){', because' if because else ''}")
    else:
        known = states_of(base, answer.descriptor, asked.settling.known)
        neither = "Both are left" if asked.second.left else "Neither is left"
        page.add(
            (f"{first} or {second}", "strong"),
            f" ({answer.descriptor}): {neither.lower()}; it is {known} ({status_word(asked.settling)}).",
            hanging=2,
        )
    for fact in asked.facts:
        page.add(f"it is stated to be {said_of(base, fact)} [{fact_text(fact)}].", indent=2, hanging=2)
    for step in _excluding(asked):
        sentences.add(step.rule, 2)
    pivot = next(part for part in answer.separations if part.descriptor == answer.pivot)
    if pivot.first.allowed and pivot.second.allowed and (pivot.apart or pivot.gap):
        if pivot.gap:
            ahead, behind = (pivot.first, pivot.second) if pivot.gap > 0 else (pivot.second, pivot.first)
            said = f"{ahead.state} leads {behind.state} by {abs(pivot.gap)}"
        else:
            said = f"{pivot.first.state} and {pivot.second.state} are level"
        decided = f"That is decided at {pivot.descriptor}, where " if pivot is not asked else "On balance "
        page.add(f"{decided}{said} ({_balances(pivot)}).", indent=2, hanging=2)
        for step in _items(pivot, 1)[:_REASONS] if shown.length == "short" else ():
            sentences.add(step.rule, 4, (_weights(pivot, step), "strong"), ": ")
    elif pivot is not asked:
        page.add(
            f"At {pivot.descriptor} it is {pivot.first.state}; were it {pivot.second.state}, {second} would follow.",
            indent=2,
            hanging=2,
        )


def _excluding(part: Separation) -> list[Step]:
    """The strict steps that exclude the second state and leave the first."""
    return [step for step in part.strict if step.narrows is not None and part.second.state not in step.narrows]


def _items(part: Separation, sign: int) -> list[Step]:
    """The steps that weigh for the first state (sign 1) or for the second (−1), against the other; the widest first."""
    return sorted((step for step in part.apart if sign * _pull(part, step) > 0), key=lambda step: -abs(_pull(part, step)))


def _weights(part: Separation, step: Step) -> str:
    """What a step weighs on the two states."""
    return weights_text({state: weight for state, weight in step.weights if state in (part.first.state, part.second.state)})


def _pull(part: Separation, step: Step) -> int:
    weights = dict(step.weights)
    return weights.get(part.first.state, 0) - weights.get(part.second.state, 0)


def _balances(part: Separation) -> str:
    sides = (part.first, part.second)
    return ", ".join(f"{side.state} {signed(side.balance)}{'' if side.allowed else ' (excluded)'}" for side in sides)


def _separation(page: Page, answer: Contrast, part: Separation, sentences: Sentences) -> None:
    """What separates the two states of one descriptor."""
    base = answer.question.base
    title = base.descriptors[part.descriptor].title
    if base.is_observed(part.descriptor):
        stated = "; ".join(fact_text(fact) for fact in part.facts) or "by default"
        said = f": it is {part.first.state} [{stated}]"
        said += f"; were it {part.second.state}, {answer.separations[0].second.state} would follow" if part.through else ""
        page.add((part.descriptor, "name"), f" ({title}){said}.", indent=2, hanging=2)
        return
    page.add(
        (part.descriptor, "name"),
        f" ({title}): {part.first.state} or {part.second.state}; {_balances(part)}",
        indent=2,
        hanging=2,
    )
    for step in part.strict:
        sentences.add(step.rule, 4, (f"only {any_of(step.narrows or ())}", "strong"), ": ")
    for sign, side in ((1, part.first), (-1, part.second)):
        steps = _items(part, sign)
        if steps:
            total = sum(sign * _pull(part, step) for step in steps)
            page.add(f"for {side.state}, {total} in all:", indent=4)
        again = [step for step in steps if step.rule in sentences.written]
        for step in steps:
            if step not in again:
                sentences.add(step.rule, 6, (_weights(part, step), "strong"), ": ")
        if again:
            listed = "; ".join(f"{sentences.name(step.rule)} ({_weights(part, step)})" for step in again)
            page.add(f"{'and, ' if len(again) < len(steps) else ''}as above: {listed}", indent=6, hanging=2)
    if not (part.strict or part.apart):
        page.add("Nothing that fired tells them apart.", indent=4)


def _shared(page: Page, answer: Contrast, sentences: Sentences) -> None:
    if answer.question.base.is_observed(answer.descriptor):
        return
    page.heading("What both share")
    alike = [(part, step) for part in answer.separations for step in part.alike]
    for part, step in alike:
        both = f"{part.first.state} and {part.second.state}"
        weight = dict(step.weights).get(part.first.state, 0)
        does = (
            f"weighs {signed(weight)} on {both}"
            if weight
            else f"leaves {both}"
            if part.first.state in (step.narrows or ())
            else f"excludes {both}"
        )
        sentences.add(step.rule, 2, (does, "strong"), ": ")
    if not alike:
        page.add("Nothing: every rule that fired on them tells them apart, or bears on neither.", indent=2, hanging=2)


def _crucial(page: Page, answer: Contrast, whole: bool) -> None:
    page.heading("Crucial facts, one changed at a time")
    first, second = (side.state for side in (answer.separations[0].first, answer.separations[0].second))
    decisive = [crucial for crucial in answer.crucial if crucial.effect != "narrows"]
    narrowing = [crucial for crucial in answer.crucial if crucial.effect == "narrows"]
    for crucial in decisive:
        page.add(*_turn(answer, crucial), indent=2, hanging=2)
    if not decisive:
        both = answer.separations[0].first.left and answer.separations[0].second.left
        said = f"part {first} and {second}" if both else f"turn {first} into {second}, or leave both"
        page.add(f"No single fact would {said}.", indent=2, hanging=2)
    for crucial in narrowing if whole else narrowing[:_MOST]:
        page.add(*_turn(answer, crucial), indent=2, hanging=2)
    if len(narrowing) > _MOST and not whole:
        page.add((f"… and {len(narrowing) - _MOST} more that narrow the gap less (--length long lists them).", "dim"), indent=2)


def _turn(answer: Contrast, crucial: Crucial) -> list[Span | str]:
    """What one fact otherwise would do."""
    base, name = answer.question.base, crucial.descriptor
    unknown = len(crucial.known) == len(base.descriptors[name].states)
    now = "is not known" if unknown else f"is {states_of(base, name, crucial.known)}"
    were = states_of(base, name, (crucial.otherwise,))
    pivot = next(part for part in answer.separations if part.descriptor == answer.pivot)
    left = any_of(crucial.states, "and")
    then = {
        "turns": f"it would be {left}",
        "parts": f"it would be {left}",
        "closes": f"{left} would be left",
        "narrows": f"the gap between {pivot.first.state} and {pivot.second.state} would be {crucial.gap} instead of {pivot.gap}",
    }[crucial.effect]
    return [(name, "name"), f" {now}. Were it {were}, ", (then, "" if crucial.effect == "narrows" else "bad"), "."]
