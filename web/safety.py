"""Who may ask, and what a browser may do with an answer: decided before any path is looked at.

Only this machine's own browser and programs are meant. A page of another site may have a browser send requests here, by its
own name where that name leads here (DNS rebinding): so the name that was asked for is held against a list, to the letter. What
writes must come from the page of this very server, and carry the token that only this page was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from secrets import compare_digest

from msgspec import Struct
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.messages import Reply
from web.problems import refusal

MOST_BODY = 1_000_000  # bytes
MOST_TARGET = 16_000  # letters of a path with its query: every descriptor of a large base set
MOST_HEADERS = 64
TOKEN = b"x-kakehashi-token"
SAFE = ("GET", "HEAD")

_PATH = re.compile(rb"/(?:[A-Za-z0-9._-]+/)*[A-Za-z0-9._-]*")  # as all of ours are written: nothing encoded, nothing empty

# What a browser is told of every answer. Nothing but the page may run scripts, and only those that ship with it.
ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
}
OF_THE_PAGE: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}
# A file may style itself and show the pictures that it carries, if ever it is opened where it was asked for.
OF_A_FILE: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox"
    ),
}


class Gate(Struct, frozen=True):
    """The names by which this server may be asked, and the token that what writes must carry."""

    hosts: frozenset[str]
    token: str

    def refuse(self, scope: Scope) -> Reply | None:
        """What is said to a request that is not let in, None where it is."""
        headers = _Headers(scope["headers"])
        found = self._malformed(scope, headers) or self._foreign(scope, headers)
        # No path is asked in any other way than these three: there is nothing to be kept from the others.
        return found or (self._forged(headers) if scope["method"] == "POST" else None)

    def _malformed(self, scope: Scope, headers: _Headers) -> Reply | None:
        if len(scope["headers"]) > MOST_HEADERS:
            return refusal(431, "too-many-headers", f"more than {MOST_HEADERS} headers")
        hosts = headers.all(b"host")
        if len(hosts) != 1 or hosts[0].decode("latin-1").lower() not in self.hosts:
            return refusal(403, "wrong-host", "this server is not asked by that name", f"Ask http://{min(self.hosts)}/.", "Host")
        if len(scope["raw_path"]) + len(scope["query_string"]) > MOST_TARGET:
            return refusal(414, "too-long", f"an address has at most {MOST_TARGET:,} letters", place="path")
        if not _PATH.fullmatch(scope["raw_path"]) or b".." in scope["raw_path"]:
            return refusal(400, "wrong-path", "no path of this server is written so", place="path")
        sizes, codings = headers.all(b"content-length"), headers.all(b"transfer-encoding")
        if len(sizes) > 1 or (sizes and codings):
            return refusal(400, "two-lengths", "the length of the body is said twice", place="Content-Length")
        if sizes and (not sizes[0].isdigit() or len(sizes[0]) > 12 or int(sizes[0]) > MOST_BODY):
            return too_large()
        return None

    def _foreign(self, scope: Scope, headers: _Headers) -> Reply | None:
        """A request that the page of another site had a browser send; a link to the page itself may be anywhere."""
        is_link = scope["path"] == "/" and scope["method"] in SAFE and headers.one(b"sec-fetch-mode") == b"navigate"
        if is_link or headers.one(b"sec-fetch-site") in (None, b"same-origin", b"none"):
            return None
        return refusal(403, "other-site", "the page of another site may not ask this server", place="Sec-Fetch-Site")

    def _forged(self, headers: _Headers) -> Reply | None:
        host, origins, site = headers.one(b"host") or b"", headers.all(b"origin"), headers.one(b"sec-fetch-site")
        if (not origins and site != b"same-origin") or any(origin != b"http://" + host for origin in origins) or len(origins) > 1:
            return refusal(403, "other-origin", "only the page of this server writes", place="Origin")
        tokens = headers.all(TOKEN)
        if len(tokens) != 1 or not compare_digest(tokens[0], self.token.encode()):
            hint = "Each start of the server has its own, which the page carries: load the page again."
            return refusal(403, "wrong-token", "the token is missing, or of an earlier start of the server", hint, "token")
        return None


class _Headers:
    """The headers of a request, each as often as it is there."""

    def __init__(self, listed: Sequence[tuple[bytes, bytes]]) -> None:
        self.listed = listed

    def all(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.listed if key == name]

    def one(self, name: bytes) -> bytes | None:
        """The only one of a name; several are none of ours, and fit nowhere."""
        found = self.all(name)
        return b", ".join(found) if found else None


class Guarded:
    """An application behind a gate, which tells browsers of each answer what they may do with it."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or refuses it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with(message.get("headers", ()), ALWAYS)
            await send(message)

        refused = self.gate.refuse(scope)
        if refused is None:
            await self.app(scope, receive, told)
        else:
            await send_reply(refused, told)


async def send_reply(reply: Reply, send: Send) -> None:
    """Sends a reply; where it was not clear where the request ends, what else comes on the connection is not read."""
    headers = [(b"content-type", reply.media.encode()), (b"content-length", str(len(reply.body)).encode())]
    headers += [(b"connection", b"close")] if reply.status == 400 else []
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


def too_large() -> Reply:
    """The reply to a body that is larger than any that is read."""
    return refusal(413, "too-large", f"a body has at most {MOST_BODY:,} bytes", "Write fewer facts at a time.", "body")


def _with(headers: Iterable[tuple[bytes, bytes]], more: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers, and those of ours that are not said yet."""
    found = list(headers)
    said = {name.lower() for name, _ in found}
    return found + [(name.lower().encode(), value.encode()) for name, value in more.items() if name.lower().encode() not in said]
