"""The JVM guard, shown with a program that is no JVM."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local import jvm_guard as guard
from deploy.local.process import GuardedProcess

PATIENCE_SECONDS = 3600
"""Longer than any test: what ends a program is the guard."""

SLEEP = (sys.executable, "-S", "-c", f"import time; time.sleep({PATIENCE_SECONDS})")
IGNORE_SIGTERM = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
DEAF = (sys.executable, "-S", "-c", f"{IGNORE_SIGTERM}\nprint('deaf', flush=True); time.sleep({PATIENCE_SECONDS})")


def ends(pid: int, within_seconds: float | None = None) -> bool:
    """Return whether a process ends within a time, by default as soon as it does; it need not be our child."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], within_seconds)[0])
    finally:
        os.close(process)


@contextmanager
def guarded(command: tuple[str, ...], scratch: Path | str = "") -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the guard as its parent does; gives it and the process id it reports."""
    with subprocess.Popen(
        [sys.executable, "-I", "-S", guard.__file__, str(scratch), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def test_the_broker_and_its_scratch_directory_end_with_the_parent(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    (scratch / "data").mkdir(parents=True)
    with guarded(SLEEP, scratch) as (process, pid):
        assert process.stdin is not None
        process.stdin.close()
        assert ends(pid)
        assert process.wait() == 128 + signal.SIGKILL
        assert not scratch.exists()


def test_a_kill_keeps_the_scratch_directory(tmp_path: Path) -> None:
    broker = GuardedProcess(SLEEP, tmp_path, tmp_path / "log", scratch=tmp_path)
    assert broker.exit_code is None
    broker.kill()
    assert broker.exit_code == 128 + signal.SIGKILL
    assert ends(broker.pid, 0)
    assert tmp_path.exists()
    broker.kill()


def test_a_broker_that_handles_sigterm_is_not_killed(tmp_path: Path) -> None:
    broker = GuardedProcess(SLEEP, tmp_path, tmp_path / "log", scratch=None)
    assert broker.stop(patience_seconds=PATIENCE_SECONDS)
    assert broker.exit_code == 128 + signal.SIGTERM


def test_a_broker_that_ignores_sigterm_is_killed_after_the_patience(tmp_path: Path) -> None:
    with guarded(DEAF) as (process, pid):
        assert process.stderr is not None
        assert process.stderr.readline() == b"deaf\n"
        process.terminate()
        assert not ends(pid, 0.2)
    log = tmp_path / "log"
    broker = GuardedProcess(DEAF, tmp_path, log, scratch=None)
    while not log.read_bytes():
        assert not broker.ends_within(0.01)
    assert not broker.stop(patience_seconds=0.2)
    assert ends(broker.pid, 0)


def test_the_brokers_output_and_exit_code_are_kept(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import sys; print('out'); sys.stdout.flush(); sys.exit('err')")
    broker = GuardedProcess(command, tmp_path, tmp_path / "log", scratch=None)
    assert broker.ends_within(PATIENCE_SECONDS)
    assert broker.exit_code == 1
    assert (tmp_path / "log").read_text() == "out\nerr\n"
    broker.kill()


def test_a_program_that_cannot_run_ends_at_once(tmp_path: Path) -> None:
    broker = GuardedProcess((str(tmp_path / "no-such-java"),), tmp_path, tmp_path / "log", scratch=None)
    assert broker.ends_within(PATIENCE_SECONDS)
    assert "no-such-java" in (tmp_path / "log").read_text()
    broker.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_the_broker_ends_with_a_killed_guard() -> None:
    with guarded(SLEEP) as (process, pid):
        process.kill()
        assert ends(pid)


def test_a_child_the_parent_forked_does_not_keep_the_broker_alive(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from deploy.local.process import GuardedProcess\n"
        f"broker = GuardedProcess({SLEEP!r}, Path('.'), Path({str(tmp_path / 'log')!r}), None)\n"
        "child = os.fork() or signal.pause()\n"
        "print(broker.pid, child, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid, child = map(int, parent.stdout.readline().split())
        try:
            assert ends(pid)
        finally:
            os.kill(child, signal.SIGKILL)
