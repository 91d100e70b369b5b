"""Checks whether a Kafka broker answers at a port, by one Metadata request of Kafka's protocol."""

import socket
import struct

from deploy.local.ports import HOST

_METADATA_KEY, _METADATA_VERSION, _CORRELATION_ID = 3, 1, 1
_CLIENT_ID = b"silkwire-probe"
_NO_TOPICS = 0
_HEADER = struct.Struct(">hhih")
_COUNT = struct.Struct(">i")
_BYTES_BEFORE_BROKERS = 4  # the correlation id


def answers(port: int, timeout_seconds: float = 5.0) -> bool:
    """Return whether the broker at `port` answers a Metadata request and names at least one broker."""
    try:
        with socket.create_connection((HOST, port), timeout_seconds) as connection:
            return count_brokers(connection) > 0
    except OSError:
        return False


def count_brokers(connection: socket.socket) -> int:
    """Send a Metadata request. Return the number of brokers in the answer, or 0 if the answer is incomplete."""
    request = _HEADER.pack(_METADATA_KEY, _METADATA_VERSION, _CORRELATION_ID, len(_CLIENT_ID)) + _CLIENT_ID
    request += _COUNT.pack(_NO_TOPICS)
    connection.sendall(_COUNT.pack(len(request)) + request)
    with connection.makefile("rb") as answer:
        head = answer.read(_COUNT.size + _BYTES_BEFORE_BROKERS + _COUNT.size)
    if len(head) < _COUNT.size * 2 + _BYTES_BEFORE_BROKERS:
        return 0
    brokers: int = _COUNT.unpack_from(head, _COUNT.size + _BYTES_BEFORE_BROKERS)[0]
    return brokers
