"""An address where nobody answers, and nobody can begin to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["dead_address"]


@contextmanager
def dead_address() -> Iterator[str]:
    """Hold a port without listening: a broker of another test that runs at the same time cannot take it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{held.getsockname()[1]}"
