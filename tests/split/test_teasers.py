"""Articles with truncated text are teasers, and the buttons to the rest are no text."""

from __future__ import annotations

import pytest

from agents.split.buttons import is_button, leads_to_rest
from agents.split.ledger import ArticleLines
from agents.split.line_classes import classify
from agents.split.splitter import split_article
from agents.split.teasers import teasers, without_buttons
from agents.text.lines import split_lines

HEADLINE = "Shepherds rebuild a footbridge before the snow"
WHOLE = "Eleven shepherds have rebuilt the footbridge to the upper pasture."
LONG = ["The bridge hangs on two ropes that the herders carried up from the road. " * 3] * 3

LEADING = {
    "en": ["Read more", "READ MORE »", "Continue reading →", "(more…)", "Read the full story", "Continue reading “The bridge” →"],
    "ru": ["Подробнее", "Читать далее...", "• Читать дальше", "Читать полностью", "[Подробнее]"],
    "ky": ["Толугураак", "Кененирээк окуу", "Уландысы…"],
    "kk": ["Толығырақ", "Толық оқу »", "Жалғасын оқу"],
    "uz": ["Batafsil", "Davomini o‘qish", "To'liq o'qish →", "Батафсил"],
    "tg": ["Муфассал", "Идомаи матн", "Бештар >"],
    "tk": ["Giňişleýin", "Dowamyny oka", "Doly okamak »"],
    "tr": ["Devamını oku", "DEVAMI İÇİN TIKLAYIN", "Haberin devamı..."],
    "de": ["Weiterlesen", "Mehr lesen ›", "Den ganzen Artikel lesen"],
    "fr": ["Lire la suite", "Lire l’article →", "En savoir plus"],
    "es": ["Leer más", "Seguir leyendo…", "Continúa leyendo"],
}
buttons = pytest.mark.parametrize("button", [button for language in LEADING.values() for button in language])


def text_of(*lines: str) -> tuple[bool, list[str]]:
    text = "\n\n".join([HEADLINE, *lines])
    (article,) = split_article(text).articles
    return article.teaser, [text[block.start : block.end] for block in article.blocks]


@buttons
def test_a_button_below_a_short_text_makes_it_a_teaser_and_is_no_text(button: str) -> None:
    assert text_of(WHOLE, button) == (True, [WHOLE])
    assert text_of(WHOLE, "8 May 2026", "Anna Dell", "12 comments", button)[0]
    assert is_button(button)


@buttons
def test_a_button_at_the_end_of_a_line_makes_a_teaser_too(button: str) -> None:
    assert text_of(f"{WHOLE[:-1]}... {button}")[0]
    assert text_of(f"{WHOLE} {button}")[0]


def test_a_button_below_a_long_text_leads_to_something_else() -> None:
    assert text_of(*LONG, "Read more") == (False, [line.strip() for line in LONG])


@pytest.mark.parametrize("button", ["Show all", "Показать все", "Баарын көрүү", "Tümünü göster", "Alle anzeigen"])
def test_a_button_that_shows_a_list_is_no_text_and_cuts_none(button: str) -> None:
    assert text_of(WHOLE, button) == (False, [WHOLE])
    assert not leads_to_rest(button)


@pytest.mark.parametrize(
    "end",
    ["...", "…", " [...]", " […]", " (...)", "… [+1234 chars]", "... [+87 chars]", "… →", "... »"],
)
def test_a_text_that_ends_in_an_ellipsis_is_cut(end: str) -> None:
    assert text_of(WHOLE[:-1] + end)[0]
    assert text_of(*LONG, WHOLE[:-1] + end)[0]


@pytest.mark.parametrize(
    "end",
    [
        "Eleven shepherds have rebuilt the footbridge to the upper pasture, so that the",
        "Одиннадцать чабанов заново построили мост к верхнему пастбищу, чтобы стада успели спуститься до",
        "On bir çoban üst otlağa giden yaya köprüsünü yeniden yaptı, böylece sürüler",
        "The bridge is open again. The flocks come down on Friday, as the head of the village",
    ],
)
def test_a_text_that_breaks_off_within_a_sentence_is_cut(end: str) -> None:
    assert text_of(end)[0]


@pytest.mark.parametrize(
    "lines",
    [
        [WHOLE],
        ["He said: “I did not think the old bridge would hold for so long…”"],
        ["Он помолчал и добавил: «Мы ждали этот мост пять лет, а теперь...»"],
        [WHOLE, "Photo by Anna Dell"],
        ["A new footbridge"],
        ["Who pays for the new bridge to the upper pasture this year?"],
        ["• larch planks\n• steel ropes\n• two hundred nails from the smith in the valley below the pass"],
    ],
)
def test_a_whole_text_is_no_teaser(lines: list[str]) -> None:
    assert not text_of(*lines)[0]


def feed(*texts: str) -> list[bool]:
    lines = classify(split_lines("\n".join(line for text in texts for line in (HEADLINE, text))))
    return teasers(lines, [ArticleLines(2 * n, 2 * n + 1, ["paragraph"], 1.0) for n in range(len(texts))])


def test_in_a_feed_of_first_sentences_the_ones_that_end_are_cut_as_well() -> None:
    cut = "Eleven shepherds have rebuilt the footbridge to the upper pasture for the..."
    assert feed(cut, cut, cut, WHOLE) == [True, True, True, True]
    assert feed(cut, cut, cut, f"{WHOLE} It is nine metres long.", WHOLE * 3) == [True, True, True, False, False]
    assert feed(cut, WHOLE, WHOLE, WHOLE) == [True, False, False, False]
    assert feed(cut, cut, WHOLE) == [True, True, False]


def test_a_button_below_another_headline_cuts_another_story() -> None:
    lines = classify(split_lines(f"{HEADLINE}\n{WHOLE}\nThe herders of the next valley plan a bridge, too\nRead more"))
    assert teasers(lines, [ArticleLines(0, 1, ["paragraph"], 1.0)]) == [False]
    assert teasers(lines[:2] + lines[3:], [ArticleLines(0, 1, ["paragraph"], 1.0)]) == [True]


def test_an_article_of_buttons_alone_is_none() -> None:
    lines = classify(split_lines(f"{HEADLINE}\nRead more\nShow all"))
    assert without_buttons(lines, [ArticleLines(0, 1, ["paragraph", "subheading"], 1.0)]) == []
    assert teasers(lines, []) == []


@pytest.mark.parametrize(
    "line", ["", "More rain is expected", "Читать вслух полезно", "Weiter oben liegt die Alm", "Devamı gelecek mi?", "[+x chars]"]
)
def test_a_line_of_text_is_no_button(line: str) -> None:
    assert not is_button(line)
