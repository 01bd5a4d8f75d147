"""A sweep as a picture: a grid for one or two descriptors, a grid for each state of the third for three.

Colours only repeat what the letters in the cells say; each cell has a title that spells its what-if out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from xml.sax.saxutils import escape, quoteattr

from engine.ask.sweep import Sweep
from engine.infer.space import Digit, Outcome
from engine.language.problems import Place, invalid
from engine.show.sweep import by_rules, outcome_words
from engine.show.words import states_of

_CELL, _HIGH, _GAP, _LETTER = 90, 34, 28, 12
_WIDTH = _LETTER * 0.62  # of a letter
# Told apart by most eyes that see colours otherwise, light enough for black letters (after Okabe and Ito).
_FILLS = ("#a9d6f5", "#f6c667", "#8fd9b6", "#f2b6d0", "#f3ea8c", "#e8a27c", "#c3c6f0", "#d9d9d9")


def sweep_picture(answer: Sweep) -> str:
    """The picture as SVG text. Raises `InvalidInput` where more than three descriptors are swept, or far too many states."""
    digits = answer.space.digits
    if len(digits) > 3 or not answer.cells:
        hint = "Sweep three of them, those that separate the outcomes best, and hold the others with --set."
        raise invalid(Place("-o"), "no-picture", f"{len(digits)} descriptors with {answer.size:,} what-ifs make no picture", hint)
    picture = _Picture(answer)
    return picture.text()


class _Picture:
    def __init__(self, answer: Sweep) -> None:
        self.answer, self.base = answer, answer.question.base
        *self.panel, self.down = answer.space.digits[:-1] if len(answer.space.digits) > 1 else answer.space.digits
        self.across: Digit | None = answer.space.digits[-1] if len(answer.space.digits) > 1 else None
        self.columns = self.across.states if self.across else (answer.goal,)
        self.label = _WIDTH * max(len(self.say(self.down, state)) for state in self.down.states) + 16
        heads = [self.say(self.across, state) if self.across else state for state in self.columns]
        self.cell_wide = max(_CELL, 16 + _WIDTH * max(len(text) for text in (*heads, *map(self.short, answer.outcomes))))
        self.wide = max(self.label + self.cell_wide * len(self.columns), _WIDTH * self.panel_title())
        self.high = _HIGH * (len(self.down.states) + 1) + _GAP

    def say(self, digit: Digit, state: str) -> str:
        return states_of(self.base, digit.descriptor, (state,))

    def words(self, outcome: Outcome) -> str:
        return outcome_words(outcome, by_rules(self.answer.question, self.answer.goal, self.answer.space.digits))

    def short(self, outcome: Outcome) -> str:
        return outcome.states[0] if outcome.status == "settled" else outcome.status.replace("_", " ")

    def panel_title(self) -> int:
        """The letters of the longest title of a grid."""
        return max(
            (len(f"{digit.descriptor} = {self.say(digit, state)}") for digit in self.panel for state in digit.states), default=0
        )

    def text(self) -> str:
        panels = self.panel[0].states if self.panel else ("",)
        by = f" by {self.across.descriptor}" if self.across else ""
        title = f"{self.answer.goal}: {self.down.descriptor}{by}"
        title += f", for each state of {self.panel[0].descriptor}" if self.panel else ""
        case = f"Case {self.answer.question.case.name}, {self.answer.question.base.title}; {self.answer.size:,} what-ifs."
        lines = (title, case, *(f"    {words} ({self.answer.size:,})" for words in map(self.words, self.answer.outcomes)))
        width = max(self.wide * len(panels) + _GAP * (len(panels) + 1), _WIDTH * max(map(len, lines)) + 2 * _GAP)
        legend = [*self.legend(_GAP, 70 + self.high + 10)]
        height = 70 + self.high + 20 + 20 * len(self.answer.outcomes)
        body = [self.write(_GAP, 28, title, bold=True), self.write(_GAP, 48, case)]
        for at, state in enumerate(panels):
            body += self.grid(_GAP + at * (self.wide + _GAP), 70.0, state)
        inside = "\n".join([f"<title>{escape(title)}</title>", f"<desc>{escape(case)}</desc>", *body, *legend])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" font-size="{_LETTER}" fill="#1a1c1e">\n'
            f'<rect width="100%" height="100%" fill="#ffffff"/>\n{inside}\n</svg>\n'
        )

    def grid(self, x: float, y: float, panel: str) -> Iterator[str]:
        """One grid: a row for each state of one descriptor, a column for each of the other."""
        if panel:
            yield self.write(x, y + 14, f"{self.panel[0].descriptor} = {self.say(self.panel[0], panel)}", bold=True)
        top = y + _GAP
        for at, state in enumerate(self.columns):
            head = self.say(self.across, state) if self.across else state
            yield self.write(x + self.label + self.cell_wide * (at + 0.5), top + 20, head, anchor="middle")
        first = self.panel[0].states.index(panel) * len(self.down.states) * len(self.columns) if panel else 0
        for at, (row, column) in enumerate(product(range(len(self.down.states)), range(len(self.columns)))):
            yield self.cell(x + self.label + self.cell_wide * column, top + _HIGH * (row + 1), first + at)
        for row, state in enumerate(self.down.states):
            yield self.write(x + self.label - 8, top + _HIGH * (row + 1) + 21, self.say(self.down, state), anchor="end")

    def cell(self, x: float, y: float, number: int) -> str:
        outcome = self.answer.cells[number]
        found = self.answer.outcomes[outcome]
        choice, fill = self.choice(number), _FILLS[outcome % len(_FILLS)]
        return (
            f"<g><title>{escape(f'{choice}: {self.words(found)}')}</title>"
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{self.cell_wide:.1f}" height="{_HIGH}" fill="{fill}" stroke="#ffffff"/>'
            f"{self.write(x + self.cell_wide / 2, y + 21, self.short(found), anchor='middle')}</g>"
        )

    def choice(self, number: int) -> str:
        parts: list[str] = []
        for digit in reversed(self.answer.space.digits):
            number, at = divmod(number, len(digit.states))
            parts.insert(0, f"{digit.descriptor} = {self.say(digit, digit.states[at])}")
        return ", ".join(parts)

    def legend(self, x: float, y: float) -> Iterator[str]:
        for at, (outcome, count) in enumerate(zip(self.answer.outcomes, self.answer.tally.counts, strict=True)):
            top = y + 20 * at
            yield f'<rect x="{x:.1f}" y="{top:.1f}" width="14" height="14" fill="{_FILLS[at % len(_FILLS)]}"/>'
            yield self.write(x + 22, top + 12, f"{self.words(outcome)} ({count:,})")

    def write(self, x: float, y: float, text: str, bold: bool = False, anchor: str = "start") -> str:
        weight = ' font-weight="bold"' if bold else ""
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor={quoteattr(anchor)}{weight}>{escape(text)}</text>'
