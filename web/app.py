"""The server: every path that there is, and what answers it."""

from __future__ import annotations

from secrets import token_urlsafe

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from web.answers import ANSWERS, reply
from web.page import Assets
from web.questions import Setting


def make_app(setting: Setting, token: str = "") -> Starlette:
    """The server as an ASGI application; `token` is what writes must carry (empty: a new one)."""
    token = token or token_urlsafe(32)
    assets = Assets()

    async def index(request: Request) -> Response:
        return HTMLResponse(assets.index(token))

    async def static(request: Request) -> Response:
        found = assets.file(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        data, media, tag = found
        return Response(data, media_type=media, headers={"ETag": tag})

    async def answer(request: Request) -> Response:
        found = await run_in_threadpool(reply, setting, request.url.path.removeprefix("/api/"), request.url.query)
        return Response(found.body, found.status, media_type=found.media)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/static/{name:path}", static),
            *(Route(f"/api/{name}", answer, name=name) for name in ANSWERS),
        ]
    )
