"""Pages of short news in ten languages: each headline with its few lines is an article."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.split.splitter import split_page

STORIES = Path(__file__).parent / "briefs"
BRIEFS = {
    file.stem: [(head, text) for head, text in (story.split("\n") for story in file.read_text("utf-8").strip().split("\n\n"))]
    for file in sorted(STORIES.glob("*.txt"))
}
BUTTONS = {
    "en": "Read more", "ru": "Подробнее", "ky": "Кененирээк", "kk": "Толығырақ", "uz": "Batafsil", "tg": "Муфассал",
    "tk": "Giňişleýin", "tr": "Devamını oku", "de": "Weiterlesen", "fr": "Lire la suite",
}  # fmt: skip


def _found(page: str) -> list[tuple[str, str]]:
    return [
        (
            page[article.headline.start : article.headline.end] if article.headline else "",
            "\n".join(page[block.start : block.end] for block in article.blocks),
        )
        for article in split_page(page).articles
    ]


LAYOUTS = {
    "blank lines everywhere": ("{head}\n\n{text}", "\n\n"),
    "blank lines between stories": ("{head}\n{text}", "\n\n"),
    "no blank line": ("{head}\n{text}", "\n"),
    "a button after each": ("{head}\n{text}\n{button}", "\n\n"),
    "times above": ("1{number}:4{number}\n{head}\n{text}", "\n"),
    "times before": ("1{number}:4{number} {head}\n{text}", "\n"),
    "days before": ("0{number}.06.2026 | {head}\n\n{text}", "\n\n"),
}


def _page(language: str, layout: str) -> str:
    story, gap = LAYOUTS[layout]
    button = BUTTONS[language]
    return gap.join(
        story.format(head=head, text=text, button=button, number=n) for n, (head, text) in enumerate(BRIEFS[language])
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", BRIEFS)
def test_each_brief_of_a_page_is_an_article_with_its_own_text(language: str, layout: str) -> None:
    assert _found(_page(language, layout)) == BRIEFS[language]


@pytest.mark.parametrize("language", BRIEFS)
def test_one_short_story_alone_on_a_page_is_an_article(language: str) -> None:
    for head, text in BRIEFS[language]:
        assert _found(f"{head}\n\n{text}") == [(head, text)]


@pytest.mark.parametrize("language", BRIEFS)
def test_headlines_without_text_are_no_articles(language: str) -> None:
    assert _found("\n".join(head for head, _ in BRIEFS[language] * 2)) == []
