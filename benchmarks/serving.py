"""How long an answer takes over HTTP, beside an empty request and beside the command as a process. A report; nothing is asserted.

A server is started as `kakehashi serve` starts it, and asked by one client on one connection that is kept. What is measured
takes turns, so that a noisy moment falls on all of it; each toggle asks for another what-if than the one before. Run it with the
Python of the environment that Kakehashi is installed in: ``.venv/bin/python -m benchmarks.serving``.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Callable
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.startup import KAKEHASHI, processor, seconds

ROUNDS = 200
PROCESSES = 15  # runs of the command, each of them dear
WHAT_IFS = cycle(
    f"case=baseline&set=g7.front={front}&set=ukraine.course={course}"
    for front in ("divided", "consolidated")
    for course in ("escalating", "unresolved", "stabilising")
)


def asked(connection: HTTPConnection, path: str) -> float:
    """The wall-clock time of one request, until its last byte is there."""
    begun = perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    taken = perf_counter() - begun
    if answer.status not in (200, 404):
        raise RuntimeError(f"{path} is answered with {answer.status}")
    return taken


def measured(connection: HTTPConnection, environment: dict[str, str]) -> dict[str, list[float]]:
    """The times of everything that is measured, in turns."""
    ways: dict[str, Callable[[], float]] = {
        "an empty request": lambda: asked(connection, "/api/nothing"),
        "the same from a process that answers": lambda: asked(connection, "/api/cases"),
        "assess": lambda: asked(connection, "/api/assess?case=baseline"),
        "assess, a toggle": lambda: asked(connection, f"/api/assess?{next(WHAT_IFS)}"),
        "explore, a toggle": lambda: asked(connection, f"/api/explore?{next(WHAT_IFS)}"),
        "whatif, a toggle": lambda: asked(connection, f"/api/whatif?{next(WHAT_IFS)}"),
        "why": lambda: asked(connection, "/api/why?case=baseline"),
        "graph": lambda: asked(connection, "/api/graph?case=baseline"),
    }
    for way in ways.values():
        for _ in range(10):  # unmeasured, in every process that answers
            way()
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(way())
    command = [KAKEHASHI, "assess", "--json", "-c", "baseline"]
    times["kakehashi assess --json, a process"] = [seconds(command, environment) for _ in range(PROCESSES)]
    return times


def main() -> None:
    """Starts a server, measures, and prints the table."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KAKEHASHI", "PYTHON"))}
    with TemporaryDirectory() as folder:
        environment = kept | {"KAKEHASHI_STORE": f"sqlite:///{Path(folder) / 'cases.db'}"}
        begun = perf_counter()
        server = subprocess.Popen([KAKEHASHI, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            found = re.search(r":(\d+)/", server.stdout.readline())
            assert found is not None
            connection = HTTPConnection("127.0.0.1", int(found[1]))
            asked(connection, "/")
            up = perf_counter() - begun
            asked(connection, "/api/assess")
            first = perf_counter() - begun
            times = measured(connection, environment)
            connection.close()
        finally:
            server.terminate()
            server.wait()
    empty = median(times["an empty request"])
    print(f"{processor()}, {os.cpu_count()} cores; {platform.python_implementation()} {platform.python_version()}")
    print(f"up after {up * 1000:.0f} ms, the first answer after {first * 1000:.0f} ms")
    print(f"{ROUNDS} rounds in turns ({PROCESSES} of the process), milliseconds\n")
    print(f"{'':<40}{'median':>8}{'95 %':>8}{'beyond an empty request':>26}{'of the process':>16}")
    process = median(times["kakehashi assess --json, a process"])
    for name, taken in times.items():
        middle, late = median(taken), quantiles(taken, n=20)[-1]
        beyond, share = (middle - empty) * 1000, middle / process
        print(f"{name:<40}{middle * 1000:>8.1f}{late * 1000:>8.1f}{beyond:>26.1f}{share:>16.1%}")


if __name__ == "__main__":
    main()
