"""The worker's application: every stage attached to its topic.

    pages.raw ─▶ split ─┬─▶ drafts ─▶ dedupe ─┬─▶ articles.unique ─▶ enrich ─▶ articles.clean
                        │                     └─▶ articles.decisions
                        ├─▶ ticks.raw ─▶ ticks ─▶ fx.ticks, fx.rates
                        └─▶ pages.reports                                          any stage ─▶ rejected

`build` is a factory: there is no application at import time, and each call returns a new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from faust.types import TP, AgentT, AppT, TopicT

from agents.agent import attach
from agents.stage import AnyStage
from schemas.topics import CONTROL
from streams.control import ControlLog, Gates
from streams.group_position import GroupPosition
from streams.handler import Handler
from streams.kafka.log_ranges import BrokerClient
from streams.metrics import Metrics
from streams.settings import Settings
from streams.stages import STAGES
from streams.state import ChangelogReader, StateStore
from streams.transport import BatchApp, BatchConsumer, new_app

__all__ = ["Application", "build"]

TRIAL_STALLS = 2
"""A suspect record may take this many times SILKWIRE_STALL_SECONDS in a separate process. A step may take it once."""

Attach = Callable[[AppT, TopicT, Handler, str], AgentT[Any]]


@dataclass(frozen=True, slots=True)
class Application:
    """A Faust application with its handlers, and the parts that the worker starts, watches and stops."""

    app: BatchApp
    handlers: tuple[Handler, ...]
    metrics: Metrics
    reader: ChangelogReader
    broker: BrokerClient
    gates: Gates
    settings: Settings

    @property
    def consumer(self) -> BatchConsumer:
        """Return the consumer of the application."""
        return self.app.batch_consumer


def build(settings: Settings, stages: Sequence[AnyStage] = STAGES, attach: Attach = attach) -> Application:
    """Return a new application that has an agent for every stage and is not started."""
    app = new_app(settings)
    metrics, reader = Metrics(filter(None, settings.watched_sources.split(",")), stages), ChangelogReader(settings)
    control = ControlLog(settings, CONTROL.full_name(settings.prefix))
    gates = Gates(control, settings.reject_limit, TRIAL_STALLS * settings.stall_seconds)
    handlers = tuple(_handler(app, settings, stage, metrics, reader, gates) for stage in stages)
    consumer = app.batch_consumer
    stores = {handler.inbox.topic: handler.store for handler in handlers if handler.store is not None}
    broker = BrokerClient(settings)
    consumer.facts = GroupPosition(gates.control, broker, stores)

    async def assigned(partitions: set[TP]) -> None:
        for topic, store in stores.items():
            store.keep({tp.partition for tp in partitions if tp.topic == topic})
        await gates.assigned(partitions)

    consumer.on_assigned, consumer.on_given_back = assigned, gates.given_back
    app.batch_producer.lease = consumer.lease
    for handler in handlers:
        topic = app.topic(handler.inbox.topic, value_serializer="raw", key_serializer="raw")
        attach(app, topic, handler, handler.stage.sentence)
    return Application(app, handlers, metrics, reader, broker, gates, settings)


def _handler(
    app: BatchApp, settings: Settings, stage: AnyStage, metrics: Metrics, reader: ChangelogReader, gates: Gates
) -> Handler:
    store = None
    if stage.state_topic is not None and stage.new_state is not None:
        topic, on_expired = stage.state_topic.full_name(settings.prefix), partial(metrics.count_expired_state, stage.name)
        store = StateStore(stage, stage.new_state, topic, reader, app.batch_consumer.log_start, on_expired)
    topic, consumer = stage.reads.full_name(settings.prefix), app.batch_consumer
    gate = gates.gate(stage.name, topic, stage.parking)
    inbox = consumer.inbox(topic, stage.batch_records, stage.batch_bytes, gate.next_batch_limit)
    gate.on_capacity = inbox.wake
    return Handler(stage, settings.prefix, inbox, consumer, lambda: app.batch_producer, store, gate, metrics, time)
