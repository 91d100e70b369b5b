"""The batch transport: subclasses of Faust's consumer and producer that move lists of records and lose none.

Plain Faust 0.15.3 loses records. It acknowledges a record whose agent failed, commits past records that are still
being processed, and only logs a warning if a send fails. Here an agent gets a batch: a list of records of one
partition. The offset after a batch is committed only when the broker has acknowledged every output of the batch. State
rows and rejected records are outputs, too (docs/decisions/0002).
"""

from __future__ import annotations

from streams.transport.application import BatchApp, BatchTransport, new_app
from streams.transport.consumer import BatchConsumer
from streams.transport.inbox import PartitionBatch, RestingPartition, TopicInbox
from streams.transport.lease import GenerationOver
from streams.transport.producer import BatchProducer, Sent, WireRecord

__all__ = [
    "BatchApp",
    "BatchConsumer",
    "BatchProducer",
    "BatchTransport",
    "GenerationOver",
    "PartitionBatch",
    "RestingPartition",
    "Sent",
    "TopicInbox",
    "WireRecord",
    "new_app",
]
