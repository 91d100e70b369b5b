"""Hashed character n-grams of a line, and linear models that score a line by its n-grams."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from agents.split.features.arrays import Ints, Reals

__all__ = ["BUCKETS", "NGRAM_SCALE", "NGRAM_SIZES", "hashed_ngrams", "ngram_scores"]

BUCKET_BITS = 17
BUCKETS = 1 << BUCKET_BITS
NGRAM_SIZES = (2, 3, 4)
NGRAM_SCALE = 1000
"""Units per 1 of a weight. Weights are integers, so that their sum does not depend on the order."""
LONGEST_END = 50
"""Number of characters at each end of a line whose n-grams count. Characters between the two ends do not count."""
LINES_AT_ONCE = 256
"""Number of lines whose n-grams are in memory at once. These n-grams take a few megabytes."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - BUCKET_BITS)


def hashed_ngrams(printed: Sequence[str]) -> tuple[Ints, Ints]:
    """Return two arrays: per n-gram, the index of its line in `printed`, and its bucket.

    All digits count as 0, and all letters as lower case.
    """
    text = "\n".join(_short(line) for line in printed) + "\n"
    codes = np.frombuffer(("\n" + text).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    codes = np.where((codes >= ord("0")) & (codes <= ord("9")), np.uint64(ord("0")), codes)
    ends = np.cumsum(codes == ord("\n")) - 1
    buckets, lines = [], []
    total = np.zeros(len(codes), np.uint64)
    for size in NGRAM_SIZES:
        moved = codes[size - 1 :]
        total = (total[: len(moved)] * np.uint64(1000003) + moved).astype(np.uint64)
        inside = ends[: len(moved)] == ends[np.maximum(np.arange(len(moved)) + size - 2, 0)]
        keep = inside & (ends[: len(moved)] < len(printed))
        hashed = ((total + np.uint64(size)) * _MULTIPLIER) >> _SHIFT
        buckets.append(hashed[keep].astype(np.int64))
        lines.append(ends[: len(moved)][keep])
    return np.concatenate(lines), np.concatenate(buckets)


def _short(line: str) -> str:
    if len(line) > 2 * LONGEST_END:
        line = line[:LONGEST_END] + line[-LONGEST_END:]
    return line.lower()


def ngram_scores(printed: Sequence[str], weights: npt.NDArray[np.int16], bias: Reals) -> Reals:
    """Return the scores of the lines: one row per line, one column per class.

    A score is the sum of the weights of the line's n-grams, divided by the square root of their number, plus the bias.
    `weights` has one row per class and one column per bucket. `bias` has one value per class.
    """
    parts = [_scored(printed[at : at + LINES_AT_ONCE], weights) for at in range(0, max(len(printed), 1), LINES_AT_ONCE)]
    return np.round(np.concatenate(parts) + bias, 4)


def _scored(printed: Sequence[str], weights: npt.NDArray[np.int16]) -> Reals:
    line, bucket = hashed_ngrams(printed)
    starts = np.flatnonzero(np.diff(line, prepend=-1))
    total = np.zeros((len(weights), len(printed)))
    for place, own in enumerate(weights if len(starts) else ()):
        runs = np.add.reduceat(own.take(bucket, mode="clip"), starts, dtype=np.int64)
        total[place] = np.bincount(line[starts], runs, len(printed))
    root = np.sqrt(np.maximum(np.bincount(line, minlength=len(printed)), 1))
    return np.asarray(total.T / (NGRAM_SCALE * root[:, None]), np.float64)
