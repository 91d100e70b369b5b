"""The lock of Kafka's jars, and its text format."""

import re

import pytest

from deploy.local.lockfile import LOCK_FILE, LockedJar, parse_lock, read_lock, render_lock


def test_the_committed_lock_holds_kafka_and_everything_it_needs() -> None:
    jars = read_lock()
    assert len(jars) == 46
    assert 40_000_000 < sum(jar.size for jar in jars) < 60_000_000
    coordinates = {jar.coordinate for jar in jars}
    assert {"org.apache.kafka:kafka_2.13:4.3.1", "org.apache.kafka:kafka-clients:4.3.1"} <= coordinates
    assert {"org.slf4j:slf4j-api:1.7.36", "org.slf4j:slf4j-simple:1.7.36"} <= coordinates
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) for jar in jars)


def test_no_two_locked_jars_share_a_file_name() -> None:
    jars = read_lock()
    assert len({jar.file_name for jar in jars}) == len(jars)


def test_the_committed_lock_is_what_the_maintenance_entry_would_write() -> None:
    assert render_lock(read_lock()) == LOCK_FILE.read_text(encoding="ascii")


def test_a_lock_reads_back_as_written_in_any_order() -> None:
    later = LockedJar("org.b", "b", "1", 2, "b" * 64)
    earlier = LockedJar("org.a", "a", "1.0", 1, "a" * 64)
    assert parse_lock("# a comment\n\n" + render_lock([later, earlier])) == (earlier, later)


@pytest.mark.parametrize("line", ["org.a:a:1 5", "org.a:a 5 abc", "org.a:a:1 five abc", "a b c d"])
def test_a_line_that_is_not_a_locked_jar_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(line))):
        parse_lock(line)
