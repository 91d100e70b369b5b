"""The settings: bounded, and the password reaches only clients and child processes."""

from __future__ import annotations

import ssl

import pytest

from streams.errors import UsageError
from streams.kafka.connection import connection, credentials
from streams.settings import Settings, load
from tests.support.cli import LOGIN


@pytest.mark.parametrize("sources", ["", "kabar", "kabar,24.kg", ",".join(f"s{n}" for n in range(20))])
def test_sources_to_watch_are_names_between_commas(sources: str) -> None:
    assert Settings(watched_sources=sources).watched_sources == sources


@pytest.mark.parametrize("sources", ["kabar,", "kabar, 24.kg", ",".join(f"s{n}" for n in range(21))])
def test_too_many_watched_sources_are_an_error(sources: str) -> None:
    with pytest.raises(UsageError, match="SILKWIRE_WATCHED_SOURCES"):
        load(watched_sources=sources)


def test_every_setting_is_bounded() -> None:
    for name, field in Settings.model_fields.items():
        assert field.metadata or str(field.annotation).startswith("typing.Literal"), name


def test_the_password_reaches_only_clients_and_child_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    settings = load()
    options = connection(settings)
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("crawl", "felt-4711")
    assert options["ssl_context"].verify_mode == ssl.CERT_REQUIRED
    assert options["ssl_context"].check_hostname
    assert getattr(credentials(settings), "password", None) == "felt-4711"
    assert settings.environment()["SILKWIRE_SASL_PASSWORD"] == "felt-4711"  # noqa: S105  the test's own
