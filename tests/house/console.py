"""The console blocks of the pages, run as written.

A block that is fenced as ``console`` holds commands, each on a line that begins with ``$ kakehashi``, and what they
print. The blocks of a page are run in their order, in one temporary folder, in 80 columns without colour, by
a person called anna, each a minute after the one before::

    <!-- exit: 1 -->           before a block: the exit code of its commands (else 0)
    <!-- file: mine.yaml -->   before any block: its content is first written to that file
    <!-- at: 2026-04-01 -->    before a block: the day on which its commands are run, and those after it
    <!-- as: anna -->          before a block: who gives its commands, and those after it
    <!-- background -->        before a block of `sh`: each line is a program that runs until the page ends. The first port
                               that they name is one that is free, and stands for it in the commands after them, too
    ...                        alone on a line of output: any number of lines

A page that begins with ``<!-- server: NAME -->`` has a PostgreSQL server of its own, with an empty database of that name and
nobody else's roles: the ``sql`` blocks of the page are carried out there by its superuser. The service `team` leads there, and
so whoever gives a command is who logs in.

Run as a program it tells which blocks differ; with ``--write`` it puts what is printed now in their place.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.house.tree import ROOT, run_python
from tests.server import Server

PROMPT = "$ kakehashi"
FIRST_DAY = "2026-03-02"
# The program with a clock that says what it is told: the same events are recorded whenever a page is run.
PROGRAM = """
import datetime, hashlib, os, sys
from engine.keep import clock
moment = os.environ.pop("PAGE_MOMENT")
clock.utc_now = lambda: f"{moment}:00.000000Z"
clock.today = lambda: datetime.date.fromisoformat(moment[:10])
clock.new_id = lambda: hashlib.sha256(moment.encode()).hexdigest()[:32]
import cli
sys.argv[0] = "kakehashi"
sys.exit(cli.main())
"""
_FENCED = re.compile(r"^(?P<marks>(?:<!-- [^\n]* -->\n+)*)```(?P<language>[^\n]*)\n(?P<body>.*?)^```$", re.M | re.S)
_SERVED = re.compile(r"<!-- server: (?P<name>\w+) -->\n")
_MARK = re.compile(r"^<!-- (?P<key>[\w-]+)(?:: (?P<value>.*?))? -->$", re.M)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, what the comments before it say, its text, and where the text stands in the page."""

    language: str
    marks: dict[str, str]
    body: str
    start: int
    line: int


@dataclass(frozen=True, slots=True)
class Ran:
    """A command of a console block, what the page says it prints and what it printed."""

    block: Block
    command: str
    expected_exit: int
    exit: int
    expected: str
    printed: str

    @property
    def agrees(self) -> bool:
        return self.exit == self.expected_exit and matches(self.expected, self.printed)


def pages() -> list[Path]:
    """The README and the pages in `docs/`."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    for match in _FENCED.finditer(text):
        marks = {mark["key"]: mark["value"] or "" for mark in _MARK.finditer(match["marks"])}
        yield Block(match["language"], marks, match["body"], match.start("body"), text.count("\n", 0, match.start("body")))


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block with the output that follows it; a command may go on after a backslash."""
    parts = re.split(r"^(?=\$ )", body, flags=re.M)
    if parts[0].strip():
        raise ValueError(f"a console block begins with a command, not with {parts[0]!r}")
    for part in parts[1:]:
        found = re.fullmatch(r"((?:[^\n]*\\\n)*[^\n]*\n)(.*)", part, re.S)
        if found is None:
            raise ValueError(f"a console block ends with a line, not with {part!r}")
        command, output = found.groups()
        if not command.startswith(PROMPT):
            raise ValueError(f"a console block holds commands of ours only, not {command!r}; fence others as `sh`")
        yield command, output


def matches(expected: str, printed: str) -> bool:
    """Whether the output is what was expected; ``...`` alone on a line stands for any number of lines."""
    wanted = [line.rstrip() for line in expected.rstrip().split("\n")]
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in wanted)
    got = "".join(line.rstrip() + "\n" for line in printed.rstrip().split("\n"))
    return re.fullmatch(pattern, got) is not None


class Background:
    """Programs that run beside the commands of a page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.port = self.free = ""

    def __enter__(self) -> Background:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, line: str) -> None:
        """Starts a program; the first one is waited for until it listens."""
        first = not self.port
        if first and (port := re.search(r"\b[0-9]{4,5}\b", line)):
            self.port = port[0]
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.free = str(free.getsockname()[1])
        programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        settings = os.environ | {"PYTHONPATH": str(ROOT), "PATH": programs}
        with (self.folder / ".background").open("ab") as log:
            words = shlex.split(self.here(line))
            self.processes.append(
                subprocess.Popen(words, cwd=self.folder, env=settings, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            )
        until = time.monotonic() + 60
        while first and not self._listens() and time.monotonic() < until:
            time.sleep(0.1)

    def here(self, line: str) -> str:
        """A line of the page with the port that is free."""
        return line.replace(self.port, self.free) if self.port else line

    def there(self, printed: str) -> str:
        """What is printed, with the port of the page."""
        return printed.replace(self.free, self.port) if self.port else printed

    def _listens(self) -> bool:
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", int(self.free))) == 0


def run_page(text: str, folder: Path) -> Iterator[Ran]:
    """Runs the commands of a page in a folder."""
    served = _SERVED.match(text)
    if served is None:
        with Background(folder) as background:
            yield from _run_page(text, folder, background, None, {})
        return
    server = Server()
    try:
        (folder / "services").write_text(f"[team]\nhost={server.folder}\nport={server.port}\n", encoding="utf-8")
        told = {"PGSERVICEFILE": str(folder / "services"), "KAKEHASHI_STORE": f"postgresql:///{served['name']}?service=team"}
        with Background(folder) as background:
            yield from _run_page(text, folder, background, server, told)
    finally:
        server.remove()


def _run_page(text: str, folder: Path, background: Background, server: Server | None, told: dict[str, str]) -> Iterator[Ran]:
    moment, who = datetime.fromisoformat(f"{FIRST_DAY}T09:00"), "anna"
    for block in blocks(text):
        who = block.marks.get("as", who)
        if "at" in block.marks:
            moment = datetime.fromisoformat(f"{block.marks['at']}T09:00")
        if "file" in block.marks:
            (folder / block.marks["file"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.marks["file"]).write_text(block.body, encoding="utf-8")
        if block.language == "sql" and server is not None:
            server.tell(*block.body.split(";\n")[:-1])
        if "background" in block.marks:
            for line in block.body.replace("\\\n", " ").splitlines():
                background.start(line)
        if block.language == "console":
            for command, expected in commands(block.body):
                words = shlex.split(background.here(command).removeprefix("$ ").replace("\\\n", " "))[1:]
                moment += timedelta(minutes=1)
                extra = told | {"KAKEHASHI_AUTHOR": who, "PGUSER": who, "PAGE_MOMENT": f"{moment:%Y-%m-%dT%H:%M}"}
                ran = run_python(PROGRAM, words, folder=folder, extra=extra)
                yield Ran(
                    block, command, int(block.marks.get("exit", "0")), ran.returncode, expected, background.there(ran.stdout)
                )


def rewritten(text: str, ran: list[Ran]) -> str:
    """The page with what is printed now in place of what differs."""
    for block in reversed(list(blocks(text))):
        here = [part for part in ran if part.block.start == block.start]
        if not all(matches(part.expected, part.printed) for part in here):
            bodies = []
            for part in here:
                stands = matches(part.expected, part.printed)
                printed = "".join(line.rstrip() + "\n" for line in part.printed.rstrip().split("\n"))
                bodies.append(part.command + (part.expected if stands else printed))
            body = "\n".join(text.rstrip() + "\n" for text in bodies)
            text = text[: block.start] + body + text[block.start + len(block.body) :]
    return text


def main() -> int:
    """Reports, or rewrites, the blocks that differ; 1 where one does and was not rewritten, or exits otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.house.console", description="Runs the console blocks of the pages.")
    parser.add_argument("--write", action="store_true", help="put what is printed now in place of what differs")
    write = parser.parse_args().write
    wrong = 0
    for page in pages():
        text = page.read_text(encoding="utf-8")
        with TemporaryDirectory() as folder:
            ran = list(run_page(text, Path(folder)))
        for part in ran:
            if not part.agrees:
                mended = write and part.exit == part.expected_exit
                wrong += not mended
                said = "rewritten" if mended else f"exit {part.exit}, expected {part.expected_exit}"
                print(f"{page.name}:{part.block.line + 1}: {part.command.strip()}: {said}")
        if write and (new := rewritten(text, ran)) != text:
            page.write_text(new, encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
