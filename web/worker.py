"""What answers: processes forked from one that has the base loaded and warm, so that another is there in milliseconds.

The first process, the stock, asks one question ahead and then does nothing but fork, and tell how its children ended. A
worker answers one question after the other from its socket. It may crash, hang or grow: that costs one answer. Where the
server has gone, the stock ends, and its workers with it.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from traceback import print_exc

import msgspec

from engine.infer.rete_process import limit
from engine.language.problems import KakehashiError
from web.messages import Ask, Progress, Reply, asked, framed
from web.naming import Setting
from web.problems import fault_reply

FORK, REAP = b"fork", b"reap"
GROWN = 512 * 1024**2  # bytes in memory at which a worker is replaced by a fresh one
SELDOM = 0.05  # seconds between two words on how much is done

Answerer = Callable[[Setting, Ask, Callable[[int, int], None]], Reply]


class Budget(msgspec.Struct, frozen=True):
    """What a worker may take: bytes of memory, and seconds of processor time for one answer."""

    size: int
    seconds: int


def main(channel: int, setting_text: str, budget_text: str, answers: str) -> None:
    """The stock: `answers` names the module whose `reply` answers, and whose `warm` asks ahead."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    control = socket.socket(fileno=channel)
    setting = msgspec.json.decode(setting_text, type=Setting)
    budget = msgspec.json.decode(budget_text, type=Budget)
    limit("CORE", 0)  # a crash is told at once, not after gigabytes are written
    module = import_module(answers)
    with suppress(KakehashiError):  # it is said to whoever asks
        module.warm(setting)
    gc.collect()
    gc.freeze()  # what is there now stays: no search for garbage touches it, and forks share it
    children: set[int] = set()
    while True:
        word, fds, _, _ = socket.recv_fds(control, 64, 1)
        if not word:
            break
        if word == FORK:
            (fd,) = fds
            pid = os.fork()
            if pid == 0:
                control.close()
                _work(socket.socket(fileno=fd), setting, budget, module.reply)
            os.close(fd)
            children.add(pid)
            _say(control, pid)
        else:
            pid = int(word.removeprefix(REAP))
            _say(control, _ended(pid) if pid in children else 0)  # no stranger is killed
            children.discard(pid)
    for pid in children:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _say(control: socket.socket, number: int) -> None:
    with suppress(BrokenPipeError):  # the server has gone meanwhile, and nobody asks any more
        control.send(str(number).encode())


def _ended(pid: int) -> int:
    """The signal of which a child died, or its exit code, negated as `subprocess` has it; it is made to end where it has not."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _work(channel: socket.socket, setting: Setting, budget: Budget, answer: Answerer) -> None:
    """Answers questions until there are no more, and ends the process."""
    try:
        limit("AS", budget.size)
        with channel.makefile("rb") as stream:
            while header := stream.read(4):
                ask = asked(stream.read(int.from_bytes(header, "big")))
                limit("CPU", int(time.process_time()) + budget.seconds * (os.cpu_count() or 1))
                channel.sendall(framed(_answered(channel, setting, ask, answer)))
    except BaseException:
        if os.environ.get("KAKEHASHI_TRACEBACK"):
            print_exc()
        raise
    finally:
        os._exit(0)  # what the stock would do at its end is not for its children to do


def _answered(channel: socket.socket, setting: Setting, ask: Ask, answer: Answerer) -> Reply:
    last = time.monotonic()

    def hear(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > SELDOM:
            last = time.monotonic()
            channel.sendall(framed(Progress(done, total)))

    try:
        found = answer(setting, ask, hear)
    except MemoryError:
        return Reply(500, b"", starved=True)
    except Exception as error:
        # As in `commands.lazy`: a fault of ours is said in a line, and its traceback on request.
        if os.environ.get("KAKEHASHI_TRACEBACK"):
            raise
        return fault_reply(f"a fault inside: {type(error).__name__}: {error}", spent=True)
    return msgspec.structs.replace(found, spent=_resident() > GROWN)


def _resident() -> int:
    """The bytes of this process that are in memory."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
