"""The worker process: check the broker, run the application, serve its health, end well."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable

from streams.app import Flow, build
from streams.errors import BrokerDown, Stopped, WorkerFailed
from streams.kafka.connection import SILENCE
from streams.kafka.topics import check_topics
from streams.metrics import Live, WorkerNow
from streams.settings import Settings
from streams.transport.fetch import bound_reads
from streams.worker.broker_view import BrokerView
from streams.worker.http import Server
from streams.worker.logs import setup
from streams.worker.lookout import stage_now
from streams.worker.watchdog import Watchdog

__all__ = ["Worker", "run"]

log = logging.getLogger("silkwire.worker")

STOP_SECONDS = 8
"""How long a stop may take before the process just ends: what is uncommitted is read again."""


class Worker:
    """A running flow with its web server; one a process."""

    def __init__(self, settings: Settings, flow: Flow | None = None) -> None:
        self.flow = flow or build(settings)
        self.settings = settings
        self.watchdog = Watchdog(settings.stall_seconds, self.flow.consumer, self.waits)
        self.broker = BrokerView(settings, self.flow.consumer, tuple(it.inbox.topic for it in self.flow.handlers))
        self.flow.metrics.registry.register(Live(self.now))
        self.server = Server(settings.http_host, settings.http_port, self.flow.metrics.exposition, self.problem)

    async def start(self) -> None:
        """Check broker and topics, then join the group; returns once Faust has started."""
        bound_reads()
        await check_topics(self.settings)
        logging.getLogger("aiokafka").setLevel(logging.ERROR)
        await self.server.start()
        await self.flow.guards.control.start()
        self.flow.app.finalize()
        await asyncio.gather(self.flow.app.start(), *(asyncio.to_thread(warm) for warm in self._warmings()))
        gc.collect()
        gc.freeze()  # what Faust and the models hold stays for good: not walking it saves a third of a hop

    def _warmings(self) -> list[Callable[[], None]]:
        return [handler.stage.warm for handler in self.flow.handlers if handler.stage.warm is not None]

    async def stop(self) -> None:
        """Finish the open batches, commit, leave the group."""
        await self.flow.app.stop()
        await self.flow.guards.stop()
        await self.flow.reader.stop()
        await self.server.stop()

    def problem(self) -> str:
        """Say why the worker is not ready; empty where it is."""
        held = [f"{hold.topic}[{hold.partition}]" for hold in self.flow.guards.holds()]
        return self.waits() or (f"held until `silkwire resume`: {', '.join(held)}" if held else "")

    def waits(self) -> str:
        """Say why the worker need not work now; empty where it has its partitions."""
        app = self.flow.app
        if app.should_stop:
            return "stopping"
        if app.rebalancing or not self.flow.consumer.flow_active:
            return "rebalancing"
        if not app.tables.recovery.completed.is_set():  # type: ignore[attr-defined]
            return "joining the group"
        return ""

    def now(self) -> WorkerNow:
        """Return what a scrape shows of this moment."""
        stages = () if self.waits() else tuple(stage_now(handler, self.broker) for handler in self.flow.handlers)
        return WorkerNow(time.time(), not self.problem(), self.watchdog.loop_delay, stages)

    async def failure(self) -> BaseException | None:
        """Wait until the application has failed; return why."""
        control = self.flow.guards.control
        while not self.flow.app.should_stop and control.failure is None:
            await asyncio.sleep(0.2)
        reason = control.failure or self.flow.app._crash_reason  # type: ignore[attr-defined]  # noqa: SLF001  mode offers no other way to it
        return reason or WorkerFailed("the application stopped by itself; its log says why")


async def _until_told(worker: Worker, on_ready: Callable[[Worker], None] | None) -> Stopped | None:
    """Run until a signal (None) or a failure (its cause)."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await worker.start()
    watch = worker.watchdog.watch()  # it goes on while the worker stops
    ends = [asyncio.ensure_future(it) for it in (worker.failure(), watch, worker.broker.follow())]
    waiting = asyncio.ensure_future(told.wait())
    announced = asyncio.ensure_future(_announce(worker, on_ready))
    await asyncio.wait({*ends, waiting}, return_when=asyncio.FIRST_COMPLETED)
    announced.cancel()
    failed = [end for end in ends if end.done()]
    return _cause(failed[0].exception() or failed[0].result()) if failed else None


def _cause(reason: BaseException | None) -> Stopped:
    """Return why the worker ends as one of the known causes."""
    while isinstance(reason, BaseExceptionGroup):
        reason = reason.exceptions[0]
    if isinstance(reason, SILENCE):
        return BrokerDown(f"the broker did not answer ({type(reason).__name__}: {reason})")
    return reason if isinstance(reason, Stopped) else WorkerFailed(f"{type(reason).__name__}: {reason}")


async def _announce(worker: Worker, on_ready: Callable[[Worker], None] | None) -> None:
    while worker.problem():
        await asyncio.sleep(0.05)
    log.info("ready: metrics on http://%s:%s/metrics", worker.settings.http_host, worker.server.port)
    if on_ready is not None:
        on_ready(worker)


async def _run(settings: Settings, on_ready: Callable[[Worker], None] | None) -> int:
    worker = Worker(settings)
    cause = await _until_told(worker, on_ready)
    if cause is not None:
        log.error("%s", cause)
        await worker.flow.guards.absolve()
        return cause.code  # at once: services that failed cannot be stopped well, and nothing more may be committed
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(worker.stop(), STOP_SECONDS)
    return 0


def run(settings: Settings, on_ready: Callable[[Worker], None] | None = None) -> None:
    """Run a worker in this process until a signal or a failure, then end the process.

    Ends by os._exit: a client thread that hangs on a broker that is gone must not keep
    a worker alive that has nothing more to do. Exit codes: streams/errors.py.
    """
    setup(settings.log_level)
    try:
        code = asyncio.run(_run(settings, on_ready))
    except Stopped as cause:
        log.error("%s", cause)  # noqa: TRY400  the message says all; a trace would only frighten
        code = cause.code
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
