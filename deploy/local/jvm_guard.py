"""Guards a JVM: runs it, and kills it if the parent of this guard process ends first.

The guard is a separate program (`python -I -S jvm_guard.py SCRATCH COMMAND...`) and imports nothing of
silkwire. Its stdin is a pipe from the parent. When the parent ends, even by SIGKILL, the guard reads
the end of stdin. A parent-death signal on the JVM would not work: the kernel sends that signal as soon
as the thread that forked the JVM ends, even if the parent goes on. The JVM's output goes to the
guard's stderr. The guard's first line of output is the JVM's process id. After that, the guard reacts:

event                   reaction of the guard
SIGTERM to the guard    sends SIGTERM to the JVM, and ends with the JVM's exit code
a byte on stdin         sends SIGKILL to the JVM's process group
end of stdin            does the same, and removes the directory SCRATCH unless that argument is empty
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
    """Kill the JVM's process group: the JVM, and the helper process that may write its start-up cache."""
    os.killpg(jvm.pid, signal.SIGKILL)
    jvm.wait()


def watch(jvm: subprocess.Popen[bytes], parent: int, wake: int, scratch: str) -> None:
    """Wait until the JVM ends. Kill the JVM if the parent sends a byte, or if the parent ends.

    `parent` is the parent's process id. `wake` is the read end of a pipe that gets a byte at each
    signal. The directory `scratch` is removed if the parent ends.
    """
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
    """Run and guard one JVM. Return its exit code, or 128 plus the number of the signal that ended it."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    parent = os.getppid()  # before the parent reads the first line: after that, the parent may end at any time
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
