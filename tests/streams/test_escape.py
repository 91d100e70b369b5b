"""Escaped text holds no control character, and JSON stays the same JSON."""

from __future__ import annotations

import json
import logging
import sys
import unicodedata

import orjson
from hypothesis import given
from hypothesis import strategies as st

from streams.escape import escape
from streams.worker.logs import JsonFormatter
from tests.support.harmful import HARMFUL, NASTY, harmful


def test_control_and_format_characters_are_escaped_and_letters_are_not() -> None:
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


def test_a_log_line_about_a_hostile_record_is_harmless_json() -> None:
    record = logging.LogRecord("silkwire", logging.ERROR, __file__, 1, "refused: %s", (NASTY,), None)
    line = JsonFormatter().format(record)
    assert not harmful(line)
    assert json.loads(line)["message"] == f"refused: {NASTY}"
