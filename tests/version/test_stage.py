"""Version numbers: each text of an article once, in order, without a jump."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from agents.stage import Outcome, Received, Record, Result
from agents.version import STAGE
from agents.version.shelf import Numbered, Shelf
from schemas.article import ProposedArticle, ProposedKind
from schemas.codec import encode
from schemas.topics import ARTICLES_DECISIONS, ARTICLES_UNIQUE


def proposal(
    content: str, *, page: int, of: str = "first", kind: ProposedKind = "update", source: str = "kabar"
) -> ProposedArticle:
    return ProposedArticle(
        page_topic="pages", page_partition=0, page_offset=page, source=source, event_time=datetime(2026, 11, 14, tzinfo=UTC),
        content_id=content, article_index=0, headline="h", text="t", page_start=0, page_end=1, headline_start=0, headline_end=1,
        blocks=[], confidence=1, splitter="test", route_keys=[content], article_id=of, kind=kind, method="content_id",
        score=1, same_source=False,
    )  # fmt: skip


def number(*proposals: ProposedArticle, state: Shelf | None = None) -> Result:
    batch = [Received(Record("proposed", 0, offset, 0, None, encode(one)), one) for offset, one in enumerate(proposals)]
    return STAGE.step(batch, Shelf() if state is None else state)


def sent(result: Result, topic: object) -> list[dict[str, Any]]:
    return [orjson.loads(output.value) for output in result.outputs if output.topic is topic]


def test_versions_count_from_one_and_a_known_text_gets_none() -> None:
    result = number(
        proposal("first", page=0, kind="new"), proposal("second", page=1), proposal("first", page=2), proposal("third", page=3)
    )
    assert [(u["content_id"], u["version"]) for u in sent(result, ARTICLES_UNIQUE)] == [("first", 1), ("second", 2), ("third", 3)]
    assert [(d["kind"], d["version"]) for d in sent(result, ARTICLES_DECISIONS)] == [
        ("new", 1), ("update", 2), ("exact", None), ("update", 3),
    ]  # fmt: skip


def test_articles_do_not_share_numbers() -> None:
    result = number(proposal("a", of="a", page=0, kind="new"), proposal("b", of="b", page=1, kind="new"))
    assert [u["version"] for u in sent(result, ARTICLES_UNIQUE)] == [1, 1]


def test_a_proposal_sent_twice_does_not_make_the_version_jump() -> None:
    result = number(proposal("a", page=0), proposal("a", page=0), proposal("b", page=1))
    assert result.outcomes == [Outcome.PROCESSED, Outcome.DUPLICATE, Outcome.PROCESSED]
    assert [u["version"] for u in sent(result, ARTICLES_UNIQUE)] == [1, 2]


def test_a_restart_goes_on_counting() -> None:
    first = number(proposal("a", page=0))
    shelf = Shelf()
    for row in first.rows:
        shelf.apply(Numbered.model_validate_json(encode(row)))
    again = number(proposal("a", page=0), proposal("b", page=1), state=shelf)
    assert [u["version"] for u in sent(again, ARTICLES_UNIQUE)] == [2]
