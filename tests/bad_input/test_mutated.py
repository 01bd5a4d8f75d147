"""Files with random damage: each loads, is checked and answers, or is refused with the place of every problem, and soon.

Most of them are of the small base that `docs/rule-language.md` writes down, which has every construct of the
language; it is kept in memory. Some are of the shipped base, as files.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest

from engine.author.checking import check_base
from engine.infer.program import compile_program
from engine.infer.reference import infer
from engine.infer.situation import situate
from engine.language.base import RuleBase
from engine.language.cases import load_case
from engine.language.folders import Folder, find_folder
from engine.language.loading import load_base
from engine.language.problems import InvalidInput, Problem
from tests.bad_input.budget import TooSlow, processor_time
from tests.bad_input.damage import copied, damage_bytes, damage_tree, graft, read, written
from tests.bad_input.memory import folder_of
from tests.ferry import ferry_files

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [*sorted((ROOT / "rules/streltsov-2015").glob("*.yaml")), *sorted((ROOT / "facts/streltsov-2015").rglob("*.yaml"))]
ALWAYS = ("rules/base.yaml", "rules/scenarios.yaml", "facts/vocabulary.yaml", "facts/cases/baseline.yaml")
FERRY = {path: text.encode() for path, text in ferry_files().items()}
LAST = "rough-night-in-full"  # the case that extends others, and is compared with another
HEAVY = ("rules/base.yaml", "rules/evening.yaml", "facts/vocabulary.yaml", "facts/cases/quiet-evening.yaml")
BATCHES, PER_BATCH = 20, 1000
SHIPPED_BATCHES, PER_SHIPPED_BATCH = 10, 30
SECONDS = 2.0


def damaged_ferry(seed: int) -> dict[str, bytes]:
    """The files of the small base, one or two of them damaged; the same for the same seed."""
    random = Random(seed)
    path = random.choice((*FERRY, *HEAVY))
    times = random.choice((1, 1, 1, 1, 2, 3))
    how = random.random()
    if how < 0.3:
        return FERRY | {path: damage_bytes(random, FERRY[path], times)}
    tree = copied(read(FERRY[path].decode()))
    if how < 0.85:
        damage_tree(random, tree, times)
        data = written(tree[0]).encode()
        return FERRY | {path: damage_bytes(random, data, 1) if how < 0.35 else data}
    other = random.choice([name for name in FERRY if name != path])
    others = copied(read(FERRY[other].decode()))
    graft(random, tree, others)
    return FERRY | {path: written(tree[0]).encode(), other: written(others[0]).encode()}


@cache
def ferry_base() -> RuleBase:
    return load_base(folder_of(FERRY, "ferry"))


@cache
def shipped_base() -> RuleBase:
    return load_base()


def answer(folder: Folder, base: RuleBase | None, names: list[str]) -> None:
    """Loads the base (None: from the folder) and cases, checks it, and answers. Raises `InvalidInput` at most."""
    base = base or load_base(folder)
    check_base(base, [])
    program = compile_program(base)
    cases = [load_case(base, folder, name) for name in names]
    check_base(base, cases)
    for case in cases:
        infer(program, situate(base, case))


def refusal(folder: Folder, base: RuleBase | None, names: list[str]) -> tuple[Problem, ...]:
    """The problems for which it is refused, none where it answers; every one says where, what and what to do."""
    problems: tuple[Problem, ...] = ()
    try:
        with processor_time(SECONDS):
            answer(folder, base, names)
    except InvalidInput as error:
        problems = error.problems
    for problem in problems:
        assert problem.place.line, problem
        assert problem.place.column, problem
        assert problem.code, problem
        assert problem.message, problem
        assert problem.hint, problem
    return problems


def refusal_of_ferry(seed: int) -> tuple[Problem, ...]:
    """What is wrong with the small base that is damaged by this seed."""
    files = damaged_ferry(seed)
    touched = [path for path in files if files[path] is not FERRY[path]]
    names = [path.removeprefix("facts/cases/").removesuffix(".yaml") for path in touched if path.startswith("facts/cases/")]
    base = None if len(names) < len(touched) else ferry_base()
    return refusal(folder_of(files, "ferry"), base, list(dict.fromkeys([*names, LAST])))


def damaged_shipped(seed: int) -> tuple[Path, bytes]:
    """A shipped file, and its bytes with one to three random damages; the same for the same seed."""
    random = Random(seed)
    file = random.choice(SHIPPED)
    return file, damage_bytes(random, file.read_bytes(), random.choice((1, 1, 1, 2, 3)))


def within(file: Path) -> str:
    """The path of a shipped file in a base of its own."""
    kind, _, *rest = file.relative_to(ROOT).parts
    return "/".join((kind, *rest))


def lay(root: Path, file: Path, data: bytes) -> None:
    """Makes a small base of shipped files, whose baseline expects nothing, with the damaged one among them."""
    for shipped in SHIPPED:
        if within(shipped) in ALWAYS:
            target = root / within(shipped)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(shipped.read_bytes().partition(b"\nexpect:")[0])
    (root / within(file)).write_bytes(data)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_damaged_file_answers_or_is_refused_with_its_place(batch: int) -> None:
    seeds = range(batch * PER_BATCH, (batch + 1) * PER_BATCH)
    refusals = [problems for seed in seeds if (problems := refusal_of_ferry(seed))]
    # The damage is of every kind: much of it is refused, for many reasons, and much of it makes another base that answers.
    assert PER_BATCH / 2 < len(refusals) < PER_BATCH * 0.9
    assert len({problem.code for problems in refusals for problem in problems}) > 20


@pytest.mark.parametrize("batch", range(SHIPPED_BATCHES))
def test_a_damaged_file_of_the_shipped_base_is_loaded_or_refused_with_its_place(batch: int, tmp_path: Path) -> None:
    refused = 0
    for seed in range(batch * PER_SHIPPED_BATCH, (batch + 1) * PER_SHIPPED_BATCH):
        file, data = damaged_shipped(seed)
        root = tmp_path / str(seed)
        lay(root, file, data)
        is_case = "cases" in file.parts
        base, name = (shipped_base(), file.stem) if is_case else (None, "baseline")
        refused += bool(refusal(find_folder(str(root)), base, [name]))
    assert 0 < refused < PER_SHIPPED_BATCH


def test_an_endless_loop_is_stopped() -> None:
    def spin() -> None:
        with processor_time(0.05):
            while True:
                pass

    with pytest.raises(TooSlow):
        spin()


def test_the_small_base_answers_as_it_stands_and_written_anew() -> None:
    anew = {path: written(copied(read(data.decode()))[0]).encode() for path, data in FERRY.items()}
    for files in (FERRY, anew):
        folder = folder_of(files, "ferry")
        assert refusal(folder, None, list(folder.case_files())) == ()
    one, other = (load_base(folder_of(files, "ferry")) for files in (FERRY, anew))
    assert (one.descriptors, one.rules, one.source) == (other.descriptors, other.rules, other.source)
