"""A directory in, DiskFull out where there is too little room to go on."""

import shutil
from collections.abc import Callable
from pathlib import Path

from deploy.local.errors import DiskFull

MINIMUM_FREE_BYTES = 500_000_000  # jars 45 MB + start-up cache 65 MB + topics of a long test run


def require_space(
    path: Path,
    minimum_bytes: int = MINIMUM_FREE_BYTES,
    free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
) -> None:
    """Raise DiskFull when the disk of the existing `path` has too little left."""
    free = free_bytes(path)
    if free < minimum_bytes:
        message = (
            f"The disk holding {path} has {free // 1_000_000} MB left and Kafka wants "
            f"{minimum_bytes // 1_000_000} MB: free some space there, or choose another directory."
        )
        raise DiskFull(message)
