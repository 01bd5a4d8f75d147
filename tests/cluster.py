"""A real cluster on this machine: Dask's scheduler and workers as processes of their own, which talk over TCP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT

PATIENCE = 60.0  # seconds until a process that does not come up is taken to be broken


class LocalCluster:
    """A scheduler with some workers. Used as a context manager; everything is killed in the end."""

    def __init__(self, folder: Path, workers: int = 2, certificates: Mapping[str, str] | None = None) -> None:
        """With settings of Dask that name certificates, everybody talks through TLS."""
        self.folder, self.count, self.settings = folder, workers, dict(certificates or {})
        self.address = ""
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> LocalCluster:
        told = self.folder / "scheduler.json"
        words = ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told)]
        self.scheduler = self.start("scheduler", *words, *(["--protocol", "tls"] if self.settings else []))
        try:
            wait_for(lambda: told.exists() and told.read_text().endswith("}"), self.scheduler)
            self.address = json.loads(told.read_text())["address"]
            for _ in range(self.count):
                self.add_worker()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            process.terminate()  # a nanny ends its worker, then itself
        for process in (*self.workers, self.scheduler):
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
            process.wait()

    def add_worker(self, threads: int = 1, path: Path = ROOT) -> subprocess.Popen[bytes]:
        """A worker more, in an empty folder, with the code at a path."""
        name = f"worker-{len(self.workers)}"
        words = [
            self.address,
            "--no-nanny",
            "--nthreads",
            str(threads),
            "--name",
            name,
            "--local-directory",
            str(self.folder / name),
        ]
        worker = self.start("worker", *words, path=path)
        self.workers.append(worker)
        return worker

    def add_workers(self, count: int, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Workers more as users start them, each with a nanny that starts it again."""
        words = [self.address, "--nworkers", str(count), "--nthreads", "1", "--local-directory", str(self.folder)]
        self.workers.append(self.start("worker", *words, settings=settings))
        return self.workers[-1]

    def start(
        self, kind: str, *words: str, path: Path = ROOT, settings: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """A process of the cluster."""
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words, "--no-dashboard"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KAKEHASHI")}
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=kept | {"PYTHONPATH": str(path), "PYTHONSAFEPATH": "1"} | self.settings | dict(settings or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self, worker: int) -> None:
        """Kills a worker, as a machine dies."""
        self.workers[worker].send_signal(signal.SIGKILL)
        self.workers[worker].wait()

    def scheduled(self) -> list[str]:
        """The tasks that the scheduler knows of."""
        import distributed

        library: Any = distributed
        with library.Client(self.address, set_as_default=False) as client:
            found: list[str] = client.run_on_scheduler(_tasks)
            return found


def _tasks(dask_scheduler: Any) -> list[str]:
    return [str(name) for name in dask_scheduler.tasks]


def wait_for(holds: Callable[[], bool], process: subprocess.Popen[Any] | None = None) -> None:
    """Waits until something holds, as long as the process lives."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert process is None or process.poll() is None, "the process ended"
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)
