"""The worker's application: every stage attached to its topic.

    pages.raw ─▶ split ─┬─▶ drafts.route1 ─▶ dedupe ─▶ articles.proposed ─▶ version ─▶ articles.unique ─▶ enrich ─▶ articles.clean
                        ├─▶ ticks.raw ─▶ ticks ─▶ fx.ticks, fx.rates
                        └─▶ pages.reports        dedupe, version ─▶ articles.decisions        any stage ─▶ rejected

`build` is a factory: there is no application at import time, and each call gives a fresh one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import faust
from faust.types import AgentT, AppT

from agents.dedupe.agent import attach as attach_dedupe
from agents.enrich.agent import attach as attach_enrich
from agents.split.agent import attach as attach_split
from agents.stage import Stage
from agents.ticks.agent import attach as attach_ticks
from agents.version.agent import attach as attach_version
from schemas.topics import CONTROL
from streams.control import ControlLog, Guards
from streams.handler import Handler
from streams.kafka.connection import credentials
from streams.metrics import Metrics
from streams.settings import Settings
from streams.stages import STAGES
from streams.state import Memory, StateReader
from streams.transport import BatchConsumer, BatchProducer, BatchTransport

__all__ = ["Flow", "build"]

WEEKS = 14 * 86_400.0
"""A worker whose partitions are all held polls nothing, and stays in the group; the watchdog sees to the rest."""

Attach = Callable[..., AgentT[Any]]

ATTACH: dict[str, Attach] = {
    "split": attach_split,
    "dedupe": attach_dedupe,
    "version": attach_version,
    "enrich": attach_enrich,
    "ticks": attach_ticks,
}


@dataclass(frozen=True, slots=True)
class Flow:
    """A built application and what the worker needs to watch it."""

    app: AppT
    handlers: tuple[Handler, ...]
    metrics: Metrics
    reader: StateReader
    guards: Guards
    settings: Settings

    @property
    def consumer(self) -> BatchConsumer:
        """The application's consumer; made by Faust when first asked for."""
        return cast(BatchConsumer, self.app.consumer)


def build(settings: Settings, stages: Sequence[Stage] = STAGES, attach: dict[str, Attach] = ATTACH) -> Flow:
    """Return an application with every stage attached, not started."""
    app = _faust(settings)
    metrics, reader = Metrics(filter(None, settings.watched_sources.split(",")), stages), StateReader(settings)
    guards = Guards(ControlLog(settings, CONTROL.full_name(settings.prefix)), settings.reject_limit)
    handlers = tuple(_handler(app, settings, stage, metrics, reader, guards) for stage in stages)
    flow = Flow(app, handlers, metrics, reader, guards, settings)
    flow.consumer.on_assigned, flow.consumer.on_given_back = guards.assigned, guards.given_back
    for handler in handlers:
        topic = app.topic(handler.inbox.topic, value_serializer="raw", key_serializer="raw")
        attach[handler.name.partition(".")[0]](app, topic, handler)
    return flow


def _handler(app: AppT, settings: Settings, stage: Stage, metrics: Metrics, reader: StateReader, guards: Guards) -> Handler:
    memory = None
    if stage.state_topic is not None and stage.new_state is not None:
        memory = Memory(stage, stage.new_state, stage.state_topic.full_name(settings.prefix), reader)
    consumer = cast(BatchConsumer, app.consumer)
    topic = stage.reads.full_name(settings.prefix)
    guard = guards.guard(stage.name, topic)
    inbox = consumer.inbox(topic, stage.batch_records, stage.batch_bytes, guard.most)
    guard.on_room = inbox.wake
    return Handler(
        stage, settings.prefix, inbox, consumer, lambda: cast(BatchProducer, app.producer), memory, guard, metrics, time
    )  # fmt: skip


def _faust(settings: Settings) -> AppT:
    """Return Faust's application, with the batch transport in place of its own.

    Why each value: docs/decisions/0002. Faust's web server stays off: it binds every
    interface and serves state.
    """
    app = faust.App(
        settings.group,
        broker=[f"kafka://{address}" for address in settings.brokers.split(",")],
        broker_credentials=credentials(settings),
        autodiscover=False,
        origin="streams",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        agent_supervisor="mode.CrashingSupervisor",
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=settings.fetch_bytes,
        broker_commit_interval=settings.commit_seconds,
        broker_session_timeout=settings.session_seconds,
        broker_heartbeat_interval=settings.session_seconds / 4,
        broker_max_poll_interval=WEEKS,
        broker_max_poll_records=10_000,
        producer_acks=-1,
        producer_linger=0.0,
        producer_max_batch_size=settings.batch_bytes,
        producer_compression_type=None if settings.compression == "none" else settings.compression,
        stream_wait_empty=True,
    )
    app.transport = BatchTransport(app.conf.broker_consumer, app)
    return app
