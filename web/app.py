"""The server: every path that there is, and what answers it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from engine.language.problems import KakehashiError
from web.events import events_of
from web.messages import Ask, Reply
from web.openapi import OPENAPI
from web.page import Assets
from web.paths import ANSWERS
from web.pool import Pool
from web.problems import Busy, problem_reply, refusal
from web.safety import MOST_BODY, OF_A_FILE, OF_THE_PAGE, Gate, Guarded, too_large
from web.writing import WRITINGS

API = "/api/"
BODY_SECONDS = 20  # in which a body has to come
_JSON = re.compile(r'application/json(?: *; *charset="?utf-8"?)?', re.I)
_SAID = {404: ("no-path", "there is nothing under this path"), 405: ("no-method", "this path is not asked that way")}


def make_app(pool: Pool, gate: Gate) -> ASGIApp:
    """The server as an ASGI application, answered by a pool behind a gate."""
    assets = Assets()

    async def index(request: Request) -> Response:
        return Response(assets.index(gate.token), media_type="text/html", headers=dict(OF_THE_PAGE))

    async def static(request: Request) -> Response:
        found = assets.file(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        data, media, tag = found
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=media, headers=headers)

    async def answer(request: Request) -> Response:
        ask = _asked(request)
        is_long = ask.path in ANSWERS and ANSWERS[ask.path].is_long
        work = pool.ask(ask, is_long)
        return _response(await (_while_wanted(request, work) if is_long else work))

    async def write(request: Request) -> Response:
        if not _JSON.fullmatch(request.headers.get("content-type", "")):
            hint = "Send Content-Type: application/json."
            raise Refused(refusal(415, "wrong-type", "what is written is JSON", hint, "Content-Type"))
        ask = Ask(request.scope["path"].removeprefix(API), "", await _body(request))
        # What has begun to be written is written, whether or not anybody waits for the answer.
        return _response(await asyncio.shield(pool.ask(ask)))

    async def sweep_events(request: Request) -> Response:
        if "last-event-id" in request.headers:  # a browser that asks again by itself what it has been told
            return Response(status_code=204)
        ask = Ask("sweep", _asked(request).query)
        return StreamingResponse(events_of(pool, ask), media_type="text/event-stream")

    @asynccontextmanager
    async def at_work(app: Starlette) -> AsyncIterator[None]:
        pool.start()
        try:
            yield
        finally:
            await pool.close()

    routes = [
        Route("/", index, methods=["GET"]),
        Route("/static/{name:path}", static, methods=["GET"]),
        Route(f"{API}{OPENAPI}", answer, methods=["GET"]),
        Route(f"{API}sweep/events", sweep_events, methods=["GET"]),
        *(Route(f"{API}{name}", answer, methods=["GET"]) for name in ANSWERS),
        *(Route(f"{API}{name}", write, methods=["POST"]) for name in WRITINGS),
    ]
    app = Starlette(
        routes=routes,
        lifespan=at_work,
        exception_handlers={HTTPException: _refused, KakehashiError: _failed, Refused: _stopped, ClientDisconnect: _gone},
    )
    app.router.redirect_slashes = False
    return Guarded(app, gate)


def _asked(request: Request) -> Ask:
    if "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0":
        raise Refused(refusal(400, "no-body", "what is only asked has no body", place="body"))
    text: bytes = request.scope["query_string"]
    return Ask(request.scope["path"].removeprefix(API), text.decode("latin-1"))


def _response(reply: Reply, more: Iterable[tuple[str, str]] = ()) -> Response:
    headers = dict(more)
    if reply.file:
        headers |= {"Content-Disposition": f'attachment; filename="{reply.file}"', **OF_A_FILE}
    return Response(reply.body, reply.status, media_type=reply.media, headers=headers)


async def _body(request: Request) -> bytes:
    """The body of a request, read no further than it may be large, and no longer than it may take."""
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                found += part
                if len(found) > MOST_BODY:
                    raise Refused(too_large())
    except TimeoutError:
        raise Refused(refusal(408, "too-slow", f"the body did not come within {BODY_SECONDS} s", place="body")) from None
    return bytes(found)


async def _while_wanted(request: Request, work: Coroutine[Any, Any, Reply]) -> Reply:
    """The reply, unless whoever asked goes away first: then the work is given up."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_is_gone(request))
    try:
        await asyncio.wait([task, gone], return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        task.cancel()
        gone.cancel()


async def _is_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class Refused(Exception):
    """A request that is refused after its headers were read."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, message = _SAID.get(error.status_code, ("refused", error.detail))
    return _response(refusal(error.status_code, code, message, place="path"), (error.headers or {}).items())


async def _stopped(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _response(error.reply, [("Connection", "close")])


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, KakehashiError)
    return _response(problem_reply(error), [("Retry-After", str(error.seconds))] if isinstance(error, Busy) else [])


async def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=499)  # to nobody
