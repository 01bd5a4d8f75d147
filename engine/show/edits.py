"""What is written otherwise in two versions of a base, as text and as records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from msgspec.structs import replace

from engine.author.diff import BaseDiff
from engine.author.edits import DescriptorEdit, Edited, RuleEdit
from engine.language.base import RuleBase
from engine.language.descriptors import Descriptor
from engine.language.rules import Rule
from engine.show.listed import RuleRecord, rule_record
from engine.show.listing import condition_text
from engine.show.page import Page
from engine.show.words import any_of, cited, signed, states_of

_WORDS = {"says": "sentence", "cite": "paragraphs", "number": "domain", "ordered": "order"}
_EDITED: dict[Edited, str] = {
    "added": "added   ",
    "dropped": "dropped ",
    "changed": "changed ",
    "renamed": "renamed ",
    "reworded": "in words",
}


class RuleEditRecord(TypedDict):
    """A rule that is written otherwise, before and after (null where it is not there).

    `parts` names what it says otherwise, `words` what is said about it and changes no verdict; `ground` counts its rules.
    """

    rule: str
    edited: Edited
    before: RuleRecord | None
    after: RuleRecord | None
    parts: tuple[str, ...]
    words: tuple[str, ...]
    ground: int


def add_edits(page: Page, diff: BaseDiff) -> None:
    """What is written otherwise: what can change a verdict, then what is in words only."""
    edits = diff.edits
    if edits.is_empty:
        page.add("Nothing is written otherwise.")
        return
    said = [edit for edit in edits.rules if edit.edited != "reworded"]
    spoken = [edit for edit in edits.descriptors if edit.edited != "reworded"]
    if said or spoken or edits.verdict:
        page.heading("Written otherwise")
    if edits.verdict:
        page.add(("verdict ", "strong"), f"  {edits.verdict[0]} in A, {edits.verdict[1]} in B", indent=2, hanging=10)
    for descriptor in spoken:
        _descriptor(page, diff, descriptor)
    for rule in said:
        _rule(page, diff, rule)
    worded = [(edit.descriptor, edit.words) for edit in edits.descriptors if edit.words]
    worded += [(edit.rule, edit.words) for edit in edits.rules if edit.words]
    if worded or edits.words:
        page.heading("In words only, which change no verdict")
        for name, words in worded:
            page.add((name, "name"), f": {_words(words)}", indent=2, hanging=2)
        if edits.words:
            page.add(("base.yaml", "name"), f": {_words(edits.words)}", indent=2, hanging=2)


def _words(words: tuple[str, ...]) -> str:
    return any_of([_WORDS.get(word, word) for word in words], "and")


def _descriptor(page: Page, diff: BaseDiff, edit: DescriptorEdit) -> None:
    one = edit.after or edit.before
    assert one is not None
    many = f", for {edit.ground} choices of actors" if edit.ground > 1 else ""
    page.add((_EDITED[edit.edited], "strong"), "  ", (edit.descriptor, "name"), f"  {one.title}{many}", indent=2, hanging=10)
    before, after = edit.before, edit.after
    if before is None or after is None:
        states = "|".join(one.states) if one.number is None else one.number.as_range()
        page.add(("states  ", "dim"), f"{states}", indent=12, hanging=8)
        return
    if "states" in edit.parts:
        sides = [_states(base, side) for base, side in ((diff.before, before), (diff.after, after))]
        _pair(page, "cut at" if before.number is not None and after.number is not None else "states", *sides)
    if "default" in edit.parts:
        _pair(page, "default", before.default or "none", after.default or "none")
    if "observed" in edit.parts:
        sides = ["derived from rules" if before.id in base.derived else "observed" for base in (diff.before, diff.after)]
        _pair(page, "is", *sides)


def _states(base: RuleBase, descriptor: Descriptor) -> str:
    if descriptor.number is not None:
        return ", ".join(map(str, descriptor.cuts)) or "nowhere"
    return "|".join(descriptor.states)


def _rule(page: Page, diff: BaseDiff, edit: RuleEdit) -> None:
    rule = edit.after or edit.before
    assert rule is not None
    if edit.edited == "renamed":
        assert edit.after is not None
        page.add((_EDITED["renamed"], "strong"), "  ", (edit.rule, "name"), f" → {edit.after.written}", indent=2, hanging=10)
        return
    many = f"; {edit.ground} rules, one for each choice of actors" if edit.ground > 1 else ""
    cites = f"  [{cited(rule.cite)}{many}]" if rule.cite or many else ""
    page.add((_EDITED[edit.edited], "strong"), "  ", (edit.rule, "name"), f"  {rule.title}", (cites, "dim"), indent=2, hanging=10)
    sides = [
        dict(_parts(_base_for(base, edit.rule), side)) if side is not None else {}
        for base, side in ((diff.before, edit.before), (diff.after, edit.after))
    ]
    for name in dict.fromkeys((*sides[0], *sides[1])):
        if name.partition(" ")[0] not in edit.parts and edit.before is not None and edit.after is not None:
            continue
        old, new = (side.get(name, "") for side in sides)
        if edit.before is None or edit.after is None:
            page.add((f"{name}  ", "dim"), old or new, indent=12, hanging=8)
        elif old != new:
            _pair(page, name, old or "nothing", new or "nothing")
    if "for" in edit.parts:
        _pair(page, "for", _scope(diff.before, edit.rule), _scope(diff.after, edit.rule))


def _pair(page: Page, name: str, old: str, new: str) -> None:
    page.add((f"{name}  ", "dim"), f"{old}  →  ", (new, "strong"), indent=12, hanging=8)


def _scope(base: RuleBase, rule: str) -> str:
    return str(base.generic[rule].scope) if rule in base.generic else "nobody"


def _base_for(base: RuleBase, rule: str) -> RuleBase:
    """The base with what a rule that is written for many actors speaks of."""
    generic = base.generic.get(rule)
    return replace(base, descriptors={**base.descriptors, **generic.descriptors}) if generic is not None else base


def _parts(base: RuleBase, rule: Rule) -> Iterator[tuple[str, str]]:
    """What a rule says, part by part, in words."""
    if rule.when.entries:
        yield "when", condition_text(base, rule.when)
    if rule.unless:
        yield "unless", "; or ".join(condition_text(base, condition) for condition in rule.unless)
    for name, states in rule.then:
        yield f"then {name}", states_of(base, name, states)
    for name, weights in rule.impact:
        yield f"impact {name}", ", ".join(f"{state} {signed(weight)}" for state, weight in weights)


def rule_edit_record(edit: RuleEdit) -> RuleEditRecord:
    """The record of an edit of a rule."""
    return RuleEditRecord(
        rule=edit.rule,
        edited=edit.edited,
        before=rule_record(edit.before) if edit.before is not None else None,
        after=rule_record(edit.after) if edit.after is not None else None,
        parts=edit.parts,
        words=edit.words,
        ground=edit.ground,
    )
