"""A TCP proxy between a worker and the broker that can be slow, deaf, half open, or rude."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Proxy", "Weather"]

Direction = Literal["up", "down"]
"""Up: from the worker to the broker."""

CHUNK = 64 * 1024
POLL_SECONDS = 0.02


@dataclass(slots=True)
class Weather:
    """What the network does now; the defaults are a calm day."""

    latency: float = 0.0
    """Seconds added to every chunk, each way."""
    rate: float = 0.0
    """Bytes a second each way and connection; 0: unlimited."""
    silent: frozenset[Direction] = frozenset()
    """Directions in which bytes are held back; connections stay open."""


@dataclass(slots=True)
class Proxy:
    """Listens on a port of 127.0.0.1 and connects each client to the broker's listener."""

    target: int
    weather: Weather = field(default_factory=Weather)
    port: int = 0
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self) -> None:
        """Bind a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close everything."""
        if self._server is not None:
            self._server.close()
        self.reset()

    def reset(self) -> None:
        """Cut every connection at once, with a TCP reset."""
        for writer in list(self._writers):
            writer.transport.abort()

    @contextmanager
    def during(self, weather: Weather) -> Iterator[None]:
        """Have other weather for a while."""
        calm, self.weather = self.weather, weather
        try:
            yield
        finally:
            self.weather = calm

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            self._close(writer)
            return
        self._writers.add(far_writer)
        pumps = [self._pump(reader, far_writer, "up"), self._pump(far_reader, writer, "down")]
        try:
            await asyncio.gather(*pumps)
        finally:
            self._close(writer)
            self._close(far_writer)

    def _close(self, writer: asyncio.StreamWriter) -> None:
        self._writers.discard(writer)
        writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, direction: Direction) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                weather = self.weather
                await asyncio.sleep(weather.latency + (len(chunk) / weather.rate if weather.rate else 0))
                while direction in self.weather.silent:
                    await asyncio.sleep(POLL_SECONDS)
                writer.write(chunk)
                await writer.drain()
        writer.close()
