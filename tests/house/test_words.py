"""Balances and shares of a what-if space are not likelihoods, and no text calls them so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.house.tree import files_in

# A sentence with one of these words must deny it. `likely` alone may be a state of a base, and its rules may speak
# of the chances of a treaty: those are words of the source, about the world.
OF_THE_PROGRAM = re.compile(
    r"\b(likelihoods?|probabilit(?:y|ies)|probable|probabilistic|odds|chances?|(?:more|most|less|as) likely)\b", re.I
)
OF_A_BASE = re.compile(r"\b(likelihoods?|probabilit(?:y|ies)|probabilistic|odds)\b", re.I)
PROBABLY = re.compile(r"\bprobably\b", re.I)  # may be said of what a user meant, but not of these:
ABOUT = re.compile(r"\b(scenarios?|verdicts?|balances?|shares?|states?|leads?|leaning|what-ifs?|indicated)\b", re.I)
# What a page shows of an answer carries the sentences of a base, so it is read as a base is.
SHOWN = re.compile(r"^```console\n.*?^```$", re.M | re.S)
AT_ODDS = re.compile(r"\bat odds\b", re.I)
DENIED = re.compile(r"\b(no|not|never|nor|neither|without)\b", re.I)

PROGRAM = dict(
    files_in(
        "cli.py",
        "commands",
        "engine",
        "web",
        "docs",
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "benchmarks",
        suffixes=[".py", ".md"],
    )
)
BASES = dict(files_in("rules", "facts", suffixes=[".yaml"]))


def sentences(text: str) -> Iterator[str]:
    """Sentences as far as full stops, blank lines and table cells tell them apart; markup and comment signs are dropped."""
    plain = re.sub(r"^[ \t]*(?:#+:?|>|\*|-)[ \t]+", "", text, flags=re.M)
    for part in re.split(r"(?<=[.!?:;|])\s+|\n\s*\n", plain):
        yield " ".join(part.split())


def claimed(text: str, words: re.Pattern[str]) -> list[str]:
    """The sentences that use one of the words and do not deny it."""
    return [s for s in sentences(text) if words.search(AT_ODDS.sub("", s)) and not DENIED.search(s)]


@pytest.mark.parametrize("path", PROGRAM)
def test_the_program_speaks_of_no_likelihood(path: str) -> None:
    said = SHOWN.sub("\n\n", PROGRAM[path])
    assert claimed(said, OF_THE_PROGRAM) == []
    assert [sentence for sentence in claimed(said, PROBABLY) if ABOUT.search(sentence)] == []
    assert claimed("\n\n".join(SHOWN.findall(PROGRAM[path])), OF_A_BASE) == []


@pytest.mark.parametrize("path", BASES)
def test_a_base_speaks_of_no_likelihood(path: str) -> None:
    assert claimed(BASES[path], OF_A_BASE) == []


def test_the_check_sees_a_claim_and_takes_a_denial() -> None:
    word = "likeli" + "hood"
    assert claimed(f"A balance of 6 is a {word} of 0.6. So it is.", OF_THE_PROGRAM) == [f"A balance of 6 is a {word} of 0.6."]
    assert claimed(f"# A balance adds up what\n# speaks for a state. It is not\n# a {word}.", OF_THE_PROGRAM) == []
    assert claimed("Two powers are at odds.", OF_THE_PROGRAM) == []
    assert SHOWN.findall("a\n```console\nb\n```\nc\n") == ["```console\nb\n```"]
    assert ABOUT.search(claimed("The verdict is probably neutral.", PROBABLY)[0])
    assert not ABOUT.search(claimed("It names what was probably meant.", PROBABLY)[0])


def test_the_disclaimer_stands_where_people_read_it() -> None:
    for path in ("docs/semantics.md", "README.md"):
        assert re.search(r"not (?:a )?likelihoods?|no probabilit", PROGRAM[path], re.I), path
