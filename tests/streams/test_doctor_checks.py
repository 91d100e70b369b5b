"""What the doctor says of each fact, and which command it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import TopicPartition

from deploy.local.ports import free_port
from schemas.control import Hold
from schemas.rejection import Reason
from schemas.topics import DAY_MS, DRAFTS, PAGES_RAW, TOPICS
from streams.kafka.topics import Finding as TopicFinding
from streams.operate.cluster import Cluster, Copies, Written
from streams.operate.cluster_checks import check_cluster, check_lag
from streams.operate.findings import Finding, Health
from streams.operate.groups import Group, Member
from streams.operate.lag import STAGE_INPUTS, PartitionLag
from streams.operate.machine import Disk, Embedded, Machine
from streams.operate.machine_checks import FAUST, check_machine
from streams.stages import STAGES
from tests.streams.test_commands import silkwire

NOW = 1_794_628_800_000
PAGES = TopicPartition("s.pages.raw.v1", 0)
STATE = TopicPartition("s.version.state.v1", 1)
ALGORITHMS = {STATE.topic: "versions-1"}
LAGS: dict[str, Sequence[PartitionLag]] = {"split": [PartitionLag(PAGES, 0, 10, 10)]}
WORKING = Group("g", "Stable", (Member("faust", "10.0.0.7", frozenset({PAGES})),))

FINE = Cluster(
    now=NOW,
    brokers=3,
    topics=[TopicFinding(PAGES_RAW, "s.pages.raw.v1", "ok")],
    foreign=[],
    copies=[],
    group=WORKING,
    lags=LAGS,
    written=[Written(STATE, "versions-1", NOW - 1000)],
    refused_last_hour=0,
    holds=[],
)
MACHINE = Machine((), FAUST, (), (Disk("cache", Path("/cache"), 10**11),), Embedded("openjdk 25", "", 46, 46))


def waiting(records: int, days: float) -> dict[str, Sequence[PartitionLag]]:
    return {"split": [PartitionLag(PAGES, 0, 100, 100 - records, NOW - int(days * DAY_MS))]}


def of(name: str, findings: Sequence[Finding]) -> Finding:
    return next(finding for finding in findings if finding.name == name)


def test_nothing_is_said_of_what_is_fine() -> None:
    findings = [*check_machine(MACHINE), *check_cluster(FINE, ALGORITHMS)]
    assert {finding.health for finding in findings} == {"ok"}
    assert not any(finding.mend for finding in findings)


HOLD = Hold(topic="s.pages.raw.v1", partition=0, stage="split", offset=7, refused=1000, last=Reason.PAGE_NUL)
TOPIC = TopicFinding(DRAFTS[0], "s.drafts.route1.v1", "missing", "4 partitions to create")


@pytest.mark.parametrize(
    ("name", "cluster", "health", "what", "mend"),
    [
        ("topics", replace(FINE, topics=[TOPIC]), "bad", "1 missing: s.drafts.route1.v1", "silkwire topics apply"),
        ("topics", replace(FINE, topics=[replace(TOPIC, status="differs", detail="min.insync.replicas: 1 -> 2")]),
         "warn", "min.insync.replicas: 1 -> 2", "silkwire topics apply"),
        ("topics", replace(FINE, topics=[replace(TOPIC, status="refused", detail="has 3 partitions")]),
         "bad", "has 3 partitions", "by hand"),
        ("other topics", replace(FINE, foreign=["s.payments"]), "warn", "s.payments", "silkwire topics show"),
        ("copies", replace(FINE, copies=[Copies(PAGES, 1, 2, 3)]), "warn", "s.pages.raw.v1[0] 2/3", "brokers"),
        ("copies", replace(FINE, copies=[Copies(PAGES, -1, 0, 3)]), "bad", "without a leader", "start the broker"),
        ("state", replace(FINE, written=[Written(STATE, "versions-0", NOW)]), "bad",
         "s.version.state.v1[1] is of versions-0, this release uses versions-1", "SILKWIRE_PREFIX"),
        ("state", replace(FINE, written=[Written(STATE, None, NOW)]), "bad", "is of something else", "SILKWIRE_PREFIX"),
        ("workers", replace(FINE, group=Group("g", "Empty")), "warn", "no worker of group g runs", "silkwire worker"),
        ("workers", replace(FINE, group=Group("g", "Dead"), lags=waiting(7, 0)), "bad", "7 records wait", "silkwire worker"),
        ("workers", replace(FINE, group=replace(WORKING, state="PreparingRebalance")), "warn", "sharing out", "silkwire doctor"),
        ("assignment", replace(FINE, group=Group("g", "Stable", (Member("c", "h", frozenset()),))), "bad",
         "no worker reads s.pages.raw.v1[0]", "silkwire worker"),
        ("retention", replace(FINE, lags={"split": [PartitionLag(PAGES, 8, 10, 5)]}), "bad",
         "3 of s.pages.raw.v1[0]", "--group g --topic s.pages.raw.v1:0 --reset-offsets --to-earliest"),
        ("lag: split", replace(FINE, lags=waiting(9, 0.001)), "ok", "9 records wait, the oldest for 1 min", ""),
        ("lag: split", replace(FINE, lags=waiting(9, 0.01)), "warn", "the oldest for 14 min", "silkwire worker"),
        ("lag: split", replace(FINE, lags=waiting(9, 4)), "bad", "retention deletes after 7 d", "silkwire worker"),
        ("rejections", replace(FINE, refused_last_hour=1200), "warn", "1,200 records", "silkwire rejected list --since 1h"),
        ("held partitions", replace(FINE, holds=[HOLD]), "bad",
         "s.pages.raw.v1[0] at offset 7: 1,000 more refused than accepted, last page.nul", "silkwire resume"),
        ("clock", replace(FINE, written=[Written(STATE, "versions-1", NOW + 8_000)]), "warn", "8 s ahead", "timedatectl"),
        ("clock", replace(FINE, written=[Written(STATE, "versions-1", NOW + 90_000)]), "bad", "2 min ahead", "timedatectl"),
        ("clock", replace(FINE, lags=waiting(1, -1)), "bad", "1 d ahead", "timedatectl"),
    ],
)  # fmt: skip
def test_each_fault_of_kafka_is_named_with_what_mends_it(
    name: str, cluster: Cluster, health: Health, what: str, mend: str
) -> None:
    finding = of(name, list(check_cluster(cluster, ALGORITHMS)))
    assert finding.health == health, finding
    assert what in finding.what
    assert mend in finding.mend
    assert bool(finding.mend) == (health != "ok")


@pytest.mark.parametrize(
    ("name", "machine", "health", "what"),
    [
        ("settings", replace(MACHINE, unknown_variables=("SILKWIRE_PORT",)), "warn", "SILKWIRE_PORT"),
        ("faust", replace(MACHINE, faust="0.16.0"), "bad", "0.16.0 is installed"),
        ("schemas", replace(MACHINE, stale_schemas=("fx.ticks.v1.schema.json",)), "bad", "fx.ticks.v1.schema.json"),
        ("java", replace(MACHINE, embedded=Embedded("", "no Java", 46, 46)), "bad", "no Java"),
        ("jars", replace(MACHINE, embedded=Embedded("openjdk", "", 45, 46)), "warn", "45 of 46"),
        ("disk: cache", replace(MACHINE, disks=(Disk("cache", Path("/cache"), 10**9),)), "warn", "1.0 GB free at /cache"),
        ("disk: cache", replace(MACHINE, disks=(Disk("cache", Path("/cache"), 10**8),)), "bad", "0.1 GB free"),
        ("embedded Kafka", replace(MACHINE, embedded=None), "skipped", "brokers are elsewhere"),
    ],
)
def test_each_fault_of_the_machine_is_named(name: str, machine: Machine, health: Health, what: str) -> None:
    finding = of(name, list(check_machine(machine)))
    assert (finding.health, what in finding.what) == (health, True), finding


def test_the_lag_of_a_partition_counts_from_the_commit_or_the_logs_start() -> None:
    assert [PartitionLag(PAGES, 3, 10, committed).records for committed in (None, 0, 3, 7, 10, 12)] == [7, 7, 7, 3, 0, 0]
    assert [PartitionLag(PAGES, 3, 10, committed).lost for committed in (None, 0, 3)] == [0, 3, 0]
    assert check_lag("split", PAGES_RAW, [], NOW).health == "ok"


def test_the_registry_tells_the_input_of_every_stage() -> None:
    assert {stage.name: stage.reads for stage in STAGES} == dict(STAGE_INPUTS)
    assert set(STAGE_INPUTS.values()) < set(TOPICS)


def test_the_doctor_knows_the_pinned_faust() -> None:
    pyproject = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    assert re.findall(r'"faust-streaming==([\d.]+)"', pyproject) == [FAUST]


def test_without_a_broker_the_doctor_looks_at_the_machine_and_says_so() -> None:
    done = silkwire("doctor", "--brokers", f"127.0.0.1:{free_port()}", COLUMNS="160")
    assert done.returncode == 80
    assert b"no Kafka broker answers" in done.stdout
    assert b"silkwire up" in done.stdout
    assert b"jars of the lock" in done.stdout
    assert b"need mending: broker" in done.stderr
