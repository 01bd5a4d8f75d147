"""A few workers and the questions that wait for them: in the order in which they came, and not more than can be answered soon.

A question that may take long never takes the last worker, so that there is always one for what is answered at once. Where a
worker crashes or goes over its time or memory, that question fails with a fault that says so, and another worker is forked.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, nullcontext, suppress
from signal import SIGKILL, Signals
from typing import Any, TypeVar

import msgspec

from engine.infer.worker import WorkerFault
from engine.language.problems import EngineFault
from web.messages import MAX_REPLY, Ask, Progress, Reply, framed, told
from web.naming import Setting
from web.problems import Busy
from web.worker import FORK, REAP, Budget

BYTES = 4 * 1024**3  # of memory, for one worker
SECONDS = 20  # for what is answered at once
LONG_SECONDS = 200  # for what searches: its own `seconds` end that before, and what was found is run
MOST_WAITING = 64  # questions; at some milliseconds each the last is answered within a second
LONG_PAUSE = 30  # seconds after which to come again where what searches is asked too much
FORK_SECONDS = 60  # for the stock to load and to fork

_BEGIN = (
    "import sys; sys.path[:] = sys.argv[1].split(chr(0o12)); from web.worker import main; main(int(sys.argv[2]), *sys.argv[3:])"
)

Hear = Callable[[Progress], None]
T = TypeVar("T")


class _Worker(msgspec.Struct, eq=False):
    """A worker: its process, and the stream to and from it."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, ask: Ask, hear: Hear) -> Reply:
        """What it replies. Raises `EOFError` or `OSError` where it is not there any more, `MsgspecError` where it is rubbish."""
        self.writer.write(framed(ask))
        await self.writer.drain()
        while True:
            size = int.from_bytes(await self.reader.readexactly(4), "big")
            if size > MAX_REPLY:
                raise msgspec.DecodeError("too long")
            said = told(await self.reader.readexactly(size))
            if isinstance(said, Reply):
                return said
            hear(said)


class Pool:
    """Workers for a setting. `answers` names the module that answers in them; `seconds` are those for what is answered at once,
    and for what searches.
    """

    def __init__(
        self,
        setting: Setting,
        size: int = 0,
        answers: str = "web.replies",
        seconds: tuple[float, float] = (SECONDS, LONG_SECONDS),
        bytes_: int = BYTES,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self.setting, self.answers, self.seconds, self.bytes, self.most_waiting = setting, answers, seconds, bytes_, most_waiting
        self.size = size or max(2, min(4, os.cpu_count() or 1))
        self.long_turns = asyncio.Semaphore(max(1, self.size - 1))
        self.ready: asyncio.Queue[_Worker | EngineFault] = asyncio.Queue()
        self.waiting = 0
        self.workers: set[_Worker] = set()
        self.stock: subprocess.Popen[bytes] | None = None
        self.talking = asyncio.Lock()
        self.chores: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """Begins to fork workers, without waiting for them."""
        for _ in range(self.size):
            self._later(self._prepare())

    async def close(self) -> None:
        """Ends every worker, and the stock."""
        chores = tuple(self.chores)
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)
        for worker in self.workers:
            worker.writer.close()
            with suppress(ProcessLookupError):
                os.kill(worker.pid, SIGKILL)
        self.workers.clear()
        self._stop()

    async def ask(self, ask: Ask, is_long: bool = False, hear: Hear = lambda progress: None) -> Reply:
        """The reply of a worker, which is killed where nobody waits for it any more.

        Raises `Busy` where too many questions wait, `WorkerFault` where the worker fails.
        """
        async with self._worker(is_long) as worker:
            seconds = self.seconds[is_long]
            well = False
            try:
                async with asyncio.timeout(seconds):
                    reply = await worker.ask(ask, hear)
                well = not (reply.spent or reply.starved)
            except TimeoutError:
                raise WorkerFault("out of time", f"the answer took longer than the {seconds:g} s it may take") from None
            except msgspec.MsgspecError:
                raise WorkerFault("crashed", "the process that answers says rubbish") from None
            except (EOFError, OSError):
                raise _crashed(await self._reap(worker)) from None
            finally:
                if well:
                    self.ready.put_nowait(worker)
                else:
                    self._later(self._replace(worker))
        if reply.starved:
            raise WorkerFault("out of memory", f"the answer needs more than the {self.bytes / 1024**2:,.0f} MiB it may have")
        return reply

    @asynccontextmanager
    async def _worker(self, is_long: bool) -> AsyncIterator[_Worker]:
        """A worker, as soon as it is the turn of whoever waits for one."""
        if self.waiting >= self.most_waiting:
            raise Busy(f"{self.waiting} questions wait for an answer already", LONG_PAUSE if is_long else 1)
        self.waiting += 1
        async with self.long_turns if is_long else nullcontext():
            try:
                worker = await self.ready.get()
            finally:
                self.waiting -= 1
            if isinstance(worker, EngineFault):
                self._later(self._prepare())
                raise worker
            yield worker

    def _later(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Has something done that nobody need wait for."""
        chore = asyncio.ensure_future(work)
        self.chores.add(chore)
        chore.add_done_callback(self.chores.discard)
        return chore

    async def _prepare(self) -> None:
        """Forks a worker for whoever is next; a fault is for them too."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                pid = int(await self._told(FORK, theirs))
            worker = _Worker(pid, *await asyncio.open_connection(sock=ours, limit=1 << 20))
        except EngineFault as fault:
            ours.close()
            self.ready.put_nowait(fault)
            return
        except BaseException:
            ours.close()
            raise
        self.workers.add(worker)
        self.ready.put_nowait(worker)

    async def _replace(self, worker: _Worker) -> None:
        with suppress(EngineFault):
            await self._reap(worker)
        await self._prepare()

    async def _reap(self, worker: _Worker) -> int:
        """Ends a worker, and tells how it ended, as `subprocess` has it: 0 where nobody knows."""
        worker.writer.close()
        if worker not in self.workers:
            return 0
        self.workers.discard(worker)
        return int(await self._told(REAP + str(worker.pid).encode()))

    async def _told(self, word: bytes, handed: socket.socket | None = None) -> bytes:
        """What the stock says to a word. Raises `EngineFault` where it says nothing."""
        return await asyncio.shield(self._later(self._tell(word, handed)))  # a word is never without its answer

    async def _tell(self, word: bytes, handed: socket.socket | None) -> bytes:
        async with self.talking:
            if self.stock is None or self.stock.poll() is not None:
                self._stop()
                self._start()
            try:
                socket.send_fds(self.control, [word], [handed.fileno()] if handed is not None else [])
                async with asyncio.timeout(FORK_SECONDS):
                    said = await asyncio.get_running_loop().sock_recv(self.control, 64)
            except (OSError, TimeoutError):
                said = b""
            if not said:
                self._stop()
                raise EngineFault("the process that starts what answers has ended")
            return said

    def _start(self) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.setblocking(False)
        budget = Budget(self.bytes, int(self.seconds[1]) + 2)
        texts = [msgspec.json.encode(self.setting).decode(), msgspec.json.encode(budget).decode(), self.answers]
        with theirs:
            self.stock = subprocess.Popen(
                [sys.executable, "-c", _BEGIN, "\n".join(sys.path), str(theirs.fileno()), *texts],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                process_group=0,  # a Ctrl-C is for the server, which ends what answers
            )

    def _stop(self) -> None:
        if self.stock is not None:
            self.control.close()
            self.stock.kill()
            self.stock.wait()
            self.stock = None


def _crashed(code: int) -> WorkerFault:
    """What became of a worker that answers no more."""
    if code >= 0:
        return WorkerFault("crashed", "the process that answers has ended")
    name = Signals(-code).name if -code in set(Signals) else "of no name"
    return WorkerFault("crashed", f"the process that answers crashed with signal {-code} ({name})", -code)
