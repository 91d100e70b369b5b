"""Verdicts as a table for eyes, and as docs/reliability.md."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from tests.faults.rows import ROWS
from tests.faults.verify import Verdict

__all__ = ["table"]

COLUMNS = {
    "row": "row",
    "lost": "lost",
    "wire_duplicates": "twice on the wire",
    "id_duplicates": "twice by id",
    "wrong_content": "wrong content",
    "other_decisions": "other decisions",
    "reordered": "out of order",
    "recovery_s": "recovery s",
    "stall_s": "longest stall s",
    "restarts": "restarts",
    "rss_mb": "peak MB",
    "seconds": "run s",
}


def table(verdicts: Iterable[Verdict]) -> Table:
    """Return the verdicts as a table, one row each."""
    made = Table(*COLUMNS.values(), "what was done", box=None)
    for verdict in verdicts:
        made.add_row(*(str(getattr(verdict, name)) for name in COLUMNS), ROWS[verdict.row].sentence)
    return made
