"""Reading record batches: the same records as aiokafka reads, and no more memory than the limits say."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from hypothesis import given
from hypothesis import strategies as st

from agents.stage import UnreadableRecord
from schemas.limits import Limits
from schemas.rejection import Reason
from streams.transport.fetch.batches import BatchReader
from streams.transport.fetch.decompress import decompress
from streams.transport.fetch.patch import MOST_BYTES, BoundedFetch, BoundedRecords, limit_fetches
from streams.transport.fetch.record_format import KEPT_BYTES, read_records

CODECS = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}
MIB = 1024 * 1024
LIMITS = Limits(batch_bytes=2 * MIB, record_bytes=MIB)
PLACE = TopicPartition("pages", 3)

every_codec = pytest.mark.parametrize("codec", CODECS)
Given = list[tuple[bytes | None, bytes | None, list[tuple[str, bytes | None]]]]


def batch(codec: str, records: Given) -> bytes:
    builder = DefaultRecordBatchBuilder(2, CODECS[codec], 0, -1, -1, 0, 1 << 30)
    for number, (key, value, headers) in enumerate(records):
        builder.append(number, 1000 + number, key, value, headers)
    return bytes(builder.build())


def read(data: bytes, limits: Limits = LIMITS) -> list[Any]:
    records = BoundedRecords(PLACE, BatchReader(data, limits), None, 0, None, None, True, 0)  # noqa: FBT003  aiokafka's
    return list(records)


@every_codec
def test_usual_batches_are_read_as_aiokafka_reads_them(codec: str) -> None:
    data = batch(codec, [(b"k", b"text " * n, [("source", b"kabar"), ("none", None)]) for n in range(50)])
    data += batch(codec, [(None, None, [])])
    assert read(data) == list(fetcher.PartitionRecords(PLACE, MemoryRecords(data), None, 0, None, None, True, 0))  # noqa: FBT003


@every_codec
def test_a_record_over_the_limit_arrives_cut_and_its_neighbours_whole(codec: str) -> None:
    giant = bytes(MIB + 1)
    first, cut, last = read(batch(codec, [(b"a", b"first", []), (b"b", giant, []), (b"c", b"last", [])]))
    assert (first.value, last.value, last.offset, last.key) == (b"first", b"last", 2, b"c")
    assert isinstance(cut, UnreadableRecord)
    assert (cut.rejection.reason, cut.offset, cut.partition, len(cut.value or b"")) == (
        Reason.RECORD_UNREADABLE,
        1,
        3,
        KEPT_BYTES,
    )
    assert cut.whole == (MIB + 1, hashlib.sha256(giant).hexdigest())


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
def test_a_bomb_is_unpacked_no_further_than_the_limit(codec: str) -> None:
    records = read(batch(codec, [(b"a", b"first", []), (b"b", bytes(20 * MIB), []), (b"c", b"behind", [])]))
    assert [record.offset for record in records] == [0, 1, 2]
    assert records[0].value == b"first"
    assert [record.rejection.reason for record in records[1:]] == [Reason.RECORD_UNREADABLE] * 2
    assert all(record.value is None for record in records[1:])


def test_a_bomb_in_one_block_of_snappy_leaves_the_places_of_its_records() -> None:
    import cramjam  # noqa: PLC0415

    plain = batch("none", [(b"a", bytes(3 * MIB), []), (b"b", b"last", [])])
    header = bytearray(plain[:61])
    header[22] = CODECS["snappy"]
    packed = bytes(cramjam.snappy.compress_raw(plain[61:]))
    header[8:12] = (49 + len(packed)).to_bytes(4, "big")
    reader = BatchReader(bytes(header) + packed, LIMITS)
    assert [record.offset for record in reader.next_batch()] == [0, 1]


def test_a_header_name_that_is_no_text_refuses_its_record_alone() -> None:
    good: Given = [(b"k", b"text", [("source", b"kabar")])]
    plain = batch("none", [*good, (b"k", b"text", [("namename", b"v")]), *good])
    payload = plain[61:].replace(b"namename", b"\xff\xfename\x9b\x00")
    records = BoundedRecords(PLACE, BatchReader(plain[:61] + payload, LIMITS), None, 0, None, None, False, 0)  # noqa: FBT003
    first, bad, last = records
    assert (first.value, last.value, last.headers) == (b"text", b"text", (("source", b"kabar"),))
    assert bad.rejection.reason is Reason.RECORD_UNREADABLE
    assert bad.headers[0][1] == b"v"


def test_a_poll_hands_out_a_few_megabytes_at_a_time_and_goes_on_where_it_stopped() -> None:
    class Assignment:
        active = True
        position = 0
        paused = False

        def state_value(self, _tp: object) -> Assignment:
            return self

        def consumed_to(self, position: int) -> None:
            self.position = position

    limits = Limits(batch_bytes=64 * MIB, record_bytes=10 * MIB)
    data = batch("zstd", [(b"k", bytes(MIB), [])] * 20)
    records = BoundedRecords(PLACE, BatchReader(data, limits), None, 0, None, None, True, 0)  # noqa: FBT003
    fetch = BoundedFetch(PLACE, assignment=Assignment(), partition_records=records, backoff=0)
    portions = []
    while fetch.has_more():
        portions.append(fetch.getall(10_000))
    assert [record.offset for portion in portions for record in portion] == list(range(20))
    assert max(sum(len(record.value) for record in portion) for portion in portions) <= MOST_BYTES + MIB


@given(data=st.binary(max_size=300))
def test_any_bytes_are_records_or_end_the_reading(data: bytes) -> None:
    assert len(list(read_records(data, LIMITS))) <= len(data)


@given(codec=st.sampled_from(["gzip", "snappy", "lz4", "zstd"]), data=st.binary(max_size=300))
def test_any_payload_is_unpacked_or_is_not_whole(codec: str, data: bytes) -> None:
    unpacked, _ = decompress(CODECS[codec], data, 4096)
    assert len(unpacked) <= 4096


def test_the_names_that_are_replaced_are_those_aiokafka_reads_by(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MemoryRecords", "PartitionRecords", "FetchResult"):
        monkeypatch.setattr(fetcher, name, getattr(fetcher, name))
    limit_fetches()
    code = fetcher.Fetcher._proc_fetch_request.__code__.co_names
    assert {"MemoryRecords", "PartitionRecords", "FetchResult"} <= set(code)
    assert isinstance(fetcher.MemoryRecords(b""), BatchReader)
