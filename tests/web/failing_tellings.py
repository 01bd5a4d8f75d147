"""Answers for assistants that crash, hang or talk where they may not, when they are asked for it; else those of the program."""

from __future__ import annotations

import os
import signal
import time

from web.answers import Hear
from web.messages import Ask, Reply
from web.naming import Setting
from web.telling import reply as told
from web.telling import warm

__all__ = ["reply", "warm"]


def reply(setting: Setting, ask: Ask, hear: Hear) -> Reply:
    """Does what the name of a rule to be left out says."""
    if "without=crash" in ask.query:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "without=hang" in ask.query:
        time.sleep(1000)
    if "without=tell" in ask.query:
        time.sleep(0.2)
        hear(1, 2)
        time.sleep(1)
        return told(setting, Ask(ask.path, ""), hear)
    if "without=talk" in ask.query:
        print("what is no protocol", flush=True)
        os.write(1, b"nor is this\n")
        return told(setting, Ask(ask.path, ""), hear)
    return told(setting, ask, hear)
