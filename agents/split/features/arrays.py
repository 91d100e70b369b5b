"""Sums that do not depend on their order: values are rounded to whole units, and whole numbers are added exactly.

A sum of floats depends on its order in the last bit, and that bit decides how a mean is rounded that lies between two units.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["UNITS", "Ints", "Reals", "exact_mean", "exact_spread"]

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

UNITS = 10_000
"""Units of a cue: four digits after the point."""


def exact_mean(values: Reals) -> Reals:
    """Return the mean of one or more values, column by column, rounded to units."""
    return np.asarray(np.rint(_units(values).sum(axis=0) / len(values)) / UNITS, np.float64)


def exact_spread(values: Reals) -> float:
    """Return the standard deviation of one or more values below 900, rounded to units; at most 5,000 of them."""
    units = _units(values)
    squares = len(units) * int((units * units).sum()) - int(units.sum()) ** 2
    return float(np.rint(np.sqrt(float(squares)) / len(units)) / UNITS)


def _units(values: Reals) -> Ints:
    return np.rint(values * UNITS).astype(np.int64)
