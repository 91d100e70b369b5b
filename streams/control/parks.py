"""Keeps the parked sources of the control topic, by partition, and the sources whose pages an operator replays."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Container

from schemas.codec import decode
from schemas.control import KINDS, Park, Unparked, source_key
from schemas.rejection import Rejection

__all__ = ["ParkRows"]

log = logging.getLogger("silkwire.control")


class ParkRows:
    """The last park row of each source and input partition, and which sources have a row of kind `unparked`."""

    def __init__(self) -> None:
        self._rows: defaultdict[tuple[str, int], dict[str, Park]] = defaultdict(dict)
        self._notes: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
        self.on_row: list[Callable[[Park], None]] = []
        """Functions to call with each row. They are not called for tombstones."""

    def of(self, topic: str, partition: int) -> list[Park]:
        """Return the rows of a partition."""
        return list(self._rows.get((topic, partition), {}).values())

    @property
    def resumed(self) -> Container[str]:
        """Return the sources of which a command has replayed pages, while pages.parked still has these."""
        return self._notes.keys()

    def take(self, key: bytes | None, value: bytes | None) -> bool:
        """Apply a record of the control topic. Return False if its key is not that of a fact about a source.

        A tombstone removes the row of its key. An invalid row is logged and skipped.
        """
        found = source_key(key or b"")
        if found is None:
            return False
        kind, topic, partition, source = found
        try:
            if kind == "park":
                self._park((topic, partition), source, decode(Park, value) if value else None)
            else:
                self._note((topic, partition), source, decode(Unparked, value) if value else None)
        except Rejection as rejection:
            log.error("a row of the control topic is no %s: %s", KINDS[kind].__name__, rejection.detail)  # noqa: TRY400
        return True

    def _park(self, place: tuple[str, int], source: str, park: Park | None) -> None:
        if park is None:
            self._rows[place].pop(source, None)
            return
        self._rows[place][source] = park
        for changed in self.on_row:
            changed(park)

    def _note(self, place: tuple[str, int], source: str, note: Unparked | None) -> None:
        if note is not None:
            self._notes[source].add(place)
        elif source in self._notes:
            self._notes[source].discard(place)
            if not self._notes[source]:
                del self._notes[source]
