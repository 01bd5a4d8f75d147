"""A connection: what comes on it has to be a request, whole within some seconds, or it is closed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from web.peers import is_a_stranger
from web.problems import refusal
from web.safety import ALWAYS

REQUEST_SECONDS = 20.0  # from the first byte of a request (or from the connection) to its last
READ_SECONDS = 60.0  # in which a client has to take what waits to be sent to it


class Connection(H11Protocol):
    """Uvicorn's, which waits for ever for a request that has begun, with a time for it, and with our words where it is none."""

    due: asyncio.TimerHandle | None = None
    taken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # a transport that can be aborted, as Uvicorn too has it
        """A client is there: its first request is due, unless it is another user's."""
        super().connection_made(transport)
        if is_a_stranger(self.client, self.server):
            transport.abort()
        else:
            self._expect()

    def data_received(self, data: bytes) -> None:
        """Something came: the rest of the request is due, unless that was all of it."""
        if self.due is None:
            self._expect()
        super().data_received(data)
        if self.conn.their_state not in (h11.SEND_BODY, h11.IDLE) or self._is_idle():
            self._settle()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._settle()
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More waits to be sent than is taken."""
        self.taken = self.loop.call_later(READ_SECONDS, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        """Enough of it was taken."""
        if self.taken is not None:
            self.taken.cancel()
            self.taken = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """What is said to what is no HTTP."""
        reply = refusal(400, "no-request", "this is no request of HTTP/1.1, or its headers are too long")
        said = {"Content-Type": reply.media, "Content-Length": str(len(reply.body)), "Connection": "close", **ALWAYS}
        headers = [(name.encode(), value.encode()) for name, value in said.items()]
        events: list[Any] = [h11.Response(status_code=400, headers=headers), h11.Data(data=reply.body), h11.EndOfMessage()]
        with suppress(h11.LocalProtocolError):  # an answer to what came before is on its way
            self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
        self.transport.close()

    def _expect(self) -> None:
        self.due = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _settle(self) -> None:
        if self.due is not None:
            self.due.cancel()
            self.due = None

    def _is_idle(self) -> bool:
        """Whether all that came was answered, and nothing of a next request is there."""
        done, _ = self.conn.trailing_data
        return self.conn.their_state is h11.IDLE and not done and self.cycle is not None
