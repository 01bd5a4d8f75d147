"""How long the command line takes to start, against the least that its libraries cost. A report; nothing is asserted.

Each command is run 15 times, the commands taking turns, so that a noisy moment falls on all of them; the table
gives medians of the wall-clock time of a whole process. Run it with the Python of the environment that Kakehashi is
installed in: ``.venv/bin/python benchmarks/startup.py``.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 15
KAKEHASHI = str(Path(sys.executable).parent / "kakehashi")
LEAST = """
import click, pydantic, yaml

class Fact(pydantic.BaseModel):
    descriptor: str
    since: str = ""
    cite: list[int] = []
"""
COMMANDS = {
    "kakehashi assess": [KAKEHASHI, "assess"],
    "import click, pydantic, yaml; one model": [sys.executable, "-c", LEAST],
    "kakehashi --help": [KAKEHASHI, "--help"],
    "import click": [sys.executable, "-c", "import click"],
}
GOALS = (
    ("kakehashi assess", "import click, pydantic, yaml; one model", 1.5),
    ("kakehashi --help", "import click", 1.2),
)


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """The wall-clock time of one run. Raises `CalledProcessError` where the command fails."""
    begun = perf_counter()
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - begun


def processor() -> str:
    """The name of the processor, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def main() -> None:
    """Runs all commands in turn and prints the table."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KAKEHASHI", "PYTHON"))}
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():  # once unmeasured, so that every file is in the cache of the disk
        seconds(command, kept)
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command, kept))
    medians = {name: median(taken) * 1000 for name, taken in times.items()}
    print(f"{processor()}, {os.cpu_count()} cores; {platform.python_implementation()} {platform.python_version()}")
    print(f"medians of {ROUNDS} interleaved runs, milliseconds\n")
    print(f"{'command':<18}{'ms':>6}   {'against':<40}{'ms':>6}{'ratio':>8}{'goal':>8}")
    for name, against, goal in GOALS:
        ratio = medians[name] / medians[against]
        print(f"{name:<18}{medians[name]:>6.0f}   {against:<40}{medians[against]:>6.0f}{ratio:>8.2f}{f'≤ {goal}':>8}")


if __name__ == "__main__":
    main()
