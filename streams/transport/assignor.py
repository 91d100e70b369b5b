"""How the members of the group share the partitions."""

from __future__ import annotations

from collections.abc import Iterable

from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberMetadata

__all__ = ["WorkerAssignor"]

NO_VERSION = -1
"""A version of a member's metadata that no broker reads."""


class WorkerAssignor(RoundRobinPartitionAssignor):  # type: ignore[misc]
    """aiokafka's round-robin assignor, for workers alone.

    Kafka admits only members that share an assignor, by its name. So a program that joins the workers' group by mistake
    is refused: it would get partitions, and commit records that no stage has processed. The number in the name grows with
    a release whose workers cannot share a group with the workers before.

    Members of the newer protocol of Kafka 4 (KIP-848) name no assignor. A broker admits them by converting the group. To
    convert it, it must read the metadata of every member. It cannot read these, so it refuses.
    """

    name = "silkwire-1"

    @classmethod
    def metadata(cls, topics: Iterable[str]) -> ConsumerProtocolMemberMetadata:
        """Return the topics of a member, for the member that assigns the partitions."""
        return ConsumerProtocolMemberMetadata(NO_VERSION, list(topics), b"")
