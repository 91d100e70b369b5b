"""`silkwire up`: runs a broker and a worker on this machine until Ctrl-C."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["up"]


def up(
    data: Annotated[Path | None, typer.Option(help="Directory for Kafka's data; without it nothing is kept.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of the broker; without it a free one.")] = None,
    http_port: Annotated[int | None, typer.Option(help="Port of /metrics; without it a free one.")] = None,
) -> None:
    """Run everything on this machine until Ctrl-C."""
    from streams.cli.stack import running_stack, wait_for_ctrl_c  # noqa: PLC0415  --help must not load Faust

    with running_stack(data, port, http_port) as stack:
        wait_for_ctrl_c(
            stack,
            f"broker   {stack.settings.brokers}\nmetrics  {stack.metrics}\nlog      {stack.log}",
            f"publish  SILKWIRE_BROKERS={stack.settings.brokers} silkwire publish PAGE.txt",
            "Ctrl-C stops everything",
        )
