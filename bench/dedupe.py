"""`python -m bench.dedupe [ARTICLES]`: the memory of dedupe, and the time that restoring it takes, without Kafka.

One process reads the rows of a partition: one per article, then nine repetitions of each, of which three renew their
article. All rows are within 14 days, so that nothing is forgotten.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from hashlib import blake2b

from agents.dedupe import STAGE
from agents.dedupe.state import Articles, Sighting, Text
from schemas.codec import encode
from schemas.state import CHECKPOINT_KEY, ROW_KEY, Checkpoint
from schemas.topics import DAY_MS, DEDUPE_DAYS
from streams.state.restore import PartitionState, Restorer, StateRecord
from tests.support.machine import machine_line

ARTICLES, REPETITIONS, RENEWALS, SOURCES = 1_000_000, 9, 3, 500
START = 1_794_628_800_000
BATCH = 5000


def records(articles: int, first: int, rounds: range) -> Iterator[list[StateRecord]]:
    """Yield the records of a state topic in lists: rows, and a checkpoint after each list."""
    total = articles * (REPETITIONS + 1)
    offset = first
    for turn in rounds:
        for begin in range(0, articles, BATCH):
            rows = []
            for number in range(begin, min(begin + BATCH, articles)):
                arrival = START + offset * DEDUPE_DAYS * DAY_MS // total
                rows.append((offset, ROW_KEY, encode(_row(offset, number, turn, arrival))))
                offset += 1
            mark = Checkpoint(since=offset - len(rows), through=offset - 1, arrival=arrival, algorithm=STAGE.algorithm)
            yield [*rows, (offset, CHECKPOINT_KEY, encode(mark))]


def _row(offset: int, number: int, turn: int, arrival: int) -> Sighting:
    name = blake2b(b"%d" % number, digest_size=16).hexdigest()
    occurrence = blake2b(b"place %d" % offset, digest_size=16).hexdigest()
    text = Text(content_id=f"c1:{name}", article_id=f"c1:{name}", version=1, source=f"source{(number + turn) % SOURCES}.example")
    return Sighting(
        offset=offset, index=0, arrival=arrival, algorithm=STAGE.algorithm, occurrence=occurrence,
        text=text if turn <= RENEWALS else None,
    )  # fmt: skip


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def restore(restorer: Restorer, lists: Iterator[list[StateRecord]]) -> float:
    """Feed the records; return the seconds of CPU that restoring took, without making the records."""
    spent = 0.0
    for read in lists:
        began = time.process_time()
        restorer.feed(read)
        spent += time.process_time() - began
    return spent


def main() -> None:
    """Print bytes per article and per repetition, and the records per second of both."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    restorer = Restorer(STAGE, PartitionState(Articles()), None)
    before = _peak_bytes()
    for what, count, lists in (
        ("articles", articles, records(articles, 0, range(1))),
        ("repetitions", articles * REPETITIONS, records(articles, articles, range(1, REPETITIONS + 1))),
    ):
        seconds, after = restore(restorer, lists), _peak_bytes()
        sys.stdout.write(
            f"{count:,} {what}: {(after - before) / count:.0f} bytes each, {after / 2**20:,.0f} MiB in all; "
            f"restored at {count / seconds:,.0f} rows/s in {seconds:.1f} s\n"
        )
        sys.stdout.flush()
        before = after
    sys.stdout.write(f"{machine_line()}\n$ python -m bench.dedupe {articles}\n")


if __name__ == "__main__":
    main()
