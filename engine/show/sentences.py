"""Rules' own sentences on a page, each written out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.infer.program import Program
from engine.show.page import Page, Span
from engine.show.words import signed, tag


class Sentences:
    """Writes rules' sentences with their paragraphs and names; one that stands above is only named again."""

    def __init__(self, page: Page, program: Program) -> None:
        self.page = page
        self.program = program
        self.written: set[str] = set()

    def name(self, rule: str) -> str:
        """How a rule is called in texts."""
        return self.program.base.rules[rule].name

    def add(self, rule: str, indent: int, *before: Span | str, hanging: int = 2) -> None:
        """A rule's sentence behind what stands `before` it."""
        found = self.program.base.rules[rule]
        again = rule in self.written
        self.written.add(rule)
        said: tuple[Span | str, ...] = (f"{found.says} ", (tag(found), "dim"))
        if again:
            said = (f"{found.title} ", (f"[{found.name}, above]", "dim"))
        self.page.add(*before, *said, indent=indent, hanging=hanging)

    def weighings(self, rules: Iterable[str], descriptor: str, indent: int) -> None:
        """Rules' sentences behind all of their weights on a descriptor; those that stand above in one line."""
        again = []
        for rule in rules:
            weights = weights_text(self.program.rules[rule].weights(descriptor))
            if rule in self.written:
                again.append(f"{self.name(rule)} ({weights})")
            else:
                self.add(rule, indent, (weights, "strong"), ": ")
        if again:
            self.page.add(f"and, as above: {'; '.join(again)}", indent=indent, hanging=2)


def weights_text(weights: Mapping[str, int]) -> str:
    """Weights as they are written: ``hold +2, lift −2``."""
    return ", ".join(f"{state} {signed(weight)}" for state, weight in weights.items())
