"""Pages that are drawn around a story, and the counts of their splits."""

from __future__ import annotations

import random

from agents.split.result import FoundArticle, Span, Split
from training.boilerplate import SiteWords
from training.compose import Piece
from training.fronts.phrases import phrases_of
from training.sameness import Outcome, by_language
from training.surroundings import Stock, alone, draw, id_of, lines_cut, text_lost


def story(title: str, *paragraphs: str) -> Piece:
    return Piece("shore", "en", ((title, "TITLE"), *((text, "PAR") for text in paragraphs)), frozenset())


STORIES = [
    story("Shepherds rebuild a footbridge", "Eleven shepherds carried larch beams.", "It will hold four hundred sheep."),
    story("Felt makers open a shop", "Nine women sell carpets.", "They open on Monday."),
    story("Pelicans return to the lake", "Forty pairs were counted.", "The reeds have grown back."),
    story("A pass opens early", "Ploughs cleared it in May.", "Lorries went up at once."),
    story("Two schools share one bus", "The driver starts at six.", "Parents pay for the fuel."),
]
MENU = Piece("other", "en", (("Home", "NAV"), ("News", "NAV"), ("", ""), ("Sports", "NAV")), frozenset())
STOCK = Stock(STORIES, [MENU], SiteWords(phrases_of("en"), [each.lines[0][0] for each in STORIES], ["Asel Toktosunova"]))


def test_every_paragraph_of_the_story_is_on_its_page_in_order() -> None:
    for seed in range(100):
        drawn = draw(STOCK, "page", random.Random(seed))  # noqa: S311  no secret
        lines = [line for line in drawn.page.text.split("\n") if line]
        places = [lines.index(text) for text, _ in drawn.story.lines]
        assert places == sorted(places)
        assert 1 <= len(drawn.kinds) <= 3


def test_the_same_seed_draws_the_same_page() -> None:
    one, other = (draw(STOCK, "page", random.Random(5)) for _ in range(2))  # noqa: S311  no secret
    assert one == other


def split_of(text: str, *kept: str) -> Split:
    """A split with one article: the first of `kept` is its headline."""
    spans = [Span(text.index(each), text.index(each) + len(each), "paragraph", 0) for each in kept]
    article = FoundArticle(spans[0], tuple(spans[1:]), spans[0].start, spans[-1].end, 1.0)
    return Split(articles=(article,), ticks=(), spans=(), page_date=None, confidence=1.0)


def test_a_line_of_boilerplate_in_the_text_changes_the_id_and_is_not_cut() -> None:
    drawn = next(
        page
        for seed in range(100)
        if (page := draw(STOCK, "page", random.Random(seed))).kinds == ("prompt inside",)  # noqa: S311
    )
    text, title, (first, second) = drawn.page.text, drawn.story.lines[0][0], [line for line, _ in drawn.story.lines[1:]]
    prompt = next(line for line, label in zip(text.split("\n"), drawn.page.labels, strict=True) if label == "NAV")
    right, wrong = split_of(text, title, first, second), split_of(text, title, first, prompt, second)
    plain = alone(drawn.story)
    assert id_of(text, title, right) == id_of(plain, title, split_of(plain, title, first, second))
    assert id_of(text, title, wrong) != id_of(text, title, right)
    assert lines_cut(drawn.page, right)[0] == lines_cut(drawn.page, wrong)[0] + 1
    assert text_lost(drawn.page, right) == (0, 2)
    assert text_lost(drawn.page, split_of(text, title, first)) == (1, 2)


def test_an_outcome_counts_the_split_by_the_model_of_its_fold() -> None:
    rows = by_language(
        [
            Outcome("ky", ("list below",), found=True, same=True, cut=4, boilerplate=4, lost=0, paragraphs=2),
            Outcome("ky", ("link inside",), found=True, same=False, cut=0, boilerplate=1, lost=1, paragraphs=2),
            Outcome("ky", ("link inside",), found=False, same=False, cut=1, boilerplate=1, lost=0, paragraphs=4),
        ]
    ).rows
    assert rows == [["ky", "3", "0.667", "0.500", "0.833", "0.125"], ["all", "3", "0.667", "0.500", "0.833", "0.125"]]
