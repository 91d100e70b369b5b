"""Options that several commands take, written once."""

from __future__ import annotations

import difflib
import time
from typing import Annotated

import typer

from schemas.rejection import Reason
from streams.errors import UsageError
from streams.operate.dead_letters import Filter
from streams.operate.lag import STAGE_INPUTS
from streams.operate.times import moment_ms

__all__ = ["AsJson", "Brokers", "Reasons", "Since", "Sources", "StageNames", "Until", "check_id", "make_filter"]

Brokers = Annotated[str | None, typer.Option(help="Kafka, host:port[,host:port].")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, not tables.")]
Reasons = Annotated[list[str] | None, typer.Option("--reason", help="Code word, such as page.not_utf8; may be repeated.")]
StageNames = Annotated[list[str] | None, typer.Option("--stage", help="Stage that refused it; may be repeated.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Publisher of the page; may be repeated.")]
Since = Annotated[str | None, typer.Option(help="Refused from then on: 15m, 2h, 3d ago, or RFC 3339.")]
Until = Annotated[str | None, typer.Option(help="Refused before then.")]


STAGE_NAMES = sorted(STAGE_INPUTS)


def make_filter(
    ids: list[str] | None,
    reasons: list[str] | None,
    stages: list[str] | None,
    sources: list[str] | None,
    since: str | None,
    until: str | None,
) -> Filter:
    """Return the filter that the options ask for; UsageError for a word that names nothing."""
    for given in ids or ():
        check_id(given)
    for given in reasons or ():
        _check(given, [reason.value for reason in Reason], "reason")
    for given in stages or ():
        _check(given, STAGE_NAMES, "stage")
    now = int(time.time() * 1000)
    return Filter(
        frozenset(ids or ()), frozenset(reasons or ()), frozenset(stages or ()), frozenset(sources or ()),
        moment_ms(since, now), moment_ms(until, now),
    )  # fmt: skip


def check_id(given: str) -> None:
    """Raise UsageError unless it could name a rejected record."""
    partition, colon, offset = given.partition(":")
    if not (colon and partition.isdigit() and offset.isdigit()):
        raise UsageError(f"{given!r} names no rejected record: write PARTITION:OFFSET, as `silkwire rejected list` shows it")


def _check(given: str, known: list[str], what: str) -> None:
    if given not in known:
        near = difflib.get_close_matches(given, known, n=1)
        raise UsageError(f"no {what} {given!r}{f', did you mean {near[0]}' if near else ''}? Known: {', '.join(sorted(known))}")
