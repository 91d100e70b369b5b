"""A broker is an error before it runs, or a real Kafka that survives a crash and ends with its parent."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

import deploy.local
from deploy.local import DiskFull, KafkaDidNotStart, LocalKafka, LocalKafkaError, PortTaken

TOPIC = "pages"
POLL_SECONDS = 0.05


def create_topic(bootstrap: str) -> None:
    admin = AdminClient({"bootstrap.servers": bootstrap})
    admin.create_topics([NewTopic(TOPIC, num_partitions=1, replication_factor=1)])[TOPIC].result()


def produce(bootstrap: str, value: bytes) -> None:
    producer = Producer({"bootstrap.servers": bootstrap, "message.max.bytes": 16_000_000})
    failures: list[object] = []
    producer.produce(TOPIC, value, callback=lambda error, _: failures.append(error))
    assert producer.flush() == 0
    assert failures == [None]


def first_value(bootstrap: str) -> bytes | None:
    """Return the first value of the topic, however long the broker takes."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "reader", "fetch.message.max.bytes": 16_000_000})
    try:
        consumer.assign([TopicPartition(TOPIC, 0, 0)])
        while (message := consumer.poll(POLL_SECONDS)) is None:
            pass
        assert message.error() is None, message.error()
        return message.value()
    finally:
        consumer.close()


def cluster(bootstrap: str) -> tuple[str | None, list[int]]:
    metadata = AdminClient({"bootstrap.servers": bootstrap}).list_topics()
    return metadata.cluster_id, [broker.port for broker in metadata.brokers.values()]


@pytest.mark.kafka
def test_two_brokers_are_two_clusters_and_leave_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with LocalKafka() as one, LocalKafka() as two:
        (one_id, one_ports), (two_id, two_ports) = cluster(one.bootstrap), cluster(two.bootstrap)
        assert one_id != two_id
        assert [f"127.0.0.1:{port}" for port in one_ports + two_ports] == [one.bootstrap, two.bootstrap]
        pids = [one.pid, two.pid]
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.kafka
def test_a_record_survives_a_crash_and_another_program_with_other_ports(tmp_path: Path) -> None:
    directory = tmp_path / "журнал, two words"
    page = b"x" * 10_000_000
    kafka = LocalKafka(directory)
    with kafka:
        create_topic(kafka.bootstrap)
        produce(kafka.bootstrap, page)
        bootstrap, pid = kafka.bootstrap, kafka.pid
        kafka.kill()
        assert not Path(f"/proc/{pid}").exists()
        kafka.start()
        kafka.start()
        assert kafka.bootstrap == bootstrap
        assert first_value(kafka.bootstrap) == page
        name, _ = cluster(kafka.bootstrap)
    kafka.stop()
    with LocalKafka(directory) as later:
        assert later.bootstrap != bootstrap
        assert cluster(later.bootstrap)[0] == name
        assert first_value(later.bootstrap) == page
    assert (directory / "broker.log").exists()


@pytest.mark.kafka
def test_a_broker_does_not_outlive_a_parent_that_was_killed(tmp_path: Path) -> None:
    code = (
        "import os, signal; from deploy.local import LocalKafka\n"
        "kafka = LocalKafka(); kafka.start(); print(kafka.pid, flush=True); signal.pause()"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        jvm = os.pidfd_open(int(parent.stdout.readline()))
        try:
            assert list(tmp_path.iterdir()) != []
            parent.send_signal(signal.SIGKILL)
            select.select([jvm], [], [])
        finally:
            os.close(jvm)
    while list(tmp_path.iterdir()):
        time.sleep(POLL_SECONDS)


@pytest.mark.kafka
@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"num.io.threads": "none"}, "Invalid value none for configuration num.io.threads"),
        ({"metric.reporters": "no.such.Reporter"}, "no.such.Reporter"),
    ],
    ids=["refused at format", "dies at start"],
)
def test_the_error_of_a_bad_property_has_the_end_of_the_log(tmp_path: Path, properties: dict[str, str], said: str) -> None:
    kafka = LocalKafka(tmp_path, properties=properties)
    with pytest.raises(KafkaDidNotStart) as caught:
        kafka.start()
    assert said in caught.value.log_tail
    assert "broker.log" in str(caught.value)
    kafka.stop()


@pytest.mark.kafka
def test_python_m_deploy_local_runs_a_broker_until_sigterm(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "deploy.local", "--directory", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        bootstrap = program.stdout.readline().strip()
        assert cluster(bootstrap)[1] == [int(bootstrap.rpartition(":")[2])]
        program.send_signal(signal.SIGTERM)
        assert program.wait() == 0


def test_a_port_in_use_is_an_error_before_any_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILKWIRE_CACHE", str(tmp_path / "cache"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Port {port} is in use.*choose another"):
            LocalKafka(tmp_path / "kept", port=port).start()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_an_error_before_any_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILKWIRE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    with pytest.raises(DiskFull, match="1 MB left"):
        LocalKafka(tmp_path / "kept").start()
    assert not (tmp_path / "cache").exists()


def test_a_broker_that_never_started_has_no_address_and_can_be_stopped() -> None:
    kafka = LocalKafka()
    kafka.stop()
    kafka.kill()
    with pytest.raises(LocalKafkaError, match=r"call start\(\)"):
        _ = kafka.bootstrap
    with pytest.raises(LocalKafkaError, match=r"call start\(\)"):
        _ = kafka.pid
    assert LocalKafka(port=29_092).bootstrap == "127.0.0.1:29092"


def test_the_package_exports_its_names_and_loads_no_heavy_module() -> None:
    assert set(deploy.local.__all__) == {
        *("LocalKafka", "Progress", "install_jars", "LocalKafkaError", "JarDamaged", "JarsUnavailable"),
        *("NoJava", "PortTaken", "DiskFull", "KafkaDidNotStart"),
    }
    heavy = "{'rich', 'typer', 'jgo', 'requests', 'aiokafka', 'faust', 'schemas', 'agents', 'streams'}"
    code = f"import sys, deploy.local; sys.stdout.write(' '.join({heavy} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (loaded.stdout, loaded.stderr) == ("", "")
