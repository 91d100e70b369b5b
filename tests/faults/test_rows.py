"""The fast rows of `make faults`: a worker killed at any moment loses nothing, and publishes nothing under two ids.

They share a broker and the time: what is done to one row's workers is no business of another's.
How long each takes to come back is measured by `make faults`, which plays one row at a time.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.faults.__main__ import play
from tests.faults.bounds import broken
from tests.faults.rows import ROWS, calm
from tests.faults.rows import Row as FaultRow
from tests.faults.stage import opened

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(280)]

FAST = {name: row for name, row in ROWS.items() if row.fast}


async def test_the_fast_rows_keep_their_bounds() -> None:
    async with opened() as ground:
        still, _ = await play(ground, "calm", FaultRow(calm, "nothing"), None)
        played = await asyncio.gather(*(play(ground, name, row, still) for name, row in FAST.items()))
    found = {verdict.row: broken(verdict, FAST[verdict.row], timed=False) for _, verdict in played}
    print(*(verdict.line() for _, verdict in played), sep="\n")
    assert found == {name: [] for name in FAST}
