"""What every row must keep: nothing lost, nothing twice under two ids, nothing else than undisturbed."""

from __future__ import annotations

from tests.faults.rows import Row
from tests.faults.stage import SESSION_SECONDS
from tests.faults.verify import Verdict

__all__ = ["broken"]

RECOVERY_SECONDS = SESSION_SECONDS + 5
STALL_SECONDS = 30
NOTHING = (
    "lost", "id_duplicates", "wrong_content", "reordered",
    "other_decisions", "wrong_ticks", "wrong_rates", "wrong_reports", "holes",
)  # fmt: skip
"""Columns that must be 0."""


def broken(verdict: Verdict, row: Row) -> list[str]:
    """Return the bounds that a run has broken, in words."""
    found = [f"{name} {getattr(verdict, name)}, not 0" for name in NOTHING if getattr(verdict, name)]
    if verdict.rejected != row.rejected:
        found.append(f"rejected {verdict.rejected}, not {row.rejected}")
    allowed = row.wire * verdict.records + row.kills * verdict.burst
    if verdict.wire_duplicates > allowed:
        found.append(f"{verdict.wire_duplicates} repetitions on the wire of {verdict.records}, more than {allowed:.0f}")
    if verdict.recovery_s > RECOVERY_SECONDS:
        found.append(f"output again after {verdict.recovery_s} s, more than {RECOVERY_SECONDS:.0f} s")
    if verdict.stall_s > STALL_SECONDS:
        found.append(f"no output for {verdict.stall_s} s, more than {STALL_SECONDS} s")
    return found
