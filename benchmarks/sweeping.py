"""What-ifs a second on the article's base, beside loops over other engines: ``python -m benchmarks.sweeping``.

The space is all that can be observed of what the verdict rests on, nothing being known (6,115,295,232 what-ifs). Loops are
asked for what-ifs drawn from it, clingo also enumerates it in one solve, as far as a round goes; each answers with the whole
meaning, and is compared with the reference before it is measured. The kernel counts the whole of it, on one core and on all
(a part of it on whole numbers). Everybody takes a turn in each round; the figures are medians over the rounds. Then: what a
what-if costs in operations on words, and what share of the machine's own rate of such operations that is; how much of a
second core the machine had to give, by those operations alone; and the memory of spaces of other sizes.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import platform
import resource
from collections.abc import Callable
from itertools import product
from multiprocessing import get_context
from multiprocessing.connection import Connection
from random import Random
from statistics import median
from threading import Thread
from time import perf_counter

from benchmarks.startup import processor
from benchmarks.sweepers import Loop, Reference
from benchmarks.sweeping_rivals import Clingo, Clips, DurableRules
from engine.ask.sweep import space_of
from engine.infer.circuit import DIGIT, needed
from engine.infer.compiled import LANES, UNROLLED, Machine, compile_text, held_digits
from engine.infer.crew import Here
from engine.infer.planes import Blocks, Counts
from engine.infer.space import Digit, Space, by_reach, circuit_of
from engine.infer.tally import tally
from engine.keep.questions import make_question

GOAL = "scenario"
LOOPS: dict[str, type[Loop]] = {"CLIPS": Clips, "clingo": Clingo, "durable_rules": DurableRules, "reference": Reference}
ROUND = 0.5  # seconds of a loop in a round
ENUMERATED = 10_000  # what-ifs of clingo's one solve in a round
CHECKED = 40


def whole_space() -> Space:
    """Everything that can be observed of what the verdict rests on."""
    question = make_question(case_name="a09-nothing-known")
    return space_of(question, (), True, GOAL)


def part_of(space: Space, held: int) -> Space:
    """The space with so many descriptors held in their first state, none of those that the kernel unrolls."""
    order = list(by_reach(space, GOAL))
    last = len(order) - UNROLLED.bit_length() + 1  # digits of two states
    order[last - held : last] = [Digit(digit.descriptor, digit.states[:1]) for digit in order[last - held : last]]
    return Space(space.program, space.situation, tuple(order))


def serve_loop(connection: Connection, name: str) -> None:
    """Answers so many what-ifs, drawn by a seed, with the seconds that took."""
    space = whole_space()
    engine, reference, random = LOOPS[name](space, GOAL), Reference(space, GOAL), Random(7)
    for _ in range(CHECKED):
        choice = tuple(random.choice(digit.states) for digit in space.digits)
        if engine.answer(choice) != reference.answer(choice):
            connection.send(f"{name} answers otherwise than the reference at {choice}")
            return
    connection.send("")
    while number := connection.recv():
        choices = [tuple(random.choice(digit.states) for digit in space.digits) for _ in range(number)]
        begun = perf_counter()
        for choice in choices:
            engine.answer(choice)
        connection.send((number, perf_counter() - begun))


def serve_solve(connection: Connection, name: str) -> None:
    """Enumerates so many what-ifs of the space in one solve."""
    engine = Clingo(whole_space(), GOAL)
    connection.send("")
    while number := connection.recv():
        begun = perf_counter()
        found = engine.enumerate(number)
        connection.send((found, perf_counter() - begun))


def own_rate() -> Callable[[int], tuple[int, float]]:
    """Does operations on words with nothing to load or store: `and`, `or` and `xor` between registers, on so many
    cores at once; how many operations, in how long."""
    vector, chains, steps = f"<{LANES} x i64>", 8, 16
    text = ["define void @count(ptr %patterns, i64 %words, ptr %masks, ptr %counts) {", "entry:", "br label %loop", "loop:"]
    text.append("%at = phi i64 [0, %entry], [%next, %loop]")
    starts = [f"<{', '.join(f'i64 {chain * 977 + lane * 31 + 1}' for lane in range(LANES))}>" for chain in range(chains)]
    text += [f"%v{chain}.0 = phi {vector} [{starts[chain]}, %entry], [%v{chain}.{steps}, %loop]" for chain in range(chains)]
    for step in range(steps):  # each step reads the neighbour of the step before, so that nothing folds away
        for chain in range(chains):
            kind = ("xor", "and", "xor", "or")[(step + chain) % 4]
            text.append(f"%v{chain}.{step + 1} = {kind} {vector} %v{chain}.{step}, %v{(chain + step + 1) % chains}.{step}")
    text += ["%next = add i64 %at, 1", "%go = icmp ult i64 %next, %words", "br i1 %go, label %loop, label %done", "done:"]
    for chain in range(chains):
        text += [f"%to{chain} = getelementptr {vector}, ptr %counts, i64 {chain}"]
        text += [f"store {vector} %v{chain}.{steps}, ptr %to{chain}, align 8"]
    library, call = compile_text("\n".join([*text, "ret void", "}"]))
    loops = 3_000_000

    def one() -> None:
        memory = ctypes.create_string_buffer(chains * LANES * 8)
        call(0, loops, 0, ctypes.addressof(memory))

    def run(cores: int) -> tuple[int, float]:
        threads = [Thread(target=one) for _ in range(cores)]
        begun = perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert library is not None  # kept as long as its code
        return cores * loops * chains * steps * LANES, perf_counter() - begun

    return run


class Compiled:
    """The work of counting by a machine that is compiled already."""

    in_threads = True

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def prepare(self) -> Callable[[tuple[int, ...]], Counts]:
        return self.machine.count


def serve_kernel(connection: Connection, name: str) -> None:
    """Counts the space by machine code, on so many cores; or a part of it on whole numbers."""
    space = whole_space()
    made = circuit_of(space, GOAL, by_reach(space, GOAL))
    machine = Machine(made.circuit, made.planes)
    small = part_of(whole_space(), 9)
    plain = circuit_of(small, GOAL, by_reach(small, GOAL))
    own = own_rate()
    connection.send("")
    while cores := connection.recv():
        if isinstance(cores, str) and cores.startswith("own"):
            connection.send(own(int(cores.removeprefix("own "))))
            continue
        begun = perf_counter()
        if cores == "whole numbers":
            counts = Blocks(plain.circuit, plain.planes).count().totals
        else:
            held = held_digits(made.circuit.sizes, machine.within)
            parts = Here(cores).carry_out(Compiled(machine), product(*(range(size) for size in held)))
            counts = [sum(found) for found in zip(*(part.totals for part in parts), strict=True)]
        seconds = perf_counter() - begun
        size = small.size if cores == "whole numbers" else space.size
        assert sum(counts) == size
        connection.send((size, seconds))


class Server:
    """One engine in a process of its own."""

    def __init__(self, serve: Callable[[Connection, str], None], name: str) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, name), daemon=True)
        self.process.start()
        theirs.close()
        if wrong := self.connection.recv():
            raise SystemExit(wrong)

    def ask(self, what: int | str) -> float:
        """What-ifs a second."""
        self.connection.send(what)
        done, seconds = self.connection.recv()
        return float(done / seconds)

    def end(self) -> None:
        """Ends the process."""
        self.connection.send(0)
        self.process.join()


def peak_of(connection: Connection, held: int) -> None:
    """The memory at its highest when a part of the space is counted by the compiled kernel, in megabytes."""
    space = part_of(whole_space(), held)
    tally(space, GOAL, reading="compiled")
    connection.send((space.size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def operations() -> float:
    """The operations on words that a what-if needs in the compiled kernel; counting what holds is not among them."""
    space = whole_space()
    made = circuit_of(space, GOAL, by_reach(space, GOAL))
    machine = Machine(made.circuit, made.planes)
    gates = sum(machine.code.gates[gate][0] > DIGIT for gate in needed(machine.code, machine.counted))
    return gates / len(machine.unrolled) / 64


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweeping", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    cores = os.cpu_count() or 1
    print(f"{processor()}, {cores} cores; {platform.python_implementation()} {platform.python_version()}")
    space = whole_space()
    print(f"{space.size:,} what-ifs over {len(space.digits)} descriptors; medians of {rounds} interleaved rounds\n")
    loops = {f"loop over {name}": Server(serve_loop, name) for name in LOOPS}
    solve, kernel = Server(serve_solve, ""), Server(serve_kernel, "")
    sizes = {name: max(1, int(ROUND * server.ask(20))) for name, server in loops.items()}
    rates: dict[str, list[float]] = {}
    own: list[float] = []
    both: list[float] = []
    for _ in range(rounds):
        for name, server in loops.items():
            rates.setdefault(name, []).append(server.ask(sizes[name]))
        rates.setdefault("clingo, one solve", []).append(solve.ask(ENUMERATED))
        rates.setdefault("kernel, whole numbers", []).append(kernel.ask("whole numbers"))
        own.append(kernel.ask("own 1"))
        rates.setdefault("kernel, compiled, 1 core", []).append(kernel.ask(1))
        if cores > 1:
            rates.setdefault(f"kernel, compiled, {cores} cores", []).append(kernel.ask(cores))
            both.append(kernel.ask(f"own {cores}"))
    for server in (*loops.values(), solve, kernel):
        server.end()
    found = {name: median(listed) for name, listed in rates.items()}
    best = max(rate for name, rate in found.items() if name.startswith("loop"))
    solved = found["clingo, one solve"]
    print(f"{'':<28}{'what-ifs/s':>16}{'lowest':>16}{'highest':>16}{'× best loop':>14}{'× one solve':>14}")
    for name, rate in found.items():
        low, high = min(rates[name]), max(rates[name])
        print(f"{name:<28}{rate:>16,.0f}{low:>16,.0f}{high:>16,.0f}{rate / best:>14,.1f}{rate / solved:>14,.1f}")
    one = found["kernel, compiled, 1 core"]
    if cores > 1:
        ratio, lent = found[f"kernel, compiled, {cores} cores"] / one, median(both) / median(own)
        print(f"\n{cores} cores are {ratio:.2f} × one for the kernel, {lent:.2f} × one for operations that touch no memory")
    needs, core = operations(), median(own)
    print(f"a what-if needs {needs:.2f} operations on words; a core does {core / 1e9:.1f} billion a second between registers")
    print(f"so the kernel runs at {100 * one * needs / core:.0f} % of the core's own rate")
    print("\nmemory, compiled kernel")
    for held in (18, 12, 8, 5, 2, 0):
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=peak_of, args=(theirs, held))
        process.start()
        size, megabytes = ours.recv()
        process.join()
        print(f"{size:>16,} what-ifs {megabytes:>8,.0f} MB")


if __name__ == "__main__":
    main()
