"""A server at work: its socket on this machine alone, and the loop that answers until it is interrupted."""

from __future__ import annotations

import asyncio
import socket
from errno import EADDRINUSE
from secrets import token_urlsafe
from signal import SIGINT
from types import FrameType

import uvicorn

from engine.language.problems import EngineFault
from web.app import make_app
from web.connection import Connection
from web.naming import Setting
from web.pool import Pool
from web.safety import MOST_TARGET, Gate

LOOPBACK = "127.0.0.1"
NAMES = (LOOPBACK, "localhost", "[::1]")
PORT = 8765
TRIED = 20  # ports from that one on, where none is named
MOST_CONNECTIONS = 256
PATIENCE = 1  # seconds that answers under way are waited for at the end


def listen(port: int | None) -> socket.socket:
    """A socket on the port (0: any that is free), else on the first that is free. Raises `EngineFault` where there is none."""
    tried = range(PORT, PORT + TRIED) if port is None else [port]
    for number in tried:
        # Said to be TCP, or asyncio does not know it for such, and an answer waits 40 ms for the last one to be acknowledged.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((LOOPBACK, number))
            listener.listen(MOST_CONNECTIONS)
            return listener
        except OSError as error:
            listener.close()
            fault = error
            if error.errno != EADDRINUSE:
                break
    ports = f"port {tried[0]} cannot" if len(tried) == 1 else f"none of the ports {tried[0]} to {tried[-1]} can"
    hint = "Name another with --port; --port 0 takes any that is free."
    raise EngineFault(f"{ports} be listened to: {fault.strerror}. {hint}")


def names_of(port: int) -> frozenset[str]:
    """The names by which a server on a port may be asked."""
    return frozenset(f"{name}:{port}" for name in NAMES) | (frozenset(NAMES) if port == 80 else frozenset())


class _Server(uvicorn.Server):
    """One that ends at a signal and leaves it at that: its caller says how the program ends."""

    interrupted = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal ends it, a second one at once."""
        self.interrupted |= sig == SIGINT
        self.force_exit = self.should_exit
        self.should_exit = True


def serve(listener: socket.socket, setting: Setting) -> None:
    """Answers what comes in at the socket. Raises `KeyboardInterrupt` where it is interrupted."""
    pool = Pool(setting)
    gate = Gate(names_of(listener.getsockname()[1]), token_urlsafe(32))
    server = _Server(
        uvicorn.Config(
            make_app(pool, gate),
            http=Connection,
            ws="none",
            loop="asyncio",
            log_config=None,
            log_level="critical",  # what fails is told to whoever asked
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            backlog=MOST_CONNECTIONS,
            h11_max_incomplete_event_size=2 * MOST_TARGET,
            timeout_graceful_shutdown=PATIENCE,
        )
    )
    asyncio.run(_run(server, pool, listener))
    if server.interrupted:
        raise KeyboardInterrupt


async def _run(server: uvicorn.Server, pool: Pool, listener: socket.socket) -> None:
    try:
        await server.serve(sockets=[listener])
    finally:
        await pool.close()
