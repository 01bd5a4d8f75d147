"""Shipped files with random damage: each loads, or is refused with the place of every problem, and soon."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from engine.author.checking import check_base
from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.language.base import RuleBase
from engine.language.cases import load_case
from engine.language.folders import find_folder
from engine.language.loading import load_base
from engine.language.problems import InvalidInput, Problem

ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted((ROOT / "rules/streltsov-2015").glob("*.yaml")), *sorted((ROOT / "facts/streltsov-2015").rglob("*.yaml"))]
ALWAYS = ("rules/base.yaml", "rules/scenarios.yaml", "facts/vocabulary.yaml", "facts/cases/baseline.yaml")
BATCHES, PER_BATCH = 10, 30
SECONDS = 2.0
ODD: list[str] = [
    *"{}[]:,|>&*!%@`#'\"\\-?\t\0\x07\x7f\ufeff\u2028é架🌉 \n",
    "<<: ",
    "&a ",
    "*a",
    "!!int ",
    "---\n",
    "...\n",
    "\r\n",
    "9" * 400,
]

Damage = Callable[[Random, bytes], bytes]


def flip_bits(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def drop_bytes(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + data[at + random.randint(1, 40) :]


def insert_oddity(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + random.choice(ODD).encode() + data[at:]


def move_line(random: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    line = lines.pop(random.randrange(len(lines)))
    lines[(at := random.randrange(len(lines) + 1)) : at] = [line] * random.randrange(3)
    return b"".join(lines)


def indent_line(random: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    at = random.randrange(len(lines))
    lines[at] = b" " * random.randrange(5) + lines[at].lstrip(b" ")
    return b"".join(lines)


def swap_words(random: Random, data: bytes) -> bytes:
    first, second = sorted(random.sample(list(re.finditer(rb"[^\s,]+", data)), 2), key=lambda word: word.start())
    return data[: first.start()] + second[0] + data[first.end() : second.start()] + first[0] + data[second.end() :]


def repeat_word(random: Random, data: bytes) -> bytes:
    words = list(re.finditer(rb"[\w.-]+", data))
    word, other = random.choice(words), random.choice(words)
    return bytes(data[: word.start()] + other[0] + data[word.end() :])


DAMAGES: tuple[Damage, ...] = (flip_bits, drop_bytes, insert_oddity, move_line, indent_line, swap_words, repeat_word)


def damaged(seed: int) -> tuple[Path, bytes]:
    """A shipped file, and its bytes with one to three random damages; the same for the same seed."""
    random = Random(seed)
    file = random.choice(FILES)
    data = file.read_bytes()
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        data = random.choice(DAMAGES)(random, data)
    return file, data


def within(file: Path) -> str:
    """The path of a shipped file in a base of its own."""
    kind, _, *rest = file.relative_to(ROOT).parts
    return "/".join((kind, *rest))


def lay(root: Path, file: Path, data: bytes) -> None:
    """Makes a small base of shipped files, whose baseline expects nothing, with the damaged one among them."""
    for shipped in FILES:
        if within(shipped) in ALWAYS:
            target = root / within(shipped)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(shipped.read_bytes().partition(b"\nexpect:")[0])
    (root / within(file)).write_bytes(data)


@cache
def shipped_base() -> RuleBase:
    return load_base()


def refusal(root: Path, file: Path) -> tuple[Problem, ...]:
    """The problems for which the base is refused, none where it loads and answers. Raises nothing."""
    try:
        answer(root, file)
    except InvalidInput as error:
        return error.problems
    return ()


def answer(root: Path, file: Path) -> None:
    """Loads the base and a case, checks it, and answers. Raises `InvalidInput` at most."""
    folder = find_folder(str(root))
    is_case = "cases" in file.parts
    base = shipped_base() if is_case else load_base(folder)
    case = load_case(base, folder, file.stem if is_case else "baseline")
    check_base(base, [case])
    infer(compile_program(base), situate(base, case))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_damaged_file_is_loaded_or_refused_with_its_place(batch: int, tmp_path: Path) -> None:
    refused = 0
    for seed in range(batch * PER_BATCH, (batch + 1) * PER_BATCH):
        file, data = damaged(seed)
        root = tmp_path / str(seed)
        lay(root, file, data)
        started = perf_counter()
        problems = refusal(root, file)
        assert perf_counter() - started < SECONDS, f"seed {seed}: {file.name}"
        refused += bool(problems)
        assert all(problem.place.line and problem.code and problem.message and problem.hint for problem in problems), seed
    assert 0 < refused < PER_BATCH
