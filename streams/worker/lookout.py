"""A running stage as a scrape shows it."""

from __future__ import annotations

from streams.handler import Handler
from streams.metrics import PartitionNow, StageNow
from streams.worker.broker_view import BrokerView

__all__ = ["stage_now"]


def stage_now(handler: Handler, broker: BrokerView) -> StageNow:
    """Return a stage with the partitions that this worker has of its input."""
    consumer, guard, inbox = handler.consumer, handler.guard, handler.inbox
    sizes = handler.memory.sizes() if handler.memory else {}
    partitions = tuple(
        PartitionNow(
            tp.partition, lag, consumer.oldest_ms(tp) if lag else None, sizes.get(tp.partition),
            guard.held(tp.partition), guard.balance(tp.partition),
        )
        for tp, lag in sorted(consumer.lags(broker.ends).items())
        if tp.topic == inbox.topic
    )  # fmt: skip
    open_batches = consumer.open_batches(inbox.topic)
    retention_ms = broker.retention_ms.get(inbox.topic, handler.stage.reads.retention_ms)
    return StageNow(handler.name, retention_ms, open_batches, inbox.waiting_bytes(), partitions)
