"""The callback by which long work reports its progress."""

from typing import Protocol


class Progress(Protocol):
    """Called in the caller's thread, after each part of the work."""

    def __call__(self, done: int, total: int, what: str) -> None:
        """Report that `done` of `total` (bytes or steps) of the work `what` is done."""


def silent(done: int, total: int, what: str) -> None:
    """Report nothing."""
