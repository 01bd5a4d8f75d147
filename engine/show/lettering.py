"""Lettering: how wide a text is, how it breaks into lines, and what is made of characters that would do harm.

Widths are those of Helvetica, which Arial and Liberation Sans share, in thousandths of the size. What is not in the
table is taken to be wider than it is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, combining, east_asian_width, normalize

FONTS = "Helvetica, Arial, 'Liberation Sans', Arimo, 'Nimbus Sans', sans-serif"

# fmt: off
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)
_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611,
    611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)
_SIGNS = {
    "−": 584, "…": 1000, "¶": 556, "–": 556, "—": 1000, "·": 278, "×": 584, "→": 1000, "“": 500, "”": 500, "‘": 278, "’": 278,
    "§": 556, "±": 584, "≥": 584, "≤": 584,
}
# fmt: on
_UNKNOWN, _CAPITAL, _SMALL = 1120, 1040, 910  # not in the table: signs, and letters of Cyrillic, Greek and other scripts
_SPACES = str.maketrans("\n\t\r", "   ")
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"  # control characters, halves of characters, and none at all
    "\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"  # what breaks lines or turns their direction
)


@lru_cache(maxsize=4096)
def _width(char: str, bold: bool) -> int:
    if combining(char) or category(char) == "Mn":
        return 0
    if " " <= char <= "~":
        return (_BOLD if bold else _REGULAR)[ord(char) - 32]
    if char in _SIGNS:
        return _SIGNS[char]
    plain = normalize("NFD", char)[0]
    if plain != char and " " <= plain <= "~":  # an accent makes an `i` somewhat wider
        return max((_BOLD if bold else _REGULAR)[ord(plain) - 32], 400)
    if east_asian_width(char) in "WF":
        return 1000
    return _SMALL if char.islower() else _CAPITAL if char.isalpha() else _UNKNOWN


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text at a size, in the unit of the size; never less than it is drawn in these fonts."""
    return _thousandths(text, bold) * size / 1000


@lru_cache(maxsize=8192)
def _thousandths(text: str, bold: bool) -> int:
    return sum(_width(char, bold) for char in text)


def broken(text: str, room: float, size: float, bold: bool = False, most: int = 4) -> list[str]:
    """The text in lines that fit the room; a word that does not is cut, and what goes beyond `most` lines ends in ``…``."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width(joined, size, bold) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, room, size, bold)
        lines += full
    lines += [line] if line else []
    if len(lines) > most:
        last = lines[most - 1]
        while last and width(f"{last}…", size, bold) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return lines


def _cut(word: str, room: float, size: float, bold: bool) -> list[str]:
    """A word in parts that fit, after a dot or an underscore where there is one."""
    parts = []
    while width(word, size, bold) > room and len(word) > 1:
        fit = 1
        while fit < len(word) and width(word[: fit + 1], size, bold) <= room:
            fit += 1
        at = max(word.rfind(sign, 1, fit) for sign in "._-")
        end = at + 1 if at >= fit // 3 and at > 0 else fit
        parts.append(word[:end])
        word = word[end:]
    return [*parts, word]


def harmless(text: str) -> str:
    """The text without what XML forbids and what would turn the order of letters round: `�` stands for each such character."""
    return _HARMFUL.sub("\ufffd", text.translate(_SPACES))


def is_measured(text: str) -> bool:
    """Whether every width in the text is known, and none of them a guess on the safe side."""
    return all(" " <= char <= "~" or char in _SIGNS for char in text)
