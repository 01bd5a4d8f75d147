"""The same bytes come out whatever the hash seed, the time zone and the locale."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TOY = Path(__file__).parent.parent / "bases" / "toy"
ASKED = [
    ["assess", "--json"],
    ["why", "--json"],
    *(["assess", "--json", "--base", str(TOY), "--case", file.stem] for file in sorted((TOY / "facts" / "cases").glob("*.yaml"))),
]
DRAWN = [
    *(["graph", *words] for words in ([], ["--all"], ["--map"], ["--format", "dot"], ["--all", "--format", "mermaid"])),
    *(["graph", "--depth", "0", "--base", str(TOY), "--case", case] for case in ("silent-warden", "no-way-out")),
]
CODE = f"""
import sys
from cli import main
for words in {ASKED + DRAWN!r}:
    sys.argv = ["kakehashi", *words]
    try:
        main()
    except SystemExit as end:
        assert not end.code, words
"""
ZONES = ("UTC0", "JST-9")  # so written they need no list of zones on the machine
LOCALES = ("C.UTF-8", "C")
AT_ONCE = 2


def started(seed: int) -> subprocess.Popen[bytes]:
    """A process that asks every question, under a hash seed, a time zone and a locale."""
    settings = {"PYTHONHASHSEED": str(seed), "TZ": ZONES[seed % 2], "LC_ALL": LOCALES[seed // 2 % 2], "COLUMNS": "80"}
    return subprocess.Popen(
        [sys.executable, "-c", CODE], env=os.environ | settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def answers() -> Iterator[bytes]:
    """What comes out of processes with thirty hash seeds, some of them at once."""
    seeds = range(30)
    for first in seeds[::AT_ONCE]:
        processes = [started(seed) for seed in seeds[first : first + AT_ONCE]]
        for process in processes:
            out, err = process.communicate()
            assert (process.returncode, err) == (0, b"")
            yield out


def test_the_same_bytes_come_out_over_thirty_hash_seeds_two_time_zones_and_two_locales() -> None:
    found = list(answers())
    assert len(found) == 30
    assert found[0].count(b'"schema": "kakehashi.assessment"') == len(ASKED) - 1
    assert found[0].count(b"</svg>") == len(DRAWN) - 2
    assert len(set(found)) == 1
