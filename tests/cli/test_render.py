"""A line of `silkwire tail` holds no control character of the record."""

from __future__ import annotations

import orjson
import pytest

from streams.cli.render import record_line
from tests.support.harmful import NASTY, harmful


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
def test_a_hostile_record_keeps_to_its_lines(topic: str, message: dict[str, object]) -> None:
    line = record_line(topic, orjson.dumps(message), ())
    assert not harmful(line.plain)
    assert line.plain.count("\n") <= 1
