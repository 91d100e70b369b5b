"""The partition of a key: as Java's producer has it where other programs read, by CRC32 where state depends on it."""

from __future__ import annotations

from zlib import crc32

import pytest
from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st

from schemas.topics import ARTICLES_CLEAN, DRAFTS, TOPICS
from streams.kafka.partitioner import partitioner

LIKE_JAVA = {"articles.clean", "articles.decisions", "fx.ticks", "fx.rates", "pages.reports"}

ALL_HASHES = 2**31 - 1
"""So many partitions that the partition of a key is its hash."""

KAFKAS_VECTORS = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}
"""The hashes in UtilsTest.testMurmur2 of Kafka's Java client."""

JAVAS_PARTITIONS = [
    (b"", 275646681, {2: 1, 3: 0, 4: 1, 12: 9, 100: 81}),
    (b"c1:9f0c4f3f2ab34c1d8e7b6a5948372615", 1432023596, {2: 0, 3: 2, 4: 0, 12: 8, 100: 96}),
    (b"Kabar|USD/KGS", -217857772, {2: 0, 3: 1, 4: 0, 12: 4, 100: 76}),
    (b"\xff\x80", -442788720, {2: 0, 3: 2, 4: 0, 12: 8, 100: 28}),
    (b"\xc3\xa9\xff\x00", -878050231, {2: 1, 3: 1, 4: 1, 12: 1, 100: 17}),
]
"""Hashes and partitions that BuiltInPartitioner.partitionForKey of kafka-clients 4.3.1 returns."""

place = partitioner(ARTICLES_CLEAN)


@pytest.mark.parametrize(("key", "java"), [*KAFKAS_VECTORS.items(), *((key, java) for key, java, _ in JAVAS_PARTITIONS)])
def test_a_public_key_has_the_hash_that_java_gives_it(key: bytes, java: int) -> None:
    assert place(key, ALL_HASHES) == java & 0x7FFFFFFF


@pytest.mark.parametrize(
    ("key", "partitions", "partition"),
    [(key, partitions, partition) for key, _, table in JAVAS_PARTITIONS for partitions, partition in table.items()],
)
def test_a_public_key_is_in_the_partition_that_java_selects(key: bytes, partitions: int, partition: int) -> None:
    assert place(key, partitions) == partition


@given(key=st.binary(max_size=200), partitions=st.integers(1, 2000))
def test_a_public_key_is_in_the_partition_that_aiokafka_selects(key: bytes, partitions: int) -> None:
    numbers = list(range(partitions))
    assert place(key, partitions) == DefaultPartitioner()(key, numbers, numbers)


@given(key=st.binary(max_size=200), partitions=st.integers(1, 2000))
def test_a_key_that_decides_where_state_is_keeps_its_crc32(key: bytes, partitions: int) -> None:
    assert partitioner(DRAFTS)(key, partitions) == crc32(key) % partitions


def test_only_the_topics_that_other_programs_read_are_like_java() -> None:
    assert {topic.name for topic in TOPICS if partitioner(topic) is place} == LIKE_JAVA
    assert {partitioner(topic) for topic in TOPICS if topic.name not in LIKE_JAVA} == {partitioner(DRAFTS)}
