"""The words that several pages share: how states, citations, statuses and sources are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.ask.verdict import Verdict, is_only_stated
from engine.infer.trace import Settling, TestReading
from engine.language.base import RuleBase
from engine.language.conditions import Test
from engine.language.facts import Fact
from engine.language.rules import Rule

if TYPE_CHECKING:
    from engine.ask.compare import Side
    from engine.ask.distance import Gap

MINUS = "−"


def signed(number: int) -> str:
    """A number with its sign."""
    return f"+{number}" if number > 0 else f"{MINUS}{-number}" if number < 0 else "0"


def any_of(words: Iterable[str], joint: str = "or") -> str:
    """Words as an enumeration: ``a, b or c``."""
    listed = list(words)
    return f" {joint} ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)


def verb(words: Iterable[str], one: str, many: str) -> str:
    """The form of a verb that fits the number of words."""
    return one if len(list(words)) == 1 else many


def counted(number: int, noun: str) -> str:
    """A number of things: ``1 change``, ``1,200 changes``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def cited(paragraphs: Iterable[int]) -> str:
    """Paragraphs as they are cited: ``¶2, ¶3``."""
    return ", ".join(f"¶{number}" for number in paragraphs)


def tag(rule: Rule) -> str:
    """What stands behind a rule's sentence: its paragraphs and its name, with who stands for its variables."""
    return f"[{cited(rule.cite)} · {rule.name}]"


def interval(state: str, unit: str = "") -> str:
    """An interval of a number in words: ``below 4``, ``from 4 to below 10``, ``at least 10``."""
    unit = f" {unit}" if unit else ""
    if state.startswith("<"):
        return f"below {state[1:]}{unit}"
    if state.startswith(">="):
        return f"at least {state[2:]}{unit}"
    low, _, high = state.partition("..<")
    return f"from {low} to below {high}{unit}" if high else f"{state}{unit}"


def states_of(base: RuleBase, descriptor: str, states: Iterable[str], joint: str = "or") -> str:
    """States as text, those of a number as intervals."""
    found = base.descriptors[descriptor]
    if found.number is None or found.is_context:
        return any_of(states, joint)
    at = sorted(found.states.index(state) for state in states)
    runs = [list(run) for _, run in groupby(at, key=lambda index: index - at.index(index))]  # neighbouring intervals are one
    edges = (None, *found.cuts, None)
    return any_of((interval(_between(edges[run[0]], edges[run[-1] + 1]), found.number.unit) for run in runs), joint)


def title_of(base: RuleBase, descriptor: str) -> str:
    """The title of a descriptor; its id where its author gave none."""
    return base.descriptors[descriptor].title or descriptor


def state_words(base: RuleBase, descriptor: str, state: str) -> str:
    """A state as a reader says it who writes no commands: ``half in`` for ``half_in``, ``at least 10 ships`` for ``>=10``."""
    said = states_of(base, descriptor, (state,))
    return said.replace("_", " ") if base.descriptors[descriptor].number is None else said


class Naming(Struct, frozen=True):
    """How a sentence names descriptors and states, and what stands between the two; by itself as commands take them."""

    descriptor: Callable[[str], str] = lambda name: name
    state: Callable[[str, str], str] = lambda name, state: state
    joint: str = " = "

    def states(self, descriptor: str, states: Iterable[str], joint: str = "or") -> str:
        """States of a descriptor as an enumeration."""
        return any_of((self.state(descriptor, state) for state in states), joint)


BY_ID = Naming()


def in_words(base: RuleBase) -> Naming:
    """The naming for a reader who writes no commands: titles, and states in words."""
    return Naming(partial(title_of, base), partial(state_words, base), ": ")


def _between(low: Decimal | None, high: Decimal | None) -> str:
    """The name of an interval between two thresholds."""
    if low is None:
        return "any number" if high is None else f"<{high}"
    return f">={low}" if high is None else f"{low}..<{high}"


def test_text(base: RuleBase, test: Test) -> str:
    """A test as text: ``weather.sea = rough or stormy``, ``trade.volume at least 20``."""
    equals = "= " if base.descriptors[test.descriptor].number is None else ""
    return f"{test.descriptor} {equals}{states_of(base, test.descriptor, test.states)}"


def not_known(base: RuleBase, reading: TestReading) -> str:
    """What was assumed: ``fire.ban is not known to be in_force``."""
    return f"{reading.test.descriptor} is not known to be {states_of(base, reading.test.descriptor, reading.test.states)}"


def met(base: RuleBase, reading: TestReading) -> str:
    """What a test that does not hold asked for, and what it met."""
    known = reading.known
    name = reading.test.descriptor
    if len(known) == len(base.descriptors[name].states):
        return f"{test_text(base, reading.test)} is asked for, and nothing is known of it"
    return f"{test_text(base, reading.test)} is asked for, and it is {states_of(base, name, known)}"


def gap_text(gap: Gap, unit: str = "") -> str:
    """How far a number is from what is asked: ``8 short``, ``2 to 5 over``, ``up to 3 off``."""
    stated, needed = gap.stated, gap.needed
    below = needed.low is not None and (stated.low is None or stated.low < needed.low)
    above = needed.high is not None and (stated.high is None or stated.high >= needed.high)
    far = "" if gap.most is None else str(gap.most)
    amount = far if gap.least == gap.most else f"{gap.least} to {far}" if gap.least and far else f"up to {far}" if far else ""
    way = "off" if below and above else "short" if below else "over"
    return f"{amount or f'at least {gap.least}'} {unit}".rstrip() + f" {way}"


def effect_text(weights: Iterable[tuple[str, int]], narrows: Iterable[str] | None) -> str:
    """What a rule does to a descriptor: ``only hold or lift``, ``hold +2, lift −2``, or both."""
    listed = ", ".join(f"{state} {signed(weight)}" for state, weight in weights)
    return "; ".join(part for part in (f"only {any_of(narrows)}" if narrows is not None else "", listed) if part)


def said_of(base: RuleBase, fact: Fact) -> str:
    """What a fact says, a number as it was said and with its unit."""
    descriptor = base.descriptors.get(fact.descriptor)  # none, where a fact is taken back that the base has no place for any more
    return fact.said if descriptor is None or descriptor.number is None else interval(fact.said, descriptor.number.unit)


def fact_text(fact: Fact, whole: bool = False) -> str:
    """Where a fact comes from: kind, grade, source, paragraphs, since when; the `whole` source or its publisher."""
    # A locator that only repeats the paragraphs of the base's own source says nothing new.
    cites = cited(fact.cite)
    source = str(fact.source) if whole else fact.source.publisher or fact.source.title
    cites = "" if whole and cites in source else cites
    parts = [
        fact.kind,
        f"grade {fact.grade}" if fact.grade else "",
        source,
        cites,
        f"since {fact.since.isoformat()}" if fact.since else "",
        "unverified" if fact.unverified else "",
        f"said by {fact.origin}" if fact.origin.startswith("--") else "",
        f"id {fact.place.file.rpartition('#')[2]}" if "#" in fact.place.file and not fact.place.line else "",  # of a journal
    ]
    return ", ".join(part for part in parts if part)


def status_word(settling: Settling) -> str:
    """A status in words."""
    return settling.status.replace("_", " ")


def leaning_of(verdict: Verdict) -> tuple[str, ...]:
    """The states that an open verdict leans to; none where all that are left are level."""
    return verdict.leaning if len(verdict.leaning) < len(verdict.states) else ()


def side_text(side: Side) -> str:
    """The verdict of one of two questions in a few words."""
    return verdict_text(side.verdict, side.settling)


def verdict_text(verdict: Verdict, settling: Settling | None = None, naming: Naming = BY_ID) -> str:
    """A verdict in a few words: ``neutral is indicated``, ``open between neutral and positive``.

    With its settling it says too where a state is not indicated by the rules, but only stated.
    """
    states = naming.states(verdict.descriptor, verdict.states, "and")
    leaning = f", leaning to {naming.states(verdict.descriptor, leaning_of(verdict))}" if leaning_of(verdict) else ""
    return {
        "indicated": f"{states} is {'stated' if settling is not None and is_only_stated(settling) else 'indicated'}",
        "open": f"open between {states}{leaning}",
        "not_separated": f"{states} are not separated",
        "contradiction": "the rules contradict one another",
        "tension": f"{states} is asserted against the rules",
    }[verdict.status]
