"""A server at work, as `kakehashi serve` starts it, and what one may send to it: requests as they should be, and bytes."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import httpx

from tests.house.tree import ROOT

SECONDS = 60.0  # for anything on a busy machine


class Served:
    """A server, its address, and the token that its page carries."""

    def __init__(self, folder: Path, *words: str, **settings: str) -> None:
        """Starts it, with a store in the folder."""
        self.folder = folder
        self.said: str | None = None
        environment = {key: value for key, value in os.environ.items() if not key.startswith("KAKEHASHI")} | settings
        environment |= {"KAKEHASHI_STORE": f"sqlite:///{folder / 'cases.db'}", "KAKEHASHI_AUTHOR": "anna"}
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), "serve", "--port", "0", *words],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        self.port = int(self._said(r"^http://127\.0\.0\.1:(\d+)/$", self.address))
        self.client = httpx.Client(base_url=self.address, timeout=SECONDS)
        self.token = self._said(r'name="kakehashi-token" content="([^"]+)"', self.client.get("/").text)

    def _said(self, pattern: str, text: str) -> str:
        found = re.search(pattern, text)
        if found is None:
            raise AssertionError(f"no {pattern} in {text[:500]!r}: {self.end()}")
        return found[1]

    def __enter__(self) -> Served:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end()

    @property
    def origin(self) -> str:
        return self.address.rstrip("/")

    def get(self, path: str, **headers: str) -> httpx.Response:
        """What the API says to a path with its query."""
        return self.client.get(f"/api/{path}", headers=headers)

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        """What the API says to what is written as the page writes it."""
        said = {"Origin": self.origin, "X-Kakehashi-Token": self.token} | headers
        return self.client.post(f"/api/{path}", json=body, headers=said)

    def raw(self, request: bytes, seconds: float = 5.0, rest: bytes = b"") -> bytes:
        """The first answer to bytes as they are; what comes after them is sent as far as it is taken."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as channel:
            try:
                channel.sendall(request)
                if rest:
                    channel.sendall(rest)
            except OSError:
                pass  # it was refused before all of it was sent
            found = b""
            try:
                while part := channel.recv(65536):
                    found += part
                    if _is_whole(found):
                        break
            except OSError:
                pass
            return found

    def family(self) -> list[int]:
        """The processes that it has started, and those that these have."""
        return list(_descendants(self.process.pid))

    def interrupt(self, sign: signal.Signals = signal.SIGINT) -> int:
        """Its exit code where it is told to end."""
        self.process.send_signal(sign)
        return self.process.wait(SECONDS)

    def end(self) -> str:
        """Ends it, and tells what it said to its user."""
        if self.said is None:
            self.client.close()
            if self.process.poll() is None:
                self.interrupt(signal.SIGTERM)
            _, self.said = self.process.communicate()
        return self.said


def _is_whole(text: bytes) -> bool:
    head, blank, body = text.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: (\d+)", head, re.I)
    return bool(blank and length and len(body) >= int(length[1]))


def _descendants(pid: int) -> Iterator[int]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(words[1]) == pid and words[0] != "Z":
            child = int(status.parent.name)
            yield child
            yield from _descendants(child)


def resident(pid: int) -> int:
    """The bytes of a process that are in memory, 0 where it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
