"""Reads the log of a broker to find out why a start failed."""

from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import DiskFull, KafkaDidNotStart, LocalKafkaError, PortTaken

_TAIL_LINES = 15


@dataclass(frozen=True, slots=True)
class BrokerLog:
    """The log file of a broker. `start` is the size of the file, in bytes, before this start of the broker."""

    path: Path
    start: int

    @classmethod
    def open(cls, path: Path) -> "BrokerLog":
        """Return the log at `path`, with its current size as `start`. Create a missing file."""
        path.touch()
        return cls(path, path.stat().st_size)

    def tail(self) -> str:
        """Return the last log lines that the broker wrote since this start."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return "\n".join(file.read().decode(errors="replace").splitlines()[-_TAIL_LINES:])

    def failure(self, reason: str) -> LocalKafkaError:
        """Return the error to raise after a failed start.

        If the log shows a port in use or a full disk, this is PortTaken or DiskFull. Otherwise it is
        KafkaDidNotStart with `reason` and the end of the log.
        """
        tail = self.tail()
        if "Address already in use" in tail:
            return PortTaken("Kafka found its port in use: stop the program there, or choose another port.")
        if "No space left on device" in tail:
            return DiskFull.at(self.path.parent)
        return KafkaDidNotStart(reason, self.path, tail)
