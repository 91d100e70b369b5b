"""The payload of a compressed record batch, unpacked up to a limit."""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import cramjam
from aiokafka.errors import UnsupportedCodecError

__all__ = ["inflate"]

Unpacked = tuple[bytes, bool]

XERIAL = b"\x82SNAPPY\x00"
XERIAL_HEADER_BYTES = 16
GZIP_WINDOW = 31
"""zlib's number for a gzip stream with its header."""


def inflate(codec: int, payload: bytes, most: int) -> Unpacked:
    """Return the first bytes of a payload, at most so many, and whether they are all of it."""
    if codec not in CODECS:
        raise UnsupportedCodecError(f"compression codec {codec} is not known")
    return CODECS[codec](payload, most)


def _gzip(payload: bytes, most: int) -> Unpacked:
    """Unpack a gzip stream, which may consist of several."""
    parts: list[bytes] = []
    room = most
    try:
        while payload and room > 0:
            stream = zlib.decompressobj(GZIP_WINDOW)
            parts.append(stream.decompress(payload, room))
            room -= len(parts[-1])
            if not stream.eof:
                return b"".join(parts), False
            payload = stream.unused_data
    except zlib.error:
        return b"".join(parts), False
    return b"".join(parts), not payload


def _into(unpack: Callable[[bytes, Any], int]) -> Callable[[bytes, int], Unpacked]:
    """Unpack into a map of zero pages: those that are not touched cost nothing."""

    def unpacked(payload: bytes, most: int) -> Unpacked:
        with mmap.mmap(-1, most) as room:
            try:
                size = unpack(payload, room)
            except cramjam.DecompressionError:  # also what it says where the room does not suffice
                return room[:], False
            return room[:size], True

    return unpacked


def _snappy(payload: bytes, most: int) -> Unpacked:
    """Unpack snappy, in the blocks of the Java library or in one."""
    if not payload.startswith(XERIAL):
        return _snappy_block(payload, most)
    parts: list[bytes] = []
    at, size = XERIAL_HEADER_BYTES, 0
    while at + 4 <= len(payload):
        (length,) = struct.unpack_from(">i", payload, at)
        block, whole = _snappy_block(payload[at + 4 : at + 4 + max(length, 0)], most - size)
        if not whole:
            return b"".join(parts), False
        parts.append(block)
        at, size = at + 4 + length, size + len(block)
    return b"".join(parts), True


def _snappy_block(block: bytes, most: int) -> Unpacked:
    """Unpack a block, which says its length before; all of it or nothing."""
    try:
        whole = cramjam.snappy.decompress_raw_len(block) <= most
        return (bytes(cramjam.snappy.decompress_raw(block)), True) if whole else (b"", False)
    except cramjam.DecompressionError:
        return b"", False


CODECS: Mapping[int, Callable[[bytes, int], Unpacked]] = {
    1: _gzip,
    2: _snappy,
    3: _into(cramjam.lz4.decompress_into),
    4: _into(cramjam.zstd.decompress_into),
}
"""By the number in a batch's attributes."""
