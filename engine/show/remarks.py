"""What a check found, or why a base does not load, as remarks at places in files: the values that build services show."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from pathlib import PurePath

from msgspec import Struct

from engine.author.findings import Finding, Severity
from engine.language.problems import Place, Problem

_FILES = (".yaml", ".yml", ".scw")


class Remark(Struct, frozen=True):
    """A remark: its code, how bad it is, where, what is said, and a name that stays when lines move.

    `file` is the way from the working directory, empty where the remark is on no file; `accepted` is why it may stand.
    """

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    text: str
    name: str
    accepted: str = ""


def remarks_on(findings: Iterable[Finding], root: str) -> list[Remark]:
    """The remarks of a check, with files as they are named from the folder `root`."""
    return [
        Remark(f.code, f.severity, *_where(f.place, root), _text(f), f"{f.name} {f.place.file}", f.accepted) for f in findings
    ]


def remarks_of(problems: Iterable[Problem], root: str) -> list[Remark]:
    """The remarks of why there is no answer."""
    return [
        Remark(p.code, "error", *_where(p.place, root), _said(p.message, p.hint), f"{p.code} {p.place.file} {p.message}")
        for p in problems
    ]


def _said(message: str, hint: str) -> str:
    """A message and a hint as sentences; a message has no full stop of its own, but what it quotes may."""
    return f"{message.removesuffix('.')}. {hint}".rstrip()


def _text(finding: Finding) -> str:
    lines = [_said(finding.message, finding.hint)]
    if finding.witness is not None:
        lines.append(f"For example: {' '.join(finding.witness) or 'with no facts'}")
    return "\n".join([*lines, *([finding.proof] if finding.proof else [])])


def _where(place: Place, root: str) -> tuple[str, int, int]:
    """File, line and column; what is no file but an option has none."""
    if not (place.line or "/" in place.file or place.file.endswith(_FILES)):
        return "", 0, 0
    file = PurePath(place.file)
    if file.is_absolute() and file.is_relative_to(root):
        file = file.relative_to(root)
    return posixpath.normpath(os.fspath(file.as_posix())), place.line, place.column
