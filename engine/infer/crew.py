"""Crews: who carries out work on many blocks. This process, processes beside it, or a cluster: the answers are the same.

A block is independent of the others and may be done again by somebody else. What a crew is given can be pickled, the work
with its rule base in it, so that whoever does it needs nothing but this program.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from engine.infer import compiled

if TYPE_CHECKING:
    from concurrent.futures import Future

A = TypeVar("A")
B = TypeVar("B")
A_co = TypeVar("A_co", covariant=True)
B_contra = TypeVar("B_contra", contravariant=True)

AHEAD = 2  # blocks for each core that are under way or done before they are asked for


class Work(Protocol[B_contra, A_co]):
    """What is to be done with each block."""

    @property
    def in_threads(self) -> bool:
        """Whether threads help, because it runs outside of the interpreter's lock."""

    def prepare(self) -> Callable[[B_contra], A_co]:
        """What does a block; called once by everybody who does some."""


class Crew(Protocol):
    """Who carries out work. `apart`: elsewhere, as the user wants it; `compiles`: the compiler of the kernel is there."""

    apart: bool
    cores: int
    compiles: bool

    def carry_out(self, work: Work[B, A], blocks: Iterable[B]) -> Iterator[A]:
        """What comes of each block, in their order. Blocks are taken as they are needed, a few ahead."""


class Here:
    """This process, by threads where the work lets go of the interpreter's lock."""

    apart = False

    def __init__(self, cores: int = 0) -> None:
        self.cores = cores or os.cpu_count() or 1
        self.compiles = compiled.is_there()

    def carry_out(self, work: Work[B, A], blocks: Iterable[B]) -> Iterator[A]:
        """What comes of each block, in their order."""
        do, source = work.prepare(), iter(blocks)
        first = list(islice(source, 2))
        if len(first) < 2 or self.cores == 1 or not work.in_threads:
            yield from map(do, chain(first, source))
            return
        from concurrent.futures import ThreadPoolExecutor  # only where there is that much to do

        with ThreadPoolExecutor(self.cores) as pool:
            try:
                yield from in_order(lambda block: pool.submit(do, block), chain(first, source), AHEAD * self.cores)
            finally:
                pool.shutdown(cancel_futures=True)


class Beside:
    """Processes beside this one, on all its cores (or so many). They are not worth starting for a single block."""

    apart = False

    def __init__(self, cores: int = 0) -> None:
        self.cores = cores or os.cpu_count() or 1
        self.compiles = compiled.is_there()

    def carry_out(self, work: Work[B, A], blocks: Iterable[B]) -> Iterator[A]:
        """What comes of each block, in their order."""
        source = iter(blocks)
        first = list(islice(source, 2))
        if len(first) < 2 or self.cores == 1:
            yield from Here(1).carry_out(work, chain(first, source))
            return
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        with ProcessPoolExecutor(self.cores, get_context("spawn"), _begin, (work,)) as pool:
            try:
                yield from in_order(lambda block: pool.submit(_answer, block), chain(first, source), AHEAD * self.cores)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


def in_order(submit: Callable[[B], Future[A]], blocks: Iterable[B], most: int) -> Iterator[A]:
    """What comes of the blocks, in their order, `most` of them under way."""
    waiting: deque[Future[A]] = deque()
    for block in blocks:
        waiting.append(submit(block))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_DOES: list[Callable[[Any], Any]] = []  # of a process of the pool


def _begin(work: Work[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked is interrupted, and ends us
    _DOES[:] = [work.prepare()]


def _answer(block: Any) -> Any:
    return _DOES[0](block)
