"""`silkwire config` and the settings: bounds, origins, secrets, misspelt variables."""

from __future__ import annotations

import ssl
from pathlib import Path

import orjson
import pytest
from aiokafka.errors import GroupAuthorizationFailedError, NodeNotReadyError
from pydantic import SecretStr

from streams.errors import UsageError
from streams.kafka.connection import connection, credentials, told
from streams.settings import Settings, load
from tests.streams.test_commands import assert_one_line, silkwire

LOGIN = {"SILKWIRE_SECURITY_PROTOCOL": "SASL_SSL", "SILKWIRE_SASL_USERNAME": "crawl", "SILKWIRE_SASL_PASSWORD": "felt-4711"}


def test_each_setting_tells_its_value_bounds_origin_and_purpose(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("SILKWIRE_GROUP=from-file\nSILKWIRE_COMMIT_SECONDS=2\n", "utf-8")
    done = silkwire(
        "config", "--json", "--brokers", "b:1", SILKWIRE_SETTINGS_FILE=str(file), SILKWIRE_GROUP="here", SILKWIRE_HTTP_PORT="0"
    )
    shown = {row["variable"]: row for row in orjson.loads(done.stdout)}
    assert {name: (row["value"], row["origin"]) for name, row in shown.items() if row["origin"] != "default"} == {
        "SILKWIRE_BROKERS": ("b:1", "option"),
        "SILKWIRE_GROUP": ("here", "environment"),
        "SILKWIRE_HTTP_PORT": (0, "environment"),
        "SILKWIRE_COMMIT_SECONDS": (2.0, "file"),
    }
    assert (shown["SILKWIRE_HTTP_PORT"]["type"], shown["SILKWIRE_HTTP_PORT"]["bounds"]) == ("integer", "0 to 65535")
    assert all(row["sentence"] and row["bounds"] for row in shown.values())


@pytest.mark.parametrize("sources", ["", "kabar", "kabar,24.kg", ",".join(f"s{n}" for n in range(20))])
def test_sources_to_watch_are_names_between_commas(sources: str) -> None:
    assert Settings(watched_sources=sources).watched_sources == sources


@pytest.mark.parametrize("sources", ["kabar,", "kabar, 24.kg", ",".join(f"s{n}" for n in range(21))])
def test_more_sources_than_there_may_be_series_for_are_refused_at_the_door(sources: str) -> None:
    with pytest.raises(UsageError, match="SILKWIRE_WATCHED_SOURCES"):
        load(watched_sources=sources)


def test_every_setting_is_bounded() -> None:
    for name, field in Settings.model_fields.items():
        assert field.metadata or str(field.annotation).startswith("typing.Literal"), name


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_password_is_never_printed(form: list[str]) -> None:
    done = silkwire("config", *form, stdin=None, **LOGIN)
    assert done.returncode == 0
    assert b"felt-4711" not in done.stdout + done.stderr
    assert b"********" in done.stdout
    assert "felt-4711" not in repr(Settings(sasl_username="crawl", sasl_password=SecretStr("felt-4711")))


def test_a_wrong_password_setting_is_refused_without_its_text() -> None:
    done = silkwire("config", SILKWIRE_SASL_PASSWORD="felt-4711" * 200)
    assert_one_line(done, 2, "SILKWIRE_SASL_PASSWORD")
    assert b"felt" not in done.stderr


def test_the_password_reaches_the_clients_and_child_processes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    settings = load()
    options = connection(settings)
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("crawl", "felt-4711")
    assert options["ssl_context"].verify_mode == ssl.CERT_REQUIRED
    assert options["ssl_context"].check_hostname
    assert getattr(credentials(settings), "password", None) == "felt-4711"
    assert settings.environment()["SILKWIRE_SASL_PASSWORD"] == "felt-4711"  # noqa: S105  the test's own


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SILKWIRE_BROKER": "b:1"}, ["no setting SILKWIRE_BROKER", "did you mean SILKWIRE_BROKERS"]),
        ({"SILKWIRE_LOGLEVEL": "INFO"}, ["did you mean SILKWIRE_LOG_LEVEL"]),
        ({"SILKWIRE_SECURITY_PROTOCOL": "SASL_SSL"}, ["needs SILKWIRE_SASL_USERNAME and SILKWIRE_SASL_PASSWORD"]),
        ({"SILKWIRE_TLS_CA_FILE": "/nowhere.pem"}, ["no file /nowhere.pem"]),
        ({"SILKWIRE_SETTINGS_FILE": "/nowhere.env"}, ["no file /nowhere.env"]),
        ({"SILKWIRE_REPLICATION": "many"}, ["SILKWIRE_REPLICATION"]),
    ],
)
def test_a_wrong_setting_is_one_line_that_says_what_to_do(variables: dict[str, str], words: list[str]) -> None:
    assert_one_line(silkwire("config", stdin=None, **variables), 2, *words)


def test_a_misspelt_line_of_the_settings_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("SILKWIRE_GRUOP=x\n", "utf-8")
    assert_one_line(silkwire("config", SILKWIRE_SETTINGS_FILE=str(file)), 2, "SILKWIRE_GRUOP", "SILKWIRE_GROUP")


def test_a_variable_that_kubernetes_sets_is_let_pass_and_pointed_out() -> None:
    done = silkwire("config", SILKWIRE_SERVICE_HOST="10.0.0.1")
    assert done.returncode == 0
    assert b"SILKWIRE_SERVICE_HOST is set, and nothing of silkwire reads it" in done.stderr


def test_a_file_that_holds_no_certificate_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate", "utf-8")
    with pytest.raises(UsageError, match=r"ca\.pem holds no PEM certificate"):
        connection(Settings(security_protocol="SSL", tls_ca_file=str(file)))


def test_what_kafka_does_not_allow_is_told_apart_from_a_broker_that_is_down() -> None:
    settings = Settings(sasl_username="crawl")
    refused, down = told(settings, GroupAuthorizationFailedError("silkwire")), told(settings, NodeNotReadyError())
    assert (refused.code, down.code) == (77, 69)
    assert "does not let crawl do this" in str(refused)
    assert "silkwire doctor" in str(down)
