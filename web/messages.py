"""What the server and a worker say to one another: each message with its length in four bytes before it."""

from __future__ import annotations

import msgspec
from msgspec import Struct

MAX_REPLY = 64 * 1024**2  # bytes of a message; the largest documents have a tenth


class Ask(Struct, frozen=True):
    """A question: a path under `/api/`, its query, and the body of what is written (empty: it is only asked)."""

    path: str
    query: str
    body: bytes = b""


class Progress(Struct, frozen=True, tag="progress"):
    """How much of the work is done."""

    done: int
    total: int


class Reply(Struct, frozen=True, tag="reply"):
    """What is sent back: a document, or what is to be saved under a name.

    `spent` tells that the worker has grown and should be asked no more, `starved` that it ran out of memory.
    """

    status: int
    body: bytes
    media: str = "application/json"
    file: str = ""
    spent: bool = False
    starved: bool = False


Told = Progress | Reply

_TOLD = msgspec.msgpack.Decoder(Told)
_ASK = msgspec.msgpack.Decoder(Ask)


def framed(message: Ask | Told) -> bytes:
    """A message as it is sent."""
    text = msgspec.msgpack.encode(message)
    return len(text).to_bytes(4, "big") + text


def told(text: bytes) -> Told:
    """What a worker said. Raises `msgspec.MsgspecError` where it is rubbish."""
    return _TOLD.decode(text)


def asked(text: bytes) -> Ask:
    """What a worker is asked."""
    return _ASK.decode(text)
