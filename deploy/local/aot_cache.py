"""A Java in, the flags that make its next start three times faster out (JDK 25, JEP 514).

The first broker that ends cleanly leaves an ahead-of-time cache of its loaded classes; writing it
costs that broker's stop about 8 s. One process at a time writes, to a name of its own; only a file
the JVM itself accepts is published, by a rename. Everybody else starts without it meanwhile.
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
    """The cache as one broker uses it: reads it, writes it (`partial`), or neither."""

    path: Path
    partial: Path | None = None
    lock: int | None = None

    @property
    def read_flags(self) -> tuple[str, ...]:
        """Give the flags for any JVM that may read the cache."""
        return (f"-XX:AOTCache={self.path}",) if self.path.exists() else ()

    @property
    def broker_flags(self) -> tuple[str, ...]:
        """Give the flags for the broker, which may write the cache."""
        return self.read_flags if self.partial is None else (f"-XX:AOTCacheOutput={self.partial}",)

    def publish(self, java: Java) -> None:
        """Put what the ended broker wrote in place, if the JVM finds it whole."""
        if self.partial is not None and self.partial.exists():
            command = java.check_command((f"-XX:AOTCache={self.partial}", *_CHECK_FLAGS))
            check = subprocess.run(command, env=java_environment(), capture_output=True, check=False)
            if check.returncode == 0:
                self.partial.replace(self.path)

    def discard(self) -> None:
        """Drop what was written and let another broker write the cache."""
        if self.partial is not None:
            for leftover in self.partial.parent.glob(self.partial.name + "*"):
                leftover.unlink(missing_ok=True)
        if self.lock is not None:
            os.close(self.lock)


def open_start_cache(directory: Path, java: Java) -> StartCache:
    """Give the cache for `java`; where there is none and nobody writes it, to be written."""
    path = directory / f"kafka-{java.fingerprint()}.aot"
    if path.exists():
        return StartCache(path)
    lock = _try_lock(path.with_suffix(".lock"))
    if lock is None:
        return StartCache(path)
    if path.exists():  # its writer finished between the two looks
        os.close(lock)
        return StartCache(path)
    for leftover in directory.glob(path.name + ".*"):  # of a writer that was killed
        leftover.unlink(missing_ok=True)
    return StartCache(path, directory / f"{path.name}.{os.getpid()}", lock)


def _try_lock(path: Path) -> int | None:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:  # a cache directory that is only for reading: do without
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # somebody else writes the cache, or the file system has no locks
        os.close(descriptor)
        return None
    return descriptor
