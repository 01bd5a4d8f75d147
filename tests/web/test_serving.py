"""How the server begins and ends: where it listens, what it says, and that nothing of it is left."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from uvicorn import Config
from uvicorn.server import ServerState

from tests.commands.test_conventions import ask
from tests.house.tree import ROOT
from tests.web.served import SECONDS, Served
from web import connection
from web.peers import is_a_stranger, user_of
from web.serving import PORT, TRIED, listen, names_of


def gone(pids: list[int]) -> bool:
    until = time.monotonic() + SECONDS
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_it_and_all_that_it_started(tmp_path: Path, sign: signal.Signals, code: int) -> None:
    with Served(tmp_path) as own:
        assert own.get("assess").status_code == 200
        family = own.family()
        assert len(family) >= 3
        assert own.interrupt(sign) == code
        assert gone(family)
        said = own.end()
    assert said.strip() == ("Interrupted." if sign == signal.SIGINT else "")


def test_it_ends_while_an_answer_is_under_way(tmp_path: Path) -> None:
    with Served(tmp_path) as own:
        assert own.get("assess").status_code == 200
        family = own.family()
        with socket.create_connection(("127.0.0.1", own.port)) as channel:
            channel.sendall(f"GET /api/watch HTTP/1.1\r\nHost: 127.0.0.1:{own.port}\r\n\r\n".encode())
            time.sleep(0.3)
            assert own.interrupt() == 130
        assert gone(family)
        assert "Traceback" not in own.end()


def test_where_it_is_killed_nothing_of_it_is_left(tmp_path: Path) -> None:
    with Served(tmp_path) as own:
        assert own.get("assess").status_code == 200
        family = own.family()
        own.process.kill()
        own.process.wait(SECONDS)
        assert gone(family)


@pytest.mark.parametrize("sign", [signal.SIGSEGV, signal.SIGKILL])
def test_whatever_becomes_of_its_processes_it_answers(tmp_path: Path, sign: signal.Signals) -> None:
    with Served(tmp_path) as own:
        assert own.get("assess").status_code == 200
        for pid in workers_of(own):
            os.kill(pid, sign)
        found = [own.get("assess").status_code for _ in range(10)]
        assert found.count(200) >= 10 - 4
        assert set(found) <= {200, 500}
        assert found[-1] == 200


def workers_of(server: Served) -> list[int]:
    """The processes that answer: those that the first of its processes has forked."""
    own = str(server.process.pid)
    return [
        pid
        for pid in server.family()
        if Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1] != own
    ]


def test_a_crash_is_told_to_whoever_asked(tmp_path: Path) -> None:
    with Served(tmp_path) as own:
        assert own.get("assess").status_code == 200
        with socket.create_connection(("127.0.0.1", own.port)) as channel:
            channel.settimeout(SECONDS)
            channel.sendall(f"GET /api/watch HTTP/1.1\r\nHost: 127.0.0.1:{own.port}\r\n\r\n".encode())
            time.sleep(0.3)
            for pid in workers_of(own):
                os.kill(pid, signal.SIGSEGV)
            found = b""
            while b'"version"' not in found:
                part = channel.recv(65536)
                assert part
                found += part
        document = json.loads(found.partition(b"\r\n\r\n")[2])
        assert (document["error"], document["exit_code"]) == ("WorkerFault", 3)
        assert "SIGSEGV" in document["message"]


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = ask("serve", "--port", str(port))
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.startswith(f"port {port} cannot be listened to: ")
    assert "--port" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_where_no_port_is_named_the_next_that_is_free_is_taken() -> None:
    with listen(None) as first, listen(None) as second:
        assert PORT <= first.getsockname()[1] < second.getsockname()[1] < PORT + TRIED
        assert first.getsockname()[0] == second.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    "words", [["--case", "no-such-case"], ["--base", "nowhere"], ["--port", "65536"], ["--store", "mysql://x"]]
)
def test_what_cannot_be_asked_is_not_served(words: list[str]) -> None:
    ran = ask("serve", *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Traceback" not in ran.stderr


def test_no_answer_waits_for_the_last_one_to_be_acknowledged() -> None:
    """Where the socket is not said to be TCP, asyncio leaves Nagle's algorithm on, and each answer takes 40 ms more."""
    with listen(0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_it_listens_to_this_machine_alone(server: Served) -> None:
    listening = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]]
    ours = [words[1] for words in listening if words[3] == "0A" and int(words[1].partition(":")[2], 16) == server.port]
    assert ours == [f"0100007F:{server.port:04X}"]


def test_it_is_asked_by_three_names() -> None:
    assert names_of(8765) == {"127.0.0.1:8765", "localhost:8765", "[::1]:8765"}


def test_help_needs_no_server() -> None:
    code = "import sys, cli; sys.argv = ['kakehashi', 'serve', '--help']\ntry: cli.main()\nexcept SystemExit: pass\n"
    code += "print(sorted({'starlette', 'uvicorn', 'web'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.endswith("[]\n")


def test_a_connection_is_its_users() -> None:
    with listen(0) as listener, socket.create_connection(listener.getsockname()) as client:
        channel, peer = listener.accept()
        with channel:
            assert user_of(peer, channel.getsockname()) == os.getuid()
            assert not is_a_stranger(peer, channel.getsockname())
            assert is_a_stranger(peer, channel.getsockname(), ours=[os.getuid() + 1])
            assert client.getsockname() == peer
    assert not is_a_stranger(None, None)


def test_a_client_that_takes_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "READ_SECONDS", 0.01)

    async def work() -> list[bool]:
        found = []
        for takes in (False, True):
            made, transport = connected()
            made.connection_made(transport)
            made.pause_writing()
            if takes:
                made.resume_writing()
            await asyncio.sleep(0.1)
            found.append(transport.aborted)
            made.connection_lost(OSError())
        return found

    assert asyncio.run(work()) == [True, False]


class Transport(asyncio.Transport):
    """Of nothing, which tells whether it was cut off."""

    aborted = False

    def abort(self) -> None:
        self.aborted = True


def connected() -> tuple[connection.Connection, Transport]:
    config = Config(Starlette(), http=connection.Connection)
    return connection.Connection(config, ServerState(), {}), Transport()


def test_a_connection_of_another_user_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> tuple[bool, bool]:
        found = []
        for stranger in (True, False):
            monkeypatch.setattr(connection, "is_a_stranger", lambda *ends, told=stranger: told)
            made, transport = connected()
            made.connection_made(transport)
            found.append(transport.aborted)
            if made.due is not None:
                made.due.cancel()
        return found[0], found[1]

    assert asyncio.run(work()) == (True, False)
