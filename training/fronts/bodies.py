"""The part of a story's text that a page prints."""

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
"""Minimum number of characters of an article's text. A headline with less text is boilerplate, and so is its text."""
LIMITS = (90, 100, 110, 120, 125, 125, 140, 150, 156, 160, 180, 200, 200, 220, 250, 256, 260, 300, 300, 350, 400, 500, 600)
"""Possible lengths of teasers, in characters. One is chosen at random per page."""
ENDS = ("...", "...", "…", " ...", "…", "", "", " […]", " [...]", "....")
_SENTENCE = re.compile(r"(?<=[.!?…؟。])[\"”»)]?\s+(?=[\"“«(„]?[^\W\d_a-zа-яё])")
_TEXT = frozenset({"PAR", "LI", "SUB", "DEK"})


@dataclass(frozen=True, slots=True)
class Cut:
    """How a page shortens its stories. All stories of a page are shortened in the same way."""

    mode: str
    limit: int
    """Maximum number of characters of a teaser, without its ending."""
    ending: str
    """Ending of a truncated teaser. The value `+` prints the number of characters left out, such as ` [+120 chars]`."""
    lead: str
    """Template of the words before a story's first paragraph, on the same line; may be empty."""
    stopped: bool
    """Whether a text keeps its final full stop."""
    bullet: str
    tail: str
    """Template of the words after a story's last paragraph, on the same line; may be empty."""


def draw_cut(mode: str, chance: random.Random) -> Cut:
    """Return a cut with the given mode and random details.

    The modes are `full`, `mix`, `summary`, `teaser`, and the keys of `_SHORTENED`.
    """
    lead = chance.choices(("", "{date} • ", "{date} - ", "{place} — ", "{category} - ", "{place}. "), (88, 3, 2, 4, 2, 1))[0]
    ending = "+" if chance.random() < 0.05 else chance.choice(ENDS)
    bullet = chance.choice(("• ", "- ", "  • ", "* ", "  * ", "– "))
    tail = chance.choices(("", " ({site})", " [{k}]", " 👍", " /{n}/"), (92, 3, 2, 2, 1))[0]
    return Cut(mode, chance.choice(LIMITS), ending, lead if mode != "full" else "", chance.random() < 0.82, bullet, tail)


def body_of(story: Story, cut: Cut, summaries: Mapping[str, str], chance: random.Random) -> list[Labelled]:
    """Return the labelled lines of text that a page prints below a headline.

    `summaries` maps some headlines to their real summaries. The mode `summary` prints them.
    """
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
    """Return the number of characters of the lines, not counting sub-headings."""
    return sum(len(text) for text, label in lines if label != "SUB")


def _sentences(text: str) -> list[str]:
    return [each.strip() for each in _SENTENCE.split(text) if each.strip()]


def _teaser(paragraphs: list[str], _text: list[Labelled], cut: Cut, chance: random.Random) -> list[Labelled]:
    """Return a teaser: one line, truncated after the last whole word within the limit."""
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
    """Return the first paragraphs of the story, joined in one line of up to about 2,600 characters."""
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
    """Return a short summary and the first paragraphs.

    The summary is labelled PAR or DEK at random. Labels of real pages use both equally often.
    """
    short = [each for line in paragraphs[1:] for each in _sentences(line)[:1] if 40 < len(each) < 140]
    rest = _first(text, chance.choice((1, 1, 2, 3)))
    return [*([(short[0].rstrip("."), chance.choice(("PAR", "DEK")))] if short else []), *rest]


_SHORTENED = {
    "sentence": _sentence, "para": _para, "paras": _paras, "some": _some, "joined": _joined, "items": _items,
    "standfirst": _standfirst,
}  # fmt: skip
