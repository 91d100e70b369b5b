"""Record batches that none of the product's clients makes: bombs in each codec, names of headers that are no text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

from schemas.rejection import Reason
from schemas.topics import PAGES_RAW
from streams.settings import Settings

__all__ = ["CODECS", "Batch", "batches", "publish_batches"]

CODECS = ("gzip", "snappy", "lz4", "zstd")
MB = 1_000_000
UNREADABLE = Reason.RECORD_UNREADABLE


class Name(str):
    """The name of a header whose bytes are not UTF-8."""

    __slots__ = ()

    def encode(self, *_args: Any) -> bytes:
        return b"\xff\x1b[31m\xfe"


class Batch(NamedTuple):
    """Values of one record batch, and why each is refused; None: it is not."""

    codec: str
    values: Sequence[bytes]
    reasons: Sequence[Reason | None]
    header: str = "source"


def batches(good: Iterator[str]) -> list[Batch]:
    """Return the batches; the good pages in them are the next ones of those given."""
    made = []
    for codec in CODECS:
        made += [
            Batch(codec, [next(good).encode(), b"x" * (20 * MB)], [None, UNREADABLE]),
            Batch(codec, [next(good).encode(), b"y" * (12 * MB), next(good).encode()], [None, UNREADABLE, None]),
        ]
    made.append(Batch("zstd", [b"z" * (3 * MB)] * 60, [Reason.PAGE_TOO_LARGE] * 5 + [UNREADABLE] * 55))
    made.append(Batch("zstd", [b"Ab c\n" * (4 * MB)], [UNREADABLE]))
    made.append(Batch("zstd", [b"text"], [UNREADABLE], header=Name("name")))
    return made


async def publish_batches(settings: Settings, made: list[Batch], partition: int) -> None:
    """Publish each as one record batch and wait until the broker has it."""
    topic = PAGES_RAW.full_name(settings.prefix)
    for codec in CODECS:
        producer = AIOKafkaProducer(
            bootstrap_servers=settings.brokers, compression_type=codec, max_batch_size=256 * MB, max_request_size=256 * MB
        )
        await producer.start()
        for batch in [batch for batch in made if batch.codec == codec]:
            builder = producer.create_batch()
            if isinstance(batch.header, Name):
                builder._builder = _DefaultRecordBatchBuilderPy(2, 4, 0, -1, -1, 0, 256 * MB)
            for value in batch.values:
                assert builder.append(key=b"", value=value, timestamp=None, headers=[(batch.header, b"bomb")])
            await (await producer.send_batch(builder, topic, partition=partition))
        await producer.stop()
