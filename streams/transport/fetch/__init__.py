"""Reads fetches that may be hostile: compressed batches, giant records, header names that are not text.

Kafka limits only the compressed size of a fetch, and 600 bytes of zstd can become 20 MB. aiokafka decompresses a whole
record batch. A header name that is not UTF-8 ends aiokafka's fetcher. Here a record batch is decompressed only up to a
limit. A record that cannot be read arrives as an `UnreadableRecord`, with the reason (docs/decisions/0005).
"""

from __future__ import annotations

from streams.transport.fetch.patch import limit_fetches

__all__ = ["limit_fetches"]
