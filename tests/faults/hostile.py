"""The row of hostile pages and compression bombs between good pages: each meets its rule, and no good page is lost."""

from __future__ import annotations

import asyncio
import subprocess
import unicodedata
from tempfile import TemporaryFile

from aiokafka import AIOKafkaProducer

from schemas.rejection import Reason
from schemas.topics import PAGES_RAW, PAGES_REPORTS, REJECTED
from streams.settings import Settings
from tests.faults.alone import fresh, judged, peak_mb
from tests.faults.fleet import WORKER
from tests.faults.stage import Ground
from tests.faults.undisturbed import AFTER_SPLIT
from tests.faults.verify import Verdict
from tests.hostile.bombs import CODECS, batches, publish_batches
from tests.hostile.corpus import CASES, good_pages
from tests.support.kafka import read, settled, values
from tests.support.pages import make_pages
from tests.support.processes import child

__all__ = ["REFUSED", "hostile"]

MOST_MB = 419  # 400 MiB
BOMBED = 3
"""The partition that takes the bombs."""

GOOD = list(make_pages(12, 8, articles=1, repeated=0))
"""Pages in the batches of the bombs."""

BOMBS = batches(iter([page.text for page in GOOD]))
REASONS = [reason for codec in CODECS for bomb in BOMBS if bomb.codec == codec for reason in bomb.reasons]
"""Of the records in the order they are published."""

REFUSED = sum(case.reason is not None for case in CASES) + sum(reason is not None for reason in REASONS)

Place = tuple[int, int]


async def publish_between(settings: Settings) -> dict[Place, Reason]:
    """Publish hostile and good pages in turn; return where the refused ones are, and why."""
    topic, refused = PAGES_RAW.full_name(settings.prefix), {}
    producer = AIOKafkaProducer(bootstrap_servers=settings.brokers, compression_type="lz4", max_request_size=64_000_000)
    await producer.start()
    for number, (case, good) in enumerate(zip(CASES, good_pages(), strict=True)):
        place = number % BOMBED
        sent = await producer.send_and_wait(topic, case.value, key=case.key, partition=place, headers=list(case.headers))
        if case.reason:
            refused[sent.partition, sent.offset] = case.reason
        await producer.send_and_wait(topic, good.text.encode(), key=b"", partition=place)
    await producer.stop()
    return refused


def controls(said: bytes) -> set[str]:
    """Return the control and format characters in what a process said, line feeds aside."""
    return {character for character in said.decode("utf-8") if unicodedata.category(character) in {"Cc", "Cf", "Cs"}} - {"\n"}


async def hostile(ground: Ground, row: str) -> Verdict:
    """Let a worker meet all of them; AssertionError where a reason, the memory or the log is wrong."""
    async with fresh(ground.direct, row, {}) as settings:
        refused = await publish_between(settings)
        await publish_batches(settings, BOMBS, BOMBED)
        refused |= {(BOMBED, offset): reason for offset, reason in enumerate(REASONS) if reason}
        with TemporaryFile() as log:
            with child(WORKER, settings.environment(), stdout=log.fileno(), stderr=subprocess.STDOUT) as process:
                await settled(settings, process)
                peak = peak_mb(process)
                process.terminate()
                await asyncio.to_thread(process.wait)
            log.seek(0)
            said = log.read()
        rejected = [dict(record.headers) for record in await read(settings, REJECTED)]
        found = {(int(h["silkwire-partition"]), int(h["silkwire-offset"])): h["silkwire-reason"].decode() for h in rejected}
        wrong = {place: (reason.value, found.get(place)) for place, reason in refused.items() if found.get(place) != reason.value}
        assert not wrong, f"expected and found reasons, by partition and offset: {wrong}"
        assert len(rejected) == len(found) == REFUSED, f"{len(rejected)} refused, {len(found)} of them once, expected {REFUSED}"
        reports = await values(settings, PAGES_REPORTS)
        assert len(reports) == 2 * len(CASES) + len(REASONS), f"{len(reports)} reports"
        assert not controls(said), f"the log has {controls(said)!r}"
        assert 0 < peak <= MOST_MB, f"peak {peak} MB"
        return await judged(settings, {0: good_pages(), BOMBED: GOOD}, rss_mb=peak, among_others=True, stages=AFTER_SPLIT)
