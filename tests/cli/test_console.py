"""An error is one line that says what to do, with its exit code; shown text cannot control the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.cli.console import safe, safe_lines
from streams.settings import Settings
from tests.support.cli import assert_one_line, silkwire
from tests.support.harmful import harmful
from tests.support.ports import dead_address


def test_a_file_that_does_not_exist() -> None:
    assert_one_line(silkwire("walk", "nowhere.txt"), 2, "cannot read nowhere.txt", "no such file")
    assert_one_line(silkwire("publish", "nowhere.txt"), 2, "cannot read nowhere.txt")


@pytest.mark.parametrize("command", [["worker"], ["topics", "apply"], ["topics", "show"], ["tail", "articles.clean"], ["rates"]])
def test_a_broker_that_is_down(command: list[str]) -> None:
    with dead_address() as address:
        done = silkwire(*command, "--brokers", address)
    assert_one_line(done, 69, f"no Kafka broker answers at {address}", "SILKWIRE_BROKERS")


@pytest.mark.kafka
@pytest.mark.parametrize("command", [["worker"], ["publish", __file__], ["tail", "fx.rates"]])
def test_a_topic_that_is_missing(bare_settings: Settings, command: list[str]) -> None:
    done = silkwire(*command, SILKWIRE_BROKERS=bare_settings.brokers, SILKWIRE_PREFIX=bare_settings.prefix)
    assert_one_line(done, 70, "silkwire topics apply")


def test_a_setting_out_of_bounds() -> None:
    assert_one_line(silkwire("topics", "show", SILKWIRE_HTTP_PORT="99999"), 2, "SILKWIRE_HTTP_PORT")


@given(st.text())
def test_shown_text_holds_no_control_characters(text: str) -> None:
    assert not harmful(safe(text).plain)
    assert not harmful(safe_lines(text, 100).plain)
