"""librdkafka's mock cluster, by ctypes: a broker that answers with the errors that a test orders.

It comes with the confluent-kafka wheel; its functions are part of librdkafka's public header
rdkafka_mock.h.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import confluent_kafka

__all__ = ["COMMIT", "PRODUCE", "MockCluster", "mock_cluster"]

PRODUCE, COMMIT = 0, 8
"""Keys of Kafka's requests Produce and OffsetCommit."""

PRODUCER = 0


def _library() -> ctypes.CDLL:
    """Load the librdkafka that the wheel has brought, with any suffix in its name."""
    here = Path(confluent_kafka.__file__).parent
    found = sorted([*here.parent.glob("confluent_kafka.libs/librdkafka*"), *here.glob(".dylibs/librdkafka*")])
    if not found:
        raise FileNotFoundError("the confluent-kafka package here has no librdkafka")
    library = ctypes.CDLL(str(found[0]))
    for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_mock_cluster_new"):
        getattr(library, name).restype = ctypes.c_void_p
    library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    return library


@dataclass(frozen=True, slots=True)
class MockCluster:
    """A running mock; `bootstrap` is its address."""

    library: ctypes.CDLL
    handle: ctypes.c_void_p
    bootstrap: str

    def topic(self, name: str, partitions: int) -> None:
        """Make a topic."""
        code = self.library.rd_kafka_mock_topic_create(self.handle, name.encode(), ctypes.c_int(partitions), ctypes.c_int(1))
        assert code == 0, f"mock topic {name}: error {code}"

    def answer(self, request: int, errors: Sequence[int]) -> None:
        """Answer the next requests of a kind with these error codes, one each."""
        codes = (ctypes.c_int * len(errors))(*errors)
        self.library.rd_kafka_mock_push_request_errors_array(
            self.handle, ctypes.c_int16(request), ctypes.c_size_t(len(errors)), codes
        )


@contextmanager
def mock_cluster() -> Iterator[MockCluster]:
    """Run a mock of one broker until the block ends."""
    library, said = _library(), ctypes.create_string_buffer(512)
    client = ctypes.c_void_p(library.rd_kafka_new(PRODUCER, ctypes.c_void_p(library.rd_kafka_conf_new()), said, 512))
    handle = ctypes.c_void_p(library.rd_kafka_mock_cluster_new(client, ctypes.c_int(1)))
    try:
        yield MockCluster(library, handle, library.rd_kafka_mock_cluster_bootstraps(handle).decode())
    finally:
        library.rd_kafka_mock_cluster_destroy(handle)
        library.rd_kafka_destroy(client)
