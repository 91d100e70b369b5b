"""`silkwire worker`: runs one worker process of the consumer group."""

from __future__ import annotations

from typing import Annotated

import typer

from streams.cli.console import remarks
from streams.cli.options import Brokers

__all__ = ["worker"]


def worker(
    brokers: Brokers = None,
    http_port: Annotated[int | None, typer.Option(help="Port of /metrics; 0 takes a free one.")] = None,
) -> None:
    """Run a worker until Ctrl-C or SIGTERM. Several workers share the partitions."""
    from streams.settings import load  # noqa: PLC0415  --help must not load Faust
    from streams.worker.process import Worker, run  # noqa: PLC0415

    def ready(it: Worker) -> None:
        remarks.print(f"ready: http://{it.settings.http_host}:{it.server.port}/metrics")

    run(load(brokers=brokers, http_port=http_port), ready)
