"""Reads and writes jars.lock, which lists Kafka's jars with their sizes and hashes.

The lock has one line per jar: `group:artifact:version size sha256`. Only deploy/local/update_lock.py
reads Kafka's POMs, and rewrites the lock. A start of the broker reads only the lock.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LOCK_FILE = Path(__file__).with_name("jars.lock")


@dataclass(frozen=True, slots=True, order=True)
class LockedJar:
    """A jar of the lock: its Maven coordinate, its size in bytes, and its SHA-256 in hexadecimal."""

    group: str
    artifact: str
    version: str
    size: int
    sha256: str

    @property
    def coordinate(self) -> str:
        """Return `group:artifact:version`."""
        return f"{self.group}:{self.artifact}:{self.version}"

    @property
    def file_name(self) -> str:
        """Return the jar's file name in Maven: `artifact-version.jar`."""
        return f"{self.artifact}-{self.version}.jar"

    def matches(self, path: Path) -> bool:
        """Return whether the file at `path` exists and is this jar, byte for byte."""
        return path.is_file() and path.stat().st_size == self.size and sha256_of(path) == self.sha256


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def parse_lock(text: str) -> tuple[LockedJar, ...]:
    """Return the jars that the text of a lock lists. Raise ValueError with the first malformed line."""
    return tuple(_parse_line(line) for line in text.splitlines() if line and not line.startswith("#"))


def _parse_line(line: str) -> LockedJar:
    try:
        coordinate, size, sha256 = line.split()
        group, artifact, version = coordinate.split(":")
        return LockedJar(group, artifact, version, int(size), sha256)
    except ValueError as error:
        raise ValueError(f"jars.lock: not `group:artifact:version size sha256`: {line!r}") from error


def render_lock(jars: Iterable[LockedJar]) -> str:
    """Return the text of a lock: one line per jar, sorted by coordinate."""
    return "".join(f"{jar.coordinate} {jar.size} {jar.sha256}\n" for jar in sorted(jars))


def read_lock() -> tuple[LockedJar, ...]:
    """Return the jars that jars.lock lists."""
    return parse_lock(LOCK_FILE.read_text(encoding="ascii"))
