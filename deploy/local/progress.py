"""How long work reports how far it is, without choosing how that is drawn."""

from typing import Protocol


class Progress(Protocol):
    """Called from the caller's own thread, each time a piece of work is done."""

    def __call__(self, done: int, total: int, what: str) -> None:
        """Take `done` of `total` (bytes or steps) of the work named by `what`."""


def silent(done: int, total: int, what: str) -> None:
    """Draw nothing."""
