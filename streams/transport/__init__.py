"""The lossless batch transport: Faust's consumer and producer, in lists of records.

Faust 0.15.3 acknowledges a record when its agent fails, commits past records that are still open, and logs a failed
send as a warning. Here an agent gets a batch. The offsets after a batch are committed only when the broker has
acknowledged everything that the batch gave (docs/decisions/0002).
"""

from __future__ import annotations

from streams.transport.application import BatchApp, BatchTransport, new_app
from streams.transport.consumer import BatchConsumer
from streams.transport.inbox import PartitionBatch, TopicInbox
from streams.transport.producer import BatchProducer, Sent, WireRecord

__all__ = [
    "BatchApp",
    "BatchConsumer",
    "BatchProducer",
    "BatchTransport",
    "PartitionBatch",
    "Sent",
    "TopicInbox",
    "WireRecord",
    "new_app",
]
