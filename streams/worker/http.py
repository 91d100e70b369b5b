"""The worker's own web server: /metrics, /livez, /readyz. It serves no records and no state."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from aiohttp import web

from streams.errors import UsageError

__all__ = ["Server"]

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


class Server:
    """A web server on one address. After the start, `port` is the port that the server listens on.

    `exposition` returns the metrics. `ready` returns why the worker is not ready, or an empty text.
    """

    def __init__(self, host: str, port: int, exposition: Callable[[], bytes], ready: Callable[[], str]) -> None:
        self.host, self.port = host, port
        self._exposition = exposition
        self._ready = ready
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Start to serve. Raises UsageError if the server cannot listen on the address and port."""
        site_app = web.Application()
        site_app.add_routes(
            [web.get("/metrics", self._metrics), web.get("/livez", self._livez), web.get("/readyz", self._readyz)]
        )
        self._runner = web.AppRunner(site_app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self.host, self.port).start()
        except OSError as error:
            await self._runner.cleanup()
            msg = (
                f"cannot serve metrics on {self.host}:{self.port} ({error.strerror}): set SILKWIRE_HTTP_PORT, 0 takes a free one"
            )
            raise UsageError(msg) from None
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop serving."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._exposition(), headers={"content-type": TEXT_FORMAT})

    async def _livez(self, _request: web.Request) -> web.Response:
        """Answer as long as the event loop runs. If the loop hangs, there is no answer."""
        await asyncio.sleep(0)
        return web.json_response({"live": True, "time": time.time()})

    async def _readyz(self, _request: web.Request) -> web.Response:
        problem = self._ready()
        return web.json_response({"ready": not problem, "reason": problem or None}, status=503 if problem else 200)
