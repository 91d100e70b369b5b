"""The reason why a line that looks like a headline has no article: the step of the splitter that dropped the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.split.buttons import is_button
from agents.split.ledger import BLOCK_KINDS
from agents.split.line_classes import RUNNING_TEXT, ClassedLine
from agents.split.result import Split
from agents.split.segmentation.stories import LITTLE, LONG_STORY, LONGEST_TEASER, SHORTEST_STORY

__all__ = ["SURE", "dropped_headlines"]

SURE = 0.5
"""Least probability of a line that looks like a headline."""
SHORTEST_TEXT = 40
"""Least characters of a line that counts as text although its class is not running text."""

PART = "part of the article above, as its {}"
QUESTION = "a question in the text of the article above"
NO_TEXT = "no text below"
LIKELIER = "another headline right below it was likelier"
LITTLE_TEXT = f"less than {SHORTEST_STORY} characters of own text"
LITTLE_PAGE = "page says too little"
LONG_NEIGHBOUR = "next to a long story: treated as furniture"
OF_ARTICLE_ABOVE = "the text below goes on the article above"
FURNITURE = "the text below reads like furniture"


def dropped_headlines(lines: Sequence[ClassedLine], probabilities: Mapping[int, float], split: Split) -> dict[int, str]:
    """Return, by line number, the step that dropped each likely headline that has no article.

    `probabilities` are headline probabilities by line number. The step is derived from the finished split: the text below the
    line, the lines around the line, and the articles.
    """
    starts = {article.headline.start for article in split.articles if article.headline}
    heads = {number for number, classed in enumerate(lines) if classed.line.printed and classed.line.left in starts}
    sure = {number for number, probability in probabilities.items() if probability >= SURE}
    return {number: _step(number, lines, sure | heads, probabilities, heads, split) for number in sorted(sure - heads)}


def _step(
    number: int, lines: Sequence[ClassedLine], rivals: set[int], probabilities: Mapping[int, float], heads: set[int], split: Split
) -> str:
    span = split.spans[number]
    if span.article is not None and span.kind in BLOCK_KINDS:
        asks = lines[number].line.printed.endswith("?")
        return QUESTION if asks else PART.format({"dek": "standfirst", "list": "item of a list"}.get(span.kind, span.kind))
    rival = next((n for n in range(number + 1, len(lines)) if n in rivals), None)
    below = _text_below(lines, number + 1, len(lines) if rival is None else rival)
    own = sum(len(lines[n].line.printed) for n in below)
    if not own:
        beaten = rival is not None and (rival in heads or probabilities.get(rival, 0.0) > probabilities[number])
        return LIKELIER if beaten else NO_TEXT
    if own < SHORTEST_STORY:
        return LITTLE_TEXT
    if not split.articles:
        return LITTLE_PAGE if split.running_text < LITTLE else FURNITURE
    if any(split.spans[n].article is not None for n in below):
        return OF_ARTICLE_ABOVE
    longest = max(sum(block.end - block.start for block in article.blocks) for article in split.articles)
    return LONG_NEIGHBOUR if longest >= LONG_STORY and own < LONGEST_TEASER else FURNITURE


def _text_below(lines: Sequence[ClassedLine], start: int, end: int) -> list[int]:
    """Return the numbers of the lines in [`start`, `end`) that are text."""
    return [number for number in range(start, end) if _is_text(lines[number])]


def _is_text(classed: ClassedLine) -> bool:
    printed = classed.line.printed
    return (classed.kind in RUNNING_TEXT or len(printed) >= SHORTEST_TEXT) and not is_button(printed)
