"""The rules of a program in packs, each with all that it rests on: what is asked of a rule is asked of its pack alone.

Nothing else bears on it, so that a large program is not searched at once, and what rests on little is settled quickly.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.infer.program import Program
from engine.language.rules import Rule

MOST = 50  # rules in a pack, unless one rests on more: with 200, a base of 600 rules takes three times as long


class Pack(Struct, frozen=True):
    """Some rules, and the descriptors that they have effects on; what these rest on is told with them."""

    rules: tuple[Rule, ...]
    about: tuple[str, ...]


def packs_of(program: Program, most: int = MOST) -> Iterator[Pack]:
    """Every rule that has an effect, in one pack; what most rests on comes first, as its pack has much of the rest in it."""
    left = {name: rule for name, rule in program.rules.items() if rule.effects}
    about: dict[str, None] = {}
    inside: set[str] = set()
    rules: set[str] = set()
    for name in reversed(program.order):
        for rule in program.rules_on.get(name, ()):
            if rule.id not in left or inside.issuperset(rule.effects):
                continue
            rests = {other for effect in rule.effects for other in program.depends_on(effect)}
            more = {one.id for other in rests for one in program.rules_on.get(other, ())}
            if about and len(rules | more) > most:
                yield _packed(left, about, inside)
                about, inside, rules = {}, set(), set()
            about |= dict.fromkeys(rule.effects)
            inside |= rests
            rules |= more
    if about:
        yield _packed(left, about, inside)


def _packed(left: dict[str, Rule], about: dict[str, None], inside: set[str]) -> Pack:
    """The pack of what is about to be asked of, with the rules that are in no pack yet and have all their effects in it."""
    rules = [rule for rule in left.values() if inside.issuperset(rule.effects)]
    for rule in rules:
        del left[rule.id]
    return Pack(tuple(rules), tuple(about))
