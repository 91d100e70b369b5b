"""The worker process: it checks the broker, runs the application, serves metrics and health, and stops in good order."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from streams.app import Application, build
from streams.errors import BrokerDown, ExitError, WorkerFailed
from streams.kafka.admin import admin
from streams.kafka.connection import TRANSIENT_ERRORS
from streams.kafka.legacy import require_migrated
from streams.kafka.topics import compare, raise_for_unusable
from streams.metrics import LiveGauges, WorkerSnapshot
from streams.settings import Settings
from streams.transport.fetch import limit_fetches
from streams.worker.group_refusal import group_refusal
from streams.worker.http import Server
from streams.worker.logs import setup
from streams.worker.snapshot import BrokerView, stage_snapshot
from streams.worker.topic_watch import TopicWatch
from streams.worker.watchdog import Watchdog

__all__ = ["Worker", "exit_error", "run"]

log = logging.getLogger("silkwire.worker")

NOTE_SECONDS = 5
"""How often commits are copied to the control topic, in seconds."""

LEAVE_SECONDS = 2
"""Longest time to leave the group after a failure. The broker may be away."""

RENEW_SECONDS = 3600
"""How often the state of resting partitions is renewed, in seconds. State topics keep records for weeks."""

STOP_SECONDS = 8
"""Longest time for a stop in good order. Then the process ends anyway, and uncommitted records are read again later."""


class Worker:
    """The application, its web server and its watchdog. A process has one worker."""

    def __init__(self, settings: Settings, application: Application | None = None) -> None:
        self.application = application or build(settings)
        self.settings = settings
        app, consumer = self.application.app, self.application.consumer
        self.watchdog = Watchdog(settings.stall_seconds, settings.session_seconds, consumer, lambda: app.idle_reason)
        self.broker = BrokerView(
            settings, self.application.broker, consumer, tuple(it.inbox.topic for it in self.application.handlers)
        )
        self.topics = TopicWatch(settings, self.application.broker, consumer)
        self.checked = asyncio.Event()
        """Set once the broker has answered and its topics fit. Before that, only `start` speaks of the broker."""
        self.application.metrics.registry.register(LiveGauges(self.snapshot))
        self.server = Server(settings.http_host, settings.http_port, self.application.metrics.exposition, self.problem)

    async def start(self) -> None:
        """Check the broker and the topics, then join the group. Return once Faust has started."""
        limit_fetches()
        async with admin(self.settings) as client:
            raise_for_unusable(await compare(client, self.settings))
            await require_migrated(client, self.settings)
        self.checked.set()
        logging.getLogger("aiokafka").setLevel(logging.ERROR)
        await self.server.start()
        await self.application.gates.control.start()
        self.application.app.finalize()
        await asyncio.gather(self.application.app.start(), *(asyncio.to_thread(warm) for warm in self._warmings()))
        gc.collect()
        gc.freeze()  # the collector then skips Faust and the models: this saves a third of the work per record

    def _warmings(self) -> list[Callable[[], None]]:
        return [handler.stage.warm for handler in self.application.handlers if handler.stage.warm is not None]

    async def stop(self) -> None:
        """Finish the open batches, commit, and leave the group."""
        await self.application.app.stop()
        await self.application.consumer.note_commits()
        await self.application.gates.stop()
        await self.application.reader.stop()
        await self.application.broker.stop()
        await self.server.stop()

    def problem(self) -> str:
        """Return why the worker is not ready, or an empty text if it is ready."""
        held = [f"{hold.topic}[{hold.partition}]" for hold in self.application.gates.holds()]
        return self.application.app.idle_reason or (f"held until `silkwire resume`: {', '.join(held)}" if held else "")

    def snapshot(self) -> WorkerSnapshot:
        """Return the worker's current figures for a scrape of the metrics."""
        idle = self.application.app.idle_reason
        stages = () if idle else tuple(stage_snapshot(handler, self.broker) for handler in self.application.handlers)
        return WorkerSnapshot(time.time(), not self.problem(), self.watchdog.loop_delay, stages)

    async def failure(self) -> BaseException | None:
        """Wait until the worker cannot join its group, or until the application or the control topic fails.

        Return the error.
        """
        app, consumer, control = self.application.app, self.application.consumer, self.application.gates.control
        while not app.should_stop and control.failure is None and consumer.group_error is None:
            await asyncio.sleep(0.2)
        if consumer.group_error is not None:
            return await group_refusal(self.settings, consumer.group_error)
        return control.failure or app.crash_reason or WorkerFailed("the application stopped by itself; its log says why")

    async def follow(self) -> None:
        """Watch the topics, collect the broker's figures, copy the commits and renew the state, until cancelled.

        Raises what ends a worker: LogTruncated or TopicMissing.
        """
        await self.checked.wait()
        async with asyncio.TaskGroup() as group:
            for work in (self.topics.follow(), self.broker.follow(), self._note_commits(), self._renew_state()):
                group.create_task(work)

    async def _note_commits(self) -> None:
        """Copy the commits of the group to the control topic at intervals, until cancelled."""
        while True:
            await asyncio.sleep(NOTE_SECONDS)
            await self.application.consumer.note_commits()

    async def _renew_state(self) -> None:
        """Renew the state of resting partitions at intervals, until cancelled."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            for handler in self.application.handlers:
                await handler.renew_state()


async def _until_stopped(worker: Worker, on_ready: Callable[[Worker], None] | None) -> ExitError | None:
    """Run the worker until a signal or a failure. Return the cause of the failure, or None after a signal."""
    stop_requested = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop_requested.set)
    waiting = asyncio.ensure_future(stop_requested.wait())
    starting = asyncio.ensure_future(worker.start())
    watching = asyncio.ensure_future(worker.watchdog.watch())  # it goes on while the worker stops
    tasks = [asyncio.ensure_future(it) for it in (worker.failure(), worker.follow())]
    await asyncio.wait({waiting, starting, watching, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    if starting.done() and starting.exception() is None:
        tasks.append(asyncio.ensure_future(_announce(worker, on_ready)))
        await asyncio.wait({waiting, watching, *tasks[:-1]}, return_when=asyncio.FIRST_COMPLETED)
    else:
        tasks.append(starting)
    cause = _cause(worker, watching, *tasks)
    for task in tasks:
        task.cancel()
    return cause


def _cause(worker: Worker, *ends: asyncio.Future[Any]) -> ExitError | None:
    """Return why the worker ends, as an ExitError; None if none of its tasks has failed.

    If the application has crashed, its reason counts: the other tasks fail because the application is gone.
    """
    reasons = [end.exception() or end.result() for end in ends if end.done()]
    reason = worker.application.app.crash_reason or next(filter(None, reasons), None)
    return None if reason is None else exit_error(reason)


def exit_error(reason: BaseException) -> ExitError:
    """Return an error of any kind as an ExitError."""
    while isinstance(reason, BaseExceptionGroup):
        reason = reason.exceptions[0]
    if isinstance(reason, TRANSIENT_ERRORS):
        return BrokerDown(f"the broker did not answer ({type(reason).__name__}: {reason})")
    return reason if isinstance(reason, ExitError) else WorkerFailed(f"{type(reason).__name__}: {reason}")


async def _announce(worker: Worker, on_ready: Callable[[Worker], None] | None) -> None:
    while worker.problem():
        await asyncio.sleep(0.05)
    log.info("ready: metrics on http://%s:%s/metrics", worker.settings.http_host, worker.server.port)
    if on_ready is not None:
        on_ready(worker)


async def _run(settings: Settings, on_ready: Callable[[Worker], None] | None) -> None:
    """Run a worker until a signal; then stop it in good order, if that does not take too long. Raises ExitError."""
    worker = Worker(settings)
    cause = await _until_stopped(worker, on_ready)
    if cause is not None:
        await worker.application.gates.clear_trials()
        await asyncio.wait({asyncio.ensure_future(worker.application.consumer.leave_group())}, timeout=LEAVE_SECONDS)
        raise cause  # at once: failed services cannot be stopped in good order, and nothing more may be committed
    await asyncio.wait({asyncio.ensure_future(worker.stop())}, timeout=STOP_SECONDS)


def run(settings: Settings, on_ready: Callable[[Worker], None] | None = None) -> None:
    """Run a worker until a signal or a failure, then end this process.

    `on_ready` is called once the worker is ready. The process ends with os._exit, without the end of the event loop. A
    client's thread that waits for a lost broker, or a task of Faust that cannot be cancelled, would keep it alive.
    streams/errors.py lists the exit codes.
    """
    setup(settings.log_level)
    code = 0
    try:
        asyncio.new_event_loop().run_until_complete(_run(settings, on_ready))
    except ExitError as cause:
        log.error("%s", cause)  # noqa: TRY400  the message says everything; it is the last line of the log
        code = cause.code
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
