"""Reading what may be hostile: compressed batches, giant records, names that are no text.

A fetch is bounded in compressed bytes alone: 20 MB of one character are 600 bytes of zstd.
aiokafka unpacks a batch whole, and a header name that is not UTF-8 ends its fetcher. Here a
batch is unpacked up to a limit, and a record that cannot be read arrives as a `CutRecord`,
with the reason (docs/decisions/0005).
"""

from __future__ import annotations

from streams.transport.fetch.cut import CutRecord, Whole
from streams.transport.fetch.patch import bound_reads

__all__ = ["CutRecord", "Whole", "bound_reads"]
