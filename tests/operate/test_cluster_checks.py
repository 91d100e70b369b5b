"""Each fault of Kafka has a finding, and a command or step that helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from aiokafka import TopicPartition

from schemas.control import Hold, Park
from schemas.rejection import Reason
from schemas.topics import DAY_MS, DRAFTS, PAGES_RAW
from streams.kafka.groups import Group, Member
from streams.kafka.start_position import Commit, LogRange
from streams.kafka.topics import TopicFinding
from streams.operate.cluster import Cluster, LackingPartition, StateHead
from streams.operate.cluster_checks import check_cluster
from streams.operate.findings import Finding, Health
from streams.operate.lag import PartitionLag
from streams.operate.parked import ParkedSource
from streams.operate.positions import InputPosition

NOW = 1_794_628_800_000

PAGES = TopicPartition("s.pages.raw.v1", 0)

STATE = TopicPartition("s.dedupe.state.v1", 1)

ALGORITHMS = {STATE.topic: "exact-1"}

LAGS: dict[str, Sequence[PartitionLag]] = {"split": [PartitionLag(PAGES, 0, 10, 10)]}

WORKING = Group("g", "Stable", (Member("faust", "10.0.0.7", frozenset({PAGES})),))

FINE = Cluster(
    now=NOW,
    brokers=3,
    topics=[TopicFinding(PAGES_RAW, "s.pages.raw.v1", "ok")],
    foreign=[],
    lacking=[],
    group=WORKING,
    lags=LAGS,
    state_heads=[StateHead(STATE, "exact-1", NOW - 1000)],
    rejected_last_hour=0,
    holds=[],
    parked=[],
)


def waiting(records: int, days: float) -> dict[str, Sequence[PartitionLag]]:
    return {"split": [PartitionLag(PAGES, 0, 100, 100 - records, NOW - int(days * DAY_MS))]}


def of(name: str, findings: Sequence[Finding]) -> Finding:
    return next(finding for finding in findings if finding.name == name)


def test_facts_in_order_give_only_ok_findings() -> None:
    findings = list(check_cluster(FINE, ALGORITHMS))
    assert {finding.health for finding in findings} == {"ok"}
    assert not any(finding.remedy for finding in findings)


HOLD = Hold(topic="s.pages.raw.v1", partition=0, stage="split", offset=7, refused=1000, last=Reason.PAGE_NUL.value)

PARK = Park(topic="s.pages.raw.v1", partition=0, source="a b", offset=7, refused=5, last="page.nul", arrival=NOW - 60_000)
PARKED = [ParkedSource("a b", [PARK, PARK]), ParkedSource("kabar", unfinished=True)]

TOPIC = TopicFinding(DRAFTS, "s.drafts.v1", "missing", "4 partitions to create")


@pytest.mark.parametrize(
    ("name", "cluster", "health", "what", "remedy"),
    [
        ("topics", replace(FINE, topics=[TOPIC]), "bad", "1 missing: s.drafts.v1", "silkwire topics apply"),
        ("topics", replace(FINE, topics=[replace(TOPIC, status="differs", detail="min.insync.replicas: 1 -> 2")]),
         "warn", "min.insync.replicas: 1 -> 2", "silkwire topics apply"),
        ("topics", replace(FINE, topics=[replace(TOPIC, status="differs", detail="stamps", unusable="has CreateTime")]),
         "bad", "stamps", "silkwire topics apply"),
        ("topics", replace(FINE, topics=[replace(TOPIC, status="refused", detail="has 3 partitions")]),
         "bad", "has 3 partitions", "silkwire topics show"),
        ("other topics", replace(FINE, foreign=["s.payments"]), "warn", "s.payments", "SILKWIRE_PREFIX"),
        ("copies", replace(FINE, lacking=[LackingPartition(PAGES, 1, 2, 3)]), "warn", "s.pages.raw.v1[0] 2/3", "brokers"),
        ("copies", replace(FINE, lacking=[LackingPartition(PAGES, -1, 0, 3)]), "bad", "without a leader", "start the broker"),
        ("migration", replace(FINE, migration="3 in s.drafts.route1.v1"), "bad", "3 in s.drafts", "worker of 0.1.0"),
        ("migration", replace(FINE, migration="not yet. Run: silkwire migrate"), "bad", "not yet", "silkwire migrate"),
        ("migration", replace(FINE, retired=["s.drafts.route1.v1"]), "warn", "s.drafts.route1.v1", "delete them"),
        ("state", replace(FINE, state_heads=[StateHead(STATE, "exact-0", NOW)]), "bad",
         "s.dedupe.state.v1[1] is of exact-0, this release uses exact-1", "SILKWIRE_PREFIX"),
        ("state", replace(FINE, state_heads=[StateHead(STATE, None, NOW)]), "bad", "is of something else", "SILKWIRE_PREFIX"),
        ("workers", replace(FINE, group=Group("g", "Empty")), "warn", "no worker of group g runs", "silkwire worker"),
        ("workers", replace(FINE, group=Group("g", "Dead"), lags=waiting(7, 0)), "bad", "7 records wait", "silkwire worker"),
        ("workers", replace(FINE, group=replace(WORKING, state="PreparingRebalance")), "warn", "is assigning", "silkwire doctor"),
        ("assignment", replace(FINE, group=Group("g", "Stable", (Member("c", "h", frozenset()),))), "bad",
         "no worker reads s.pages.raw.v1[0]", "silkwire worker"),
        ("positions", replace(FINE, positions=[InputPosition("split", PAGES, LogRange(8, 10), Commit(5))]), "bad",
         "s.pages.raw.v1[0]: offsets 5 to 7 were deleted", "silkwire offsets skip 's.pages.raw.v1[0]' --to 8"),
        ("positions", replace(FINE, positions=[InputPosition("split", PAGES, LogRange(2, 10), Commit(50))]), "bad",
         "but the log ends at 10", "silkwire offsets skip 's.pages.raw.v1[0]' --to 2"),
        ("transactions", replace(FINE, positions=[InputPosition("split", PAGES, LogRange(0, 190))]), "warn",
         "s.pages.raw.v1[0] from offset 10 on: 180 offsets wait", "look at its crawler"),
        ("lag: split", replace(FINE, lags=waiting(9, 0.001)), "ok", "9 records wait, the oldest for 1 min", ""),
        ("lag: split", replace(FINE, lags=waiting(9, 0.01)), "warn", "the oldest for 14 min", "silkwire worker"),
        ("lag: split", replace(FINE, lags=waiting(9, 4)), "bad", "retention deletes after 7 d", "silkwire worker"),
        ("rejections", replace(FINE, rejected_last_hour=1200), "warn", "1,200 records", "silkwire rejected list --since 1h"),
        ("held partitions", replace(FINE, holds=[HOLD]), "bad",
         "s.pages.raw.v1[0] at offset 7: 1,000 more refused than accepted, last page.nul", "silkwire resume"),
        ("parked sources", replace(FINE, parked=PARKED), "warn",
         "a b in 2 partitions for 1 min, last page.nul; kabar: a command that resumes it was interrupted",
         "silkwire resume 'a b' kabar"),
        ("parked sources", replace(FINE, parked=[ParkedSource("a  b"), ParkedSource("-kabar")]), "warn", "a  b: a command",
         "silkwire resume -- 'a  b' -kabar"),
        ("clock", replace(FINE, state_heads=[StateHead(STATE, "exact-1", NOW + 8_000)]), "warn", "8 s ahead", "timedatectl"),
        ("clock", replace(FINE, state_heads=[StateHead(STATE, "exact-1", NOW + 90_000)]), "bad", "2 min ahead", "timedatectl"),
        ("clock", replace(FINE, lags=waiting(1, -1)), "bad", "1 d ahead", "timedatectl"),
    ],
)  # fmt: skip
def test_each_fault_of_kafka_has_a_finding_with_a_remedy(
    name: str, cluster: Cluster, health: Health, what: str, remedy: str
) -> None:
    finding = of(name, list(check_cluster(cluster, ALGORITHMS)))
    assert finding.health == health, finding
    assert what in finding.what
    assert remedy in finding.remedy
    assert bool(finding.remedy) == (health != "ok")
