"""Runs a broker in the foreground until Ctrl-C: `python -m deploy.local [--directory DIR] [--port PORT]`."""

import argparse
import signal
import sys
from pathlib import Path

from deploy.local import LocalKafka, LocalKafkaError


def _report(done: int, total: int, what: str) -> None:
    sys.stderr.write(f"\r{what}: {100 * done // total} %\x1b[K" + ("\n" if done == total else ""))


def main() -> int:
    """Run a broker in the foreground. Return exit code 1 if the broker cannot start, and 0 after Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description="Run an Apache Kafka here.")
    parser.add_argument("--directory", type=Path, help="keep the data here (default: a temporary directory)")
    parser.add_argument("--port", type=int, help="listen here (default: a free port)")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with LocalKafka(arguments.directory, port=arguments.port, progress=_report) as kafka:
            sys.stdout.write(f"{kafka.bootstrap}\n")
            sys.stdout.flush()
            signal.pause()
    except LocalKafkaError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
