"""Whose a connection is: on a machine of several users, all of them can reach what listens to it."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

Address = tuple[str, int | None] | None

_TABLE = Path("/proc/net/tcp")  # on Linux: every connection of the machine, with the user on this end of it
_USER = 7  # the column


def is_a_stranger(client: Address, server: Address, ours: Collection[int] = ()) -> bool:
    """Whether a connection comes from a user who is neither this one nor root (or none of `ours`); nobody is where no table
    tells.
    """
    user = user_of(client, server)
    return user is not None and user not in (ours or (os.getuid(), 0))


def user_of(client: Address, server: Address) -> int | None:
    """The user on the client's end of a connection, None where no table tells."""
    if client is None or server is None:
        return None
    try:
        table = _TABLE.read_bytes()
    except OSError:
        return None
    ends = f"{_written(client)} {_written(server)}".encode()
    at = table.find(ends)
    if at < 0:
        return None
    start, end = table.rfind(b"\n", 0, at) + 1, table.find(b"\n", at)
    return int(table[start:end].split()[_USER])


def _written(address: tuple[str, int | None]) -> str:
    """An address as the table has it: its bytes from the last to the first, and the port, in hexadecimal."""
    host, port = address
    return f"{''.join(f'{int(part):02X}' for part in reversed(host.split('.')))}:{port or 0:04X}"
