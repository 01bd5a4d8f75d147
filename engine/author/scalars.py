"""Texts as scalars of YAML, in the files that are drafted for the authors of bases."""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[A-Za-z]([\w. -]*[\w.-])?", re.ASCII)
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


def quoted(text: str) -> str:
    """A text as a scalar: plain where every reader of YAML takes it for a text, else as JSON has it, what is not seen escaped."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    written = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in written)
