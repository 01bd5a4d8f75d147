"""What may be named over HTTP: bases that ship with the program, cases by their names, and what the server was started with.

A path is nobody's to say there: a page or a program that may ask this server may not have it read any file.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from engine.keep.questions import opened_store
from engine.language.folders import SHIPPED, find_folder, shipped_bases
from engine.language.problems import Place, did_you_mean, invalid


class Setting(Struct, frozen=True):
    """What a server was started with: the case and the base that are asked where none is named, and the store."""

    case_name: str = ""
    base_name: str = ""
    store: str = ""


def check_names(setting: Setting, case_name: str, base_name: str) -> None:
    """Raises `InvalidInput` where a case or a base is named by where it lies."""
    if base_name not in ("", setting.base_name) and base_name not in shipped_bases():
        hint = did_you_mean(base_name, [*shipped_bases(), *([setting.base_name] if setting.base_name else [])])
        raise invalid(Place("base"), "no-base", f"there is no rule base `{base_name[:80]}` here", hint)
    if case_name in ("", setting.case_name) or not _is_place(case_name):
        return
    files = find_folder(base_name or setting.base_name or SHIPPED).case_files()
    with opened_store(setting.store) as store:
        if case_name in files or (store is not None and store.find(case_name) is not None):
            return
        names = [*(head.name for head in store.journals() if not head.archived), *files] if store is not None else files
        # As where there is neither case nor file: whether there is such a file is nobody's to learn.
        raise invalid(Place("--case"), "no-case", f"there is no case `{case_name[:80]}`", did_you_mean(case_name, names))


def _is_place(name: str) -> bool:
    """Whether a word may lead to a file."""
    if "/" in name or "\\" in name or "\0" in name or name.endswith((".yaml", ".yml")):
        return True
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return True
