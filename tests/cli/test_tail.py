"""`silkwire tail` names the topic that was meant, and prints any record as JSON."""

from __future__ import annotations

import pytest
from aiokafka.structs import ConsumerRecord

from streams.cli.tail import record_as_json
from tests.support.cli import assert_one_line, silkwire


def test_an_unknown_topic_gets_a_suggestion() -> None:
    assert_one_line(silkwire("tail", "article.clean"), 2, "did you mean articles.clean")


@pytest.mark.parametrize(
    ("value", "printed"),
    [(b'{"a":1}', {"a": 1}), (b"text of a page", "text of a page"), (b"\xff", "\ufffd"), (b"", ""), (None, None)],
)
def test_a_record_that_is_no_json_or_has_no_value_is_printed_as_json(value: bytes | None, printed: object) -> None:
    record = ConsumerRecord("silkwire.control.v1", 0, 0, 0, 0, None, value, None, -1, len(value or b""), ())
    shown = record_as_json(record)
    assert (shown["key"], shown["headers"], shown["value"]) == ("", {}, printed)
