"""What can go wrong with the embedded Kafka, each error saying what to do next.

LocalKafkaError
├── JarsUnavailable    a locked jar could not be fetched
├── JarDamaged         a jar's bytes are not those of the lock
├── NoJava             no usable Java runtime
├── PortTaken          the wanted port belongs to somebody else
├── DiskFull           too little space for jars, caches or topics
└── KafkaDidNotStart   the broker ended, or never answered; carries the end of its log
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LocalKafkaError(Exception):
    """The embedded Kafka cannot do what was asked; the message says what to do."""


class JarsUnavailable(LocalKafkaError):  # noqa: N818 - named after the state the user is in
    """A locked jar is neither in a local cache nor to be had over the network."""


class JarDamaged(LocalKafkaError):  # noqa: N818
    """A jar was fetched, but its size or sha256 is not the locked one."""


class NoJava(LocalKafkaError):  # noqa: N818
    """No Java runtime could be found or executed."""


class PortTaken(LocalKafkaError):  # noqa: N818
    """The given port is in use."""


class DiskFull(LocalKafkaError):  # noqa: N818
    """A disk has too little space left."""

    @classmethod
    def at(cls, path: Path) -> "DiskFull":
        """Build the error for the file system that holds `path`."""
        return cls(f"The disk holding {path} is full: free some space there, or choose another directory.")


class KafkaDidNotStart(LocalKafkaError):  # noqa: N818
    """The broker ended or kept silent; `log_tail` is the end of its log."""

    def __init__(self, reason: str, log: Path, log_tail: str) -> None:
        self.log_tail = log_tail
        super().__init__(f"{reason} The last lines of {log} say why:\n{log_tail}")


@contextmanager
def disk_errors_named(path: Path) -> Iterator[None]:
    """Turn a full or unwritable disk met inside the block into an error naming `path`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull.at(path) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            message = f"{path} cannot be written: choose another directory (SILKWIRE_CACHE for the cache)."
            raise LocalKafkaError(message) from error
        raise
