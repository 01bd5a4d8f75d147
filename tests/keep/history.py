"""What a journal must say, worked out from the list of its events alone and in the plainest way: a model, and no engine.

Written from `docs/semantics.md` (*Mended: dates*): of the facts on a descriptor that have begun and not ended by a day,
those with the latest beginning stand; a fact without one is older than all with one. Facts that begin on one day intersect,
and have to leave something.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

States = frozenset[str]
Range = tuple[int, int]


class Refused(Exception):
    """The model would not write it; its text is the code of the problem."""


@dataclass(frozen=True)
class Said:
    """A fact that is told: states, or a range of whole numbers with both ends."""

    descriptor: str
    value: States | Range
    since: date | None = None
    until: date | None = None
    note: str = ""


@dataclass
class Entry:
    """An event: what it tells, and the ids of what it takes back."""

    kind: str
    recorded: str
    facts: list[Said] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def left(facts: list[Said]) -> States | Range | None:
    """What facts leave together, None where that is nothing."""
    states = [fact.value for fact in facts if isinstance(fact.value, frozenset)]
    ranges = [fact.value for fact in facts if isinstance(fact.value, tuple)]
    if states:
        return frozenset.intersection(*states) or None
    low, high = max(low for low, _ in ranges), min(high for _, high in ranges)
    return (low, high) if low <= high else None


@dataclass
class History:
    """The events of one journal, and what follows from them."""

    entries: list[Entry]
    as_of: date | None = None  # that of the case it was opened with

    def told(self, seq: int | None = None) -> dict[str, Said]:
        """The facts that are told by an event and not taken back by then, by id, in their order."""
        found: dict[str, Said] = {}
        for number, entry in enumerate(self.entries[:seq], start=1):
            for id_ in entry.gone:
                del found[id_]
            for at, fact in enumerate(entry.facts, start=1):
                found[str(number) if len(entry.facts) == 1 else f"{number}.{at}"] = fact
        return found

    def latest(self, seq: int | None = None) -> date | None:
        """The day that is asked of where none is named."""
        days = [self.as_of, *(fact.since for fact in self.told(seq).values())]
        return max((day for day in days if day), default=None)

    def standing(self, descriptor: str, day: date | None = None, seq: int | None = None) -> dict[str, Said]:
        """The facts on a descriptor that stand on a day (None: the latest)."""
        day = day or self.latest(seq)
        known = {id_: fact for id_, fact in self.told(seq).items() if fact.descriptor == descriptor}
        if day is not None:
            known = {i: f for i, f in known.items() if (f.since or date.min) <= day <= (f.until or date.max)}
        newest = max((fact.since or date.min for fact in known.values()), default=None)
        return {id_: fact for id_, fact in known.items() if (fact.since or date.min) == newest}

    def known_by(self, moment: str) -> int:
        """The last event that was recorded by a moment."""
        return max((number for number, entry in enumerate(self.entries, start=1) if entry.recorded <= moment), default=0)

    def asserting(self, facts: list[Said], correct: bool = False) -> Entry:
        """The event that tells some facts. Raises `Refused`."""
        gone: list[str] = []
        if any(fact.since and fact.until and fact.until < fact.since for fact in facts):
            raise Refused("wrong-dates")
        if correct:
            facts = [self._correcting(fact, gone) for fact in facts]
        for fact in facts:
            told = [*(known for id_, known in self.told().items() if id_ not in gone), *facts]
            if left([one for one in told if (one.descriptor, one.since) == (fact.descriptor, fact.since)]) is None:
                raise Refused("facts-clash")
        if any(fact.since and fact.until and fact.until < fact.since for fact in facts):
            raise Refused("wrong-dates")
        return Entry("asserted", "", facts, gone)

    def _correcting(self, fact: Said, gone: list[str]) -> Said:
        wrong = self.standing(fact.descriptor, fact.since)
        if not wrong:
            raise Refused("nothing-to-correct")
        gone += [id_ for id_ in wrong if id_ not in gone]
        first = next(iter(wrong.values()))
        return replace(fact, since=fact.since or first.since, until=fact.until or first.until)

    def retracting(self, words: list[str], all_of_them: bool = False) -> Entry:
        """The event that takes facts back. Raises `Refused`."""
        gone: list[str] = []
        for word in words:
            on = {id_ for id_, fact in self.told().items() if fact.descriptor == word} if all_of_them else self.standing(word)
            found = [word] if word in self.told() else [id_ for id_ in self.told() if id_ in on]
            if not found:
                raise Refused("nothing-to-retract")
            gone += [id_ for id_ in found if id_ not in gone]
        return Entry("retracted", "", [], gone)
