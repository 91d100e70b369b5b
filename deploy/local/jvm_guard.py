"""Runs a JVM that ends, at the latest, with the parent of this guard process.

It is a separate program (`python -I -S jvm_guard.py SCRATCH COMMAND...`) and imports nothing of
silkwire. The parent holds the other end of the guard's stdin, so the guard sees the end of stdin
when the parent ends, also by SIGKILL. A parent-death signal on the JVM would not do: it is bound to
the parent's thread that forks. The JVM writes to the guard's stderr. The guard's first line of
output is the JVM's process id. Then:

SIGTERM to the guard    SIGTERM to the JVM; the guard ends with the JVM's exit code
a byte on stdin         SIGKILL to the JVM's process group
end of stdin            the same, and the directory SCRATCH (if the argument is not empty) is removed
"""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys

PARENT_CHECK_SECONDS = 1.0  # a forked child of the parent may hold stdin open after the parent's end
_PR_SET_PDEATHSIG = 1


def die_with_guard() -> None:
    """Let the kernel kill the JVM if the guard is killed (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start the JVM in its own process group; its output goes to the guard's stderr."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),
        process_group=0,
        preexec_fn=die_with_guard,  # noqa: PLW1509 - safe: the guard has one thread
    )


def kill_group(jvm: subprocess.Popen[bytes]) -> None:
    """Kill the JVM, and the helper that it may have started to write a start-up cache."""
    os.killpg(jvm.pid, signal.SIGKILL)
    jvm.wait()


def watch(jvm: subprocess.Popen[bytes], parent: int, wake: int, scratch: str) -> None:
    """Wait until the JVM ends, or kill it when the parent asks for that or ends."""
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
    """Guard one JVM from its start to its end; return its exit code as a shell reports it."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    parent = os.getppid()  # before it reads the first line: after that it may end at any time
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
