"""A cluster as a crew: Dask's scheduler hands blocks to its workers, and those of a worker that is lost to another.

The library (distributed, in the extra `dask`) is imported here alone, and only where a cluster is named.
"""

from __future__ import annotations

import asyncio
import pickle
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import islice
from time import monotonic, sleep
from typing import Any, NoReturn, TypeVar
from warnings import catch_warnings, simplefilter

from engine.infer import station
from engine.infer.crew import Work
from engine.language.problems import EngineFault, Place, invalid

A = TypeVar("A")
B = TypeVar("B")

CONNECT = 10.0  # seconds until a scheduler that does not answer is not there
PATIENCE = 30.0  # seconds for which there may be no worker: one that died may be started again
LOOK = 1.0  # seconds between two looks at whether anybody is still at work
TASK = 0.06  # seconds that a task should take: the scheduler needs about one thousandth for each
MOST = 256  # blocks in a task
AHEAD = 3  # tasks for each core that are under way
_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):([0-9]{1,5})")
_PLACE = Place("--dask")


class ClusterFault(EngineFault):
    """A cluster cannot be reached, was lost, or its workers cannot be trusted with the work."""


class Cluster:
    """The workers of a Dask scheduler. Used as a context manager.

    Raises `InvalidInput` where the address is none, needs certificates that are not there, or the library is missing,
    `ClusterFault` where nobody answers there, where there are no workers, and where these run another program than this one.
    """

    apart = True

    def __init__(self, address: str) -> None:
        """Nothing is asked of the scheduler yet."""
        found = _ADDRESS.fullmatch(address)
        if found is None or not 0 < int(found[3]) < 1 << 16:
            hint = "It is that of a Dask scheduler, such as tcp://127.0.0.1:8786."
            raise invalid(_PLACE, "wrong-address", f"`{address}` is no address of a cluster", hint)
        try:
            import distributed
        except ImportError:
            hint = "Install it with `pip install 'kakehashi[dask]'`."
            raise invalid(_PLACE, "not-installed", "Dask's distributed is not installed", hint) from None
        self.distributed: Any = distributed
        self.security = self.distributed.Security()  # as Dask's configuration has it
        if found[1] == "tls" and self.security.get_connection_args("client")["ssl_context"] is None:
            hint = "Tell Dask of them: DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …__TLS__CLIENT__CERT and …__TLS__CLIENT__KEY."
            raise invalid(_PLACE, "no-certificates", f"{address} is reached with certificates, and there are none", hint)
        self.address = address
        self.cores = 0
        self.compiles = False
        self.seconds = 0.0  # that a block took, the last time
        self.looked = 0.0  # when there were workers, the last time

    def __enter__(self) -> Cluster:
        self.client = self._connected()
        try:
            with self._there():
                self._meet()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def await_cores(self, cores: int) -> None:
        """Waits until the workers have so many cores. Raises `ClusterFault` where they do not come."""
        until = monotonic() + PATIENCE
        while (found := sum(self.client.nthreads().values())) < cores:
            if monotonic() > until:
                raise ClusterFault(f"the workers of {self.address} have {found} cores, not {cores}")
            sleep(LOOK / 10)
        self.cores = found

    def carry_out(self, work: Work[B, A], blocks: Iterable[B]) -> Iterator[A]:
        """What comes of each block, in their order. Blocks go out in bundles that keep a worker busy for a while.

        Raises `ClusterFault` where the scheduler or all workers are lost, or an evaluation fails.
        """
        told = pickle.dumps(work, pickle.HIGHEST_PROTOCOL)
        name = sha256(told).hexdigest()
        source = iter(blocks)
        self.seconds, self.looked = 0.0, monotonic()
        held = self._submit(station.hold, told)
        waiting: deque[Any] = deque()
        try:
            while True:
                while len(waiting) < AHEAD * self.cores and (bundle := list(islice(source, self._size()))):
                    waiting.append(self._submit(station.carry_out, held, pickle.dumps(bundle, pickle.HIGHEST_PROTOCOL)))
                if not waiting:
                    return
                yield from self._trusted(self._result(waiting[0]), name)
                waiting.popleft()
        finally:
            self._drop([*waiting, held])

    def _submit(self, do: Callable[..., Any], *given: Any) -> Any:
        with catch_warnings(), self._there():
            simplefilter("ignore")  # that a task is large
            return self.client.submit(do, *given, pure=False)

    @contextmanager
    def _there(self) -> Iterator[None]:
        """Turns what Dask says of a scheduler that it has lost into a fault."""
        try:
            yield
        except CancelledError as error:
            raise ClusterFault(f"the scheduler at {self.address} was lost") from error
        except OSError as error:
            raise ClusterFault(f"the scheduler at {self.address} was lost: {_line(error)}") from error

    def _connected(self) -> Any:
        """A client of the scheduler, once something has said that it is one: Dask waits for an answer forever."""
        with catch_warnings(), ThreadPoolExecutor(1) as pool:  # in a notebook, this thread has a loop of its own
            simplefilter("ignore")  # that versions of other libraries differ does not concern us
            try:
                kind = pool.submit(asyncio.run, self._kind()).result()
                if kind != "Scheduler":
                    raise ClusterFault(f"what answers at {self.address} is no Dask scheduler: a {kind.lower()}")
                return self.distributed.Client(
                    self.address, timeout=CONNECT, set_as_default=False, name="kakehashi", security=self.security
                )
            except (OSError, ValueError, TypeError, AttributeError, MemoryError) as error:  # who is no scheduler says anything
                raise ClusterFault(f"no Dask scheduler answers at {self.address}: {_reason(error)}") from error

    async def _kind(self) -> str:
        """What it is that answers."""
        async with asyncio.timeout(CONNECT):
            asked = self.security.get_connection_args("client")
            comm = await self.distributed.comm.connect(self.address, timeout=0.9 * CONNECT, **asked)
            try:
                await comm.write({"op": "identity", "reply": True})
                said = await comm.read()
                return str(said["type"])
            finally:
                comm.abort()

    def _size(self) -> int:
        """How many blocks go into a task; we take in a hundred tasks a second, however many cores there are."""
        return max(1, min(MOST, round(max(TASK, self.cores / 100) / self.seconds))) if self.seconds else 1

    def _meet(self) -> None:
        """Waits for a worker, and looks at what program they all run."""
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise ClusterFault(f"the scheduler at {self.address} has no workers, and none came in {PATIENCE:.0f} s") from error
        found = self.client.run(station.introduce, on_error="return")
        for worker, said in found.items():
            if isinstance(said, BaseException):
                self._refuse(worker, said)
            self._same_program(worker, said[0])
        self.cores = sum(self.client.nthreads().values())
        self.compiles = all(compiles for _, compiles in found.values())

    def _result(self, future: Any) -> station.Answers:
        """What came of a task, as long as there is a scheduler and there are workers."""
        while True:
            with self._there():
                try:
                    answers: station.Answers = future.result(timeout=LOOK)
                    self._look()
                    return answers
                except TimeoutError:
                    self._look()
                except station.Failure as error:
                    raise ClusterFault(f"an evaluation failed on a worker of {self.address}: {_line(error)}") from error
                except self.distributed.KilledWorker as error:
                    said = f"a block was tried on several workers of {self.address}, and all of them died of it"
                    raise ClusterFault(f"{said}; their memory may be too small") from error
                except ImportError as error:
                    self._refuse("a worker", error)

    def _look(self) -> None:
        """Looks once a second at who is there."""
        if self.client.status != "running":
            raise ClusterFault(f"the scheduler at {self.address} was lost")
        now = monotonic()
        if now - self.looked < LOOK:
            return
        if cores := sum(self.client.nthreads().values()):
            self.cores, self.looked = cores, now
        elif now - self.looked > PATIENCE:
            raise ClusterFault(f"no worker of {self.address} is left, and none came back in {PATIENCE:.0f} s")

    def _trusted(self, answers: station.Answers, name: str) -> Sequence[Any]:
        """The answers, where they are those of this program to this work: they are not even unpacked before."""
        self._same_program("a worker", answers.program)
        if answers.work != name:
            raise ClusterFault(f"a worker of {self.address} answers to other work than it was given")
        found: list[Any] = pickle.loads(answers.said)
        self.seconds = max(answers.seconds / len(found), 1e-6)
        return found

    def _same_program(self, worker: str, theirs: station.Program) -> None:
        ours = station.own_program()
        if theirs != ours:
            said = f"version {theirs[0]} ({theirs[1][:8]}), this is {ours[0]} ({ours[1][:8]})"
            raise ClusterFault(f"{worker} of {self.address} runs another Kakehashi: {said}. Install the same one there.")

    def _refuse(self, worker: str, error: BaseException) -> NoReturn:
        if re.search("ImportError|ModuleNotFoundError|AttributeError", repr(error)):  # Dask may hand over the words alone
            said = "has no Kakehashi, or another one than this; install the same one there"
        else:
            said = "does not answer"
        raise ClusterFault(f"{worker} of {self.address} {said}: {_line(error)}") from error

    def _drop(self, futures: Sequence[Any]) -> None:
        """Takes tasks back, so that nobody works on what nobody waits for."""
        if futures and self.client.status == "running":
            with suppress(OSError, TimeoutError, CancelledError):
                self.client.cancel(futures, force=True)

    def _leave(self) -> None:
        with suppress(OSError, TimeoutError, CancelledError):
            self.client.close(timeout=LOOK)


def _reason(error: BaseException) -> str:
    """Why nobody was reached: what the last try said, where Dask tells of it."""
    cause = error.__cause__
    if isinstance(error, MemoryError):  # it takes what answers for the length of a message
        return "what is said there is not of Dask"
    if isinstance(error, TimeoutError) and not str(error):
        return f"nothing was said in {CONNECT:.0f} s"
    return _line(cause).rpartition(": ")[2] if isinstance(cause, OSError) else _line(error)


def _line(error: BaseException) -> str:
    """The first line of what an error says."""
    return next(iter(str(error).splitlines()), "") or type(error).__name__
