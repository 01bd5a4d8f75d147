"""A long answer as server-sent events: how much is done, then the document, or what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from engine.language.problems import KakehashiError
from web.messages import Ask, Progress, Reply
from web.pool import Pool
from web.problems import problem_reply


async def events_of(pool: Pool, ask: Ask) -> AsyncIterator[str]:
    """``progress`` with what is done of how much, as often as there is news; then ``answer``, or ``problem``, with the document.

    Whoever closes the connection gives the work up. The lines of the document are those of the event, so that a reader
    that joins them has it to the letter.
    """
    heard: asyncio.Queue[Progress | Reply] = asyncio.Queue()

    async def work() -> None:
        try:
            heard.put_nowait(await pool.ask(ask, is_long=True, hear=heard.put_nowait))
        except KakehashiError as error:
            heard.put_nowait(problem_reply(error))

    task = asyncio.ensure_future(work())
    try:
        while isinstance(said := await heard.get(), Progress):
            yield _event("progress", f'{{"done": {said.done}, "total": {said.total}}}')
        yield "id: 1\n" + _event("answer" if said.status == 200 else "problem", said.body.decode().rstrip("\n"))
    finally:
        task.cancel()


def _event(name: str, data: str) -> str:
    lines = "".join(f"data: {line}\n" for line in data.split("\n"))
    return f"event: {name}\n{lines}\n"
