"""Gathers facts about this machine: variables, Faust, schemas, disks, and what the embedded Kafka needs."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from deploy.local import LocalKafkaError
from deploy.local.directories import cache_directory
from deploy.local.java import find_java
from deploy.local.lockfile import read_lock
from schemas.json_schema import DIRECTORY, file_name, schema
from schemas.topics import TOPICS
from streams.settings import Settings, unknown_variables

__all__ = ["Disk", "Embedded", "Machine", "look_at_machine"]

LOOPBACK = ("127.", "localhost:", "[::1]:")
JAVA_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Disk:
    """A directory that grows during use, and the free bytes on its disk."""

    what: str
    path: Path
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Embedded:
    """What the embedded Kafka needs: Java and jars.

    `java` is the version that Java reports. If Java does not run, `java` is empty, and
    `java_problem` says why. `jars` is the number of undamaged jars in the
    cache. `jars_locked` is the number of jars in the lock file.
    """

    java: str
    java_problem: str
    jars: int
    jars_locked: int


@dataclass(frozen=True, slots=True)
class Machine:
    """Facts about this machine. `embedded` is None if the brokers run on other machines."""

    unknown_variables: tuple[str, ...]
    faust: str
    stale_schemas: tuple[str, ...]
    disks: tuple[Disk, ...]
    embedded: Embedded | None


def look_at_machine(settings: Settings, environ: Mapping[str, str], data: Path | None) -> Machine:
    """Gather the facts about this machine.

    `data` is the directory of the embedded Kafka's data, or None if that directory is temporary.
    """
    local = all(address.startswith(LOOPBACK) for address in settings.brokers.split(","))
    disks = [("cache", cache_directory(environ)), ("Kafka's log", data or Path(tempfile.gettempdir()))] if local else []
    return Machine(
        unknown_variables=tuple(unknown_variables(environ)),
        faust=version("faust-streaming"),
        stale_schemas=tuple(file_name(topic) for topic in TOPICS if _committed(file_name(topic)) != schema(topic)),
        disks=tuple(Disk(what, path, _free(path)) for what, path in disks),
        embedded=_embedded(environ) if local else None,
    )


def _committed(name: str) -> object:
    path = DIRECTORY / name
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def _free(path: Path) -> int:
    """Return the free bytes on a directory's disk. For a missing directory, use its nearest existing parent."""
    existing = next(it for it in (path.absolute(), *path.absolute().parents) if it.exists())
    return shutil.disk_usage(existing).free


def _embedded(environ: Mapping[str, str]) -> Embedded:
    locked, directory = read_lock(), cache_directory(environ) / "jars"
    java, problem = _java()
    return Embedded(java, problem, sum(jar.matches(directory / jar.file_name) for jar in locked), len(locked))


def _java() -> tuple[str, str]:
    """Return the version that Java reports, and the problem if Java does not run. One of the two is empty."""
    try:
        done = subprocess.run(  # noqa: S603  the wheel's own Java
            [find_java(), "-version"], capture_output=True, check=False, timeout=JAVA_SECONDS
        )
    except (LocalKafkaError, OSError, subprocess.TimeoutExpired) as error:
        return "", str(error)
    lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
    first = lines[0] if lines else "it printed nothing"
    return ("", f"java ended with {done.returncode}: {first}") if done.returncode else (first, "")
