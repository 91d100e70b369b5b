"""Whole pages of invented news, in three languages: their articles, dates and ticks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from agents.split.splitter import split_page

PAGES = Path(__file__).parent / "pages"

HEADLINES = {
    "english": [
        "Lake Ferry Resumes After Repairs to the Northern Pier",
        "Museum Opens Its Archive of Early Textile Patterns",
        "Parliament Delays Vote on Seed Import Rules",
    ],
    "russian": [
        "В Зареченске запустили ночной трамвай между вокзалом и университетом",
        "Учёные описали новый вид горной ящерицы",
        "Завод бытовой техники объявил о наборе трёхсот рабочих",
    ],
    "kyrgyz": [
        "Айылдагы китепкана көчмө автобуска айланды",
        "Бишкекте велосипед жолдорунун картасы чыкты",
        "Дыйкандар кургакчылыкка чыдамдуу арпа сорту менен тааныштырылды",
    ],
}
DATES = {"english": date(2026, 3, 14), "russian": date(2026, 2, 3), "kyrgyz": date(2026, 5, 17)}


def page(name: str) -> str:
    return (PAGES / f"{name}.txt").read_text("utf-8")


def headlines(text: str) -> list[str]:
    found = [article.headline for article in split_page(text).articles]
    return [text[headline.start : headline.end] if headline else "" for headline in found]


@pytest.mark.parametrize("name", HEADLINES)
def test_the_articles_of_a_page_are_found_with_all_their_text(name: str) -> None:
    text = page(name)
    split = split_page(text)
    assert headlines(text) == HEADLINES[name]
    assert split.page_date == DATES[name]
    assert {span.kind for span in split.spans} <= {"headline", "paragraph", "subheading", "blank", "date", "tick"}


def test_a_subheading_does_not_start_a_new_article() -> None:
    text = page("english")
    museum = split_page(text).articles[1]
    subheadings = [text[block.start : block.end] for block in museum.blocks if block.kind == "subheading"]
    assert subheadings == ["How the Patterns Were Found", "What Visitors Can See"]
    assert len(museum.blocks) == 8


def test_a_page_without_blank_lines_is_split_like_one_with_them() -> None:
    for name, expected in HEADLINES.items():
        assert headlines("\n".join(filter(None, page(name).split("\n")))) == expected
        assert headlines(page(name).replace("\n", "\n\n\n")) == expected


def test_a_page_may_have_articles_in_several_languages() -> None:
    text = page("russian") + page("kyrgyz")
    assert headlines(text) == HEADLINES["russian"] + HEADLINES["kyrgyz"]


def test_a_repeated_tick_is_found_once_with_its_count_and_first_place() -> None:
    text = page("english")
    ticks = split_page(text).ticks
    assert [(tick.base, tick.quote, str(tick.rate), str(tick.change_percent), tick.count) for tick in ticks] == [
        ("KGS", "USD", "0.01152", "-0", 2),
        ("KZT", "USD", "0.00201", "0.4", 2),
    ]
    assert [text[tick.start : tick.end] for tick in ticks] == ["KGS/USD = 0.01152 -0%", "KZT/USD = 0.00201 0.4%"]
    assert [(tick.digits, str(tick.error_bound)) for tick in ticks] == [(5, "0.000005")] * 2


def test_ticks_that_are_printed_differently_are_different_ticks() -> None:
    lines = ["USD/KGS 87.40", "USD/KGS 87.4", "USD/KGS 87.4 0%", "USD/KGS 87.4 -0%", "USD/KGS 87.40"]
    assert [tick.count for tick in split_page("\n".join(lines)).ticks] == [2, 1, 1, 1]


def test_a_menu_and_a_footer_are_boilerplate() -> None:
    menu = "".join(
        f"• {word}\n" for word in ("Home", "World", "Sport", "Weather", "Books", "Health", "Travel", "Sign in", "Help")
    )
    text = menu + page("english") + "\n" + menu + "Terms of use\n"
    split = split_page(text)
    assert headlines(text) == HEADLINES["english"]
    furniture = "".join(text[span.start : span.end] for span in split.spans if span.kind == "furniture")
    assert furniture == menu + menu + "Terms of use\n"


@pytest.mark.parametrize(
    "text",
    [
        "Home\nWorld\nSport\nSign in\nTerms of use\n",
        "• Home\n• World\n• Sport\n",
        "08 December 2025\n",
        "• KGS/USD = 0.01144 0%\n" * 8,
        "New bridge opened\nSchool prize given\nThree lakes frozen\nHarvest over early\n",
    ],
)
def test_a_page_without_an_article_gives_none(text: str) -> None:
    assert split_page(text).articles == ()


def test_text_before_the_first_headline_is_an_article_too() -> None:
    text = page("english").split("\n\n", 3)[3]
    story = [line for line in text.split("\n") if len(line) > 100][:5]
    (article,) = split_page("\n".join(story)).articles
    assert len(article.blocks) + bool(article.headline) == len(story)


def test_a_date_above_an_article_without_a_headline_is_the_pages_date() -> None:
    text = "8 May 2026\n" + "\n".join(line for line in page("english").split("\n") if len(line) > 100)
    split = split_page(text)
    assert split.page_date == date(2026, 5, 8)
    assert (split.spans[0].kind, split.spans[0].article) == ("date", None)


def test_an_introduced_list_belongs_to_the_article_and_bylines_do_not() -> None:
    lead = "The council of Verin met on Tuesday and agreed to repair three bridges over the river by May."
    rest = "Work on the bridges of Verin begins on Monday, and the council will publish what each bridge has cost."
    items = ["• the stone bridge", "• the bridge at the mill", "• the railway bridge"]
    text = "\n".join(
        ["08 December 2025", "Verin Council Agrees to Repair Three Bridges", "By Anna Dell", lead, "They are:", *items, rest]
    )
    split = split_page(text)
    (article,) = split.articles
    assert [block.kind for block in article.blocks] == ["paragraph", "paragraph", "list", "list", "list", "paragraph"]
    assert [(span.kind, span.article) for span in split.spans][:3] == [("date", None), ("headline", 0), ("byline", 0)]
