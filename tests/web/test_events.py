"""A sweep as events: how much is done, then the very document; whoever goes away ends it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import httpx
import pytest

from tests.bad_input.asking import ask
from tests.web.served import SECONDS, Served

MANY = 20  # descriptors: some billions of what-ifs, half a minute
SMALL = "sweep/events?over=g7.front&over=ukraine.course"


def events(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Events as a browser reads them: their names, and their data with its lines joined."""
    name, data = "", []
    for line in lines:
        key, _, value = line.partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            data.append(value)
        elif not line and data:
            yield name, "\n".join(data)
            name, data = "", []


def dear_base(folder: Path, descriptors: int = MANY, rules: int = 150) -> str:
    """A base whose verdict is weighed by rules that have nothing to do with one another, so that no sweep of it is short."""
    random = Random(1)
    names = [f"d{at}" for at in range(descriptors)]
    (folder / "rules").mkdir(parents=True)
    (folder / "facts").mkdir()
    source = "source: {author: a, title: t, publisher: p, date: 2026-01-01, paragraphs: {1: {section: s, place: 1, gist: g}}}"
    (folder / "rules" / "base.yaml").write_text(f"name: dear\ntitle: Dear\nverdict: v\n{source}\n")
    lines = [f"- {{id: {name}, title: {name}, question: Which?, states: [a, b, c]}}" for name in names]
    vocabulary = [*lines, "- {id: v, title: v, question: Which?, states: [x, y, z]}", ""]
    (folder / "facts" / "vocabulary.yaml").write_text("\n".join(vocabulary))
    written = []
    for at in range(rules):
        when = ", ".join(f"{name}: {random.choice('abc')}" for name in random.sample(names, 3))
        impact = f"{{{random.choice('xyz')}: {random.choice([-3, -2, -1, 1, 2, 3])}}}"
        written.append(f"- {{id: r{at}, title: t, says: It is so., cite: [1], when: {{{when}}}, impact: {{v: {impact}}}}}")
    (folder / "rules" / "all.yaml").write_text("\n".join([*written, ""]))
    return "&".join(f"over={name}" for name in names)


def test_the_answer_is_the_document_to_the_letter(server: Served) -> None:
    with server.client.stream("GET", f"/api/{SMALL}") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        found = list(events(answer.iter_lines()))
    assert [name for name, _ in found if name != "progress"] == ["answer"]
    assert found[-1][1] + "\n" == ask(["sweep", "g7.front", "ukraine.course", "--json"]).out


def test_what_is_wrong_is_the_only_event(server: Served) -> None:
    with server.client.stream("GET", "/api/sweep/events?over=g7.frnt") as answer:
        ((name, data),) = events(answer.iter_lines())
    assert name == "problem"
    assert data + "\n" == server.get("sweep?over=g7.frnt").text


def test_a_browser_that_asks_again_by_itself_is_told_nothing(server: Served) -> None:
    assert server.client.get(f"/api/{SMALL}", headers={"Last-Event-ID": "1"}).status_code == 204


def test_a_long_one_says_how_much_is_done_and_ends_when_nobody_listens(tmp_path: Path) -> None:
    swept = dear_base(tmp_path / "dear")
    with Served(tmp_path, "--base", "dear") as own:
        assert own.get("assess").status_code == 200
        before = set(own.family())
        with own.client.stream("GET", f"/api/sweep/events?{swept}") as answer:
            found = events(answer.iter_lines())
            heard = [json.loads(data) for name, data in (next(found), next(found)) if name == "progress"]
        assert [one["total"] for one in heard] == [3**MANY] * 2
        assert 0 < heard[0]["done"] < heard[1]["done"] <= 3**MANY
        assert_given_up(own, before)


def test_a_long_answer_ends_when_nobody_waits_for_it(tmp_path: Path) -> None:
    swept = dear_base(tmp_path / "dear")
    with Served(tmp_path, "--base", "dear") as own:
        assert own.get("assess").status_code == 200
        before = set(own.family())
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{own.address}api/sweep?{swept}", timeout=2)
        assert_given_up(own, before)


def assert_given_up(server: Served, before: set[int]) -> None:
    """Soon the process that worked is gone, another is there for it, and none works."""
    until = time.monotonic() + SECONDS
    while (busy(server) or len(server.family()) < len(before)) and time.monotonic() < until:
        time.sleep(0.2)
    assert not busy(server)
    assert len(before - set(server.family())) == 1
    assert len(server.family()) == len(before)
    assert server.get("assess").status_code == 200


def busy(server: Served) -> bool:
    """Whether a process of the server works, as far as a moment shows."""
    before = ticks(server)
    time.sleep(0.5)
    return ticks(server) - before > 10  # hundredths of a second, of which half a second has fifty


def ticks(server: Served) -> int:
    """The processor time of all processes of a server that are there."""
    total = 0
    for pid in server.family():
        with suppress(OSError):
            words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            total += int(words[11]) + int(words[12])
    return total
