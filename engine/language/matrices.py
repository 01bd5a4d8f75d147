"""Cross-impact matrices, and the projects of ScenarioWizard (`.scw`) that hold them.

A project is plain text in sections, each ended by a line that begins with `#`: the descriptors (`&`) with their variants
(`-`), four that are about how it looks, then the matrix, a row a variant, and texts. Rows act on columns. ScenarioWizard is
the program of W. Weimer-Jehle for cross-impact balances (CIB).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from msgspec import Struct

from engine.language.documents import decode
from engine.language.problems import InvalidInput, Place, Problem, enough, invalid
from engine.language.rules import MAX_IMPORTED

HEAD = "$ ScenarioWizard"
VERSION = f"{HEAD} 4.0"
MAX_BYTES = 4 * 1024 * 1024  # a hundred descriptors with three variants each take a third of a megabyte
MAX_VARIANTS = 256
_MATRIX = 5  # the section that holds it
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Variants(Struct, frozen=True):
    """A descriptor of a matrix, and the variants (its states) in order. Names may be empty, and need not differ."""

    name: str
    variants: tuple[str, ...]


class Matrix(Struct, frozen=True):
    """A cross-impact matrix: `cells[r][c]` is the impact of variant r on variant c, both counted through all descriptors."""

    name: str
    descriptors: tuple[Variants, ...]
    cells: tuple[tuple[int, ...], ...]

    def firsts(self) -> list[int]:
        """The first row of each descriptor, and the number of rows."""
        return [0, *accumulate(len(descriptor.variants) for descriptor in self.descriptors)]


class Lines(Struct, frozen=True):
    """The lines on which the descriptors and the rows of a matrix stand."""

    descriptors: tuple[int, ...]
    rows: tuple[int, ...]


def decode_old(data: bytes, file: str) -> str:
    """The text of a file of ScenarioWizard's: UTF-8, else as Windows writes western languages; ends of lines are `\\n`.

    Raises `InvalidInput` where it is too large, or no text.
    """
    try:
        text = decode(data, file, MAX_BYTES)
    except InvalidInput as error:
        if [problem.code for problem in error.problems] != ["not-utf8"]:
            raise
        text = data.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if strange := _CONTROL.search(line):
            place = Place(file, number, strange.start() + 1)
            message = f"the character U+{ord(strange[0]):04X}: this is not a text file"
            raise invalid(place, "not-text", message, "Save the file as plain text.")
    return text


def read_matrix(text: str, file: str) -> tuple[Matrix, Lines]:
    """The matrix in the text of a project, and where its parts stand. Raises `InvalidInput` with everything that is wrong."""
    return _Reader(text, file).read()


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = text.split("\n")
        self.problems: list[Problem] = []

    def wrong(self, line: int, column: int, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(Place(self.file, line, column), code, message, hint))
        enough(self.problems)

    def stop(self) -> None:
        if self.problems:
            raise InvalidInput(self.problems)

    def read(self) -> tuple[Matrix, Lines]:
        if not self.lines[0].startswith(HEAD):
            hint = f"The first line of one is `{VERSION}`, the second its name."
            self.wrong(1, 1, "no-project", "this is no project of ScenarioWizard", hint)
            self.stop()
        sections = list(self.sections())
        descriptors = self.descriptors(sections[0])
        if len(sections) <= _MATRIX:
            message = f"{len(sections)} of the {_MATRIX + 1} sections up to the matrix are there"
            self.wrong(len(self.lines), 1, "missing-section", message, "Each section ends with a line `#`, empty ones too.")
        self.stop()
        variants = [Variants(name, tuple(names)) for _, name, names in descriptors]
        size = sum(len(part.variants) for part in variants)
        cells = self.rows(sections[_MATRIX], variants, size)
        self.stop()
        name = self.lines[1].strip() if len(self.lines) > 1 else ""
        matrix = Matrix(name, tuple(variants), tuple(row for _, row in cells))
        return matrix, Lines(tuple(line for line, _, _ in descriptors), tuple(line for line, _ in cells))

    def sections(self) -> Iterator[list[tuple[int, str]]]:
        """The lines of each section with their numbers, blank ones left out; the last one need not be ended."""
        section: list[tuple[int, str]] = []
        for number, line in enumerate(self.lines[2:], 3):
            if line.startswith("#"):
                yield section
                section = []
            elif line.strip():
                section.append((number, line))
        yield section

    def descriptors(self, section: list[tuple[int, str]]) -> list[tuple[int, str, list[str]]]:
        """The descriptors: line, name, and the names of the variants."""
        found: list[tuple[int, str, list[str]]] = []
        for number, line in section:
            text = line.strip()
            if text.startswith("&"):
                found.append((number, text[1:].strip(), []))
            elif not text.startswith("-"):
                hint = "A descriptor is a line `&Name`, a variant of it a line ` -Name` below."
                self.wrong(number, 1, "wrong-shape", "this is neither a descriptor nor a variant", hint)
            elif not found:
                self.wrong(number, 1, "wrong-shape", "this variant is of no descriptor", "Put a line `&Name` above it.")
            else:
                found[-1][2].append(text[1:].strip())
        if not found:
            self.wrong(3, 1, "no-descriptor", "there is no descriptor", "A descriptor is a line `&Name`.")
        for number, name, variants in found:
            if not 2 <= len(variants) <= MAX_VARIANTS:
                message = f"2 to {MAX_VARIANTS} variants of `{name}` are wanted, not {len(variants)}"
                self.wrong(number, 1, "wrong-states", message, "A variant is a line ` -Name` below its descriptor.")
        return found

    def rows(self, section: list[tuple[int, str]], variants: list[Variants], size: int) -> list[tuple[int, tuple[int, ...]]]:
        """The rows of the matrix with their lines."""
        if len(section) != size:
            line = section[size][0] if len(section) > size else section[-1][0] if section else len(self.lines)
            message = f"the matrix has {len(section)} rows where there are {size} variants"
            self.wrong(line, 1, "wrong-rows", message, "A row a variant, in the order of the descriptors.")
            self.stop()
        owners = [at for at, part in enumerate(variants) for _ in part.variants]
        found = []
        for at, (number, said) in enumerate(section):
            row: list[int] = []
            texts = said.split(",")
            if len(texts) != size:
                hint = "Whole numbers with commas between them; no decimals, no thousands, no comma at the end."
                message = f"{len(texts)} numbers in this row where there are {size} variants"
                self.wrong(number, 1, "wrong-cells", message, hint)
                continue
            column = 1
            for other, text in enumerate(texts):
                row.append(self.cell(text, number, column, owners[at] == owners[other]))
                column += len(text) + 1
            found.append((number, tuple(row)))
        return found

    def cell(self, text: str, line: int, column: int, is_own: bool) -> int:
        said = text.strip()
        column += len(text) - len(text.lstrip())
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", said) or abs(int(said)) > MAX_IMPORTED:
            message = f"an impact is a whole number from −{MAX_IMPORTED:,} to +{MAX_IMPORTED:,}, not `{said[:40]}`"
            self.wrong(line, column, "wrong-weight", message, "Write −3 to +3 or so, 0 where there is none.")
            return 0
        if is_own and int(said):
            message = f"the impact {said} of a descriptor on itself"
            self.wrong(line, column, "own-impact", message, "Within the section of one descriptor all numbers are 0.")
        return int(said)
