"""`silkwire tail` names the topic that was meant."""

from __future__ import annotations

from tests.support.cli import assert_one_line, silkwire


def test_an_unknown_topic_gets_a_suggestion() -> None:
    assert_one_line(silkwire("tail", "article.clean"), 2, "did you mean articles.clean")
