"""A JVM's command line in, its exit code out; the JVM never outlives whoever holds our stdin.

Runs as a program of its own (`python -I -S guard.py SCRATCH COMMAND...`) and imports nothing of
silkwire. Our parent holds the other end of stdin, so the kernel tells us of the parent's end
however it came, also by SIGKILL. A death signal set by the parent would not do: that is tied to
the parent's forking thread. The JVM writes to our stderr; its process id is our first line of
output. Then:

SIGTERM on the guard    SIGTERM to the JVM, and its exit code is ours
a byte on stdin         SIGKILL to the JVM's process group
end of stdin            the same, and the directory SCRATCH (if not empty) is removed
"""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys

PARENT_CHECK_SECONDS = 1.0  # a child the parent forked may hold our stdin open after its end
_PR_SET_PDEATHSIG = 1


def die_with_guard() -> None:
    """Have the kernel kill the JVM should the guard itself be killed (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start the JVM in a process group of its own, its output on our stderr."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),
        process_group=0,
        preexec_fn=die_with_guard,  # noqa: PLW1509 - safe: the guard has one thread
    )


def kill_group(jvm: subprocess.Popen[bytes]) -> None:
    """Kill the JVM and the helper it may have started to write a start-up cache."""
    os.killpg(jvm.pid, signal.SIGKILL)
    jvm.wait()


def watch(jvm: subprocess.Popen[bytes], parent: int, wake: int, scratch: str) -> None:
    """Wait until the JVM ends or the parent asks for, or causes, its end."""
    stdin = sys.stdin.fileno()
    while jvm.poll() is None:
        ready, _, _ = select.select([stdin, wake], [], [], PARENT_CHECK_SECONDS)
        if wake in ready:
            os.read(wake, 64)
        orphaned = os.getppid() != parent
        if orphaned or stdin in ready:
            orphaned = orphaned or not os.read(stdin, 1)
            kill_group(jvm)
            if orphaned and scratch:
                shutil.rmtree(scratch, ignore_errors=True)


def main(scratch: str, *command: str) -> int:
    """Guard one JVM from its start to its end; give its exit code as a shell would."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    parent = os.getppid()  # before it reads our first line: it may end at any time after
    wake, written = os.pipe()
    os.set_blocking(written, False)
    jvm = start(list(command))
    signal.set_wakeup_fd(written)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: jvm.terminate())
    sys.stdout.write(f"{jvm.pid}\n")
    sys.stdout.flush()
    watch(jvm, parent, wake, scratch)
    return jvm.returncode if jvm.returncode >= 0 else 128 - jvm.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
