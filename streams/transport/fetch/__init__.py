"""Fetches that may be hostile: compressed batches, giant records, header names that are not text.

A fetch is limited in compressed bytes alone, and 20 MB of one character are 600 bytes of zstd. aiokafka decompresses
a batch whole, and a header name that is not UTF-8 ends its fetcher. Here a batch is decompressed up to a limit. A
record that cannot be read arrives as an `UnreadableRecord`, with the reason (docs/decisions/0005).
"""

from __future__ import annotations

from streams.transport.fetch.patch import limit_fetches

__all__ = ["limit_fetches"]
