"""The errors of the embedded Kafka; each message says what to do next.

LocalKafkaError
├── JarsUnavailable    a jar of the lock could not be fetched
├── JarDamaged         a fetched jar differs from the lock
├── NoJava             no usable Java runtime
├── PortTaken          another program uses the port
├── DiskFull           too little space for jars, caches or topics
└── KafkaDidNotStart   the broker ended or never answered; the error has the end of the broker's log
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LocalKafkaError(Exception):
    """The embedded Kafka failed; the message says what to do."""


class JarsUnavailable(LocalKafkaError):  # noqa: N818 - named after the state, like the errors below
    """A jar that jars.lock lists is in no local cache, and could not be fetched."""


class JarDamaged(LocalKafkaError):  # noqa: N818
    """The size or SHA-256 of a fetched jar differs from jars.lock."""


class NoJava(LocalKafkaError):  # noqa: N818
    """No Java runtime could be found or executed."""


class PortTaken(LocalKafkaError):  # noqa: N818
    """Another program uses the port of the broker."""


class DiskFull(LocalKafkaError):  # noqa: N818
    """A disk has too little space left."""

    @classmethod
    def at(cls, path: Path) -> "DiskFull":
        """Return the error for the file system of `path`."""
        return cls(f"The disk of {path} is full: free some space there, or choose another directory.")


class KafkaDidNotStart(LocalKafkaError):  # noqa: N818
    """The broker ended or did not answer. `log_tail` is the end of the broker's log."""

    def __init__(self, reason: str, log: Path, log_tail: str) -> None:
        self.log_tail = log_tail
        super().__init__(f"{reason} The last lines of {log} say why:\n{log_tail}")


@contextmanager
def disk_errors_named(path: Path) -> Iterator[None]:
    """Turn an OSError of a full or unwritable disk into a LocalKafkaError that names `path`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull.at(path) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise LocalKafkaError(
                f"{path} cannot be written: choose another directory (SILKWIRE_CACHE for the cache)."
            ) from error
        raise
