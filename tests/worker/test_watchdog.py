"""A worker that waits for its group longer than any other member may take is stalled."""

from __future__ import annotations

from typing import cast

import pytest

from streams.errors import WorkerStalled
from streams.transport import BatchConsumer
from streams.worker.watchdog import PATIENCE, SESSIONS, Watchdog

STALL_SECONDS, SESSION_SECONDS = 60, 10
LONGEST = PATIENCE * STALL_SECONDS + SESSIONS * SESSION_SECONDS


@pytest.mark.parametrize(
    ("idle", "seconds", "is_stalled"),
    [("", LONGEST + 1, False), ("rebalancing", LONGEST, False), ("joining the group", LONGEST + 1, True)],
)
def test_a_worker_waits_for_its_group_until_a_member_that_hangs_must_have_left_it(
    idle: str, seconds: float, is_stalled: bool
) -> None:
    watchdog = Watchdog(STALL_SECONDS, SESSION_SECONDS, cast(BatchConsumer, None), lambda: idle)
    if not is_stalled:
        watchdog._check_group(idle, seconds)
        return
    with pytest.raises(WorkerStalled, match="joining the group for 271 s"):
        watchdog._check_group(idle, seconds)
