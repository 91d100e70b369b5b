"""Keeps the parked sources of the control topic, by partition."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable

from schemas.codec import decode
from schemas.control import Park, source_key
from schemas.rejection import Rejection

__all__ = ["ParkRows"]

log = logging.getLogger("silkwire.control")


class ParkRows:
    """The last park row of each source and input partition."""

    def __init__(self) -> None:
        self._rows: defaultdict[tuple[str, int], dict[str, Park]] = defaultdict(dict)
        self.on_row: list[Callable[[Park], None]] = []
        """Functions to call with each row. They are not called for tombstones."""

    def of(self, topic: str, partition: int) -> list[Park]:
        """Return the rows of a partition."""
        return list(self._rows.get((topic, partition), {}).values())

    def take(self, key: bytes | None, value: bytes | None) -> bool:
        """Apply a record of the control topic. Return False if its key is not that of a fact about a source.

        A tombstone removes the row of its key. An invalid row is logged and skipped.
        """
        found = source_key(key or b"")
        if found is None:
            return False
        kind, topic, partition, source = found
        if kind != "park":
            return True
        if not value:
            self._rows[topic, partition].pop(source, None)
            return True
        try:
            park = decode(Park, value)
        except Rejection as rejection:
            log.error("a row of the control topic is no Park: %s", rejection.detail)  # noqa: TRY400
            return True
        self._rows[topic, partition][source] = park
        for changed in self.on_row:
            changed(park)
        return True
