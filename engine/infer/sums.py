"""Numbers in planes, one plane a bit, the lowest first: sums of weights, and which of two is greater."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush

from engine.infer.circuit import FALSE, TRUE, Circuit, bits

Number = Sequence[int]  # planes
Term = tuple[int, int]  # a plane, and what it adds where it holds (any sign)

LATEST = 32  # groups that a plane is compared with: all of them would be as many as the square of the planes


def weighted_sum(circuit: Circuit, terms: Iterable[Term]) -> tuple[list[int], int]:
    """The sum of the terms as a number that is too high by the offset that comes with it, so that it is never negative.

    Planes of which no two ever hold together make a number without an adder: each of its bits is where one of them has it.
    """
    merged: dict[int, int] = {}
    for plane, weight in terms:
        merged[plane] = merged.get(plane, 0) + weight
    columns: list[list[int]] = []
    offset = merged.pop(TRUE, 0) * -1
    merged.pop(FALSE, None)
    for group in _exclusive(circuit, [(plane, weight) for plane, weight in merged.items() if weight]):
        lift = max(0, -min(weight for _, weight in group))
        offset += lift
        for bit in range(max(lift, *(weight + lift for _, weight in group)).bit_length()):
            if lift >> bit & 1:  # held where none of the planes does
                lacking = [plane for plane, weight in group if not (weight + lift) >> bit & 1]
                _put(columns, bit, circuit.not_(circuit.any_(lacking)))
            else:
                _put(columns, bit, circuit.any_(plane for plane, weight in group if (weight + lift) >> bit & 1))
    return _added(circuit, columns), offset


def _exclusive(circuit: Circuit, terms: list[Term]) -> list[list[Term]]:
    """The terms in groups, in each of which no two planes hold together: a term joins the first group that it fits.

    Two planes are apart only where both read some digit, so that a term is compared with groups whose first plane shares one with
    it, and of these with the latest.
    """
    groups: list[list[Term]] = []
    reading: dict[int, list[int]] = {}  # digit → the latest groups whose first plane reads it
    for term in sorted(terms, key=lambda term: circuit.rank(term[0])):
        digits = list(bits(circuit.support[term[0]]))
        near = sorted({at for digit in digits for at in reading.get(digit, ())})[-LATEST:]
        fitting = (groups[at] for at in near if all(circuit.apart(term[0], plane) for plane, _ in groups[at]))
        group = next(fitting, None)
        if group is not None:
            group.append(term)
            continue
        for digit in digits:
            latest = reading.setdefault(digit, [])
            latest.append(len(groups))
            del latest[:-LATEST]
        groups.append([term])
    return groups


def add(circuit: Circuit, a: Number, b: Number) -> list[int]:
    """The sum of two numbers."""
    columns: list[list[int]] = []
    for number in (a, b):
        for bit, plane in enumerate(number):
            _put(columns, bit, plane)
    return _added(circuit, columns)


def constant(value: int) -> list[int]:
    """A number that is the same everywhere."""
    return [TRUE if value >> bit & 1 else FALSE for bit in range(value.bit_length())]


def _put(columns: list[list[int]], bit: int, plane: int) -> None:
    if plane != FALSE:
        while len(columns) <= bit:
            columns.append([])
        columns[bit].append(plane)


def _added(circuit: Circuit, columns: list[list[int]]) -> list[int]:
    """The planes of each column added up, three to two until one is left: what reads the later digits comes last."""
    total = []
    for bit, column in enumerate(columns):  # grows by the carries
        planes = [circuit.rank(plane) for plane in column]
        heapify(planes)
        while len(planes) > 1:
            (_, a), (_, b) = heappop(planes), heappop(planes)
            half = circuit.xor(a, b)
            if planes:
                _, c = heappop(planes)
                carry = circuit.or_(circuit.and_(a, b), circuit.and_(half, c))
                half = circuit.xor(half, c)
            else:
                carry = circuit.and_(a, b)
            if carry != FALSE:
                if bit + 1 == len(columns):
                    columns.append([])
                columns[bit + 1].append(carry)
            if half != FALSE:
                heappush(planes, circuit.rank(half))
        total.append(planes[0][1] if planes else FALSE)
    return total


def exceeds(circuit: Circuit, number: Number, bound: int) -> int:
    """Where a number is greater than a bound."""
    if bound < 0:
        return TRUE
    greater = FALSE
    for bit in range(max(len(number), bound.bit_length())):
        plane = number[bit] if bit < len(number) else FALSE
        greater = circuit.and_(plane, greater) if bound >> bit & 1 else circuit.or_(plane, greater)
    return greater


def is_greater(circuit: Circuit, a: Number, b: Number) -> int:
    """Where the first of two numbers is greater."""
    greater = FALSE
    for bit in range(max(len(a), len(b))):
        x = a[bit] if bit < len(a) else FALSE
        y = b[bit] if bit < len(b) else FALSE
        greater = circuit.or_(circuit.and_(x, circuit.not_(y)), circuit.and_(greater, circuit.not_(circuit.xor(x, y))))
    return greater
