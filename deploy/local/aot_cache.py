"""The start-up cache of the JVM (JDK 25, JEP 514). With the cache, a broker starts three times faster.

The cache is a file of classes that the JVM loaded in an earlier run. The first broker that ends cleanly
writes the file; writing takes about 8 s. Only one process at a time writes, under its own file name.
If the JVM accepts the file, a rename publishes it. Until then, other processes start without a cache.
"""

import fcntl
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.local.java import Java, java_environment

_CHECK_FLAGS = ("-XX:AOTMode=on", "-XX:+UnlockDiagnosticVMOptions", "-XX:+VerifySharedSpaces")


@dataclass(frozen=True, slots=True)
class StartCache:
    """How one broker uses the start-up cache: it reads the cache, writes the cache, or does neither.

    `path` is the published cache file. If the broker writes a cache, it writes the file `partial`, and
    holds `lock`, the descriptor of a lock that keeps other processes from writing.
    """

    path: Path
    partial: Path | None = None
    lock: int | None = None

    @property
    def read_flags(self) -> tuple[str, ...]:
        """Return the JVM flag that reads the published cache; no flags if no cache is published."""
        return (f"-XX:AOTCache={self.path}",) if self.path.exists() else ()

    @property
    def broker_flags(self) -> tuple[str, ...]:
        """Return the JVM flags of the broker: they write `partial` if it is set, else they are `read_flags`."""
        return self.read_flags if self.partial is None else (f"-XX:AOTCacheOutput={self.partial}",)

    def publish(self, java: Java) -> None:
        """Rename `partial` to `path`, if the broker wrote `partial` and the JVM accepts the file."""
        if self.partial is not None and self.partial.exists():
            command = java.check_command((f"-XX:AOTCache={self.partial}", *_CHECK_FLAGS))
            check = subprocess.run(command, env=java_environment(), capture_output=True, check=False)
            if check.returncode == 0:
                self.partial.replace(self.path)

    def discard(self) -> None:
        """Delete an unpublished `partial`, and release the lock so that another broker can write the cache."""
        if self.partial is not None:
            for leftover in self.partial.parent.glob(self.partial.name + "*"):
                leftover.unlink(missing_ok=True)
        if self.lock is not None:
            os.close(self.lock)


def open_start_cache(directory: Path, java: Java) -> StartCache:
    """Return the start-up cache that a broker with this Java uses.

    The broker reads the published cache. If no cache is published, the broker writes one, unless
    another process writes one at the moment.
    """
    path = directory / f"kafka-{java.fingerprint()}.aot"
    if path.exists():
        return StartCache(path)
    lock = _try_lock(path.with_suffix(".lock"))
    if lock is None:
        return StartCache(path)
    if path.exists():  # another process published the cache between the two checks
        os.close(lock)
        return StartCache(path)
    for leftover in directory.glob(path.name + ".*"):  # from a writer that was killed
        leftover.unlink(missing_ok=True)
    return StartCache(path, directory / f"{path.name}.{os.getpid()}", lock)


def _try_lock(path: Path) -> int | None:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:  # the cache directory is read-only: start without a cache
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # another process writes the cache, or the file system has no locks
        os.close(descriptor)
        return None
    return descriptor
