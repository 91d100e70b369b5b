"""The text that a page prints of a story."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from agents.split.segmentation.stories import SHORTEST_STORY
from training.fronts.pool import Story
from training.layouts import Labelled

__all__ = ["SHORTEST_TEXT", "Cut", "body_of", "draw_cut", "size_of"]

SHORTEST_TEXT = SHORTEST_STORY
"""Least characters of text of an article; a headline with less is boilerplate, and so is the text."""
LIMITS = (90, 100, 110, 120, 125, 125, 140, 150, 156, 160, 180, 200, 200, 220, 250, 256, 260, 300, 300, 350, 400, 500, 600)
"""Characters at which a page truncates its teasers, drawn for each page."""
ENDS = ("...", "...", "…", " ...", "…", "", "", " […]", " [...]", "....")
_SENTENCE = re.compile(r"(?<=[.!?…؟。])[\"”»)]?\s+(?=[\"“«(„]?[^\W\d_a-zа-яё])")
_TEXT = frozenset({"PAR", "LI", "SUB", "DEK"})


@dataclass(frozen=True, slots=True)
class Cut:
    """How a page shortens its stories, all in the same way."""

    mode: str
    limit: int
    """Characters of a teaser."""
    ending: str
    """End of a truncated teaser; `+` is the number of characters left out."""
    lead: str
    """A form before each text on its line, or empty."""
    stopped: bool
    """Whether whole sentences keep their full stop."""
    bullet: str
    tail: str
    """A form after the last text of each story."""


def draw_cut(mode: str, chance: random.Random) -> Cut:
    """Draw the details of a mode."""
    lead = chance.choices(("", "{date} • ", "{date} - ", "{place} — ", "{category} - ", "{place}. "), (88, 3, 2, 4, 2, 1))[0]
    ending = "+" if chance.random() < 0.05 else chance.choice(ENDS)
    bullet = chance.choice(("• ", "- ", "  • ", "* ", "  * ", "– "))
    tail = chance.choices(("", " ({site})", " [{k}]", " 👍", " /{n}/"), (92, 3, 2, 2, 1))[0]
    return Cut(mode, chance.choice(LIMITS), ending, lead if mode != "full" else "", chance.random() < 0.82, bullet, tail)


def body_of(story: Story, cut: Cut, summaries: Mapping[str, str], chance: random.Random) -> list[Labelled]:
    """Return the labelled lines of text that a page prints below a headline."""
    text = [line for line in story.lines if line[1] in _TEXT]
    paragraphs = [line for line, label in text if label in {"PAR", "DEK"}] or [line for line, _ in text]
    if not paragraphs:
        return []
    mode = cut.mode if cut.mode != "mix" else chance.choice(("sentence", "para", "paras", "some", "full", "teaser", "joined"))
    if mode == "full":
        return text
    if mode == "summary" and story.title in summaries:
        return [(summaries[story.title], "PAR")]
    return _SHORTENED.get(mode, _teaser)(paragraphs, text, cut, chance)


def size_of(lines: list[Labelled]) -> int:
    """Return the number of characters of text without sub-headings."""
    return sum(len(text) for text, label in lines if label != "SUB")


def _sentences(text: str) -> list[str]:
    return [each.strip() for each in _SENTENCE.split(text) if each.strip()]


def _teaser(paragraphs: list[str], _text: list[Labelled], cut: Cut, chance: random.Random) -> list[Labelled]:
    """Return one line, truncated at the last word before the limit."""
    whole = paragraphs[0] if chance.random() < 0.7 or len(paragraphs[0]) > cut.limit else " ".join(paragraphs[:3])
    if len(whole) <= cut.limit:
        return [(whole if cut.stopped else whole.rstrip("."), "PAR")]
    kept = whole[: cut.limit].rsplit(" ", 1)[0].rstrip(" ,;:-–—")
    ending = f" [+{len(whole) - len(kept)} chars]" if cut.ending == "+" else cut.ending
    return [(kept + ending, "PAR")]


def _sentence(paragraphs: list[str], _text: list[Labelled], cut: Cut, chance: random.Random) -> list[Labelled]:
    sentences = _sentences(paragraphs[0])
    own = " ".join(sentences[: 1 if chance.random() < 0.7 else 2])
    return [(own if cut.stopped else own.rstrip("."), "PAR")]


def _para(paragraphs: list[str], _text: list[Labelled], _cut: Cut, chance: random.Random) -> list[Labelled]:
    return [(paragraphs[0] if len(paragraphs) < 2 or chance.random() < 0.8 else paragraphs[1], "PAR")]


def _paras(_paragraphs: list[str], text: list[Labelled], _cut: Cut, chance: random.Random) -> list[Labelled]:
    return _first(text, chance.choice((1, 1, 1, 2, 2, 3)))


def _some(_paragraphs: list[str], text: list[Labelled], _cut: Cut, chance: random.Random) -> list[Labelled]:
    return _first(text, chance.randrange(2, max(3, min(12, len(text)))))


def _first(text: list[Labelled], count: int) -> list[Labelled]:
    """Return the first `count` paragraphs or items, with the sub-headings between them."""
    kept: list[Labelled] = []
    for line in text:
        if count == 0:
            break
        kept.append(line)
        count -= line[1] != "SUB"
    while kept and kept[-1][1] == "SUB":
        kept.pop()
    return kept


def _joined(paragraphs: list[str], _text: list[Labelled], _cut: Cut, chance: random.Random) -> list[Labelled]:
    """Return the whole story in one line of up to 2,600 characters."""
    most = chance.randrange(250, 2600)
    kept = paragraphs[0]
    for text in paragraphs[1:]:
        if len(kept) + len(text) > most:
            break
        kept += " " + text
    return [(kept, "PAR")]


def _items(paragraphs: list[str], _text: list[Labelled], cut: Cut, chance: random.Random) -> list[Labelled]:
    """Return sentences of the story as list items."""
    sentences = [each for text in paragraphs[:4] for each in _sentences(text) if len(each) > 25]
    chosen = sentences[: chance.randrange(2, 9)]
    stop = "." if cut.stopped else ""
    return [(cut.bullet + each.rstrip(".") + stop, "LI") for each in chosen]


def _standfirst(paragraphs: list[str], text: list[Labelled], _cut: Cut, chance: random.Random) -> list[Labelled]:
    """Return a short summary and the text; the labels of real pages call it a paragraph as often as a standfirst."""
    short = [each for line in paragraphs[1:] for each in _sentences(line)[:1] if 40 < len(each) < 140]
    rest = _first(text, chance.choice((1, 1, 2, 3)))
    return [*([(short[0].rstrip("."), chance.choice(("PAR", "DEK")))] if short else []), *rest]


_SHORTENED = {
    "sentence": _sentence, "para": _para, "paras": _paras, "some": _some, "joined": _joined, "items": _items,
    "standfirst": _standfirst,
}  # fmt: skip
