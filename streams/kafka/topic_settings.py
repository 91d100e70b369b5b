"""Which settings of a topic are the operator's choice, and which lose records or make results wrong.

Each setting of the registry has one rule. A setting that no rule finds wrong stays as it is, also if the registry has
another value: a longer retention, larger records, more copies that must acknowledge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schemas.topics import CONTROL, INPUTS, STATES, Topic

__all__ = ["Change", "SettingsReview", "registry_settings", "review_settings"]


@dataclass(frozen=True, slots=True)
class Change:
    """A setting of a topic with its value on the broker, and the value by the registry.

    `why` is what is wrong with the value on the broker. `stops`: no worker may start with it. `deletes`: the change would
    delete records, so the operator makes it by hand.
    """

    setting: str
    before: str
    after: str
    why: str = ""
    stops: bool = False
    deletes: bool = False

    def __str__(self) -> str:
        why = f": {self.why}" if self.why else ""
        return f"{self.setting}: {self.before} -> {self.after}{why}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value; `stops` and `deletes` as in Change."""

    why: str
    stops: bool = False
    deletes: bool = False


@dataclass(frozen=True, slots=True)
class SettingsReview:
    """The settings of a topic, compared with the registry: the wrong ones, and what the operator chose otherwise."""

    differences: tuple[Change, ...]
    chosen: tuple[str, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the changes that delete nothing."""
        return tuple(change for change in self.differences if not change.deletes)

    @property
    def refused(self) -> bool:
        """Return whether a change would delete records."""
        return any(change.deletes for change in self.differences)

    @property
    def stopping(self) -> Change | None:
        """Return the first setting with which no worker may start, or None."""
        return next((change for change in self.differences if change.stops), None)


def registry_settings(topic: Topic, copies: int) -> dict[str, str]:
    """Return the topic's settings by the registry. All copies but one must acknowledge a record, at least one."""
    return {**topic.config, "min.insync.replicas": str(max(1, copies - 1))}


def review_settings(topic: Topic, held: Mapping[str, str], copies: int) -> SettingsReview:
    """Compare the settings that a topic has on the broker with the registry. `copies` is its number of replicas."""
    differences, chosen = [], []
    for setting, wanted in registry_settings(topic, copies).items():
        value = held[setting]
        if (fault := RULES[setting](topic, value, wanted, copies)) is not None:
            differences.append(Change(setting, value, wanted, fault.why, fault.stops, fault.deletes))
        elif value != wanted:
            chosen.append(f"{setting}: {value}, the registry has {wanted}")
    if int(held.get("retention.bytes", -1)) >= 0 and "delete" in _policies(held["cleanup.policy"]):
        chosen.append(f"retention.bytes: {held['retention.bytes']} may delete records before retention.ms")
    return SettingsReview(tuple(differences), tuple(chosen))


def _policies(value: str) -> set[str]:
    return {policy.strip() for policy in value.split(",") if policy.strip()}


def _cleanup(topic: Topic, value: str, wanted: str, _copies: int) -> Fault | None:
    held, meant = _policies(value), _policies(wanted)
    if "compact" in held - meant:
        why = "compaction deletes all records of a key but the last"
        return Fault(why, stops=topic in INPUTS or topic in STATES, deletes="delete" in meant - held)
    if "delete" in held - meant:
        return Fault("the last record of a key is deleted after retention.ms", stops=topic is CONTROL)
    return None


def _record_size(topic: Topic, value: str, wanted: str, _copies: int) -> Fault | None:
    if int(value) >= int(wanted):
        return None
    if topic in STATES:  # elsewhere a worker ends with exit code 71 at the first larger record, and loses nothing
        return Fault("a batch of state rows that Kafka takes only in part makes later decisions wrong", stops=True)
    return Fault("Kafka refuses larger records")


def _time_stamps(topic: Topic, value: str, wanted: str, _copies: int) -> Fault | None:
    if value == wanted:
        return None
    stops = topic in INPUTS or topic in STATES
    decides = ", and one that is wrong decides over later records" if stops else ""
    return Fault(f"the time of a record is what its writer says{decides}", stops=stops)


def _retention(topic: Topic, value: str, wanted: str, _copies: int) -> Fault | None:
    if "delete" not in _policies(topic.cleanup):
        return None  # it deletes nothing once the clean-up policy is right
    shorter = 0 <= int(value) < int(wanted)
    return Fault("records are deleted too early") if shorter else None


def _acknowledgements(_topic: Topic, value: str, wanted: str, copies: int) -> Fault | None:
    if int(value) > copies:
        return Fault(f"no record can be written, because a partition has {copies} copies")
    return Fault("an acknowledged record may be lost with its only copy") if int(value) < int(wanted) else None


RULES: Mapping[str, Callable[[Topic, str, str, int], Fault | None]] = {
    "cleanup.policy": _cleanup,
    "max.message.bytes": _record_size,
    "message.timestamp.type": _time_stamps,
    "retention.ms": _retention,
    "min.insync.replicas": _acknowledgements,
}
"""What is wrong with a value of each setting, given the topic, the registry's value and the number of copies; None: nothing."""
