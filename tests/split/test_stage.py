"""The split stage: the messages of a page, and the ledger of all its characters."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.split import STAGE, split_page
from agents.split.decode import decode_page
from agents.split.stage import split_stage
from agents.stage import Outcome, Received, Record, Result, Undecoded
from schemas.limits import Limits
from schemas.page import Page
from schemas.rejection import Reason, Rejection
from schemas.topics import DRAFTS, PAGES_REPORTS, TICKS_RAW, Topic
from tests.support import SHARED
from tests.support.pages import make_pages

REAL_PAGE = SHARED / "pages" / "times-of-central-asia-2025-12-08.txt"
GOLD = SHARED / "data" / "seed_gold.json"
needs_real_page = pytest.mark.skipif(not REAL_PAGE.exists(), reason=f"{REAL_PAGE} is not here")

PIECES = [
    "KGS/USD = 0.01144 0%",
    "14 November 2026",
    "",
    " ",
    "A Headline for a Short Text",
    "A sentence that ends. " * 8,
    "\r",
    "\u2028x",
    "\x0b",
]


def step(*pages: bytes, **fields: str) -> Result:
    batch: list[Received[Page] | Undecoded] = []
    for offset, value in enumerate(pages):
        record = Record("pages", 0, offset, 1_794_628_800_000, None, value, tuple((k, v.encode()) for k, v in fields.items()))
        try:
            batch.append(Received(record, decode_page(record)))
        except Rejection as rejection:
            batch.append(Undecoded(record, rejection))
    return STAGE.step(batch, None)


def sent(result: Result, topic: Topic) -> list[dict[str, Any]]:
    return [orjson.loads(output.value) for output in result.outputs if output.topic is topic]


@given(text=st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=12).map("\n".join)))
def test_every_character_is_in_exactly_one_span(text: str) -> None:
    spans = split_page(text).spans
    assert [span.start for span in spans[:1]] == ([0] if text else [])
    assert all(one.end == other.start for one, other in pairwise(spans))
    assert sum(span.end - span.start for span in spans) == len(text)


@given(text=st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("\n".join))
def test_a_draft_has_the_page_offsets_of_each_line(text: str) -> None:
    for draft in sent(step(text.encode()), DRAFTS):
        for block in [*draft["blocks"], *draft["subheadings"]]:
            assert draft["text"][block["start"] : block["end"]] == text[block["page_start"] : block["page_end"]]
        assert text[draft["headline_start"] : draft["headline_end"]] == draft["headline"]


def test_each_page_has_one_report() -> None:
    good = next(make_pages(1, 5)).text.encode()
    result = step(good, b"\xff", b"no article here", source="kabar")
    reports = sent(result, PAGES_REPORTS)
    assert [report["outcome"] for report in reports] == ["split", "refused", "no_article"]
    assert reports[1]["reason"] == "page.not_utf8"
    assert {report["source"] for report in reports} == {"kabar"}
    assert sum(reports[0]["ledger"].values()) == reports[0]["characters"] == len(good.decode())
    assert isinstance(result.outcomes[1], Rejection)
    assert result.outcomes[0] is result.outcomes[2] is Outcome.PROCESSED


def test_a_page_is_split_into_its_articles() -> None:
    for page in make_pages(20, 6):
        drafts = sent(step(page.text.encode()), DRAFTS)
        assert [mark for draft in drafts for mark in page.marks if f"{mark}." in draft["text"]] == list(page.marks)


def test_the_same_page_gives_the_same_bytes() -> None:
    page = next(make_pages(1, 7)).text.encode()
    assert step(page).outputs == step(page).outputs


def test_a_tick_has_the_number_of_times_it_is_printed() -> None:
    (tick,) = sent(step("• KGS/USD = 0.01144 -0%\n".encode() * 3), TICKS_RAW)
    assert (tick["count"], tick["rate"], tick["digits"], tick["error_bound"]) == (3, "0.01144", 5, "0.000005")
    assert tick["change_percent"] == "-0"


def test_a_page_with_the_layout_of_an_article_is_one_article() -> None:
    text = "A Headline\n\nA first paragraph that says something.\n\nAnother Line That Looks Like One\n\nAnd a second paragraph."
    (draft,) = sent(step(json.dumps({"text": text, "layout": "article"}).encode()), DRAFTS)
    assert draft["headline"] == "A Headline"
    assert "And a second paragraph." in draft["text"]


def test_a_page_with_a_draft_that_no_topic_accepts_is_rejected_whole() -> None:
    text = "A Headline\n\n" + "\x01" * 2_000_000 + " ends with words."
    wide = split_stage(Limits(page_characters=3_000_000, line_characters=3_000_000))
    record = Record("pages", 0, 0, 0, None, text.encode(), (("layout", b"article"),))
    result = wide.step([Received(record, wide.decode(record))], None)
    (outcome,) = result.outcomes
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.RECORD_TOO_LARGE
    assert [output.topic for output in result.outputs] == [PAGES_REPORTS]


@needs_real_page
def test_of_the_real_page_no_headline_and_no_text_is_lost() -> None:
    text = REAL_PAGE.read_text("utf-8")
    gold = json.loads(GOLD.read_text("utf-8"))
    result = split_page(text)
    headlines = [text[article.headline.start : article.headline.end] for article in result.articles if article.headline]
    assert headlines == [article["title"] for article in gold["articles"]]
    subheadings = [
        text[block.start : block.end] for article in result.articles for block in article.blocks if block.kind == "subheading"
    ]
    assert subheadings == [title for article in gold["articles"] for _, title in article["subheads"]]
    first = text.index(gold["articles"][0]["title"])
    furniture = sum(span.end - span.start for span in result.spans if span.kind == "furniture" and span.start >= first)
    assert furniture <= 0.01 * (len(text) - first)
    assert str(result.page_date) == "2025-12-08"


def test_a_page_with_a_low_confidence_is_reported_and_published() -> None:
    text = (Path(__file__).parent / "odd_pages" / "no_headings.txt").read_text("utf-8").replace("P\t", "")
    (report,) = sent(step(text.encode()), PAGES_REPORTS)
    assert (report["outcome"], report["articles"], report["reason"]) == ("split", 1, Reason.PAGE_UNCERTAIN.value)
    assert report["confidence"] < 0.5


@pytest.mark.parametrize(("headers", "source"), [((("source", b"kabar"),), "kabar"), ((), "unknown")])
def test_the_report_of_a_quarantined_page_has_only_what_its_headers_say(
    headers: tuple[tuple[str, bytes], ...], source: str
) -> None:
    record = Record("pages", 0, 7, 1_794_628_800_000, None, b'{"text": "x", "source": "inside"}', headers)
    (report,) = sent(STAGE.step([Undecoded(record, Rejection(Reason.QUARANTINED))], None), PAGES_REPORTS)
    assert (report["outcome"], report["source"], report["page_offset"]) == ("refused", source, 7)
