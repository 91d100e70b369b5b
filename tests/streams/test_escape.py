"""No control character of a page reaches a terminal, whichever command prints it."""

from __future__ import annotations

import json
import logging
import sys
import unicodedata
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.cli.console import safe, safe_lines
from streams.cli.render import record_line
from streams.escape import escape
from streams.worker.logs import JsonFormatter
from tests.streams.test_commands import PAGE, silkwire

HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp"}
NASTY = "\x1b[2J\x1b]0;owned\x07 \u202egnp.exe\u202c \x9b31m \ufeff\u2066\U000e0041"


def harmful(text: str) -> list[str]:
    return [character for character in text if unicodedata.category(character) in HARMFUL and character != "\n"]


def test_every_control_and_format_character_is_escaped_and_no_letter_is() -> None:
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category in HARMFUL:
            assert escape(chr(code)).isascii()
        elif category != "Cn":  # a range may hold what is not assigned yet
            assert escape(chr(code)) == chr(code)


@given(st.text())
def test_a_line_of_json_stays_the_same_json(text: str) -> None:
    line = orjson.dumps({"text": text}).decode()
    assert json.loads(escape(line)) == {"text": text}
    assert not harmful(escape(line))


@given(st.text())
def test_what_is_shown_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    assert not harmful(safe(text).plain)
    assert not harmful(safe_lines(text, 100).plain)


@pytest.mark.parametrize(
    ("topic", "message"),
    [
        ("articles.clean.v1", {"headline": NASTY, "language": NASTY, "money": [
            {"text": NASTY, "usd": "1", "currency": "KGS", "stated_usd": NASTY}]}),
        ("articles.decisions.v1", {"kind": NASTY, "content_id": NASTY, "version": None, "of": NASTY}),
        ("pages.reports.v1", {"outcome": NASTY, "articles": NASTY, "ticks": 0, "reason": NASTY}),
        ("fx.ticks.v1", {"rate": NASTY, "error_bound": NASTY, "base": NASTY, "quote": NASTY, "source": NASTY}),
        ("fx.ticks.v1", {NASTY: NASTY}),
        ("articles.decisions.v1", {"written by": "somebody else"}),
    ],
)  # fmt: skip
def test_tail_shows_a_hostile_record_on_its_lines_alone(topic: str, message: dict[str, object]) -> None:
    line = record_line(topic, orjson.dumps(message), ())
    assert not harmful(line.plain)
    assert line.plain.count("\n") <= 1


def test_a_log_line_about_a_hostile_record_is_harmless_json() -> None:
    record = logging.LogRecord("silkwire", logging.ERROR, __file__, 1, "refused: %s", (NASTY,), None)
    line = JsonFormatter().format(record)
    assert not harmful(line)
    assert json.loads(line)["message"] == f"refused: {NASTY}"


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_walk_prints_a_hostile_page_harmlessly(tmp_path: Path, form: list[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE.replace("Kochkor Opens", f"Kochkor {NASTY} Opens").replace("eighty", f"eigh{NASTY}ty"), "utf-8")
    done = silkwire("walk", *form, str(page))
    assert done.returncode == 0, done.stderr
    assert "Kochkor" in done.stdout.decode()
    assert not harmful(done.stdout.decode())
    assert not harmful(done.stderr.decode())
