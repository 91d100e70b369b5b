"""Jars are fetched into the cache, verified, and replaced if damaged."""

import errno
import hashlib
from pathlib import Path

import pytest

from deploy.local.errors import DiskFull, JarDamaged, JarsUnavailable, LocalKafkaError
from deploy.local.jars import Download, download, ensure_jars
from deploy.local.lockfile import LockedJar

GOOD = b"a jar, as locked"


def locked(artifact: str = "broker", content: bytes = GOOD) -> LockedJar:
    return LockedJar("org.example", artifact, "1.0", len(content), hashlib.sha256(content).hexdigest())


def serving(fresh_content: bytes, cached_content: bytes | None = None) -> Download:
    def serve(group: str, artifact: str, version: str, staging: Path, *, fresh: bool) -> Path:
        assert (group, version) == ("org.example", "1.0")
        path = staging / f"{artifact}.download"
        path.write_bytes(fresh_content if fresh or cached_content is None else cached_content)
        return path

    return serve


def failing(error: Exception) -> Download:
    def fail(group: str, artifact: str, version: str, staging: Path, *, fresh: bool) -> Path:
        del group, artifact, version, staging, fresh
        raise error

    return fail


def never(group: str, artifact: str, version: str, staging: Path, *, fresh: bool) -> Path:
    del group, version, staging, fresh
    message = f"{artifact} was asked for although it is there"
    raise AssertionError(message)


def test_missing_jars_are_fetched_once_and_found_the_next_time(tmp_path: Path) -> None:
    jars = [locked("one"), locked("two")]
    first = ensure_jars(jars, tmp_path / "jars", download=serving(GOOD))
    assert [path.read_bytes() for path in first] == [GOOD, GOOD]
    assert ensure_jars(jars, tmp_path / "jars", download=never) == first


@pytest.mark.parametrize("damage", [b"", b"a jar, as lockeD", GOOD + b"!"], ids=["empty", "one bit", "longer"])
def test_a_damaged_jar_in_the_cache_is_replaced_before_it_is_used(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / locked().file_name).write_bytes(damage)
    (path,) = ensure_jars([locked()], tmp_path, download=serving(GOOD))
    assert path.read_bytes() == GOOD


def test_a_damaged_jar_in_the_users_maven_cache_is_ignored(tmp_path: Path) -> None:
    (path,) = ensure_jars([locked()], tmp_path, download=serving(GOOD, cached_content=b"half a j"))
    assert path.read_bytes() == GOOD


def test_a_jar_fetched_again_keeps_its_time_so_the_start_up_cache_stays_valid(tmp_path: Path) -> None:
    (path,) = ensure_jars([locked()], tmp_path, download=serving(GOOD))
    before = path.stat().st_mtime_ns
    path.write_bytes(b"damaged")
    (path,) = ensure_jars([locked()], tmp_path, download=serving(GOOD))
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("bad", "error", "said"),
    [
        (serving(b"something else"), JarDamaged, r"org\.example:broker:1\.0 .*mirror"),
        (failing(ConnectionError("no route")), JarsUnavailable, r"org\.example:broker:1\.0 .*network"),
        (failing(RuntimeError("not found in repositories")), JarsUnavailable, "try again"),
        (failing(OSError(errno.ENOSPC, "No space left on device")), DiskFull, "free some space"),
        (failing(PermissionError(errno.EACCES, "denied")), LocalKafkaError, "SILKWIRE_CACHE"),
    ],
    ids=["wrong bytes", "offline", "unknown", "full disk", "read-only"],
)
def test_a_jar_that_cannot_be_fetched_is_an_error_and_leaves_no_file(
    tmp_path: Path, bad: Download, error: type[LocalKafkaError], said: str
) -> None:
    with pytest.raises(error, match=said):
        ensure_jars([locked()], tmp_path, download=bad)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_bytes_up_to_the_whole(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def report(done: int, total: int, what: str) -> None:
        assert what == "fetching Kafka"
        seen.append((done, total))

    ensure_jars([locked("one"), locked("two")], tmp_path, report, serving(GOOD))
    size = len(GOOD)
    assert seen == [(0, 2 * size), (size, 2 * size), (2 * size, 2 * size)]


def test_a_jar_in_the_users_maven_cache_is_not_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached = tmp_path / "maven/org/example/broker/1.0/broker-1.0.jar"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(GOOD)
    monkeypatch.setenv("M2_REPO", str(tmp_path / "maven"))
    assert download("org.example", "broker", "1.0", tmp_path / "staging", fresh=False) == cached
