"""The lock in, the verified jars of Kafka on this disk out."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from deploy.local.cache import cache_directory
from deploy.local.disk import require_space
from deploy.local.errors import JarDamaged, JarsUnavailable, disk_errors_named
from deploy.local.fetch import WORKERS, download
from deploy.local.lockfile import LockedJar, read_lock
from deploy.local.progress import Progress, silent

_ATTEMPTS = 3
# The JVM refuses its start-up cache when a jar's time has changed; a jar fetched again is the same jar.
_MTIME_SECONDS = 1_700_000_000


class Download(Protocol):
    """How a jar is had: deploy.local.fetch.download, or a test's stand-in."""

    def __call__(self, group: str, artifact: str, version: str, staging: Path, *, fresh: bool) -> Path:
        """Give the path of a file that should be the jar."""


def install_jars(progress: Progress = silent) -> list[Path]:
    """Give the paths of Kafka's jars, fetched where missing and all verified.

    Raises JarsUnavailable, JarDamaged or DiskFull.
    """
    return ensure_jars(read_lock(), cache_directory() / "jars", progress)


def ensure_jars(
    locked: Iterable[LockedJar], directory: Path, progress: Progress = silent, download: Download = download
) -> list[Path]:
    """Fill `directory` with the locked jars; every file is checked on every call.

    Checking all 45 MB takes 0.05 s, so no record of earlier checks is kept. A damaged file counts
    as missing and is replaced.
    """
    jars = list(locked)
    missing = [jar for jar in jars if not jar.matches(directory / jar.file_name)]
    if missing:
        with disk_errors_named(directory):
            directory.mkdir(parents=True, exist_ok=True)
            require_space(directory)
            _fetch_all(missing, directory, progress, download)
    return [directory / jar.file_name for jar in jars]


def _fetch_all(jars: list[LockedJar], directory: Path, progress: Progress, download: Download) -> None:
    what, done, total = "fetching Kafka", 0, sum(jar.size for jar in jars)
    progress(done, total, what)
    with ThreadPoolExecutor(WORKERS) as pool:
        fetches = {pool.submit(_fetch, jar, directory, download): jar for jar in jars}
        try:
            for fetch in as_completed(fetches):
                fetch.result()
                done += fetches[fetch].size
                progress(done, total, what)
        finally:
            pool.shutdown(cancel_futures=True)


def _fetch(jar: LockedJar, directory: Path, download: Download) -> None:
    for attempt in range(_ATTEMPTS - 1):
        try:
            # The user's own cache is asked once: a damaged file there must not be met again.
            return _fetch_once(jar, directory, download, fresh=attempt > 0)
        except (JarDamaged, JarsUnavailable):
            continue
    return _fetch_once(jar, directory, download, fresh=True)


def _fetch_once(jar: LockedJar, directory: Path, download: Download, *, fresh: bool) -> None:
    with disk_errors_named(directory), tempfile.TemporaryDirectory(dir=directory, prefix="fetch-") as staging:
        with _network_errors_named(jar), disk_errors_named(directory):
            path = download(jar.group, jar.artifact, jar.version, Path(staging), fresh=fresh)
        if not jar.matches(path):
            raise JarDamaged(_damaged(jar))
        _publish(path, Path(staging), directory / jar.file_name)


@contextmanager
def _network_errors_named(jar: LockedJar) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:  # requests raises OSErrors, jgo a bare RuntimeError
        raise JarsUnavailable(_unavailable(jar, error)) from error


def _publish(path: Path, staging: Path, target: Path) -> None:
    copy = staging / "verified.jar"
    shutil.copyfile(path, copy)
    os.utime(copy, (_MTIME_SECONDS, _MTIME_SECONDS))
    copy.replace(target)


def _damaged(jar: LockedJar) -> str:
    return (
        f"{jar.coordinate} keeps arriving with other bytes than the locked ones "
        f"(sha256 {jar.sha256}): check the proxy or mirror in your jgo settings, then try again."
    )


def _unavailable(jar: LockedJar, error: OSError | RuntimeError) -> str:
    return (
        f"{jar.coordinate} could not be fetched ({type(error).__name__}): check the network or proxy "
        f"settings, or copy the jars into your Maven cache, then try again."
    )
