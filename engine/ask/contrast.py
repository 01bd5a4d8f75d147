"""Why one state rather than another: what separates the two, item by item, what they share, and what would turn it."""

from __future__ import annotations

from shlex import quote
from typing import ClassVar, Literal

from msgspec import Struct

from engine.ask.hinges import pivots_of
from engine.ask.question import Question
from engine.ask.why import Step, step_of
from engine.infer.evaluators import Evaluation, EvaluatorName
from engine.infer.revising import Revision, revise
from engine.infer.trace import Settling, Status, Trace
from engine.language.base import RuleBase
from engine.language.facts import Fact
from engine.language.problems import Place, invalid
from engine.language.showing import Shown

Effect = Literal["turns", "parts", "closes", "narrows"]


class Side(Struct, frozen=True):
    """One of the two states: its balance, whether fired strict rules allow it, and whether it is left."""

    state: str
    balance: int
    allowed: bool
    left: bool


class Separation(Struct, frozen=True):
    """What separates two states of one descriptor.

    `strict` are the fired rules that exclude one of the two only, `apart` those that weigh differently on them, the widest
    for the first one first; `alike` weigh the same on both, or leave or exclude both. `facts` are those of the case on
    the descriptor. Where it is not the descriptor asked about, its second state is what would bring about the other
    side, and `through` names the rule that reads it.
    """

    beside: ClassVar[tuple[str, ...]] = ("gap",)

    descriptor: str
    first: Side
    second: Side
    settling: Settling
    facts: tuple[Fact, ...]
    strict: tuple[Step, ...]
    apart: tuple[Step, ...]
    alike: tuple[Step, ...]
    through: str = ""

    @property
    def gap(self) -> int:
        """The first state's balance less the second's."""
        return self.first.balance - self.second.balance


class Crucial(Struct, frozen=True):
    """One fact otherwise, the rest held: what would become of the contrast.

    It *turns* the contrast where the second state would be left and the first would not, and *closes* it where both would
    be; where both are left today, it *parts* them where only one would be. Else it *narrows* the gap at the separation that
    decides, to `gap` (None: strict rules do not allow one of the two).
    """

    descriptor: str
    known: tuple[str, ...]
    otherwise: str
    effect: Effect
    states: tuple[str, ...]
    status: Status
    gap: int | None


class Contrast(Shown, Struct, frozen=True):
    """The answer to *why the first rather than the second*: separations from the descriptor down to what decides.

    `crucial` are the facts of which each alone would turn, part or close it, then those that narrow it most. `pivot` is the
    descriptor of the separation that decides: the last one where both are allowed and weighed, else the last.
    """

    question: Question
    trace: Trace
    evaluator: EvaluatorName
    instead: str
    descriptor: str
    separations: tuple[Separation, ...]
    pivot: str
    crucial: tuple[Crucial, ...]


def contrast(
    question: Question, first: str = "", second: str = "", descriptor: str = "", evaluation: Evaluation | None = None
) -> Contrast:
    """Why one state of a descriptor (empty: the verdict) rather than another, in an evaluation where there is one already.

    Without a first state it is the one in front, without a second its runner-up; of two that are named, the one that is
    left comes first. Raises `InvalidInput` where there is no such descriptor or state, or both are the same.
    """
    base, on = question.base, Place("--on")
    found = base.descriptor(descriptor or base.verdict, on)
    if found.is_context:
        raise invalid(on, "context", f"{found.id} is a number that no rule reads", "There is nothing to contrast.")
    for place, state in ((Place("S1"), first), (Place("S2"), second)):
        if "=" in state:
            raise invalid(place, "unknown-state", f"`{state[:200]}` is no state of {found.id}", _alone(base, first, second))
        if state:
            base.state(found, state, place)
    if first and first == second:
        raise invalid(Place("S2"), "same-state", f"`{first}` is contrasted with itself", "Name two states.")
    evaluation = evaluation or question.evaluate()
    trace = evaluation.trace
    settling = trace.settled[found.id]
    one = first or _front(settling, second)
    other = second or _runner_up(question, trace, found.id, one)
    if other in settling.known and one not in settling.known:
        one, other = other, one
    parts = _separations(question, trace, found.id, one, other)
    weighed = [part for part in parts if part.first.allowed and part.second.allowed and part.apart]
    pivot = weighed[-1] if weighed else parts[-1]
    crucial = _crucial(question, trace, parts[0], pivot)
    return Contrast(question, trace, evaluation.evaluator, evaluation.instead, found.id, parts, pivot.descriptor, crucial)


def _alone(base: RuleBase, *said: str) -> str:
    """How to name states that were named with their descriptor."""
    parts = [word.rpartition("=") for word in said if word]
    names = {name.strip() for name, _, _ in parts if name.strip() not in ("", base.verdict)}
    on = ["--on", *names] if len(names) == 1 else []
    return (
        f"Name the states alone: `kakehashi contrast {' '.join(map(quote, [*(state.strip() for _, _, state in parts), *on]))}`."
    )


def _front(settling: Settling, other: str) -> str:
    """The state in front: one that is left, with the highest balance."""
    states = [state for state, _ in settling.balances if state != other]
    return max(states, key=lambda state: (state in settling.known, settling.balance(state)))


def _runner_up(question: Question, trace: Trace, descriptor: str, front: str) -> str:
    """The state that comes next: of those left or allowed the highest balance; else what the nearest pivot would bring."""
    settling = trace.settled[descriptor]
    others = [state for state, _ in settling.balances if state != front]
    if not any(state in settling.allowed for state in others) and descriptor == question.base.verdict:
        for pivot in sorted(pivots_of(question, trace), key=lambda pivot: pivot.lead):
            for rival in pivot.over:
                known = revise(question.program, trace, pivot.descriptor, (rival,)).settled(descriptor).known
                if len(known) == 1 and known[0] != front:
                    return known[0]
    return max(others, key=lambda s: (s in settling.known, s in settling.allowed, settling.balance(s)))


def _separations(question: Question, trace: Trace, descriptor: str, first: str, second: str) -> tuple[Separation, ...]:
    """From the descriptor down through the strict rules that exclude the second state: what they read, and instead of what."""
    found: dict[str, Separation] = {}
    queue = [(descriptor, first, second, "")]
    for name, one, other, through in queue:
        if name in found:
            continue
        found[name] = part = _separation(question, trace, name, one, other, through)
        for step in part.strict if name == descriptor or not part.second.allowed else ():
            for read in dict.fromkeys(premise.test.descriptor for premise in step.premises):
                instead = _instead(question, trace, read, (descriptor, second), (name, other))
                if instead and len(trace.knowledge[read]) == 1:
                    queue.append((read, trace.knowledge[read][0], instead, step.rule))
    return tuple(found.values())


def _instead(question: Question, trace: Trace, read: str, *wanted: tuple[str, str]) -> str:
    """The state of what is read, highest balance first, that would leave all of the wanted states and nothing else."""
    settling = trace.settled[read]
    for state, _ in sorted(settling.balances, key=lambda pair: -pair[1]):
        if state not in settling.known:
            after = revise(question.program, trace, read, (state,))
            if all(after.settled(name).known == (other,) for name, other in wanted):
                return state
    return ""


def _separation(question: Question, trace: Trace, name: str, first: str, second: str, through: str) -> Separation:
    settling = trace.settled[name]
    strict, apart, alike = [], [], []
    for rule in settling.fired:
        step = step_of(question, trace.read[rule], name)
        weights = dict(step.weights)
        kept = [step.narrows is None or state in step.narrows for state in (first, second)]
        if kept[0] != kept[1]:
            strict.append(step)
        elif weights.get(first, 0) != weights.get(second, 0):
            apart.append(step)
        elif weights.get(first, 0) or step.narrows is not None:
            alike.append(step)
    apart.sort(key=lambda step: dict(step.weights).get(second, 0) - dict(step.weights).get(first, 0))
    one, other = (Side(s, settling.balance(s), s in settling.allowed, s in settling.known) for s in (first, second))
    facts = trace.given_on[name].facts if name in trace.given_on else ()
    return Separation(name, one, other, settling, facts, tuple(strict), tuple(apart), tuple(alike), through)


def _crucial(question: Question, trace: Trace, asked: Separation, pivot: Separation) -> tuple[Crucial, ...]:
    """Every observed or stated descriptor that the contrast rests on, taken to be otherwise.

    Of each, all that turns, parts or closes it; else what narrows it most.
    """
    found = []
    for name in question.program.depends_on(asked.descriptor):
        if name != asked.descriptor and (question.base.is_observed(name) or name in trace.given_on):
            others = [state for state in question.base.descriptors[name].states if trace.knowledge[name] != (state,)]
            revised = {state: revise(question.program, trace, name, (state,)) for state in others}
            changes = [_changed(asked, pivot, trace.knowledge[name], name, *change) for change in revised.items()]
            listed = sorted((change for change in changes if change is not None), key=_nearness)
            found += [change for change in listed if change.effect != "narrows"] or listed[:1]
    return tuple(sorted(found, key=_nearness))


def _changed(
    asked: Separation, pivot: Separation, known: tuple[str, ...], name: str, state: str, after: Revision
) -> Crucial | None:
    """What one fact otherwise would do to the contrast; None where it narrows nothing."""
    settling, at = after.settled(asked.descriptor), after.settled(pivot.descriptor)
    allowed = all(side.state in at.allowed for side in (pivot.first, pivot.second))
    gap = at.balance(pivot.first.state) - at.balance(pivot.second.state) if allowed else None
    first, second = (side.state in settling.known for side in (asked.first, asked.second))
    effect: Effect
    if asked.first.left and asked.second.left and first is not second:
        effect = "parts"
    elif second and not first:
        effect = "turns"
    elif second and not asked.second.left:
        effect = "closes"
    elif gap is not None and gap < pivot.gap:
        effect = "narrows"
    else:
        return None
    return Crucial(name, known, state, effect, settling.known, settling.status, gap)


def _nearness(crucial: Crucial) -> tuple[int, float]:
    return ("turns", "parts", "closes", "narrows").index(crucial.effect), float("-inf") if crucial.gap is None else crucial.gap
