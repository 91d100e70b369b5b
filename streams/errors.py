"""Why a process ends: one exit code a cause.

Stopped(Exception)         the cause, its exit code, and what to do next
├── UsageError          2  a file, an option or a setting is wrong
├── BrokerDown         69  no broker answers
├── TopicMissing       70  a topic of the registry does not exist, or differs
├── DeliveryFailed     71  the broker would not take an output, and retries cannot cure it
├── StateRefused       72  a state topic is damaged, foreign, or behind the commit for good
├── LogTruncated       73  retention overtook the lag: records are gone unread
├── WorkerFailed       74  an agent or a service of the worker failed
├── WorkerStalled      75  records wait and none were finished for a long time
├── NotAllowed         77  Kafka does not let this user do it
├── Unhealthy          80  `doctor` found something that is wrong
├── NotReplayed        81  a refused record is refused still, or cannot be sent
├── NotConfirmed       82  a refused record was sent again, and no worker has answered for it yet
└── NoRate             83  no rates lead from one currency to the other

A worker whose loop hangs ends with 1, after the stacks of its threads: streams/worker/watchdog.py.
"""

from __future__ import annotations

__all__ = [
    "BrokerDown",
    "DeliveryFailed",
    "LogTruncated",
    "NoRate",
    "NotAllowed",
    "NotConfirmed",
    "NotReplayed",
    "StateRefused",
    "Stopped",
    "TopicMissing",
    "Unhealthy",
    "UsageError",
    "WorkerFailed",
    "WorkerStalled",
]


class Stopped(Exception):  # noqa: N818  the base of all causes
    """The process cannot go on; the message says what to do next."""

    code = 1
    mend = "read the message, then: silkwire doctor"


class UsageError(Stopped):
    """A file, an option or a setting is wrong."""

    code = 2
    mend = "mend what the message names; silkwire config shows every setting"


class BrokerDown(Stopped):
    """No broker answers at the address."""

    code = 69
    mend = "silkwire doctor; start the broker, or mend SILKWIRE_BROKERS and the login"


class TopicMissing(Stopped):
    """A topic of the registry does not exist, or is not what the registry says."""

    code = 70
    mend = "silkwire topics show, then: silkwire topics apply"


class DeliveryFailed(Stopped):
    """An output was not acknowledged; its batch stays uncommitted."""

    code = 71
    mend = "silkwire doctor; start the worker again, which repeats what was not committed"


class StateRefused(Stopped):
    """A state topic cannot be trusted; going on would change verdicts."""

    code = 72
    mend = "follow the message: run the release that wrote the state, or start with a new prefix and group"


class LogTruncated(Stopped):
    """Retention deleted records that were never processed."""

    code = 73
    mend = "raise the retention; the message has the offset to go on from"


class WorkerFailed(Stopped):
    """An agent or a service of the worker failed."""

    code = 74
    mend = "start the worker again; where it ends so again, report the last error of its log"


class WorkerStalled(Stopped):
    """Records wait and none were finished for a long time."""

    code = 75
    mend = "start the worker again; silkwire status shows the stage that does not move"


class NotAllowed(Stopped):
    """Kafka does not let this user do it."""

    code = 77
    mend = "give the user of SILKWIRE_SASL_USERNAME the right that the message names"


class Unhealthy(Stopped):
    """`silkwire doctor` found something that is wrong; each finding names the command that mends it."""

    code = 80
    mend = "run the commands in the last column"


class NotReplayed(Stopped):
    """A refused record is refused still, was refused again, or cannot be sent."""

    code = 81
    mend = "mend the cause in the last column; --anyway sends it all the same"


class NotConfirmed(Stopped):
    """A refused record was sent again, and the group has not processed it in time."""

    code = 82
    mend = "silkwire status; start a worker, or resume the partition"


class NoRate(Stopped):
    """No rates lead from one currency to the other."""

    code = 83
    mend = "silkwire rates shows the pairs there are"
