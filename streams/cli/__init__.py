"""The `silkwire` command."""

from __future__ import annotations

import logging
import sys

import typer

from streams.cli import (
    config,
    demo,
    doctor,
    migrate,
    offsets,
    publish,
    rates,
    rejected,
    resume,
    status,
    tail,
    topics,
    up,
    walk,
    worker,
)
from streams.cli.console import print_exit_error
from streams.errors import ExitError

__all__ = ["app", "main"]

app = typer.Typer(
    name="silkwire",
    help="Raw news pages in Kafka in, clean articles and FX ticks out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(demo.demo)
app.command("up")(up.up)
app.command("worker")(worker.worker)
app.command("publish")(publish.publish)
app.command("tail")(tail.tail)
app.command("rates")(rates.rates)
app.command("resume")(resume.resume)
app.command("walk")(walk.walk)
app.command("doctor")(doctor.doctor)
app.command("status")(status.status)
app.command("config")(config.config)
app.command("migrate")(migrate.migrate)
app.add_typer(topics.app, name="topics", help="Compare the topics on the broker with the registry.")
app.add_typer(offsets.app, name="offsets", help="Where the group is on each input: show, skip, replay.")
app.add_typer(rejected.app, name="rejected", help="Records that stages refused: list, show, replay, purge.")


def main() -> None:
    """Run the command. If it raises ExitError, print the cause on one line and end with its exit code."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # the line that is printed below names the cause
    try:
        app()
    except ExitError as cause:
        print_exit_error(cause)
        sys.exit(cause.code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
