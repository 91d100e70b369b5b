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
    "wrong_ticks": "wrong ticks",
    "wrong_rates": "wrong rates",
    "wrong_reports": "wrong reports",
    "holes": "holes in state",
    "reordered": "out of order",
    "recovery_s": "recovery s",
    "stall_s": "longest stall s",
    "restarts": "restarts",
    "rss_mb": "peak MB",
    "seconds": "run s",
}


HEAD = """# Reliability: what the flow loses under faults

Written by `make faults`; edits here are lost. Measured on {machine}.

**The promise**: at least once, nothing lost. A reader who keeps one record per id sees each article once. The id is
`ce_id`, or the key of a compacted topic. The content and the decision are the same as if nothing had happened.

Most rows play the whole flow, all four stages. {pages} made-up pages arrive at 40 per second. The second half of the
pages arrives more slowly, until the fault is over. The pages are from five sources. Rates move, jump and are misprinted;
pages come late, or a second time. The workers use a real Kafka of one node, through a TCP proxy. The times of the faults
come from a seed. The session timeout is {session:.0f} s, the commit interval {commit} s.

Afterwards the records on the topics are compared with the pages, and with two undisturbed runs:

- another run of the same pages, without a fault,
- the stages without workers, over the drafts, numbered articles and raw ticks of the row.

A row with its own pages is compared with the stages alone, which then read the raw pages, too. So is the run without a
fault.

These columns must all be 0:

- **lost**: articles of the pages that are in no record.
- **twice by id**: articles with two ids.
- **wrong content**: keys with another last value than in an undisturbed run.
- **other decisions**: decisions that are missing, or that no undisturbed run has.
- **wrong ticks**: ticks that are missing, or have another verdict or revision; ids with two ticks.
- **wrong rates**: rates that are missing or differ, and keys whose latest rate differs.
- **wrong reports**: pages without a report, or with another one.
- **holes in state**: rows that a state lacks after it is restored from its topic, or has with another value.
- **out of order**: versions of an article that came after a higher version.

The other columns:

- **a burst**: the most records that came out within a commit interval and the time of a batch, 1 s together.
- **twice on the wire**: records that were sent again after a crash, with the same content.
  {bound}
- **recovery**: the longest time from the end of a fault to the next output.
- **longest stall**: the longest time without output while there was no fault.

In most rows one broker keeps one copy of each record. In the rows `brokers-...` three brokers keep three copies, and two
of them acknowledge a record. No row loses a disk.
"""

BOUND = (
    "SIGTERM causes none. Each kill causes at most a burst. A fault of the broker or the network repeats at most .5 %\n"
    "  of the records. Rows that crash workers repeatedly, or replay records, allow more."
)


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
        "Each mutant breaks one rule of the transport or of the state. Then its row must fail (`make faults ROW=--mutants`).",
        "",
    ]
    return "\n".join([head, *lines, *tail, "| mutant | what it does | row that notices |", "|---|---|---|", *mutants]) + "\n"


def table(verdicts: Iterable[Verdict]) -> Table:
    """Return the verdicts as a table, one row each."""
    made = Table(*COLUMNS.values(), "what was done", box=None)
    for verdict in verdicts:
        made.add_row(*(str(getattr(verdict, name)) for name in COLUMNS), ROWS[verdict.row].sentence)
    return made
