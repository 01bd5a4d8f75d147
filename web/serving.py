"""A server at work: its socket on this machine alone, and the loop that answers until it is interrupted."""

from __future__ import annotations

import socket

import uvicorn

from engine.language.problems import EngineFault
from web.app import make_app
from web.questions import Setting

LOOPBACK = "127.0.0.1"
PORT = 8765
TRIED = 20  # ports from that one on, where none is named


def listen(port: int | None) -> socket.socket:
    """A socket on the port (0: any that is free), else on the first that is free. Raises `EngineFault` where there is none."""
    tried = range(PORT, PORT + TRIED) if port is None else [port]
    for number in tried:
        try:
            return socket.create_server((LOOPBACK, number))
        except OSError as error:
            fault = error
    raise EngineFault(f"port {tried[-1]} cannot be listened to: {fault.strerror}")


def serve(listener: socket.socket, setting: Setting) -> None:
    """Answers what comes in at the socket."""
    uvicorn.Server(uvicorn.Config(make_app(setting), log_level="warning", access_log=False)).run(sockets=[listener])
