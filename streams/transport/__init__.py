"""The lossless batch transport: Faust's consumer and producer, in lists of records.

Faust 0.15.3 acknowledges a record when its agent fails, commits past records that are
still open, and logs a failed send as a warning. Here an agent gets a batch, and the
offsets behind it are committed only after everything the batch gave is acknowledged by
the broker (docs/decisions/0002).
"""

from __future__ import annotations

from typing import ClassVar

from faust.transport.drivers import aiokafka as driver

from streams.transport.consumer import BatchConsumer
from streams.transport.inbox import PartitionBatch, TopicInbox
from streams.transport.producer import BatchProducer, Sent, WireRecord

__all__ = ["BatchConsumer", "BatchProducer", "BatchTransport", "PartitionBatch", "Sent", "TopicInbox", "WireRecord"]


class BatchTransport(driver.Transport):
    """The driver that Faust is given in place of its own."""

    Consumer: ClassVar[type[BatchConsumer]] = BatchConsumer
    Producer: ClassVar[type[BatchProducer]] = BatchProducer
