"""What `walk` prints of a page: the contract of `--json` and `--jsonl`, which other programs read."""

from __future__ import annotations

from typing import Any

import orjson

from streams.walk.pipeline import Walk
from streams.walk.report import WalkReport
from tests.support import ROOT

DEMO_PAGE = (ROOT / "streams" / "cli" / "demo_page.txt").read_text("utf-8")
ARRIVAL = 1_794_628_800_000
HOUR_MS = 3_600_000
NUMBER = int | float
TICK: dict[str, Any] = {
    "base": str, "quote": str, "rate": str, "change_percent": str | None, "count": int, "error_bound": str, "credibility": NUMBER,
    "reasons": list, "repaired": str | None, "start": int, "end": int,
}  # fmt: skip
PAGE: dict[str, Any] = {
    "id": object, "page_date": str | None, "reason": str | None, "detail": str | None, "articles": list, "ticks": list,
    "revised_ticks": list, "spans": list, "rejected": dict | None,
}  # fmt: skip
ARTICLE: dict[str, Any] = {
    "article_id": str, "content_id": str, "version": int | None, "headline": str, "text": str, "start": int, "end": int,
    "subheadings": list, "language": str | None, "date": str | None, "money": list, "places": list, "people": list,
    "quotes": list, "decision": dict, "published": bool, "confidence": NUMBER, "teaser": bool, "repaired": str | None,
    "language_confidence": NUMBER | None, "source": str, "url": str | None,
}  # fmt: skip
DECISION: dict[str, Any] = {"kind": str, "of": str | None, "method": str, "score": NUMBER, "same_source": bool}
PLACED: dict[str, Any] = {"text": str, "start": int, "end": int}


class Walked:
    """A stream of pages, one per hour; each gives its object as a program reads it."""

    def __init__(self) -> None:
        self._walk, self._report, self._now = Walk("silkwire."), WalkReport(), ARRIVAL

    def page(self, text: str, page_id: object = None, *, hours: int = 1, **fields: str) -> dict[str, Any]:
        self._now += hours * HOUR_MS
        walked = self._walk.page(orjson.dumps({"text": text, **fields}), (), self._now)
        shown: dict[str, Any] = orjson.loads(orjson.dumps(self._report.page(walked, page_id)))
        return shown


def assert_shape(value: dict[str, Any], shape: dict[str, Any]) -> None:
    assert value.keys() == shape.keys()
    for name, kind in shape.items():
        assert isinstance(value[name], kind), (name, value[name])


def test_the_object_of_a_page_has_these_fields_of_these_types() -> None:
    walked = Walked()
    page, again = walked.page(DEMO_PAGE, 7), walked.page(DEMO_PAGE, "again")
    assert (page["id"], again["id"]) == (7, "again")
    for shown in (page, again):
        assert_shape(shown, PAGE)
        for article in shown["articles"]:
            assert_shape(article, ARTICLE)
            assert_shape(article["decision"], DECISION)
            for piece in [*article["subheadings"], *article["money"]]:
                assert {name: type(piece[name]) for name in PLACED} == PLACED
        for tick in shown["ticks"]:
            assert_shape(tick, TICK)
        assert all([type(part) for part in span[:3]] == [int, int, str] for span in shown["spans"])
    assert len(page["articles"]) == 3
    assert len(page["ticks"]) == 5
    assert (page["spans"][0][0], page["spans"][-1][1]) == (0, len(DEMO_PAGE))


def test_an_article_is_shown_as_it_was_published_and_a_duplicate_is_marked() -> None:
    walked = Walked()
    first, again = walked.page(DEMO_PAGE), walked.page(DEMO_PAGE)
    assert [article["published"] for article in first["articles"]] == [True] * 3
    assert [article["published"] for article in again["articles"]] == [False] * 3
    for one, other in zip(first["articles"], again["articles"], strict=True):
        assert (one["decision"]["kind"], other["decision"]["kind"]) == ("new", "exact")
        assert other["decision"]["of"] == one["article_id"] == other["article_id"]
        assert {**one, "published": 0, "version": 0, "decision": 0} == {**other, "published": 0, "version": 0, "decision": 0}


def test_a_tick_that_a_later_page_confirms_belongs_to_the_page_it_was_read_from() -> None:
    walked = Walked()
    before, line = "Rates of the day\n\n", "USD/KGS = {} 0%"
    for day in range(5):
        for source in ("alpha", "beta", "gamma"):
            walked.page(before + line.format("87.45"), f"{source} {day}", hours=8, source=source)
    jump = walked.page(before + line.format("95.80"), "jump", source="alpha")
    (doubtful,) = jump["ticks"]
    assert (doubtful["rate"], doubtful["reasons"], jump["revised_ticks"]) == ("95.80", ["jump", "outlier"], [])
    later = walked.page(line.format("95.80"), "later", source="beta")
    (own,), (revised,) = later["ticks"], later["revised_ticks"]
    assert_shape(revised, {**TICK, "page_id": str})
    assert revised == {**doubtful, "credibility": 0.7, "reasons": ["jump", "outlier", "confirmed"], "page_id": "jump"}
    assert (own["start"], revised["start"]) == (0, len(before))


def test_a_page_that_was_refused_has_its_reason_and_nothing_else() -> None:
    page = Walked().page(" \n", "blank")
    assert_shape(page, PAGE)
    assert page["rejected"] == {"reason": "page.blank", "detail": "2 characters of white space"}
    assert (page["articles"], page["ticks"], page["revised_ticks"], page["spans"]) == ([], [], [], [])
