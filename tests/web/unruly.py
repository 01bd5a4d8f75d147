"""Answers that misbehave, as `web.replies` never should: what is asked names how."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable

from web.messages import Ask, Reply
from web.naming import Setting
from web.worker import GROWN

KEPT: list[bytes] = []


def warm(setting: Setting) -> None:
    pass


def reply(setting: Setting, ask: Ask, hear: Callable[[int, int], None]) -> Reply:
    kind, _, word = ask.query.partition("=")
    if kind == "crash":
        ctypes.string_at(0)
    elif kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "abort":
        os.abort()
    elif kind == "exit":
        os._exit(7)
    elif kind == "loop":
        while True:
            pass
    elif kind == "memory":
        return Reply(200, str(len(b"x" * 2**40)).encode())
    elif kind == "hoard":
        hoard = []
        while True:
            hoard.append(b"x" * 2**20)
    elif kind == "grow":
        KEPT.append(b"x" * (GROWN + 2**20))
    elif kind == "bug":
        return Reply(200, str(1 // 0).encode())
    elif kind == "deep":
        return reply(setting, ask, hear)
    elif kind == "sleep":
        time.sleep(float(word))
    elif kind == "told":
        for done in range(3):
            time.sleep(0.1)
            hear(done, 3)
    return Reply(200, f"{os.getpid()} {ask.query}".encode())
