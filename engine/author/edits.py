"""What is written otherwise in two versions of a base: what can change a verdict, and what is words only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from engine.author.mutants import says
from engine.author.versions import Versions
from engine.language.base import RuleBase
from engine.language.descriptors import Descriptor
from engine.language.rules import GenericRule, Rule

Edited = Literal["added", "dropped", "changed", "renamed", "reworded"]
_RULE = ("when", "unless", "then", "impact")
_RULE_WORDS = ("title", "says", "cite", "claims", "note")
_DESCRIPTOR = ("states", "default")
_DESCRIPTOR_WORDS = ("title", "theme", "question", "cite", "claims", "note", "lever", "ordered", "number")
_BASE_WORDS = ("name", "title", "source", "actors", "claims", "notes", "accepted", "baseline")


class RuleEdit(Struct, frozen=True):
    """A rule that is written otherwise: `parts` of what it says, `words` about it.

    Of a rule that is written for many actors, both are as written; `ground` counts the rules that are otherwise by it.
    """

    rule: str
    edited: Edited
    before: Rule | None
    after: Rule | None
    parts: tuple[str, ...]
    words: tuple[str, ...]
    ground: int


class DescriptorEdit(Struct, frozen=True):
    """A descriptor that is written otherwise: its states, its default, where a number is cut, or words about it."""

    descriptor: str
    edited: Edited
    before: Descriptor | None
    after: Descriptor | None
    parts: tuple[str, ...]
    words: tuple[str, ...]
    ground: int


class Edits(Struct, frozen=True):
    """All that is written otherwise: the verdict (before and after, where it is another), descriptors, rules; and of the base,
    what changes no verdict.
    """

    verdict: tuple[str, str] | None
    descriptors: tuple[DescriptorEdit, ...]
    rules: tuple[RuleEdit, ...]
    words: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is."""
        return not (self.verdict or self.descriptors or self.rules or self.words)


def edits_between(versions: Versions) -> Edits:
    """What is written otherwise in the second version."""
    before, after = versions.given
    return Edits(
        (before.verdict, after.verdict) if before.verdict != after.verdict else None,
        tuple(_descriptors(before, after)),
        tuple(_rules(versions)),
        tuple(name for name in _BASE_WORDS if getattr(before, name) != getattr(after, name)),
    )


def _rules(versions: Versions) -> Iterator[RuleEdit]:
    """The rules as they are written: those of the first version in its order, then the new ones."""
    first, second = versions.bases
    for old, new in versions.renamed.items():
        one, other = versions.given[0].rules[old], versions.given[1].rules[new]
        yield RuleEdit(old, "renamed", one, other, (), _differing(one, other, _RULE_WORDS), 1)
    written: dict[str, list[tuple[Rule | None, Rule | None]]] = {}
    for name in {**first.rules, **second.rules}:
        if name not in versions.renamed:
            pair = first.rules.get(name), second.rules.get(name)
            rule = pair[0] or pair[1]
            assert rule is not None
            written.setdefault(rule.written, []).append(pair)
    for name, pairs in written.items():
        ground = [pair for pair in pairs if says(pair[0]) != says(pair[1])]
        was, now = (_as_written(base, name) for base in versions.given)
        if ground and was is now:  # one base, under dissents about some of the rules that are written so
            was, now = ground[0]
        if ground:
            edited: Edited = "changed" if was and now else "added" if now else "dropped"
            parts = _parts(ground)
            if edited == "changed" and not all(one and other for one, other in ground):
                parts = ("for", *parts)  # it is written for other actors
            yield RuleEdit(name, edited, was, now, parts, _differing(was, now, _RULE_WORDS), len(ground))
        elif words := _differing(was, now, _RULE_WORDS):
            yield RuleEdit(name, "reworded", was, now, (), words, len(pairs))


def _as_written(base: RuleBase, name: str) -> Rule | None:
    generic: GenericRule | None = base.generic.get(name)
    return generic.rule if generic is not None else base.rules.get(name)


def _parts(pairs: list[tuple[Rule | None, Rule | None]]) -> tuple[str, ...]:
    """The parts in which any of the rules that are in both versions says something else."""
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    found = []
    for part in _RULE:
        sides = [[_plain(getattr(rule, part)) for rule in side] for side in zip(*both, strict=True)] if both else []
        if sides and sides[0] != sides[1]:
            found.append(part)
    return tuple(found)


def _plain(value: object) -> object:
    """Effects in no order."""
    if isinstance(value, tuple) and all(isinstance(part, tuple) and len(part) == 2 for part in value):
        return {name: dict(said) if said and isinstance(said[0], tuple) else said for name, said in value}
    return value


def _descriptors(before: RuleBase, after: RuleBase) -> Iterator[DescriptorEdit]:
    written: dict[str, list[DescriptorEdit]] = {}
    for name in {**before.descriptors, **after.descriptors}:
        one, other = before.descriptors.get(name), after.descriptors.get(name)
        parts = _differing(one, other, _DESCRIPTOR)
        if one is not None and other is not None and set(one.states) == set(other.states):
            parts = tuple(part for part in parts if part != "states")
        if (name in before.derived) != (name in after.derived) and one is not None and other is not None:
            parts = (*parts, "observed")
        words = _differing(one, other, _DESCRIPTOR_WORDS)
        edited: Edited = "added" if one is None else "dropped" if other is None else "changed" if parts else "reworded"
        if parts or words or edited in ("added", "dropped"):
            edit = DescriptorEdit(name, edited, one, other, parts, words, 1)
            written.setdefault(name.partition("(")[0], []).append(edit)
    for name, edits in written.items():
        choices = {edit.descriptor for edit in edits}
        everywhere = all(
            {other for other in base.descriptors if other.partition("(")[0] == name} <= choices for base in (before, after)
        )
        first = edits[0]
        if len(edits) > 1 and everywhere and len({(edit.edited, edit.parts, edit.words) for edit in edits}) == 1:
            yield DescriptorEdit(name, first.edited, first.before, first.after, first.parts, first.words, len(edits))
        else:
            yield from edits


def _differing(one: object | None, other: object | None, names: tuple[str, ...]) -> tuple[str, ...]:
    if one is None or other is None:
        return ()
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))
