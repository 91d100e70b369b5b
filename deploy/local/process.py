"""A JVM process that ends when this Python process ends (see jvm_guard.py)."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local.java import java_environment

_GUARD = Path(__file__).with_name("jvm_guard.py")
_KILL_SECONDS = 10


class GuardedProcess:
    """A JVM and its guard process. Both end when this Python process ends."""

    def __init__(self, command: Sequence[str], directory: Path, log: Path, scratch: Path | None) -> None:
        """Start the JVM in `directory`, and append its output to `log`.

        If this Python process dies before the JVM ends, the directory `scratch` is removed.
        """
        guarded = [sys.executable, "-I", "-S", str(_GUARD), str(scratch or ""), *command]
        with log.open("ab") as output:
            self._guard = subprocess.Popen(
                guarded,
                cwd=directory,
                env=java_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                start_new_session=True,  # only this process handles a Ctrl-C in the terminal
            )
        first_line = self._guard.stdout.readline() if self._guard.stdout else b""
        self.pid = int(first_line or 0)

    @property
    def exit_code(self) -> int | None:
        """Return the JVM's exit code as a shell reports it, or None while the JVM runs."""
        return self._guard.poll()

    def ends_within(self, seconds: float) -> bool:
        """Wait up to `seconds`; return whether the JVM ended."""
        try:
            self._guard.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self, patience_seconds: float) -> bool:
        """Ask the JVM to end, and kill it after `patience_seconds`. Return whether it ended without the kill."""
        self._guard.terminate()
        try:
            return self.ends_within(patience_seconds)
        finally:
            self.kill()

    def kill(self) -> None:
        """End the JVM at once, like a power cut; no effect if it has ended."""
        if self._guard.stdin is None or self._guard.stdin.closed:
            return
        try:
            self._guard.communicate(b"k", timeout=_KILL_SECONDS)
        except subprocess.TimeoutExpired:
            self._guard.kill()  # the kernel then kills the JVM
            self._guard.communicate()
