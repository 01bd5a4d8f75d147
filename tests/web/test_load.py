"""5,000 mixed requests from eight clients: no error, and no memory that grows with them.

A run of its own (`pytest -m browser`): it keeps every core busy for half a minute, which no other test should have to bear.
"""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from random import Random

import pytest

from tests.web.served import SECONDS, Served, resident

pytestmark = pytest.mark.browser

CLIENTS, REQUESTS, FIRST = 8, 5_000, 1_000
GROWTH = 96 * 1024**2  # bytes that a process may grow by after the first thousand requests
STATES = ("escalating", "unresolved", "stabilising")


def mixed(random: Random, at: int) -> tuple[str, str, str, int]:
    """A request: its method, path, body, and the status that it is answered with."""
    state, course = random.choice(("divided", "consolidated")), random.choice(STATES)
    what_if = f"set=g7.front={state}&set=ukraine.course={course}"
    cheap = [
        ("GET", "/", "", 200),
        ("GET", f"/api/explore?case=baseline&{what_if}", "", 200),
        ("GET", f"/api/assess?case=baseline&{what_if}", "", 200),
        ("GET", "/api/facts?case=a09-nothing-known", "", 200),
        ("GET", "/api/why?goal=japan.role&case=baseline", "", 200),
        ("GET", "/api/cases", "", 200),
        ("GET", "/api/assess?set=g7.frnt=x", "", 400),
        ("GET", "/api/nothing", "", 404),
        ("GET", f"/api/whatif?case=baseline&{what_if}&unset=japan.economy", "", 200),
        ("GET", "/api/contrast?case=baseline&without=asia-is-not-europe", "", 200),
        ("PUT", "/api/assess", "", 405),
        ("POST", "/api/assert", json.dumps({"facts": ["x=y"]}), 400),
    ]
    if at % 100 == 0:
        said = {"facts": [f"ukraine.course={course}"], "since": f"2015-03-{at // 100 % 28 + 1:02}", "correct": at % 200 == 0}
        return "POST", "/api/assert", json.dumps(said), 0  # it may contradict what is written already
    if at % 500 == 1:
        return "GET", "/api/sweep?over=g7.front&over=ukraine.course&case=baseline", "", 200
    return random.choice(cheap)


def test_thousands_of_requests_are_answered_and_nothing_grows(tmp_path: Path) -> None:
    with Served(tmp_path) as own:
        numbers = count()
        wrong: list[tuple[str, int, bytes]] = []
        statuses: Counter[int] = Counter()

        def client(until: int) -> None:
            random = Random(until)
            connection = HTTPConnection("127.0.0.1", own.port, timeout=SECONDS)
            said = {"Origin": own.origin, "X-Kakehashi-Token": own.token, "Content-Type": "application/json"}
            while (at := next(numbers)) < until:
                method, path, body, due = mixed(random, at)
                connection.request(method, path, body or None, said if method == "POST" else {})
                answer = connection.getresponse()
                text = answer.read()
                statuses[answer.status] += 1
                if answer.status != due and not (due == 0 and answer.status in (200, 400)):
                    wrong.append((path, answer.status, text[:300]))
            connection.close()

        def from_all(until: int) -> None:
            with ThreadPoolExecutor(CLIENTS) as clients:
                list(clients.map(client, [until] * CLIENTS))

        from_all(FIRST)
        family = [own.process.pid, *own.family()]
        before = {pid: resident(pid) for pid in family}
        from_all(REQUESTS)
        assert not wrong
        assert statuses.total() >= REQUESTS - 2 * CLIENTS
        assert set(statuses) == {200, 400, 404, 405}
        grown = {pid: resident(pid) - before[pid] for pid in family}
        assert max(grown.values()) < GROWTH, grown
        assert [own.process.pid, *own.family()] == family
        assert own.get("log").json()["events"]
