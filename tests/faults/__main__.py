"""`python -m tests.faults [ROW ...] [--json | --mutants]`: play the rows and print the table.

Played without a row's name, it writes docs/reliability.md, unless SILKWIRE_DRAFTS_PARTITIONS asks for more partitions
than the default. Exit code 1 where a row does not keep
its bounds; with --mutants, where one keeps them. Fault times come from a seed; how far the flow
has come when they strike depends on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from confluent_kafka import KafkaException
from rich.console import Console

from schemas.topics import DRAFTS
from streams.settings import Settings
from streams.stages import STAGES
from tests.faults.bounds import broken
from tests.faults.cluster import opened_cluster
from tests.faults.mutants import MUTANTS, Mutant
from tests.faults.report import markdown, table
from tests.faults.rows import ROWS, Row
from tests.faults.stage import Ground, made_pages, opened, playing
from tests.faults.undisturbed import AFTER_SPLIT, undisturbed
from tests.faults.verify import Left, Verdict, judge
from tests.faults.workers import calm
from tests.support.machine import machine_line

PAGES = 800
PAGE = Path("docs/reliability.md")
SAID = 200
"""Most characters of an assertion that are shown."""
LONGEST_ROW_SECONDS = 900
"""Ends a row that hangs."""


@asynccontextmanager
async def ground_of(row: Row, usual: Ground) -> AsyncIterator[Ground]:
    """Give the brokers that a row needs: the usual one, or a separate cluster."""
    if row.brokers == 1:
        yield usual
        return
    async with opened_cluster(row.brokers) as cluster:
        yield replace(cluster, command=usual.command)


async def play(ground: Ground, name: str, row: Row, still: Left | None) -> tuple[Left, Verdict]:
    """Play one row on a ground; `still` is what an undisturbed run left."""
    pages, began = made_pages(PAGES), time.monotonic()
    every = [page for part in pages.values() for page in part]
    if row.play is None:
        raise ValueError(f"{name} is played alone")
    async with playing(ground, name, pages) as run:
        await row.play(run)
    seconds = round(time.monotonic() - began)
    left, stages = await run.left(), AFTER_SPLIT if still else STAGES
    pure, holes = await asyncio.to_thread(undisturbed, ground.direct, run.settings.prefix, left, stages)
    verdict = judge(
        name, every, left, [pure, still] if still else [pure], run.watch, rss_mb=run.fleet.peak_bytes // 1_000_000,
        restarts=run.fleet.restarts, seconds=seconds, note=run.note, holes=holes,
    )  # fmt: skip
    return left, verdict


async def play_calm(ground: Ground, remarks: Console) -> tuple[Left, list[str]]:
    """Play the run without a fault. Return what it leaves, and what is wrong with it: it is no measure of itself."""
    remarks.print("calm run ...")
    row = Row(calm, "nothing", wire=0.0)
    left, verdict = await play(ground, "calm", row, None)
    remarks.print(verdict.line(), markup=False, soft_wrap=True)
    return left, [f"calm: {why}" for why in broken(verdict, row)]


async def play_all(names: list[str], remarks: Console) -> tuple[list[Verdict], list[str]]:
    """Play rows one after the other against what a calm run leaves; return the verdicts, and what never finished."""
    verdicts: list[Verdict] = []
    unfinished: list[str] = []
    async with opened() as ground:
        still: Left | None = None
        if any(not ROWS[name].alone for name in names):
            still, unfinished = await play_calm(ground, remarks)
        for name in names:
            row = ROWS[name]
            try:
                async with asyncio.timeout(LONGEST_ROW_SECONDS), ground_of(row, ground) as place:
                    verdict = await row.alone(place, name) if row.alone else (await play(place, name, row, still))[1]
            except (TimeoutError, AssertionError, KafkaException) as error:
                unfinished.append(f"{name}: not played to its end ({type(error).__name__} {error})")
                remarks.print(*getattr(error, "__notes__", ()), markup=False, soft_wrap=True)
                await asyncio.to_thread(ground.kafka.start)
                continue
            verdicts.append(verdict)
            remarks.print(verdict.line(), markup=False, soft_wrap=True)
    return verdicts, unfinished


async def play_mutants(rows: list[str], remarks: Console) -> list[str]:
    """Play the row of each mutant; return the mutants that it did not notice. `rows` chooses the mutants by their row."""
    missed: list[str] = []
    still: Left | None = None
    mutants = {name: mutant for name, mutant in MUTANTS.items() if not rows or mutant.row in rows}
    async with opened() as ground:
        if any(not ROWS[mutant.row].alone for mutant in mutants.values()):
            still, missed = await play_calm(ground, remarks)
        for name, mutant in mutants.items():
            remarks.print(f"{name}: {mutant.sentence} ...", markup=False)
            found = await _mutant(ground, name, mutant, still)
            remarks.print(f"  {mutant.row} says: {found or 'nothing'}", markup=False, soft_wrap=True)
            missed += [] if found else [f"{name} was not noticed by {mutant.row}"]
    return missed


async def _mutant(ground: Ground, name: str, mutant: Mutant, still: Left | None) -> str:
    """Return what gives a mutant away; one that never finishes, or breaks what its row asserts, is given away by that."""
    row, broken_ground = ROWS[mutant.row], replace(ground, command=("-m", "tests.faults.mutants", name))
    try:
        async with asyncio.timeout(LONGEST_ROW_SECONDS), ground_of(row, broken_ground) as place:
            if row.alone:
                verdict = await row.alone(place, f"mutant-{name}")
            else:
                _, verdict = await play(place, f"mutant-{name}", row, still)
    except (TimeoutError, AssertionError) as error:
        return f"it is not played to its end ({type(error).__name__} {str(error)[:SAID]})"
    return "; ".join(broken(verdict, row))


def main() -> int:
    """Play what was asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Disturb the flow, and see what it loses.")
    parser.add_argument("rows", nargs="*", choices=[[], *ROWS], help="rows to play; none: all of them")
    parser.add_argument("--json", action="store_true", help="one JSON line a row, no table")
    parser.add_argument("--mutants", action="store_true", help="break each rule (or those of ROW), and see its row notice")
    arguments = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    remarks = Console(stderr=True, highlight=False)
    if arguments.mutants:
        missed = asyncio.run(play_mutants(arguments.rows, remarks))
        for mutant in missed:
            remarks.print(mutant, style="red")
        return 1 if missed else 0
    verdicts, unfinished = asyncio.run(play_all(arguments.rows or list(ROWS), remarks))
    if arguments.json:
        sys.stdout.writelines(verdict.line() + "\n" for verdict in verdicts)
    else:
        Console(width=140, highlight=False).print(table(verdicts))
    if not arguments.rows and not unfinished and Settings().drafts_partitions == DRAFTS.default_partitions:
        PAGE.write_text(markdown(verdicts, machine_line(), PAGES), "utf-8")
        remarks.print(f"written: {PAGE}")
    faults = [f"{verdict.row}: {why}" for verdict in verdicts for why in broken(verdict, ROWS[verdict.row])]
    for fault in unfinished + faults:
        remarks.print(fault, style="red", markup=False)
    return 1 if unfinished or faults else 0


if __name__ == "__main__":
    sys.exit(main())
