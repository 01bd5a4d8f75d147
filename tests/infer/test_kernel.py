"""Kernel and solver read every generated base as the reference does; a space is counted alike whatever its planes are made of."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.infer import circuit as circuits
from engine.infer import compiled, sums
from engine.infer.batches import BatchKernel
from engine.infer.cells import outcome_cells
from engine.infer.circuit import Circuit
from engine.infer.compiled import Machine, held_digits
from engine.infer.crew import Here
from engine.infer.diagrams import TooManyNodes, count_diagrams
from engine.infer.planes import Blocks, Counts, Tape, held_by
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.infer.space import Space, by_kinship, by_reach, circuit_of
from engine.infer.sums import add, constant, exceeds, is_greater, weighted_sum
from engine.infer.tally import Reading, tally
from engine.language.descriptors import Descriptor, NumberRange
from engine.language.facts import Fact
from tests.generated import Asked, examples, questions
from tests.infer.agreement import solver_differences
from tests.infer.kernel_agreement import kernel_differences, made_space, outcome_of, reference_counts, traced

SEEDS = st.integers(0, 2**32 - 1)
READINGS: tuple[Reading, ...] = ("diagrams", "compiled")


@examples(2000)
@given(questions(), SEEDS)
def test_two_thousand_bases_read_alike_by_kernel_solver_and_reference(asked: Asked, seed: int) -> None:
    assert solver_differences(asked) == []
    assert kernel_differences(asked, seed) == []


@examples(200)
@given(questions(), SEEDS)
def test_a_space_is_counted_alike_in_blocks_of_any_size_and_on_diagrams(asked: Asked, seed: int) -> None:
    space = made_space(asked, Random(seed))
    goal = asked.base.verdict
    expected = reference_counts(asked, space, goal)
    made = circuit_of(space, goal, by_reach(space, goal))
    found = [Blocks(made.circuit, made.planes, block).count() for block in (1, 4, space.size)]
    kin = circuit_of(space, goal, by_kinship(space, goal))
    for (totals, by), outcomes, digits in [
        *(((counts.totals, counts.by), made.outcomes, made.digits) for counts in found),
        (count_diagrams(kin.circuit, kin.planes), kin.outcomes, kin.digits),
    ]:
        assert +Counter(dict(zip(outcomes, totals, strict=True))) == expected
        for at, digit in enumerate(digits):
            for outcome, total, counts in zip(outcomes, totals, by[at], strict=True):
                assert sum(counts) == total, (digit, outcome)


def summed(parts: list[Counts]) -> Counts:
    """The counts of parts, added up."""
    totals = [sum(counts) for counts in zip(*(part.totals for part in parts), strict=True)]
    by = {
        digit: [[sum(s) for s in zip(*rows, strict=True)] for rows in zip(*(part.by[digit] for part in parts), strict=True)]
        for digit in parts[0].by
    }
    return Counts(totals, by)


@examples(200)
@given(questions(), SEEDS)
def test_parts_of_a_space_add_up_to_the_whole(asked: Asked, seed: int) -> None:
    random = Random(seed)
    space = made_space(asked, random, most=6)
    made = circuit_of(space, asked.base.verdict, by_reach(space, asked.base.verdict))
    sizes = made.circuit.sizes
    blocks = Blocks(made.circuit, made.planes, random.choice((1, 4)))
    held = held_by(sizes, blocks.within, len(sizes), random.choice((1, 2, 6, 64)))
    parts = [blocks.count(choice) for choice in product(*(range(size) for size in held))]
    assert summed(parts) == blocks.count()


@examples(25)  # each is compiled by LLVM
@given(questions(), SEEDS)
def test_machine_code_counts_what_whole_numbers_do(asked: Asked, seed: int) -> None:
    random = Random(seed)
    space = made_space(asked, random, most=6)
    goal = asked.base.verdict
    made = circuit_of(space, goal, by_reach(space, goal))
    expected = Blocks(made.circuit, made.planes).count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "TOGETHER", random.choice((1, 4, 64)))
        machine = Machine(made.circuit, made.planes, block=random.choice((1, 8, 1 << 18)))
        held = held_digits(made.circuit.sizes, machine.within)
        parts = [machine.count(choice) for choice in product(*(range(size) for size in held))]
    for found in (machine.count(), summed(parts)):
        assert found.totals == expected.totals
        assert found.by == {digit: expected.by[digit] for digit in machine.outside}


@examples(60)
@given(questions(), SEEDS)
def test_readings_of_a_space_make_the_same_tally(asked: Asked, seed: int) -> None:
    space = made_space(asked, Random(seed), most=5)
    goal = Random(seed).choice(asked.program.order)
    first = tally(space, goal, reading="kernel")
    for reading in READINGS if seed % 8 == 0 else READINGS[:1]:  # machine code takes its time to be compiled
        second = tally(space, goal, reading=reading)
        assert (first.outcomes, first.counts, first.by, first.idle) == (second.outcomes, second.counts, second.by, second.idle)
    assert sum(first.counts) == space.size
    assert all(sum(map(sum, counts)) == space.size for counts in first.by.values())


@examples(150)
@given(questions(), SEEDS)
def test_what_ifs_come_one_by_one_in_the_order_of_the_space(asked: Asked, seed: int) -> None:
    space = made_space(asked, Random(seed))
    goal = asked.base.verdict
    for block in (3, space.size):
        cells = [outcomes[at] for outcomes, found in outcome_cells(space, goal, block) for at in found]
        assert len(cells) == space.size
        assert cells == [outcome_of(traced(asked, space, choice), goal) for choice in space.choices()]
    everywhere = [outcomes[at] for outcomes, found in outcome_cells(space, goal) for at in found]
    assert everywhere == cells


@examples(300)
@given(questions(), SEEDS)
def test_rows_with_partial_knowledge_are_answered_as_the_reference_does(asked: Asked, seed: int) -> None:
    random = Random(seed)
    descriptors = [d for d in asked.base.descriptors.values() if not d.is_context]
    columns = random.sample(descriptors, min(len(descriptors), random.randint(1, 4)))
    rows = [[_known(random, column, seed % 2 == 0) for column in columns] for _ in range(9)]
    masks = [[sum(1 << column.states.index(state) for state in row[at]) for row in rows] for at, column in enumerate(columns)]
    kernel = BatchKernel(asked.program, asked.situation, [column.id for column in columns], asked.base.verdict)
    found = kernel.answer(masks, len(rows))
    for row, answer in zip(rows, found.rows, strict=True):
        said = [(column, states) for column, states in zip(columns, row, strict=True) if states != column.states]
        free = [column.id for column, states in zip(columns, row, strict=True) if states == column.states]
        case = asked.case.replaced([_fact(column, states) for column, states in said], free)
        trace = infer(asked.program, situate(asked.base, case))
        assert found.outcomes[answer] == outcome_of(trace, asked.base.verdict)


def _known(random: Random, column: Descriptor, single: bool) -> tuple[str, ...]:
    """Some states of a descriptor; of a number, neighbours."""
    if single:
        return (random.choice(column.states),)
    if column.number is None:
        return column.in_order(random.sample(column.states, random.randint(1, len(column.states))))
    first, last = sorted(random.choices(range(len(column.states)), k=2))
    return column.states[first : last + 1]


def _fact(column: Descriptor, states: tuple[str, ...]) -> Fact:
    if column.number is None:
        return Fact(column.id, states)
    low, high = column.interval(states[0]), column.interval(states[-1])
    return Fact(column.id, NumberRange(low.low, high.high, high.open_high))


@examples(300)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 7), st.integers(-7, 7)), max_size=9), SEEDS)
def test_sums_in_planes_are_sums(terms: list[tuple[int, int, int]], bound: int) -> None:
    sizes = (2, 3, 2, 3, 2, 3)
    circuit = Circuit(sizes)
    weighed = [(circuit.digit(digit, mask & (1 << sizes[digit]) - 1), weight) for digit, mask, weight in terms]
    number, offset = weighted_sum(circuit, weighed)
    other = add(circuit, number, constant(bound % 9))
    limit = bound % 40 - 10
    roots = [plane for plane, _ in weighed]
    tested = [exceeds(circuit, number, limit), is_greater(circuit, other, constant(limit if limit > 0 else 0))]
    blocks = Blocks(circuit, [*roots, *number, *other, *tested], 216)
    planes = iter(blocks.run(()))
    held, bits, more, told = ([next(planes) for _ in range(len(part))] for part in (roots, number, other, tested))
    for cell in range(216):
        true = sum(weight for plane, (_, weight) in zip(held, weighed, strict=True) if plane >> cell & 1)
        value = sum((plane >> cell & 1) << bit for bit, plane in enumerate(bits))
        assert value == true + offset
        assert sum((plane >> cell & 1) << bit for bit, plane in enumerate(more)) == value + bound % 9
        assert [plane >> cell & 1 for plane in told] == [value > limit, value + bound % 9 > max(0, limit)]


TESTS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 7)), min_size=1, max_size=3)


@examples(300)
@given(
    st.lists(st.tuples(TESTS, st.sampled_from(("all", "any", "not")), st.integers(-7, 7)), max_size=12),
    st.sampled_from((1, 2, 32)),
    st.sampled_from((1, 12, 4096)),
)
def test_planes_that_are_apart_never_hold_together(
    made: list[tuple[list[tuple[int, int]], str, int]], latest: int, table: int
) -> None:
    sizes = (2, 3, 2, 3, 2, 3)
    circuit = Circuit(sizes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "LATEST", latest)
        patch.setattr(circuits, "MAX_TABLE", table)
        weighed = []
        for tests, join, weight in made:
            planes = [circuit.digit(digit, mask & (1 << sizes[digit]) - 1) for digit, mask in tests]
            joined = circuit.any_(planes) if join == "any" else circuit.all_(planes)
            weighed.append((circuit.not_(joined) if join == "not" else joined, weight))
        number, offset = weighted_sum(circuit, weighed)
        apart = {(a, b): circuit.apart(a, b) for a, _ in weighed for b, _ in weighed}
    found = Blocks(circuit, [*(plane for plane, _ in weighed), *number], 216).run(())
    held, bits = found[: len(weighed)], found[len(weighed) :]
    where = dict(zip((plane for plane, _ in weighed), held, strict=True))
    for (a, b), never in apart.items():
        assert not never or not where[a] & where[b]
        assert never == (not where[a] & where[b]) or table < 4096
    for cell in range(216):
        true = sum(weight for plane, (_, weight) in zip(held, weighed, strict=True) if plane >> cell & 1)
        assert sum((plane >> cell & 1) << bit for bit, plane in enumerate(bits)) == true + offset


def test_a_thousand_rules_that_weigh_one_verdict_are_summed_in_a_moment() -> None:
    dice = Random(1)
    circuit = Circuit([3] * 200)
    terms = []
    for _ in range(1000):
        tests = [circuit.digit(digit, 1 << dice.randrange(3)) for digit in dice.sample(range(200), 3)]
        terms.append((circuit.all_(tests), dice.choice((-3, -2, -1, 1, 2, 3))))
    compared = 0

    def apart(a: int, b: int) -> bool:
        nonlocal compared
        compared += 1
        return Circuit.apart(circuit, a, b)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(circuit, "apart", apart)
        number, offset = weighted_sum(circuit, terms)
    assert compared <= 2 * sums.LATEST * len(terms)  # each with each would be eight times as many
    assert len(circuit.tables) < 20_000
    tape = Tape(circuit, [*(plane for plane, _ in terms), *number])
    for _ in range(20):
        chosen = [dice.randrange(3) for _ in circuit.sizes]
        planes = tape.run(partial(_holds, chosen), 0, 1)
        true = sum(weight for held, (_, weight) in zip(planes, terms, strict=False) if held)
        assert sum(plane << bit for bit, plane in enumerate(planes[len(terms) :])) == true + offset


def _holds(chosen: list[int], digit: int, mask: int) -> int:
    """Whether a digit is in a state of the mask, in one what-if."""
    return mask >> chosen[digit] & 1


def test_diagrams_stop_at_the_cap() -> None:
    circuit = Circuit([2] * 24)
    pairs = [circuit.and_(circuit.digit(at, 2), circuit.digit(at + 12, 2)) for at in range(12)]
    total, _ = weighted_sum(circuit, [(pair, at % 5 + 1) for at, pair in enumerate(pairs)])
    with pytest.raises(TooManyNodes):
        count_diagrams(circuit, total, most_nodes=2000)


def test_without_the_compiler_no_reading_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.infer.tally import _ways

    assert _ways(10**9, Here()) == ["diagrams", "compiled"]
    monkeypatch.setattr(compiled, "is_there", lambda: False)
    assert _ways(10**9, Here()) == ["diagrams", "kernel"]
    assert _ways(10**11, Here()) == ["diagrams"]
    assert _ways(1000, Here()) == ["kernel"]


def test_an_empty_space_has_one_what_if() -> None:
    from tests.generated import made_up

    asked = made_up(1, 5)
    counted = tally(Space(asked.program, asked.situation, ()), asked.base.verdict)
    assert counted.counts == (1,)
    assert counted.outcomes == (outcome_of(asked.trace, asked.base.verdict),)
