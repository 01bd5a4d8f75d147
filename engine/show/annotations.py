"""Remarks as workflow commands of GitHub Actions, which shows each beside its line.

Workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.show.remarks import Remark

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def workflow_commands(remarks: Iterable[Remark]) -> str:
    """A line for each remark that is not accepted."""
    return "".join(f"{_command(remark)}\n" for remark in remarks if not remark.accepted)


def _command(remark: Remark) -> str:
    at = {"file": remark.file, "line": remark.line, "col": remark.column, "title": remark.code}
    said = ",".join(f"{key}={str(value).translate(_PROPERTY)}" for key, value in at.items() if value)
    return f"::{_LEVELS[remark.severity]} {said}::{remark.text.translate(_DATA)}"
