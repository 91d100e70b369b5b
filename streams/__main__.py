"""The entry point of the `silkwire` command, also as `python -m streams`.

The worker takes a second or two to load. Linux ignores SIGTERM for the first process of a container unless the process
handles it. So the signal is handled before anything is loaded.
"""

from __future__ import annotations

import os
import signal
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command. A worker that gets SIGTERM while it loads ends with 0: it has begun nothing."""
    if sys.argv[1:2] == ["worker"]:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    from streams.cli import main as command  # noqa: PLC0415  the signal is handled before the commands load

    command()


if __name__ == "__main__":
    main()
