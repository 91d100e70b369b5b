"""The array types of features, and means that do not depend on the order of the rows.

The last bit of a sum of floats depends on the order of the floats, and can decide how a mean is rounded. Values are therefore
rounded to whole units first. Sums of whole numbers are exact.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["UNITS", "Ints", "Mask", "Reals", "exact_mean", "exact_spread", "shifted"]

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

UNITS = 10_000
"""Units per 1 of a feature. A value in whole units has four decimals."""


def exact_mean(values: Reals) -> Reals:
    """Return the mean of each column, rounded to whole units. `values` has at least one row."""
    return np.asarray(np.rint(_units(values).sum(axis=0) / len(values)) / UNITS, np.float64)


def exact_spread(values: Reals) -> float:
    """Return the standard deviation, rounded to whole units. `values` has 1 to 5,000 elements, each below 900."""
    units = _units(values)
    squares = len(units) * int((units * units).sum()) - int(units.sum()) ** 2
    return float(np.rint(np.sqrt(float(squares)) / len(units)) / UNITS)


def _units(values: Reals) -> Ints:
    return np.rint(values * UNITS).astype(np.int64)


def shifted(values: Reals, offset: int, beyond: float) -> Reals:
    """Return, per row, the value of the row that is `offset` rows below, or above if `offset` is negative.

    If there is no such row, the value is `beyond`.
    """
    moved = np.full(len(values), beyond)
    if abs(offset) >= len(values):
        return moved
    if offset > 0:
        moved[:-offset] = values[offset:]
    else:
        moved[-offset:] = values[:offset]
    return moved
