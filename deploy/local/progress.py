"""The callback by which long work reports its progress."""

from typing import Protocol


class Progress(Protocol):
    """A callback that reports progress. It is called in the caller's thread, before the work and after each part."""

    def __call__(self, done: int, total: int, what: str) -> None:
        """Report the progress of the work named `what`: `done` of `total` bytes or steps."""


def silent(done: int, total: int, what: str) -> None:
    """Report nothing."""
