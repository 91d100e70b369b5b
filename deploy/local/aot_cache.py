"""The start-up cache of the JVM, which makes a start three times faster (JDK 25, JEP 514).

The first broker that ends cleanly writes an ahead-of-time cache of its loaded classes; its stop then
takes about 8 s longer. One process at a time writes, to its own file name. Only a file that the
JVM accepts is published, by a rename. Until then, other processes start without the cache.
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
    """The cache for one broker, which reads it, writes it (`partial`), or does neither."""

    path: Path
    partial: Path | None = None
    lock: int | None = None

    @property
    def read_flags(self) -> tuple[str, ...]:
        """Return the flags for a JVM that may read the cache."""
        return (f"-XX:AOTCache={self.path}",) if self.path.exists() else ()

    @property
    def broker_flags(self) -> tuple[str, ...]:
        """Return the flags for the broker, which may write the cache."""
        return self.read_flags if self.partial is None else (f"-XX:AOTCacheOutput={self.partial}",)

    def publish(self, java: Java) -> None:
        """Publish the file that the broker wrote, if the JVM accepts it."""
        if self.partial is not None and self.partial.exists():
            command = java.check_command((f"-XX:AOTCache={self.partial}", *_CHECK_FLAGS))
            check = subprocess.run(command, env=java_environment(), capture_output=True, check=False)
            if check.returncode == 0:
                self.partial.replace(self.path)

    def discard(self) -> None:
        """Delete the unpublished file, and let another broker write the cache."""
        if self.partial is not None:
            for leftover in self.partial.parent.glob(self.partial.name + "*"):
                leftover.unlink(missing_ok=True)
        if self.lock is not None:
            os.close(self.lock)


def open_start_cache(directory: Path, java: Java) -> StartCache:
    """Return the cache for `java`: to read if it exists, else to write if no other process writes it."""
    path = directory / f"kafka-{java.fingerprint()}.aot"
    if path.exists():
        return StartCache(path)
    lock = _try_lock(path.with_suffix(".lock"))
    if lock is None:
        return StartCache(path)
    if path.exists():  # its writer finished between the two checks
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
