"""Why a process ends: one exit code for each cause.

ExitError(Exception)       the cause, its exit code, and what to do next
├── UsageError          2  a file, an option or a setting is wrong
├── BrokerDown         69  no broker answers
├── TopicMissing       70  a topic does not exist, or results would be wrong with it
├── DeliveryFailed     71  the broker did not accept an output, and retries cannot help
├── StateRefused       72  a state topic is damaged, foreign, or behind the commit and cannot be rebuilt
├── LogTruncated       73  the log does not have the offset at which the group goes on
├── WorkerFailed       74  an agent or a service of the worker failed
├── WorkerStalled      75  records wait, and the worker finished none for a long time
├── GroupRefused       76  Kafka does not admit the worker to the group, or the group has members that must stop first
├── NotAllowed         77  Kafka does not allow this user to do it
├── Unhealthy          80  `doctor` found an error
├── NotReplayed        81  a rejected record was rejected again, or it or a parked page cannot be sent
├── NotConfirmed       82  a rejected record was sent again, and no worker has processed it yet
├── NoRate             83  no chain of rates connects the two currencies
└── NotMigrated        84  records, articles or ticks of an earlier release were not taken over

A worker whose event loop hangs ends with exit code 1, after it has written the stacks of its
threads (streams/worker/watchdog.py).
"""

from __future__ import annotations

from typing import Self

__all__ = [
    "BrokerDown",
    "DeliveryFailed",
    "ExitError",
    "GroupRefused",
    "LogTruncated",
    "NoRate",
    "NotAllowed",
    "NotConfirmed",
    "NotMigrated",
    "NotReplayed",
    "StateRefused",
    "TopicMissing",
    "Unhealthy",
    "UsageError",
    "WorkerFailed",
    "WorkerStalled",
    "move_command",
    "skip_advice",
]


def move_command(kind: str, place: str, offset: int) -> str:
    """Return the command that moves the group to an offset of a partition, TOPIC[PARTITION]. `kind` is skip or replay."""
    return f"silkwire offsets {kind} '{place}' --to {offset}"


def skip_advice(place: str, offset: int) -> str:
    """Return the sentence that says how the group goes on at another offset of a partition, TOPIC[PARTITION]."""
    return (
        f"To go on at offset {offset}, stop all workers and run: {move_command('skip', place, offset)} "
        f"(it shows what is lost; --execute does it)"
    )


class ExitError(Exception):
    """The process cannot go on; the message says what to do next."""

    code = 1
    remedy = "read the message, then run: silkwire doctor"


class UsageError(ExitError):
    """A file, an option or a setting is wrong."""

    code = 2
    remedy = "correct what the message names; silkwire config shows every setting"


class BrokerDown(ExitError):  # noqa: N818  named after the state, as all that follow
    """No broker answers at the address."""

    code = 69
    remedy = "run silkwire doctor, then start the broker, or correct SILKWIRE_BROKERS and the login"


class TopicMissing(ExitError):  # noqa: N818
    """A topic of the registry does not exist, or results would be wrong with its settings or partitions."""

    code = 70
    remedy = "run silkwire topics apply; if it refuses a topic, do what silkwire topics show says about the topic"


class DeliveryFailed(ExitError):  # noqa: N818
    """The broker did not acknowledge an output; the batch stays uncommitted."""

    code = 71
    remedy = "run silkwire doctor, then start the worker again; it processes uncommitted records again"


class StateRefused(ExitError):  # noqa: N818
    """A state topic cannot be trusted; going on would change decisions."""

    code = 72
    remedy = "do what the message says: run the command that it prints, or the release that wrote the state"


class LogTruncated(ExitError):  # noqa: N818
    """The log does not have the offset at which the group goes on; going on elsewhere would skip records."""

    code = 73
    remedy = "run silkwire offsets show; it prints the command that lets the group go on with what the log has"

    @classmethod
    def at(cls, topic: str, partition: int, problem: str, resume_at: int, *, more: int = 0) -> Self:
        """Return the error of one partition, with the command that lets the group go on at `resume_at`.

        `more` is the number of other partitions that the worker cannot go on with.
        """
        place = f"{topic}[{partition}]"
        others = f". More such partitions: {more}; silkwire offsets show prints the command of each" if more else ""
        return cls(f"{place}: {problem}. {skip_advice(place, resume_at)}{others}")


class WorkerFailed(ExitError):  # noqa: N818
    """An agent or a service of the worker failed."""

    code = 74
    remedy = "start the worker again; if it ends again with this code, report the last error in its log"


class WorkerStalled(ExitError):  # noqa: N818
    """Records wait, and the worker finished none for a long time."""

    code = 75
    remedy = "start the worker again; silkwire status shows which stage makes no progress"


class GroupRefused(ExitError):  # noqa: N818
    """Kafka does not admit the worker to its consumer group, or the group has members that must stop first."""

    code = 76
    remedy = "do what the message says: stop the members that it names, or correct the setting"


class NotAllowed(ExitError):  # noqa: N818
    """Kafka does not allow this user to do it."""

    code = 77
    remedy = "give the user in SILKWIRE_SASL_USERNAME the right that the message names"


class Unhealthy(ExitError):  # noqa: N818
    """`silkwire doctor` found an error; each finding names the command that fixes it."""

    code = 80
    remedy = "run the commands that the findings name"


class NotReplayed(ExitError):  # noqa: N818
    """A rejected record still fails or was rejected again, or a record or a parked page cannot be sent."""

    code = 81
    remedy = "do what the command prints for each record; --anyway also sends records that would be rejected again"


class NotConfirmed(ExitError):  # noqa: N818
    """The group did not process a replayed record, or did not let a source in, in time."""

    code = 82
    remedy = "run silkwire status; start a worker, or resume the partition"


class NoRate(ExitError):  # noqa: N818
    """No chain of rates connects the two currencies."""

    code = 83
    remedy = "run silkwire rates; it lists the pairs that have a rate"


class NotMigrated(ExitError):  # noqa: N818
    """Records, articles or ticks of an earlier release were not taken over."""

    code = 84
    remedy = "run silkwire migrate; if it names records, let a worker of that release process them first"
