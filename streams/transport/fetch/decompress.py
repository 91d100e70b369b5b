"""Decompresses the payload of a record batch, up to a limit."""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import cramjam
from aiokafka.errors import UnsupportedCodecError

__all__ = ["decompress"]

Decompressed = tuple[bytes, bool]

XERIAL = b"\x82SNAPPY\x00"
XERIAL_HEADER_BYTES = 16
GZIP_WINDOW = 31
"""The value of zlib's `wbits` for a gzip stream with a header."""


def decompress(codec: int, payload: bytes, limit: int) -> Decompressed:
    """Return at most `limit` decompressed bytes of a payload, and whether they are the whole content.

    `codec` is the compression number in the attributes of a record batch. Raises UnsupportedCodecError for an unknown
    number.
    """
    if codec not in CODECS:
        raise UnsupportedCodecError(f"compression codec {codec} is not known")
    return CODECS[codec](payload, limit)


def _gzip(payload: bytes, limit: int) -> Decompressed:
    """Decompress a payload of one or more gzip streams."""
    parts: list[bytes] = []
    left = limit
    try:
        while payload and left > 0:
            stream = zlib.decompressobj(GZIP_WINDOW)
            parts.append(stream.decompress(payload, left))
            left -= len(parts[-1])
            if not stream.eof:
                return b"".join(parts), False
            payload = stream.unused_data
    except zlib.error:
        return b"".join(parts), False
    return b"".join(parts), not payload


def _into(unpack: Callable[[bytes, Any], int]) -> Callable[[bytes, int], Decompressed]:
    """Return a decompressor that lets `unpack` write into a memory map of `limit` bytes.

    Pages of the map that `unpack` does not write cost no memory.
    """

    def decompressed(payload: bytes, limit: int) -> Decompressed:
        with mmap.mmap(-1, limit) as pages:
            try:
                size = unpack(payload, pages)
            except cramjam.DecompressionError:  # also raised if the map is too small
                return pages[:], False
            return pages[:size], True

    return decompressed


def _snappy(payload: bytes, limit: int) -> Decompressed:
    """Decompress snappy data, which is either one block or several blocks in the format of the Java library."""
    if not payload.startswith(XERIAL):
        return _snappy_block(payload, limit)
    parts: list[bytes] = []
    at, size = XERIAL_HEADER_BYTES, 0
    while at + 4 <= len(payload):
        (length,) = struct.unpack_from(">i", payload, at)
        block, whole = _snappy_block(payload[at + 4 : at + 4 + max(length, 0)], limit - size)
        if not whole:
            return b"".join(parts), False
        parts.append(block)
        at, size = at + 4 + length, size + len(block)
    return b"".join(parts), True


def _snappy_block(block: bytes, limit: int) -> Decompressed:
    """Decompress one block. A damaged block, or one over the limit, gives no bytes and False."""
    try:
        whole = cramjam.snappy.decompress_raw_len(block) <= limit
        return (bytes(cramjam.snappy.decompress_raw(block)), True) if whole else (b"", False)
    except cramjam.DecompressionError:
        return b"", False


CODECS: Mapping[int, Callable[[bytes, int], Decompressed]] = {
    1: _gzip,
    2: _snappy,
    3: _into(cramjam.lz4.decompress_into),
    4: _into(cramjam.zstd.decompress_into),
}
"""Decompressors by the compression number in the attributes of a record batch."""
