"""The callback by which long work reports its progress."""

from typing import Protocol


class Progress(Protocol):
    """A callback for progress, called before the work and after each part. It runs in the thread of the caller."""

    def __call__(self, done: int, total: int, what: str) -> None:
        """Report the progress of the work named `what`: `done` of `total` bytes or steps."""


def silent(done: int, total: int, what: str) -> None:
    """Report nothing."""
