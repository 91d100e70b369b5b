"""Facts of Kafka in, findings out; each check is pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from schemas.control import Hold
from schemas.topics import PARTITIONS, Topic
from streams.kafka.topics import Finding as TopicFinding
from streams.operate.cluster import Cluster, Copies, Written
from streams.operate.findings import Finding, bad, ok, warn
from streams.operate.groups import Group
from streams.operate.lag import STAGE_INPUTS, PartitionLag
from streams.operate.times import ago

__all__ = ["check_cluster"]

LONG_LAG_SECONDS = 300
RETENTION_SHARE = 0.5
"""Share of an input's retention that its lag may reach before records are in danger."""

SKEW_SECONDS, WRONG_CLOCK_SECONDS = 5, 60
"""Ahead by more, a clock should be set; ahead by a minute, event times and horizons suffer."""


def check_cluster(cluster: Cluster, algorithms: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what there is to say of Kafka; `algorithms` by full name of the state topic."""
    yield check_topics(cluster.topics)
    yield check_foreign(cluster.foreign)
    yield check_copies(cluster.copies)
    if not cluster.complete:
        return
    yield check_algorithms(cluster.written, algorithms)
    yield check_workers(cluster.group, cluster.lags)
    yield check_assignment(cluster.group, cluster.lags)
    yield check_lost(cluster.group, cluster.lags)
    for stage, found in cluster.lags.items():
        yield check_lag(stage, STAGE_INPUTS[stage], found, cluster.now)
    yield check_holds(cluster.holds)
    yield check_rejections(cluster.refused_last_hour)
    waiting = [lag.oldest for found in cluster.lags.values() for lag in found if lag.oldest is not None]
    yield check_clock([*waiting, *(it.timestamp for it in cluster.written)], cluster.now)


def check_topics(found: Sequence[TopicFinding]) -> Finding:
    """Judge the topics against the registry: partitions, retention, sizes, durability, time stamps."""
    wrong = [it for it in found if it.status != "ok"]
    if not wrong:
        return ok("topics", f"{len(found)} topics are what the registry says")
    missing = [it.name for it in wrong if it.status == "missing"]
    said = "; ".join(
        [f"{len(missing)} missing: {', '.join(missing)}"] * bool(missing)
        + [f"{it.name} {it.status}: {it.detail}" for it in wrong if it.status != "missing"]
    )
    if any(it.status == "refused" for it in wrong):
        return bad("topics", said, "silkwire topics show, then mend by hand: applying would lose data")
    judge = bad if missing else warn
    return judge("topics", said, "silkwire topics apply")


def check_foreign(names: Sequence[str]) -> Finding:
    """Judge topics with our prefix that the registry does not know."""
    if names:
        return warn("other topics", f"the registry does not know {', '.join(names)}", "silkwire topics show")
    return ok("other topics", "none with our prefix")


def check_copies(lacking: Sequence[Copies]) -> Finding:
    """Judge partitions that lack a leader, or copies that are up to date."""
    if not lacking:
        return ok("copies", "every partition has its leader and all its copies")
    said = ", ".join(f"{it.place.topic}[{it.place.partition}] {it.in_sync}/{it.replicas}" for it in lacking)
    if any(it.leader < 0 for it in lacking):
        return bad("copies", f"without a leader or behind: {said}", "start the broker that is down")
    return warn("copies", f"copies are behind: {said}", "look at the brokers: one is down or slow")


def check_algorithms(written: Sequence[Written], algorithms: Mapping[str, str]) -> Finding:
    """Judge who wrote the state: rows of another algorithm stop a worker (exit 72)."""
    wrong = [it for it in written if it.algorithm != algorithms[it.place.topic]]
    if not wrong:
        return ok("state", f"{len(written)} partitions of state are of this release's algorithms")
    said = "; ".join(
        f"{it.place.topic}[{it.place.partition}] is of {it.algorithm or 'something else'}, "
        f"this release uses {algorithms[it.place.topic]}"
        for it in wrong
    )
    mend = "run the release that wrote it, or set a new SILKWIRE_PREFIX and SILKWIRE_GROUP and publish the pages again"
    return bad("state", said, mend)


def check_workers(group: Group, lags: Mapping[str, Sequence[PartitionLag]]) -> Finding:
    """Judge whether somebody works."""
    waiting = sum(lag.records for found in lags.values() for lag in found)
    if not group.members:
        judge = bad if waiting else warn
        return judge("workers", f"no worker of group {group.name} runs, {waiting:,} records wait", "silkwire worker")
    if group.state != "Stable":
        return warn(
            "workers", f"group {group.name} is sharing out its partitions ({group.state})", "silkwire doctor, in a minute"
        )
    return ok("workers", f"{len(group.members)} in group {group.name}: {', '.join(sorted({it.host for it in group.members}))}")


def check_assignment(group: Group, lags: Mapping[str, Sequence[PartitionLag]]) -> Finding:
    """Judge whether every input partition has a worker."""
    free = [lag.place for found in lags.values() for lag in found if lag.place not in group.assigned]
    if not free or not group.members or group.state != "Stable":
        return ok("assignment", "every partition has a worker" if not free else "nothing to share out now")
    said = ", ".join(f"{place.topic}[{place.partition}]" for place in free)
    return bad("assignment", f"no worker reads {said}", "stop workers of other releases, then: silkwire worker")


def check_lost(group: Group, lags: Mapping[str, Sequence[PartitionLag]]) -> Finding:
    """Judge commits below the start of the log: a worker stops there (exit 73)."""
    lost = [lag for found in lags.values() for lag in found if lag.lost]
    if not lost:
        return ok("retention", "nothing was deleted before it was processed")
    first = lost[0].place
    said = ", ".join(f"{lag.lost:,} of {lag.place.topic}[{lag.place.partition}]" for lag in lost)
    mend = (
        f"raise the retention; to go on without them: kafka-consumer-groups --group {group.name} "
        f"--topic {first.topic}:{first.partition} --reset-offsets --to-earliest --execute"
    )
    return bad("retention", f"deleted unread: {said}", mend)


def check_lag(stage: str, topic: Topic, found: Sequence[PartitionLag], now: int) -> Finding:
    """Judge how long the oldest record of a stage's input waits, against what retention allows."""
    name, waiting = f"lag: {stage}", sum(lag.records for lag in found)
    seconds = max((lag.seconds(now) for lag in found), default=0.0)
    said = f"{waiting:,} records wait, the oldest for {ago(seconds)}" if waiting else "nothing waits"
    mend = f"silkwire worker: up to {PARTITIONS} share the partitions"
    if topic.retention_ms > 0 and seconds * 1000 > RETENTION_SHARE * topic.retention_ms:
        return bad(name, f"{said}; retention deletes after {ago(topic.retention_ms / 1000)}", mend)
    return warn(name, said, mend) if seconds > LONG_LAG_SECONDS else ok(name, said)


def check_holds(holds: Sequence[Hold]) -> Finding:
    """Judge partitions that are paused until an operator resumes them."""
    if not holds:
        return ok("held partitions", "none")
    said = "; ".join(
        f"{it.topic}[{it.partition}] at offset {it.offset}: {it.refused:,} more refused than accepted, last {it.last.value}"
        for it in holds
    )
    return bad("held partitions", said, "silkwire rejected list, mend the cause, then: silkwire resume")


def check_rejections(count: int) -> Finding:
    """Judge how much was refused within the last hour."""
    if count:
        return warn("rejections", f"{count:,} records were refused within the last hour", "silkwire rejected list --since 1h")
    return ok("rejections", "nothing was refused within the last hour")


def check_clock(stamps: Sequence[int], now: int) -> Finding:
    """Judge this machine's clock by the broker's newest time stamp.

    A stamp of the future shows a clock that is wrong; an old one shows nothing, since
    the topic may be idle.
    """
    if not stamps:
        return ok("clock", "no record to tell it by")
    ahead = (max(stamps) - now) / 1000
    if ahead <= SKEW_SECONDS:
        return ok("clock", f"the broker's newest stamp is {ago(max(0.0, -ahead))} old")
    judge = bad if ahead > WRONG_CLOCK_SECONDS else warn
    return judge("clock", f"the broker's clock is at least {ago(ahead)} ahead of this one", "timedatectl set-ntp true, on both")
