"""How much a stem tells: words that every text of a language has say nothing of what this one is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

__all__ = ["TELLING_WEIGHT", "CommonStems", "stem_key"]

TELLING_WEIGHT = 200
"""Weight of a stem that is common in no language; one that every text has weighs 0."""


@dataclass(frozen=True, slots=True)
class CommonStems:
    """The weights of the stems that many texts of a language have; any other stem weighs TELLING_WEIGHT."""

    keys: npt.NDArray[np.uint32]
    """Sorted keys of the stems."""
    weights: npt.NDArray[np.uint8]

    def weigh(self, stems: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the weight of each stem, 0 to TELLING_WEIGHT, and that of an unknown one at the end."""
        wanted = np.array([*map(stem_key, stems), 0], np.uint32)
        found = np.full(len(wanted), TELLING_WEIGHT, np.int64)
        if len(self.keys):
            place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            found = np.where(self.keys[place] == wanted, self.weights[place], found)
        found[-1] = TELLING_WEIGHT
        return found


def stem_key(stem: str) -> int:
    """Return the number a stem is stored under."""
    return crc32(stem.encode("utf-8", "surrogatepass"))
