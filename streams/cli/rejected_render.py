"""Shows rejected records as tables for people, and as JSON objects for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from streams.cli.console import safe, safe_lines
from streams.operate.dead_letters import DeadLetter
from streams.operate.times import format_time

if TYPE_CHECKING:
    from streams.operate.replay import Replayed

__all__ = ["detailed", "listed", "outcome_object", "outcomes", "summary", "summed"]

STATUS_COLOUR = {"passed": "green", "would pass": "green", "not confirmed": "yellow"}
FOREIGN = "(no rejection header)"


def summary(letter: DeadLetter) -> dict[str, Any]:
    """Return a rejected record as a flat JSON object, without the record's value."""
    origin, reason = letter.origin, letter.known_reason
    return {
        "id": letter.id, "refused_at": format_time(letter.timestamp), "stage": letter.stage, "reason": letter.reason,
        "meaning": reason.meaning if reason else None, "mend": reason.remedy if reason else None, "detail": letter.detail,
        "source": letter.source, "topic": origin.topic if origin else None,
        "partition": origin.partition if origin else None, "offset": origin.offset if origin else None,
        "key": (letter.key or b"").decode("utf-8", "replace"), "bytes": letter.whole_bytes, "replays": letter.replays,
    }  # fmt: skip


def listed(rows: Iterable[DeadLetter]) -> Table:
    """Return a table with one line per rejected record, in the given order."""
    table = Table(Column("id", no_wrap=True), "refused at", "stage", "reason", "source", "bytes", "detail", box=None)
    for letter in rows:
        table.add_row(
            letter.id, format_time(letter.timestamp), safe(letter.stage or "?", 30), safe(letter.reason or FOREIGN, 40),
            safe(letter.source, 40), f"{letter.whole_bytes:,}", safe(letter.detail, 90),
        )  # fmt: skip
    return table


def summed(counts: Counter[tuple[str, str]], shown: int) -> Text:
    """Return a text with the number of records by stage and reason. `shown` is how many of them are listed above."""
    text = Text(f"{counts.total()} refused records")
    if shown < counts.total():
        text.append(f", the newest {shown} shown")
    for (stage, reason), count in counts.most_common():
        text.append(f"\n{count:>8}  ").append_text(safe(f"{stage or '?'}  {reason or FOREIGN}"))
    return text


def detailed(letter: DeadLetter, characters: int) -> RenderableType:
    """Return one rejected record in full: the reason, what to do, and the original headers and value.

    At most `characters` of the value are shown.
    """
    grid = Table.grid(padding=(0, 2))
    for name, text in _facts(letter):
        grid.add_row(Text(name, style="dim"), safe(text, 600))
    for name, value in letter.headers:
        grid.add_row(Text("header", style="dim"), safe(f"{name}: {(value or b'').decode('utf-8', 'replace')}"))
    rule = Text(f"-- value, {letter.whole_bytes:,} bytes{', cut' if letter.cut else ''}", style="dim")
    return Group(grid, rule, safe_lines(letter.value.decode("utf-8", "replace"), characters))


def _facts(letter: DeadLetter) -> Iterable[tuple[str, str]]:
    reason = letter.known_reason
    yield "id", letter.id
    yield "refused at", format_time(letter.timestamp)
    yield "stage", letter.stage or FOREIGN
    yield "reason", f"{letter.reason}{f': {reason.meaning}' if reason else ''}"
    yield "detail", letter.detail
    yield "what to do", reason.remedy if reason else "this release does not know the reason"
    yield "original at", str(letter.origin or "?")
    yield "source", letter.source
    yield "key", (letter.key or b"").decode("utf-8", "replace")
    if letter.replays:
        yield "replayed", f"{letter.replays} times, first from {letter.replay_of}, last for {letter.replay_algorithm}"


def outcomes(done: Iterable[Replayed]) -> Table:
    """Return a table with the outcome of a replay, one line per record."""
    table = Table(Column("id", no_wrap=True), "stage", "was refused for", "now", "why, or its outputs", "what to do", box=None)
    for it in done:
        gives = ", ".join(f"{count} x {topic}" for topic, count in it.dry_run.outputs.items()) or "no outputs"
        table.add_row(
            it.letter.id, safe(it.letter.stage, 30), safe(it.letter.reason, 40),
            Text(it.status, style=STATUS_COLOUR.get(it.status, "red")), safe(it.why or it.dry_run.why or gives, 160),
            safe(it.dry_run.remedy, 160),
        )  # fmt: skip
    return table


def outcome_object(it: Replayed) -> dict[str, Any]:
    """Return the outcome of a replay for one record, as a JSON object."""
    return {
        **summary(it.letter), "status": it.status, "why": it.why or None, "now_mend": it.dry_run.remedy or None,
        "outputs": dict(it.dry_run.outputs), "sent_to": it.sent._asdict() if it.sent else None,
    }  # fmt: skip
