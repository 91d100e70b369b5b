"""Checks the facts about Kafka. Each check is a pure function that takes facts and returns one finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from schemas.control import Hold
from schemas.topics import Topic
from streams.errors import skip_advice
from streams.kafka.groups import Group
from streams.kafka.topics import TopicFinding
from streams.operate.cluster import Cluster, LackingPartition, StateHead
from streams.operate.findings import Finding, bad, ok, warn
from streams.operate.lag import STAGE_INPUTS, PartitionLag
from streams.operate.parked import ParkedSource, resume_command
from streams.operate.positions import InputPosition
from streams.operate.times import ago

__all__ = ["check_cluster", "check_lag"]

LONG_LAG_SECONDS = 300
RETENTION_SHARE = 0.5
"""The lag check fails if the oldest record has waited for more than this share of the topic's retention."""

SKEW_SECONDS, WRONG_CLOCK_SECONDS = 5, 60
"""If the broker's clock is ahead by more than the first, the clock check warns. Above the second, it fails."""


def check_cluster(cluster: Cluster, algorithms: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the findings about Kafka. `algorithms` maps a state topic's full name to this release's algorithm."""
    yield check_topics(cluster.topics)
    yield check_foreign(cluster.foreign)
    yield check_copies(cluster.lacking)
    if not cluster.complete:
        return
    yield check_migration(cluster.migration, cluster.retired)
    yield check_algorithms(cluster.state_heads, algorithms)
    yield check_workers(cluster.group, cluster.lags)
    yield check_assignment(cluster.group, cluster.lags)
    yield check_positions(cluster.positions)
    yield check_transactions(cluster.positions, cluster.lags)
    for stage, found in cluster.lags.items():
        yield check_lag(stage, STAGE_INPUTS[stage], found, cluster.now)
    yield check_holds(cluster.holds)
    yield check_parked(cluster.parked, cluster.now)
    yield check_rejections(cluster.rejected_last_hour)
    waiting = [lag.oldest for found in cluster.lags.values() for lag in found if lag.oldest is not None]
    yield check_clock([*waiting, *(it.timestamp for it in cluster.state_heads)], cluster.now)


def check_topics(found: Sequence[TopicFinding]) -> Finding:
    """Report topics that are missing, that stop a worker, or whose settings lose records."""
    wrong = [it for it in found if it.status != "ok"]
    if not wrong:
        return ok("topics", f"{len(found)} topics are there, and their settings lose nothing")
    missing = [it.name for it in wrong if it.status == "missing"]
    what = "; ".join(
        [f"{len(missing)} missing: {', '.join(missing)}"] * bool(missing)
        + [f"{it.name} {it.status}: {it.detail}" for it in wrong if it.status != "missing"]
    )
    if any(it.status == "refused" for it in wrong):
        return bad("topics", what, "silkwire topics show: the line of each topic says what to do")
    finding = bad if missing or any(it.unusable for it in wrong) else warn
    return finding("topics", what, "silkwire topics apply")


def check_foreign(names: Sequence[str]) -> Finding:
    """Report topics whose names begin with silkwire's prefix and that are not in the registry."""
    if names:
        return warn(
            "other topics",
            f"the registry does not know {', '.join(names)}",
            "delete them if nothing needs them, or set another SILKWIRE_PREFIX",
        )
    return ok("other topics", "none with this prefix")


def check_copies(lacking: Sequence[LackingPartition]) -> Finding:
    """Report partitions without a leader, or with copies that are not in sync."""
    if not lacking:
        return ok("copies", "every partition has its leader, and all its copies are in sync")
    what = ", ".join(f"{it.place.topic}[{it.place.partition}] {it.in_sync}/{it.replicas}" for it in lacking)
    if any(it.leader < 0 for it in lacking):
        return bad("copies", f"without a leader, or not in sync: {what}", "start the broker that is down")
    return warn("copies", f"copies are not in sync: {what}", "look at the brokers: one is down or slow")


def check_migration(problem: str, retired: Sequence[str]) -> Finding:
    """Report what of an earlier release is not taken over yet (no worker starts before that, exit 84), and its topics."""
    if problem:
        due = problem.endswith("Run: silkwire migrate")
        return bad("migration", problem, "silkwire migrate" if due else "let a worker of 0.1.0 process these records first")
    if retired:
        what = f"done; topics of 0.1.0 are still there: {', '.join(retired)}"
        return warn("migration", what, "delete them with Kafka's own tools; then topics may grow")
    return ok("migration", "nothing of an earlier release is left to take over")


def check_algorithms(heads: Sequence[StateHead], algorithms: Mapping[str, str]) -> Finding:
    """Report state that another algorithm wrote. A worker that reads such state ends with exit code 72."""
    wrong = [it for it in heads if it.algorithm != algorithms[it.place.topic]]
    if not wrong:
        return ok("state", f"{len(heads)} partitions of state are of this release's algorithms")
    what = "; ".join(
        f"{it.place.topic}[{it.place.partition}] is of {it.algorithm or 'something else'}, "
        f"this release uses {algorithms[it.place.topic]}"
        for it in wrong
    )
    remedy = "run the release that wrote it, or set a new SILKWIRE_PREFIX and SILKWIRE_GROUP and publish the pages again"
    return bad("state", what, remedy)


def check_workers(group: Group, lags: Mapping[str, Sequence[PartitionLag]]) -> Finding:
    """Report whether the group has workers, and whether it is still assigning partitions."""
    waiting = sum(lag.records for found in lags.values() for lag in found)
    if not group.members:
        finding = bad if waiting else warn
        return finding("workers", f"no worker of group {group.name} runs, {waiting:,} records wait", "silkwire worker")
    if group.state != "Stable":
        what = f"group {group.name} is assigning its partitions ({group.state})"
        return warn("workers", what, "silkwire doctor, in a minute")
    return ok("workers", f"{len(group.members)} in group {group.name}: {', '.join(sorted({it.host for it in group.members}))}")


def check_assignment(group: Group, lags: Mapping[str, Sequence[PartitionLag]]) -> Finding:
    """Report input partitions that no worker reads."""
    free = [lag.place for found in lags.values() for lag in found if lag.place not in group.assigned]
    if not free or not group.members or group.state != "Stable":
        return ok("assignment", "every partition has a worker" if not free else "nothing to assign now")
    places = ", ".join(f"{place.topic}[{place.partition}]" for place in free)
    return bad(
        "assignment",
        f"no worker reads {places}",
        "after new partitions wait a minute; else stop workers of other releases, then: silkwire worker",
    )


def check_positions(positions: Sequence[InputPosition]) -> Finding:
    """Report positions of the group at which no worker can go on: it would end with exit code 72 or 73."""
    stopped = [it for it in positions if it.problem]
    if not stopped:
        return ok("positions", "the log has every position of the group")
    first = stopped[0]
    what = "; ".join(f"{it.name}: {it.problem}" for it in stopped)
    return bad("positions", what, skip_advice(first.name, first.resume_at))


def check_transactions(positions: Sequence[InputPosition], lags: Mapping[str, Sequence[PartitionLag]]) -> Finding:
    """Report inputs on which a transaction is open: what comes after its first record is not read yet.

    The ends of the logs with these records must be older than the ends without them, or records that arrive between the
    two questions would look like a transaction.
    """
    readable = {lag.place: lag.end for found in lags.values() for lag in found}
    opened = [(it, readable[it.place]) for it in positions if readable.get(it.place, it.log.end) < it.log.end]
    if not opened:
        return ok("transactions", "none is open on an input")
    what = "; ".join(f"{it.name} from offset {end} on: {it.log.end - end} offsets wait for its end" for it, end in opened)
    remedy = "look at its crawler; Kafka aborts the transaction after the crawler's own limit"
    return warn("transactions", f"a transaction is open: {what}", remedy)


def check_lag(stage: str, topic: Topic, found: Sequence[PartitionLag], now: int) -> Finding:
    """Report how many records wait for a stage, and how long the oldest of them has waited.

    The finding is bad if that is more than RETENTION_SHARE of the topic's retention. `now` is in ms since 1970.
    """
    name, waiting = f"lag: {stage}", sum(lag.records for lag in found)
    seconds = max((lag.seconds(now) for lag in found), default=0.0)
    what = f"{waiting:,} records wait, the oldest for {ago(seconds)}" if waiting else "nothing waits"
    remedy = f"silkwire worker: up to {len(found)} share the partitions"
    if topic.retention_ms > 0 and seconds * 1000 > RETENTION_SHARE * topic.retention_ms:
        return bad(name, f"{what}; retention deletes after {ago(topic.retention_ms / 1000)}", remedy)
    return warn(name, what, remedy) if seconds > LONG_LAG_SECONDS else ok(name, what)


def check_holds(holds: Sequence[Hold]) -> Finding:
    """Report partitions on hold: they are paused until an operator resumes them."""
    if not holds:
        return ok("held partitions", "none")
    what = "; ".join(
        f"{it.topic}[{it.partition}] at offset {it.offset}: {it.refused:,} more refused than accepted, last {it.last}"
        for it in holds
    )
    return bad("held partitions", what, "silkwire rejected list, remove the cause, then: silkwire resume --all")


def check_parked(sources: Sequence[ParkedSource], now: int) -> Finding:
    """Report parked sources: their pages wait, and are deleted after the retention of pages.parked."""
    if not sources:
        return ok("parked sources", "none")
    what = "; ".join(it.summary(now) for it in sources)
    remedy = f"silkwire rejected list, remove the cause, then: {resume_command(*(it.source for it in sources))}"
    return warn("parked sources", what, remedy)


def check_rejections(count: int) -> Finding:
    """Report how many records were rejected within the last hour."""
    if count:
        return warn("rejections", f"{count:,} records were refused within the last hour", "silkwire rejected list --since 1h")
    return ok("rejections", "nothing was refused within the last hour")


def check_clock(stamps: Sequence[int], now: int) -> Finding:
    """Compare this machine's clock with the newest of the broker's time stamps. All are in ms since 1970.

    If the newest time stamp is in the future, one of the two clocks is wrong. An old time stamp proves
    nothing, because the topics may be idle.
    """
    if not stamps:
        return ok("clock", "no record to compare it with")
    ahead = (max(stamps) - now) / 1000
    if ahead <= SKEW_SECONDS:
        return ok("clock", f"the broker's newest stamp is {ago(max(0.0, -ahead))} old")
    finding = bad if ahead > WRONG_CLOCK_SECONDS else warn
    return finding("clock", f"the broker's clock is at least {ago(ahead)} ahead of this one", "timedatectl set-ntp true, on both")
