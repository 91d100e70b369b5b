"""A JVM's command line in, a process that cannot outlive this one out (see jvm_guard.py)."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local.java import java_environment

_GUARD = Path(__file__).with_name("jvm_guard.py")
_KILL_SECONDS = 10


class GuardedProcess:
    """A running JVM behind its guard; ends when told to, or when this process does."""

    def __init__(self, command: Sequence[str], directory: Path, log: Path, scratch: Path | None) -> None:
        """Start it in `directory`; `scratch` is removed should this process die first."""
        guarded = [sys.executable, "-I", "-S", str(_GUARD), str(scratch or ""), *command]
        with log.open("ab") as output:
            self._guard = subprocess.Popen(
                guarded,
                cwd=directory,
                env=java_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                start_new_session=True,  # a Ctrl-C in the terminal is this process's to handle
            )
        first_line = self._guard.stdout.readline() if self._guard.stdout else b""
        self.pid = int(first_line or 0)

    @property
    def exit_code(self) -> int | None:
        """Give the JVM's exit code as a shell would, None while it runs."""
        return self._guard.poll()

    def ends_within(self, seconds: float) -> bool:
        """Wait up to `seconds` for the JVM's end; tell whether it came."""
        try:
            self._guard.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self, patience_seconds: float) -> bool:
        """Ask the JVM to end, then make it; tell whether asking was enough."""
        self._guard.terminate()
        try:
            return self.ends_within(patience_seconds)
        finally:
            self.kill()

    def kill(self) -> None:
        """End the JVM at once, as a power cut would; harmless when it has ended."""
        if self._guard.stdin is None or self._guard.stdin.closed:
            return
        try:
            self._guard.communicate(b"k", timeout=_KILL_SECONDS)
        except subprocess.TimeoutExpired:
            self._guard.kill()  # the kernel then kills the JVM
            self._guard.communicate()
