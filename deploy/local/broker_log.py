"""A broker's log in, the error that explains why it did not start out."""

from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import DiskFull, KafkaDidNotStart, LocalKafkaError, PortTaken

_TAIL_LINES = 15


@dataclass(frozen=True, slots=True)
class BrokerLog:
    """The log file, and how many bytes earlier starts had written to it."""

    path: Path
    start: int

    @classmethod
    def open(cls, path: Path) -> "BrokerLog":
        """Take note of the log's present end; the file is created if missing."""
        path.touch()
        return cls(path, path.stat().st_size)

    def tail(self) -> str:
        """Give the last lines of this start."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return "\n".join(file.read().decode(errors="replace").splitlines()[-_TAIL_LINES:])

    def failure(self, reason: str) -> LocalKafkaError:
        """Build the error for a start that failed, by what the log says of it."""
        tail = self.tail()
        if "Address already in use" in tail:
            return PortTaken("Kafka found its port in use: stop the program there, or choose another port.")
        if "No space left on device" in tail:
            return DiskFull.at(self.path.parent)
        return KafkaDidNotStart(reason, self.path, tail)
