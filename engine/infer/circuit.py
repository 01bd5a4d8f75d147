"""A circuit of planes: and, or, exclusive or, not, over the states of digits.

A *plane* holds one bit for each what-if of a space, a *digit* is a descriptor that takes each of its states in turn.
A circuit does not know what its planes are made of: machine words, whole numbers or decision diagrams carry it out alike
(`engine.infer.planes`, `engine.infer.diagrams`).

Gates are shared and folded as they are made. What reads few digits is known by its whole truth table, so that equal
functions are one gate however they were written, and one that never holds is the constant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import Any

FALSE, TRUE = 0, 1
CONSTANT, DIGIT, NOT, AND, OR, XOR = range(6)

MAX_TABLE = 4096  # cells of a truth table; past that gates are told apart by how they are made

Gate = tuple[int, int, int]  # kind; digit and mask of states, or the gates it reads (the second is 0 for `not`)


class Circuit:
    """Gates over digits of the given numbers of states; a gate is named by its place in `gates`.

    `support` holds, for each gate, the digits that it reads as the bits of a number.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.gates: list[Gate] = [(CONSTANT, 0, 0), (CONSTANT, 1, 0)]
        self.support = [0, 0]
        self.made: dict[Gate, int] = {}
        self.opposite = {FALSE: TRUE, TRUE: FALSE}
        self.tables: dict[int, _Tables | None] = {0: None}
        self.joined: dict[int, tuple[dict[int, int], set[int]]] = {}

    def digit(self, digit: int, mask: int) -> int:
        """The plane of the what-ifs in which a digit is in one of the states of a mask."""
        full = (1 << self.sizes[digit]) - 1
        if mask in (0, full):
            return TRUE if mask else FALSE
        found = self.made.get((DIGIT, digit, mask))
        if found is None:
            found = self._add((DIGIT, digit, mask), 1 << digit)
            other = self._add((DIGIT, digit, full ^ mask), 1 << digit)
            self.opposite[found], self.opposite[other] = other, found
        return found

    def not_(self, a: int) -> int:
        """Where `a` does not hold."""
        found = self.opposite.get(a)
        if found is None:
            found = self._add((NOT, a, 0), self.support[a])
            self.opposite[a], self.opposite[found] = found, a
        return found

    def and_(self, a: int, b: int) -> int:
        """Where both hold."""
        if a == b or b == TRUE:
            return a
        if a == TRUE:
            return b
        if FALSE in (a, b) or self.opposite.get(a) == b:
            return FALSE
        return self._gate(AND, a, b)

    def or_(self, a: int, b: int) -> int:
        """Where one of them holds."""
        if a == b or b == FALSE:
            return a
        if a == FALSE:
            return b
        if TRUE in (a, b) or self.opposite.get(a) == b:
            return TRUE
        return self._gate(OR, a, b)

    def xor(self, a: int, b: int) -> int:
        """Where just one of them holds."""
        if a == b:
            return FALSE
        if FALSE in (a, b):
            return a or b
        if TRUE in (a, b):
            return self.not_(a if b == TRUE else b)
        return TRUE if self.opposite.get(a) == b else self._gate(XOR, a, b)

    def all_(self, planes: Iterable[int]) -> int:
        """Where all hold; what reads the same digits is joined first."""
        result = TRUE
        for plane in sorted(set(planes), key=self.rank):
            result = self.and_(result, plane)
        return result

    def any_(self, planes: Iterable[int]) -> int:
        """Where one of them holds; what reads the same digits is joined first."""
        result = FALSE
        for plane in sorted(set(planes), key=self.rank):
            result = self.or_(result, plane)
        return result

    def apart(self, a: int, b: int) -> bool:
        """Whether two planes are known never to hold together.

        Planes that read nothing in common do somewhere. Where both are tests joined, they do unless two tests of one digit share
        no state; else their tables tell, and where these are too large, whether one plane rests on the contrary of the other.
        """
        (tests, others), (tests_of_b, others_of_b) = self._joined(a), self._joined(b)
        if FALSE in (a, b) or any(not mask & tests_of_b.get(digit, mask) for digit, mask in tests.items()):
            return True
        if not self.support[a] & self.support[b] or not (others or others_of_b):
            return False
        tables = self._tables_of(self.support[a] | self.support[b])
        if tables is not None:
            return not tables.of(self, a) & tables.of(self, b)
        return any(self.opposite.get(part) in others_of_b for part in others)

    def _joined(self, gate: int) -> tuple[dict[int, int], set[int]]:
        """What an `and` joins, however deep: the states that its tests leave of each digit, and the other gates."""
        found = self.joined.get(gate)
        if found is None:
            tests: dict[int, int] = {}
            seen, stack = set[int](), [gate]
            found = self.joined[gate] = tests, set()
            while stack:
                part = stack.pop()
                kind, a, b = self.gates[part]
                if part in seen:
                    continue
                seen.add(part)
                if kind == AND:
                    stack += a, b
                elif kind == DIGIT:
                    tests[a] = tests.get(a, b) & b
                else:
                    found[1].add(part)
        return found

    def rank(self, gate: int) -> tuple[int, int]:
        """The place of a plane among others that are joined: those that read the later digits come last."""
        return self.support[gate], gate

    def _gate(self, kind: int, a: int, b: int) -> int:
        gate = (kind, a, b) if a < b else (kind, b, a)
        found = self.made.get(gate)
        if found is not None:
            return found
        support = self.support[a] | self.support[b]
        tables = self._tables_of(support)
        if tables is None:
            found = self._absorbed(gate)
            return self._add(gate, support) if found is None else found
        found = tables.same(self, kind, a, b)
        if found is None:
            found = self._add(gate, support)
            tables.note(found, tables.of(self, found))
        self.made[gate] = found
        return found

    def _absorbed(self, gate: Gate) -> int | None:
        """What ``a and (a or c)`` and its like come to, None where it is nothing simpler."""
        kind, a, b = gate
        if kind == XOR:
            return None
        for one, other in ((a, b), (b, a)):
            inner, left, right = self.gates[other]
            if inner == NOT:
                negated, *read = self.gates[left]
                if one in read and negated in (AND, OR) and negated != kind:  # ``a and not (a or c)``
                    return FALSE if kind == AND else TRUE
            if inner not in (AND, OR):
                continue
            if one in (left, right):
                return other if inner == kind else one
            contrary = self.opposite.get(one)
            if contrary is not None and contrary in (left, right):
                if inner == kind:
                    return FALSE if kind == AND else TRUE
                rest = right if left == contrary else left
                return self.and_(one, rest) if kind == AND else self.or_(one, rest)
        return None

    def _add(self, gate: Gate, support: int) -> int:
        self.gates.append(gate)
        self.support.append(support)
        self.made[gate] = len(self.gates) - 1
        return len(self.gates) - 1

    def _tables_of(self, support: int) -> _Tables | None:
        if support not in self.tables:
            digits: list[int] = []
            cells = 1
            for digit in bits(support):
                digits.append(digit)
                cells *= self.sizes[digit]
                if cells > MAX_TABLE:
                    break
            self.tables[support] = _Tables(self.sizes, digits) if cells <= MAX_TABLE else None
        return self.tables[support]


class _Tables:
    """The truth tables over a few digits: whole numbers with a bit for each choice of their states."""

    def __init__(self, sizes: Sequence[int], digits: Sequence[int]) -> None:
        self.cells = prod(sizes[digit] for digit in digits)
        self.full = (1 << self.cells) - 1
        self.known: dict[int, int] = {FALSE: 0, TRUE: self.full}
        self.gates: dict[int, int] = {0: FALSE, self.full: TRUE}
        self.single = digits[0] if len(digits) == 1 else None
        self.patterns: dict[int, list[int]] = {}
        stride = 1
        for digit in digits:
            self.patterns[digit] = patterns(sizes[digit], stride, self.cells)
            stride *= sizes[digit]

    def same(self, circuit: Circuit, kind: int, a: int, b: int) -> int | None:
        """The gate that holds where this one would, None where there is none yet."""
        first, second = self.of(circuit, a), self.of(circuit, b)
        table = first & second if kind == AND else first | second if kind == OR else first ^ second
        if table == first:
            return a
        if table == second:
            return b
        if self.single is not None:
            return circuit.digit(self.single, table)
        found = self.gates.get(table)
        if found is None and (contrary := self.gates.get(self.full ^ table)) is not None:
            found = circuit.not_(contrary)
            self.note(found, table)
        return found

    def note(self, gate: int, table: int) -> None:
        """Remembers the table of a gate."""
        self.known[gate] = table
        self.gates.setdefault(table, gate)

    def of(self, circuit: Circuit, gate: int) -> int:
        """The table of a gate that reads no other digits."""
        found = self.known.get(gate)
        if found is None:
            kind, a, b = circuit.gates[gate]
            if kind == DIGIT:
                found = sum(plane for at, plane in enumerate(self.patterns[a]) if b >> at & 1)
            elif kind == NOT:
                found = self.full ^ self.of(circuit, a)
            else:
                first, second = self.of(circuit, a), self.of(circuit, b)
                found = first & second if kind == AND else first | second if kind == OR else first ^ second
            self.note(gate, found)
        return found


def bits(number: int) -> Iterator[int]:
    """The places of the bits of a number, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def patterns(size: int, stride: int, cells: int) -> list[int]:
    """The planes of a digit as whole numbers: each state holds for `stride` cells, then the next, and so on over all cells."""
    run = (1 << stride) - 1
    times = cells // (size * stride)
    every = ((1 << size * stride * times) - 1) // ((1 << size * stride) - 1)
    return [(run << stride * state) * every for state in range(size)]


def needed(circuit: Circuit, roots: Iterable[int]) -> list[int]:
    """The gates that the roots rest on, each after what it reads."""
    found: set[int] = set()
    stack = list(roots)
    while stack:
        gate = stack.pop()
        if gate not in found:
            found.add(gate)
            stack += operands(circuit.gates[gate])
    return sorted(found)  # a gate is made after those it reads


def operands(gate: Gate) -> Iterator[int]:
    """The gates that a gate reads."""
    kind, a, b = gate
    if kind >= NOT:
        yield a
    if kind > NOT:
        yield b


def fixed(
    source: Circuit, target: Circuit, roots: Sequence[int], chosen: Mapping[int, Any], moved: Mapping[int, int]
) -> list[int]:
    """The roots in another circuit: each digit of `chosen` in one state, the others under their numbers in `moved`."""
    found = {FALSE: FALSE, TRUE: TRUE}
    for gate in needed(source, roots):
        kind, a, b = source.gates[gate]
        if kind == CONSTANT:
            continue
        if kind == DIGIT:
            found[gate] = (TRUE if b >> chosen[a] & 1 else FALSE) if a in chosen else target.digit(moved[a], b)
        elif kind == NOT:
            found[gate] = target.not_(found[a])
        else:
            make = target.and_ if kind == AND else target.or_ if kind == OR else target.xor
            found[gate] = make(found[a], found[b])
    return [found[root] for root in roots]
