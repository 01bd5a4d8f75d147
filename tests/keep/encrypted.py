"""A server behind TLS: who signs its certificate, and a gate that takes up PostgreSQL's request for encryption before it.

The server of the wheel is built without TLS. The gate speaks it as a server does: eight bytes ask for it, ``S`` grants it, and
what follows is encrypted. Behind the gate it goes on through the server's socket, as it is.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from pathlib import Path
from select import select
from struct import pack
from threading import Thread
from urllib.parse import quote

from trustme import CA

from tests.server import Server

ASKS_FOR_TLS = pack("!ii", 8, 80877103)
ASKS_FOR_KERBEROS = pack("!ii", 8, 80877104)
HOST = "localhost"  # the name in the certificates


def authority(folder: Path, name: str) -> CA:
    """Somebody who signs certificates, with what it is believed by as a file."""
    made = CA(organization_name=name)
    made.cert_pem.write_to_path(str(folder / f"{name}.crt"))
    return made


class Gate:
    """Where a server is reached through TLS, until it is closed."""

    def __init__(self, server: Server, signer: CA) -> None:
        """With a certificate that names `HOST`."""
        self.behind = f"{server.folder}/.s.PGSQL.{server.port}"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        signer.issue_cert(HOST).configure_cert(self.context)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.encrypted = 0  # connections
        Thread(target=self._listen, daemon=True).start()

    def url(self, database: str, user: str, host: str = HOST, **options: str) -> str:
        """The address of a database through the gate."""
        said = "".join(f"&{name}={quote(value, safe='/')}" for name, value in options.items())
        port = self.listening.getsockname()[1]
        return f"postgresql://{user}@{host}:{port}/{database}?hostaddr=127.0.0.1{said}"

    def close(self) -> None:
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)  # ends the waiting for who comes
        self.listening.close()

    def _listen(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                came, _ = self.listening.accept()
                Thread(target=self._answer, args=(came,), daemon=True).start()

    def _answer(self, came: socket.socket) -> None:
        with came, suppress(OSError):  # who came has gone, or does not believe the certificate
            asked = came.recv(8, socket.MSG_WAITALL)
            while asked == ASKS_FOR_KERBEROS:
                came.sendall(b"N")
                asked = came.recv(8, socket.MSG_WAITALL)
            if asked != ASKS_FOR_TLS:  # nothing is let through as it is
                return
            came.sendall(b"S")
            with self.context.wrap_socket(came, server_side=True) as front, socket.socket(socket.AF_UNIX) as back:
                self.encrypted += 1
                back.connect(self.behind)
                _pass_on(front, back)


def _pass_on(front: ssl.SSLSocket, back: socket.socket) -> None:
    """What either side says to the other, until one has gone."""
    other: dict[socket.socket, socket.socket] = {front: back, back: front}
    while True:
        ready = [front] if front.pending() else select(list(other), [], [])[0]
        for one in ready:
            said = one.recv(1 << 16)
            if not said:
                return
            other[one].sendall(said)
