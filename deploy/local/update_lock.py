"""Rewrites jars.lock for the Kafka version below: `python -m deploy.local.update_lock`.

Maintainers run it; it needs the network. It resolves Kafka's POMs, downloads every jar, and records
the size and SHA-256 of the jar. Read the diff of jars.lock before you commit it.
"""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jgo

from deploy.local.jars import WORKERS, download
from deploy.local.lockfile import LOCK_FILE, LockedJar, render_lock, sha256_of

# Kafka 4.3 is built against slf4j-api 1.7.36.
ENDPOINT = "org.apache.kafka:kafka_2.13:4.3.1+org.slf4j:slf4j-simple:1.7.36"


def resolve(endpoint: str) -> list[LockedJar]:
    """Return the runtime jars of a jgo endpoint (Maven coordinates joined by `+`), with sizes and SHA-256."""
    with tempfile.TemporaryDirectory() as staging, ThreadPoolExecutor(WORKERS) as pool:

        def measure(coordinate: tuple[str, str, str]) -> LockedJar:
            path = download(*coordinate, Path(staging), fresh=True)
            return LockedJar(*coordinate, path.stat().st_size, sha256_of(path))

        artifacts = jgo.resolve(endpoint)
        return list(pool.map(measure, [(a.groupId, a.artifactId, a.version) for a in artifacts]))


if __name__ == "__main__":
    jars = resolve(ENDPOINT)
    LOCK_FILE.write_text(render_lock(jars), encoding="ascii")
    sys.stdout.write(f"{LOCK_FILE.name}: {len(jars)} jars, {sum(jar.size for jar in jars)} bytes\n")
