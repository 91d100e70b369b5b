"""Finds the cache directory, and checks that a disk has enough free space."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.local.errors import DiskFull

MINIMUM_FREE_BYTES = 500_000_000  # jars 45 MB + start-up cache 65 MB + topics of a long test run


def cache_directory(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the directory for files that are kept between runs.

    This is SILKWIRE_CACHE if it is set, else `silkwire` in the user's cache directory.
    """
    if chosen := environ.get("SILKWIRE_CACHE"):
        return Path(chosen).expanduser().absolute()
    base = environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "silkwire"


def require_space(
    path: Path,
    minimum_bytes: int = MINIMUM_FREE_BYTES,
    free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
) -> None:
    """Raise DiskFull if the disk of `path` has less than `minimum_bytes` free. `path` must exist."""
    free = free_bytes(path)
    if free < minimum_bytes:
        raise DiskFull(
            f"The disk of {path} has {free // 1_000_000} MB left and Kafka needs "
            f"{minimum_bytes // 1_000_000} MB: free some space there, or choose another directory."
        )
