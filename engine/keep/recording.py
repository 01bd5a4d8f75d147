"""What is written down of facts: asserted, corrected, retracted; and notes.

Facts conflict only on dates on which both hold. One that begins later is news, and ends the one before; two with one
beginning intersect, and where they leave nothing neither is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from engine.infer.situation import fact_record
from engine.keep import clock
from engine.keep.bases import archive_base, as_told, note_of
from engine.keep.desk import Desk
from engine.keep.events import Event, fact_id, fact_ids
from engine.keep.journal import Journal, Told, is_fact_id, told
from engine.keep.rows import Spoken
from engine.keep.statements import Saying, facts_in_table, facts_said
from engine.language.base import RuleBase
from engine.language.facts import Fact, states_left
from engine.language.problems import InvalidInput, Place, Problem, gathered, invalid

_SHOWN = "`kakehashi facts` shows what is stated, each fact with its id."


class Written(Struct, frozen=True):
    """What was written, and what it did to the facts that stood.

    `told` are the facts of the event; `ended` those that stood when the new ones begin, `corrected` and `retracted`
    those that were taken back; `later` those that begin later than a new one and so hide it today, `again` those that
    stand on the same descriptors after a retraction. `before` and `after` are the journal without and with it. `rebased`
    tells that the rule base was found to be written otherwise, `made` that the case was opened for this.
    """

    event: Event
    before: Journal
    after: Journal
    base: RuleBase
    told: tuple[Told, ...] = ()
    ended: tuple[Told, ...] = ()
    corrected: tuple[Told, ...] = ()
    retracted: tuple[Told, ...] = ()
    later: tuple[Told, ...] = ()
    again: tuple[Told, ...] = ()
    rebased: bool = False
    made: bool = False


def assert_said(desk: Desk, words: Iterable[str], saying: Saying, correct: bool = False, table: Path | None = None) -> Written:
    """Facts as they are said, ``descriptor=state``, and those of a table, told in one event.

    They hold from today where nobody says since when, or with `correct` from when those did that were wrong. Raises
    `InvalidInput` where one does not fit.
    """
    day = saying.since or (None if correct else clock.today())
    told = facts_said(desk.base, words, replace(saying, since=day))
    told += facts_in_table(desk.base, table, day or clock.today()) if table else []
    return assert_facts(desk, told, correct)


def assert_facts(desk: Desk, facts: Sequence[Fact], correct: bool = False) -> Written:
    """Facts told in one event: all of them, or none where one does not fit.

    With `correct` the facts that stand on a descriptor of theirs, on the day from which the new one holds (None: the
    latest), are taken back as wrong, and the new one holds from when they did. Raises `InvalidInput` where facts that hold
    on one date share nothing, or nothing is there to correct.
    """
    journal, base = desk.journal, desk.base
    rebased = rebase(desk)
    corrected: list[Told] = []
    if correct:
        facts = [_correcting(journal, base, fact, corrected) for fact in facts]
    gone = {one.id for one in corrected}
    _refuse_clashes(journal, base, facts, gone)
    ended, later = [], []
    for fact in facts:
        ended += [one for one in _standing(journal, base, fact.descriptor, fact.since) if _begins(one.fact) < _begins(fact)]
        later += [one for one in _standing(journal, base, fact.descriptor, journal.latest) if _begins(one.fact) > _begins(fact)]
    body = {"facts": [fact_record(fact) for fact in facts], "replaces": [one.id for one in corrected]}
    event = desk.writer.append("asserted", body, desk.author)
    return Written(
        event=event,
        before=journal,
        after=desk.written(),
        base=base,
        told=tuple(told(base, journal.name, event, at) for at in range(1, len(fact_ids(event)) + 1)),
        ended=_once(ended, gone),
        corrected=tuple(corrected),
        later=_once(later, gone),
        rebased=rebased,
        made=desk.made is not None,
    )


def retract_facts(desk: Desk, words: Sequence[str], why: str, all_of_them: bool = False) -> Written:
    """Facts taken back, named by their ids or by descriptors: then those that stand, or with `all_of_them` every one.

    Raises `InvalidInput` where a word names nothing that is told.
    """
    journal, base = desk.journal, desk.base
    if not why.strip():
        raise invalid(Place("--why"), "no-reason", "a retraction needs a reason", "Say what was wrong with it: --why '…'.")
    rebased = rebase(desk)
    problems: list[Problem] = []
    found: dict[str, Told] = {}
    for word in words:
        found |= {one.id: one for one in gathered(problems, _named, journal, base, word, all_of_them) or ()}
    if problems:
        raise InvalidInput(problems)
    event = desk.writer.append("retracted", {"facts": list(found), "why": why.strip()}, desk.author)
    after = desk.written()
    names = dict.fromkeys(one.fact.descriptor for one in found.values())
    again = [one for name in names for one in _standing(after, base, name, after.latest)]
    return Written(
        event,
        journal,
        after,
        base,
        retracted=tuple(found.values()),
        again=tuple(again),
        rebased=rebased,
        made=desk.made is not None,
    )


def add_note(desk: Desk, text: str) -> Written:
    """A note in the journal; it changes nothing that follows."""
    event = desk.writer.append("noted", {"note": text}, desk.author)
    return Written(event, desk.journal, desk.written(), desk.base)


def rebase(desk: Desk) -> bool:
    """Says in the journal that the rule base is written otherwise than when it was last told of, where it is."""
    if desk.journal.base_note == note_of(desk.base):
        return False
    archive_base(desk.writer, desk.base)
    desk.writer.append("rebased", {"base": note_of(desk.base)}, desk.author)
    return True


def _named(journal: Journal, base: RuleBase, word: str, all_of_them: bool) -> list[Told]:
    """The facts that a word names: one by its id, or those on a descriptor."""
    store, head = journal.store, journal.head
    if is_fact_id(word):
        spoken = [_fact_named(journal, word)]
    else:
        # A descriptor that the base has no more may still be one that the journal speaks of.
        name = word if word in store.descriptors(head.id) else base.descriptor(word, Place("retract")).id
        if all_of_them:
            spoken = [one for one in store.told(head.id, journal.seq) if one.descriptor == name]
        else:
            spoken = store.standing(head.id, name, journal.latest, journal.seq)
    if not spoken:
        message = f"nothing that stands in {journal.name} is `{word[:60]}`"
        raise invalid(Place("retract"), "nothing-to-retract", message, _SHOWN)
    return as_told(journal, base, spoken)


def _fact_named(journal: Journal, word: str) -> Spoken:
    """The fact of an id. Raises `InvalidInput` where none stands, and guesses none: the nearest id is that of quite another."""
    listed = [one for one in journal.store.every_fact(journal.head.id) if str(one.seq) == word.partition(".")[0]]
    ids = {fact_id(one.seq, one.at, len(listed)): one for one in listed}
    standing = [name for name, one in ids.items() if one.gone is None]
    if word in standing:
        return ids[word]
    message, hint = f"nothing that stands in {journal.name} is `{word[:60]}`", _SHOWN
    if word in ids:
        message = f"{word} was taken back already (event {ids[word].gone})"
    elif word.isdecimal() and standing:
        hint = f"Event {word} told several facts: name {' or '.join(standing[:8])}."
    raise invalid(Place("retract"), "nothing-to-retract", message, hint)


def _standing(journal: Journal, base: RuleBase, descriptor: str, day: date | None) -> list[Told]:
    """The facts on a descriptor that stand on a date."""
    return as_told(journal, base, journal.store.standing(journal.head.id, descriptor, day, journal.seq))


def _correcting(journal: Journal, base: RuleBase, fact: Fact, corrected: list[Told]) -> Fact:
    """The fact, holding from when those held that it corrects, which are added to `corrected`."""
    standing = _standing(journal, base, fact.descriptor, fact.since or journal.latest)
    if not standing:
        message = f"nothing is stated of {fact.descriptor} that could be corrected"
        raise invalid(Place("--correct"), "nothing-to-correct", message, "Leave --correct out to state it.")
    corrected += [one for one in standing if one not in corrected]
    return replace(fact, since=fact.since or standing[0].fact.since, until=fact.until or standing[0].fact.until)


def _refuse_clashes(journal: Journal, base: RuleBase, facts: Sequence[Fact], gone: set[str]) -> None:
    """Raises `InvalidInput`, naming every fact, where facts that begin on one day leave nothing of their descriptor."""
    problems: list[Problem] = []
    for descriptor, since in dict.fromkeys((fact.descriptor, fact.since) for fact in facts):
        beginning = journal.store.beginning(journal.head.id, descriptor, since, journal.seq)
        beside = [one.fact for one in as_told(journal, base, beginning) if one.id not in gone]
        new = [fact for fact in facts if (fact.descriptor, fact.since) == (descriptor, since)]
        gathered(problems, states_left, base.descriptors[descriptor], [*beside, *new])
    if problems:
        hint = "Give the later one the day from which it holds (--since), or replace a wrong one with --correct."
        raise InvalidInput([replace(problem, hint=hint) for problem in problems])


def _begins(fact: Fact) -> date:
    return fact.since or date.min


def _once(listed: Iterable[Told], gone: set[str]) -> tuple[Told, ...]:
    return tuple({one.id: one for one in listed if one.id not in gone}.values())
