"""One hop as in Faust's documentation: an agent that awaits one send per record.

The serializers are raw and the web server is off. Everything else is Faust's default. This row does
less than the other rows. It drops the keys, and it loses a record if its send fails after the agent
has gone on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import faust
from faust.types import AppT, StreamT

from bench.child import answer
from bench.hop.job import Job, Measured, Stopwatch
from bench.hop.started import started

__all__ = ["run"]


def run(job: Job) -> Measured:
    """Copy the records, and return the measurement."""
    return asyncio.run(_run(job))


async def _run(job: Job) -> Measured:
    app = faust.App(
        job.group, broker=f"kafka://{job.brokers}", web_enabled=False,
        topic_allow_declare=False, topic_disable_leader=True,
    )  # fmt: skip
    done: asyncio.Future[Measured] = asyncio.get_running_loop().create_future()
    _attach(app, job, done)
    async with started(app):
        return await done


def _attach(app: AppT, job: Job, done: asyncio.Future[Measured]) -> None:
    source = app.topic(job.source, value_serializer="raw", key_serializer="raw")
    target = app.topic(job.target, value_serializer="raw", key_serializer="raw")
    watch = Stopwatch()
    sent: list[Awaitable[Any]] = []

    @app.agent(source)
    async def hop(stream: StreamT[bytes]) -> None:
        """Copy each record to the target topic."""
        async for value in stream:
            watch.begin()
            sent.append(await target.send(value=value))
            if len(sent) == job.records:
                await asyncio.gather(*sent)
                done.set_result(watch.end(job.records))


if __name__ == "__main__":
    answer(Job, run)
