"""Numbers in planes, one plane a bit, the lowest first: sums of weights, and which of two is greater."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.infer.circuit import FALSE, TRUE, Circuit

Number = Sequence[int]  # planes
Term = tuple[int, int]  # a plane, and what it adds where it holds (any sign)


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
    """The terms in groups, in each of which no two planes hold together."""
    groups: list[list[Term]] = []
    for term in sorted(terms, key=lambda term: (circuit.support[term[0]], term[0])):
        fitting = (group for group in groups if all(circuit.apart(term[0], plane) for plane, _ in group))
        group = next(fitting, None)
        if group is None:
            groups.append([term])
        else:
            group.append(term)
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
        planes = circuit.in_order(column)
        while len(planes) > 1:
            a, b, *rest = planes
            half = circuit.xor(a, b)
            if rest:
                c, *rest = rest
                carry = circuit.or_(circuit.and_(a, b), circuit.and_(half, c))
                half = circuit.xor(half, c)
            else:
                carry = circuit.and_(a, b)
            if carry != FALSE:
                if bit + 1 == len(columns):
                    columns.append([])
                columns[bit + 1].append(carry)
            planes = circuit.in_order([half, *rest]) if half != FALSE else rest
        total.append(planes[0] if planes else FALSE)
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
