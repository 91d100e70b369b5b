from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import pytest

from training.compose import Piece
from training.fronts import WEIGHTS, lay_out
from training.fronts.bodies import SHORTEST_TEXT
from training.fronts.kinds import LONG_STORY
from training.fronts.markets import draw_market, sky_lines
from training.fronts.phrases import DEALT, TABLES, of_fold, phrases_of
from training.pages import LabelledPage, Origin

TEXT = {"PAR", "LI", "DEK"}
PARAGRAPH = "The council met on day {n} and agreed on plan {n}. It will repair bridge {n} before winter comes, Anna Berg said."


def _pieces(language: str, count: int) -> list[Piece]:
    return [
        Piece(
            f"paper{number % 3}", language,
            (
                (f"Town number {number} repairs its old bridge", "TITLE"),
                *[(PARAGRAPH.format(n=number * 100 + n), "PAR") for n in range(number % 20 + 1)],
                (f"What comes next for town {number}", "SUB"), (PARAGRAPH.format(n=number), "PAR"), (f"• item {number}", "LI"),
            ),
            frozenset({"bridge", f"town{number}"}),
        )
        for number in range(count)
    ]  # fmt: skip


FURNITURE = [Piece("paper0", "en", (("Home", "NAV"), ("", ""), ("Sport", "NAV"), ("Contact us", "NAV")), frozenset())]
PIECES = [*_pieces("en", 50), *_pieces("ky", 12), *_pieces("ssw", 6)]
SUMMARIES = {PIECES[0].lines[0][0]: "A summary of the first story that the paper itself wrote for readers."}


@pytest.fixture(scope="module")
def pages() -> list[LabelledPage]:
    return list(lay_out(PIECES, FURNITURE, SUMMARIES, 500, 3))


def test_every_line_has_a_label_an_article_and_a_publisher(pages: list[LabelledPage]) -> None:
    for page in pages:
        lines = page.text.split("\n")
        assert len(lines) == len(page.labels) == len(page.articles) == len(page.publishers)
        assert [bool(line.strip()) for line in lines] == [bool(label) for label in page.labels]
        assert page.origin is Origin.LAID_OUT


def test_only_lines_of_a_story_have_an_article(pages: list[LabelledPage]) -> None:
    for page in pages:
        owned = {label for label, article in zip(page.labels, page.articles, strict=True) if article >= 0}
        assert owned <= {"TITLE", "META", "SUB", *TEXT}
        assert {label for label, a in zip(page.labels, page.articles, strict=True) if a < 0} <= {"", "NAV", "TICK", "DATE"}


def test_an_article_is_one_headline_and_enough_text_of_its_own(pages: list[LabelledPage]) -> None:
    for page in pages:
        sizes: dict[int, int] = defaultdict(int)
        titles: dict[int, int] = defaultdict(int)
        for line, label, article in zip(page.text.split("\n"), page.labels, page.articles, strict=True):
            if article >= 0:
                sizes[article] += len(line.strip()) if label in TEXT else 0
                titles[article] += label == "TITLE"
        assert all(size >= SHORTEST_TEXT for size in sizes.values())
        assert all(count == 1 for count in titles.values())
        assert sorted(sizes) == list(range(len(sizes)))


def test_the_lines_of_a_story_follow_each_other(pages: list[LabelledPage]) -> None:
    for page in pages:
        order = [article for article in page.articles if article >= 0]
        assert order == sorted(order)


def test_pairs_around_one_long_article_are_boilerplate(pages: list[LabelledPage]) -> None:
    single = [page for page in pages if page.profile == "article" and len(page.text) > 2 * LONG_STORY]
    assert single
    for page in single:
        assert page.labels.count("TITLE") <= 2


def test_lines_belong_to_the_given_publishers_or_to_the_page(pages: list[LabelledPage]) -> None:
    for page in pages:
        assert set(page.publishers) <= {"paper0", "paper1", "paper2", f"page:{page.name}"}


def test_the_same_seed_makes_the_same_pages(pages: list[LabelledPage]) -> None:
    assert list(lay_out(PIECES, FURNITURE, SUMMARIES, 500, 3)) == pages
    assert list(lay_out(PIECES, FURNITURE, SUMMARIES, 20, 4)) != pages[:20]


def test_all_kinds_and_languages_are_made_and_most_pages_are_rows_of_stories(pages: list[LabelledPage]) -> None:
    assert {page.profile for page in pages} == set(WEIGHTS)
    assert {page.language for page in pages} == {"en", "ky", "ssw"}
    assert sum(page.labels.count("TITLE") > 2 for page in pages) > len(pages) / 2


def test_pages_are_made_without_real_boilerplate_and_summaries() -> None:
    assert len(list(lay_out(PIECES, [], {}, 60, 1))) == 60


GAPS: dict[str, object] = {"n": "Anna", "m": "Ben", "k": 3, "date": "today", "t": "12:00"}
MORE_GAPS: dict[str, dict[str, object]] = {"joins": {"s": "Telegram"}, "skies": {"place": "Osh", "c": 3, "c2": 5}}


@pytest.mark.parametrize("table", sorted(TABLES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_phrase_can_be_filled(table: Path) -> None:
    phrases = phrases_of(table.stem)
    for name in phrases.__slots__:
        own = getattr(phrases, name)
        assert len(own) == len(set(own)) >= 2
        assert all(form.format(**GAPS, **MORE_GAPS.get(name, {})).strip() for form in own)


@pytest.mark.parametrize("language", ["en", "ky", "tk"])
def test_folds_share_no_phrase_of_a_site_and_have_them_all(language: str) -> None:
    whole = phrases_of(language)
    folds = [of_fold(whole, fold, 3) for fold in range(3)]
    for name in DEALT:
        own = [phrase for phrases in folds for phrase in getattr(phrases, name)]
        assert set(own) == set(getattr(whole, name))
    joins = [set(phrases.joins) for phrases in folds]
    assert sum(map(len, joins)) == len(set().union(*joins))
    assert all(phrases.categories == whole.categories for phrases in folds)


def test_a_phrase_is_in_one_fold_in_any_case_and_field() -> None:
    loud = of_fold(phrases_of("ru"), 1, 3).related
    assert ("ЧИТАЙТЕ ТАКЖЕ" in loud) == ("Читайте также" in loud)
    for fold in range(3):
        phrases = of_fold(phrases_of("en"), fold, 3)
        assert not set(phrases.related) & set().union(
            *(of_fold(phrases_of("en"), other, 3).heads for other in range(3) if other != fold)
        )


def test_every_fold_has_a_phrase() -> None:
    assert all(getattr(of_fold(phrases_of("mn"), fold, 50), name) for fold in range(50) for name in DEALT)


def test_a_market_has_one_form() -> None:
    for seed in range(30):
        market = draw_market(phrases_of("kk"), random.Random(seed))  # noqa: S311  no secret
        lines = market.lines(3, random.Random(0)) + market.lines(3, random.Random(1))  # noqa: S311  no secret
        assert all(market.separator in line and any(each.isdigit() for each in line) for line in lines)
        assert len(lines) == (2 if market.joiner else 6)


def test_weather_is_of_one_town_and_in_the_words_of_the_language() -> None:
    lines = sky_lines(phrases_of("ky"), 2, random.Random(4))  # noqa: S311  no secret
    assert len(lines) == 2
    assert not any("{" in line for line in lines)
