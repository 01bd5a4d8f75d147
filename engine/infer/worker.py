"""A worker: the Rete library in a process of its own, with a budget, so that a base may crash or hang that alone.

Only the library runs there. The order of settling, the readings and the trace are made here, and what a layer of
descriptors makes known crosses the border at once, so that an inference takes an exchange for each wave.
"""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from signal import Signals
from socket import socket, socketpair
from threading import Lock
from time import monotonic
from typing import Literal
from weakref import finalize

from engine.infer import rete_process
from engine.infer.program import Program
from engine.infer.rete import Network
from engine.infer.rete_library import Conjunctions, Ruleset
from engine.infer.situation import Situation
from engine.infer.trace import Trace
from engine.language.problems import EngineFault, LibraryFault

SECONDS = 10.0
BYTES = 4 * 1024**3  # a base of 100,000 rules takes less than three quarters of it
MAX_REPLY = 64 * 1024**2  # bytes; a hundred thousand rules make less than one
MAX_PROGRAMS = 64  # the library keeps every registration, so the process is replaced after so many

Reason = Literal["crashed", "out of time", "out of memory"]


class WorkerFault(EngineFault):
    """A worker process crashed (`signal` tells of what, 0 where it only ended) or went over its budget."""

    def __init__(self, reason: Reason, message: str, signal: int = 0) -> None:
        self.reason = reason
        self.signal = signal
        super().__init__(message)


class _Remote(Ruleset):
    """The rulesets of a program as texts, registered and asked in the process of a worker and not here."""

    def __init__(self, worker: Worker, waves: Sequence[Conjunctions]) -> None:
        self.worker = worker
        self.texts: list[str] = []
        self.number = -1  # what the process calls the program
        super().__init__(waves)

    def register(self, definition: str) -> int:
        self.texts.append(definition)
        return len(self.texts) - 1

    def fire(self, facts: Iterable[tuple[int, str]]) -> list[str]:
        return self.worker.ask("fire", self.number, list(facts))


class Worker:
    """A process that keeps programs for further questions. It is started when it is first asked, and anew after a fault.

    One question at a time, from any thread. `seconds` is the time that the process may take over one question, `size`
    the bytes of memory it may have in all, `folder` where the C module of the library stands.
    """

    def __init__(self, seconds: float = SECONDS, size: int = BYTES, folder: Path | None = None) -> None:
        self.seconds = seconds
        self.size = size
        self.folder = folder
        self.lock = Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.compiled: dict[Program, Network] = {}
        self.registered: set[Program] = set()  # those that the process knows
        self.left = seconds

    def evaluate(self, program: Program, situation: Situation) -> Trace:
        """The trace of a program in a situation.

        Raises `WorkerFault` where the process crashes or goes over its budget, `LibraryFault` where the library
        cannot carry the program, `Disagreement` where it reads a rule otherwise than its meaning.
        """
        with self.lock:
            self.left = self.seconds
            try:
                return self._network(program).infer(situation)
            except BaseException:
                self._stop()
                raise

    def start(self) -> None:
        """Starts the process ahead of the first question, without waiting for it."""
        with self.lock:
            if not self._runs():
                self._start()

    def close(self) -> None:
        """Ends the process; the next question would start another."""
        with self.lock:
            self._stop()

    def ask(self, *question: str | int | list[str] | list[tuple[int, str]]) -> list[str]:
        """What the process answers to a question, within the time that is left."""
        self._send(marshal.dumps(question))
        word, _, said = self._receive().decode(errors="replace").partition(" ")
        if word == "memory":
            raise WorkerFault("out of memory", f"the Rete library needs more than the {self.size / 1024**2:,.0f} MiB it may have")
        if word == "fault":
            raise LibraryFault(f"the Rete library: {said[:200]}")
        if word not in ("fired", "done"):
            raise WorkerFault("crashed", "the process of the Rete library answers with rubbish")
        return said.split()

    def _network(self, program: Program) -> Network:
        """The program, known to the process."""
        if not self._runs() or (len(self.registered) >= MAX_PROGRAMS and program not in self.registered):
            self._start()
        if program not in self.compiled:
            if len(self.compiled) >= MAX_PROGRAMS:
                self.compiled.clear()
            self.compiled[program] = Network(program, partial(_Remote, self))
        network = self.compiled[program]
        if program not in self.registered:
            ruleset = network.ruleset
            assert isinstance(ruleset, _Remote)
            ruleset.number = len(self.registered)
            self.ask("register", ruleset.texts)
            self.registered.add(program)
        return network

    def _runs(self) -> bool:
        # A process that this one was forked from keeps the worker: two may not talk to it at once.
        return self.process is not None and self.owner == os.getpid() and self.process.poll() is None

    def _start(self) -> None:
        self._stop()
        folder = self.folder or _folder_of_library()
        self.channel, theirs = socketpair()
        command = [sys.executable, "-I", "-S", rete_process.__file__, str(theirs.fileno()), str(folder)]
        limits = [str(self.size), str(int(self.seconds) + 2)]
        try:
            with theirs:
                self.process = subprocess.Popen(
                    [*command, *limits],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    process_group=0,  # a Ctrl-C is for the program, not for its worker
                )
        except OSError as error:
            self.channel.close()
            raise LibraryFault(f"the process of the Rete library cannot be started: {error.strerror}") from error
        self.owner = os.getpid()
        self.finalizer = finalize(self, _end, self.process, self.channel)

    def _stop(self) -> None:
        self.registered.clear()
        if self.process is not None:
            if self.owner == os.getpid():
                self.finalizer()
            else:
                self.finalizer.detach()
                self.channel.close()
            self.process = None

    def _send(self, message: bytes) -> None:
        begun = monotonic()
        try:
            self.channel.settimeout(max(self.left, 0.001))
            self.channel.sendall(len(message).to_bytes(4, "big") + message)
        except TimeoutError as error:
            raise self._fault(error) from None
        except OSError:
            pass  # it has ended, and may have said why: that is read next
        finally:
            self.left -= monotonic() - begun

    def _receive(self) -> bytes:
        size = int.from_bytes(self._read(4), "big")
        if size > MAX_REPLY:
            raise WorkerFault("crashed", "the process of the Rete library answers with rubbish")
        return self._read(size)

    def _read(self, size: int) -> bytes:
        found = bytearray()
        while len(found) < size:
            begun = monotonic()
            try:
                self.channel.settimeout(max(self.left, 0.001))
                part = self.channel.recv(min(size - len(found), 1 << 20))
            except OSError as error:
                raise self._fault(error) from None
            finally:
                self.left -= monotonic() - begun
            if not part:
                raise self._fault(EOFError())
            found += part
        return bytes(found)

    def _fault(self, error: Exception) -> WorkerFault:
        """What became of a process that answers no more."""
        if isinstance(error, TimeoutError):
            return WorkerFault("out of time", f"the Rete library took longer than the {self.seconds:g} s it may take")
        assert self.process is not None
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        code = self.process.returncode
        if code is not None and code < 0:
            return WorkerFault("crashed", f"the Rete library crashed its process with signal {-code} ({_name(-code)})", -code)
        return WorkerFault("crashed", f"the process of the Rete library ended with exit code {code}")


def _end(process: subprocess.Popen[bytes], channel: socket) -> None:
    channel.close()
    process.kill()
    process.wait()


def _name(signal: int) -> str:
    try:
        return Signals(signal).name
    except ValueError:
        return "of no name"


def _folder_of_library() -> Path:
    found = find_spec("durable_rules_engine")
    if found is None or found.origin is None:
        raise LibraryFault("the Rete library is not installed or cannot be loaded")
    return Path(found.origin).parent
