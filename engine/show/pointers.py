"""Where to ask further: commands that can be pasted into a shell as they stand, and that ask the same question."""

from __future__ import annotations

from shlex import quote

from engine.ask.question import Question


def pointer(question: Question, *words: str, but: str = "") -> str:
    """A command, with the options that the question was asked with (`but` one), between backticks."""
    options = [part for pair in question.options if pair[0] != but for part in pair]
    return f"`kakehashi {' '.join(map(quote, (*words, *options)))}`"
