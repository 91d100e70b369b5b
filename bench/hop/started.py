"""A Faust application that runs during a `with` block."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from faust.types import AppT

__all__ = ["started"]

STOP_SECONDS = 20


@asynccontextmanager
async def started(app: AppT) -> AsyncIterator[None]:
    """Start the application, and stop it at the end of the block.

    A stop that takes longer than 20 s is abandoned, as in the worker.
    """
    app.finalize()
    await app.start()
    try:
        yield
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(app.stop(), STOP_SECONDS)
