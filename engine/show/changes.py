"""What differs between two questions in words: facts, dissents, the rule base, and what decided a rule."""

from __future__ import annotations

from collections.abc import Iterator

from engine.ask.changes import BaseChange, Change, DissentChange, FactsChange
from engine.ask.derivations import Decider
from engine.language.base import RuleBase
from engine.language.facts import Fact
from engine.show.page import Span
from engine.show.words import any_of, said_of, signed, states_of

Bases = tuple[RuleBase, RuleBase]  # before and after

_MOST = 6  # names in a list; `--json` gives all


def change_text(bases: Bases, change: Change) -> Iterator[Span | str]:
    """A change in a line: its name, then what it was and is."""
    yield (change.name, "name")
    if isinstance(change, FactsChange):
        yield ": "
        yield (f"{stated_text(bases[0], change.before)} → {stated_text(bases[1], change.after)}", "strong")
        if change.with_base:
            yield " (comes with the rule base)"
        elif not change.moves:
            yield " (the states left are the same)"
    elif isinstance(change, DissentChange):
        weights = [signed(d.weight) if d is not None else "as authored" for d in (change.before, change.after)]
        yield f": {weights[0]} → {weights[1]}" if change.key[2] else ", a dissent" if change.after else ", a dissent taken back"
    else:
        yield f": {any_of(_differing(change), 'and') or 'other files, the same rules'}"


def said_again(bases: Bases, change: Change) -> bool:
    """Whether facts say in the same words what other facts said before."""
    return (
        isinstance(change, FactsChange)
        and not (change.moves or change.with_base)
        and stated_text(bases[0], change.before) == stated_text(bases[1], change.after)
    )


def stated_text(base: RuleBase, facts: tuple[Fact, ...]) -> str:
    """What facts on one descriptor say."""
    return any_of(dict.fromkeys(said_of(base, fact) for fact in facts), "and") or "nothing stated"


def decider_text(bases: Bases, decider: Decider) -> str:
    """What a test met: ``weather.sea is stormy (was rough)``."""
    name = decider.test.descriptor
    before, after = (
        "not known" if len(known) == len(base.descriptors[name].states) else states_of(base, name, known)
        for base, known in zip(bases, (decider.before, decider.after), strict=True)
    )
    exception = ", which is an exception" if decider.in_unless else ""
    return f"{name} is {after} (was {before}){exception}"


def _differing(change: BaseChange) -> Iterator[str]:
    """What is otherwise in a base, counted and named."""
    parts = (
        (change.rules_added, "rule", "added"),
        (change.rules_gone, "rule", "gone"),
        (change.rules_otherwise, "rule", "that says otherwise"),
        (change.rules_reworded, "rule", "reworded"),
        (change.descriptors_added, "descriptor", "added"),
        (change.descriptors_gone, "descriptor", "gone"),
        (change.descriptors_otherwise, "descriptor", "with other states"),
    )
    for names, noun, how in parts:
        if names:
            more = f", … {len(names) - _MOST} more" if len(names) > _MOST else ""
            yield f"{len(names)} {noun}{'s' if len(names) > 1 else ''} {how} ({', '.join(names[:_MOST])}{more})"
