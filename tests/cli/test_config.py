"""`silkwire config` shows every setting with bounds and origin, and never a password."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from pydantic import SecretStr

from streams.settings import Settings
from tests.support.cli import LOGIN, assert_one_line, silkwire


def test_each_setting_shows_its_value_bounds_origin_and_purpose(tmp_path: Path) -> None:
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


def test_a_variable_that_kubernetes_sets_is_a_warning() -> None:
    done = silkwire("config", SILKWIRE_SERVICE_HOST="10.0.0.1")
    assert done.returncode == 0
    assert b"SILKWIRE_SERVICE_HOST is set, and nothing in silkwire reads it" in done.stderr
