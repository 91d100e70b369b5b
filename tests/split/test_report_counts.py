"""The counts of a page's report: lists of headlines without text, and characters of running text."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from agents.split import STAGE
from agents.split.decode import decode_page
from agents.split.line_classes import classify
from agents.split.report_counts import headline_lists, running_text
from agents.split.result import Span, SpanKind
from agents.stage import Received, Record, Result
from agents.text.lines import split_lines
from schemas.rejection import Reason
from schemas.topics import DRAFTS, PAGES_REPORTS

TITLES = [
    "Shepherds rebuild a footbridge before snow",
    "• Felt makers open a shop in Kochkor",
    "Will the pass stay open this winter?",
]
SENTENCE = "Eleven shepherds have rebuilt the footbridge to the upper pasture before the first snow falls."


def lists(*lines: tuple[SpanKind, str]) -> int:
    classed = classify(split_lines("\n".join(text for _, text in lines)))
    spans = [Span(each.line.start, each.line.end, kind, None) for each, (kind, _) in zip(classed, lines, strict=True)]
    return headline_lists(classed, spans)


def furniture(*texts: str) -> list[tuple[SpanKind, str]]:
    return [("furniture" if text else "blank", text) for text in texts]


def test_three_headlines_without_text_are_a_list_however_many_follow() -> None:
    assert lists(*furniture(*TITLES)) == 1
    assert lists(*furniture(*TITLES * 4)) == 1
    assert lists(*furniture(*TITLES[:2])) == 0


def test_dates_authors_and_blank_lines_stand_within_a_list_and_other_lines_between_two() -> None:
    dated = [*furniture(TITLES[0], ""), ("date", "8 May 2026"), *furniture(TITLES[1], "By Anna Dell", TITLES[2])]
    assert lists(*dated) == 1
    assert lists(*furniture(*TITLES, "Most read", *TITLES)) == 2
    assert lists(*furniture(*TITLES), ("paragraph", SENTENCE), *furniture(*TITLES)) == 2


def test_a_menu_and_the_headlines_of_articles_are_no_list() -> None:
    assert lists(*furniture("Home", "World", "Sport", "About us", "Terms of use")) == 0
    assert lists(*[("headline", title) for title in TITLES]) == 0


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (SENTENCE, len(SENTENCE)),
        ("Who pays for it?", 0),
        ("\n".join(TITLES), 0),
        ("Rain came. Snow fell.", 21),
        ("USD/KGS 87.45\nHome\nSport", 0),
        (f"• {SENTENCE}", len(SENTENCE) + 2),
        (f"{SENTENCE[:-1]} and the lorries of the valley", len(SENTENCE) + 29),
    ],
)
def test_only_sentences_read_like_text(text: str, size: int) -> None:
    assert running_text(classify(split_lines(text))) == size


def step(text: str) -> Result:
    record = Record("pages", 0, 0, 1_794_628_800_000, None, text.encode(), (("content-type", b"text/plain"),))
    return STAGE.step([Received(record, decode_page(record))], None)


def report(text: str) -> dict[str, Any]:
    (value,) = [output.value for output in step(text).outputs if output.topic is PAGES_REPORTS]
    loaded: dict[str, Any] = orjson.loads(value)
    return loaded


def test_a_page_with_text_and_no_article_says_so_and_how_much_of_it_is_text() -> None:
    text = f"Home\nSport\nAbout\n{SENTENCE}\nTerms of use\n"
    published = report(text)
    assert (published["outcome"], published["reason"]) == ("no_article", Reason.PAGE_NO_ARTICLE.value)
    assert published["detail"] == f"no article; {100 * len(SENTENCE) // len(text)} % of the characters read like text"


@pytest.mark.parametrize(
    "text",
    [
        "• Home\n• World\n• Sport\n" * 20,
        "• KGS/USD = 0.01144 0%\n" * 30,
        "\n".join(TITLES),
        "Home\n" * 100 + "We use cookies. By going on you agree to our terms of use and privacy.\n",
        "no article here",
    ],
)
def test_a_page_of_menus_rates_or_headlines_alone_needs_no_reason(text: str) -> None:
    published = report(text)
    assert (published["outcome"], published["reason"], published["detail"]) == ("no_article", None, None)


def test_a_report_counts_the_teasers_and_the_headline_lists_of_its_page() -> None:
    text = "Shepherds rebuild a footbridge\n\nEleven shepherds have rebuilt the footbridge to the...\n\nRead more\n"
    record = Record("pages", 0, 0, 1_794_628_800_000, None, text.encode(), (("layout", b"article"),))
    outputs = STAGE.step([Received(record, decode_page(record))], None).outputs
    (published,) = [orjson.loads(output.value) for output in outputs if output.topic is PAGES_REPORTS]
    (draft,) = [orjson.loads(output.value) for output in outputs if output.topic is DRAFTS]
    assert (published["articles"], published["teasers"], published["headline_lists"]) == (1, 1, 0)
    assert draft["teaser"] is True
    assert "Read more" not in draft["text"]
    assert report("\n".join(TITLES))["headline_lists"] == 1
