"""Three brokers from the jars of the one, and the rows in which some of them are away.

Each broker is a controller, too. Every topic has three copies, and two of them acknowledge a record.
"""

from __future__ import annotations

import asyncio
import base64
import subprocess
import uuid
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from confluent_kafka import Consumer, TopicPartition

from deploy.local import LocalKafka, install_jars
from deploy.local.java import STORAGE_TOOL, Java, find_java, java_environment
from deploy.local.ports import HOST, free_port
from deploy.local.properties import Ports, render_properties
from deploy.local.storage import PROPERTIES_FILE
from schemas.topics import ARTICLES_CLEAN
from tests.faults.proxy import Proxy
from tests.faults.stage import Ground, Run

__all__ = ["killed_in_turn", "opened_cluster", "restarted_in_turn", "two_away"]

AWAY_SECONDS = 30
ANSWER_SECONDS = 30.0

REPLICATED = {
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "min.insync.replicas": "2",
    "broker.session.timeout.ms": "3000",  # three JVMs share two cores
    "group.min.session.timeout.ms": "1000",
}


def free_ports(count: int) -> list[Ports]:
    """Return ports for so many brokers; none is there twice."""
    found: list[int] = []
    while len(found) < 2 * count:
        found.append(free_port(without=frozenset(found)))
    return [Ports(*pair) for pair in zip(found[:count], found[count:], strict=True)]


def new_nodes(directory: Path, count: int) -> list[LocalKafka]:
    """Return the brokers of a new cluster, formatted and not started."""
    java, ports = Java(find_java(), tuple(install_jars())), free_ports(count)
    cluster = "S" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")[1:]
    voters = ",".join(f"{node}@{HOST}:{its.controller}" for node, its in enumerate(ports, 1))
    nodes = []
    for number, its in enumerate(ports, 1):
        own = {
            **REPLICATED,
            "node.id": str(number),
            "controller.quorum.voters": voters,
            "controller.quorum.bootstrap.servers": "",
            "listeners": f"PLAINTEXT://{HOST}:{its.client},CONTROLLER://{HOST}:{its.controller}",
        }
        place = directory / str(number)
        place.mkdir()
        (place / PROPERTIES_FILE).write_text(render_properties(its, own), "ascii")
        command = java.command(STORAGE_TOOL, ("format", "-t", cluster, "-c", PROPERTIES_FILE))
        subprocess.run(command, cwd=place, env=java_environment(), check=True, capture_output=True)
        nodes.append(LocalKafka(place, port=its.client, properties=own))
    return nodes


def start_all(nodes: Sequence[LocalKafka]) -> None:
    """Start brokers side by side: most of them must be there before one of them answers."""
    with ThreadPoolExecutor(len(nodes)) as pool:
        list(pool.map(LocalKafka.start, nodes))


@asynccontextmanager
async def opened_cluster(count: int = 3) -> AsyncIterator[Ground]:
    """Start brokers of one cluster; they are killed at the end."""
    with TemporaryDirectory(prefix="silkwire-cluster-", ignore_cleanup_errors=True) as directory:
        nodes = await asyncio.to_thread(new_nodes, Path(directory), count)
        try:
            await asyncio.to_thread(start_all, nodes)
            first, *others = nodes
            yield Ground(first, Proxy(target=0), others=tuple(others))
        finally:
            for node in nodes:
                await asyncio.to_thread(node.kill)


async def restarted_in_turn(run: Run) -> None:
    """Restart one broker after the other, as an upgrade does."""
    run.fleet.start()
    for node in run.ground.nodes:
        await run.progress()
        with run.fault():
            await asyncio.to_thread(node.stop)
            await asyncio.to_thread(node.start)
    await run.progress()


async def killed_in_turn(run: Run) -> None:
    """Kill one broker after the other; each is back before the next one goes."""
    run.fleet.start()
    for node in run.ground.nodes:
        await run.progress()
        with run.fault():
            await asyncio.to_thread(node.kill)
            await asyncio.sleep(1)
            await asyncio.to_thread(node.start)
    await run.progress()


async def two_away(run: Run) -> None:
    """Kill two of three brokers for a while: what the last one takes alone must not come out."""
    run.fleet.start()
    await run.progress()
    last, *others = run.ground.nodes
    topic = ARTICLES_CLEAN.full_name(run.settings.prefix)
    with run.fault():
        for node in others:
            await asyncio.to_thread(node.kill)
        before = await asyncio.to_thread(ends_of_leader, last.bootstrap, topic, node=1)
        await asyncio.sleep(AWAY_SECONDS)
        after = await asyncio.to_thread(ends_of_leader, last.bootstrap, topic, node=1)
        await asyncio.to_thread(start_all, others)
    assert before, "the last broker leads no partition"
    assert before == after, f"records came out while two of three brokers were away: {before} to {after}"
    await run.progress()


def ends_of_leader(broker: str, topic: str, node: int) -> dict[int, int]:
    """Return the ends of the partitions that one broker leads, asked of it alone."""
    consumer = Consumer({"bootstrap.servers": broker, "group.id": "oracle", "log_level": 0})
    try:
        there = consumer.list_topics(topic, timeout=ANSWER_SECONDS).topics[topic].partitions
        led = [number for number, partition in there.items() if partition.leader == node]
        return {it: consumer.get_watermark_offsets(TopicPartition(topic, it), timeout=ANSWER_SECONDS)[1] for it in led}
    finally:
        consumer.close()
