"""A broker's log, and the error that it explains."""

from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import DiskFull, KafkaDidNotStart, LocalKafkaError, PortTaken

_TAIL_LINES = 15


@dataclass(frozen=True, slots=True)
class BrokerLog:
    """The log file, and its size before this start."""

    path: Path
    start: int

    @classmethod
    def open(cls, path: Path) -> "BrokerLog":
        """Return the log with its present size; a missing file is created."""
        path.touch()
        return cls(path, path.stat().st_size)

    def tail(self) -> str:
        """Return the last lines of this start."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return "\n".join(file.read().decode(errors="replace").splitlines()[-_TAIL_LINES:])

    def failure(self, reason: str) -> LocalKafkaError:
        """Return the error of a start that failed, as the log explains it."""
        tail = self.tail()
        if "Address already in use" in tail:
            return PortTaken("Kafka found its port in use: stop the program there, or choose another port.")
        if "No space left on device" in tail:
            return DiskFull.at(self.path.parent)
        return KafkaDidNotStart(reason, self.path, tail)
