"""The start-up cache: one broker at a time writes it, and only a file that the JVM accepts is published."""

from pathlib import Path

import pytest

from deploy.local.aot_cache import StartCache, open_start_cache
from deploy.local.java import Java, find_java


def fake_java(home: Path, exit_code: int) -> Java:
    """Give a Java whose check of a start-up cache always ends with `exit_code`."""
    executable = home / "bin" / "java"
    executable.parent.mkdir(parents=True)
    executable.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    executable.chmod(0o755)
    (home / "release").write_text('JAVA_VERSION="25"\n')
    return Java(executable, ())


@pytest.fixture
def java(tmp_path: Path) -> Java:
    return fake_java(tmp_path / "java", exit_code=0)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "cache").mkdir()
    return tmp_path / "cache"


def partial(cache: StartCache) -> Path:
    assert cache.partial is not None
    return cache.partial


def test_the_first_broker_writes_the_cache_and_the_next_one_reads_it(java: Java, directory: Path) -> None:
    first = open_start_cache(directory, java)
    assert first.broker_flags == (f"-XX:AOTCacheOutput={first.partial}",)
    assert first.read_flags == ()
    partial(first).write_bytes(b"classes")
    first.publish(java)
    first.discard()
    second = open_start_cache(directory, java)
    assert second.partial is None
    assert second.broker_flags == (f"-XX:AOTCache={second.path}",)
    assert second.path.read_bytes() == b"classes"


def test_of_two_brokers_only_one_writes_the_cache(java: Java, directory: Path) -> None:
    writer, other = open_start_cache(directory, java), open_start_cache(directory, java)
    assert writer.partial is not None
    assert other.broker_flags == ()
    other.discard()
    writer.discard()
    assert open_start_cache(directory, java).partial is not None


def test_the_file_of_a_killed_writer_is_not_used_and_is_deleted(java: Java, directory: Path) -> None:
    killed = open_start_cache(directory, java)
    leftovers = [partial(killed), partial(killed).with_name(partial(killed).name + ".config")]
    for leftover in leftovers:
        leftover.write_bytes(b"half")
    killed.discard()
    assert not any(leftover.exists() for leftover in leftovers)
    stranger = killed.path.with_name(killed.path.name + ".123")
    stranger.write_bytes(b"half")
    assert open_start_cache(directory, java).partial is not None
    assert not stranger.exists()


def test_a_cache_that_the_jvm_rejects_is_not_published(tmp_path: Path, directory: Path) -> None:
    refusing = fake_java(tmp_path / "refusing", exit_code=1)
    cache = open_start_cache(directory, refusing)
    partial(cache).write_bytes(b"half")
    cache.publish(refusing)
    cache.discard()
    assert not cache.path.exists()


def test_the_real_jvm_rejects_half_a_cache(directory: Path) -> None:
    real = Java(find_java(), ())
    cache = open_start_cache(directory, real)
    partial(cache).write_bytes(b"half")
    cache.publish(real)
    cache.discard()
    assert not cache.path.exists()


def test_another_runtime_gets_a_cache_of_its_own(tmp_path: Path, java: Java) -> None:
    other = fake_java(tmp_path / "other", exit_code=0)
    assert other.fingerprint() == java.fingerprint()
    (tmp_path / "other" / "release").write_text('JAVA_VERSION="26"\n')
    assert other.fingerprint() != java.fingerprint()


def test_with_a_read_only_directory_the_broker_starts_without_a_cache(java: Java, tmp_path: Path) -> None:
    cache = open_start_cache(tmp_path / "nowhere", java)
    assert (cache.partial, cache.broker_flags) == (None, ())
