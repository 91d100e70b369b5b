"""Fetches Kafka's missing jars into the cache directory, and verifies all jars against jars.lock.

The Maven client jgo does the downloads, and only jgo knows the repositories. It downloads straight to
the final path, keeps half a file when a download breaks, and accepts a missing checksum without an
error. So every download has its own staging directory, and this module checks the size and SHA-256 of
the file.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from deploy.local.directories import cache_directory, require_space
from deploy.local.errors import JarDamaged, JarsUnavailable, disk_errors_named
from deploy.local.lockfile import LockedJar, read_lock
from deploy.local.progress import Progress, silent

WORKERS = 8  # 46 jars, 45 MB: 7-12 s with 8 threads
_ATTEMPTS = 3
_TIMEOUT_SECONDS = 30
# The JVM rejects its start-up cache if the time of a jar has changed. Every fetched jar gets this time.
_MTIME_SECONDS = 1_700_000_000


class Download(Protocol):
    """A function that fetches a jar: `download`, or its replacement in a test."""

    def __call__(self, group: str, artifact: str, version: str, staging: Path, *, fresh: bool) -> Path:
        """Return the path of the fetched file. The caller verifies the file."""


def download(group: str, artifact: str, version: str, staging: Path, *, fresh: bool) -> Path:
    """Find a jar in the user's Maven cache, or download it to `staging`; return its path.

    If `fresh` is true, the Maven cache is not searched. The repositories are those of the user's jgo
    settings, so that a mirror can serve the jars. Raises the errors of jgo: OSError (network, disk)
    or RuntimeError (no repository has the jar).
    """
    from jgo.config import GlobalSettings  # noqa: PLC0415 - takes 0.3 s, which a warm start saves
    from jgo.maven import MavenContext  # noqa: PLC0415

    settings = GlobalSettings.load()
    known = [] if fresh else [settings.repo_cache]
    context = MavenContext(repo_cache=staging, local_repos=known, timeout=_TIMEOUT_SECONDS)
    context.remote_repos.update(settings.repositories)
    return context.project(group, artifact).at_version(version).artifact().resolve()


def install_jars(progress: Progress = silent) -> list[Path]:
    """Fetch Kafka's missing jars, verify all jars, and return their paths.

    Raises JarsUnavailable, JarDamaged or DiskFull.
    """
    return ensure_jars(read_lock(), cache_directory() / "jars", progress)


def ensure_jars(
    locked: Iterable[LockedJar], directory: Path, progress: Progress = silent, download: Download = download
) -> list[Path]:
    """Fetch missing jars of the lock into `directory`. Return the paths of all jars, in the order of `locked`.

    A damaged file counts as missing and is replaced. Every call verifies every file: all 45 MB take
    0.05 s, so no result is cached.
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
            # Only the first attempt searches the user's Maven cache: a damaged file there must not be found again.
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
        f"every download of {jar.coordinate} differs from the lock "
        f"(sha256 {jar.sha256}): check the proxy or mirror in your jgo settings, then try again."
    )


def _unavailable(jar: LockedJar, error: OSError | RuntimeError) -> str:
    return (
        f"{jar.coordinate} could not be fetched ({type(error).__name__}): check the network or proxy "
        f"settings, or copy the jars into your Maven cache, then try again."
    )
