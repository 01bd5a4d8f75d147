"""A circuit carried out by machine code: LLVM compiles its gates to one loop over vectors of words.

The fastest way by far, and worth its compilation (a fraction of a second) from some ten million what-ifs on. The library
(llvmlite, in the extra `compiled`) is imported here alone. The code runs outside the lock of the interpreter, so that
threads keep all cores busy.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import product
from math import prod
from typing import Any

from engine.infer.circuit import AND, CONSTANT, DIGIT, FALSE, NOT, OR, TRUE, Circuit, fixed, needed
from engine.infer.planes import Blocks, Counts, added, fitting, held_by

BLOCK = 1 << 18  # what-ifs in a call: its patterns stay in the cache
LANES = 8  # words of a vector: 512 what-ifs
TOGETHER = 64  # blocks that are counted in one go, in some hundredths of a second
UNROLLED = 8  # choices of the last digits that are compiled into one loop, sharing what does not depend on them
MOST_GATES = 3200  # that unrolling may make of it: the compiler takes more than twice as long for twice as many
_NAMES = {AND: "and", OR: "or"}


def is_there() -> bool:
    """Whether the compiler can be had."""
    return find_spec("llvmlite") is not None


class Machine:
    """A circuit as machine code: in one call, how often each root holds over a block, for each choice of the last digits.

    Digits are within the block (the first), given with the call (the middle), or unrolled (the last).
    """

    def __init__(self, circuit: Circuit, roots: Sequence[int], block: int = BLOCK, most: int | None = None) -> None:
        """`most` digits at the most are within the block."""
        sizes = self.sizes = circuit.sizes
        self.within = fitting(sizes[:most], block)
        self.until = self.within  # the first digit that is unrolled
        while True:
            code = Circuit(sizes[: self.until])
            moved = {digit: digit for digit in range(self.until)}
            self.unrolled = list(product(*(range(size) for size in sizes[self.until :])))
            if len(self.unrolled) <= UNROLLED:
                self.roots = [fixed(circuit, code, roots, dict(enumerate(c, self.until)), moved) for c in self.unrolled]
                gates = needed(code, [root for listed in self.roots for root in listed])
                if len(gates) <= MOST_GATES or self.until == len(sizes):
                    break
            self.until += 1
        self.middle = sizes[self.within : self.until]
        self.counted = list(dict.fromkeys(root for listed in self.roots for root in listed))
        self.place = {root: at for at, root in enumerate(self.counted)}
        self.code = code
        self.cells = prod(sizes[: self.within])
        self.words = -(-self.cells // (64 * LANES)) * LANES
        digits = [gate for gate in gates if code.gates[gate][0] == DIGIT]
        self.low = [gate for gate in digits if code.gates[gate][1] < self.within]
        self.masks = [code.gates[gate][1:] for gate in digits if code.gates[gate][1] >= self.within]
        self.patterns = self._patterns(code)
        self.library, self.call = compile_text(_text(code, gates, self.low, self.within, self.counted))

    def _patterns(self, code: Circuit) -> Any:
        """The planes of the digits within the block, side by side; past its last what-if nothing holds."""
        blocks = Blocks(code, [], self.cells)
        size = self.words * 8
        memory = ctypes.create_string_buffer(size * (len(self.low) + 1))
        planes = [blocks.plane(*code.gates[gate][1:]) for gate in self.low] + [blocks.all]
        memory.raw = b"".join(plane.to_bytes(size, "little") for plane in planes)
        return memory

    @property
    def outside(self) -> range:
        """The digits that are not within the block."""
        return range(self.within, len(self.sizes))

    def count(self, held: Sequence[int] = ()) -> Counts:
        """The counts, with the digits that are not within the block, where the first of these are in the states held.

        The interpreter is needed so seldom that its lock keeps no other thread waiting.
        """
        fast = self.middle[len(held) :]
        sums = [[[0] * len(self.counted) for _ in range(size)] for size in fast]

        def count(choice: tuple[int, ...]) -> list[int]:
            """The counts of the blocks that begin with a choice, noted with each state of the digits that follow."""
            at = len(choice) - len(held)
            if at == len(fast):
                return self.count_block(choice)
            found = [count((*choice, state)) for state in range(fast[at])]
            sums[at] = [added(a, b) for a, b in zip(sums[at], found, strict=True)]
            return [sum(counts) for counts in zip(*found, strict=True)]

        totals, unrolled = self._spread(count(tuple(held)))
        none = [0] * len(totals)
        by = [[totals if here == state else none for here in range(size)] for size, state in zip(self.middle, held, strict=False)]
        by += [[self._spread(counts)[0] for counts in states] for states in sums]
        rows = {digit: [list(row) for row in zip(*states, strict=True)] for digit, states in enumerate(by, self.within)}
        return Counts(totals, rows | dict(enumerate(unrolled, self.until)))

    def count_block(self, choice: Sequence[int]) -> list[int]:
        """How often each counted root holds in the block of a choice of the middle digits."""
        masks = (ctypes.c_int64 * (len(self.masks) + 1))(
            *(-1 if mask >> choice[digit - self.within] & 1 else 0 for digit, mask in self.masks)
        )
        counts = (ctypes.c_int64 * (len(self.counted) or 1))()
        self.call(ctypes.addressof(self.patterns), self.words, ctypes.addressof(masks), ctypes.addressof(counts))
        return list(counts)

    def _spread(self, counts: Sequence[int]) -> tuple[list[int], list[list[list[int]]]]:
        """The counts of the counted roots as counts of the roots: in all, and with each state of each unrolled digit."""
        totals = [0] * len(self.roots[0])
        by = [[[0] * size for _ in totals] for size in self.sizes[self.until :]]
        for choice, listed in zip(self.unrolled, self.roots, strict=True):
            for at, root in enumerate(listed):
                count = counts[self.place[root]]
                totals[at] += count
                for digit, state in enumerate(choice):
                    by[digit][at][state] += count
        return totals, by


def held_digits(sizes: Sequence[int], within: int) -> tuple[int, ...]:
    """The sizes of the digits that are held in a part, however many of the last ones can be unrolled."""
    until = len(sizes)
    while until > within and prod(sizes[until - 1 :]) <= UNROLLED:
        until -= 1
    return held_by(sizes, within, until, TOGETHER)


def _text(code: Circuit, gates: Sequence[int], low: Sequence[int], within: int, roots: Sequence[int]) -> str:
    """The circuit in LLVM's language: a loop over the vectors of a block that counts, for each root, where it holds."""
    vector = f"<{LANES} x i64>"
    ones = f"<{', '.join(['i64 -1'] * LANES)}>"
    head = [
        f"declare i64 @llvm.vector.reduce.add.v{LANES}i64({vector})",
        f"declare {vector} @llvm.ctpop.v{LANES}i64({vector})",
        "define void @count(ptr %patterns, i64 %words, ptr %masks, ptr %counts) {",
        "entry:",
    ]
    body = ["loop:", "%at = phi i64 [0, %entry], [%next, %loop]"]
    body += [f"%sum{root} = phi {vector} [zeroinitializer, %entry], [%more{root}, %loop]" for root in roots]
    outer = inner = 0
    for gate in gates:
        kind, a, b = code.gates[gate]
        if kind == CONSTANT:
            continue
        if kind == DIGIT and a >= within:
            head += [
                f"%mp{gate} = getelementptr i64, ptr %masks, i64 {outer}",
                f"%ms{gate} = load i64, ptr %mp{gate}",
                f"%mi{gate} = insertelement {vector} poison, i64 %ms{gate}, i64 0",
                f"%g{gate} = shufflevector {vector} %mi{gate}, {vector} poison, <{LANES} x i32> zeroinitializer",
            ]
            outer += 1
        elif kind == DIGIT:
            body += _load(f"g{gate}", inner, vector)
            inner += 1
        elif kind == NOT:
            body.append(f"%g{gate} = xor {vector} %g{a}, {ones}")
        else:
            body.append(f"%g{gate} = {_NAMES.get(kind, 'xor')} {vector} %g{a}, %g{b}")
    body += _load("all", len(low), vector)
    for root in roots:
        held = {FALSE: "zeroinitializer", TRUE: ones}.get(root, f"%g{root}")
        body += [
            f"%held{root} = and {vector} {held}, %all",
            f"%ones{root} = call {vector} @llvm.ctpop.v{LANES}i64({vector} %held{root})",
            f"%more{root} = add {vector} %sum{root}, %ones{root}",
        ]
    body += [f"%next = add i64 %at, {LANES}", "%go = icmp ult i64 %next, %words", "br i1 %go, label %loop, label %done", "done:"]
    for at, root in enumerate(roots):
        body += [
            f"%in{root} = call i64 @llvm.vector.reduce.add.v{LANES}i64({vector} %more{root})",
            f"%to{root} = getelementptr i64, ptr %counts, i64 {at}",
            f"store i64 %in{root}, ptr %to{root}",
        ]
    return "\n".join([*head, "br label %loop", *body, "ret void", "}"])


def _load(name: str, plane: int, vector: str) -> list[str]:
    return [
        f"%f{name} = mul i64 %words, {plane}",
        f"%i{name} = add i64 %f{name}, %at",
        f"%p{name} = getelementptr i64, ptr %patterns, i64 %i{name}",
        f"%{name} = load {vector}, ptr %p{name}, align 8",
    ]


def compile_text(text: str) -> tuple[Any, Any]:
    """The code's owner, which has to be kept, and the function."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    features = binding.get_host_cpu_features().flatten()
    target = binding.Target.from_default_triple().create_target_machine(binding.get_host_cpu_name(), features, opt=1)
    library = binding.create_mcjit_compiler(binding.parse_assembly(text), target)
    library.finalize_object()
    kind = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p)
    return library, kind(library.get_function_address("count"))
