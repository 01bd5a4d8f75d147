"""A worker: the Rete library in a process of its own, with a budget, so that a base may crash or hang that alone.

Only the library runs there. The order of settling, the readings and the trace are made here, and the tokens that
a layer of descriptors makes true cross the border together, so that an inference takes a few exchanges.
"""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from signal import Signals
from socket import socket, socketpair
from threading import Lock
from time import monotonic
from typing import Literal
from weakref import finalize

from engine.infer import rete_process
from engine.infer.forward import forward
from engine.infer.program import Program
from engine.infer.rete import Network, NetworkReader
from engine.infer.rete_library import Ruleset
from engine.infer.situation import Situation
from engine.infer.trace import RuleReading, Trace
from engine.language.problems import EngineFault, LibraryFault
from engine.language.rules import Rule

SECONDS = 10.0
BYTES = 4 * 1024**3  # a base of 100,000 rules takes less than three quarters of it
MAX_REPLY = 64 * 1024**2  # bytes; a hundred thousand rules make less than one
MAX_PROGRAMS = 64  # the library keeps every registration, so the process is replaced after so many

_Plain = tuple[str, ...] | dict[str, list[int]] | dict[str, str]
Reason = Literal["crashed", "out of time", "out of memory"]


class WorkerFault(EngineFault):
    """A worker process crashed (`signal` tells of what, 0 where it only ended) or went over its budget."""

    def __init__(self, reason: Reason, message: str, signal: int = 0) -> None:
        self.reason = reason
        self.signal = signal
        super().__init__(message)


class _Definitions(Ruleset):
    """The rulesets of a program as texts, registered by the worker and not here."""

    def __init__(self, conjunctions: dict[str, tuple[str, ...]]) -> None:
        self.texts: list[str] = []
        super().__init__(conjunctions)

    def call(self, name: str, *arguments: object) -> int:
        assert name == "create_ruleset"
        self.texts.append(str(arguments[1]))
        return len(self.texts) - 1


class _Reader(NetworkReader):
    """Reads rules by what the worker concludes; asks it only when a rule reads what it was not told yet."""

    def __init__(self, worker: Worker, network: Network, number: int) -> None:
        super().__init__(network, network.ruleset.session())
        self.worker = worker
        self.number = number
        self.tokens: list[str] = []
        self.untold: set[str] = set()

    def learn(self, descriptor: str, known: tuple[str, ...]) -> None:
        before = len(self.tokens)
        super().learn(descriptor, known)
        if len(self.tokens) > before:
            self.untold.add(descriptor)

    def chain(self, token: str) -> None:
        """Keeps a token for the next exchange."""
        self.tokens.append(token)

    def read(self, rule: Rule) -> RuleReading:
        if self.untold and not self.untold.isdisjoint(rule.reads):
            self.true.update(self.worker.ask("assert", self.number, tuple(self.tokens)))
            self.tokens.clear()
            self.untold.clear()
        return super().read(rule)


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
        self.numbers: dict[Program, int] = {}  # what the process calls the programs that it knows
        self.left = seconds

    def evaluate(self, program: Program, situation: Situation) -> Trace:
        """The trace of a program in a situation.

        Raises `WorkerFault` where the process crashes or goes over its budget, `LibraryFault` where the library
        cannot carry the program, `Disagreement` where it reads a rule otherwise than its meaning.
        """
        with self.lock:
            self.left = self.seconds
            try:
                number, network = self._network(program)
                self._send("begin", number)
                trace = forward(program, situation, _Reader(self, network, number))
                self.ask("end", number)
            except BaseException:
                self._stop()
                raise
            return trace

    def start(self) -> None:
        """Starts the process ahead of the first question, without waiting for it."""
        with self.lock:
            if not self._runs():
                self._start()

    def close(self) -> None:
        """Ends the process; the next question would start another."""
        with self.lock:
            self._stop()

    def ask(self, kind: str, number: int, *parts: _Plain) -> list[str]:
        """What the process answers to a message, within the time that is left of this question."""
        self._send(kind, number, *parts)
        word, _, said = self._receive().decode(errors="replace").partition(" ")
        if word == "memory":
            raise WorkerFault("out of memory", f"the Rete library needs more than the {self.size / 1024**2:,.0f} MiB it may have")
        if word == "fault":
            raise LibraryFault(f"the Rete library: {said[:200]}")
        if word not in ("true", "done"):
            raise WorkerFault("crashed", "the process of the Rete library answers with rubbish")
        return said.split()

    def _network(self, program: Program) -> tuple[int, Network]:
        """The program as the process knows it."""
        if not self._runs() or (len(self.numbers) >= MAX_PROGRAMS and program not in self.numbers):
            self._start()
        if program not in self.compiled:
            if len(self.compiled) >= MAX_PROGRAMS:
                self.compiled.clear()
            self.compiled[program] = Network(program, _Definitions)
        network = self.compiled[program]
        if program not in self.numbers:
            number, definitions = len(self.numbers), network.ruleset
            assert isinstance(definitions, _Definitions)
            self.ask("register", number, tuple(definitions.texts), definitions.routes, network.concludes)
            self.numbers[program] = number
        return self.numbers[program], network

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
        self.numbers.clear()
        if self.process is not None:
            if self.owner == os.getpid():
                self.finalizer()
            else:
                self.finalizer.detach()
                self.channel.close()
            self.process = None

    def _send(self, kind: str, number: int, *parts: _Plain) -> None:
        message = marshal.dumps((kind, number, *parts))
        begun = monotonic()
        try:
            self.channel.settimeout(max(self.left, 0.001))
            self.channel.sendall(len(message).to_bytes(4, "big") + message)
        except OSError as error:
            raise self._fault(error) from None
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
