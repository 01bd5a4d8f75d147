"""Stands in for the C module of the Rete library and breaks as it is told to, once.

A test copies this file as `durable_rules_engine.py` into a folder with two texts: `real`, the path of the true module,
and `breaks`, the moment and the manner. The second is removed before it breaks, so that the next process is well.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def break_at(moment: str) -> None:
    """Breaks where that is the moment; *asking again* is an assert of a later question than the first."""
    told = HERE / "breaks"
    if not told.exists() or told.read_text().split(":")[0] != moment:
        return
    manner = told.read_text().split(":")[1]
    told.unlink()
    if manner == "segfault":
        ctypes.string_at(0)
    elif manner == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif manner == "abort":
        os.abort()
    elif manner == "hang":
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            pass
    elif manner == "memory":
        kept = []
        while True:
            kept.append(bytearray(1 << 24))


def real() -> Any:
    here = sys.modules[__name__]
    loader = ExtensionFileLoader("durable_rules_engine", (HERE / "real").read_text())
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    sys.modules[__name__] = here  # the module has put itself there
    return module


library = real()
error = library.error
start_action_for_state = library.start_action_for_state
complete_and_start_action = library.complete_and_start_action
retract_fact = library.retract_fact


def create_ruleset(*said: Any) -> Any:
    break_at("registering")
    return library.create_ruleset(*said)


def assert_fact(handle: Any, fact: str) -> Any:
    if '"t' in fact:  # not the fact that opens a session
        break_at("asserting")
        break_at("asking again")
    return library.assert_fact(handle, fact)


break_at("loading")
