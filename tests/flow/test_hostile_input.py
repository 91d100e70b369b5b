"""Hostile pages between good ones, on a real Kafka: what comes out, what is refused, and what the worker takes."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from bench.pages import make_pages
from schemas.rejection import Reason
from schemas.topics import ARTICLES_CLEAN, PAGES_RAW, PAGES_REPORTS, REJECTED
from streams.settings import Settings
from tests.hostile.bombs import batches, publish_batches
from tests.hostile.corpus import CASES, good_pages
from tests.support import read, settled, values

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(240)]

MOST_RESIDENT_KB = 400 * 1024
BOMBED = 3
"""The partition that takes the bombs."""

Place = tuple[int, int]


async def publish_between(settings: Settings) -> dict[Place, Reason]:
    """Publish hostile and good pages in turn; return where the refused ones stand, and why."""
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


def start(settings: Settings) -> subprocess.Popen[bytes]:
    variables = {f"SILKWIRE_{name.upper()}": str(value) for name, value in settings.model_dump().items()}
    command = [sys.executable, "-m", "streams", "worker"]
    return subprocess.Popen(command, env={**os.environ, **variables}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def resident_kb(process: subprocess.Popen[bytes]) -> int:
    """Return the most memory that a process has held."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text("utf-8"))
    assert found
    return int(found[1])


def controls(said: bytes) -> set[str]:
    """Return the control and format characters in what a process said, line feeds aside."""
    return {character for character in said.decode("utf-8") if unicodedata.category(character) in {"Cc", "Cf", "Cs"}} - {"\n"}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc: the memory of a process cannot be read")
async def test_hostile_pages_and_bombs_harm_no_good_page_and_fit_into_memory(settings: Settings) -> None:
    refused = await publish_between(settings)
    beside = list(make_pages(12, 8, articles=1, repeated=0))
    bombs = batches(iter([page.text for page in beside]))
    await publish_batches(settings, bombs, BOMBED)
    reasons = [
        reason
        for codec in ("gzip", "snappy", "lz4", "zstd")
        for batch in bombs
        if batch.codec == codec
        for reason in batch.reasons
    ]
    refused |= {(BOMBED, offset): reason for offset, reason in enumerate(reasons) if reason}
    process = start(settings)
    try:
        await settled(settings, 150)
        held = resident_kb(process)
    finally:
        process.terminate()
        said = (await asyncio.to_thread(process.communicate, None, 20))[0]
    rejected = [dict(record.headers) for record in await read(settings, REJECTED)]
    found = {(int(h["silkwire-partition"]), int(h["silkwire-offset"])): h["silkwire-reason"].decode() for h in rejected}
    assert found == {place: reason.value for place, reason in refused.items()}
    assert len(rejected) == len(found)
    clean = {word for article in await values(settings, ARTICLES_CLEAN) for word in article["text"].replace(".", " ").split()}
    assert {mark for page in [*good_pages(), *beside] for mark in page.marks} <= clean
    assert len(await values(settings, PAGES_REPORTS)) == 2 * len(CASES) + len(reasons)
    assert held <= MOST_RESIDENT_KB
    assert controls(said) == set()
