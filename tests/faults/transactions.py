"""The row of a transactional crawler: it commits, aborts, and is killed with an open transaction."""

from __future__ import annotations

import asyncio
import re
import subprocess

import aiohttp
from aiokafka import AIOKafkaProducer

from deploy.local.ports import free_port
from schemas.topics import ARTICLES_CLEAN, PAGES_RAW
from streams.settings import Settings
from tests.faults.alone import both, fresh, judged, publish_all
from tests.faults.oracle import read_all
from tests.faults.solo import Solo, solo
from tests.faults.stage import Ground, Pages, made_pages
from tests.faults.stops import parts
from tests.faults.verify import Verdict
from tests.support.kafka import POLL_SECONDS, settled
from tests.support.pages import MadePage, envelope, make_pages
from tests.support.processes import child, lines_until

__all__ = ["transactional"]

PAGES = 120
TRANSACTIONS = 12
ABORTED_EACH = 3
"""Every third transaction is aborted."""

PARTITIONS = PAGES_RAW.default_partitions
STALL_SECONDS = 5.0
WATCHDOG_SECONDS = 4 * STALL_SECONDS
OPEN_SECONDS = int(WATCHDOG_SECONDS) + 5
"""Longer than a worker without progress lives: an open transaction is no stall."""
OPEN_SEED = 77

OPEN = re.compile(rb"^silkwire_open_transaction_seconds\{[^}]*\} ([0-9.e+]+)", re.MULTILINE)
LAG = re.compile(rb"^silkwire_lag_records\{[^}]*\} ([0-9.e+]+)", re.MULTILINE)


def a_page_each(seed: int) -> Pages:
    """Return one new page a partition."""
    return {number: [page] for number, page in enumerate(make_pages(PARTITIONS, seed=seed, repeated=0))}


async def crawl(settings: Settings) -> tuple[list[Pages], list[Pages]]:
    """Write pages in transactions; return those that were committed, and those that were aborted."""
    topic, ended = PAGES_RAW.full_name(settings.prefix), (list[Pages](), list[Pages]())
    async with AIOKafkaProducer(bootstrap_servers=settings.brokers, transactional_id=f"{topic}-crawler") as crawler:
        for number in range(TRANSACTIONS):
            pages, aborted = a_page_each(seed=100 + number), number % ABORTED_EACH == ABORTED_EACH - 1
            await crawler.begin_transaction()
            for partition, (page,) in pages.items():
                await crawler.send_and_wait(topic, envelope(page), partition=partition)
            await (crawler.abort_transaction() if aborted else crawler.commit_transaction())
            ended[aborted].append(pages)
    return ended


async def figures(port: int, pattern: re.Pattern[bytes]) -> list[float]:
    """Return a worker's figures of one metric; none while it does not answer."""
    try:
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/metrics") as answer:
            return [float(value) for value in pattern.findall(await answer.read())]
    except aiohttp.ClientError:
        return []


async def until_open(port: int, worker: Solo) -> None:
    """Wait until the worker shows the open transaction; TimeoutError where it does not, as long as it is open."""
    async with asyncio.timeout(OPEN_SECONDS):
        while not any(await figures(port, OPEN)):
            assert worker.process.poll() is None, f"the worker ended: {worker.said()}"
            await asyncio.sleep(POLL_SECONDS)


async def left_open(settings: Settings, behind: Pages, worker: Solo) -> None:
    """Kill a crawler within a transaction, and publish pages that wait until the broker aborts it."""
    topic = PAGES_RAW.full_name(settings.prefix)
    line = ["-m", "tests.faults.open_transaction", settings.brokers, topic, str(OPEN_SEED), str(PARTITIONS), str(OPEN_SECONDS)]
    with child(line, stdout=subprocess.PIPE) as crawler:
        await asyncio.to_thread(lines_until, crawler, "open")
    await publish_all(settings, behind)
    await until_open(settings.http_port, worker)


def marks(*waves: Pages) -> set[str]:
    """Return the marks of all articles of some pages."""
    return {mark for wave in waves for pages in wave.values() for page in pages for mark in page.marks}


async def come_out(settings: Settings, wanted: set[str]) -> set[str]:
    """Return which of these marks are in clean articles."""
    rows = await asyncio.to_thread(read_all, settings.brokers, ARTICLES_CLEAN.full_name(settings.prefix))
    words = {word for _, value in rows for word in value.replace(b".", b" ").split()}
    return {mark for mark in wanted if mark.encode() in words}


async def transactional(ground: Ground, row: str) -> Verdict:
    """Let crawlers commit, abort and die; AssertionError where an aborted page comes out, or an idle worker ends."""
    first, second, behind = parts(made_pages(PAGES), 3)
    dead: list[MadePage] = list(make_pages(PARTITIONS, seed=OPEN_SEED, repeated=0))
    async with fresh(ground.direct, row, first) as usual:
        settings = usual.model_copy(update={"stall_seconds": STALL_SECONDS, "http_port": free_port()})
        with solo(ground.command, settings) as worker:
            committed, aborted = await crawl(settings)
            await publish_all(settings, second)
            await left_open(settings, behind, worker)
            await settled(settings, worker.process)
            await asyncio.sleep(WATCHDOG_SECONDS + 5)  # nothing to do, and nothing to complain of
            assert worker.process.poll() is None, f"an idle worker ended: {worker.said()}"
            lag = await figures(settings.http_port, LAG)
            await worker.stop()
        assert lag, "the worker shows no lag"
        assert not any(lag), f"the lag of an idle worker is {lag}"
        wrong = await come_out(settings, marks(*aborted, {0: dead}))
        assert not wrong, f"articles of aborted transactions came out: {sorted(wrong)[:5]}"
        return await judged(settings, both(first, *committed, second, behind))
