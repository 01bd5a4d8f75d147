"""Whatever becomes of the process that answers costs one answer: the next is given, and it is told what happened."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.infer.worker import WorkerFault
from engine.language.problems import EngineFault
from web.messages import Ask, Progress, Reply
from web.naming import Setting
from web.pool import Pool
from web.problems import Busy

GENEROUS = (60.0, 60.0)


def ask(query: str) -> Ask:
    return Ask("assess", query)


@asynccontextmanager
async def pool_of(size: int = 2, seconds: tuple[float, float] = GENEROUS, **more: Any) -> AsyncIterator[Pool]:
    pool = Pool(Setting(), size, "tests.web.unruly", seconds, **more)
    pool.start()
    try:
        yield pool
    finally:
        await pool.close()


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def pid_of(pool: Pool) -> int:
    return int((await pool.ask(ask("pid"))).body.split()[0])


@pytest.mark.parametrize(
    ("how", "reason", "sign"),
    [
        ("crash", "crashed", signal.SIGSEGV),
        ("kill", "crashed", signal.SIGKILL),
        ("abort", "crashed", signal.SIGABRT),
        ("exit", "crashed", 0),
        ("memory", "out of memory", 0),
        ("hoard", "out of memory", 0),
    ],
)
def test_a_worker_that_ends_costs_one_answer(how: str, reason: str, sign: int) -> None:
    async def work() -> None:
        async with pool_of(1, bytes_=2**30) as pool:
            before = await pid_of(pool)
            with pytest.raises(WorkerFault) as told:
                await pool.ask(ask(how))
            assert (told.value.reason, told.value.signal) == (reason, sign)
            after = await pid_of(pool)
            assert after != before
            assert not Path(f"/proc/{before}").exists()

    run(work())


def test_a_worker_without_end_is_out_of_time() -> None:
    async def work() -> None:
        async with pool_of(1, seconds=(1.0, 60.0)) as pool:
            before = await pid_of(pool)
            with pytest.raises(WorkerFault) as told:
                await pool.ask(ask("loop"))
            assert told.value.reason == "out of time"
            assert await pid_of(pool) != before

    run(work())


@pytest.mark.parametrize("how", ["bug", "deep"])
def test_a_fault_of_ours_is_told_and_the_worker_replaced(how: str) -> None:
    async def work() -> None:
        async with pool_of(1) as pool:
            before = await pid_of(pool)
            found = await pool.ask(ask(how))
            assert (found.status, b"a fault inside" in found.body) == (500, True)
            assert await pid_of(pool) != before

    run(work())


def test_a_worker_that_has_grown_is_asked_no_more() -> None:
    async def work() -> None:
        async with pool_of(1) as pool:
            before = await pid_of(pool)
            assert (await pool.ask(ask("grow"))).status == 200
            assert await pid_of(pool) != before

    run(work())


def test_who_goes_away_ends_the_work() -> None:
    async def work() -> None:
        async with pool_of(1) as pool:
            before = await pid_of(pool)
            task = asyncio.ensure_future(pool.ask(ask("loop")))
            await asyncio.sleep(0.3)
            task.cancel()
            assert await pid_of(pool) != before
            assert not Path(f"/proc/{before}").exists()

    run(work())


def test_who_goes_away_while_waiting_takes_no_place() -> None:
    async def work() -> None:
        async with pool_of(1, most_waiting=1) as pool:
            await pid_of(pool)
            first = asyncio.ensure_future(pool.ask(ask("sleep=1")))
            await asyncio.sleep(0.3)
            second = asyncio.ensure_future(pool.ask(ask("second")))
            await asyncio.sleep(0.1)
            second.cancel()
            await asyncio.sleep(0.1)
            third = await pool.ask(ask("third"))
            assert third.body.endswith(b" third")
            assert (await first).status == 200

    run(work())


def test_more_than_may_wait_is_refused_at_once() -> None:
    async def work() -> None:
        async with pool_of(1, most_waiting=2) as pool:
            await pid_of(pool)
            waiting = [asyncio.ensure_future(pool.ask(ask("sleep=1"))) for _ in range(3)]
            await asyncio.sleep(0.2)
            with pytest.raises(Busy) as told:
                await pool.ask(ask("more"))
            assert told.value.seconds >= 1
            assert [(await one).status for one in waiting] == [200, 200, 200]
            assert (await pool.ask(ask("more"))).status == 200

    run(work())


def test_questions_are_answered_in_the_order_in_which_they_came() -> None:
    async def work() -> None:
        async with pool_of(1) as pool:
            order: list[int] = []

            async def one(at: int) -> None:
                await pool.ask(ask("sleep=0.01"))
                order.append(at)

            await asyncio.gather(*(one(at) for at in range(20)))
            assert order == sorted(order)

    run(work())


def test_what_searches_never_takes_the_last_worker() -> None:
    async def work() -> None:
        async with pool_of(2) as pool:
            long = [asyncio.ensure_future(pool.ask(ask("sleep=3"), is_long=True)) for _ in range(3)]
            await asyncio.sleep(0.5)
            begun = time.monotonic()
            await asyncio.gather(*(pool.ask(ask("quick")) for _ in range(5)))
            assert not any(one.done() for one in long)
            assert time.monotonic() - begun < 3
            for one in long:
                one.cancel()

    run(work())


def test_how_much_is_done_is_told_on_the_way() -> None:
    async def work() -> None:
        async with pool_of(1) as pool:
            heard: list[Progress] = []
            found = await pool.ask(ask("told"), is_long=True, hear=heard.append)
            assert isinstance(found, Reply)
            assert heard == [Progress(at, 3) for at in range(3)]

    run(work())


def test_a_stock_that_ends_is_started_anew() -> None:
    async def work() -> None:
        async with pool_of(1) as pool:
            await pid_of(pool)
            assert pool.stock is not None
            os.kill(pool.stock.pid, signal.SIGKILL)
            pool.stock.wait()
            with pytest.raises(WorkerFault):
                await pool.ask(ask("crash"))
            assert await pid_of(pool)

    run(work())


def test_a_stock_that_cannot_start_is_told_to_everybody_who_asks() -> None:
    async def work() -> None:
        pool = Pool(Setting(), 1, "tests.web.no_such_module")
        pool.start()
        try:
            for _ in range(2):
                with pytest.raises(EngineFault):
                    await pool.ask(ask("anything"))
        finally:
            await pool.close()

    run(work())


def test_hard_use_leaves_as_many_workers_as_before() -> None:
    async def work() -> None:
        async with pool_of(3) as pool:

            async def one(at: int) -> str:
                try:
                    return str((await pool.ask(ask(["crash", "quick", "kill", "bug", "sleep=0.01"][at % 5]), at % 2 == 0)).status)
                except WorkerFault as fault:
                    return fault.reason

            found = await asyncio.gather(*(one(at) for at in range(60)))
            assert sorted(set(found)) == ["200", "500", "crashed"]
            assert found.count("crashed") == 24
            await pid_of(pool)
            while pool.chores:
                await asyncio.sleep(0.05)
            assert (len(pool.workers), pool.ready.qsize(), pool.waiting) == (3, 3, 0)

    run(work())
