"""Refused records for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from streams.cli.console import safe, safe_lines
from streams.operate.dead_letters import Rejected
from streams.operate.times import rfc3339

if TYPE_CHECKING:
    from streams.operate.replay import Replayed

__all__ = ["detailed", "listed", "outcome_object", "outcomes", "summary", "summed"]

STATUS_COLOUR = {"passed": "green", "would pass": "green", "not confirmed": "yellow"}
FOREIGN = "(no header of ours)"


def summary(rejected: Rejected) -> dict[str, Any]:
    """Return a refused record as a flat object, without its value."""
    origin, reason = rejected.origin, rejected.known_reason
    return {
        "id": rejected.id, "refused_at": rfc3339(rejected.timestamp), "stage": rejected.stage, "reason": rejected.reason,
        "meaning": reason.meaning if reason else None, "mend": reason.mend if reason else None, "detail": rejected.detail,
        "source": rejected.source, "topic": origin.topic if origin else None,
        "partition": origin.partition if origin else None, "offset": origin.offset if origin else None,
        "key": (rejected.key or b"").decode("utf-8", "replace"), "bytes": rejected.whole_bytes, "replays": rejected.replays,
    }  # fmt: skip


def listed(rows: Iterable[Rejected]) -> Table:
    """Return a line for each refused record, oldest first."""
    table = Table(Column("id", no_wrap=True), "refused at", "stage", "reason", "source", "bytes", "detail", box=None)
    for rejected in rows:
        table.add_row(
            rejected.id, rfc3339(rejected.timestamp), safe(rejected.stage or "?", 30), safe(rejected.reason or FOREIGN, 40),
            safe(rejected.source, 40), f"{rejected.whole_bytes:,}", safe(rejected.detail, 90),
        )  # fmt: skip
    return table


def summed(counts: Counter[tuple[str, str]], shown: int) -> Text:
    """Return how many there are by stage and reason."""
    text = Text(f"{counts.total()} refused records")
    if shown < counts.total():
        text.append(f", the newest {shown} shown")
    for (stage, reason), count in counts.most_common():
        text.append(f"\n{count:>8}  ").append_text(safe(f"{stage or '?'}  {reason or FOREIGN}"))
    return text


def detailed(rejected: Rejected, characters: int) -> RenderableType:
    """Return one refused record whole: why, what mends it, the original's headers and value."""
    grid = Table.grid(padding=(0, 2))
    for name, text in _facts(rejected):
        grid.add_row(Text(name, style="dim"), safe(text, 600))
    for name, value in rejected.headers:
        grid.add_row(Text("header", style="dim"), safe(f"{name}: {(value or b'').decode('utf-8', 'replace')}"))
    rule = Text(
        f"-- value, {rejected.whole_bytes:,} bytes{', its beginning alone was kept' if rejected.cut else ''}", style="dim"
    )
    return Group(grid, rule, safe_lines(rejected.value.decode("utf-8", "replace"), characters))


def _facts(rejected: Rejected) -> Iterable[tuple[str, str]]:
    reason = rejected.known_reason
    yield "id", rejected.id
    yield "refused at", rfc3339(rejected.timestamp)
    yield "stage", rejected.stage or FOREIGN
    yield "reason", f"{rejected.reason}{f': {reason.meaning}' if reason else ''}"
    yield "detail", rejected.detail
    yield "what mends it", reason.mend if reason else "nothing that this release knows"
    yield "stood at", str(rejected.origin or "?")
    yield "source", rejected.source
    yield "key", (rejected.key or b"").decode("utf-8", "replace")
    if rejected.replays:
        yield "replayed", f"{rejected.replays} times, first from {rejected.replay_of}, last for {rejected.replay_algorithm}"


def outcomes(done: Iterable[Replayed]) -> Table:
    """Return a line for each record of a replay."""
    table = Table(
        Column("id", no_wrap=True), "stage", "was refused for", "now", "why, or what it gives", "what mends it", box=None
    )
    for it in done:
        gives = ", ".join(f"{count} x {topic}" for topic, count in it.trial.outputs.items()) or "nothing to send on"
        table.add_row(
            it.rejected.id, safe(it.rejected.stage, 30), safe(it.rejected.reason, 40),
            Text(it.status, style=STATUS_COLOUR.get(it.status, "red")), safe(it.why or it.trial.why or gives, 160),
            safe(it.trial.mend, 160),
        )  # fmt: skip
    return table


def outcome_object(it: Replayed) -> dict[str, Any]:
    """Return what became of a record of a replay, for programs."""
    return {
        **summary(it.rejected), "status": it.status, "why": it.why or None, "now_mend": it.trial.mend or None,
        "outputs": dict(it.trial.outputs), "sent_to": it.sent._asdict() if it.sent else None,
    }  # fmt: skip
