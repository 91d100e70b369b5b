"""Verdicts as a table for eyes, and as docs/reliability.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table

from tests.faults.mutants import MUTANTS
from tests.faults.rows import ROWS
from tests.faults.stage import COMMIT_SECONDS, SESSION_SECONDS
from tests.faults.verify import Verdict

__all__ = ["markdown", "table"]

COLUMNS = {
    "row": "row",
    "lost": "lost",
    "wire_duplicates": "twice on the wire",
    "burst": "a burst",
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


HEAD = """# Reliability: what the flow loses under faults

Written by `make faults`; edits here are lost. Measured on {machine}.

**The promise**: at least once, nothing lost. A reader who keeps one record an id (`ce_id`, or the key of a compacted topic)
sees each article once, with the same content and the same decision as if nothing had happened.

Each row plays the whole flow, all five stages: {pages} made-up pages arrive at 40 a second (the second half slower, until the
fault is over) while things go wrong between the workers and a real one-node Kafka, through a TCP proxy. What is on the topics
afterwards is compared with what the pages hold, and with an undisturbed run. Fault times come from a seed.
The session timeout is {session:.0f} s, the commit interval {commit} s.

- **lost**: articles of the pages that no record holds. **twice by id**: articles under two ids. **wrong content**: keys whose
  last value differs from the undisturbed run's. **other decisions**: decisions or ticks that differ. **out of order**: versions
  of an article after a higher one. All must be 0.
- **twice on the wire**: records sent again after a crash, equal to the first; {bound}
- **a burst**: most records that came out within a commit interval and a batch (1 s).
- **recovery**: longest time from the end of a fault to the next output. **longest stall**: without output while no fault was on.

One broker keeps one copy: what a cluster does when it loses a disk is not measured here.
"""

BOUND = "none after SIGTERM, at most a burst for each kill, .5 % for what is done to the broker."


def markdown(verdicts: Sequence[Verdict], machine: str, pages: int) -> str:
    """Return docs/reliability.md."""
    head = HEAD.format(machine=machine, pages=pages, session=SESSION_SECONDS, commit=COMMIT_SECONDS, bound=BOUND)
    names = ["row", "what was done", *list(COLUMNS.values())[1:]]
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for verdict in verdicts:
        cells = [verdict.row, ROWS[verdict.row].sentence, *(str(getattr(verdict, name)) for name in list(COLUMNS)[1:])]
        lines.append("| " + " | ".join(cells) + " |")
    mutants = [f"| {name} | {mutant.sentence} | {mutant.row} |" for name, mutant in MUTANTS.items()]
    tail = [
        "",
        "## Rules broken on purpose",
        "",
        "Each of these breaks one rule of the transport; its row must fail (`make faults ROW=--mutants`).",
        "",
    ]
    return "\n".join([head, *lines, *tail, "| mutant | what it does | row that notices |", "|---|---|---|", *mutants]) + "\n"


def table(verdicts: Iterable[Verdict]) -> Table:
    """Return the verdicts as a table, one row each."""
    made = Table(*COLUMNS.values(), "what was done", box=None)
    for verdict in verdicts:
        made.add_row(*(str(getattr(verdict, name)) for name in COLUMNS), ROWS[verdict.row].sentence)
    return made
