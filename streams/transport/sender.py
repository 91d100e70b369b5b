"""The last check before a record batch goes to the broker: its generation must still serve.

aiokafka numbers a record batch, and then sends it until the broker accepts it. A worker that was paused, or that was cut
off, would go on with that after its session. So each request asks the lease, also a retry: before aiokafka makes the
request, and as the last thing before its bytes go to the socket.

A record batch of a generation that is over is dropped. Its number is then missing on the broker, or is there: nobody
knows. So the producer goes on with a new id, under which the numbers of every partition begin at 0. A record batch that
has a number of the old id keeps it.

A request can still be on its way when the lease runs out. The connection is then reset: the operating system throws away
what it has not sent. aiokafka sends the record batches again, if their generation serves after all.

What remains is what the network or the broker has taken, and a process that stops between the last check and the end of
the write. docs/decisions/0023 says why this does no harm.

Private attributes and methods of aiokafka that are used (0.14.0):
  AIOKafkaProducer._sender                  the task that sends what the accumulator has
  Sender._send_produce_req                  sends one request with record batches to a broker; replaced
  Sender._in_flight, _muted_partitions      the brokers and partitions that wait for an answer
  Sender._txn_manager                       the id of the producer, and the numbers of record batches
  MessageBatch._builder                     the record batch that `create_batch` returned
  AIOKafkaClient._conns                     the connections to the brokers
  AIOKafkaConnection._writer                writes to the socket; replaced
`AIOKafkaClient.send` is replaced, too: it sends any request.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.client import ConnectionGroup
from aiokafka.conn import CloseReason
from aiokafka.errors import NodeNotReadyError
from aiokafka.producer.transaction_manager import TransactionManager
from aiokafka.protocol.produce import ProduceRequest

from streams.transport.lease import GenerationOver, Lease, Standing

__all__ = ["LeasedSender"]

RESET = struct.pack("ii", 1, 0)
"""The value of SO_LINGER that drops what is not sent when the connection closes."""


class _LeasedWriter:
    """The writer of a connection. It breaks the connection if the next bytes may not go to the socket."""

    def __init__(self, writer: asyncio.StreamWriter, may_write: Callable[[], bool]) -> None:
        self._writer, self._may_write = writer, may_write

    def write(self, message: bytes) -> None:
        if not self._may_write():
            raise ConnectionAbortedError("the group has not confirmed the worker's assignment in time")
        self._writer.write(message)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)


class LeasedSender:
    """Takes the place of methods of aiokafka's sender and client, and sends only record batches whose generation serves.

    The builder of each record batch must have its generation as the attribute `generation`.
    """

    def __init__(self, producer: AIOKafkaProducer, lease: Lease) -> None:
        self._sender, self._client = producer._sender, producer.client  # noqa: SLF001
        self._lease = lease
        self._generations: dict[int, set[int]] = {}
        """The generations of the request that each broker gets now."""
        self._watches: dict[int, asyncio.TimerHandle] = {}
        self._writes_to: int | None = None
        """The broker to which a request with record batches is written next."""
        self._produce, self._request = self._sender._send_produce_req, self._client.send  # noqa: SLF001
        self._sender._send_produce_req, self._client.send = self._send, self._send_request  # noqa: SLF001

    async def _send(self, node_id: int, batches: Mapping[Any, Any]) -> None:
        """Send record batches to a broker in one request, without those whose generation is over."""
        generations = {place: batch._builder.generation for place, batch in batches.items()}  # noqa: SLF001
        serves = {generation: await self._lease.serves(generation) for generation in set(generations.values())}
        served = {place: batch for place, batch in batches.items() if serves[generations[place]]}
        if len(served) < len(batches):
            self._drop({place: batch for place, batch in batches.items() if place not in served})
        if not served:
            self._sender._in_flight.remove(node_id)  # noqa: SLF001
            return
        self._generations[node_id] = {generations[place] for place in served}
        self._watch(node_id)
        try:
            await self._produce(node_id, served)
        finally:
            self._watches.pop(node_id).cancel()

    def _drop(self, batches: Mapping[Any, Any]) -> None:
        """Fail record batches that have a number, and let the producer get a new id."""
        for batch in batches.values():
            batch.failure(GenerationOver())
        self._sender._muted_partitions.difference_update(batches)  # noqa: SLF001
        numbers = self._sender._txn_manager  # noqa: SLF001
        vars(numbers).update(vars(TransactionManager(None, numbers.transaction_timeout_ms)))

    async def _send_request(self, node_id: int, request: Any, **options: Any) -> Any:
        """Send a request. Raises KafkaError if it has record batches whose generation may not serve: a retry is due."""
        if isinstance(request, ProduceRequest):
            if not await self._client.ready(node_id):
                raise NodeNotReadyError(f"no connection to broker {node_id}")
            connection = self._client._conns[node_id, ConnectionGroup.DEFAULT]  # noqa: SLF001
            if not isinstance(connection._writer, _LeasedWriter):  # noqa: SLF001
                connection._writer = _LeasedWriter(connection._writer, self._may_write)  # noqa: SLF001
            self._writes_to = node_id
        return await self._request(node_id, request, **options)

    def _may_write(self) -> bool:
        """Return whether the next bytes may go to the socket. Between `_send_request` and the write nothing else runs."""
        node_id, self._writes_to = self._writes_to, None
        return node_id is None or self._remaining(node_id) > 0

    def _remaining(self, node_id: int) -> float:
        """Return how many seconds the generations of a request serve for sure; 0 or less if they may not."""
        generations = self._generations[node_id]
        if any(self._lease.standing(generation) is not Standing.SERVES for generation in generations):
            return 0.0
        return min(map(self._lease.remaining, generations))

    def _watch(self, node_id: int) -> None:
        """Call `_expire` when the lease of a request runs out."""
        after = max(0.0, self._remaining(node_id))
        self._watches[node_id] = asyncio.get_running_loop().call_later(after, self._expire, node_id)

    def _expire(self, node_id: int) -> None:
        """Reset the connection on which a request waits for its answer, unless the lease was renewed."""
        if self._remaining(node_id) > 0:
            self._watch(node_id)
            return
        connection = self._client._conns.get((node_id, ConnectionGroup.DEFAULT))  # noqa: SLF001
        if connection is not None and connection.connected():
            transport = connection._writer.transport  # noqa: SLF001
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            transport.abort()
            connection.close(reason=CloseReason.CONNECTION_BROKEN)
