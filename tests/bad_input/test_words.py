"""Random words on the command line: each is answered or refused, with exit code 0 or 2, and nothing else happens."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random

import pytest

from engine.language.cases import load_cases
from engine.language.folders import find_folder
from engine.language.loading import load_base
from tests.bad_input.asking import ask
from tests.bad_input.words import odd_word

GOOD = Path(__file__).parent / "good"
BASE = load_base(str(GOOD))
CASES = [case.name for case in load_cases(BASE, find_folder(str(GOOD)))]
DESCRIPTORS = list(BASE.descriptors)
VALUES = [*(f"{d.id}={state}" for d in BASE.descriptors.values() for state in d.states), "river.level=3", "convoy.size=4..9"]
WEIGHTS = [f"{r.id}:{s}={n}" for r in BASE.rules.values() for d, on in r.impact for s, _ in on for n in (-3, 0, +2, 4)]
# The place of a word → the commands that take it there, and right words for it. An empty place: it is the command.
PLACES: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "": (("",), ["assess", "why", "facts", "check"]),
    "--set": (("assess", "why", "facts", "rules"), VALUES),
    "--unset": (("assess", "why", "facts", "rules"), DESCRIPTORS),
    "--without": (("assess", "why", "facts", "rules"), list(BASE.rules)),
    "--weight": (("assess", "why", "facts", "rules"), WEIGHTS),
    "--case": (("assess", "why", "facts", "rules"), [*CASES, *(str(GOOD / f"facts/cases/{name}.yaml") for name in CASES)]),
    "--base": (("assess", "rules", "check"), [str(GOOD), "streltsov-2015", ".", "..", "/"]),
    "--depth": (("why",), ["0", "1", "2", "30"]),
    "--cite": (("rules",), [str(number) for number in BASE.source.paragraphs]),
    "--claim": (("rules",), list(BASE.claims)),
    "--about": (("rules",), DESCRIPTORS),
    "D": (("why", "facts"), DESCRIPTORS),
    "D=S": (("why",), VALUES),
    "RULE": (("rules",), list(BASE.rules)),
    "CASE": (("test",), CASES),
}
PER_PLACE = 60
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")  # a terminal obeys it, or cannot show it
UNWRITTEN = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")  # JSON may not hold it as it stands


def line_of(place: str, random: Random) -> list[str]:
    """The words of a command line with a random one in that place."""
    commands, right = PLACES[place]
    command, word = random.choice(commands), odd_word(random, right)
    if not place:
        return [word]
    said = [word] if not place.startswith("-") else random.choice(([place, word], [f"{place}={word}"]))
    based = [] if place == "--base" else ["--base", str(GOOD)]
    return [command, *random.choice(([], ["--json"])), *based, *said]


@pytest.mark.parametrize("place", PLACES)
def test_a_random_word_is_answered_or_refused(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    random = Random(place)
    codes = set()
    for _ in range(PER_PLACE):
        words = line_of(place, random)
        answer = ask(words)
        codes.add(answer.code)
        assert answer.code in (0, 2), words
        assert bool(answer.out) == (answer.code == 0 or "--json" in words), words
        assert not UNSEEN.search(answer.err), words
        assert not UNWRITTEN.search(answer.out), words
        if answer.code == 2 and answer.out:
            problems = json.loads(answer.out)["problems"]
            assert problems, words
            assert all(problem["code"] and problem["message"] for problem in problems), words
    assert codes == {0, 2}
    assert list(tmp_path.iterdir()) == []
