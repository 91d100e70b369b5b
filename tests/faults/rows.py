"""The rows of the table: what is done to a flow while its pages arrive.

Each row gets a run whose pages come in at 40 a second, the second half slower until it is played, and leaves a worker
that can finish them. What must hold afterwards is the same for all (`bounds`); the bound on
repetitions differs by what was done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from schemas.topics import ARTICLES_CLEAN, FX_RATES, PAGES_REPORTS, STATES
from tests.faults.burst import burst
from tests.faults.cluster import killed_in_turn, restarted_in_turn, two_away
from tests.faults.expired import commits_expired, commits_gone
from tests.faults.growth import partitions_added
from tests.faults.hostile import REFUSED, hostile
from tests.faults.injected import injected
from tests.faults.late import late_writer, returned
from tests.faults.million import million
from tests.faults.moved_logs import end_lost, topic_remade
from tests.faults.moves import operator_moves
from tests.faults.outages import (
    broker_absent_at_start,
    broker_away,
    broker_frozen,
    broker_killed,
    connections_reset,
    disk_full,
    weather,
)
from tests.faults.poison import poisoned
from tests.faults.proxy import Weather
from tests.faults.record_batches import checkpoint_between, killed_between, partly_refused
from tests.faults.refusals import refused, replayed
from tests.faults.spares import spares
from tests.faults.stage import Ground, Play
from tests.faults.stops import stopped_often
from tests.faults.strangers import stranger_joins
from tests.faults.transactions import transactional
from tests.faults.verify import Verdict
from tests.faults.workers import (
    KILLS,
    calm,
    hooked,
    killed_by_hook,
    killed_while_joining,
    partitions_traded,
    scaled,
    worker_killed,
    worker_stopped,
    zombie,
)

__all__ = ["ROWS", "Row"]

REFUSED_ENDS = 5
"""A worker ends up to four times while the broker refuses records, each time without a commit. Then it is killed once."""


@dataclass(frozen=True)
class Row:
    """A way to disturb a flow."""

    play: Play | None
    sentence: str
    wire: float = 0.005
    """Most repetitions on the wire, as a share of the records ..."""
    kills: int = 0
    """... and for each time a worker ends without a commit, what comes out in a commit interval and a batch."""
    rejected: int = 0
    """Records that the flow must reject."""
    alone: Callable[[Ground, str], Awaitable[Verdict]] | None = None
    """A row with its own load, in place of `play`; AssertionError where what only this row proves is wrong."""
    brokers: int = 1
    """How many brokers the row needs; three have no proxy before them."""


ROWS: dict[str, Row] = {
    "worker-stopped": Row(worker_stopped, "SIGTERM x 5 under load", wire=0.0),
    "stopped-often": Row(None, "SIGTERM x 10, each with pages at hand and within 10 s", wire=0.0, alone=stopped_often),
    "worker-killed": Row(worker_killed, "SIGKILL x 5 under load", wire=0.0, kills=KILLS),
    "killed-before-commit": Row(killed_by_hook("acked"), "SIGKILL between acknowledgement and commit, twice", wire=0.0, kills=2),
    "killed-restoring": Row(killed_by_hook("restore"), "SIGKILL while reading state, twice", wire=0.0, kills=2),
    "killed-between-rows": Row(killed_by_hook("rows"), "SIGKILL between state rows and outputs, twice", wire=0.0, kills=2),
    "killed-joining": Row(killed_while_joining, "a second worker, SIGKILL while it joins, x 3", wire=0.0, kills=3),
    "zombie": Row(zombie, "one of two workers SIGSTOP 20 s, then CONT", wire=0.0, kills=1),
    "late-writer": Row(
        None, "SIGSTOP with rates at hand until others have done all, then CONT: no record comes", wire=1.0, alone=late_writer
    ),
    "returned": Row(None, "SIGSTOP until another worker has done more, then all partitions come back", wire=0.0, alone=returned),
    "scaled": Row(scaled, "workers 1 to 3 to 1", wire=0.0),
    "spares": Row(None, "18 workers for 10 partitions, SIGKILL x 8 for one with partitions", wire=1.0, alone=spares),
    "traded": Row(partitions_traded, "a second worker comes and goes x 5", wire=0.0),
    "traded-busy": Row(hooked("drag", partitions_traded), "the same, and every batch takes 50 ms more", wire=0.0),
    "fetches-lost": Row(hooked("lose", calm), "every fifth fetch is taken and given to nobody", wire=0.0),
    "replayed": Row(replayed, "the group sent back to the first page, then every stage to its first record", wire=2.0),
    "output-refused": Row(
        refused(ARTICLES_CLEAN), "the broker refuses clean articles for 8 s, then a kill", wire=0.0, kills=REFUSED_ENDS
    ),
    "state-refused": Row(refused(STATES[0]), "the broker refuses state rows for 8 s, then a kill", wire=0.0, kills=REFUSED_ENDS),
    "rates-refused": Row(
        refused(FX_RATES, PAGES_REPORTS),
        "the broker refuses rates and page reports for 8 s, then a kill",
        wire=0.0,
        kills=REFUSED_ENDS,
    ),
    "checkpoint-between": Row(
        None,
        "a fenced worker's checkpoints land between record batches of another's state rows",
        wire=0.0,
        alone=checkpoint_between,
    ),
    "killed-between-batches": Row(
        None, "SIGKILL between two record batches of a batch's state rows, twice", wire=1.0, alone=killed_between
    ),
    "state-partly-refused": Row(
        None,
        "the broker refuses the first state rows of a batch, and takes the last and the checkpoint",
        wire=1.0,
        alone=partly_refused,
    ),
    "segfault": Row(None, "a page that ends its worker by SIGSEGV", wire=2.0, rejected=1, alone=poisoned("segfault")),
    "endless": Row(None, "a page that its worker never finishes", wire=2.0, rejected=1, alone=poisoned("endless")),
    "hostile": Row(None, "hostile pages and compression bombs between good pages", wire=0.0, rejected=REFUSED, alone=hostile),
    "burst": Row(None, "800 pages at once, the first 20 at five a second, within 500 MB", wire=0.0, alone=burst),
    "million": Row(None, "a million small records through one hop, SIGKILL x 10", wire=0.0, kills=10, alone=million),
    "answers": Row(None, "Produce answers 29 10 87 7 6, commit answers 22 25 27, each twice (mock)", wire=2.0, alone=injected),
    "broker-killed": Row(broker_killed, "broker SIGKILL x 3, back after a second"),
    # The session is 3 s. A broker that does not answer for longer, or a coordinator that moves, may end it.
    "broker-frozen-5": Row(broker_frozen(5), "broker SIGSTOP 5 s", kills=1),
    "broker-frozen-60": Row(broker_frozen(60), "broker SIGSTOP 60 s", kills=2),
    "broker-absent": Row(broker_absent_at_start, "no broker for the first 15 s"),
    "broker-away": Row(broker_away, "broker killed and away for 65 s, longer than any of the worker's timeouts"),
    "disk-full": Row(disk_full, "the broker can write no more and goes down, twice"),
    "latency": Row(weather(15, Weather(latency=0.1)), "network: 200 ms there and back for 15 s"),
    "slow-network": Row(weather(15, Weather(rate=10_000)), "network: 10 kB/s for 15 s"),
    "resets": Row(connections_reset, "every connection reset, x 10"),
    # What cuts a worker off for longer than its session ends its membership: its last work is then not committed.
    "deaf": Row(weather(15, Weather(silent=frozenset({"down"}))), "network: no answer arrives for 15 s", kills=1),
    "mute": Row(weather(15, Weather(silent=frozenset({"up"}))), "network: no request leaves for 15 s", kills=1),
    "dead-line": Row(weather(15, Weather(silent=frozenset({"up", "down"}))), "network: nothing passes for 15 s", kills=1),
    "topic-remade": Row(None, "raw pages deleted and made again under load: exit 73", wire=1.0, alone=topic_remade),
    "log-end-lost": Row(None, "the broker loses the end of the raw pages: exit 73", wire=1.0, alone=end_lost),
    "commits-gone": Row(None, "Kafka forgets the group's commits", wire=0.0, alone=commits_gone),
    "commits-expired": Row(None, "the same, and retention deletes unread pages: exit 73", wire=0.0, alone=commits_expired),
    "transactions": Row(
        None, "a transactional crawler commits, aborts, and is killed with an open transaction", wire=0.0, alone=transactional
    ),
    "stranger": Row(stranger_joins, "a foreign consumer in the group, with a worker and before one: exit 76", wire=0.0),
    "partitions-added": Row(None, "two partitions more of raw pages, under load", wire=0.0, alone=partitions_added),
    "operator-moves": Row(None, "silkwire offsets skip, then replay", wire=1.0, alone=operator_moves),
    "brokers-restarted": Row(restarted_in_turn, "three brokers, each stopped in good order and started again", brokers=3),
    "brokers-killed": Row(killed_in_turn, "three brokers, SIGKILL for each in turn", kills=1, brokers=3),
    "brokers-away": Row(two_away, "three brokers, two of them away for 30 s: no output meanwhile", brokers=3),
}
