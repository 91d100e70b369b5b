"""Options that several commands share, and the filter that `silkwire rejected` makes from its options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from schemas.rejection import Reason
from streams.cli.console import now_ms, suggest
from streams.errors import UsageError
from streams.operate.dead_letters import Filter
from streams.operate.lag import STAGE_INPUTS
from streams.operate.times import parse_time

__all__ = [
    "AsJson",
    "Brokers",
    "FetchedAt",
    "PageSource",
    "PageUrl",
    "Reasons",
    "Since",
    "Sources",
    "StageNames",
    "Until",
    "check_id",
    "make_filter",
]

Brokers = Annotated[str | None, typer.Option(help="Kafka, host:port[,host:port].")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, not tables.")]

PageSource = Annotated[str | None, typer.Option(help="Name of the publisher.")]
PageUrl = Annotated[str | None, typer.Option(help="Address of the page.")]
FetchedAt = Annotated[str | None, typer.Option(help="When it was fetched, RFC 3339.")]

Reasons = Annotated[list[str] | None, typer.Option("--reason", help="Reason, such as page.not_utf8; may be repeated.")]
StageNames = Annotated[list[str] | None, typer.Option("--stage", help="Stage that refused the record; may be repeated.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Publisher of the page; may be repeated.")]
Since = Annotated[str | None, typer.Option(help="Refused at or after this time: 15m, 2h, 3d (ago), or RFC 3339.")]
Until = Annotated[str | None, typer.Option(help="Refused before this time.")]


def make_filter(
    ids: list[str] | None,
    reasons: list[str] | None,
    stages: list[str] | None,
    sources: list[str] | None,
    since: str | None,
    until: str | None,
) -> Filter:
    """Return the filter that the options describe. Raise UsageError for an id, reason or stage that cannot exist."""
    for given in ids or ():
        check_id(given)
    for given in reasons or ():
        _check(given, [reason.value for reason in Reason], "reason")
    for given in stages or ():
        _check(given, list(STAGE_INPUTS), "stage")
    now = now_ms()
    return Filter(
        frozenset(ids or ()), frozenset(reasons or ()), frozenset(stages or ()), frozenset(sources or ()),
        parse_time(since, now), parse_time(until, now),
    )  # fmt: skip


def check_id(given: str) -> None:
    """Raise UsageError unless `given` has the form of a rejected record's id, `PARTITION:OFFSET`."""
    partition, colon, offset = given.partition(":")
    if not (colon and partition.isdigit() and offset.isdigit()):
        raise UsageError(
            f"{given!r} is not the id of a rejected record: write PARTITION:OFFSET, as `silkwire rejected list` shows it"
        )


def _check(given: str, known: Sequence[str], what: str) -> None:
    if given not in known:
        raise UsageError(f"no {what} {given!r}{suggest(given, known)}? Known: {', '.join(sorted(known))}")
