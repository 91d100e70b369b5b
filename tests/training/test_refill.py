"""A refilled page has the layout of the real page, and nothing of its stories."""

from __future__ import annotations

from training.compose import Piece
from training.pages import LabelledPage, Origin
from training.refill import refilled

TEXT = (
    "Two rangers with a telescope have seen more pelicans at the lake than in any autumn. Fifty young birds get rings in spring."
)
WORDS = tuple("abcdefghijklmnopqrstu")
PIECES = [
    Piece("shore", "en", ((f"Lake station {word} pelicans again", "TITLE"), (f"{TEXT} {word}.", "PAR")), frozenset({word}))
    for word in WORDS
]
LINES = [
    ("Menu", "NAV", -1),
    ("12:40", "META", 0),
    ("  • Old bridge closes for a month", "TITLE", 0),
    ("Drivers must take the road round the hill until the new deck is in place, the town says...", "PAR", 0),
    ("Read more", "META", 0),
    ("Old bridge closes for a month", "NAV", -1),
]


def _page() -> LabelledPage:
    return LabelledPage(
        "page", Origin.SEVERAL, "real_front", "en", "\n".join(text for text, _, _ in LINES), [label for _, label, _ in LINES],
        [article for _, _, article in LINES], ["town"] * len(LINES),
    )  # fmt: skip


def test_the_layout_is_kept_and_the_stories_change() -> None:
    for page in refilled([_page()], PIECES, 5, seed=3):
        lines = page.text.split("\n")
        assert len(lines) == len(LINES)
        assert list(page.labels) == [label for _, label, _ in LINES]
        assert lines[0] == "Menu"
        assert lines[2].startswith("  • Lake station ")
        assert lines[3].endswith("...")
        assert "bridge" not in page.text


def test_a_headline_that_is_listed_again_changes_in_the_list_too() -> None:
    page = next(iter(refilled([_page()], PIECES, 1, seed=3)))
    lines = page.text.split("\n")
    assert lines[5] == lines[2].removeprefix("  • ")


def test_a_refilled_page_is_in_the_fold_of_its_stories_and_is_reproducible() -> None:
    first, again = (list(refilled([_page()], PIECES, 3, seed=4)) for _ in range(2))
    assert first == again
    assert {owner for page in first for owner in page.publishers} == {"shore"}
