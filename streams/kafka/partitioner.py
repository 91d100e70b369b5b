"""Which partition a key belongs to."""

from __future__ import annotations

from zlib import crc32

__all__ = ["partition_of"]


def partition_of(key: bytes, partitions: int) -> int:
    """Return the partition of a key on a topic that has so many partitions."""
    return crc32(key) % partitions
